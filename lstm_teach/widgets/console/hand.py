"""What touches of the console's picture mean: valves, lanes, inputs, wires, units."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from lstm_teach.draw.parts import Part
from lstm_teach.gates import CLOSED, OPEN, Hold
from lstm_teach.interventions import Cut
from lstm_teach.sequence import unroll
from lstm_teach.widgets.console.inputs import flipped
from lstm_teach.widgets.hand import PRESSES, Hand, Press
from lstm_teach.widgets.picture import Touch

PER_UNIT = 80.0  # a drag of so many units of the picture takes a valve from shut to open
KEY_STEP = 0.05
SIDES = {"ArrowLeft": -1, "ArrowRight": 1, "PageUp": -10, "PageDown": 10}
AWAY = ("Delete", "Backspace")


class ConsoleHand(Hand):
    """Opens and closes gates in the picture.

    A valve: a click goes to the opposite end, then to the other one, then to what the cell itself does; a
    drag up or down holds it at a value; with Shift all this is for the step at the cursor alone. A lane: a
    click or a drag moves the cursor; along a gate's lane a drag holds those steps, open from its upper half,
    shut from its lower. An input: a click changes it, with Shift it only moves the cursor. A wire: a click
    cuts or mends it.
    """

    _at_release: dict[str, Any]  # what a click on the valve that is pressed will set

    def pull(self, touch: Touch, press: Press) -> None:
        """Follow a press, a drag or a release."""
        what, _, name = touch.key.partition(":")
        moved, released = press.moved(touch), touch.phase == "up"
        if what == "gate":
            self._pull_valve(name, touch, press)
        elif what == "heat":
            self._pull_map(touch, press)
        elif what == "wire":
            if released and not moved:
                self._switch_wire(name, touch.shift)
        elif press.part.value_at is not None:
            self._pull_lane(what, name, touch, press)

    def _pull_valve(self, gate: str, touch: Touch, press: Press) -> None:
        if not press.moved(touch):
            if touch.phase == "up":
                self._return(press)
                self.widget.set(**self._at_release)
            elif touch.phase == "down":
                self._at_release = self.cycled(gate, touch.shift)
                self.widget.prepare(**self._at_release)
            return
        value = (press.part.now or 0.0) - (touch.y - press.touch.y) / PER_UNIT
        self.widget.set(**self._holding(gate, value, touch.shift))

    def _pull_map(self, touch: Touch, press: Press) -> None:
        """Choose a unit and a step; with Shift the steps over which units are compared with it."""
        assert press.part.value_at is not None
        t, unit = press.part.value_at(touch.x, touch.y)
        first, _ = press.part.value_at(press.touch.x, press.touch.y)
        if not press.touch.shift:
            self.widget.set(t=t, unit=unit)
        elif t != first:
            self.widget.set(like=(min(t, first), max(t, first)))

    def _pull_lane(self, what: str, name: str, touch: Touch, press: Press) -> None:
        assert press.part.value_at is not None
        t, first = press.part.value_at(touch.x, touch.y), press.part.value_at(press.touch.x, press.touch.y)
        if what == "lane" and name in self.widget.setup.gates and t != first:
            upper = press.touch.y < press.part.middle[1]
            held = self._held(press.before, name, OPEN if upper else CLOSED, *sorted((t, first)))
            self.widget.set(holds=held, gate=name, t=t)
        elif what == "input" and not touch.shift and not press.moved(touch):
            if touch.phase == "up":
                self._flip(t, int(name))
        else:
            self._return(press, t)

    def key(self, touch: Touch, part: Part) -> None:
        """Do what a key says to the part that has the focus."""
        what, _, name = part.key.partition(":")
        side = SIDES.get(touch.name, 0)
        if what == "gate":
            self._key_of_valve(name, touch, part)
        elif what == "wire":
            if touch.name in PRESSES:
                self._switch_wire(name, touch.shift)
        elif what == "heat" and touch.name in AWAY:
            self.widget.like = None
        elif what == "input" and touch.name in PRESSES:
            self._flip(self.widget.t, int(name))
        elif what == "heat" and touch.name in ("ArrowUp", "ArrowDown"):
            unit = self.widget.unit + (1 if touch.name == "ArrowDown" else -1)
            self.widget.unit = min(max(unit, 0), self.widget.setup.H - 1)
        elif what == "lane" and name in self.widget.setup.gates and side and touch.shift:
            self._stretch(name, side)
        elif what == "heat" and side and touch.shift:
            self._liken(side)
        elif what == "lane" and name in self.widget.setup.gates and touch.name in AWAY:
            self.widget.gates[name] = "free"
        elif side:
            self._go(side)
        elif touch.name in ("Home", "End"):
            self.widget.t = 1 if touch.name == "Home" else self.widget.setup.T

    def _key_of_valve(self, gate: str, touch: Touch, part: Part) -> None:
        if touch.name in ("ArrowUp", "ArrowDown"):
            way = KEY_STEP if touch.name == "ArrowUp" else -KEY_STEP
            value = round((part.now or 0.0) / KEY_STEP) * KEY_STEP + way
            self.widget.set(**self._holding(gate, value, touch.shift))
            self.widget.prepare(
                **self._holding(gate, value + way, touch.shift)
            )  # the key goes on, or comes again
        elif touch.name in ("Home", "End"):
            end = CLOSED if touch.name == "Home" else OPEN
            self.widget.set(**self._holding(gate, end, touch.shift))
        elif touch.name in PRESSES:
            self.widget.set(**self.cycled(gate, touch.shift))
        elif touch.name in AWAY:
            self.widget.gates[gate] = "free"
        elif touch.name in SIDES:
            self._go(SIDES[touch.name])

    def _go(self, steps: int) -> None:
        """Move the cursor by steps; the key goes on, or comes again."""
        t, T = self.widget.t + steps, self.widget.setup.T
        self.widget.t = min(max(t, 1), T)
        self.widget.prepare(t=min(max(t + steps, 1), T))

    def _return(self, press: Press, t: int | None = None) -> None:
        """Go to what was set before the gesture, with the cursor at t."""
        state = press.before if t is None else replace(press.before, t=t)
        if state != self.widget.state:
            self.widget.state = state

    def _holding(self, gate: str, value: float, here: bool) -> dict[str, Any]:
        """Return settings with a gate held at a value, at all steps or at the cursor's alone."""
        low, high = self.widget.values
        value = round(min(max(value, low), high), 2) + 0.0
        t = self.widget.t
        whole = (Hold(gate, value),)
        own = self._held(self.widget.state, gate, value, t, t) if here else self._others(gate) + whole
        return {"holds": own, "gate": gate}

    def _others(self, gate: str) -> tuple[Hold, ...]:
        return tuple(hold for hold in self.widget.state.holds if hold.gate != gate)

    def _held(self, state: Any, gate: str, value: float, first: int, last: int) -> tuple[Hold, ...]:
        """Return holds with this gate held from step `first` to `last`; elsewhere it stays as it is held."""
        low, high = self.widget.values
        new = Hold(gate, min(max(value, low), high), first - 1, last)
        return _joined((*self._freed(state, gate, first, last), new))

    def _freed(self, state: Any, gate: str, first: int, last: int) -> tuple[Hold, ...]:
        """Return holds without those of this gate from step `first` to `last`."""
        T = self.widget.setup.T
        new: list[Hold] = []
        for hold in state.holds:
            stop = T if hold.stop is None else hold.stop
            if hold.gate != gate:
                new.append(hold)
                continue
            new += [replace(hold, stop=min(stop, first - 1))] if hold.start < first - 1 else []
            new += [replace(hold, start=max(hold.start, last), stop=stop)] if stop > last else []
        return tuple(new)

    def cycled(self, gate: str, here: bool) -> dict[str, Any]:
        """Return what comes next: the end where a gate does not stand, the other end, what the cell does."""
        e, t = self.widget.equations, self.widget.t
        free = self._freed(self.widget.state, gate, t, t) if here else self._others(gate)
        held = [h for h in self.widget.state.holds_of(gate) if h.is_active(t - 1) and h.covers(e.index(gate))]
        # Not what it would be in this run: with another state, so held, it may be on the other side of 0.5.
        own = self._value_under(free, gate) if held else e.value(gate)
        first = CLOSED if own >= 0.5 else OPEN
        if not held:
            return self._holding(gate, first, here)
        if held[-1].value == first:
            return self._holding(gate, OPEN - first, here)
        return {"holds": free, "gate": gate}

    def _value_under(self, holds: tuple[Hold, ...], gate: str) -> float:
        """Return what a gate is at the cursor in the run under other holds."""
        setup, e = self.widget.setup, self.widget.equations
        cuts = self.widget.state.cuts
        trace: Any = unroll(setup.cell, setup.params, setup.x, setup.start, holds, cuts)
        return float(getattr(trace, gate)[self.widget.t - 1, self.widget.sequence, e.index(gate)])

    def _stretch(self, gate: str, side: int) -> None:
        """Let the stretch that is held at the cursor grow to the next step, at what holds it already."""
        T, t = self.widget.setup.T, self.widget.t
        to = min(max(t + side, 1), T)
        held = [hold for hold in self.widget.state.holds_of(gate) if hold.is_active(t - 1)]
        value = held[-1].value if held else float(self.widget.equations.value(gate) < 0.5)
        first = min(t, to, *(hold.start + 1 for hold in held))
        last = max(t, to, *(T if hold.stop is None else hold.stop for hold in held))
        self.widget.set(holds=self._held(self.widget.state, gate, value, first, last), gate=gate, t=to)

    def _liken(self, side: int) -> None:
        """Let the stretch over which units are compared grow from the cursor to another step."""
        t, like = self.widget.t, self.widget.like
        to = min(max(t + side, 1), self.widget.setup.T)
        first, last = like if like is not None and like[0] <= t <= like[1] else (t, t)
        if to != t:
            self.widget.set(like=(min(first, to), max(last, to)), t=to)

    def _flip(self, t: int, k: int) -> None:
        state = flipped(self.widget.given, self.widget.state, t, k)
        self.widget.state = replace(state, t=t)

    def _switch_wire(self, name: str, here: bool) -> None:
        """Cut a wire, at all steps or at the cursor's alone; mend it if it is cut there."""
        source, target = name.split(":")
        t, cuts = self.widget.t, self.widget.state.cuts
        mine = [cut for cut in cuts if (cut.source, cut.target) == (source, target) and cut.is_active(t - 1)]
        if mine:
            self.widget.cuts = tuple(cut for cut in cuts if cut not in mine)
        else:
            new = Cut(source, target, t - 1, t) if here else Cut(source, target)
            self.widget.cuts = (*cuts, new)


def _joined(holds: tuple[Hold, ...]) -> tuple[Hold, ...]:
    """Return holds with the last one joined to those of its gate that it touches at the same value."""
    *others, last = holds
    kept = []
    for hold in others:
        same = (hold.gate, hold.value, hold.units) == (last.gate, last.value, last.units)
        touches = same and hold.start <= (last.stop or 0) and (hold.stop is None or hold.stop >= last.start)
        if touches:
            stop = None if None in (hold.stop, last.stop) else max(hold.stop or 0, last.stop or 0)
            last = replace(last, start=min(hold.start, last.start), stop=stop)
        else:
            kept.append(hold)
    return (*kept, last)
