"""What a trial learns from, by the package's tasks, and when it has learned it, by the paper's criteria."""

from __future__ import annotations

from typing import Any, NamedTuple, Protocol

import numpy as np

from lstm_book.reproduced.experiment import ADDING, LAG, MULTIPLICATION, ORDER, REBER, TWO, Experiment
from lstm_book.reproduced.net import Weights, answers
from lstm_teach.numerics import Array
from lstm_teach.tasks import (
    adding,
    embedded_reber,
    long_lag_2c,
    multiplication,
    string_batch,
    strings,
    temporal_order,
    two_sequences,
)
from lstm_teach.tasks.adding import RIGHT
from lstm_teach.tasks.criteria import RECENT
from lstm_teach.tasks.long_lag import long_lag_2c_solved
from lstm_teach.tasks.next_symbol import legal_on_top
from lstm_teach.tasks.two_sequences import misclassified, two_sequences_solved

STRINGS = 256  # in the training set of the grammar, and in its test set
FIRST_LOOK = 32  # strings; the others are looked at if these are right
TESTED = 2560  # sequences after training, as in Tables 7 and 8 of the paper


class Lesson(NamedTuple):
    """Sequences to learn from, one after the other; see `recurrence.learn`."""

    symbols: Array
    numbers: Array
    lengths: Array
    target: Array
    next: Array


class Task(Protocol):
    """What is learned in a trial. It keeps what its criterion needs."""

    chunk: int  # sequences between two looks at the criterion

    def lesson(self) -> Lesson:
        """Draw the next `chunk` sequences."""

    def solved(self, weights: Weights, lesson: Lesson, ends: Array) -> int | None:
        """Return after how many sequences of this lesson the criterion held, or None."""

    def report(self, weights: Weights) -> dict[str, float]:
        """Return what a trial says beside whether it succeeded: numbers by their names."""


def task_of(experiment: Experiment, data: np.random.Generator, test: np.random.Generator) -> Task:
    """Return the task of an experiment."""
    kinds: dict[str, Any] = {REBER: Strings, TWO: NewSequences, LAG: NewSequences}
    return kinds.get(experiment.task, LastSequences)(experiment, data, test)


def draw(e: Experiment, rng: np.random.Generator, n: int) -> tuple[Any, Array]:
    """Return a batch of n sequences of a task, and what is asked for at their ends, (n, O)."""
    batch: Any
    if e.task == TWO:
        batch = two_sequences(rng, e.steps, e.detail, n, variant=e.variant)
        return batch, batch.target
    if e.task in (ADDING, MULTIPLICATION):
        batch = (adding if e.task == ADDING else multiplication)(rng, e.steps, n)
        return batch, batch.target
    if e.task == LAG:
        batch = long_lag_2c(rng, e.steps, e.detail, n)
    else:
        batch = temporal_order(rng, n, relevant=e.detail)
    return batch, np.eye(e.outputs)[batch.label]


def lesson_of(batch: Any, target: Array) -> Lesson:
    """Return a batch, time first, as sequences to learn from."""
    T, n = batch.x.shape[:2]
    nothing = np.zeros((n, 0), dtype=np.int64)
    if batch.x.ndim == 2:
        return Lesson(np.ascontiguousarray(batch.x.T), np.zeros((n, 0, 1)), batch.lengths, target, nothing)
    return Lesson(nothing, np.ascontiguousarray(batch.x.swapaxes(0, 1)), batch.lengths, target, nothing)


def errors_of(e: Experiment, weights: Weights, rng: np.random.Generator, n: int) -> Array:
    """Return the absolute errors (n, O) on n new sequences; 3c: from the targets without noise."""
    batch, target = draw(e, rng, n)
    wanted = batch.mean_target if e.task == TWO else target
    return np.abs(answers(e, weights, batch.x, batch.lengths) - wanted)


class LastSequences:
    """Adding, multiplication and order: the criterion is about the 2,000 sequences learned from last."""

    chunk = 500

    def __init__(self, e: Experiment, data: np.random.Generator, test: np.random.Generator) -> None:
        self.e, self.data, self.test = e, data, test
        self.bound, self.mean = (0.3, 0.1) if e.task == ORDER else (RIGHT, 0.01)
        self.errors = np.zeros((0, e.outputs))  # of at most the last 2,000

    def lesson(self) -> Lesson:
        return lesson_of(*draw(self.e, self.data, self.chunk))

    def solved(self, weights: Weights, lesson: Lesson, ends: Array) -> int | None:
        errors = np.concatenate([self.errors, np.abs(ends - lesson.target)])
        before, self.errors = len(self.errors), errors[-RECENT:]
        if len(errors) < RECENT:
            return None
        largest = errors.max(axis=1)
        if self.e.task == MULTIPLICATION:
            holds = _sums(largest > self.bound) < self.e.wrong
        else:
            means = _sums(errors.mean(axis=1)) / RECENT
            holds = (_sums(largest >= self.bound) == 0) & (means < self.mean)
        ends_at = RECENT + np.flatnonzero(holds) - before  # windows end after so many of this lesson
        return int(ends_at[0]) if len(ends_at) else None

    def report(self, weights: Weights) -> dict[str, float]:
        errors = errors_of(self.e, weights, self.test, TESTED)
        wrong = int(np.count_nonzero(errors.max(axis=1) >= self.bound))
        return {"wrong": wrong, "tested": TESTED, "mean_error": float(errors.mean())}


