"""What is set on a console, in words: whole sentences for a picture, a few words for a button."""

from __future__ import annotations

from lstm_teach.draw.numbers import shown
from lstm_teach.gates import Hold
from lstm_teach.interventions import Cut
from lstm_teach.widgets.console.run import Setup
from lstm_teach.widgets.console.state import ConsoleState, mode_of

NOTHING = "all free"  # also the name of the preset


def interventions_in_words(setup: Setup, state: ConsoleState) -> str:
    """Return what is held, cut and changed, in sentences."""
    parts = [_hold_in_words(setup, hold) for hold in state.holds]
    parts += [f"the wire from {cut.source} to {cut.target} is cut{_when(cut)}" for cut in state.cuts]
    if state.text is not None or state.edits:
        parts.append("the input was changed")
    return f"{'; '.join(parts)}." if parts else "No gate is held."


def in_short(setup: Setup, state: ConsoleState) -> str:
    """Return what is held, cut and changed in a few words, such as "f held at 0.8 from step 3 to 9"."""
    gates = setup.cell.gates
    held = ((hold, _how(hold, f"{hold.value:g}")) for hold in state.holds)
    parts = [f"{gates[hold.gate].symbol} {how}{_when(hold)}" for hold, how in held]
    parts += [f"{cut.source} to {cut.target} cut{_when(cut)}" for cut in state.cuts]
    if state.text is not None or state.edits:
        parts.append("input changed")
    return "; ".join(parts) or NOTHING


def _hold_in_words(setup: Setup, hold: Hold) -> str:
    how = _how(hold, shown(hold.value)).removeprefix("held ")
    return f"{setup.cell.gates[hold.gate].words} is held {how}{_when(hold)}"


def _how(hold: Hold, value: str) -> str:
    mode = mode_of(hold)
    return f"held at {value}" if mode == "held at" else mode


def _when(one: Hold | Cut) -> str:
    units = "" if one.units is None else f", units {', '.join(map(str, one.units))}"
    if not one.start and one.stop is None:
        return units
    return f" from step {one.start + 1} to {'the end' if one.stop is None else one.stop}{units}"
