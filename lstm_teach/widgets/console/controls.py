"""The console's controls: those that follow what the chosen gate's hold is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import ipywidgets

from lstm_teach.widgets.base import Control


@dataclass(frozen=True)
class Following(Control):
    """A control that is hidden where it would say nothing; its place is kept, so that nothing moves.

    `applies` is asked with the state. With `gives_way` the place is given up as well.
    """

    applies: Callable[[Any], bool] = lambda state: True
    gives_way: bool = False

    def show(self, state: Any, value: Any) -> None:
        """Bring the control in line with the state, or hide it."""
        applies = self.applies(state)
        if self.gives_way:
            self.widget.layout.display = None if applies else "none"
        else:
            self.widget.layout.visibility = "visible" if applies else "hidden"
        self.widget.disabled = not applies
        if applies:
            super().show(state, value)


@dataclass(frozen=True)
class Listing(Following):
    """A list to choose from whose entries follow the state."""

    entries: Callable[[Any], Sequence[str]] = lambda state: ()

    def show(self, state: Any, value: Any) -> None:
        """Bring entries and choice in line with the state, in one message."""
        entries = tuple(self.entries(state))
        with self.widget.hold_sync():
            if self.widget.options != entries:
                self.widget.options = entries
            super().show(state, value)


def listing(description: str, value: int, entries: Callable[[Any], Sequence[str]], state: Any,
            *, width: int, applies: Callable[[Any], bool] = lambda state: True) -> Listing:  # fmt: skip
    """Return a drop-down list; its setting is the number of the entry."""
    options = tuple(entries(state))
    index = value if value < len(options) else None
    box = ipywidgets.Dropdown(
        options=options,
        index=index,
        description=description,
        layout=ipywidgets.Layout(width=f"{width}px", flex=f"0 1 {width}px"),
        style={"description_width": "initial"},
    )
    return Listing(box, applies=applies, gives_way=True, entries=entries)


def steps_range(last: int, applies: Callable[[Any], bool]) -> Following:
    """Return a slider with two handles: the first and the last step, counted from 1."""
    slider = ipywidgets.IntRangeSlider(
        value=(1, last),
        min=1,
        max=last,
        description="steps",
        layout=ipywidgets.Layout(flex="1 1 190px", width="auto", max_width="420px", min_width="150px"),
        style={"description_width": "initial"},
    )
    return Following(slider, read=tuple, write=tuple, applies=applies)


def value_slider(applies: Callable[[Any], bool]) -> Following:
    """Return a slider for the value that a gate is held at."""
    slider = ipywidgets.FloatSlider(
        0.0,
        min=0.0,
        max=1.0,
        step=0.01,
        description="value",
        readout_format=".3f",
        layout=ipywidgets.Layout(flex="1 1 160px", width="auto", max_width="340px", min_width="140px"),
        style={"description_width": "initial"},
    )
    return Following(slider, read=lambda v: round(v, 4) + 0.0, applies=applies)


def player(last: int, value: int) -> Control:
    """Return buttons that run the cursor through all steps."""
    play = ipywidgets.Play(
        value=value,
        min=1,
        max=last,
        interval=250,
        show_repeat=False,
        layout=ipywidgets.Layout(flex="0 0 auto"),
    )
    return Control(play)


def button(icon: str, words: str, action: Callable[[], None], description: str = "") -> ipywidgets.Button:
    """Return a button with an icon, or with a word on it; `words` say what it does."""
    width = "auto" if description else "34px"
    made = ipywidgets.Button(
        icon=icon,
        description=description,
        tooltip=words,
        layout=ipywidgets.Layout(width=width, flex="0 0 auto"),
    )
    made.on_click(lambda _: action())
    return made
