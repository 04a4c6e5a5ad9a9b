"""Trials that a chapter can use: train until a task is solved, and say how many sequences that took."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

import numpy as np

from lstm_teach import cells
from lstm_teach.cells import Cell
from lstm_teach.losses import binary_cross_entropy
from lstm_teach.model import gradient_of, init_model
from lstm_teach.optim import Adam, Optimiser
from lstm_teach.tasks import BitBatch, bit_through_noise
from lstm_teach.training import History, TrainingDiverged, below, train
from lstm_teach.validation import positive_int


class Solved(NamedTuple):
    """Whether a task was solved, and after how many sequences (if not: how many were tried)."""

    solved: bool
    sequences: int


def train_until_solved(
    params: Any,
    gradient: Callable[[Any, Any], tuple[float, Any]],
    batches: Iterable[Any],
    optimiser: Optimiser,
    *,
    solved: Callable[[History], bool],
    steps: int,
    batch_size: int,
    clip: float | None = 1.0,
) -> Solved:
    """Train on fresh batches until the stop rule `solved` is met, or for `steps` updates.

    If every batch is drawn anew, the losses in the history are those of sequences never seen
    before, so that a rule such as ``below(0.1)`` is a test on new data. Training that
    diverges has not solved the task. For the arguments see `lstm_teach.train`.

    Raises
    ------
    KeyboardInterrupt
        As it comes, so that half a training is not taken for a failure.
    TypeError, ValueError
        As `lstm_teach.train`; also if `batch_size` is below 1.
    """
    positive_int("batch_size", batch_size)
    if not callable(solved):
        raise TypeError(f"solved: expected a stop rule such as below(0.1), got {type(solved).__name__}")
    try:
        _, history = train(
            params, gradient, batches, optimiser, steps=steps, clip=clip, stop=solved, progress=iter
        )
    except TrainingDiverged as error:
        return Solved(False, len(error.history) * batch_size)
    if history.ended == "interrupted from the keyboard":
        raise KeyboardInterrupt
    return Solved(history.ended == "the stop rule was met", len(history) * batch_size)


def remember_bit(
    rng: np.random.Generator,
    *,
    cell: str = "LSTM",
    delay: int = 20,
    hidden_size: int = 8,
    learning_rate: float = 0.01,
    batch_size: int = 32,
    steps: int = 500,
    options: tuple[tuple[str, Any], ...] = (),
) -> Solved:
    """Train a cell to carry a bit through noise; solved when the mean loss of 20 batches is below 0.1 nats.

    The loss is the cross entropy of the answer at the last step; a guess costs ln 2 = 0.693 nats. The
    optimiser is Adam, with gradients clipped to norm 1.

    Parameters
    ----------
    rng : numpy.random.Generator
    cell : str
        The name of a cell of `lstm_teach`, such as "LSTM" or "RNN".
    delay : int
        Steps from writing to reading.
    hidden_size, learning_rate, batch_size, steps
        Of network and training; `steps` is the largest number of updates.
    options : tuple of pairs
        For the cell's `init`, such as ``(("forget_gate_bias", 3.0),)``.

    Raises
    ------
    TypeError, ValueError
        If a name is unknown or a number out of range.
    """
    kind = cell_named(cell)
    weights, data = rng.spawn(2)  # so that cells with more weights are trained on the same sequences
    return train_until_solved(
        init_model(kind, weights, 3, hidden_size, 1, **dict(options)),
        gradient_of(kind, lambda y, batch: binary_cross_entropy(y, batch.bit)),
        _bits(data, delay, batch_size),
        Adam(learning_rate),
        solved=below(0.1, window=20),
        steps=steps,
        batch_size=batch_size,
    )


def cell_named(name: str) -> Cell:
    """Return the cell that is imported by this name, for settings of trials are plain values.

    Raises
    ------
    ValueError
        If there is none.
    """
    known = {n: cell for n, cell in vars(cells).items() if isinstance(cell, Cell)}
    if name not in known:
        raise ValueError(f"cell: expected one of {', '.join(known)}, got {name!r}")
    return known[name]


def _bits(rng: np.random.Generator, delay: int, batch_size: int) -> Iterator[BitBatch]:
    while True:
        yield bit_through_noise(rng, delay, batch_size)
