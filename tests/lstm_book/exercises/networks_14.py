"""Answers to exercises 14.4 and 14.5, which `chapter_14` adds to its own."""

import numpy as np

from lstm_book.chapter_14.exercises_networks import summary
from lstm_teach.compose import reverse

SCORES, STEPS = [[2.0, 0.0], [3.0, 0.0]], [[2.0, -2.0], [-2.0, 2.0]]
CHANGED = [[2.0, 0.0], [0.0, 3.0]]


def by_loop(ahead, back, lengths):
    rows = [np.concatenate([ahead[n - 1, b], back[n - 1, b]]) for b, n in enumerate(lengths)]
    return np.array(rows)


def beside(ahead, back):
    return np.concatenate([ahead, back], axis=-1)


def at(h, places):
    return h[places, np.arange(h.shape[1])]


RIGHT = [
    ("14.4", summary),
    ("14.4", by_loop),
    ("14.4", lambda a, b, n: beside(at(a, n - 1), reverse(b, n)[0])),
    ("14.4", lambda a, b, n: by_loop(a, b, n).astype(np.float32)),
    ("14.4", lambda a, b, n: by_loop(a, b, n).tolist()),
    ("14.5", (SCORES, CHANGED, STEPS)),
    ("14.5", [np.array(part, dtype=np.float32) for part in (SCORES, CHANGED, STEPS)]),
    ("14.5", ([[1, 0], [0, 0]], [[1, 0], [0, 9]], [[0, -5], [0, 0]])),
]
STUBS = [("14.4", lambda a, b, n: ...), ("14.5", (..., ..., ...))]
WRONG = [
    ("14.4", lambda a, b, n: beside(a[-1], reverse(b, n)[-1]), "This is the trap itself"),
    ("14.4", lambda a, b, n: beside(a[-1], b[-1]), "computed on its padding"),
    ("14.4", lambda a, b, n: beside(at(a, n - 1), b[0]), "after its first word"),
    ("14.4", lambda a, b, n: beside(at(a, n - 1), b[-1]), "The backward half was computed on padding"),
    ("14.4", lambda a, b, n: beside(a[-1], at(b, n - 1)), "The forward half was computed on padding"),
    ("14.4", lambda a, b, n: beside(a[0], b[0]), "a single word"),
    ("14.4", lambda a, b, n: beside(at(b, n - 1), at(a, n - 1)), "forward first"),
    ("14.4", lambda a, b, n: beside(a[n[0] - 1], b[n[0] - 1]), "own end|computed on"),
    ("14.4", lambda a, b, n: beside(at(a, n - 2), at(b, n - 2)), "one row too early"),
    ("14.4", lambda a, b, n: beside(a.mean(axis=0), b.mean(axis=0)), "mean over all rows"),
    ("14.4", lambda a, b, n: beside(a.max(axis=0), b.max(axis=0)), "largest over all rows"),
    ("14.4", lambda a, b, n: at(a, n - 1), r"expected shape \(3, 4\), got \(3, 2\)"),
    ("14.4", lambda a, b, n: beside(at(a, n), at(b, n)), "raised IndexError"),
    ("14.4", 3.0, "Expected a function"),
    ("14.5", (SCORES, SCORES, STEPS), "The twins are the same"),
    ("14.5", (SCORES, [[0.0, 2.0], [0.0, 3.0]], STEPS), "from left to right cannot"),
    ("14.5", (SCORES, CHANGED, [[0.0, 0.0], [0.0, 0.0]]), "no tag cares for the one before"),
    ("14.5", (SCORES, CHANGED, [[1.0, -1.0], [1.0, -1.0]]), "no tag cares.*first tag is 0"),
    ("14.5", (SCORES, CHANGED, [[0.1, -0.1], [-0.1, 0.1]]), "The first tag is 0 in both"),
    ("14.5", ([[1, 1], [1, 0]], [[1, 1], [0, 0]], STEPS), "second of the twins.*no ties"),
    ("14.5", (SCORES, CHANGED, [2.0, -2.0, -2.0, 2.0]), r"shape \(2, 2\)"),
    ("14.5", (SCORES, CHANGED, [[0, -np.inf], [0, 0]]), "finite"),
    ("14.5", (SCORES, CHANGED), "Expected three things"),
    ("14.5", ("a", "b", "c"), "Expected numbers"),
]
