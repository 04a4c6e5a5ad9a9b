"""Gates, learned or held: what a step asks when it wants to know how far a gate is open.

A step never calls the sigmoid of a gate itself. It asks ``gates.open("f", a_f)``, and the
backward pass asks ``gates.back("f", f, df)``. So an intervention is made where the gate acts,
and all that depends on the gate in the same step follows from it. Replacing a gate after
the step would leave the cell state stale.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol, TypeVar

import numpy as np

from lstm_teach.numerics import Array, sigmoid
from lstm_teach.validation import real_number

CLOSED = 0.0
OPEN = 1.0


class Gate(NamedTuple):
    """What a Step says of a gate; pictures and controls know gates by this, not by their letters."""

    axis: str  # the symbol of its number of units, such as "H"
    role: str  # what it is for, such as "forget gate"; those of `draw.theme.GATES` have a look of their own
    symbol: str  # how it is written

    @property
    def words(self) -> str:
        """Role and symbol, such as "forget gate f"."""
        return f"{self.role} {self.symbol}"


class Intervention:
    """Something done to units for the steps `start` to `stop` - 1: a `Hold`, or `interventions.Cut`."""

    start: int
    stop: int | None
    units: tuple[int, ...] | None

    def __post_init__(self) -> None:
        kind = type(self).__name__
        for name in ("start", "stop"):
            step = getattr(self, name)
            if step is None and name == "stop":
                continue
            if isinstance(step, bool) or not isinstance(step, int | np.integer) or step < 0:
                raise ValueError(f"{kind}.{name}: expected a step counted from 0, got {step!r}")
        if self.stop is not None and self.stop <= self.start:
            raise ValueError(f"{kind}.stop: expected a step after start = {self.start}, got {self.stop}")
        if self.units is not None:
            object.__setattr__(self, "units", _unit_indices(f"{kind}.units", self.units))

    def is_active(self, t: int) -> bool:
        """Whether it is in force at step `t`."""
        return self.start <= t and (self.stop is None or t < self.stop)

    def covers(self, unit: int) -> bool:
        """Whether it reaches a unit."""
        return self.units is None or unit in self.units

    @property
    def index(self) -> slice | list[int]:
        """What chooses the units on the last axis."""
        return slice(None) if self.units is None else list(self.units)

    def steps(self, start: int = 0) -> slice:
        """What chooses the steps of a piece of the run that begins at step `start`."""
        stop = None if self.stop is None else max(self.stop - start, 0)
        return slice(max(self.start - start, 0), stop)


AnyIntervention = TypeVar("AnyIntervention", bound=Intervention)


@dataclass(frozen=True)
class Hold(Intervention):
    """Hold a gate at a value for the steps `start` to `stop` - 1.

    Parameters
    ----------
    gate : str
        The gate's name, one of the cell's `gate_names`.
    value : float
        From 0 (`CLOSED`) to 1 (`OPEN`).
    start, stop : int
        The steps, counted from 0. `stop` = None means to the end of the sequence.
    units : tuple of int, optional
        The gate's units that are held; None means all of them.

    Raises
    ------
    ValueError
        If the value lies outside [0, 1] or the steps are out of order. Whether the cell has
        such a gate and the sequence such steps is checked by `unroll`.

    Examples
    --------
    >>> Hold("f", OPEN, start=10, stop=20)
    Hold(gate='f', value=1.0, start=10, stop=20, units=None)
    """

    gate: str
    value: float
    start: int = 0
    stop: int | None = None
    units: tuple[int, ...] | None = None

    def __post_init__(self) -> None:
        real_number("Hold.value", self.value, low=0.0, high=1.0)
        super().__post_init__()


Holds = Hold | Sequence[Hold]
Cuts = Intervention | Sequence[Intervention]  # each an `interventions.Cut`


def gate_table(axis: str, **roles: str) -> dict[str, Gate]:
    """Return gates with `axis` units each, from names that are also their symbols, and roles.

    Examples
    --------
    >>> gate_table("H", f="forget gate")
    {'f': Gate(axis='H', role='forget gate', symbol='f')}
    """
    return {name: Gate(axis, role, name) for name, role in roles.items()}


class Gates(Protocol):
    """What a step asks of its gates: `LEARNED` and `Held` both answer."""

    def open(self, name: str, a: Array) -> Array:
        """Return how far the gate is open, from its pre-activation `a`."""

    def back(self, name: str, gate: Array, d_gate: Array) -> Array:
        """Return dL/da from the gate's value and dL/dgate."""


