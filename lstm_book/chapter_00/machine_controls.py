"""The controls of the writing machine that no other widget has."""

from __future__ import annotations

from collections.abc import Callable

import ipywidgets

from lstm_book.chapter_00.machine_hand import KEY_STEP
from lstm_book.chapter_00.machine_run import LETTERS
from lstm_teach.widgets.console.controls import Following
from lstm_teach.widgets.controls import Control, Press, number_slider

PACE = 40  # ms a letter


def button(icon: str, tip: str, action: Callable[[], None]) -> ipywidgets.Button:
    """Return a button with an icon and a tip."""
    return Press(action, icon=icon, tooltip=tip, layout=ipywidgets.Layout(width="27px", flex="0 0 auto"))


def value_slider() -> Following:
    """Return a slider for the value that a gate is held at, hidden where it is learned."""
    slider = number_slider("", KEY_STEP, width=84)
    slider.widget.min, slider.widget.max = 0.0, 1.0
    slider.widget.tooltip = "the value that the gate is held at"
    return Following(
        slider.widget,
        read=slider.read,
        step=KEY_STEP,
        applies=lambda state: state.hold_of(state.gate) is not None,
    )


def player() -> Control:
    """Return buttons that let the machine write."""
    play = ipywidgets.Play(
        min=0,
        max=LETTERS,
        interval=PACE,
        show_repeat=False,
        layout=ipywidgets.Layout(width="90px", flex="0 0 90px"),
    )
    return Control(play)


def prompt_box() -> Control:
    """Return a box for what is read first."""
    box = ipywidgets.Text(
        description="begins",
        continuous_update=False,
        tooltip="what the network reads first; Enter runs it",
        layout=ipywidgets.Layout(width="auto", flex="2 1 160px"),
        style={"description_width": "initial"},
    )
    return Control(box)
