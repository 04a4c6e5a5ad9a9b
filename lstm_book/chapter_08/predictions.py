"""Predictions of chapter 08, Bridging long time lags."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from lstm_book.chapter_08 import start_map_grid
from lstm_book.choices import Choice
from lstm_book.questions import Magnitude, Number, Question, Several

GUESSED = ("3a", "2c, V = 2", "2c, V = 100")
HOW_MANY = ("none", "1 to 3", "4 to 100", "more than 100")
STARTS = {"b_i 0": (8, 0), "b_i -4": (8, -4), "b_i -7": (8, -7)}
ADDERS = ("GRU, usual start", "GRU, gate open", "ReLU RNN")
LEFT = ("first number", "second number", "first, widest gate shut alone", "first, four narrowest shut")
LAG = 100


def how_many(hits: Mapping[str, int]) -> list[str]:
    """Return how many guesses solved each task."""
    return [HOW_MANY[sum(hits[name] > most for most in (0, 3, 100))] for name in GUESSED]


def after_training() -> list[float]:
    """Return the median error of the stored map at three starts."""
    error = start_map_grid.load().error[start_map_grid.LAGS.index(LAG)]
    return [
        float(np.median(error[start_map_grid.FORGET.index(f), start_map_grid.INPUT.index(i)]))
        for f, i in STARTS.values()
    ]


def _in_order(values: Mapping[str, float]) -> list[float]:
    return list(values.values())


def _numbers(weights: Sequence[float]) -> list[float]:
    return [float(weight) for weight in weights]


PREDICTIONS: dict[str, Question] = {
    "8.1": Several(
        truth=how_many,
        needs=("hits",),
        parts=dict.fromkeys(GUESSED, Choice(options=HOW_MANY, in_order=True)),
    ),
    "8.2": Magnitude(truth=lambda taken: taken[1000] / taken[100], needs=("taken",), factor=1.5),
    "8.3": Several(
        truth=_in_order,
        needs=("adds",),
        parts=dict.fromkeys(ADDERS, Number(near=1.0)),
    ),
    "8.4": Several(truth=after_training, parts=dict.fromkeys(STARTS, Magnitude(factor=2.0))),
    "8.5": Several(
        truth=_numbers,
        needs=("weights_left",),
        parts=dict.fromkeys(LEFT, Number(near=0.03, spec=".2f")),
    ),
    "8.6": Several(
        truth=lambda bit_right, better: [float(bit_right), float(better)],
        needs=("bit_right", "better"),
        parts={
            "bit at 1,000: share right": Number(near=0.05),
            "adders at 500: better than a constant": Number(near=1.0),
        },
    ),
}
