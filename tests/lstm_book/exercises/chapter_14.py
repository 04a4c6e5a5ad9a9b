"""Answers to the exercises of chapter 14, Reading both ways."""

import re
from itertools import product

import numpy as np

from lstm_book.chapter_14.exercises import legal_steps
from lstm_book.chapter_14.pencil_judge import BEST, OF_P, OF_SUMS, OF_Z, P, Z, slipped
from lstm_book.chapter_14.pencil_judge import RIGHT as SUMS
from lstm_book.chapter_14.viterbi_judge import best_path, slips_of_viterbi
from tests.lstm_book.chapter_14.test_lattice import LEGAL as LEGAL_OF_TWO
from tests.lstm_book.exercises import networks_14

PENCIL = ([[3, 1], [3.5, 12.5], [19.5, 10.125]], 29.625, "NTN", 0.405)


def brute(scores, A):
    """Return the best of all paths, as a list."""
    T, K = scores.shape

    def score(y):
        return sum(scores[t, k] for t, k in enumerate(y)) + sum(
            A[i, j] for i, j in zip(y, y[1:], strict=False)
        )

    return list(max(product(range(K), repeat=T), key=score))


def counted(C):
    """Count legal transitions tag by tag, from what tags mean."""
    bio = [("O", 0), *product("BI", range(C))]
    bioes = [("O", 0), *product("BIES", range(C))]

    def goes_on(a, b):
        return a[0] in "BI" and a[1] == b[1]

    first = sum(b[0] != "I" or goes_on(a, b) for a in bio for b in bio)
    inside = [(a, b) for a in bioes for b in bioes]
    second = sum((b[0] in "IE" and goes_on(a, b)) if a[0] in "BI" else b[0] in "OBS" for a, b in inside)
    return first, second


def pencil(sums=PENCIL[0], z=PENCIL[1], path=PENCIL[2], p=PENCIL[3]):
    return sums, z, path, p


def one_sum(t, k, value):
    """Return the right forward sums but for one."""
    sums = SUMS.copy()
    sums[t, k] = value
    return sums


assert counted(2)[0] == LEGAL_OF_TWO.sum()

RIGHT = [
    ("14.1", PENCIL),
    ("14.1", (SUMS, Z, ["N", "T", "N"], P)),
    ("14.1", [SUMS.astype(np.float32), np.float32(Z), "n t n", np.array([0.4051])]),
    ("14.1", (SUMS.ravel().tolist(), 29.63, (0, 1, 0), 12 / 29.625)),
    ("14.2", best_path),
    ("14.2", brute),
    ("14.2", lambda scores, A: tuple(brute(scores, A))),
    ("14.2", lambda scores, A: best_path(scores, A).astype(np.float32)),
    ("14.3", legal_steps),
    ("14.3", counted),
    ("14.3", lambda C: np.array(counted(C), np.float32)),
    ("14.3", lambda C: [C + 1 + 2 * C * (C + 2), (2 * C + 1) ** 2 + 4 * C]),
]
STUBS = [
    ("14.1", ...),
    ("14.1", (..., ..., ..., ...)),
    ("14.1", pencil(p=...)),
    ("14.1", pencil(sums=[[3, 1], [..., ...], [..., ...]])),
    ("14.2", lambda scores, A: ...),
    ("14.3", lambda C: ...),
    ("14.3", lambda C: (251, ...)),
]
# The forward sum at which each slip of the pencil is seen first.
FIRST_SEEN = {
    slip: next(place for place, right in np.ndenumerate(SUMS) if abs(slipped(slip)[place] / right - 1) > 1e-3)
    for slip in OF_SUMS
}
WRONG = [
    *(
        (
            "14.1",
            pencil(sums=slipped(slip)),
            f"forward sum of word {t + 1} as {'NT'[k]}: " + re.escape(slip),
        )
        for slip, (t, k) in FIRST_SEEN.items()
    ),
    *(("14.1", pencil(z=value), re.escape(message)) for message, value in OF_Z.items()),
    *(("14.1", pencil(p=value), re.escape(message)) for message, value in OF_P.items()),
    ("14.1", pencil(sums=SUMS.T), "one pair"),
    ("14.1", pencil(sums=one_sum(2, 0, 12.5)), "word 3 as N: that is the larger of"),  # at this word only
    ("14.1", pencil(sums=one_sum(0, 0, 1)), "word 1 as N: the word's own factor is missing"),
    ("14.1", pencil(sums=one_sum(2, 1, 11)), r"word 3 as T: 11 is too large"),
    ("14.1", pencil(sums=np.log(SUMS)), "word 1 as N: that is its logarithm"),
    ("14.1", pencil(sums=[3, 1]), "six numbers"),
    ("14.1", pencil(sums="NTN"), "six numbers"),
    ("14.1", pencil(z=24), "Z: 24 is too small"),
    ("14.1", pencil(z="a"), "Z: expected a number"),
    ("14.1", pencil(z=np.nan), "Z: expected a finite number"),
    ("14.1", pencil(path="NNN"), "NNN has the product 6"),
    ("14.1", pencil(path="TTT"), r"TTT has the product 0\.125"),
    ("14.1", pencil(path="NT"), "three tags"),
    ("14.1", pencil(path=2), "three tags"),
    ("14.1", pencil(p=0.5), r"P: 0\.5 is too large"),
    ("14.1", 29.625, "four answers"),
    *(("14.2", slip, re.escape(message)) for message, slip in slips_of_viterbi().items()),
    ("14.2", lambda scores, A: (best_path(scores, A), 1.0), "the path: expected numbers, got tuple"),
    ("14.2", lambda scores: scores.argmax(axis=1), "called with 2 arguments"),
    ("14.2", lambda scores, A: print(scores), "returned nothing"),
    ("14.2", lambda scores, A: scores, r"the path: expected shape \(6,\), got \(6, 4\)"),
    ("14.2", lambda scores, A: np.zeros(len(scores), int), r"the path\[\d\]: expected \d, got 0 \("),
    (
        "14.2",
        lambda scores, A: best_path(scores, A) * 2,
        r"the path\[\d\]: expected \d, got \d \(",
    ),  # no ratio
    ("14.2", "NTN", "Expected a function"),
    ("14.3", lambda C: (legal_steps(C)[0] + C, legal_steps(C)[1]), "^14.3: not yet. BIO: from O to I-x"),
    ("14.3", lambda C: (legal_steps(C)[0] - C, legal_steps(C)[1]), "I-x may follow I-x as well"),
    ("14.3", lambda C: (legal_steps(C)[0], (4 * C + 1) ** 2), "BIOES: those are all pairs"),
    ("14.3", lambda C: (legal_steps(C)[0] - C, legal_steps(C)[1] - C), "I-x may follow.*BIOES: after B-x"),
    ("14.3", lambda C: (legal_steps(C)[0], legal_steps(C)[1] - 2 * C), "BIOES: two steps for each class"),
    ("14.3", lambda C: legal_steps(C)[::-1], "order"),
    ("14.3", lambda C: legal_steps(C)[0], "Expected 2 values"),
    ("14.3", lambda C: (250, 481), r"For C = 10: BIO: expected 251, got 250|from O to O"),
    ("14.3", lambda C: (251, 481), r"For C = 3: BIO: expected 34, got 251"),
    ("14.3", 251, "Expected a function"),
]
assert BEST == (0, 1, 0)
RIGHT += networks_14.RIGHT
STUBS += networks_14.STUBS
WRONG += networks_14.WRONG
