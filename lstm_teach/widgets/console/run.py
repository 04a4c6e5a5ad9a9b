"""What a gate console computes: the run under its interventions, and the way of the error."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

import numpy as np

from lstm_teach.cells.base import Cell, check_cell
from lstm_teach.gates import Hold
from lstm_teach.interventions import learned_gates
from lstm_teach.losses import squared_error
from lstm_teach.model import ReadoutParams, readout, readout_backward
from lstm_teach.numerics import Array, sigmoid, softmax
from lstm_teach.sequence import bptt, unroll
from lstm_teach.validation import float_array, one_of

MOST_STEPS = 500
SHORT = 7  # letters of a name in a lane
Loss = Callable[[Array, Any], tuple[float, Array]]
ANSWERS: dict[str, Callable[[Array], Array]] = {"linear": lambda y: y, "sigmoid": sigmoid, "softmax": softmax}


@dataclass(frozen=True, eq=False)
class Setup:
    """What a console is about: a cell with its weights, a stream, and perhaps what is wanted of it.

    Parameters
    ----------
    cell : Cell
        With at least one gate.
    params
    x : array (T, B, D)
    targets : array (T, B, K) or (T, B), or a function of x that returns it, optional
        Shown beside h, or beside the answer if there is a readout; NaN where nothing is wanted.
    loss : callable, optional
        ``loss(h, targets) -> (value, dL/dh)``; with a readout ``loss(y, targets) -> (value, dL/dy)``. Without
        it, the mean squared error between h and the targets, if they have one value for every unit.
    names : tuple of str
        Of the inputs.
    start : the cell's state, optional
        Where the run starts; zeros if not given.
    readout : ReadoutParams, optional
        Then :math:`y = h W_y + b_y` is shown at every step.
    answer : str
        What is made of y for the picture: "linear" (y itself), "sigmoid" or "softmax".
    """

    cell: Cell
    params: Any
    x: Array
    targets: Any = None
    loss: Loss | None = None
    names: tuple[str, ...] = ()
    start: Any = None
    readout: ReadoutParams | None = None
    answer: str = "linear"
    wanted: Any = field(init=False)  # the targets, of a rule what it says of x
    sizes: dict[str, int] = field(init=False)
    shown_targets: Array | None = field(init=False)  # (T, B, K), those that can be drawn

    def __post_init__(self) -> None:
        check_cell(self.cell)
        if not self.cell.gate_names:
            raise ValueError(f"cell: expected a cell with gates, got {self.cell.name}, which has none")
        object.__setattr__(self, "sizes", self.cell.sizes(self.params))
        float_array("x", self.x, ("T", "B", "D"), D=self.sizes["D"])
        if len(self.x) > MOST_STEPS:
            raise ValueError(f"x: expected at most {MOST_STEPS} steps, got T = {len(self.x)}")
        if self.loss is not None and not callable(self.loss):
            raise TypeError(f"loss: expected a function (h, targets) -> (loss, dh), got {self.loss!r}")
        names = tuple(self.names)
        if names and (len(names) != self.sizes["D"] or not all(isinstance(name, str) for name in names)):
            raise ValueError(
                f"names: expected one text for each of D = {self.sizes['D']} inputs, got {names}"
            )
        object.__setattr__(self, "names", names)
        one_of("answer", self.answer, tuple(ANSWERS))
        if self.readout is not None:
            readout(self.readout, np.zeros((1, self.H)))  # which says what does not fit
        object.__setattr__(self, "wanted", self.targets(self.x) if callable(self.targets) else self.targets)
        object.__setattr__(self, "shown_targets", self._over_time())

    def _over_time(self) -> Array | None:
        """Targets with three axes, if they are numbers over time; others only the loss can read."""
        if self.wanted is None:
            return None
        targets = np.asarray(self.wanted)
        targets = targets[..., None] if targets.ndim == 2 else targets
        is_over_time = targets.ndim == 3 and targets.shape[:2] == self.x.shape[:2]
        if self.loss is not None and not is_over_time:
            return None
        if not is_over_time or targets.dtype.kind not in "fiub":
            raise ValueError(
                f"targets: expected numbers of shape (T, B) or (T, B, K) with T = {self.T}, B = {self.B}, "
                f"got {targets.dtype} of shape {targets.shape}"
            )
        return targets.astype(float)

    @property
    def T(self) -> int:
        """The number of steps."""
        return self.x.shape[0]

    @property
    def B(self) -> int:
        """The number of sequences."""
        return self.x.shape[1]

    @property
    def H(self) -> int:
        """The number of units."""
        return self.sizes["H"]

    @property
    def gates(self) -> tuple[str, ...]:
        """Names of the gates."""
        return self.cell.gate_names

    @property
    def has_error(self) -> bool:
        """Whether there is an error that flows back."""
        targets = self.shown_targets
        by_unit = self.readout is None and targets is not None and targets.shape[-1] == self.H
        return self.loss is not None or by_unit

    def with_input(self, x: Array) -> Setup:
        """Return the setup with another input; targets and error stay only where they do not depend on it."""
        nothing_wanted = self.targets is None or (
            self.shown_targets is not None and x.shape == self.x.shape and np.isnan(self.shown_targets).all()
        )
        if callable(self.targets) or nothing_wanted:
            return replace(self, x=x)
        return replace(self, x=x, targets=None, loss=None)

    def answers(self, h: Array) -> Array:
        """Return what is read off the hidden states: (T, B, O)."""
        assert self.readout is not None
        return ANSWERS[self.answer](readout(self.readout, np.real(h)))


class Beside(NamedTuple):
    """The run of a kept setting, laid beside the present one."""

    name: str
    words: str  # what is set, in sentences
    trace: Any

    @property
    def short(self) -> str:
        """The name as short as a lane has room for."""
        return self.name if len(self.name) <= SHORT else f"{self.name[: SHORT - 1]}…"

    def along(self, values: Array, T: int, sequence: int) -> Array:
        """Return values (T', B) of the run's own length as T of one sequence: NaN where there are none."""
        fitted = np.full(T, np.nan)
        if sequence < values.shape[1]:
            own = values[:T, sequence]
            fitted[: len(own)] = own
        return fitted


class ConsoleRun(NamedTuple):
    """All that a picture needs beyond the state."""

    setup: Setup  # with the input as the reader has changed it
    trace: Any
    learned: dict[str, Array]  # of held gates, what they would have been: (T, B, units)
    errors: Any  # the error at every step, as `bptt` returns it; None without a loss
    loss: float | None
    given: Any  # the Trace of the stream as it was given, with nothing held or cut; None if there is none
    beside: Beside | None = None  # the run of a kept setting that this one is compared with

    @property
    def free(self) -> Any:
        """The Trace of the run that nobody has touched, if it is another one of the same length.

        A run that is laid beside takes its place.
        """
        if self.beside is not None or self.given is None or self.given.h.shape != self.trace.h.shape:
            return None
        return None if np.array_equal(self.given.h, self.trace.h) else self.given

    def end(self, name: str, sequence: int, unit: int) -> float:
        """Return how far a state goes up and down in this run and in those it is compared with: one scale."""
        runs = [self.trace, self.given, None if self.beside is None else self.beside.trace]
        states = [_rows(getattr(trace, name)) for trace in runs if trace is not None]
        return max(float(np.max(np.abs(h[:, sequence, unit]))) for h in states if sequence < h.shape[1])


def _rows(states: Array) -> Array:
    """A state over time as (T, B, units); the cells of blocks side by side."""
    rows: Array = np.real(states).reshape(*states.shape[:2], -1)
    return rows


def run(
    setup: Setup,
    holds: Sequence[Hold] = (),
    cuts: Sequence[Any] = (),
    given: Any = None,
) -> ConsoleRun:
    """Unroll under holds and cuts; send the error back if there is one."""
    trace: Any = unroll(setup.cell, setup.params, setup.x, setup.start, holds, cuts)
    learned = learned_gates(setup.cell, setup.params, trace)
    if not setup.has_error:
        return ConsoleRun(setup, trace, learned, None, None, given)
    value, dh = _loss(setup, trace.h)
    gradients = bptt(setup.cell, setup.params, trace, dh)
    return ConsoleRun(setup, trace, learned, gradients.errors, float(value), given)


def _loss(setup: Setup, h: Array) -> tuple[float, Array]:
    if setup.loss is not None and setup.readout is not None:
        value, dy = setup.loss(readout(setup.readout, h), setup.wanted)
        return value, readout_backward(setup.readout, h, dy)[1]
    if setup.loss is not None:
        return setup.loss(h, setup.wanted)
    targets: Any = setup.shown_targets
    known = np.isfinite(targets).all(axis=-1)
    return squared_error(h, np.where(known[..., None], targets, 0.0), known)
