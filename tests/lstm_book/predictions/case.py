"""What the tests know of a prediction: its truth found another way, wrong guesses, and what would leak it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Case:
    """One prediction.

    Parameters
    ----------
    truth : callable
        Returns what happens, found in another way than the question finds it where there is one.
    wrong : mapping
        At least three wrong guesses of different kinds: from a name to the guess and what the answer says.
    bad : tuple
        What is no guess, and what the sentence about it says.
    leaks : tuple of str
        Numbers, as a reader would see them, and phrases that must not be on the screen before the guess.
    found : callable, optional
        Returns the tuple of what the chapter found, if the question needs it.
    """

    truth: Callable[[], Any]
    wrong: Mapping[str, tuple[Any, str]]
    bad: tuple[Any, str]
    leaks: tuple[str, ...]
    found: Callable[[], tuple[Any, ...]] = field(default=tuple)
