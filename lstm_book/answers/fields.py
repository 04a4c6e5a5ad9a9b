"""What a page asks for in an exercise: fields, the right answer, and slips that the judge knows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any


@dataclass(frozen=True)
class Number:
    """A number. `slips` are values that the judge answers in a way of its own."""

    label: str
    slips: Sequence[float] = ()
    size = 1

    def data(self) -> dict[str, Any]:
        """Return what a page must know of it."""
        return {"kind": "number", "label": self.label}


@dataclass(frozen=True)
class Row:
    """A list of `size` numbers. `slips` are rows that the judge answers in a way of its own."""

    label: str
    size: int
    slips: Sequence[Sequence[float]] = ()

    def data(self) -> dict[str, Any]:
        """Return what a page must know of it."""
        return {"kind": "row", "label": self.label, "size": self.size}


@dataclass(frozen=True)
class Choice:
    """One of several texts or numbers."""

    label: str
    options: tuple[Any, ...]
    size = 1

    def data(self) -> dict[str, Any]:
        """Return what a page must know of it."""
        return {"kind": "choice", "label": self.label, "options": [str(option) for option in self.options]}


@dataclass(frozen=True)
class Letters:
    """Some of several letters, as a text in their order."""

    label: str
    letters: str
    size = 1

    @property
    def options(self) -> tuple[str, ...]:
        """Every text that can be made."""
        sizes = range(len(self.letters) + 1)
        return tuple("".join(some) for n in sizes for some in combinations(self.letters, n))

    def data(self) -> dict[str, Any]:
        """Return what a page must know of it."""
        return {"kind": "letters", "label": self.label, "options": list(self.letters)}


@dataclass(frozen=True)
class Steps:
    """One of equally spaced numbers, ``first / per`` to ``last / per``; a page answers these alone."""

    label: str
    first: int
    last: int
    per: int = 1
    size = 1

    @property
    def options(self) -> tuple[float, ...]:
        """All of the numbers."""
        return tuple(k if self.per == 1 else k / self.per for k in range(self.first, self.last + 1))

    def data(self) -> dict[str, Any]:
        """Return what a page must know of it."""
        numbers = [float(option) for option in self.options]
        return {"kind": "steps", "label": self.label, "options": numbers, "per": self.per}


Field = Number | Row | Choice | Letters | Steps


def whole(values: Sequence[Any]) -> Any:
    """Return an answer made of the fields' values: one alone as it is, several as a tuple."""
    return values[0] if len(values) == 1 else tuple(values)


@dataclass(frozen=True)
class Asked:
    """What a page asks for in an exercise.

    The judge must look at the fields from the first to the last and speak of the first that is wrong; only
    a slip may go through several of them.

    Parameters
    ----------
    fields : sequence of Field
    right : sequence
        A right value for each field.
    slips : sequence of sequence
        Whole answers that the judge answers in a way of its own; among several that fit, the first counts.
    build : callable
        Makes of the fields' values the answer that the judge hears.
    """

    fields: Sequence[Field]
    right: Sequence[Any]
    slips: Sequence[Sequence[Any]] = ()
    build: Callable[[Sequence[Any]], Any] = field(default=whole)
