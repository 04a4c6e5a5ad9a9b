"""What chapter 09 does to trained networks: another outer symbol, and a blackout."""

from __future__ import annotations

from functools import cache

import numpy as np

from lstm_book.chapter_09 import learning
from lstm_teach import Cell, Model, readout, unroll
from lstm_teach.numerics import Array
from lstm_teach.tasks import PredictionBatch, embedded_reber, string_batch, strings
from lstm_teach.tasks.next_symbol import legal_on_top
from lstm_teach.tasks.reber import outer_asked
from lstm_teach.trace import Trace

T, P = 1, 2  # the outer symbols' numbers
LONG, BLACKOUT = 18, 7  # symbols of a string at least; all states are set to zero after so many


@cache
def long_strings(n: int = 200) -> PredictionBatch:
    """Return strings of at least 18 symbols that no network was trained on."""
    train = [string.tolist() for string in learning.drawn()[0]]
    drawn = strings(np.random.default_rng(9), embedded_reber(), 40 * n, unlike=train)
    found = [string for string in drawn if len(string) >= LONG][:n]
    assert len(found) == n
    return string_batch(embedded_reber(), found)


def swapped(x: Array) -> Array:
    """Return the strings with the other outer symbol at their second place; x is not changed."""
    other = x.copy()
    other[1] = np.where(x[1] == T, P, T)
    return other


def memory(trace: Trace) -> Array:
    """Return tanh c (T, B, H), or h of a cell that has no c: how a unit holds what it holds."""
    return np.tanh(trace.c) if hasattr(trace, "c") else trace.h


def apart(cell: Cell, model: Model, batch: PredictionBatch, t: int = 12) -> Array:
    """Return (H,): how far each unit is moved at symbol t if the outer symbol is swapped, in the mean."""
    runs = [memory(unroll(cell, model.cell, x)) for x in (batch.x, swapped(batch.x))]
    distance: Array = np.abs(runs[0] - runs[1])[t - 1].mean(axis=0)
    return distance


def scores_after_blackout(cell: Cell, model: Model, batch: PredictionBatch, after: int = BLACKOUT) -> Array:
    """Return the scores (T, B, K) of a run whose states are all set to zero after some symbols."""
    runs = [unroll(cell, model.cell, x).h for x in (batch.x[:after], batch.x[after:])]
    return readout(model.out, np.concatenate(runs))


def legal_after_blackout(
    cell: Cell, model: Model, batch: PredictionBatch, after: int = BLACKOUT, steps: int = 10
) -> Array:
    """Return the share of strings with all legal symbols on top, 1 to `steps` symbols after a blackout.

    Predictions of the outer symbol are left out.
    """
    inner = batch.counted & ~outer_asked(embedded_reber(), batch)
    right = legal_on_top(scores_after_blackout(cell, model, batch, after), batch.legal)
    window = slice(after, after + steps)
    share: Array = (right & inner)[window].sum(axis=1) / inner[window].sum(axis=1)
    return share


def recovered(legal: Array, share: float = 0.95) -> int:
    """Return from which symbol after the blackout on the share of legal predictions stays at a level."""
    below = np.flatnonzero(legal < share)
    return int(below[-1]) + 2 if len(below) else 1


def rounds_held(cell: Cell, model: Model, most: int = 100) -> dict[str, int]:
    """Return by loop and outer symbol how many rounds of the loop the outer symbol outlasts, up to `most`."""
    grammar = embedded_reber()
    held = {}
    for loop, (before, behind) in {"S": ("BT", "XSE"), "T": ("BP", "VVE")}.items():
        for outer in "TP":
            texts = [f"B{outer}{before}{loop * n}{behind}{outer}E" for n in range(most + 1)]
            batch = string_batch(grammar, [grammar.encode(text) for text in texts])
            scores = readout(model.out, unroll(cell, model.cell, batch.x).h)
            last = batch.lengths - 2, np.arange(most + 1)
            wrong = scores[last][:, T if outer == "P" else P] >= scores[last][:, T if outer == "T" else P]
            held[f"{loop} behind {outer}"] = int(np.argmax(wrong)) - 1 if wrong.any() else most
    return held
