"""What the gradient dial computes: its settings, the run, and the gradient of its last state."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, NamedTuple

import numpy as np

from lstm_teach.cells.base import Cell
from lstm_teach.cells.rnn import LINEAR_RNN, RELU_RNN, RNN, RNNParams, RNNState, RNNStep
from lstm_teach.numerics import Array
from lstm_teach.sequence import bptt, unroll
from lstm_teach.settings import Settings, one, real, whole

CELLS: dict[str, Cell] = {"linear": LINEAR_RNN, "tanh": RNN, "ReLU": RELU_RNN}


@dataclass(frozen=True, repr=False)
class GradientDialState(Settings):
    """The settings of a `GradientDial`; the weight is `w` + `fine`."""

    w: float = real(0.9, -3.0, 3.0)
    fine: float = real(0.0, -0.03, 0.03)
    activation: str = one("linear", CELLS)
    steps: int = whole(100, 1, 500)
    start: float = real(1.0, -1.0, 1.0)
    cross: float = real(0.0, -3.0, 3.0)
    t: int = whole(0, 0, "steps", looking=True)

    widget: ClassVar[str] = "GradientDial"

    @property
    def weight(self) -> float:
        """The feedback weight, coarse and fine together."""
        return round(self.w + self.fine, 12)

    @property
    def units(self) -> int:
        """How many units there are: a second one where the first feeds it."""
        return 2 if self.cross else 1


class DialRun(NamedTuple):
    """A run, and how an error at its end comes back to every step from 0 to T."""

    trace: RNNStep
    slopes: Array  # (T, H, H) the Jacobian of each step, dh_t / dh_{t-1}
    product: Array  # (T + 1, H, H) dh_T / dh_t as a product of them
    measured: Array  # (T + 1, H, H) the same by backpropagation through time


def params(state: GradientDialState) -> RNNParams:
    """Return the weights: nothing from the input, `weight` from each unit to itself, `cross` from 1 to 2."""
    H = state.units
    W_h = state.weight * np.eye(H)
    if H == 2:
        W_h[0, 1] = state.cross
    return RNNParams(W_x=np.zeros((1, H)), W_h=W_h, b=np.zeros(H))


def run(state: GradientDialState) -> DialRun:
    """Run the unit from h_0 = start without input, and send an error of 1 back from its last step."""
    cell, weights, H = CELLS[state.activation], params(state), state.units
    start = RNNState(h=np.full((H, state.units), state.start))
    # One sequence for every unit whose last state the error comes from: together they give a Jacobian.
    trace = unroll(cell, weights, np.zeros((state.steps, H, 1)), start)
    assert isinstance(trace, RNNStep)
    slopes = weights.W_h * _slope(state.activation, trace.h[:, 0])[:, None, :]
    product = np.empty((state.steps + 1, H, H))
    product[-1] = np.eye(H)
    for t in reversed(range(state.steps)):
        product[t] = slopes[t] @ product[t + 1]
    dh = np.zeros((state.steps, H, H))
    dh[-1] = np.eye(H)
    gradients = bptt(cell, weights, trace, dh)
    measured = np.concatenate([gradients.state.h[None], gradients.errors.h]).swapaxes(1, 2)
    return DialRun(trace, slopes, product, measured)


def _slope(activation: str, h: Array) -> Array:
    """The slope of an activation function where its output is h."""
    if activation == "tanh":
        return 1.0 - h**2
    return np.ones_like(h) if activation == "linear" else (h > 0).astype(float)


def magnitudes(jacobians: Array) -> Array:
    """Return the number itself of 1 x 1 Jacobians (T, 1, 1), the largest singular value of others."""
    if jacobians.shape[1:] == (1, 1):
        return jacobians[:, 0, 0]
    values: Array = np.linalg.norm(jacobians, ord=2, axis=(1, 2))
    return values
