"""Tasks for weights set by hand: short sequences of symbols, and what is to be read at every step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from lstm_teach.numerics import Array
from lstm_teach.validation import real_number

MOST_INPUTS, MOST_TESTS, MOST_STEPS = 3, 14, 30


@dataclass(frozen=True)
class Task:
    """What a hand-wired unit shall hold in its cell state.

    Parameters
    ----------
    name : str
    inputs : tuple of str
        One symbol for each input: x_k is 1 where the sequence has this symbol, otherwise 0.
    sequences : tuple of str
        The tests, in the order in which they are tried. Symbols that no input knows give all zeros.
    target : tuple of tuples of float
        For every sequence what is to be read at every step.
    threshold : float, optional
        If given, 1 is read where the value lies above it and 0 elsewhere.
    tolerance : float
        How far off a value without threshold may be.
    labels : tuple of str
        What the inputs are called in equations; "[a]" for the symbol a if not given.

    Raises
    ------
    ValueError
        If something is missing, too long or does not fit.

    Examples
    --------
    >>> copy = Task("copy", ("1",), ("01", "10"), ((0, 1), (1, 0)), threshold=0.5)
    >>> copy.one_hot()[:, 1, 0].tolist()
    [1.0, 0.0]
    """

    name: str
    inputs: tuple[str, ...]
    sequences: tuple[str, ...]
    target: tuple[tuple[float, ...], ...]
    threshold: float | None = None
    tolerance: float = 0.25
    labels: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for name in ("inputs", "sequences", "labels"):
            object.__setattr__(self, name, tuple(getattr(self, name)))
        _texts("Task.inputs", self.inputs, MOST_INPUTS, 1)
        _texts("Task.sequences", self.sequences, MOST_TESTS, MOST_STEPS)
        if not self.labels:
            object.__setattr__(self, "labels", tuple(f"[{symbol}]" for symbol in self.inputs))
        if len(self.labels) != len(self.inputs):
            raise ValueError(f"Task.labels: expected one for each of {self.inputs}, got {self.labels}")
        if self.threshold is not None:
            real_number("Task.threshold", self.threshold)
        real_number("Task.tolerance", self.tolerance, low=0.0)
        object.__setattr__(self, "target", self._checked_target())

    def _checked_target(self) -> tuple[tuple[float, ...], ...]:
        came, lengths = list(map(len, self.target)), list(map(len, self.sequences))
        if came != lengths:
            raise ValueError(f"Task.target: expected one number for each symbol, {lengths}, got {came}")
        rows = tuple(tuple(real_number("Task.target", value) for value in row) for row in self.target)
        if self.threshold is not None and any(value not in (0.0, 1.0) for row in rows for value in row):
            raise ValueError(f"Task.target: expected 0 or 1 where there is a threshold, got {self.target}")
        return rows

    def one_hot(self) -> Array:
        """Return the inputs of all sequences, (T, B, D); shorter sequences are padded with zeros."""
        x = np.zeros((max(map(len, self.sequences)), len(self.sequences), len(self.inputs)))
        for b, sequence in enumerate(self.sequences):
            x[: len(sequence), b] = [[symbol == known for known in self.inputs] for symbol in sequence]
        return x

    def read(self, values: Array) -> Array:
        """Return what is read from the values of c: the values, or 0 and 1 if there is a threshold."""
        return values if self.threshold is None else (values > self.threshold).astype(float)

    def wrong(self, b: int, values: Array) -> tuple[bool, ...]:
        """Return for every step of sequence `b` whether something else is read than is wanted."""
        pairs = zip(self.read(values), self.target[b], strict=True)
        return tuple(bool(abs(got - wanted) > self.tolerance) for got, wanted in pairs)


def _texts(name: str, values: Sequence[str], most: int, longest: int) -> None:
    texts = all(isinstance(value, str) and 1 <= len(value) <= longest for value in values)
    if not 1 <= len(values) <= most or not texts or len(set(values)) != len(values):
        what = "one symbol" if longest == 1 else f"1 to {longest} symbols"
        raise ValueError(f"{name}: expected 1 to {most} different texts of {what}, got {values!r}")


def _parity(sequence: str) -> tuple[float, ...]:
    return tuple(float(sequence[: t + 1].count("1") % 2) for t in range(len(sequence)))


def _count(sequence: str) -> tuple[float, ...]:
    return tuple(float(sequence[: t + 1].rpartition("#")[2].count("a")) for t in range(len(sequence)))


_TOGGLES = ("00", "01", "10", "11", "0110", "10101", "1" + 20 * "0", 20 * "1")
_COUNTS = ("a", "aaa", "#", "a#a", "aa#aaa#a#", "aaa###aa", 12 * "a", "a" + 15 * "#" + "aa")

TOGGLE = Task("toggle", ("1",), _TOGGLES, tuple(map(_parity, _TOGGLES)), threshold=0.5, labels=("x",))
COUNT = Task("count", ("#", "a"), _COUNTS, tuple(map(_count, _COUNTS)))
TASKS = {task.name: task for task in (TOGGLE, COUNT)}
