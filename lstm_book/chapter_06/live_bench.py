"""The hand-wiring bench on a page without a kernel: some weights among some values, all tests."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from lstm_book.chapter_06.bench import Bench
from lstm_book.chapter_06.bench_run import GATES, BenchState
from lstm_book.live import Grid
from lstm_book.live.grid import READ_ONLY, Axes, reaching
from lstm_book.live.grid import targets as led
from lstm_teach.draw.parts import Part


@dataclass(frozen=True)
class BenchGrid(Grid):
    """Weights are axes such as "g.from_h"; a shorter test takes the cursor with it, as on the bench."""

    own = tuple(f"{gate}.{name}" for gate in GATES for name in ("bias", "from_x1", "from_x2", "from_h"))

    def around(self, widget: Bench) -> dict[str, list[Any]]:
        """Return all values of all axes, with what the notebook begins with."""
        own = _values(widget.state, self.axes)
        return {name: sorted({*values, own[name]}, key=_order) for name, values in self.axes.items()}

    def place(self, widget: Bench, axes: Axes) -> list[int]:
        """Return where on its axes the widget stands."""
        values = _values(widget.state, axes)
        return [
            reaching(axes[name], value) if name == "t" else list(axes[name]).index(value)
            for name, value in values.items()
        ]

    def state(self, widget: Bench, values: Mapping[str, Any]) -> BenchState:
        """Return the state with these weights; the cursor stands within the test."""
        state: BenchState = replace(widget.state, test=1, t=1, gate=values.get("gate", widget.state.gate))
        for name, value in values.items():
            gate, _, weight = name.partition(".")
            if weight:
                sliders = replace(state, gate=gate).sliders | {weight: value}
                row: dict[str, Any] = {gate: tuple(sliders.values())}
                state = replace(state, **row)
        test = values["test"]
        return replace(state, test=test, t=min(values["t"], len(state.task.sequences[test - 1])))

    def targets(
        self, widget: Bench, part: Part, axes: Axes, state: BenchState, size: tuple[float, float]
    ) -> dict[str, Any]:
        """Return where a touch leads; a weight of the chosen gate to an axis, if it is one."""
        setting = f"{state.gate}.{part.setting}" if part.setting in state.sliders else part.setting
        if setting == "gate" and part.key.rpartition(":")[2] not in axes.get("gate", ()):
            return READ_ONLY
        now = _values(state, axes).get(setting)
        return led(replace(part, setting=setting), axes, size, now)


def _values(state: BenchState, axes: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the axes are in a state."""
    found = {}
    for name in axes:
        gate, _, weight = name.partition(".")
        found[name] = replace(state, gate=gate).sliders[weight] if weight else getattr(state, name)
    return found


def _order(value: Any) -> Any:
    return GATES.index(value) if isinstance(value, str) else value
