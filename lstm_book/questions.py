"""Kinds of questions that a reader answers before the cell that shows: each reads a guess and compares it.

A question reads what the reader wrote (`read`, which raises a ValueError of one sentence), and compares that
with the truth (`compare`). The truth is computed when it is asked for, from what the chapter found if `needs`
names it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from lstm_teach.numerics import Array

Grade = Literal["right", "close", "off"]
GRADES: tuple[Grade, ...] = ("right", "close", "off")


@dataclass(frozen=True)
class Line:
    """One compared value: what it is called, what the reader said, what happens, how far apart they are."""

    name: str
    guess: str
    truth: str
    far: str
    grade: Grade


def of_the_whole() -> Any:
    """Stand for the truth of a part of `Several`, which is a part of the truth of the whole."""
    raise AssertionError("a part of several questions has no truth of its own")


@dataclass(frozen=True)
class Question:
    """What all kinds have.

    Parameters
    ----------
    truth : callable
        Returns the right answer; it is called with what `needs` names.
    needs : tuple of str
        Names of the chapter's results that the truth is taken from, for the message where they are missing.
    """

    truth: Callable[..., Any] = of_the_whole
    needs: tuple[str, ...] = ()

    def read(self, guess: Any) -> Any:
        """Return the guess in the form of the truth; a ValueError says in one sentence why it cannot be."""
        raise NotImplementedError

    def compare(self, guess: Any, truth: Any, name: str = "") -> list[Line]:
        """Return the lines that tell guess, truth and distance."""
        raise NotImplementedError

    def tell(self, truth: Any, name: str = "") -> list[tuple[str, str]]:
        """Return name and value of every line, for a reader who asks without a guess."""
        return [(line.name, line.truth) for line in self.compare(truth, truth, name)]


def as_one_number(guess: Any) -> float:
    """Return a number, an array of one entry or a text such as "1e-3" as a float."""
    if isinstance(guess, bool | np.bool_) or (np.ndim(guess) and np.size(guess) != 1):
        raise ValueError(f"expected a number, got {guess!r}")
    try:
        value = float(np.reshape(guess, ()) if not isinstance(guess, str) else guess)
    except (TypeError, ValueError):
        raise ValueError(f"expected a number, got {guess!r}") from None
    if not math.isfinite(value):
        raise ValueError(f"expected a finite number, got {guess!r}")
    return value


@dataclass(frozen=True, kw_only=True)
class Number(Question):
    """A number; right within `near` of the truth, close within three times that."""

    near: float = 0.0
    spec: str = ".4g"

    def read(self, guess: Any) -> float:
        return as_one_number(guess)

    def compare(self, guess: float, truth: float, name: str = "") -> list[Line]:
        far = abs(guess - truth)
        grade = _grade(far, self.near)
        said = "" if far == 0 else f"off by {far:.2g}"
        return [Line(name, f"{guess:.4g}", format(truth, self.spec), said, grade)]


@dataclass(frozen=True, kw_only=True)
class Magnitude(Question):
    """A positive number whose size alone counts; right within a `factor`, close within its cube."""

    factor: float = 3.0
    spec: str = ".2g"

    def read(self, guess: Any) -> float:
        value = as_one_number(guess)
        if value <= 0:
            raise ValueError(f"expected a number above 0, got {guess!r}")
        return value

    def compare(self, guess: float, truth: float, name: str = "") -> list[Line]:
        ratio = max(guess / truth, truth / guess)
        grade = _grade(math.log(ratio), math.log(self.factor))
        side = "too large" if guess > truth else "too small"
        said = "" if grade == "right" else f"{ratio:.2g} times {side}"
        return [Line(name, f"{guess:.4g}", format(truth, self.spec), said, grade)]


def _grade(far: float, near: float) -> Grade:
    if far <= near + 1e-12:
        return "right"
    return "close" if far <= 3 * near + 1e-12 else "off"


@dataclass(frozen=True, kw_only=True)
class Sketch(Question):
    """Values over time, drawn with the truth; right if they are off by `near` in the mean.

    `low` and `high` are the ends of the drawing's axis, `ylabel` its name.
    """

    near: float = 0.1
    low: float = -1.0
    high: float = 1.0
    ylabel: str = "value"
    steps: int = 0

    def read(self, guess: Any) -> Array:
        try:
            values = np.asarray(guess, dtype=float).reshape(-1)
        except (TypeError, ValueError):
            raise ValueError(f"expected a list of {self.steps} numbers, got {guess!r}") from None
        if len(values) != self.steps:
            raise ValueError(f"expected {self.steps} numbers, one a step, got {len(values)}")
        if not np.isfinite(values).all():
            raise ValueError(f"expected finite numbers, got {guess!r}")
        return values

    def compare(self, guess: Array, truth: Any, name: str = "") -> list[Line]:
        truth = self.read(truth)
        far = float(np.mean(np.abs(guess - truth)))
        said = "" if far == 0 else f"off by {far:.2g} in the mean"
        return [Line(name, _row(guess), _row(truth), said, _grade(far, self.near))]


def _row(values: Array) -> str:
    return ", ".join(f"{value:.2f}" for value in values)


def plain(value: Any) -> Any:
    """Texts without regard to case, blanks and marks at the ends; numbers by their value."""
    if isinstance(value, str):
        text = " ".join(value.split()).strip(" .!\"'").casefold()
        try:
            return float(text)
        except ValueError:
            return text
    return float(value) if isinstance(value, int | float | np.number) else value


def listed(options: Sequence[Any]) -> str:
    return ", ".join(str(option) if not isinstance(option, str) else f'"{option}"' for option in options)


@dataclass(frozen=True, kw_only=True)
class Several(Question):
    """Several questions in one cell, by their names; the truth is a mapping or a sequence in their order."""

    parts: Mapping[Any, Question] | None = None

    def read(self, guess: Any) -> list[Any]:
        given = self._in_order(guess)
        read = []
        for (name, part), one in zip(self._parts.items(), given, strict=True):
            try:
                read.append(part.read(one))
            except ValueError as error:
                raise ValueError(f"{name}: {error}") from None
        return read

    def compare(self, guess: Sequence[Any], truth: Any, name: str = "") -> list[Line]:
        lines = []
        for (part_name, part), one, is_so in zip(
            self._parts.items(), guess, self._in_order(truth), strict=True
        ):
            lines += part.compare(one, is_so, str(part_name))
        return lines

    def tell(self, truth: Any, name: str = "") -> list[tuple[str, str]]:
        told = []
        for (part_name, part), is_so in zip(self._parts.items(), self._in_order(truth), strict=True):
            told += part.tell(part.read(is_so), str(part_name))
        return told

    @property
    def _parts(self) -> Mapping[Any, Question]:
        return self.parts or {}

    def _in_order(self, given: Any) -> list[Any]:
        names = list(self._parts)
        wanted = f"expected an answer for each of {listed(names)}"
        if isinstance(given, Mapping):
            by_name = {plain(key): value for key, value in given.items()}
            if by_name.keys() != {plain(name) for name in names}:
                raise ValueError(f"{wanted}, got {listed(list(given))}")
            return [by_name[plain(name)] for name in names]
        if not isinstance(given, list | tuple | np.ndarray) or len(given) != len(names):
            raise ValueError(f"{wanted}, got {given!r}")
        return list(given)
