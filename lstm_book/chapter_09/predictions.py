"""Predictions of chapter 09, A grammar with memory. Measured answers are taken from what it found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from lstm_book.choices import Choice, Members
from lstm_book.questions import Number, Question, Several
from lstm_teach.tasks import embedded_reber
from lstm_teach.tasks.limits import all_known, window_known, without_outer

CELLS = ("LSTM", "GRU", "tanh RNN")
SOLVED, MOST = 0.95, 4  # of a test's strings, of five trainings
LEVELS = {"7/12, as before": 7 / 12, "8/12": 8 / 12, "2.74, as who only counts symbols": 2.74}
LONGEST = 8  # symbols of a window


def window_helps() -> list[int]:
    """Return from which length on one symbol more buys nothing, and which length buys something again."""
    bits = [window_known(embedded_reber(), k).bits for k in range(LONGEST)]
    buys = [bits[k - 1] - bits[k] > 1e-9 for k in range(1, LONGEST)]  # of the lengths 1, 2, ...
    useless = buys.index(False)
    return [useless, buys.index(True, useless) + 1]


def shares() -> list[float]:
    """Return the share of right best guesses of who knows all, and of who forgets the outer symbol."""
    return [limit(embedded_reber()).accuracy for limit in (all_known, without_outer)]


def who_solves(whole: Mapping[str, Sequence[float]]) -> list[str]:
    """Return the cells that get nearly all new strings right in at least four of five trainings."""
    names = {"RNN": "tanh RNN"}
    return [names.get(cell, cell) for cell, of in whole.items() if np.sum(np.array(of) >= SOLVED) >= MOST]


def level(bits: float) -> str:
    """Return the level that is nearest."""
    return min(LEVELS, key=lambda name: abs(LEVELS[name] - bits))


PREDICTIONS: dict[str, Question] = {
    "9.1": Several(
        truth=shares,
        parts={"knows all": Number(near=0.02), "forgets the outer symbol": Number(near=0.02)},
    ),
    "9.2": Several(
        truth=window_helps,
        parts={"nothing gained beyond": Number(near=1 / 3), "gains again from": Number(near=1 / 3)},
    ),
    "9.3": Members(truth=who_solves, needs=("whole",), options=CELLS),
    "9.4": Several(
        truth=lambda symbols, outer: [symbols, outer],
        needs=("symbols", "outer"),
        parts={"symbols": Number(near=2.0), "outer symbols right": Number(near=0.1)},
    ),
    "9.5": Choice(truth=level, needs=("bits",), options=tuple(LEVELS)),
    "9.6": Number(truth=lambda outer: outer, needs=("outer",), near=0.1, spec=".2f"),
}
