"""What chapter 09 does to trained networks: another outer symbol, and a blackout."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np

from lstm_book.chapter_09 import learning
from lstm_teach import Cell, Model, final_state, readout, unroll
from lstm_teach.numerics import Array
from lstm_teach.params import tree_map
from lstm_teach.tasks import PredictionBatch, embedded_reber, string_batch, strings
from lstm_teach.tasks.next_symbol import legal_on_top
from lstm_teach.tasks.reber import outer_asked, outer_right
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


def follows_the_twin(cell: Cell, model: Model, batch: PredictionBatch, units: Array, t: int = 12) -> float:
    """Return the share of strings whose outer symbol turns if some units get the twin's state at symbol t.

    The twin is the same string with the other outer symbol; the run goes on from the mixed state.
    """
    own, twin = (final_state(cell, unroll(cell, model.cell, x[:t])) for x in (batch.x, swapped(batch.x)))

    def mixed(a: Array, b: Array) -> Array:
        a = a.copy()
        a[:, units] = b[:, units]
        return a

    before, after = unroll(cell, model.cell, batch.x[:t]).h, batch.x[t:]
    h = np.concatenate([before, unroll(cell, model.cell, after, tree_map(mixed, own, twin)).h])
    right = outer_right(readout(model.out, h), embedded_reber(), batch)
    return float(1 - right.mean())


def wiped(state: Any, what: str) -> Any:
    """Return a state of a batch after a blackout.

    Parameters
    ----------
    state : tuple or array, as `final_state` returns it
    what : str
        "all" sets all to zero, "h" or "c" that part of an LSTM's state alone; "exchanged" gives every string
        the state of the next one.
    """
    if what in ("h", "c"):
        return state._replace(**{what: 0 * getattr(state, what)})
    return tree_map(lambda part: 0 * part if what == "all" else np.roll(part, 1, axis=0), state)


def scores_after_blackout(
    cell: Cell, model: Model, batch: PredictionBatch, after: int = BLACKOUT, what: str = "all"
) -> Array:
    """Return the scores (T, B, K) of a run whose states are `wiped` after some symbols."""
    trace = unroll(cell, model.cell, batch.x[:after])
    state = wiped(final_state(cell, trace), what)
    h = np.concatenate([trace.h, unroll(cell, model.cell, batch.x[after:], state).h])
    return readout(model.out, h)


def legal_after_blackout(
    cell: Cell, model: Model, batch: PredictionBatch, what: str = "all", steps: int = 10
) -> Array:
    """Return the share of strings with all legal symbols on top, 1 to `steps` symbols after a blackout.

    Predictions of the outer symbol are left out.
    """
    inner = batch.counted & ~outer_asked(embedded_reber(), batch)
    right = legal_on_top(scores_after_blackout(cell, model, batch, what=what), batch.legal)
    window = slice(BLACKOUT, BLACKOUT + steps)
    share: Array = (right & inner)[window].sum(axis=1) / inner[window].sum(axis=1)
    return share


def outer_after_blackout(cell: Cell, model: Model, batch: PredictionBatch, what: str = "all") -> float:
    """Return the share of strings whose outer symbol is right after a blackout."""
    scores = scores_after_blackout(cell, model, batch, what=what)
    return float(outer_right(scores, embedded_reber(), batch).mean())


def still_apart(cell: Cell, model: Model, rounds: int = 400) -> dict[str, float]:
    """Return by loop how far the outer symbol moves the unit that it moves most, after so many rounds."""
    apart = {}
    for loop, before in {"S": "BT", "T": "BP"}.items():
        texts = [f"B{outer}{before}{loop * rounds}" for outer in "TP"]
        x = np.stack([embedded_reber().encode(text) for text in texts], axis=1)
        last = memory(unroll(cell, model.cell, x))[-1]
        apart[loop] = float(np.abs(last[0] - last[1]).max())
    return apart


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
