"""The console's controls: those that follow what the chosen gate's hold is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import ipywidgets

from lstm_teach.widgets.base import Control
from lstm_teach.widgets.console.changes import shown_hold
from lstm_teach.widgets.console.picture import GATE_WORDS
from lstm_teach.widgets.console.run import Setup
from lstm_teach.widgets.console.state import MODES, ConsoleState
from lstm_teach.widgets.controls import choice, step_slider

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


def listing(description: str, value: int, entries: Callable[[Any], Sequence[str]], state: Any,
            *, width: int, applies: Callable[[Any], bool] = lambda state: True) -> Listing:  # fmt: skip
    """Return a drop-down list; its setting is the number of the entry."""
    options = tuple(entries(state))
    index = value if value < len(options) else None
    box = ipywidgets.Dropdown(
        options=options,
        index=index,
        description=description,
        layout=ipywidgets.Layout(
            width="auto", flex=f"1 1 {width}px", max_width=f"{round(1.5 * width)}px", min_width=f"{width}px"
        ),
        style={"description_width": "initial"},
    )
    return Listing(box, applies=applies, gives_way=True, entries=entries)


def steps_range(last: int, applies: Callable[[Any], bool]) -> Following:
    """Return a slider with two handles: the first and the last step, counted from 1."""
    slider = ipywidgets.IntRangeSlider(
        value=(1, last),
        min=1,
        max=last,
        description="held",
        layout=ipywidgets.Layout(flex="1 1 150px", width="auto", max_width="360px", min_width="150px"),
        style={"description_width": "initial"},
    )
    return Following(slider, read=tuple, write=tuple, applies=applies)


def value_slider(applies: Callable[[Any], bool], step: float) -> Following:
    """Return a slider for the value that a gate is held at."""
    slider = ipywidgets.FloatSlider(
        0.0,
        min=0.0,
        max=1.0,
        step=step,
        description="value",
        readout_format=".3f",
        layout=ipywidgets.Layout(flex="1 1 136px", width="auto", max_width="340px", min_width="136px"),
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
        layout=ipywidgets.Layout(width="76px", flex="0 0 76px"),
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
    made = choice(gates, labels, chosen, button=36 if max(map(len, labels)) == 1 else 46)
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
        layout=ipywidgets.Layout(width="auto" if word else "34px", flex="0 0 auto"),
    )
    return made


def gate_row(state: ConsoleState, setup_of: SetupOf, value_step: float) -> dict[str, Control]:
    """Return the controls of the chosen gate's hold, and of whose numbers are shown."""
    gates = setup_of(state.noise).gates
    return {
        "gate": gate_choice(gates, state.gate),
        "mode": choice(MODES, MODES, "learned", button=73),
        "value": value_slider(_is_held, value_step),
        "hold": listing("", 0, _hold_entries, state, width=100, applies=_has_choice_of_holds),
        "unit": listing(
            "unit",
            state.unit,
            lambda s: _numbers(setup_of(s.noise).H),
            state,
            width=76,
            applies=lambda s: setup_of(s.noise).H > 1,
        ),
        "sequence": listing(
            "seq.",
            state.sequence,
            lambda s: _numbers(setup_of(s.noise).B),
            state,
            width=76,
            applies=lambda s: setup_of(s.noise).B > 1,
        ),
    }


def cursor_row(state: ConsoleState, setup_of: SetupOf, presets: Sequence[str]) -> dict[str, Control]:
    """Return the range of the hold, the cursor's controls and the presets."""
    T = setup_of(state.noise).T
    row: dict[str, Control] = {
        "t": _cursor(T, state.t),
        "play": player(T, state.t),
    }
    if presets:
        names = tuple(presets)
        preset = listing("", 0, lambda s: names, state, width=98)
        row["preset"] = replace(preset, read=lambda n: names[n], write=names.index)
    row["steps"] = steps_range(T, _is_held)
    return row


def _cursor(last: int, t: int) -> Control:
    made = step_slider("step t", 1, last, t, width=136)
    made.widget.layout.min_width = "136px"
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


def _numbers(count: int) -> list[str]:
    return [str(n) for n in range(count)]
