"""The console's controls: those that follow what the chosen gate's hold is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import ipywidgets

from lstm_teach.cells.lstm import LSTMStep
from lstm_teach.draw.diagram.flows import has_backward
from lstm_teach.gates import Gate
from lstm_teach.widgets.console.changes import shown_hold
from lstm_teach.widgets.console.inputs import symbols_of
from lstm_teach.widgets.console.run import Setup
from lstm_teach.widgets.console.state import MODES, ConsoleState
from lstm_teach.widgets.controls import (
    DECIMALS,
    WIDE_READOUT,
    Control,
    Press,
    Slider,
    ValueLast,
    choice,
    preset_list,
    step_slider,
    tick_box,
    whole_box,
)

BUTTONS = {
    "undo": ("mail-reply", "undo the last change"),
    "redo": ("mail-forward", "make it again"),
    "keep": ("bookmark", "keep this setting, to compare others with it"),
    "back": ("step-backward", "one step back"),
    "forward": ("step-forward", "one step forward"),
    "start again": ("undo", "back to the start"),
    "speed": ("tachometer", "how fast the cursor runs"),
    "more": ("ellipsis-h", "more controls: legend, a wire to cut, a text to read"),
    "commit": ("check", "score this setting on unseen noise"),
}

SPEEDS = (250, 125, 60, 500)  # ms a step
NO_CUT, SEVERAL = "no wire", "as set"


class RangeSlider(ValueLast, ipywidgets.IntRangeSlider):
    """A slider with two handles."""


@dataclass(frozen=True)
class Following(Control):
    """A control that is hidden where it would say nothing; its place is kept, so that nothing moves.

    What is hidden takes no focus, so it need not be disabled as well.

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
        if applies:
            super().show(state, value)


@dataclass(frozen=True)
class Range(Following):
    """The steps of a hold. Where there are several holds, its name goes on from the number before it."""

    def show(self, state: Any, value: Any) -> None:
        """Bring the range in line with the state, or hide it."""
        holds = state.holds_of(state.gate or "")
        units = holds[state.hold].units if holds else None
        only = "" if units is None else f", in units {', '.join(map(str, units))} only"
        self.widget.description = f"of {len(holds)}" if _has_choice_of_holds(state) else "held"
        self.widget.tooltip = f"the steps at which the gate is held{only}"
        super().show(state, value)


def steps_range(last: int, length: Callable[[ConsoleState], int]) -> Range:
    """Return a slider with two handles: the first and the last step, counted from 1."""
    slider = RangeSlider(
        value=(1, last),
        min=1,
        max=last,
        description="held",
        layout=ipywidgets.Layout(flex="3 1 126px", width="auto", max_width="360px", min_width="126px"),
        style={"description_width": "initial"},
    )
    if last >= 100:
        slider.add_class(WIDE_READOUT)
    return Range(slider, read=tuple, write=tuple, applies=_is_held, limits=lambda state: (1, length(state)))


def value_slider(step: float) -> Following:
    """Return a slider for the value that a gate is held at; it stands beside these words."""
    slider = Slider(
        0.0,
        min=0.0,
        max=1.0,
        step=step,
        readout_format=".3f",
        tooltip="the value that the gate is held at",
        layout=ipywidgets.Layout(flex="4 1 84px", width="auto", max_width="340px", min_width="84px"),
    )
    return Following(slider, read=lambda v: round(v, DECIMALS) + 0.0, applies=_is_held, step=step)


def player(last: int, length: Callable[[ConsoleState], int]) -> Control:
    """Return buttons that run the cursor through all steps, once or round and round."""
    play = ipywidgets.Play(
        min=1,
        max=last,
        interval=SPEEDS[0],
        show_repeat=True,
        layout=ipywidgets.Layout(width="90px", flex="0 0 90px"),
    )
    return Control(play, limits=lambda state: (1, length(state)))


def gate_choice(gates: Mapping[str, Gate]) -> Control:
    """Return a row of buttons, one for each gate."""
    made = choice(list(gates), [gate.symbol for gate in gates.values()], button=None)
    made.widget.tooltips = [gate.words for gate in gates.values()]
    made.widget.layout.margin = "2px 10px 2px 2px"  # apart from what is set for the gate
    return made


def button(name: str, action: Callable[[], None]) -> ipywidgets.Button:
    """Return a button; only one that needs a word has one, the others an icon and a tip."""
    icon, tip = BUTTONS[name]
    word = name if name == "commit" else ""
    made = Press(
        action,
        icon=icon,
        description=word,
        tooltip=tip,
        layout=ipywidgets.Layout(width="auto" if word else "27px", flex="0 0 auto"),
    )
    return made


