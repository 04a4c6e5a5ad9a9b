"""What the operation computes: a trained adder's answers as they are, and with a gate held for one step."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any, ClassVar, NamedTuple

import numpy as np

from lstm_book.chapter_08.adders import SEEDS, adders
from lstm_teach.gates import Hold
from lstm_teach.model import readout
from lstm_teach.numerics import Array
from lstm_teach.sequence import unroll
from lstm_teach.settings import Settings, one, real, whole
from lstm_teach.tasks.adding import MARKER, VALUE
from lstm_teach.trace import Trace

GATES = ("i", "f", "o")
STEPS, COUNT, SEED = 100, 200, 5  # of the sequences
MARKS = (5, 40)  # the same in all of them
UNMARKED = 20  # a step between them
WEIGHT = 0.25  # of each number in the target


@dataclass(frozen=True, repr=False)
class OperationState(Settings):
    """The settings of an `Operation`."""

    gate: str = one("i", GATES)
    value: float = real(0.0, 0.0, 1.0)
    t: int = whole(UNMARKED, 0, STEPS - 1)
    net: int = whole(0, SEEDS[0], SEEDS[-1])

    widget: ClassVar[str] = "Operation"


class Fit(NamedTuple):
    """Values as a constant plus a weight times each of both numbers, by least squares."""

    constant: float
    weights: Array  # (2,)
    rest: float  # standard deviation of what is left


class OperationRun(NamedTuple):
    """Both runs over the same sequences."""

    trace: Trace  # with the gate held, from step t on: before it nothing is changed
    opened: Array  # (T, 8) the gate's units as they are without, mean over the sequences
    before: Array  # (B,) answers
    after: Array
    numbers: Array  # (2, B)
    target: Array  # (B,)
    was: Fit  # of the answers before
    now: Fit  # and after
    change: Fit  # and of what has changed

    @property
    def left(self) -> Array:
        """The share of the weight that each number had in the answer and still has, (2,)."""
        share: Array = self.now.weights / self.was.weights
        return share

    def error(self, answers: Array) -> float:
        """Return the mean squared error of answers."""
        return float(np.mean((answers - self.target) ** 2))


def run(state: OperationState) -> OperationRun:
    """Run the chosen network from step t on with the gate held for this step, beside its run without."""
    free, before, opened = untouched(state.net)
    cell, models = adders()
    model, (x, numbers, target) = models[state.net], sequences()
    reached = cell.state(free.at(state.t - 1)) if state.t else None
    hold = Hold(state.gate, state.value, start=0, stop=1)
    trace: Any = unroll(cell, model.cell, x[state.t :], reached, hold)
    after = readout(model.out, trace.h[-1])[:, 0]
    fits = [fit(numbers, values) for values in (before, after, after - before)]
    return OperationRun(trace, opened[state.gate], before, after, numbers, target, *fits)


def fit(numbers: Array, values: Array) -> Fit:
    """Fit answers, or their change, by both numbers."""
    columns = np.column_stack([np.ones(len(values)), *numbers])
    found = np.linalg.lstsq(columns, values, rcond=None)[0]
    return Fit(float(found[0]), found[1:], float(np.std(values - columns @ found)))


@cache
def untouched(net: int) -> tuple[Trace, Array, dict[str, Array]]:
    """Return a network's run without an operation, its answers, and how far its gates are open, (T, 8)."""
    cell, models = adders()
    trace: Any = unroll(cell, models[net].cell, sequences()[0])
    opened = {gate: getattr(trace, gate).mean(axis=1) for gate in GATES}
    return trace, readout(models[net].out, trace.h[-1])[:, 0], opened


@cache
def sequences() -> tuple[Array, Array, Array]:
    """Return inputs (T, B, 2), numbers (2, B) and targets (B,): as `adding`, with both marks in one place."""
    rng = np.random.default_rng(SEED)
    x = np.zeros((STEPS, COUNT, 2))
    x[:, :, VALUE] = rng.uniform(-1.0, 1.0, size=(STEPS, COUNT))
    x[[0, -1], :, MARKER] = -1.0
    x[list(MARKS), :, MARKER] = 1.0
    numbers = x[list(MARKS), :, VALUE]
    return x, numbers, 0.5 + WEIGHT * numbers.sum(axis=0)
