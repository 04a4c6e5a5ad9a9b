"""Where touches of a console lead on a page: as in a notebook, to the next thing that was drawn there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from lstm_book.live.console_holds import HELD_AT, ONCE, WHOLE, Holds
from lstm_book.live.movable import READ_ONLY, Axes
from lstm_book.live.touches import Moves, way
from lstm_teach.draw.parts import Part
from lstm_teach.gates import CLOSED, OPEN, Hold
from lstm_teach.widgets.console import ConsoleState, GateConsole
from lstm_teach.widgets.console.equations import Equations
from lstm_teach.widgets.console.hand import AWAY, PER_UNIT, SIDES, ConsoleHand
from lstm_teach.widgets.console.parts import GATE_LANE, INPUT, LANE, UNITS, VALVE, WIRE
from lstm_teach.widgets.console.run import ConsoleRun, Setup, run

# What is said of a part in a notebook; here, if there is a step axis; and if there is none.
TIPS = {
    VALVE: (
        "click: shut, open, free; drag up or down: hold at a value; with Shift only at this step",
        "click: shut, open, free; drag up or down: hold at a value",
    ),
    GATE_LANE: (
        "drag along the upper half: open at that step alone, along the lower half: shut; click: go to a step",
        LANE,
    ),
    UNITS: ("click: choose a unit and a step; up and down: the unit, left and right: the step", ""),
    WIRE: ("", ""),
    INPUT: ("", ""),
}


class Reader(ConsoleHand):
    """A hand that asks what would come next, and of a console only what that takes."""

    def __init__(self, console: GateConsole) -> None:
        super().__init__(self)
        self.console = console
        self.values = console.values
        self.state: ConsoleState = console.state
        self.setup: Setup = console.setup
        self.equations: Equations
        self._runs: dict[Any, ConsoleRun] = {}

    @property
    def t(self) -> int:
        """The cursor."""
        return self.state.t

    @property
    def sequence(self) -> int:
        """Which sequence is shown."""
        return self.state.sequence

    def look(self, state: ConsoleState, result: ConsoleRun, equations: Equations) -> None:
        """Look at a state."""
        self.state, self.setup, self.equations = state, result.setup, equations

    def held_here(self, gate: str, value: float) -> tuple[Hold, ...]:
        """Return holds with a gate held at the cursor's step."""
        return self._held(self.state, gate, value, self.t, self.t)

    def _value_under(self, holds: tuple[Hold, ...], gate: str) -> float:
        key = (self.state.noise, holds)
        if key not in self._runs:
            self._runs[key] = run(self.setup, holds)
        values = getattr(self._runs[key].trace, gate)
        return float(values[self.t - 1, self.sequence, self.equations.index(gate)])


