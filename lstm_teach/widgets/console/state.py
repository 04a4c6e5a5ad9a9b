"""What a reader has set on a gate console, as one small value, and what it says of a single gate."""

from __future__ import annotations

import numbers
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, ClassVar

from lstm_teach.gates import CLOSED, OPEN, Hold
from lstm_teach.validation import real_number
from lstm_teach.widgets.state import State

MODES = ("learned", "closed", "open", "held at")


@dataclass(frozen=True, repr=False)
class ConsoleState(State):
    """The settings of a `GateConsole`.

    Parameters
    ----------
    holds : tuple of Hold
        All interventions in force. Their steps count from 0 and `stop` is excluded, as everywhere in code.
    t : int
        The cursor, from 1, as pictures count.
    unit, sequence : int
        Whose numbers are shown, from 0.
    gate : str, optional
        The gate that the controls show; the first held one if not given.
    hold : int
        Which of that gate's holds they show, from 0.
    noise : int
        0 for the console's own stream; in the scoring mode n for the batch of the nth commit.

    Examples
    --------
    >>> ConsoleState((Hold("f", 1.0, 3, 9),), t=5)
    ConsoleState(holds=(Hold('f', 1.0, 3, 9),), t=5)
    """

    holds: tuple[Hold, ...] = ()
    t: int = 1
    unit: int = 0
    sequence: int = 0
    gate: str | None = None
    hold: int = 0
    noise: int = 0

    widget: ClassVar[str] = "ConsoleState"
    looking: ClassVar[tuple[str, ...]] = ("t", "unit", "sequence", "gate", "hold")

    def __post_init__(self) -> None:
        object.__setattr__(self, "holds", _tuple_of_holds(self.holds))
        for name in ("t", "unit", "sequence", "hold", "noise"):
            low = 1 if name == "t" else 0
            object.__setattr__(self, name, _at_least(low, name, getattr(self, name)))

    def __repr__(self) -> str:
        shown = []
        for field in fields(self):
            value = getattr(self, field.name)
            if value != field.default:
                text = _holds_text(value) if field.name == "holds" else repr(value)
                shown.append(f"{field.name}={text}")
        return f"{self.widget}({', '.join(shown)})"

    def holds_of(self, gate: str) -> tuple[Hold, ...]:
        """Return the holds of one gate, in order."""
        return tuple(hold for hold in self.holds if hold.gate == gate)


def a_state(name: str, state: Any) -> ConsoleState:
    """Return `state` if it is one; raise a TypeError that names it otherwise."""
    if not isinstance(state, ConsoleState):
        raise TypeError(f"{name}: expected a ConsoleState, got {state!r}")
    return state


def hold_text(hold: Hold) -> str:
    """Return a Hold as short as it can be written.

    Examples
    --------
    >>> hold_text(Hold("f", 1.0)), hold_text(Hold("f", 0.5, start=3))
    ("Hold('f', 1.0)", "Hold('f', 0.5, 3)")
    """
    parts = [repr(hold.gate), repr(float(hold.value))]
    if hold.stop is not None:
        parts += [str(int(hold.start)), str(int(hold.stop))]
    elif hold.start:
        parts.append(str(int(hold.start)))
    if hold.units is not None:
        parts.append(f"units={hold.units!r}")
    return f"Hold({', '.join(parts)})"


def mode_of(hold: Hold | None) -> str:
    """Return which of `MODES` a hold is; None is learned."""
    if hold is None:
        return "learned"
    return {CLOSED: "closed", OPEN: "open"}.get(float(hold.value), "held at")


def setting_of(holds: tuple[Hold, ...]) -> Any:
    """Return what one gate is set to: a word or a number for the whole stream, or else its holds."""
    if not holds:
        return "learned"
    (first, *others) = holds
    if others or first.start or first.stop is not None or first.units is not None:
        return holds
    mode = mode_of(first)
    return float(first.value) if mode == "held at" else mode


def holds_from(gate: str, setting: Any) -> tuple[Hold, ...]:
    """Return the holds that a setting of one gate means; the reverse of `setting_of`.

    Raises
    ------
    TypeError, ValueError
        If it is none of "learned", "closed", "open", a number from 0 to 1, and holds of this gate.
    """
    words = {"learned": (), "closed": (Hold(gate, CLOSED),), "open": (Hold(gate, OPEN),)}
    if isinstance(setting, str):
        if setting not in words:
            known = "'learned', 'closed', 'open', a number from 0 to 1, or holds"
            raise ValueError(f"{gate}: expected {known}, got {setting!r}")
        return words[setting]
    if isinstance(setting, Hold | Iterable):
        holds = _tuple_of_holds(setting, gate)
        for hold in holds:
            if hold.gate != gate:
                raise ValueError(f"{gate}: expected holds of this gate, got {hold_text(hold)}")
        return holds
    return (Hold(gate, real_number(gate, setting, 0.0, 1.0)),)


def ordered(holds: Sequence[Hold], gates: Sequence[str], T: int) -> tuple[Hold, ...]:
    """Return holds gate by gate, a hold to the last step without an end: one form for one meaning."""
    place = {gate: n for n, gate in enumerate(gates)}
    whole = (replace(hold, stop=None) if hold.stop == T else hold for hold in holds)
    return tuple(sorted(whole, key=lambda hold: place.get(hold.gate, len(place))))


def _at_least(low: int, name: str, value: Any) -> int:
    """Only a console knows the upper bound."""
    if isinstance(value, bool) or not isinstance(value, numbers.Integral) or value < low:
        raise ValueError(f"{name}: expected a whole number of at least {low}, got {value!r}")
    return int(value)


def _tuple_of_holds(holds: Any, name: str = "holds") -> tuple[Hold, ...]:
    if isinstance(holds, Hold):
        return (holds,)
    if not isinstance(holds, Iterable) or isinstance(holds, str):
        raise TypeError(f"{name}: expected a Hold or several, got {holds!r}")
    all_holds = tuple(holds)
    for n, hold in enumerate(all_holds):
        if not isinstance(hold, Hold):
            raise TypeError(f"{name}[{n}]: expected a Hold, got {hold!r}")
    return all_holds


def _holds_text(holds: Sequence[Hold]) -> str:
    inside = ", ".join(hold_text(hold) for hold in holds)
    return f"({inside}{',' if len(holds) == 1 else ''})"
