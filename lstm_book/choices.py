"""Questions that are answered by one of several, some of several, or all of them in order."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np

from lstm_book.questions import Grade, Line, Question, listed, plain


@dataclass(frozen=True, kw_only=True)
class Choice(Question):
    """One of several; if they stand in an order, a neighbour of the right one is close."""

    options: tuple[Any, ...] = ("yes", "no")
    in_order: bool = False

    def read(self, guess: Any) -> Any:
        said = {True: "yes", False: "no"}.get(bool(guess)) if isinstance(guess, bool | np.bool_) else guess
        for option in self.options:
            if plain(said) == plain(option):
                return option
        raise ValueError(f"expected one of {listed(self.options)}, got {guess!r}")

    def compare(self, guess: Any, truth: Any, name: str = "") -> list[Line]:
        apart = abs(self.options.index(guess) - self.options.index(self.read(truth)))
        grade: Grade = "right" if apart == 0 else "close" if apart == 1 and self.in_order else "off"
        said = f"{apart} {'place' if apart == 1 else 'places'} off" if apart and self.in_order else ""
        return [Line(name, str(guess), str(self.read(truth)), said, grade)]


@dataclass(frozen=True, kw_only=True)
class Members(Question):
    """Some of several, in any order."""

    options: tuple[Any, ...] = ()

    def read(self, guess: Any) -> frozenset[Any]:
        given = [guess] if isinstance(guess, str | int | float) else guess
        try:
            given = list(given)
        except TypeError:
            raise ValueError(f"expected a list of some of {listed(self.options)}, got {guess!r}") from None
        one = Choice(options=self.options)
        return frozenset(one.read(part) for part in given)

    def compare(self, guess: frozenset[Any], truth: Any, name: str = "") -> list[Line]:
        truth = self.read(truth)
        missing, extra = self._sorted(truth - guess), self._sorted(guess - truth)
        said = [f"without {_joined(missing)}"] if missing else []
        said += [f"{_joined(extra)} too many"] if extra else []
        apart = len(missing) + len(extra)
        grade: Grade = "right" if apart == 0 else "close" if apart == 1 else "off"
        return [
            Line(name, _joined(self._sorted(guess)), _joined(self._sorted(truth)), "; ".join(said), grade)
        ]

    def _sorted(self, members: frozenset[Any]) -> list[Any]:
        return [option for option in self.options if option in members]


@dataclass(frozen=True, kw_only=True)
class Order(Question):
    """All of several, put in order; close if at most one pair in four stands the wrong way round."""

    options: tuple[Any, ...] = ()

    def read(self, guess: Any) -> tuple[Any, ...]:
        if isinstance(guess, str):
            guess = [part for part in guess.replace("<", ",").split(",") if part.strip()]
        try:
            given = list(guess)
        except TypeError:
            raise ValueError(f"expected a list of {listed(self.options)}, got {guess!r}") from None
        one = Choice(options=self.options)
        read = tuple(one.read(part) for part in given)
        if sorted(map(str, read)) != sorted(map(str, self.options)):
            raise ValueError(f"expected each of {listed(self.options)} once, got {_joined(read)}")
        return read

    def compare(self, guess: tuple[Any, ...], truth: Any, name: str = "") -> list[Line]:
        truth = self.read(truth)
        pairs = list(combinations(truth, 2))
        wrong = sum(guess.index(first) > guess.index(second) for first, second in pairs)
        grade: Grade = "right" if wrong == 0 else "close" if 4 * wrong <= len(pairs) else "off"
        said = f"{wrong} of {len(pairs)} pairs the wrong way round" if wrong else ""
        return [Line(name, _joined(guess), _joined(truth), said, grade)]


def yes_or_no(truth: Callable[..., Any], needs: tuple[str, ...] = ()) -> Choice:
    """Return a question that is answered by yes or no, True or False."""
    return Choice(truth=truth, needs=needs)


def _joined(parts: Sequence[Any]) -> str:
    return ", ".join(map(str, parts)) or "none"
