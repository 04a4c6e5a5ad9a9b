"""What is left of a subject after each of the words that follow: what is answered, and what could be read."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from lstm_book.chapter_10.lined_up import LinedUp, lined_up
from lstm_book.chapter_10.probes import HALF, probe
from lstm_teach import LSTM, Model, readout, unroll
from lstm_teach.numerics import Array
from lstm_teach.tasks.agreement import NUMBER


class Left(NamedTuple):
    """Shares by step, each (T,)."""

    old: Array  # the class of the first subject is answered, if the verb is asked for after this word
    new: Array  # that of the second is
    readable: Array  # number and gender of the first subject that a line reads off the store


def sentences(stops: bool) -> LinedUp:
    """Return the 4,000 lined-up pairs that the question is put to: always the same ones."""
    return lined_up(np.random.default_rng(3), 2 * HALF, stops=stops)


def left(model: Model, pairs: LinedUp) -> Left:
    """Return what is left of the first subject after each word.

    By chance a line reads 2/3: who knows the second subject knows a class that the first is not of, and of
    the three others two have its other number, and two its other gender.
    """
    T, B = pairs.x.shape
    trace: Any = unroll(LSTM, model.cell, pairs.x)
    ask, every = np.full((1, T * B), NUMBER["___"]), (T * B, -1)  # each step goes on by itself
    state = LSTM.state_type(h=trace.h.reshape(every), c=trace.c.reshape(every))
    scores = readout(model.out, unroll(LSTM, model.cell, ask, state).h[0])
    said = scores.argmax(axis=-1).reshape(T, B)
    y = np.stack([pairs.before % 2, pairs.before // 2], axis=-1)
    readable = np.array([probe(c, y).mean() for c in trace.c])
    old, new = ((said == each).mean(axis=-1) for each in (pairs.before, pairs.subject))
    return Left(old, new, readable)