class Touches:
    """Says of each part where touches of it lead.

    Parameters
    ----------
    grid : Holds
    axes : mapping
    reader : Reader
        Who looks at the state whose parts are asked for.
    """

    def __init__(self, grid: Holds, axes: Axes, reader: Reader) -> None:
        self.grid, self.axes, self.reader = grid, axes, reader
        self._number = {name: n for n, name in enumerate(axes)}
        self._ways: dict[Any, list[Any]] = {}
        self._sideways = {"axis": self._number["t"], "step": 1, "side": True}
        self._led: dict[Any, Moves | None] = {}
        self._ladders = {gate: self._ladder(gate) for gate in grid.gates}

    def of(self, part: Part, size: tuple[float, float]) -> dict[str, Any]:
        """Return what a page is to know of a part, beside what it shows."""
        what, _, name = part.key.partition(":")
        if what == "gate" and name in self.grid.gates:
            found = self._valve(name, part)
        elif what == "heat" and "unit" in self.axes:
            found = self._units(part, size)
        elif part.role == "slider" and part.drag == "x" and what in ("lane", "time"):
            found = {**self._sideways, "ways": [self._way("t", part, size, "x")]}
            if name in self.grid.gates:
                found |= self._strip(name, part, size)
        else:
            found = dict(READ_ONLY)
        for said, (with_steps, without) in TIPS.items():
            if part.tip.endswith(said):
                here = with_steps if self.grid.steps != () else without
                found["tip"] = f"{part.tip.removesuffix(said)}{here}".rstrip("\n")
        return found

    def _valve(self, gate: str, part: Part) -> dict[str, Any]:
        here = self._once(gate, self._after(gate, True))
        moves = {"press": self._moves(gate, self._after(gate, False)), "shift press": here}
        for key, mode, value in (("Home", "closed", CLOSED), ("End", "open", OPEN)):
            moves[key] = self._moves(gate, (Hold(gate, value),)) or self._end(gate, mode)
            moves[f"shift {key}"] = self._here(gate, value)
        moves |= dict.fromkeys(AWAY, self._moves(gate, ()))
        ladder = self._ladders[gate]
        now = self.reader.equations.value(gate)
        above = [to for value, to in ladder if value > now + 1e-6]
        below = [to for value, to in ladder if value < now - 1e-6]
        moves |= {"ArrowUp": above[0] if above else None, "ArrowDown": below[-1] if below else None}
        for key, up in (("shift ArrowUp", OPEN), ("shift ArrowDown", CLOSED)):
            moves[key] = self._here(gate, up)
        return {
            **self._sideways,
            "moves": {key: to for key, to in moves.items() if to},
            "pull": [PER_UNIT, round(now, 3), [[value, to] for value, to in ladder]],
        }

    def _strip(self, gate: str, part: Part, size: tuple[float, float]) -> dict[str, Any]:
        axis = self.grid.step_axis(gate)
        found: dict[str, Any] = {"moves": dict.fromkeys(AWAY, self._moves(gate, ()))}
        if axis not in self.axes:
            return found
        for key, side in SIDES.items():
            t = min(max(self.reader.t + side, 1), self.reader.setup.T)
            held = [hold for hold in self.reader.state.holds_of(gate) if hold.is_active(self.reader.t - 1)]
            value = held[-1].value if held else float(self.reader.equations.value(gate) < 0.5)
            at = self._at(gate, t, value)
            if at and t in self.axes["t"]:
                found["moves"][f"shift {key}"] = [*at, self._number["t"], list(self.axes["t"]).index(t)]
        modes = [list(self.axes[gate]).index(mode) for mode in reversed(ONCE)]
        own, along = self._number[gate], self._way(axis, part, size, "x")
        # Below and above the middle of the strip: shut or open, at the step where the hand is.
        return found | {"strip": [along, [[own, mode] for mode in modes], part.middle[1]]}

    def _units(self, part: Part, size: tuple[float, float]) -> dict[str, Any]:
        unit = self._number["unit"]
        here, last = list(self.axes["unit"]).index(self.reader.state.unit), len(self.axes["unit"]) - 1
        up, down = max(here - 1, 0), min(here + 1, last)
        return {
            **self._sideways,
            "ways": [self._way("t", part, size, "x"), self._way("unit", part, size, "y")],
            "moves": {"ArrowUp": [unit, up], "ArrowDown": [unit, down]},
        }

    def _way(self, axis: str, part: Part, size: tuple[float, float], drag: str) -> list[Any]:
        """Return how a drag of a part moves an axis; all states of a console share it."""
        key = (axis, part.key, part.box, size, drag)
        if key not in self._ways:
            assert part.value_at is not None
            to = part.value_at
            only = replace(part, value_at=(lambda x, y: to(x, y)[1]) if drag == "y" else to)
            self._ways[key] = way(only, self.axes, axis, size, drag)
        return self._ways[key]

    def _after(self, gate: str, here: bool) -> tuple[Hold, ...]:
        after = self.reader.cycled(gate, here)["holds"]
        return tuple(hold for hold in after if hold.gate == gate)

    def _once(self, gate: str, holds: tuple[Hold, ...]) -> Moves | None:
        """Return where a click with Shift leads.

        A gate that is held elsewhere too is held here alone, where it does not stand now.
        """
        found = self._moves(gate, holds)
        if found is None:
            here = [hold for hold in holds if hold.is_active(self.reader.t - 1)]
            other = float(self.reader.equations.value(gate) < 0.5)
            found = self._at(gate, self.reader.t, here[-1].value if here else other)
        return found

    def _here(self, gate: str, value: float) -> Moves | None:
        """Return where a gate is held at the cursor too; if that is nowhere, at the cursor alone."""
        own = [hold for hold in self.reader.held_here(gate, value) if hold.gate == gate]
        return self._moves(gate, own) or self._at(gate, self.reader.t, value)

    def _at(self, gate: str, t: int, value: float) -> Moves | None:
        """Return where a gate is so held at one step alone."""
        return self._moves(gate, (Hold(gate, CLOSED if value < 0.5 else OPEN, t - 1, t),))

    def _end(self, gate: str, mode: str) -> Moves | None:
        """Return where a gate that may not be held at an end is held as near to it as may be."""
        ladder = self._ladders[gate]
        return ladder[0 if mode == "closed" else -1][1] if ladder else None

    def _ladder(self, gate: str) -> list[tuple[float, Moves]]:
        """Return the values at which a gate may be held at all steps, in order."""
        whole = {WHOLE[mode]: self._moves(gate, (Hold(gate, WHOLE[mode]),)) for mode in self.grid.modes}
        between: dict[float, Moves | None] = {
            float(value): [self._number[gate], list(self.axes[gate]).index(HELD_AT), self._number["value"], k]
            for k, value in enumerate(self.axes.get("value", ()))
        }
        return [(value, to) for value, to in sorted({**between, **whole}.items()) if to]

    def _moves(self, gate: str, holds: Sequence[Hold]) -> Moves | None:
        key = (gate, tuple(holds))
        if key not in self._led:
            found = self.grid.moves(self.reader.console, self.axes, gate, holds)
            own = None if found is None else [n for name, k in found.items() for n in (self._number[name], k)]
            self._led[key] = own
        return self._led[key]
