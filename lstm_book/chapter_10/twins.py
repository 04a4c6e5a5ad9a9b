"""Twins: a sentence with a subject of the other number or gender; one store is exchanged."""

from __future__ import annotations

from typing import Any

import numpy as np

from lstm_book.chapter_10.lined_up import LinedUp
from lstm_teach import LSTM, Model, readout, unroll
from lstm_teach.numerics import Array
from lstm_teach.tasks.agreement import MASCULINE, NOUNS

NUMBER, GENDER = 0, 1


def twin(words: Array, feature: int) -> Array:
    """Return the noun of the other number (boy, boys), or of the other gender (boy, girl)."""
    if feature == NUMBER:
        return words ^ 1
    return (words + 2 * len(MASCULINE)) % len(NOUNS)


def classes(scores: Array) -> Array:
    """Return the answered class, from four scores or from those of "plural" and "feminine"."""
    if scores.shape[-1] == 4:
        return np.asarray(scores.argmax(axis=-1))
    return (scores[..., 0] > 0) + 2 * (scores[..., 1] > 0)


def exchanged(model: Model, pairs: LinedUp, feature: int, unit: int) -> Array:
    """Return the classes that are answered if one store, after the second subject, is the twin's.

    The state h that goes with it is computed anew; all other stores, and the words that follow, stay.
    """
    step = pairs.at("S2")
    other = pairs.x[: step + 1].copy()
    other[step] = twin(other[step], feature)
    own: Any = unroll(LSTM, model.cell, pairs.x[: step + 1]).at(step)
    twins: Any = unroll(LSTM, model.cell, other).at(step)
    c = own.c.copy()
    c[:, unit] = twins.c[:, unit]
    state = LSTM.state_type(h=own.o * np.tanh(c), c=c)
    h = unroll(LSTM, model.cell, pairs.x[step + 1 :], state).h[-1]
    return classes(readout(model.out, h))


def flips(model: Model, pairs: LinedUp) -> Array:
    """Return how often exchanging one store turns number and gender of the answer round.

    Returns
    -------
    array (2, H, 2)
        By feature of the twin, unit, and feature of the answer, each `NUMBER` or `GENDER`.
    """
    H = model.out.W_y.shape[0]
    table = np.zeros((2, H, 2))
    for feature in (NUMBER, GENDER):
        for unit in range(H):
            said = exchanged(model, pairs, feature, unit)
            table[feature, unit, NUMBER] = (said % 2 != pairs.subject % 2).mean()
            table[feature, unit, GENDER] = (said // 2 != pairs.subject // 2).mean()
    return table
