"""How far the gates of trained networks open, by the kind of word that is read."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from lstm_teach import LSTM, Model, unroll
from lstm_teach.numerics import Array
from lstm_teach.tasks.agreement import ADVERBS, CLASS, NUMBER, PREPOSITIONS, AgreementBatch, agreement

KINDS = ("subject", "attractor", "preposition", "adverb", "___", ".")
STREAMS = 400


def streams(stops: bool) -> AgreementBatch:
    """Return the streams of three sentences that the gates are looked at on: always the same ones."""
    return agreement(np.random.default_rng(5), STREAMS, stops=stops)


def places(batch: AgreementBatch) -> dict[str, Array]:
    """Return for every kind of word where it stands, (T, B) of booleans, from the second sentence on.

    An attractor is a noun of another class between subject and verb; a noun before the subject, and one of
    its own class, belong to no kind. The first sentence is left out: before it there is nothing to forget.
    """
    T, B = batch.x.shape
    t, column = np.arange(T)[:, None], np.arange(B)
    subject, attractor = np.zeros((2, T, B), dtype=bool)
    for first, last in zip(batch.subject[1:], batch.verb[1:], strict=True):
        subject[first, column] = True
        inside = (first < t) & (t < last) & (CLASS[batch.x] >= 0)
        attractor |= inside & (CLASS[batch.x] != CLASS[batch.x[first, column]])
    later = (t > batch.verb[0]) & (t < batch.lengths)
    found = {"subject": subject, "attractor": attractor}
    words = {"preposition": PREPOSITIONS, "adverb": ADVERBS, "___": ("___",), ".": (".",)}
    for kind, some in words.items():
        found[kind] = later & np.isin(batch.x, [NUMBER[word] for word in some])
    return {kind: where for kind, where in found.items() if where.any()}


def by_word(models: Sequence[Model], batch: AgreementBatch, gate: str) -> dict[str, Array]:
    """Return for every kind of word how far a gate is open in each network, the mean over all its units."""
    opened = [getattr(unroll(LSTM, model.cell, batch.x), gate) for model in models]
    return {
        kind: np.array([values[where].mean() for values in opened]) for kind, where in places(batch).items()
    }