def gate_row(gates: Mapping[str, Gate], value_step: float, presets: Iterable[str]) -> dict[str, Control]:
    """Return what is set: the gate, what holds it, and stories."""
    row: dict[str, Control] = {
        "gate": gate_choice(gates),
        "mode": choice(MODES, button=None),
        "value": value_slider(value_step),
    }
    if presets:
        row["preset"] = preset_list(presets, width=70)
    return row


def cursor_row(setup: Setup, of: Callable[[ConsoleState], Setup]) -> dict[str, Control]:
    """Return what is looked at: the step, the hold with its steps, the unit, one of the sequences.

    `of` returns the setup of a state, whose input may be longer or shorter than that of `setup`.
    """

    def length(state: ConsoleState) -> int:
        return of(state).T

    return {
        "t": _cursor(length),
        "play": player(setup.T, length),
        "hold": _hold_number(),
        "steps": steps_range(setup.T, length),
        "unit": _number("unit", lambda state: setup.H, "whose numbers are shown", setup.H),
        "sequence": _number("seq.", lambda state: of(state).B, "which sequence is shown"),
    }


def more_row(setup: Setup, is_scored: bool) -> dict[str, Control]:
    """Return what is wanted now and then: the input as text, a wire to cut, the legend."""
    row: dict[str, Control] = {"legend": tick_box("legend", False, True, width=78)}
    if issubclass(setup.cell.step_type, LSTMStep):
        row["stop"] = step_slider("stop", width=140)
        row["stop"].widget.tooltip = "how far the step at the cursor has got, from 1 to 7; 0 for all of it"
    if setup.has_error and has_backward(setup.cell.step_type):
        row["backward"] = tick_box("error back", False, True, width=96)
    if is_scored:
        return row
    wires = [NO_CUT, *(wire_name(*wire) for wire in setup.cell.wires), SEVERAL]
    cut = ipywidgets.Dropdown(
        options=wires,
        description="cut",
        tooltip="a wire that carries nothing, at all steps",
        layout=ipywidgets.Layout(width="150px", flex="0 0 150px"),
        style={"description_width": "initial"},
    )
    row["wire"] = Control(cut, read=lambda n: wires[n], write=wires.index)
    if symbols_of(setup):
        box = ipywidgets.Text(
            description="reads",
            continuous_update=False,
            tooltip=f"what the cell reads, of {' '.join(setup.names)}; Enter runs it",
            layout=ipywidgets.Layout(width="auto", flex="2 1 160px"),
            style={"description_width": "initial"},
        )
        row["text"] = Control(box)
    return row


def wire_name(source: str, target: str) -> str:
    """Return a wire as the list of wires calls it."""
    return f"{source} to {target}"


def _number(description: str, count: Callable[[Any], int], tooltip: str, most: int = 1) -> Following:
    """A box for 0, 1, ..., for as long as there is more than one; wider for more than a hundred.

    Not a list: in a box for numbers all keys are its own, in a list JupyterLab takes up and down.
    """
    box = whole_box(description, width=72 if most <= 100 else 84).widget
    box.tooltip = tooltip
    return Following(
        box, applies=lambda state: count(state) > 1, gives_way=True, limits=lambda s: (0, count(s) - 1)
    )


def _hold_number() -> Following:
    """A box for the number of a hold, counted from 1; "of 2" follows it as the name of its steps."""
    box = whole_box("hold", width=68).widget
    box.tooltip = "which of the gate's holds is set"
    return Following(
        box,
        read=lambda number: number - 1,
        write=lambda n: n + 1,
        limits=lambda state: (1, len(state.holds_of(state.gate or ""))),
        applies=_has_choice_of_holds,
        gives_way=True,
    )


def _cursor(length: Callable[[ConsoleState], int]) -> Control:
    made = step_slider("t", width=76)
    made.widget.layout.min_width = "76px"
    made.widget.tooltip = "the step that is looked at"
    made.widget.readout = False  # the picture shows t at the cursor; the handle needs the room
    return replace(made, limits=lambda state: (1, length(state)))


def _is_held(state: ConsoleState) -> bool:
    return shown_hold(state) is not None


def _has_choice_of_holds(state: ConsoleState) -> bool:
    holds = state.holds_of(state.gate or "")
    return len(holds) > 1 or any(hold.units is not None for hold in holds)
