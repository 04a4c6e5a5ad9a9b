"""The co-writer: a text that the reader types, and what a network and a count make of every character.

`cowriter_run` computes, `cowriter_draw` draws, `CoWriter` puts a field and controls above it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import ipywidgets

from lstm_book.chapter_13.cowriter_draw import draw, find_parts
from lstm_book.chapter_13.cowriter_run import MOST, CoWriterState, next_word, run
from lstm_book.chapter_13.cowriter_typing import Typing
from lstm_teach.numerics import Array
from lstm_teach.widgets.base import Explorable
from lstm_teach.widgets.controls import Control, Press, Rows, number_slider, step_slider, tick_box, whole_box

SEEDS = 1000


class CoWriter(Explorable[CoWriterState]):
    """A text that is typed, shaded by its surprise in bits, with what is expected next and a continuation.

    Parameters
    ----------
    network : str, Network or what `train_on` returned
        "novel", "novel-gru", "brackets", "brackets-1", or your own. A co-writer keeps its network.
    text : str, optional
        At most 1000 characters. A character that the network does not know is passed over.
    t : int, optional
        The character that is looked at, from 1: what was expected there. If it is not given, the one after
        the end of the text: what comes next.
    temperature : float
        Of the continuation, from 0.1 to 1.5.
    seed : int
        Of the dice by which it is drawn.
    unit : int
        The unit whose cell state is drawn, and may be shut; where there are brackets.
    shut : bool
        Whether the output gate of that unit is held shut from the first character on.

    Raises
    ------
    TypeError, ValueError
        If a value does not fit; here, when an attribute is set, and in `set`.

    Notes
    -----
    The network and the count of n-grams have both read the end of their training text before the first
    character. In the field, the arrow to the right at the end of the text takes a word of the continuation.

    Examples
    --------
    >>> writer = CoWriter("novel", text="You must giv")
    >>> writer.expected[0]
    'e'
    """

    settings, compute, draw = CoWriterState, staticmethod(run), staticmethod(draw)
    find_parts = staticmethod(find_parts)
    tip = "Type in the field. Press a character to look at its place, or a bar to write its character."

    @property
    def bits(self) -> Array:
        """What every character costs the network; NaN where it is passed over."""
        return self.result.network

    @property
    def expected(self) -> str:
        """All symbols at the place that is looked at, the most probable one first."""
        order = (-self.result.expected(self.state.t - 1)).argsort(kind="stable")
        return self.state.network.alphabet.decode(order)

    @property
    def continuation(self) -> str:
        """How the network would go on."""
        return self.result.ahead

    def take_word(self) -> None:
        """Write the next word of the continuation."""
        self._write(next_word(self.continuation))

    def take_all(self) -> None:
        """Write the whole continuation."""
        self._write(self.continuation)

    def throw_again(self) -> None:
        """Draw another continuation."""
        self.set(seed=(self.state.seed + 1) % SEEDS)

    def _write(self, more: str) -> None:
        self.set(text=(self.state.text + more)[:MOST])

    def _changed(self, settings: dict[str, Any]) -> CoWriterState:
        if settings.get("network", self.state.network) not in (self.state.network, self.state.network.name):
            raise ValueError(
                f"network: a co-writer keeps its network, {self.state.network}; make a new CoWriter"
            )
        settings.pop("network", None)
        if "text" in settings:
            settings.setdefault("t", None)
        return super()._changed(settings)

    def _make_controls(self) -> Rows:
        words = "what the network reads; the arrow to the right, at the end, takes the next grey word"
        field = Typing("your text", more=self.take_word, most=MOST, lines=3, tooltip=words)
        field.layout = ipywidgets.Layout(width="100%")
        rows: list[dict[str, Control]] = [
            {"text": Control(field)},
            {
                "temperature": number_slider("temperature", 0.1, decimals=1, width=150),
                "t": step_slider("look at", width=130),
            },
        ]
        if self.state.network.nested:
            rows.append({
                "unit": whole_box("unit", width=96),
                "shut": tick_box("shut this unit", False, True, width=130),
            })  # fmt: skip
        return rows

    def _in_row(self, row: Mapping[str, Control]) -> list[ipywidgets.Widget]:
        made = super()._in_row(row)
        if "temperature" in row:
            made += [
                _button("take a word", "pencil", "write the next grey word", self.take_word),
                _button("take all", "forward", "write all that is grey", self.take_all),
                _button("other dice", "random", "draw another continuation", self.throw_again),
            ]
        return made


def _button(word: str, icon: str, tip: str, action: Any) -> Press:
    layout = ipywidgets.Layout(width="auto", flex="0 0 auto")
    return Press(action, description=word, icon=icon, tooltip=tip, layout=layout)
