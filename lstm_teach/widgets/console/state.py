"""What a reader has set on a gate console, as one small value, and what it says of a single gate."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, ClassVar

from lstm_teach.gates import CLOSED, OPEN, Hold
from lstm_teach.interventions import Cut
from lstm_teach.settings import Settings, one, setting, whole
from lstm_teach.validation import real_number, whole_number
from lstm_teach.widgets.console.inputs import Edit, check_edits, check_text

MODES = ("free", "closed", "open", "held at")
STOPS = 7  # of a step that is walked through


def _tuple_of(kind: type, name: str, given: Any) -> tuple[Any, ...]:
    if isinstance(given, kind):
        return (given,)
    if not isinstance(given, Iterable) or isinstance(given, str):
        raise TypeError(f"{name}: expected a {kind.__name__} or several, got {given!r}")
    several = tuple(given)
    for n, one_of_them in enumerate(several):
        if not isinstance(one_of_them, kind):
            raise TypeError(f"{name}[{n}]: expected a {kind.__name__}, got {one_of_them!r}")
    return several


def _tuple_of_holds(name: str, holds: Any, _: Any = None) -> tuple[Hold, ...]:
    return _tuple_of(Hold, name, holds)


def _tuple_of_cuts(name: str, cuts: Any, _: Any = None) -> tuple[Cut, ...]:
    return _tuple_of(Cut, name, cuts)


def _two_steps(name: str, steps: Any, _: Any = None) -> tuple[int, int] | None:
    if steps is None:
        return None
    if not isinstance(steps, tuple | list) or len(steps) != 2:
        raise ValueError(f"{name}: expected (first, last), counted from 1, or None, got {steps!r}")
    first, last = (whole_number(name, step, 1) for step in steps)
    if first > last:
        raise ValueError(f"{name}: expected the first step not after the last one, got {steps!r}")
    return first, last


@dataclass(frozen=True, repr=False)
class ConsoleState(Settings):
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
    cuts : tuple of Cut
        Wires that are cut; they count steps as holds do.
    edits : tuple of Edit
        Values of the input that were changed.
    text : str, optional
        What is read in place of the console's own input, where that is a text of symbols.
    backward : bool
        Whether the diagram shows the error that flows back.
    stop : int
        From 1 to 7 how far the step at the cursor has got; 0 for a whole step.
    like : (first, last), optional
        Steps, from 1, over which all units are compared with the one that is shown: the map puts those that
        are most like it first.
    legend : bool
        Whether what the shapes mean is shown.

    Examples
    --------
    >>> ConsoleState((Hold("f", 1.0, 3, 9),), t=5)
    ConsoleState(holds=(Hold('f', 1.0, 3, 9),), t=5)
    """

    holds: tuple[Hold, ...] = setting((), _tuple_of_holds)
    t: int = whole(1, 1, looking=True)
    unit: int = whole(0, 0, looking=True)
    sequence: int = whole(0, 0, looking=True)
    gate: str | None = setting(None, looking=True)
    hold: int = whole(0, 0, looking=True)
    noise: int = whole(0, 0)
    cuts: tuple[Cut, ...] = setting((), _tuple_of_cuts)
    edits: tuple[Edit, ...] = setting((), check_edits)
    text: str | None = setting(None, check_text)
    backward: bool = one(False, (False, True), looking=True)
    stop: int = whole(0, 0, STOPS, looking=True)
    like: tuple[int, int] | None = setting(None, _two_steps, looking=True)
    legend: bool = one(False, (False, True), looking=True)

    widget: ClassVar[str] = "ConsoleState"

    def given(self) -> dict[str, Any]:
        """Return the settings that are not at their start, by name."""
        values = ((f, getattr(self, f.name)) for f in fields(self))
        return {f.name: value for f, value in values if value != f.default}

    def shown(self, name: str) -> str:
        """Return a setting as code, holds as short as they can be written."""
        if name in ("holds", "cuts"):
            return _tuple_text([hold_text(each) for each in getattr(self, name)])
        return super().shown(name)

    def __repr__(self) -> str:
        return f"{self.widget}({', '.join(f'{name}={self.shown(name)}' for name in self.given())})"

    def holds_of(self, gate: str) -> tuple[Hold, ...]:
        """Return the holds of one gate, in order."""
        return tuple(hold for hold in self.holds if hold.gate == gate)


def a_state(name: str, state: Any) -> ConsoleState:
    """Return `state` if it is one; raise a TypeError that names it otherwise."""
    if not isinstance(state, ConsoleState):
        raise TypeError(f"{name}: expected a ConsoleState, got {state!r}")
    return state


def hold_text(hold: Hold | Cut) -> str:
    """Return a Hold or a Cut as short as it can be written.

    Examples
    --------
    >>> hold_text(Hold("f", 1.0)), hold_text(Hold("f", 0.5, start=3))
    ("Hold('f', 1.0)", "Hold('f', 0.5, 3)")
    """
    if isinstance(hold, Cut):
        parts = [repr(hold.source), repr(hold.target)]
    else:
        parts = [repr(hold.gate), repr(float(hold.value))]
    if hold.stop is not None:
        parts += [str(int(hold.start)), str(int(hold.stop))]
    elif hold.start:
        parts.append(str(int(hold.start)))
    if hold.units is not None:
        parts.append(f"units={hold.units!r}")
    return f"{type(hold).__name__}({', '.join(parts)})"


def mode_of(hold: Hold | None) -> str:
    """Return which of `MODES` a hold is; None is free."""
    if hold is None:
        return "free"
    return {CLOSED: "closed", OPEN: "open"}.get(float(hold.value), "held at")


def setting_of(holds: tuple[Hold, ...]) -> Any:
    """Return what one gate is set to: a word or a number for the whole stream, or else its holds."""
    if not holds:
        return "free"
    (first, *others) = holds
    if others or first.start or first.stop is not None or first.units is not None:
        return holds
    mode = mode_of(first)
    return float(first.value) if mode == "held at" else mode


def holds_from(gate: str, value: Any) -> tuple[Hold, ...]:
    """Return the holds that a setting of one gate means; the reverse of `setting_of`.

    Raises
    ------
    TypeError, ValueError
        If it is none of "free", "closed", "open", a number from 0 to 1, and holds of this gate.
    """
    words = {"free": (), "closed": (Hold(gate, CLOSED),), "open": (Hold(gate, OPEN),)}
    if isinstance(value, str):
        if value not in words:
            known = "'free', 'closed', 'open', a number from 0 to 1, or holds"
            raise ValueError(f"{gate}: expected {known}, got {value!r}")
        return words[value]
    if isinstance(value, Hold | Iterable):
        holds = _tuple_of_holds(gate, value)
        for hold in holds:
            if hold.gate != gate:
                raise ValueError(f"{gate}: expected holds of this gate, got {hold_text(hold)}")
        return holds
    return (Hold(gate, real_number(gate, value, 0.0, 1.0)),)


def ordered(holds: Sequence[Hold], gates: Sequence[str], T: int) -> tuple[Hold, ...]:
    """Return holds gate by gate, a hold to the last step without an end: one form for one meaning."""
    place = {gate: n for n, gate in enumerate(gates)}
    whole = (replace(hold, stop=None) if hold.stop == T else hold for hold in holds)
    return tuple(sorted(whole, key=lambda hold: place.get(hold.gate, len(place))))


def _tuple_text(texts: Sequence[str]) -> str:
    return f"({', '.join(texts)}{',' if len(texts) == 1 else ''})"
