"""What of the console's picture can be touched, with its names, numbers and equations."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from lstm_teach.draw.numbers import shown
from lstm_teach.draw.parts import Box, Part, note
from lstm_teach.widgets.console.equations import Equations
from lstm_teach.widgets.console.picture import OverTime, is_backward, unknown
from lstm_teach.widgets.console.run import ConsoleRun
from lstm_teach.widgets.console.state import ConsoleState

VALVE = "click: shut, open, free; drag up or down: hold at a value; with Shift only at this step"
GATE_LANE = (
    "drag along the upper half: hold open for these steps, along the lower half: shut; click: go to a step"
)
LATER = "not computed yet at this stop"
LANE = "click or drag: go to a step"
INPUT = "click: change this input at that step; with Shift only go there"
WIRE = "click: cut or mend it"
UNITS = (
    "click: choose a unit and a step; up and down: the unit, left and right: the step; "
    "drag along with Shift, or arrows with it: put the units first that do alike over these steps; "
    "Delete: as before"
)


class ConsoleParts:
    """Makes the parts of one picture.

    Parameters
    ----------
    state : ConsoleState
    result : ConsoleRun
    equations : Equations
    cell, lanes : mapping of str to Box
        Where the parts of the diagram and of the lanes are.
    over_time : OverTime
    is_scored : bool
        Whether a question is to be answered by holds alone.
    """

    def __init__(
        self,
        state: ConsoleState,
        result: ConsoleRun,
        equations: Equations,
        cell: Mapping[str, Box],
        lanes: Mapping[str, Box],
        over_time: OverTime,
        is_scored: bool,
    ) -> None:
        self.state, self.result, self.equations = state, result, equations
        self.cell, self.lanes, self.is_scored = cell, lanes, is_scored
        self.over_time, self.heat = over_time.lanes, over_time.heat
        self.setup = result.setup
        self.unknown = unknown(state, result)

    def all(self) -> tuple[Part, ...]:
        """Return the parts in the order of the Tab key: valves, units, lanes, inputs, the rest."""
        if is_backward(self.state, self.result):  # what is told of boxes and wires is about the way forward
            return (*self._valves(), *self._over_time())
        return (*self._valves(), *self._over_time(), *self._notes())

    def _valves(self) -> Iterator[Part]:
        e, k = self.equations, self.state.t - 1
        for gate, what in self.setup.cell.gates.items():
            box = self.cell.get(f"gate:{gate}")
            if box is None:
                continue
            value, index = e.value(gate), e.index(gate)
            held = any(h.gate == gate and h.is_active(k) and h.covers(index) for h in self.state.holds)
            text, tip = f"{shown(value)}, {'held' if held else 'free'}", f"{e.of_layer(gate)}\n{VALVE}"
            if gate in self.unknown:
                text, tip = LATER, VALVE
            yield Part(f"gate:{gate}", "valve", box, what.words, text, tip, round(value, 3), 0, 1, drag="y")

    def _over_time(self) -> Iterator[Part]:
        T, t = self.setup.T, self.state.t
        axis = self.over_time.axis
        for key, box in self.lanes.items():
            what, _, name = key.partition(":")
            if what == "heat":
                yield self._units(key, box)
            elif what == "input":
                yield self._input(key, int(name), box)
            else:
                label, text, tip = self._lane(name if what == "lane" else "")
                yield Part(
                    f"{what}:{name}" if name else what, "lane", box, label, text, tip, t, 1, T,
                    drag="x", value_at=lambda x, y: axis.step_at(x),
                )  # fmt: skip

    def _lane(self, name: str) -> tuple[str, str, str]:
        step = f"step {self.state.t} of {self.setup.T}"
        row = next((row for row in self.over_time.rows if row.key == name), None)
        if row is None:
            return "time", step, LANE
        e = self.equations
        if name in self.unknown:
            return row.title, LATER, LANE
        label = f"{row.title}, over time".replace("\n", ", ")
        others = (one for one in row.signals if one.kind == "beside")
        step += "".join(f"; {one.name} {row.text_of(float(one.values[self.state.t - 1]))}" for one in others)
        if name in self.setup.gates:
            return label, f"{shown(e.value(name))} at {step}", f"{e.of_layer(name)}\n{GATE_LANE}"
        if name in self.setup.cell.state_names:
            return label, f"{shown(e.value(name))} at {step}", f"{e.of_state(name)}\n{LANE}"
        value = float(row.signals[0].values[self.state.t - 1])
        return label, f"{row.text_of(value)} at {step}", LANE

    def _input(self, key: str, k: int, box: Box) -> Part:
        axis, t = self.over_time.axis, self.state.t
        value = float(self.result.trace.x[t - 1, self.state.sequence, k].real)
        name = self.setup.names[k] if self.setup.names else str(k)
        label, text = f"input {name}", f"{shown(value)} at step {t} of {self.setup.T}"

        def step_at(x: float, y: float) -> int:
            return axis.step_at(x)

        if self.is_scored:
            return Part(
                f"lane:x{k}", "lane", box, label, text, LANE, t, 1, self.setup.T, drag="x", value_at=step_at
            )
        return Part(
            key,
            "switch",
            box,
            label,
            text,
            INPUT,
            checked=value != 0.0,
            role="switch",
            drag="x",
            value_at=step_at,
        )

    def _units(self, key: str, box: Box) -> Part:
        u, H, axis, heat = self.state.unit, self.setup.H, self.over_time.axis, self.heat
        assert heat is not None
        above = box[1] - heat.box()[1]

        def at(x: float, y: float) -> tuple[int, int]:
            return axis.step_at(x), heat.unit_at(y - above)

        field = key.partition(":")[2]
        value = LATER if field in self.unknown else shown(self.equations.value(field))
        text = f"unit {u}, step {self.state.t}: {value}"
        label = f"{field} of all {H} units over time"
        return Part(key, "unit", box, label, text, UNITS, u, 0, H - 1, drag="x", value_at=at)

    def _notes(self) -> Iterator[Part]:
        e = self.equations
        for key, box in self.cell.items():
            what, _, name = key.partition(":")
            if name in self.unknown:
                yield note(key, box, f"{what} {e.symbol(name)}", LATER, "")
                continue
            if what == "layer":
                words = e.of_layer(name) if name in e.layers else e.of_state(name)
                yield note(key, box, f"layer {e.symbol(name)}", shown(e.value(name)), words)
            elif what == "state":
                field = name.removesuffix("_prev")
                words = e.of_state(field) if field == name else f"{field} before: {shown(e.value(name))}"
                yield note(key, box, f"state {name.replace('_prev', ' before')}", shown(e.value(name)), words)
            elif what == "wire":
                source, target = name.split(":")
                if (source, target) not in self.setup.cell.wires:
                    continue  # of a cell that does not say how it is wired
                words, touch = e.of_wire(source, target), "" if self.is_scored else f"\n{WIRE}"
                label = f"wire from {source} to {e.symbol(target)}"
                role = "img" if self.is_scored else "button"
                yield Part(key, "note", box, label, words.partition(": ")[2], words + touch, role=role)
