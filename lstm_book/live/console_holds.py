"""How the gates of a console may be held on a page without a kernel, and where its cursor may stand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from lstm_book.live.movable import Axes, Block, Movable
from lstm_book.live.thinning import thinned
from lstm_teach.gates import CLOSED, OPEN, Hold
from lstm_teach.widgets.console import ConsoleState, GateConsole

FREE, HELD_AT, AT_START = "free", "held at", "as at the start"
WHOLE = {"closed": CLOSED, "open": OPEN}  # at all steps
ONCE = {"open at one step": OPEN, "closed at one step": CLOSED}


@dataclass(frozen=True)
class Holds(Movable):
    """What may be set of a console on a page.

    Each gate is free, shut or open at all steps, and one at a time is held at a value, or at one step.
    All that can be set is drawn beforehand, so the numbers of values and steps multiply.

    Parameters
    ----------
    gates : tuple of str
        Their letters; the others stay as the notebook has them.
    names, beyond, tip, plays, runs
        As in `Movable`.
    values : tuple of float
        At which one gate at a time may be held, at all steps.
    firsts : tuple of int
        If given, from which steps on (from 1) it may be so held.
    steps : tuple of int, optional
        At which a gate may be open or shut alone; all steps that the cursor reaches if not given.
    modes : tuple of str
        How a gate may be held at all steps.
    cursor : tuple of int, optional
        Steps to which the cursor may go; all if not given.
    alone : bool
        Whether, where one gate is held at a value or a step, the others are free.
    together : bool
        Whether all gates may be open at one step each, a step of its own.
    looks : mapping
        Other settings, such as "stop" or "backward", and their values.
    if_free : mapping
        The same, for settings that move only where all gates are free.
    streams : int
        In a console with a challenge, on how many unseen streams a setting may be scored.
    """

    gates: tuple[str, ...]
    names: Mapping[str, str] = field(default_factory=dict)
    beyond: str = ""
    tip: str = ""
    plays: Mapping[str, int] = field(default_factory=dict)
    runs: bool = True
    values: tuple[float, ...] = (0.25, 0.5, 0.75)
    firsts: tuple[int, ...] = ()
    steps: tuple[int, ...] | None = None
    modes: tuple[str, ...] = tuple(WHOLE)
    cursor: tuple[int, ...] | None = None
    alone: bool = False
    together: bool = False
    looks: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)
    if_free: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)
    streams: int = 0
    widget: type[GateConsole] = GateConsole

    def around(self, widget: GateConsole) -> dict[str, list[Any]]:
        """Return all axes with their values; what the notebook begins with is among them."""
        own, T = widget.state, widget.setup.T
        cursor = sorted({own.t, *(self.cursor or range(1, T + 1))})
        steps = list(
            cursor if self.steps is None else self.steps
        )  # in a stream of one step it would be the whole
        axes: dict[str, list[Any]] = {gate: [FREE, *self.modes] for gate in self.gates}
        axes |= {"value": list(self.values)} if self.values else {}
        axes |= {"first": list(self.firsts)} if self.firsts else {}
        axes |= {self.step_axis(gate): steps for gate in self.gates if steps}
        axes |= {name: list(values) for name, values in {**self.looks, **self.if_free}.items()}
        axes["t"] = cursor
        axes |= {"stream": list(range(self.streams + 1))} if self.streams else {}
        for gate in self.gates:
            axes[gate] += [*([HELD_AT] if self.values else []), *(ONCE if steps else ())]
            if self.moves(widget, axes, gate, own.holds_of(gate)) is None:
                axes[gate].append(AT_START)
        return axes

    def coarse(self, axes: Axes, place: Sequence[int], most: int) -> tuple[Movable, Axes]:
        """Return what fits thinned axes: a step of the cursor's, the first of the unseen streams."""
        found = {
            name: thinned(values, at, most) for (name, values), at in zip(axes.items(), place, strict=True)
        }
        for gate in self.gates if self.steps is None else ():
            found[self.step_axis(gate)] = found["t"]
        if self.streams:
            found["stream"] = list(range(len(found["stream"])))
        return replace(self, alone=True), found

    def blocks(self, widget: GateConsole, axes: Axes) -> list[Block]:
        """Return what is drawn; every place of every block is a state of its own."""
        start = dict(zip(axes, self.place(widget, axes), strict=True))
        modes = {gate: [mode for mode in axes[gate] if mode in (FREE, *self.modes)] for gate in self.gates}
        free = dict.fromkeys(self.gates, [FREE])
        others = free if self.alone else modes
        begin = {gate: [*modes[gate], *(one for one in axes[gate] if one == AT_START)] for gate in self.gates}
        planned: list[tuple[Mapping[str, Sequence[str]], Sequence[str]]] = [(begin, ())]
        for gate in self.gates:
            if "value" in axes:
                planned.append(({**others, gate: [HELD_AT]}, ("value", "first")))
            if self.step_axis(gate) in axes:
                planned.append(({**others, gate: list(ONCE)}, (self.step_axis(gate),)))
        if self.together:
            once = dict.fromkeys(self.gates, list(ONCE)[:1])
            planned.append((once, [self.step_axis(gate) for gate in self.gates]))
        if self.if_free:
            planned.append((free, list(self.if_free)))
        found = [self._block(axes, start, *plan) for plan in planned]
        return found + ([self._unseen(axes, block) for block in found] if self.streams else [])

    def _block(
        self, axes: Axes, start: Mapping[str, int], modes: Mapping[str, Sequence[str]], more: Sequence[str]
    ) -> Block:
        block = {gate: [list(axes[gate]).index(mode) for mode in modes[gate]] for gate in self.gates}
        for name in axes:
            if name in more or name in self.looks or name == "t":
                block[name] = list(range(len(axes[name])))
            elif name in self.if_free:
                block[name] = [start[name]]
        return block | ({"stream": [0]} if self.streams else {})

    def _unseen(self, axes: Axes, block: Block) -> Block:
        """Return the same settings on unseen streams, where the cursor stands at what went wrong."""
        held = {name: places for name, places in block.items() if name != "t"}
        return held | {"stream": list(range(1, len(axes["stream"])))}

    def step_axis(self, gate: str) -> str:
        """Return on which axis it stands at which step a gate is held alone."""
        return f"step of {gate}" if self.together else "step"

    def place(self, widget: GateConsole, axes: Axes) -> list[int]:
        """Return where on its axes the console stands."""
        places = dict.fromkeys(axes, 0)
        for name in (*self.looks, *self.if_free, "t"):
            places[name] = list(axes[name]).index(getattr(widget.state, name))
        for gate in self.gates:
            found = self.moves(widget, axes, gate, widget.state.holds_of(gate))
            places |= {gate: list(axes[gate]).index(AT_START)} if found is None else found
        return list(places.values())

    def moves(
        self, widget: GateConsole, axes: Axes, gate: str, holds: Sequence[Hold]
    ) -> dict[str, int] | None:
        """Return where on the axes a gate is so held; None if nowhere."""
        wanted: dict[str, Any] = {gate: FREE}
        if holds:
            (hold, *others) = holds
            T, first, value = widget.setup.T, hold.start + 1, hold.value
            last = T if hold.stop is None else hold.stop
            whole = {value: mode for mode, value in WHOLE.items() if mode in axes[gate]}
            ends = {value: mode for mode, value in ONCE.items()}
            if others or hold.units is not None:
                return None
            if (first, last) == (1, T) and value in whole:
                wanted = {gate: whole[value]}
            elif first == last and value in ends:
                wanted = {gate: ends[value], self.step_axis(gate): first}
            elif last == T:
                wanted = {gate: HELD_AT, "value": value}
                wanted |= {"first": first} if self.firsts or first > 1 else {}
            else:
                return None
        if any(name not in axes or value not in axes[name] for name, value in wanted.items()):
            return None
        return {name: list(axes[name]).index(value) for name, value in wanted.items()}

    def state(self, widget: GateConsole, values: Mapping[str, Any]) -> ConsoleState:
        """Return the console's state with gates so held, on its own stream."""
        holds: list[Hold] = []
        for gate in dict.fromkeys([*self.gates, *(hold.gate for hold in widget.state.holds)]):
            mode = values.get(gate, AT_START)
            if mode == AT_START:
                holds += widget.state.holds_of(gate)
            elif mode == HELD_AT:
                holds.append(Hold(gate, values["value"], values.get("first", 1) - 1))
            elif mode in ONCE:
                step = values[self.step_axis(gate)]
                holds.append(Hold(gate, ONCE[mode], step - 1, step))
            elif mode != FREE:
                holds.append(Hold(gate, WHOLE[mode]))
        others = {name: values[name] for name in (*self.looks, *self.if_free, "t") if name in values}
        return replace(widget.state, holds=tuple(holds), hold=0, **others)

    def presets(self, widget: GateConsole, axes: Axes) -> list[list[Any]]:
        """Return the stories that can be set up here: each with its name and where it leads."""
        numbers = {name: n for n, name in enumerate(axes)}
        found = []
        for name, preset in widget.presets.items():
            given = preset.given().keys()
            led: dict[str, int] | None = {}
            if "t" in given and preset.t in axes["t"]:
                led = {"t": list(axes["t"]).index(preset.t)}
            for gate in dict.fromkeys([*self.gates, *(hold.gate for hold in preset.holds)]):
                to = self.moves(widget, axes, gate, preset.holds_of(gate)) if gate in axes else None
                led = None if to is None or led is None else {**led, **to}
            if led is not None and not given - {"holds", "t", "gate"} and not preset.cuts:
                found.append([name, [n for axis, place in led.items() for n in (numbers[axis], place)]])
        return found
