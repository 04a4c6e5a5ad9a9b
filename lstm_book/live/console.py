"""The gate console on a page without a kernel: each gate free, shut or open, and the cursor."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from lstm_book.live.grid import READ_ONLY, Axes, leads
from lstm_teach.draw.parts import Part
from lstm_teach.gates import CLOSED, OPEN, Hold
from lstm_teach.widgets.console import ConsoleState, GateConsole
from lstm_teach.widgets.console.hand import ConsoleHand

MODES: dict[str, float | None] = {"free": None, "closed": CLOSED, "open": OPEN}
AT_START = "as at the start"  # holds that the notebook begins with, of certain steps or at other values
KEYS = {"Home": "closed", "ArrowDown": "closed", "End": "open", "ArrowUp": "open"}
FREE = ("Delete", "Backspace")


@dataclass(frozen=True)
class Console:
    """Gates of a console that may be opened and shut on a page, over all steps, and the cursor.

    Parameters
    ----------
    gates : tuple of str
        Their letters; the others stay as the notebook has them.
    names : mapping
        From "t" or a gate to what its control is called; gates have their own names where it is not given.
    looks : mapping
        Other settings, such as "stop" or "unit", and their values.
    """

    gates: tuple[str, ...]
    names: Mapping[str, str] = field(default_factory=dict)
    looks: Mapping[str, Sequence[Any]] = field(default_factory=dict)
    beyond: str = ""
    tip: str = ""
    plays: Mapping[str, int] = field(default_factory=dict)
    runs: bool = True
    widget: type[GateConsole] = GateConsole

    def around(self, widget: GateConsole) -> dict[str, list[Any]]:
        """Return the modes of each gate, with what the notebook begins with, and all steps."""
        axes: dict[str, list[Any]] = {}
        for gate in self.gates:
            axes[gate] = [*MODES, *([AT_START] if _mode(widget.state, gate) == AT_START else [])]
        axes |= {name: list(values) for name, values in self.looks.items()}
        return {**axes, "t": list(range(1, widget.setup.T + 1))}

    def place(self, widget: GateConsole, axes: Axes) -> list[int]:
        """Return where on its axes the console stands."""
        modes = [list(axes[gate]).index(_mode(widget.state, gate)) for gate in self.gates]
        others = [list(axes[name]).index(getattr(widget.state, name)) for name in (*self.looks, "t")]
        return [*modes, *others]

    def state(self, widget: GateConsole, values: Mapping[str, Any]) -> ConsoleState:
        """Return the console's state with gates in these modes."""
        holds: list[Hold] = []
        for gate in dict.fromkeys([*self.gates, *(hold.gate for hold in widget.state.holds)]):
            mode = values.get(gate, AT_START)
            value = MODES.get(mode)
            if mode == AT_START:
                holds += widget.state.holds_of(gate)
            elif value is not None:
                holds.append(Hold(gate, value))
        others = {name: values[name] for name in self.looks}
        return replace(widget.state, holds=tuple(holds), t=values["t"], **others)

    def targets(
        self, widget: GateConsole, part: Part, axes: Axes, state: ConsoleState, size: tuple[float, float]
    ) -> dict[str, Any]:
        """Return where a touch leads: a valve to its next mode, as its click does, a lane to its step."""
        what, _, name = part.key.partition(":")
        if what == "gate" and name in self.gates:
            modes = list(axes[name])
            keys = {key: modes.index(mode) for key, mode in KEYS.items()}
            keys |= dict.fromkeys(FREE, modes.index("free"))
            after = ConsoleHand(widget).cycled(name, False)["holds"]
            following = _mode(replace(state, holds=after), name)
            return {"axis": list(axes).index(name), "press": modes.index(following), "keys": keys}
        if part.role == "slider" and part.drag == "x" and what in ("lane", "time"):
            return {"axis": list(axes).index("t"), "leads": leads(part, axes["t"], size), "step": 1}
        return READ_ONLY


def _mode(state: ConsoleState, gate: str) -> str:
    """Return how a gate is held."""
    holds = state.holds_of(gate)
    if not holds:
        return "free"
    whole = [name for name, value in MODES.items() if value is not None and holds == (Hold(gate, value),)]
    return whole[0] if whole else AT_START
