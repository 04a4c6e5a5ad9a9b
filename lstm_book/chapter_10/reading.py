"""A trained network reads the reader's sentence; after each word it is asked what it would answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

from lstm_teach import LSTM, Model, readout, unroll
from lstm_teach.numerics import Array
from lstm_teach.tasks.agreement import CLASS, CLASSES, FORMS, NUMBER, WORDS, AgreementBatch

ASK = "___"


class Reading(NamedTuple):
    """What a network makes of a text."""

    words: tuple[str, ...]
    chances: Array  # (T, 4): of each class, if the verb were asked for after this word
    forms: tuple[str, ...]  # the Czech form at each ___ of the text

    def told(self) -> str:
        """Return the text with the form in place of each ___."""
        forms = iter(self.forms)
        return " ".join(next(forms) if word == ASK else word for word in self.words)


@np.errstate(under="ignore")  # a probability may be too small to be held
def read(model: Model, text: str, own: Mapping[str, str] | None = None) -> Reading:
    """Let a network read a text.

    Parameters
    ----------
    model : Model
        An LSTM of this chapter with four scores.
    text : str
        Words with spaces between them: those of `lstm_teach.tasks.agreement.WORDS`, and own ones.
    own : mapping, optional
        Other nouns and their classes, such as ``{"Ada": "feminine singular"}``. The network has never seen
        them; in place of a learned row of W_x each gets the mean of the rows of its class.

    Raises
    ------
    TypeError, ValueError
        If the text is none, or has a word or `own` a class that there is not.
    """
    x = _numbers(text, own or {})
    cell = model.cell._replace(W_x=np.vstack([model.cell.W_x, class_rows(model)]))
    trace: Any = unroll(LSTM, cell, x[:, None])
    state = LSTM.state_type(h=trace.h[:, 0], c=trace.c[:, 0])  # every step is a sequence of its own
    asked = unroll(LSTM, cell, np.full((1, len(x)), NUMBER[ASK]), state)
    scores = readout(model.out, asked.h[0])
    chances = np.exp(scores - scores.max(axis=-1, keepdims=True))
    said = readout(model.out, trace.h[:, 0]).argmax(axis=-1)
    forms = tuple(FORMS[k] for k in said[x == NUMBER[ASK]])
    return Reading(tuple(text.split()), chances / chances.sum(axis=-1, keepdims=True), forms)


def class_rows(model: Model) -> Array:
    """Return for each class the mean of the rows of W_x of its nouns, (4, 4H)."""
    return np.stack([model.cell.W_x[c == CLASS].mean(axis=0) for c in range(len(CLASSES))])


def _numbers(text: str, own: Mapping[str, str]) -> Array:
    if not isinstance(text, str):
        raise TypeError(f"text: expected a text, got {type(text).__name__}")
    for word, kind in own.items():
        if kind not in CLASSES:
            raise ValueError(f"own[{word!r}]: expected one of {', '.join(CLASSES)}, got {kind!r}")
    known = NUMBER | {word: len(WORDS) + CLASSES.index(kind) for word, kind in own.items()}
    words = text.split()
    if not words:
        raise ValueError("text: expected at least one word, got none")
    for word in words:
        if word not in known:
            raise ValueError(f"text: expected words of the little language or of own, got {word!r}")
    return np.array([known[word] for word in words])


def right_by_class_rows(model: Model, batch: AgreementBatch) -> float:
    """Return the share of right answers if every noun has the mean row of its class in place of its own."""
    x = np.where(CLASS[batch.x] >= 0, len(WORDS) + CLASS[batch.x], batch.x)
    cell = model.cell._replace(W_x=np.vstack([model.cell.W_x, class_rows(model)]))
    scores = readout(model.out, unroll(LSTM, cell, x).h)
    return float((scores.argmax(axis=-1) == batch.target)[batch.asked].mean())