def _sums(values: Array) -> Array:
    """Return the sum over every window of 2,000."""
    total = np.concatenate([[0.0], np.cumsum(values)])
    return total[RECENT:] - total[:-RECENT]


class NewSequences:
    """2c and the two sequences: the criterion is about new sequences, looked at now and then."""

    def __init__(self, e: Experiment, data: np.random.Generator, test: np.random.Generator) -> None:
        self.e, self.data, self.test = e, data, test
        self.bound = 0.1 if e.variant == "3c" else 0.2
        self.chunk = 200 if e.task == LAG else 500

    def lesson(self) -> Lesson:
        return lesson_of(*draw(self.e, self.data, self.chunk))

    def solved(self, weights: Weights, lesson: Lesson, ends: Array) -> int | None:
        wrong = np.mean(np.abs(ends - lesson.target).max(axis=1) >= self.bound)
        if self.e.task == LAG:  # 10,000 new ones cost more than to learn: only after 200 right ones
            good = wrong == 0 and self._all_right(weights)
        else:
            # 3c learns from targets with noise, which say little of how right the net is.
            good = (wrong < 0.1 or self.e.variant == "3c") and self._by_256(weights)
        return self.chunk if good else None

    def _all_right(self, weights: Weights) -> bool:
        for n in (100, 400, *[500] * 19):
            batch, _ = draw(self.e, self.test, n)
            if not long_lag_2c_solved(answers(self.e, weights, batch.x, batch.lengths), batch.label, n):
                return False
        return True

    def _by_256(self, weights: Weights) -> bool:
        batch, _ = draw(self.e, self.test, STRINGS)
        y = answers(self.e, weights, batch.x, batch.lengths)
        return two_sequences_solved(y, batch.mean_target, variant=self.e.variant)

    def report(self, weights: Weights) -> dict[str, float]:
        errors = errors_of(self.e, weights, self.test, STRINGS)
        if self.e.task == TWO:
            zero = np.zeros_like(errors)
            wrong = int(np.count_nonzero(misclassified(errors, zero, variant=self.e.variant)))
        else:
            wrong = int(np.count_nonzero(errors.max(axis=1) >= self.bound))
        return {"wrong": wrong, "tested": STRINGS, "mean_error": float(errors.mean())}


class Strings:
    """The embedded grammar: 256 strings to learn from, 256 others to test, and all of both must be right."""

    chunk = 100

    def __init__(self, e: Experiment, data: np.random.Generator, test: np.random.Generator) -> None:
        self.e, self.data = e, data
        grammar = embedded_reber()
        training = strings(data, grammar, STRINGS)
        others = strings(test, grammar, STRINGS, unlike=[tuple(s) for s in training])
        self.batch = string_batch(grammar, [*others, *training])
        self.order = np.argsort(self.batch.lengths, kind="stable")[:: 2 * STRINGS // FIRST_LOOK]
        self.training = string_batch(grammar, training)
        self.best, self.looks = 0, 0

    def lesson(self) -> Lesson:
        chosen, of = self.data.integers(STRINGS, size=self.chunk), self.training
        n = self.chunk
        return Lesson(
            np.ascontiguousarray(of.x.T[chosen]), np.zeros((n, 0, 1)), of.lengths[chosen],
            np.zeros((n, self.e.outputs)), np.ascontiguousarray(of.target.T[chosen]),
        )  # fmt: skip

    def solved(self, weights: Weights, lesson: Lesson, ends: Array) -> int | None:
        self.looks += 1
        if self.looks % 10 == 0:
            self.best = max(self.best, self._right(weights))
        if not self._legal(weights, self.order).all():
            return None
        return self.chunk if self._legal(weights, np.arange(2 * STRINGS)).all() else None

    def _legal(self, weights: Weights, which: Array) -> Array:
        """Return for strings whether at every step all legal symbols are above all others."""
        T = int(self.batch.lengths[which].max())
        y = answers(self.e, weights, self.batch.x[:T, which])
        return np.asarray(legal_on_top(y, self.batch.legal[:T, which]).all(axis=0))

    def _right(self, weights: Weights) -> int:
        return int(np.count_nonzero(self._legal(weights, np.arange(STRINGS))))

    def report(self, weights: Weights) -> dict[str, float]:
        best = max(self.best, self._right(weights))
        return {"wrong": STRINGS - best, "tested": STRINGS}
