"""Predictions of chapter 14, Reading both ways. What was measured is taken from what the chapter loaded."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product

import numpy as np

from lstm_book.choices import Choice, Members, Order
from lstm_book.questions import Number, Question, Several
from lstm_teach.cells import LSTM
from lstm_teach.compose import Both, outputs_bidirectional, unroll_bidirectional

LEVEL = 0.01  # a mean F1 that is this close is as good, on 211 addresses and five splits
COMPARED = ("worse", "about as good", "better")
WHEN = ("at once", "1 word late", "2 words late")
HALVES = ("forward half", "backward half", "final state of the backward run")
COUNTS = ("none", "1 to 10", "11 to 50", "more than 50")
GAINS = ("less than 0.02", "0.02 to 0.04", "more than 0.04")
SECOND, CRF = "a second direction", "a CRF"
PATHS = tuple("".join(path) for path in product("NT", repeat=3))
WORDS = {"St": {"N": 2.0, "T": 4.0}, "James": {"N": 8.0, "T": 1.0}}
STEPS = {"NN": 2.0, "NT": 4.0, "TN": 0.25, "TT": 0.125}


def compared(value: float, other: float) -> str:
    """Say whether a mean F1 is worse than another, about as good, or better."""
    return COMPARED[1 + (value - other > LEVEL) - (other - value > LEVEL)]


def late(mean: Mapping[str, float]) -> list[str]:
    """Return the three delays in the order of their mean F1, the worst first."""
    f1 = [mean["LSTM"], *(mean[f"LSTM, {n} late"] for n in (1, 2))]
    return [WHEN[k] for k in np.argsort(f1)]


def moved_halves() -> list[str]:
    """Change the first of nine inputs, and return what of the last row and the final state moves."""
    rng = np.random.default_rng(0)
    params = Both(LSTM.init(rng, 3, 4), LSTM.init(rng, 3, 4))
    x = rng.normal(size=(9, 1, 3))
    other = np.concatenate([x[:1] + 1.0, x[1:]])
    seen = []
    for inputs in (x, other):
        traces = unroll_bidirectional(LSTM, params, inputs)
        row = outputs_bidirectional(traces)[-1]
        seen.append((row[:, :4], row[:, 4:], traces.backward.h[-1]))
    return [name for name, a, b in zip(HALVES, *seen, strict=True) if not np.array_equal(a, b)]


def gain(by: float) -> str:
    """Return the range of a gain in F1."""
    return GAINS[int(by >= 0.02) + int(by > 0.04)]


def counted(number: int) -> str:
    """Return the range of a number of answers."""
    return COUNTS[sum(number > most for most in (0, 10, 50))]


def of_path(path: str) -> float:
    """Return the product of all factors along a path of the pencil example."""
    words = [WORDS[word][tag] for word, tag in zip(("St", "James", "St"), path, strict=True)]
    return float(np.prod(words) * STEPS[path[:2]] * STEPS[path[1:]])


def best_path() -> list[str | float]:
    """Return the best path of the pencil example, and how many times better it is than T N T."""
    best = max(PATHS, key=of_path)
    return [best, of_path(best) / of_path("TNT")]


def adds_more(mean: Mapping[str, float]) -> str:
    """Return what adds more to the LSTM."""
    return max((SECOND, CRF), key=lambda part: mean["BiLSTM" if part == SECOND else "LSTM-CRF"])


PREDICTIONS: dict[str, Question] = {
    "14.1": Order(truth=late, needs=("mean_f1",), options=WHEN),
    "14.2": Members(truth=moved_halves, options=HALVES),
    "14.3": Several(
        truth=lambda illegal, by: [illegal, gain(by)],
        needs=("illegal", "gained"),
        parts={"illegal of 211": Number(near=6.0), "F1 gained": Choice(options=GAINS, in_order=True)},
    ),
    "14.4": Several(
        truth=best_path, parts={"best path": Choice(options=PATHS), "times T N T": Number(near=0.25)}
    ),
    "14.5": Choice(truth=adds_more, needs=("mean_f1",), options=(SECOND, CRF)),
    "14.6": Choice(
        truth=lambda mean_f1: compared(mean_f1["5 words-CRF"], mean_f1["BiLSTM-CRF"]),
        needs=("mean_f1",),
        options=COMPARED,
        in_order=True,
    ),
    "14.7": Choice(truth=counted, needs=("still_illegal",), options=COUNTS, in_order=True),
}  # fmt: skip
