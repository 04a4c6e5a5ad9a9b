"""The console's picture: the cell at the cursor, and under it the signals over time with the same cursor."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np

from lstm_teach.draw import theme
from lstm_teach.draw.diagram import diagram
from lstm_teach.draw.numbers import shown, significant
from lstm_teach.draw.svg import Drawing
from lstm_teach.draw.timeline import Lanes, Row, Signal, limits, log_limits
from lstm_teach.gates import Hold
from lstm_teach.numerics import Array
from lstm_teach.widgets.console.run import ConsoleRun, Setup
from lstm_teach.widgets.console.state import ConsoleState, mode_of

FEW_INPUTS = 4  # up to so many, each has a lane


def draw(setup: Setup, state: ConsoleState, result: ConsoleRun, lanes: Lanes | None = None) -> Drawing:
    """Draw the cell at the cursor and the lanes under it.

    `lanes` may be given where they were made before for this run, sequence and unit.
    """
    lanes = lanes_of(setup, result, state.sequence, state.unit) if lanes is None else lanes
    k = state.t - 1
    cell = diagram(
        result.trace.at(k),
        t=state.t,
        sequence=state.sequence,
        unit=state.unit,
        learned={name: values[k] for name, values in result.learned.items()},
    )
    top = cell.height + 4
    over_time = lanes.body + lanes.moving(state.t, state.gate or "")
    body = f'{cell.body}<g transform="translate(0 {top:g})">{over_time}</g>'
    label = f"{cell.label}; step {state.t} of {setup.T}"
    texts = [cell.description, _holds_in_words(setup, state), lanes.words(state.t).replace("\n", " ")]
    if result.loss is not None:
        texts.insert(2, f"The loss is {significant(result.loss)}.")
    return Drawing(cell.width, top + lanes.height, label, " ".join(texts), body)


def lanes_of(setup: Setup, result: ConsoleRun, sequence: int, unit: int) -> Lanes:
    """Return the lanes of one sequence and unit of a run."""
    trace = result.trace
    lanes = [_gate(setup, result, gate, sequence, unit) for gate in setup.gates]
    if "c" in setup.cell.state_names:
        c = _unit(trace.c, sequence, unit, setup.H)
        lanes.append(Row("cell state c", (Signal("", c, "cell"),), *limits(c, 1.0), 40.0, key="c"))
    lanes.append(_hidden(setup, trace, sequence, unit))
    lanes += _other_targets(setup, sequence)
    lanes += _inputs(setup, sequence)
    if result.errors is not None:
        lanes.append(_error(setup, result, sequence, unit))
    return Lanes(tuple(lanes))


def _unit(array: Array, sequence: int, unit: int, H: int) -> Array:
    """One unit of one sequence over time; of what a block shares, the block's."""
    rows = np.real(array[:, sequence]).reshape(len(array), -1)
    return rows[:, _index(rows.shape[1], unit, H)]


def _index(size: int, unit: int, H: int) -> int:
    return unit if size == H else unit * size // H


def held_steps(holds: tuple[Hold, ...], gate: str, index: int, T: int) -> Array:
    """Return at which steps a gate's unit is held."""
    held = np.zeros(T, bool)
    for hold in holds:
        if hold.gate == gate and hold.covers(index):
            held[hold.steps()] = True
    return held


def _gate(setup: Setup, result: ConsoleRun, gate: str, sequence: int, unit: int) -> Row:
    array, kind = getattr(result.trace, gate), setup.cell.gates[gate]
    role = theme.role_of(kind)
    values = _unit(array, sequence, unit, setup.H)
    index = _index(array.shape[-1], unit, setup.H)
    held = held_steps(result.trace.holds, gate, index, setup.T)
    signals = [Signal(gate, values, role, held=held)]
    if held.any():
        learned = np.where(held, _unit(result.learned[gate], sequence, unit, setup.H), np.nan)
        signals.append(Signal("learned", learned, role, kind="faint"))
    return Row(kind.words, tuple(signals), 0.0, 1.0, 32.0, key=gate)


def _hidden(setup: Setup, trace: Any, sequence: int, unit: int) -> Row:
    h = _unit(trace.h, sequence, unit, setup.H)
    signals = [Signal("", h, "hidden")]
    targets = setup.shown_targets
    if targets is not None and targets.shape[-1] == setup.H:
        signals.append(Signal("target", targets[:, sequence, unit], "held", kind="faint"))
    both = np.concatenate([signal.values for signal in signals])
    return Row("hidden state h", tuple(signals), *limits(both, 1.0), 40.0, key="h")


def _other_targets(setup: Setup, sequence: int) -> list[Row]:
    """Targets that do not belong to the units, each in a lane; of many the first ones."""
    targets = setup.shown_targets
    if targets is None or targets.shape[-1] == setup.H:
        return []
    lanes = []
    for k in range(min(targets.shape[-1], FEW_INPUTS)):
        values = targets[:, sequence, k]
        title = "target" if targets.shape[-1] == 1 else f"target {k}"
        signal = Signal("", values, "held", kind="bars")
        lanes.append(Row(title, (signal,), *limits(values, 1.0), 24.0, key="target"))
    return lanes


def _inputs(setup: Setup, sequence: int) -> list[Row]:
    D = setup.x.shape[-1]
    height = 32.0 if D == 1 else 20.0
    lanes = []
    for k in range(min(D, FEW_INPUTS)):
        values = np.real(setup.x[:, sequence, k])
        if setup.names:
            title = f"input {setup.names[k]}"
        else:
            title = "input x" if D == 1 else f"input {k}" + (f" of {D}" if D > FEW_INPUTS else "")
        low, high = limits(setup.x[:, :, k], 1.0)
        if setup.x[:, :, k].min() >= 0:
            low = 0.0
        signal = Signal("", values, "input", kind="bars")
        lanes.append(Row(title, (signal,), low, high, height, key="x"))
    return lanes


def _error(setup: Setup, result: ConsoleRun, sequence: int, unit: int) -> Row:
    dh = _unit(result.errors.h, sequence, unit, setup.H)
    signals = [Signal("|dL/dh|", dh, "hidden")]
    if "c" in setup.cell.state_names:
        dc = _unit(result.errors.c, sequence, unit, setup.H)
        signals.append(Signal("|dL/dc|", dc, "cell", kind="dotted"))
    title = "\n".join(f"error {signal.name}" for signal in signals)
    low, high = log_limits(*(signal.values for signal in signals))
    two = partial(significant, digits=2)
    return Row(title, tuple(signals), low, high, 44.0, log=True, show=two, key="error")


def _holds_in_words(setup: Setup, state: ConsoleState) -> str:
    if not state.holds:
        return "No gate is held."
    parts = []
    for hold in state.holds:
        mode = mode_of(hold)
        how = f"held at {shown(hold.value)}" if mode == "held at" else f"held {mode}"
        when = f" from step {hold.start + 1} to {'the end' if hold.stop is None else hold.stop}"
        units = "" if hold.units is None else f", units {', '.join(map(str, hold.units))}"
        gate = setup.cell.gates[hold.gate].words
        parts.append(f"{gate} is {how}{when if hold.start or hold.stop else ''}{units}")
    return f"{'; '.join(parts)}."
