"""What the networks of chapter 08 are trained on, and how: one way for all its tasks and cells."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import numpy as np

from lstm_teach.cells import Cell
from lstm_teach.losses import binary_cross_entropy, softmax_cross_entropy, squared_error
from lstm_teach.model import Model, gradient_of, readout
from lstm_teach.numerics import Array, sigmoid, softmax
from lstm_teach.optim import Adam, cosine
from lstm_teach.sequence import unroll
from lstm_teach.tasks import adding, long_lag_2c, multiplication, temporal_order, two_sequences
from lstm_teach.tasks.adding import right_answers
from lstm_teach.tasks.criteria import class_errors
from lstm_teach.tasks.temporal_order import right_classes
from lstm_teach.tasks.two_sequences import misclassified
from lstm_teach.training import History, Trained, TrainingDiverged, train
from lstm_teach.validation import one_of, positive_int

CLIP = 1.0  # norm of the gradient


class Lesson(NamedTuple):
    """A task as a network meets it: sequences of different length, one answer at the end of each."""

    draw: Callable[[np.random.Generator, int], Any]  # a batch of B with `x` and `lengths`
    loss: Callable[[Array, Any], tuple[float, Array]]  # of what is read at every step, (T, B, outputs)
    answer: Callable[[Array], Array]  # from what is read at the end to the answers, (B, outputs)
    right: Callable[[Array, Any], Array]  # the paper's rule for each sequence, (B,)
    error: Callable[[Array, Any], float]  # the loss of answers
    inputs: int
    outputs: int


def at_the_end(batch: Any) -> Array:
    """Return booleans (T, B): where each sequence of a batch has its last step."""
    return np.arange(len(batch.x))[:, None] == batch.lengths - 1


def lesson(task: str, steps: int = 100) -> Lesson:
    """Return one of the tasks of 1997 as the chapter trains it.

    Parameters
    ----------
    task : {"adding", "multiplication", "3a", "2c", "6a", "6b"}
    steps : int
        The shortest length of adding, multiplication and 3a (N = 1), or q of 2c, which has 100
        distractors. 6a and 6b have a length of their own.

    Raises
    ------
    ValueError
        If there is no such task.
    """
    one_of("task", task, ["adding", "multiplication", "3a", "2c", "6a", "6b"])
    if task in ("adding", "multiplication"):
        marked = adding if task == "adding" else multiplication
        return Lesson(
            lambda rng, B: marked(rng, steps, B), _squared, lambda y: y,
            lambda y, batch: right_answers(y, batch.target), _mean_square, 2, 1,
        )  # fmt: skip
    if task == "3a":
        return Lesson(
            lambda rng, B: two_sequences(rng, steps, 1, B), _binary, sigmoid,
            lambda y, batch: ~misclassified(y, batch.mean_target), _mean_square, 1, 1,
        )  # fmt: skip
    if task == "2c":
        return Lesson(
            lambda rng, B: long_lag_2c(rng, steps, 100, B), _classes, softmax,
            lambda y, batch: class_errors(y, batch.label).max(axis=1) < 0.2, _surprise, 104, 2,
        )  # fmt: skip
    relevant = 2 if task == "6a" else 3
    return Lesson(
        lambda rng, B: temporal_order(rng, B, relevant=relevant), _classes, softmax,
        lambda y, batch: right_classes(y, batch.label), _surprise, 8, 2**relevant,
    )  # fmt: skip


def fit(
    cell: Cell,
    model: Model,
    task: Lesson,
    rng: np.random.Generator,
    *,
    rate: float,
    updates: int,
    batch_size: int = 32,
    falling: bool = False,
    stop: Callable[[History], bool] | None = None,
    progress: Any = iter,
) -> Trained:
    """Train on fresh batches with Adam and the gradient clipped at norm 1; a run that diverges ends.

    Parameters
    ----------
    cell, model
        What is trained, and its starting weights.
    task : Lesson
    rng : numpy.random.Generator
        Of the sequences.
    rate : float
    updates, batch_size : int
    falling : bool
        Whether the learning rate falls to 0 along half a cosine, or stays.
    stop, progress
        As in `lstm_teach.train`.

    Raises
    ------
    TypeError, ValueError
        As `lstm_teach.train`.
    """
    positive_int("batch_size", batch_size)
    optimiser = Adam(cosine(rate, updates) if falling else rate)
    gradient = gradient_of(cell, task.loss, every_step=True)
    batches = _batches(task, rng, batch_size)
    try:
        return train(
            model, gradient, batches, optimiser, steps=updates, clip=CLIP, stop=stop, progress=progress
        )
    except TrainingDiverged as error:
        return Trained(error.params, error.history)


def answers(cell: Cell, model: Model, task: Lesson, batch: Any, **changes: Any) -> Array:
    """Return the answers (B, outputs) at the ends of the sequences; `changes` are holds and cuts."""
    h = unroll(cell, model.cell, batch.x, **changes).h
    return task.answer(readout(model.out, h[batch.lengths - 1, np.arange(len(batch.lengths))]))


def answers_in_parts(
    cell: Cell, model: Model, task: Lesson, rng: np.random.Generator, sequences: int, part: int = 100
) -> Iterator[tuple[Array, Any]]:
    """Yield answers and batches, some sequences at a time: 10,000 long ones at once would fill the memory."""
    for _ in range(sequences // part):
        batch = task.draw(rng, part)
        yield answers(cell, model, task, batch), batch


def share_right(cell: Cell, model: Model, task: Lesson, batch: Any) -> float:
    """Return the share of sequences that are answered right by the paper's rule."""
    return float(np.mean(task.right(answers(cell, model, task, batch), batch)))


def _batches(task: Lesson, rng: np.random.Generator, batch_size: int) -> Iterator[Any]:
    while True:
        yield task.draw(rng, batch_size)


def _squared(y: Array, batch: Any) -> tuple[float, Array]:
    return squared_error(y, np.broadcast_to(batch.target, y.shape), at_the_end(batch))


def _binary(y: Array, batch: Any) -> tuple[float, Array]:
    return binary_cross_entropy(y, np.broadcast_to(batch.target, y.shape), at_the_end(batch))


def _classes(y: Array, batch: Any) -> tuple[float, Array]:
    return softmax_cross_entropy(y, np.broadcast_to(batch.label, y.shape[:2]), at_the_end(batch))


def _mean_square(y: Array, batch: Any) -> float:
    return float(np.mean((y - batch.target) ** 2))


def _surprise(y: Array, batch: Any) -> float:
    return float(-np.log(np.maximum(y[np.arange(len(y)), batch.label], 1e-300)).mean())
