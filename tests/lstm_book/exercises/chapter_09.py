"""Answers to the exercises of chapter 09, A grammar with memory."""

import re

import numpy as np

from lstm_book.chapter_09.exercises import SLIPS_OF_FOUR, TELLING, all_legal, may_follow
from lstm_teach import LSTMParams

WALK = ["TP", "B", "PT", "TV", "PV", "XS"]
FOUR = (8, 2 / 3, 0.6875)


def wired(every=False, after_b=False, keeps=False, faint=False):
    """Return the three units: the last letter was E; E B; the outer symbol. The flags are slips."""
    B, T, P, E = 0, 1, 2, 6
    i, f, g, o = 0, 3, 6, 9
    W_x, W_h, b = np.zeros((7, 12)), np.zeros((3, 12)), np.zeros(12)
    b[o : o + 3] = 20
    b[[f, f + 1]] = -20
    W_x[E, i], b[i], b[g] = 20, -10, 20
    W_x[B, i + 1], W_h[0, i + 1], b[i + 1], b[g + 1] = 10, 13.2, -5 if after_b else -15, 20
    W_x[[T, P], i + 2], b[f + 2] = 20, 10
    b[i + 2], W_h[1, i + 2] = (-10, 0) if every else (-30, 26.4)
    W_h[1, f + 2] = 0 if keeps or every else -26.4
    if every:
        W_x[[T, P], f + 2] = -20
    W_x[T, g + 2], W_x[P, g + 2] = (0.4, -0.4) if faint else (10, -10)
    return LSTMParams(W_x, W_h, b)


def put(place, letters):
    return [*WALK[:place], letters, *WALK[place + 1 :]]


def of_four(place, value):
    return tuple(value if k == place else right for k, right in enumerate(FOUR))


def by_loops(scores, legal, lengths):
    """Return the strings that are right, letter by letter."""
    found = []
    for b, length in enumerate(lengths):
        right = True
        for t in range(length):
            yes = [s for s, is_legal in zip(scores[t, b], legal[t, b], strict=True) if is_legal]
            no = [s for s, is_legal in zip(scores[t, b], legal[t, b], strict=True) if not is_legal]
            right = right and min(yes) > max(no, default=-np.inf)
        found.append(right)
    return found


def swap_gates(params):
    order = [3, 4, 5, 0, 1, 2, *range(6, 12)]
    return LSTMParams(*(part[..., order] for part in params))


RIGHT = [
    ("9.1", WALK),
    ("9.1", (["T", "P"], {"B"}, "tp", "T, V", ["V", "P"], ("S", "X"))),
    ("9.2", FOUR),
    ("9.2", np.array(FOUR, np.float32)),
    ("9.2", [np.array([8.0]), 0.667, 0.688]),
    ("9.3", may_follow),
    ("9.3", lambda after, x: may_follow(after, x).astype(int)),
    ("9.4", all_legal),
    ("9.4", by_loops),
    ("9.5", wired()),
    ("9.5", LSTMParams(*(part.astype(np.float32) for part in wired()))),
]
STUBS = [
    ("9.1", ...),
    ("9.1", [..., ..., ..., ..., ..., ...]),
    ("9.2", (..., ..., ...)),
    ("9.2", (8, ..., 0.6875)),
    ("9.3", lambda after, x: ...),
    ("9.4", lambda scores, legal, lengths: ...),
    ("9.5", LSTMParams(..., ..., ...)),
    ("9.5", wired()._replace(b=...)),
]
WRONG = [
    *(
        ("9.1", put(place, letters), f"After {'BPBPVP'[: place + 1]}: {re.escape(text)}")
        for (place, letters), text in TELLING.items()
    ),
    ("9.1", put(0, "T"), "After B: P may come too"),
    ("9.1", put(5, "XSE"), "After BPBPVP: E may not come"),
    ("9.1", put(4, "PX"), "After BPBPV: V may come too; X may not come"),
    ("9.1", put(2, 3), "After BPB: expected letters, got 3"),
    ("9.1", WALK[:5], "six sets"),
    ("9.1", "TP", "six sets"),
    *(
        ("9.2", of_four(place, value), f"{name}: {re.escape(text)}")
        for place, (name, _, slips) in enumerate(SLIPS_OF_FOUR)
        for text, value in slips.items()
    ),
    ("9.2", (7.9, 2 / 3, 0.6875), r"bits a string: 7\.9 is too small"),
    ("9.2", ("a", 2 / 3, 0.6875), "bits a string: Expected a number"),
    ("9.2", (8, np.nan, 0.6875), "bits a symbol: expected a finite number"),
    ("9.2", 8, "three numbers"),
    ("9.3", lambda after, x: after[x[-1]] != -1, "last letter for that of a state"),
    ("9.3", lambda after, x: np.zeros(7), r"the symbols\[\d\]: expected 1, got 0|expected shape"),
    ("9.3", lambda after: after, "called with 2 arguments"),
    ("9.3", "TP", "Expected a function"),
    ("9.4", lambda scores, legal, lengths: scores.argmax(axis=2), "expected shape"),
    ("9.4", lambda scores, legal, lengths: None, "returned nothing"),
    (
        "9.4",
        lambda scores, legal, lengths: np.ones(scores.shape[1], bool),
        r"right\[\d\]: expected 0, got 1",
    ),
    ("9.5", wired(every=True), "last T or P that was read"),
    ("9.5", wired(after_b=True), "behind the inner B as well"),
    ("9.5", wired(keeps=True), "adds up what it is given"),
    ("9.5", wired(faint=True), "too faint"),
    ("9.5", wired()._replace(W_x=wired().W_x[[0, 2, 1, 3, 4, 5, 6]]), "signs of T and P exchanged"),
    ("9.5", swap_gates(wired()), "columns of f and i exchanged"),
    ("9.5", LSTMParams(np.zeros((7, 12)), np.zeros((3, 12)), np.zeros(12)), "never holds anything"),
    ("9.5", LSTMParams(np.zeros((7, 4)), np.zeros((1, 4)), np.zeros(4)), "W_x: expected shape"),
    ("9.5", [1, 2, 3], "Expected LSTMParams of three units"),
    (
        "9.5",
        LSTMParams(-wired().W_x, wired().W_h, wired().b),
        r"Behind \.\.\.|never holds|exchanged|adds up",
    ),
]
