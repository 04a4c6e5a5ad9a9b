"""The console's controls: those that follow what the chosen gate's hold is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import ipywidgets

from lstm_teach.widgets.base import WIDE_READOUT, Control
from lstm_teach.widgets.console.changes import shown_hold
from lstm_teach.widgets.console.picture import GATE_WORDS
from lstm_teach.widgets.console.run import Setup
from lstm_teach.widgets.console.state import MODES, ConsoleState
from lstm_teach.widgets.controls import choice, listing, preset_list, step_slider

LABELS = {"y_in": "in", "y_out": "out"}
BUTTONS = {
    "back": ("step-backward", "one step back"),
    "forward": ("step-forward", "one step forward"),
    "start again": ("undo", "back to the start"),
    "commit": ("check", "score this setting on unseen noise"),
}
SetupOf = Callable[[int], Setup]  # from the number of a noise


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
class Listing(Following):
    """A list to choose from whose entries follow the state."""

    entries: Callable[[Any], Sequence[str]] = lambda state: ()

    def show(self, state: Any, value: Any) -> None:
        """Bring entries and choice in line with the state, in one message."""
        entries = tuple(self.entries(state))
        if self.widget.options == entries:
            super().show(state, value)
            return
        with self.widget.hold_sync():
            self.widget.options = entries
            super().show(state, value)


@dataclass(frozen=True)
class Range(Following):
    """The steps of a hold. Where there are several holds, the list of them beside it says what it is."""

    def show(self, state: Any, value: Any) -> None:
        """Bring the range in line with the state, or hide it."""
        self.widget.description = "" if _has_choice_of_holds(state) else "held"
        super().show(state, value)


def steps_range(last: int) -> Range:
    """Return a slider with two handles: the first and the last step, counted from 1."""
    slider = ipywidgets.IntRangeSlider(
        value=(1, last),
        min=1,
        max=last,
        description="held",
        tooltip="the steps at which the gate is held",
        layout=ipywidgets.Layout(flex="1 1 126px", width="auto", max_width="360px", min_width="126px"),
        style={"description_width": "initial"},
    )
    if last >= 100:
        slider.add_class(WIDE_READOUT)
    return Range(slider, read=tuple, write=tuple, applies=_is_held)


def value_slider(step: float) -> Following:
    """Return a slider for the value that a gate is held at; it stands beside these words."""
    slider = ipywidgets.FloatSlider(
        0.0,
        min=0.0,
        max=1.0,
        step=step,
        readout_format=".3f",
        tooltip="the value that the gate is held at",
        layout=ipywidgets.Layout(flex="1 1 98px", width="auto", max_width="340px", min_width="98px"),
    )
    return Following(slider, read=lambda v: round(v, 4) + 0.0, applies=_is_held)


def player(last: int, value: int) -> Control:
    """Return buttons that run the cursor through all steps."""
    play = ipywidgets.Play(
        value=value,
        min=1,
        max=last,
        interval=250,
        show_repeat=False,
        layout=ipywidgets.Layout(width="68px", flex="0 0 68px"),
    )
    return Control(play)


class Press(ipywidgets.Button):
    """A button whose action may raise: the handlers of `on_click` would only log it."""

    def __init__(self, action: Callable[[], None], **traits: Any) -> None:
        super().__init__(**traits)
        self._action = action

    def click(self) -> None:
        """Do what a press of the button does."""
        self._action()


def gate_choice(gates: Sequence[str], chosen: str | None) -> Control:
    """Return a row of buttons, one for each gate."""
    labels = [LABELS.get(gate, gate) for gate in gates]
    made = choice(gates, labels, chosen, button=None)
    made.widget.tooltips = [GATE_WORDS[gate] for gate in gates]
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
        layout=ipywidgets.Layout(width="auto" if word else "30px", flex="0 0 auto"),
    )
    return made


def gate_row(
    state: ConsoleState, setup_of: SetupOf, value_step: float, presets: Sequence[str]
) -> dict[str, Control]:
    """Return what is set: the gate, what holds it, and stories."""
    row: dict[str, Control] = {
        "gate": gate_choice(setup_of(state.noise).gates, state.gate),
        "mode": choice(MODES, MODES, "learned", button=None),
        "value": value_slider(value_step),
    }
    if presets:
        row["preset"] = preset_list(presets, 0, width=92)
    return row


def cursor_row(state: ConsoleState, setup_of: SetupOf) -> dict[str, Control]:
    """Return what is looked at: the step, the hold with its steps, the unit and the sequence."""

    def H(state: ConsoleState) -> int:
        return setup_of(state.noise).H

    def B(state: ConsoleState) -> int:
        return setup_of(state.noise).B

    T = setup_of(state.noise).T
    return {
        "t": _cursor(T, state.t),
        "play": player(T, state.t),
        "hold": _listing("", _hold_entries, _has_choice_of_holds, 90, "which of the gate's holds is set"),
        "steps": steps_range(T),
        "unit": _numbers("unit", H, "whose numbers are shown"),
        "sequence": _numbers("seq.", B, "which sequence is shown"),
    }


def _numbers(description: str, count: Callable[[Any], int], tooltip: str) -> Listing:
    """A list of 0, 1, ..., for as long as there is more than one."""

    def entries(state: ConsoleState) -> list[str]:
        return [str(n) for n in range(count(state))]

    return _listing(description, entries, lambda state: count(state) > 1, 72, tooltip)


def _listing(
    description: str,
    entries: Callable[[Any], Sequence[str]],
    applies: Callable[[Any], bool],
    width: int,
    tooltip: str,
) -> Listing:
    """A list whose setting is the number of the entry; the first state that is shown fills it."""
    box = listing(description, (), None, width=width)
    box.tooltip = tooltip
    return Listing(box, applies=applies, gives_way=True, entries=entries)


def _cursor(last: int, t: int) -> Control:
    made = step_slider("t", 1, last, t, width=86)
    made.widget.layout.min_width = "86px"
    made.widget.tooltip = "the step that is looked at"
    made.widget.readout = False  # the picture shows t at the cursor; the handle needs the room
    return made


def _is_held(state: ConsoleState) -> bool:
    return shown_hold(state) is not None


def _has_choice_of_holds(state: ConsoleState) -> bool:
    holds = state.holds_of(state.gate or "")
    return len(holds) > 1 or any(hold.units is not None for hold in holds)


def _hold_entries(state: ConsoleState) -> list[str]:
    holds = state.holds_of(state.gate or "")
    entries = []
    for n, hold in enumerate(holds, start=1):
        units = "" if hold.units is None else f", units {', '.join(map(str, hold.units))}"
        entries.append(f"hold {n} of {len(holds)}{units}")
    return entries
