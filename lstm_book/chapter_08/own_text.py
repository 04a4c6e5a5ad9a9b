"""A text of the reader's own as what happens meanwhile: one bit is kept while a piece of it passes."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np

from lstm_book.chapter_08.lessons import Lesson, fit, lesson, share_right
from lstm_teach.cells import LSTM
from lstm_teach.model import Model, init_model
from lstm_teach.numerics import Array
from lstm_teach.sequence import unroll
from lstm_teach.tasks.long_lag import TriggeredBatch
from lstm_teach.training import below
from lstm_teach.validation import whole_number

SHORTEST = 20  # characters that pass
UPDATES, BATCH = 310, 16


class Waited(NamedTuple):
    """A network that has learned to wait through a text, and what that took."""

    model: Model
    characters: str  # the different ones: character k is symbol k
    lag: int
    sequences: int  # trained on
    right: float  # share of right answers on 200 new sequences


def text_lesson(text: str, lag: int = 100) -> tuple[Lesson, str]:
    """Return 2c with a piece of a text in the place of its distractors, and the text's characters in order.

    A sequence is b, then x or y, then from `lag` to `lag + 10` characters in a row from anywhere in the text,
    then e; the answer is x or y. With p different characters e, b, x, y are the symbols p to p + 3.

    Raises
    ------
    TypeError, ValueError
        If `text` is no text of at least ``lag + 11`` characters, or `lag` is below 20.
    """
    lag = whole_number("lag", lag, SHORTEST)
    if not isinstance(text, str):
        raise TypeError(f"text: expected a text, got {type(text).__name__}")
    if len(text) < lag + 11:
        raise ValueError(f"text: expected at least {lag + 11} characters, got {len(text)}")
    characters = "".join(sorted(set(text)))
    numbers = np.array([characters.index(character) for character in text])

    def draw(rng: np.random.Generator, batch_size: int) -> TriggeredBatch:
        start = rng.integers(len(text) - lag - 10, size=batch_size)
        passing = numbers[start + np.arange(lag + 10)[:, None]]
        more, label = rng.integers(11, size=batch_size), rng.integers(2, size=batch_size)
        return framed(passing, lag + more, label, len(characters))

    task = lesson("2c", lag)
    return task._replace(draw=draw, inputs=len(characters) + 4), characters


def framed(passing: Array, lengths: Array, label: Array, p: int) -> TriggeredBatch:
    """Return sequences with the first characters of each column of `passing` between x or y and e."""
    x = np.zeros((len(passing) + 3, passing.shape[1]), dtype=int)
    x[0], x[1], x[2:-1] = p + 1, p + 2 + label, passing
    ends = lengths + 2
    x[ends, np.arange(len(ends))] = p
    x[np.arange(len(x))[:, None] > ends] = 0
    return TriggeredBatch(x, label, ends + 1)


def wait_through(text: str, lag: int = 100, seed: int = 0) -> Waited:
    """Train an LSTM of 8 units to keep a bit while `lag` characters of a text pass.

    Its gates start for the lag, as for task 2c: b_f = ln(lag) + 2.4 and b_i = 0.6 - ln(lag), which is 7
    and -4 for 100.

    Raises
    ------
    TypeError, ValueError
        As `text_lesson`.
    """
    task, characters = text_lesson(text, lag)
    rng = np.random.default_rng(seed)
    biases = {"forget_gate_bias": math.log(lag) + 2.4, "input_gate_bias": 0.6 - math.log(lag)}
    start = init_model(LSTM, rng, task.inputs, 8, 2, **biases)
    model, history = fit(
        LSTM, start, task, rng, rate=0.02, updates=UPDATES, batch_size=BATCH, stop=below(0.01, 15)
    )
    right = share_right(LSTM, model, task, task.draw(np.random.default_rng(10_000), 200))
    return Waited(model, characters, lag, len(history) * BATCH, right)


def shuffled(text: str, seed: int = 0) -> str:
    """Return the characters of a text in an order drawn by lot."""
    return "".join(np.random.default_rng(seed).permutation(list(text)))


def carried(waited: Waited, passage: str) -> Array:
    """Return how far apart x and y are kept while a passage passes, (2, T): tanh c of one unit, after each.

    The unit is the one in which the two are furthest apart at the end.

    Raises
    ------
    ValueError
        If the passage is empty or has a character that the network was not trained on.
    """
    new = sorted(set(passage) - set(waited.characters))
    if new or not passage:
        raise ValueError(f"passage: expected characters that the text has, got {''.join(new) or 'none'!r}")
    numbers = np.array([waited.characters.index(character) for character in passage])
    both = np.stack([numbers, numbers], axis=1)
    batch = framed(both, np.full(2, len(passage)), np.arange(2), len(waited.characters))
    run: Any = unroll(LSTM, waited.model.cell, batch.x)
    kept = np.tanh(run.c[2:-1])  # while characters pass
    unit = int(np.argmax(np.abs(kept[-1, 0] - kept[-1, 1])))
    return kept[:, :, unit].T