class Learned:
    """Every gate is a sigmoid unit: the network decides."""

    def open(self, name: str, a: Array) -> Array:
        """Return sigma(a)."""
        return sigmoid(a)

    def back(self, name: str, gate: Array, d_gate: Array) -> Array:
        """Return d_gate * gate * (1 - gate), the derivative of the sigmoid."""
        return d_gate * gate * (1.0 - gate)


LEARNED = Learned()


class Held:
    """Some gates are held at a value; no error passes through a held gate, for nothing moves it.

    Parameters
    ----------
    holds : sequence of Hold
        The holds in force at this step. Where two speak of the same unit, the later one counts.
    """

    def __init__(self, holds: Sequence[Hold]) -> None:
        self.holds = tuple(holds)

    def open(self, name: str, a: Array) -> Array:
        """Return sigma(a), and the held value where the gate is held."""
        return self._fill(name, sigmoid(a))

    def back(self, name: str, gate: Array, d_gate: Array) -> Array:
        """Return the derivative of the sigmoid, and 0 where the gate is held."""
        return self._fill(name, LEARNED.back(name, gate, d_gate), value=0.0)

    def _fill(self, name: str, array: Array, value: float | None = None) -> Array:
        for hold in self.holds:
            if hold.gate == name:
                array[..., hold.index] = hold.value if value is None else value
        return array


def active_at(several: Sequence[AnyIntervention], t: int) -> tuple[AnyIntervention, ...]:
    """Return the holds or cuts in force at step `t`."""
    return tuple(one for one in several if one.is_active(t))


def gates_at(holds: Sequence[Hold], t: int) -> Gates:
    """Return the gates of step `t`: `LEARNED` where nothing is held."""
    if not holds:
        return LEARNED
    active = active_at(holds, t)
    return Held(active) if active else LEARNED


def check_holds(holds: Any, gate_sizes: dict[str, int], T: int) -> tuple[Hold, ...]:
    """Return `holds` as a tuple after checking gates, steps and units; raise a ValueError otherwise."""
    holds = as_tuple("holds", holds, Hold)
    for n, hold in enumerate(holds):
        name = f"holds[{n}]"
        if hold.gate not in tuple(gate_sizes):
            known = ", ".join(gate_sizes) or "none: this cell has no gates"
            raise ValueError(f"{name}.gate: expected one of the cell's gates ({known}), got {hold.gate!r}")
        check_reach(name, hold, T, gate_sizes[hold.gate])
    return holds


def as_tuple(name: str, several: Any, kind: type[AnyIntervention]) -> tuple[AnyIntervention, ...]:
    """Return one intervention, or a sequence of them, as a tuple; raise a TypeError for anything else."""
    if not isinstance(several, kind | Iterable):
        came = type(several).__name__
        raise TypeError(f"{name}: expected a {kind.__name__} or a sequence of them, got {came}")
    found = tuple(several) if isinstance(several, Iterable) else (several,)
    for n, one in enumerate(found):
        if not isinstance(one, kind):
            raise TypeError(f"{name}[{n}]: expected a {kind.__name__}, got {type(one).__name__}")
    return found


def check_reach(name: str, one: Intervention, T: int, size: int) -> None:
    """Raise a ValueError unless an intervention stays within T steps and `size` units."""
    last = one.start if one.stop is None else one.stop - 1
    if last >= T:
        raise ValueError(
            f"{name}: expected steps within the sequence, 0 to {T - 1} (T = {T}), "
            f"got start = {one.start}, stop = {one.stop}"
        )
    if one.units is not None and max(one.units) >= size:
        raise ValueError(f"{name}.units: expected units from 0 to {size - 1}, got {one.units}")


def _unit_indices(name: str, units: Any) -> tuple[int, ...]:
    indices = tuple(units) if isinstance(units, Iterable) else (units,)
    whole = all(isinstance(u, int | np.integer) and not isinstance(u, bool) and u >= 0 for u in indices)
    if not indices or not whole:
        raise ValueError(f"{name}: expected unit numbers counted from 0, got {units!r}")
    return tuple(int(u) for u in indices)
