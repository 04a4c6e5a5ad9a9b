"""Pairs of sentences of one form, in step with each other, so that one clamp meets the same word in all."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from lstm_teach.numerics import Array
from lstm_teach.tasks.agreement import CLASS, NOUNS, NUMBER

# The words of both sentences; S1, S2 are subjects, N1, N2 nouns in between.
FORM = ("S1", "again", "___", ".", "S2", "beside", "N1", "beside", "N2", "today", "___")
WITHOUT_STOP = tuple(word for word in FORM if word != ".")


class LinedUp(NamedTuple):
    """Two sentences each; at the last word the class of the second subject is asked for."""

    x: Array  # (T, B): numbers of lstm_teach.tasks.agreement.WORDS
    form: tuple[str, ...]  # FORM or WITHOUT_STOP: what stands at each step
    before: Array  # (B,): the class of the first subject
    subject: Array  # (B,): the class of the second
    nouns: Array  # (2, B): the classes of the two nouns in between

    def at(self, word: str, number: int = 0) -> int:
        """Return the step of a word of the form, the first or, by `number`, a later one of them."""
        return [t for t, other in enumerate(self.form) if other == word][number]


def lined_up(
    rng: np.random.Generator, batch_size: int, *, stops: bool = True, attractors_only: bool = True
) -> LinedUp:
    """Return pairs of sentences of the form S1 again ___ . S2 beside N1 beside N2 today ___

    The classes of S1 and S2 differ. N1 and N2 are of other classes than S2, or uniform among all nouns.

    Parameters
    ----------
    rng : numpy.random.Generator
    batch_size : int
    stops : bool
        Whether the full stop between them is written.
    attractors_only : bool
    """
    form = FORM if stops else WITHOUT_STOP
    subject = rng.integers(len(NOUNS), size=batch_size)
    before = _other_class(rng, subject)
    one, two = (
        _other_class(rng, subject) if attractors_only else rng.integers(len(NOUNS), size=batch_size)
        for _ in range(2)
    )
    nouns = {"S1": before, "S2": subject, "N1": one, "N2": two}
    x = np.stack([nouns[word] if word in nouns else np.full(batch_size, NUMBER[word]) for word in form])
    return LinedUp(x, form, CLASS[before], CLASS[subject], np.stack([CLASS[one], CLASS[two]]))


def _other_class(rng: np.random.Generator, nouns: Array) -> Array:
    """Return for each noun another one, uniform among those of other classes."""
    others = np.stack([np.flatnonzero(CLASS[: len(NOUNS)] != c) for c in range(4)])
    return others[CLASS[nouns], rng.integers(others.shape[1], size=len(nouns))]
