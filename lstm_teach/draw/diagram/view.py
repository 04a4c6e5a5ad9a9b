"""What a diagram reads out of a Step: the numbers of one sequence and one unit, as they will be shown."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from lstm_teach.draw import theme
from lstm_teach.draw.numbers import shown, subscript
from lstm_teach.numerics import Array

Wire = tuple[str, str]


@dataclass(frozen=True)
class View:
    """One sequence and one unit of a Step.

    Parameters
    ----------
    step : Step
        Without a time axis.
    sequence, unit : int
        Counted from 0.
    t : int or None
        The step's number, for the subscripts.
    learned : mapping
        For held gates, what they would have been: gate name to array (B, units).
    units_of : str
        The field whose units are counted.
    names : sequence of str
        Of the inputs.
    dotted, cut : collection of (source, target)
        Wires that carry nothing, because their weights are 0, or because they are cut.
    stops : sequence of str
        The fields in the order in which they are computed.
    stop : int
        How many of them are known; 0 for all.
    """

    step: Any
    sequence: int
    unit: int
    t: int | None
    learned: Mapping[str, Array]
    units_of: str
    names: Sequence[str] = ()
    dotted: Collection[Wire] = ()
    cut: Collection[Wire] = ()
    stops: Sequence[str] = ()
    stop: int = 0

    @cached_property
    def H(self) -> int:
        """The number of units."""
        return len(self.vector(self.units_of))

    @property
    def B(self) -> int:
        """The number of sequences."""
        return int(self.step.x.shape[0])

    @cached_property
    def _vectors(self) -> dict[str, Array]:
        return {}

    def vector(self, name: str) -> Array:
        """Return all units of a field, in one row; cells of blocks are put side by side."""
        if not self.knows(name):
            return np.full(np.shape(getattr(self.step, name)[self.sequence].ravel()), np.nan)
        if name not in self._vectors:
            array = getattr(self.step, name)[self.sequence]
            self._vectors[name] = np.real(array).ravel()
        return self._vectors[name]

    def index(self, name: str) -> int:
        """Return which entry of a field belongs to the chosen unit: its own, or its block's."""
        return self._index(len(self.vector(name)))

    def _index(self, size: int) -> int:
        if size == self.H:
            return self.unit
        return self.unit * size // self.H if self.H % size == 0 else min(self.unit, size - 1)

    def value(self, name: str) -> float:
        """Return the chosen unit's entry of a field; NaN for one that is not computed yet."""
        if not self.knows(name):
            return math.nan
        return float(self.vector(name)[self.index(name)])

    def knows(self, name: str) -> bool:
        """Whether a field is computed at the stop that is shown."""
        return not self.stop or name not in self.stops[self.stop :]

    @property
    def lit(self) -> str:
        """The field that is computed at this stop; empty for a whole step."""
        return self.stops[self.stop - 1] if self.stop else ""

    def text(self, name: str) -> str:
        """Return `value` as it is shown."""
        return shown(self.value(name))

    def held_units(self, gate: str) -> set[int]:
        """Return the units of a gate that are held at this step."""
        holds = [hold for hold in self.step.holds if hold.gate == gate]
        return {unit for hold in holds for unit in range(len(self.vector(gate))) if hold.covers(unit)}

    def is_held(self, gate: str) -> bool:
        """Whether the chosen unit of a gate is held."""
        return any(hold.gate == gate and hold.covers(self.index(gate)) for hold in self.step.holds)

    def colour(self, field: str) -> str:
        """Return the colour of a field: a gate has that of its role."""
        gate = self.step.gates.get(field)
        if gate is not None:
            return theme.gate_look(gate).colour
        return theme.colour(theme.LETTERS[field]) if field in theme.LETTERS else theme.INK

    def name(self, field: str) -> str:
        """Return how a field is written."""
        gate = self.step.gates.get(field)
        return field if gate is None else gate.symbol

    def learned_value(self, gate: str) -> float | None:
        """Return what the chosen unit of a held gate would have been; None where it is free or unknown."""
        if gate not in self.learned or not self.is_held(gate) or not self.knows(gate):
            return None
        return float(np.real(self.learned[gate][self.sequence][self.index(gate)]))

    def symbol(self, letter: str, back: int = 0) -> str:
        """Return a letter with its time as an index: now, or `back` steps before."""
        if self.t is None:
            return letter + ("ₜ" if back == 0 else subscript("ₜ₋", back))
        return subscript(letter, self.t - back)
