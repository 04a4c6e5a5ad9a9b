"""What may be moved of the co-writers and of the guessing game on a page without a kernel."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from lstm_book.chapter_13.cowriter import CoWriter
from lstm_book.chapter_13.guessing import GuessingGame
from lstm_book.chapter_13.guessing_run import LENGTH, GuessingState, passage
from lstm_book.live import Grid, Movable
from lstm_book.live.movable import Axes

TIP = "Press a character to look at its place."
OWN_TEXT = "A text of your own and other dice"


@dataclass(frozen=True)
class Played(Movable):
    """The guessing game with the network's first guesses, made for the reader one after the other.

    Parameters
    ----------
    passages : tuple of int
    """

    passages: tuple[int, ...]
    names: Mapping[str, str] = field(default_factory=lambda: {"guesses": "guesses made for you"})
    beyond: str = "Guesses of your own (those of the network are made here)"
    tip: str = "Guess silently, then move on: what comes next is revealed."
    widget: type[GuessingGame] = GuessingGame

    def around(self, widget: GuessingGame) -> dict[str, list[Any]]:
        """Return the passages and how many characters are guessed."""
        return {"passage": list(self.passages), "guesses": list(range(LENGTH + 1))}

    def place(self, widget: GuessingGame, axes: Axes) -> list[int]:
        """Return where on its axes the game stands."""
        state = widget.state
        return [list(axes["passage"]).index(state.passage), list(axes["guesses"]).index(len(state.guesses))]

    def state(self, widget: GuessingGame, values: Mapping[str, Any]) -> GuessingState:
        """Return the game after so many guesses of the network."""
        own = widget.state
        first = passage(own.network, values["passage"]).network.argmax(axis=1)
        said = own.network.alphabet.decode(first[: values["guesses"]])
        given: dict[str, Any] = {"passage": values["passage"], "guesses": said, "bets": None, "t": None}
        return replace(own, **given)


LIVE = {
    "2c74e1b9": Grid(
        CoWriter,
        {"t": range(1, 53), "temperature": (0.1, 0.3, 0.6, 1.0, 1.5), "seed": (0, 1, 2)},
        {"t": "look at", "seed": "dice"},
        beyond=OWN_TEXT,
        tip=TIP,
    ),
    "68350f47": Grid(
        CoWriter,
        {"t": range(1, 66), "temperature": (0.1, 0.5, 1.0), "seed": (0, 1), "shut": (False, True)},
        {"t": "look at", "seed": "dice", "shut": "shut this unit"},
        beyond=OWN_TEXT,
        tip=TIP,
    ),
    "GuessingGame": Played(tuple(range(1, 9))),
}
