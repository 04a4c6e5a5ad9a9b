"""Exercise 14.1, the lattice by pencil: six forward sums, Z, the best path and its probability."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from itertools import product
from typing import Any

import numpy as np

from lstm_book.judges import NotAttempted, as_number, is_stub, number_fault
from lstm_teach.numerics import Array

# Factors of three words as N and T, and of the steps from the row's tag to the column's.
FACTORS = np.array([[3.0, 1.0], [1.0, 2.0], [2.0, 1.0]])
STEPS = np.array([[1.0, 2.0], [0.5, 0.25]])
FOUR = "(forward, Z, path, P): six sums, their total, a path such as 'NNN', its probability"
Update = Callable[[Array, Array], Array]  # from the sums before and the word's factors to the next sums


def forward(update: Update, first: Array = FACTORS[0]) -> Array:
    """Return the forward sums of exercise 14.1, (3, 2); the arguments are where a pencil goes wrong."""
    sums = [first]
    for factors in FACTORS[1:]:
        sums.append(update(sums[-1], factors))
    return np.array(sums)


def product_of(path: tuple[int, ...]) -> float:
    """Return the product of a path of exercise 14.1."""
    words = [FACTORS[t, k] for t, k in enumerate(path)]
    return float(np.prod(words + [STEPS[i, j] for i, j in zip(path, path[1:], strict=False)]))


RIGHT = forward(lambda sums, factors: sums @ STEPS * factors)
Z = float(RIGHT[-1].sum())
BEST = max(product(range(2), repeat=3), key=product_of)
P = product_of(BEST) / Z
DIGITS = 1e-3  # relative: three digits

LARGER = "that is the larger of the two ways that lead here. A forward sum adds both."
NO_FACTOR = "the word's own factor is missing."
# What goes wrong in a forward sum: how the next ones come about then.
OF_SUMS: dict[str, Update] = {
    LARGER: (lambda sums, factors: (sums[:, None] * STEPS).max(axis=0) * factors),
    NO_FACTOR: lambda sums, _: sums @ STEPS,
    "the transitions are missing: each way here has the factor of its step.": (
        lambda sums, factors: sums.sum() * factors
    ),
    "the transitions are turned round: N to T has the factor 2, T to N the factor 1/2.": (
        lambda sums, factors: sums @ STEPS.T * factors
    ),
    "what comes from T is missing: both tags of the word before lead here.": (
        lambda sums, factors: sums[0] * STEPS[0] * factors
    ),
    "what comes from N is missing: both tags of the word before lead here.": (
        lambda sums, factors: sums[1] * STEPS[1] * factors
    ),
    "the word's factor multiplies, it is not added.": lambda sums, factors: sums @ STEPS + factors,
    "that is the word's factor alone; it multiplies what comes from the word before.": (
        lambda _, factors: factors
    ),
    "each of the two ways has the factor of its own step.": (
        lambda sums, factors: sums.sum() * STEPS.sum(axis=0) * factors
    ),
    "the two ways are added, not multiplied.": (
        lambda sums, factors: (sums[:, None] * STEPS).prod(axis=0) * factors
    ),
}
OF_Z = {
    "Z: that is the product of the best path. Z is the sum over all eight.": product_of(BEST),
    "Z: that is the larger of the last two forward sums. Z is the sum of both.": float(RIGHT[-1].max()),
    "Z: that is the smaller of the last two forward sums. Z is the sum of both.": float(RIGHT[-1].min()),
    "Z: the transitions are missing: that is the sum over all paths of the words' factors alone.": float(
        FACTORS.sum(axis=1).prod()
    ),
    "Z: only the sums of the last word are added; they hold all paths already.": float(RIGHT.sum()),
    "Z: the factors of the first word are missing.": float(
        forward(lambda sums, factors: sums @ STEPS * factors, np.ones(2))[-1].sum()
    ),
    "Z: the last two forward sums are added, not multiplied.": float(RIGHT[-1].prod()),
    "Z: that is its logarithm.": math.log(Z),
}
OF_P = {
    "P: that is the product of the path. Divide it by Z.": product_of(BEST),
    "P: that is 1/P. Divide the path's product by Z.": 1 / P,
    "P: that is the probability of the last tag, of all paths that end with it.": float(RIGHT[-1, BEST[-1]])
    / Z,
    "P: that is the product of every word's own shares, without transitions.": float(
        np.prod([FACTORS[t, k] / FACTORS[t].sum() for t, k in enumerate(BEST)])
    ),
    "P: eight paths are not equally probable.": 1 / 8,
    "P: that is the share of the path in the larger of the last two sums. Divide by Z.": (
        product_of(BEST) / float(RIGHT[-1].max())
    ),
    "P: that is a logarithm.": math.log(P),
    "P: in per cent; a probability is at most 1.": 100 * P,
}


def judge_pencil(answer: Any) -> str | None:
    """Judge the forward sums, Z, the best path and its probability, and name the first that is wrong."""
    if not isinstance(answer, tuple | list) or len(answer) != 4:
        return f"Expected four answers, {FOUR}."
    if is_stub(answer) or is_stub(np.asarray(answer[0], dtype=object).ravel().tolist()):
        raise NotAttempted
    sums, z, path, p = answer
    return _sums_fault(sums) or _fault("Z", z, Z, OF_Z) or _path_fault(path) or _fault("P", p, P, OF_P)


def _sums_fault(given: Any) -> str | None:
    try:
        sums = np.asarray(given, float).reshape(-1)
    except (TypeError, ValueError):
        sums = np.zeros(0)
    if sums.size != RIGHT.size or not np.isfinite(sums).all():
        return f"forward: expected six numbers, [[N, T], [N, T], [N, T]], got {given!r}."
    if np.allclose(sums.reshape(2, 3).T, RIGHT, rtol=DIGITS) and not np.allclose(sums.reshape(3, 2), RIGHT):
        return "forward: right, in the wrong order: one pair (N, T) for each word."
    table = sums.reshape(3, 2)
    off = np.argwhere(~np.isclose(table, RIGHT, rtol=DIGITS))
    if not len(off):
        return None
    t, k = (int(n) for n in off[0])
    return f"forward sum of word {t + 1} as {'NT'[k]}: {_slip_of_sums(table, t, k)}"


def slipped(slip: str) -> Array:
    """Return all forward sums of somebody who always makes the same slip."""
    return forward(OF_SUMS[slip], np.ones(2) if slip == NO_FACTOR else FACTORS[0])


def _slip_of_sums(table: Array, t: int, k: int) -> str:
    """Say what is wrong with the first wrong sum: a slip that was made at all words, or at this one."""
    everywhere = [slip for slip in OF_SUMS if np.allclose(table, slipped(slip), rtol=DIGITS)]
    if len(everywhere) == 1:
        return everywhere[0]
    value, right = float(table[t, k]), float(RIGHT[t, k])
    here = {slip: float((update(RIGHT[t - 1], FACTORS[t]) if t else slipped(slip)[0])[k])
            for slip, update in OF_SUMS.items()}  # fmt: skip
    made = [slip for slip, number in here.items() if math.isclose(value, number, rel_tol=DIGITS)]
    if len(made) == 1 or LARGER in made:  # which is true of one way alone as well
        return made[0]
    if math.isclose(value, math.log(right), rel_tol=DIGITS):
        return "that is its logarithm; the sums of the factors themselves are asked for."
    return f"{value:.6g} is too {'large' if value > right else 'small'}."


def _fault(name: str, given: Any, expected: float, wrong: Mapping[str, float]) -> str | None:
    value = as_number(given)
    if isinstance(value, str):
        return f"{name}: {value[0].lower()}{value[1:]}"
    if not math.isfinite(value):
        return f"{name}: expected a finite number, got {value}."
    return number_fault(value, expected, DIGITS * expected, wrong, f"{name}: {value:.6g}")


def _path_fault(given: Any) -> str | None:
    names = {"N": 0, "T": 1, 0: 0, 1: 1}
    listed = given.replace(" ", "").upper() if isinstance(given, str) else given
    try:
        path = tuple(names[tag] for tag in listed)
    except (TypeError, KeyError):
        path = ()
    if len(path) != 3:
        return f"path: expected three tags such as 'NNN', got {given!r}."
    if path == BEST:
        return None
    return f"path: {''.join('NT'[k] for k in path)} has the product {product_of(path):g}; another has more."
