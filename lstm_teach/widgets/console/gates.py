"""Gates as a reader names them in code: ``console.forget = "closed"``, ``console.gates["f"] = 0.3``."""

from __future__ import annotations

from collections.abc import Iterator, MutableMapping
from typing import Any

from lstm_teach.interventions import Cut
from lstm_teach.validation import one_of
from lstm_teach.widgets.console.changes import shown_hold
from lstm_teach.widgets.console.controls import NO_CUT, SEVERAL, wire_name
from lstm_teach.widgets.console.state import holds_from, ordered, setting_of
from lstm_teach.widgets.controls import OWN
from lstm_teach.widgets.setting import Setting


class GateSettings(MutableMapping[str, Any]):
    """All gates of a console with what they are set to; setting one updates controls and picture."""

    def __init__(self, console: Any) -> None:
        self._console = console

    def __getitem__(self, gate: str) -> Any:
        return setting_of(self._console.state.holds_of(self._known(gate)))

    def __setitem__(self, gate: str, setting: Any) -> None:
        new = holds_from(self._known(gate), setting)
        others = tuple(hold for hold in self._console.state.holds if hold.gate != gate)
        self._console.set(holds=(*others, *new))

    def __delitem__(self, gate: str) -> None:
        self[gate] = "free"

    def __iter__(self) -> Iterator[str]:
        return iter(self._console.setup.gates)

    def __len__(self) -> int:
        return len(self._console.setup.gates)

    def __repr__(self) -> str:
        return repr(dict(self))

    def _known(self, gate: Any) -> str:
        gates: tuple[str, ...] = self._console.setup.gates
        if gate not in gates:
            raise KeyError(f"gate: expected one of {', '.join(gates)}, got {gate!r}")
        return str(gate)


def value_in_force(console: Any) -> float | None:
    """Return what the chosen gate is held at; None if it is free."""
    hold = shown_hold(console.state)
    return None if hold is None else float(hold.value)


def steps_in_force(console: Any) -> tuple[int, int] | None:
    """Return first and last step, counted from 1, at which the chosen gate is held; None if it is free."""
    hold = shown_hold(console.state)
    return None if hold is None else (hold.start + 1, console.setup.T if hold.stop is None else hold.stop)


def preset_in_force(console: Any) -> str:
    """Return the preset whose holds and cuts are in force. The cursor decides between equals."""
    setup, state = console.setup, console.state
    matches = [
        (preset.t != state.t, n, name)
        for n, (name, preset) in enumerate(console.presets.items())
        if ordered(preset.holds, setup.gates, setup.T) == state.holds and preset.cuts == state.cuts
    ]
    return min(matches)[2] if matches else OWN


def wire_in_force(console: Any) -> str:
    """Return the wire that is cut at all steps; "no wire" if none is, "as set" if it is not so simple."""
    cuts = console.state.cuts
    if not cuts:
        return NO_CUT
    (first, *others) = cuts
    whole = not others and (first.start, first.stop, first.units) == (0, None, None)
    return wire_name(first.source, first.target) if whole else SEVERAL


def cuts_of(cell: Any, name: str, now: tuple[Cut, ...]) -> tuple[Cut, ...]:
    """Return the cuts that a name of a wire means; the reverse of `wire_in_force`."""
    wires = {wire_name(*wire): (Cut(*wire),) for wire in cell.wires}
    return ({NO_CUT: (), SEVERAL: now} | wires)[one_of("wire", name, [NO_CUT, *wires, SEVERAL])]


class NamedGate(Setting):
    """The gate whose role the attribute's name is, whatever letter the cell has for it."""

    def __init__(self) -> None:
        super().__init__(lambda console: console.gates[self._gate(console)])

    def __set__(self, console: Any, value: Any) -> None:
        console.gates[self._gate(console)] = value

    def _gate(self, console: Any) -> str:
        cell = console.setup.cell
        for letter, gate in cell.gates.items():
            if gate.role == f"{self.name} gate":
                return str(letter)
        raise AttributeError(
            f"{self.name}: the cell {cell.name} has no such gate; its gates are {', '.join(cell.gate_names)}"
        )
