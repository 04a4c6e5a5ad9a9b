"""From one state of a console to the next: pure functions, so that a refused change changes nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from lstm_teach.gates import CLOSED, OPEN, Hold, check_holds
from lstm_teach.interventions import check_cuts
from lstm_teach.validation import one_of, real_number, whole_number
from lstm_teach.widgets.console.run import Setup
from lstm_teach.widgets.console.state import MODES, ConsoleState, ordered

OF_THE_GATE = ("mode", "value", "steps")  # settings that are parts of the hold that the controls show
HALF = 0.5  # where "held at" starts


def shown_hold(state: ConsoleState) -> Hold | None:
    """Return the hold that the controls show; None where the chosen gate is free."""
    holds = state.holds_of(state.gate or "")
    return holds[state.hold] if holds else None


def admitted(state: ConsoleState, setup: Setup) -> ConsoleState:
    """Return a state that can be shown, in its one form.

    Raises
    ------
    ValueError
        If there is no such step, unit, sequence or gate, or a hold names one.
    """
    for name, low, high, upper in (
        ("t", 1, setup.T, "T"),
        ("unit", 0, setup.H - 1, "H - 1"),
        ("sequence", 0, setup.B - 1, "B - 1"),
    ):
        whole_number(name, getattr(state, name), low, high, upper)
    sizes = setup.cell.gate_sizes(setup.sizes)
    holds = ordered(check_holds(state.holds, sizes, setup.T), setup.gates, setup.T)
    check_cuts(state.cuts, setup.cell, setup.params, setup.sizes, setup.T)
    gate = state.gate if state.gate is not None else (holds[0].gate if holds else setup.gates[0])
    one_of("gate", gate, setup.gates)
    count = sum(hold.gate == gate for hold in holds)
    whole_number("hold", state.hold, 0, max(count - 1, 0), "holds of the gate - 1")
    return replace(state, holds=holds, gate=gate)


def changed(
    state: ConsoleState,
    settings: Mapping[str, Any],
    admit: Callable[[ConsoleState], ConsoleState],
    length: Callable[[ConsoleState], int],
) -> ConsoleState:
    """Return the state with new settings; those of the chosen gate become a hold.

    What depends on a setting that changes goes back to its start unless it is given too: the sequence
    with the noise, the hold that is shown with its gate, and where holds become fewer. With another text,
    of `length` steps, edits go, and what lies behind its end.
    """
    fields = {name: value for name, value in settings.items() if name not in OF_THE_GATE}
    own = {name: value for name, value in settings.items() if name in OF_THE_GATE}
    if fields.get("noise", state.noise) != state.noise:
        fields = {"sequence": 0} | fields
    if "text" in fields and fields["text"] != state.text:
        state = _within(replace(state, text=fields["text"], edits=(), sequence=0), length)
    if {"gate", "holds"} & fields.keys() and "hold" not in fields:
        after = replace(state, **(fields | {"hold": 0}))
        keep = after.gate == state.gate and state.hold < len(after.holds_of(after.gate or ""))
        fields["hold"] = state.hold if keep else 0
    state = admit(replace(state, **fields))
    return admit(_with_own(state, own)) if own else state


def with_preset(state: ConsoleState, preset: ConsoleState) -> ConsoleState:
    """Return the state with a preset's holds and cuts, and what else it sets; the input stays."""
    gate = preset.holds[0].gate if preset.holds else state.gate
    start: dict[str, Any] = {"holds": preset.holds, "cuts": preset.cuts, "gate": gate, "hold": 0}
    return replace(state, **(start | preset.given()))


def _within(state: ConsoleState, length: Callable[[ConsoleState], int]) -> ConsoleState:
    """Return the state without what lies behind the last step."""
    T = length(state)

    def inside(several: tuple[Any, ...]) -> tuple[Any, ...]:
        kept = [one for one in several if one.start < T]
        return tuple(replace(one, stop=None if one.stop is None else min(one.stop, T)) for one in kept)

    return replace(state, t=min(state.t, T), hold=0, holds=inside(state.holds), cuts=inside(state.cuts))


def _with_own(state: ConsoleState, own: Mapping[str, Any]) -> ConsoleState:
    """Change the hold that the controls show, or make one, or drop it."""
    old = shown_hold(state)
    new = _new_hold(old, str(state.gate), own)
    holds = list(state.holds)
    if old is not None:
        place = [n for n, hold in enumerate(holds) if hold.gate == state.gate][state.hold]
        holds[place : place + 1] = [] if new is None else [new]
    elif new is not None:
        holds.append(new)
    return replace(state, holds=tuple(holds), hold=0 if new is None else state.hold)


def _new_hold(hold: Hold | None, gate: str, own: Mapping[str, Any]) -> Hold | None:
    if "mode" in own:
        mode = one_of("mode", own["mode"], MODES)
        values = {"closed": CLOSED, "open": OPEN, "held at": _between(hold)}
        hold = None if mode == "free" else replace(hold or Hold(gate, CLOSED), value=values[mode])
    if "value" in own:
        value = real_number("value", own["value"], 0.0, 1.0) + 0.0
        hold = replace(hold or Hold(gate, CLOSED), value=value)
    if "steps" in own:
        if hold is None:
            raise ValueError(f"steps: expected a held gate, but {gate} is free")
        first, last = _first_and_last(own["steps"])
        hold = replace(hold, start=first - 1, stop=last)
    return hold


def _between(hold: Hold | None) -> float:
    """Where "held at" starts: where the gate is held already, if that is neither open nor closed."""
    return float(hold.value) if hold is not None and CLOSED < hold.value < OPEN else HALF


def _first_and_last(steps: Any) -> tuple[int, int]:
    if not isinstance(steps, Sequence) or isinstance(steps, str) or len(steps) != 2:
        raise ValueError(f"steps: expected (first, last), counted from 1, got {steps!r}")
    first, last = (whole_number("steps", step, 1, 10**9) for step in steps)
    if first > last:
        raise ValueError(f"steps: expected the first one not after the last one, got {steps!r}")
    return first, last
