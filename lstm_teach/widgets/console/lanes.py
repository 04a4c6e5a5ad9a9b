"""The signals over time under the console's diagram."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from lstm_teach.draw import theme
from lstm_teach.draw.numbers import significant
from lstm_teach.draw.timeline import Lanes, Row, Signal, limits, log_limits, round_limit
from lstm_teach.gates import Hold
from lstm_teach.numerics import Array
from lstm_teach.widgets.console.inputs import symbols_of
from lstm_teach.widgets.console.run import ConsoleRun, Setup

FEW = 4  # up to so many inputs or answers, each has a lane
GATE, CELL, HIDDEN, INPUT, ERROR = 26.0, 34.0, 30.0, 18.0, 32.0  # heights
ANSWERS = tuple(f"y{k}" for k in range(FEW))  # keys of their rows
ROOM = 0.09  # the share of a row between the ends of its range and its edges


def lanes_of(result: ConsoleRun, sequence: int, unit: int) -> Lanes:
    """Return the lanes of one sequence and unit of a run."""
    setup = result.setup
    rows = [_gate(result, gate, sequence, unit) for gate in setup.gates]
    # Of several units the map tells more than h of one, whose number stands in the diagram.
    states = [name for name in ("c", "h") if name in setup.cell.state_names]
    if setup.H > 1 and _targets_of_h(setup, sequence, unit) is None:
        states = states[:1]
    rows += [_state(result, name, sequence, unit) for name in states]
    rows += _answers(result, sequence) if setup.readout is not None else _other_targets(setup, sequence)
    symbols = symbols_of(setup)
    read = [symbols[k] for k in np.argmax(setup.x[:, sequence], axis=-1)] if symbols else []
    if len(symbols) <= FEW:
        rows += _inputs(setup, sequence)
    if result.errors is not None:
        rows.append(_error(result, sequence, unit))
    return Lanes(tuple(rows), read, "" if result.beside is None else result.beside.short)


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


def _row(title: str, signals: list[Signal], low: float, high: float, height: float, key: str) -> Row:
    return Row(title, tuple(signals), low, high, height, room=round(ROOM * height, 1), key=key)


def _gate(result: ConsoleRun, gate: str, sequence: int, unit: int) -> Row:
    setup = result.setup
    array, kind = getattr(result.trace, gate), setup.cell.gates[gate]
    role = theme.role_of(kind)
    index = _index(array.shape[-1], unit, setup.H)
    held = held_steps(result.trace.holds, gate, index, setup.T)
    signals = [Signal(gate, _unit(array, sequence, unit, setup.H), role, held=held)]
    signals += _compared(result, lambda trace: getattr(trace, gate), sequence, index)
    if held.any() and result.beside is None:
        free = np.where(held, _unit(result.learned[gate], sequence, unit, setup.H), np.nan)
        signals.append(Signal("free", free, role, kind="faint"))
    return _row(
        f"{kind.role.removesuffix(' gate')} {kind.symbol}",
        signals,
        0.0,
        1.0,
        GATE,
        gate,
    )


def _state(result: ConsoleRun, name: str, sequence: int, unit: int) -> Row:
    """The cell state or the hidden state, with what it is in the run beside, or else in the free run."""
    setup = result.setup
    title, role, height = {"c": ("cell state c", "cell", CELL), "h": ("hidden h", "hidden", HIDDEN)}[name]
    signals = [Signal("", _unit(getattr(result.trace, name), sequence, unit, setup.H), role)]
    signals += _compared(result, lambda trace: getattr(trace, name), sequence, unit)
    targets = _targets_of_h(setup, sequence, unit) if name == "h" else None
    if targets is not None:
        signals.append(Signal("target", targets, "held", kind="levels"))
    if result.free is not None:
        free = _unit(getattr(result.free, name), sequence, unit, setup.H)
        signals.append(Signal("free", free, role, kind="faint"))
    wanted = 0.0 if targets is None else float(np.nanmax(np.abs(targets), initial=0.0))
    height = min(height, HIDDEN) if setup.H > 1 else height  # the map of all units takes room
    end = round_limit(max(wanted, result.end(name, sequence, unit)), 1.0)
    return _row(title, signals, -end, end, height, name)


def _compared(result: ConsoleRun, of: Callable[[Any], Array], sequence: int, place: int) -> list[Signal]:
    """The same of the run beside, if there is one: a thin line."""
    if result.beside is None:
        return []
    array = of(result.beside.trace)
    values = np.real(array).reshape(*array.shape[:2], -1)[:, :, place]
    along = result.beside.along(values, result.setup.T, sequence)
    return [Signal(result.beside.short, along, "beside", kind="beside")]


def _targets_of_h(setup: Setup, sequence: int, unit: int) -> Array | None:
    targets = setup.shown_targets
    if targets is None or setup.readout is not None or targets.shape[-1] != setup.H:
        return None
    wanted: Array = targets[:, sequence, unit]
    return wanted


def _other_targets(setup: Setup, sequence: int) -> list[Row]:
    """Targets that do not belong to the units, each in a lane; of many the first ones."""
    targets = setup.shown_targets
    if targets is None or targets.shape[-1] == setup.H:
        return []
    rows = []
    for k in range(min(targets.shape[-1], FEW)):
        title = "target" if targets.shape[-1] == 1 else f"target {k}"
        signal = Signal("", targets[:, sequence, k], "held", kind="levels")
        rows.append(_row(title, [signal], *limits(targets[:, sequence, k], 1.0), INPUT, "target"))
    return rows


def _answers(result: ConsoleRun, sequence: int) -> list[Row]:
    """What is read off h, with what is wanted of it and what the free run answers."""
    setup = result.setup
    y, targets = setup.answers(result.trace.h)[:, sequence], setup.shown_targets
    free = None if result.free is None else setup.answers(result.free.h)[:, sequence]
    rows = []
    for k in range(min(y.shape[-1], FEW)):
        signals = [Signal("", y[:, k], "hidden")]
        signals += _compared(result, lambda trace: setup.answers(trace.h), sequence, k)
        if targets is not None and targets.shape[-1] == y.shape[-1]:
            signals.append(Signal("target", targets[:, sequence, k], "held", kind="levels"))
        if free is not None:
            signals.append(Signal("free", free[:, k], "hidden", kind="faint"))
        both = np.concatenate([signal.values for signal in signals])
        low, high = limits(both, 1.0) if setup.answer == "linear" else (0.0, 1.0)
        title = "answer" if y.shape[-1] == 1 else f"answer {k}"
        rows.append(_row(title, signals, low, high, GATE, ANSWERS[k]))
    return rows


def _inputs(setup: Setup, sequence: int) -> list[Row]:
    D = setup.x.shape[-1]
    rows = []
    for k in range(min(D, FEW)):
        values = np.real(setup.x[:, sequence, k])
        if setup.names:
            title = f"input {setup.names[k]}"
        else:
            title = "input x" if D == 1 else f"input {k}" + (f" of {D}" if D > FEW else "")
        low, high = limits(setup.x[:, :, k], 1.0)
        if setup.x[:, :, k].min() >= 0:
            low = 0.0
        rows.append(_row(title, [Signal("", values, "input", kind="bars")], low, high, INPUT, "x"))
    return rows


def _error(result: ConsoleRun, sequence: int, unit: int) -> Row:
    setup = result.setup
    signals = [Signal("|dL/dh|", _unit(result.errors.h, sequence, unit, setup.H), "hidden")]
    if "c" in setup.cell.state_names:
        dc = _unit(result.errors.c, sequence, unit, setup.H)
        signals.append(Signal("|dL/dc|", dc, "cell", kind="dotted"))
    title = "\n".join(signal.name for signal in signals)
    low, high = log_limits(*(signal.values for signal in signals))
    two = partial(significant, digits=2)
    return Row(title, tuple(signals), low, high, ERROR, log=True, show=two, gaps=True, key="error")
