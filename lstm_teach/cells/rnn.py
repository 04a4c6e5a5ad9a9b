"""The vanilla recurrent network: one layer that feeds back into itself (Elman 1990)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from lstm_teach.cells import starts
from lstm_teach.cells.base import Cell, Fast
from lstm_teach.fused import rnn as fused
from lstm_teach.gates import LEARNED, Gates
from lstm_teach.numerics import Array
from lstm_teach.trace import Step


class RNNParams(NamedTuple):
    """Weights of a vanilla RNN."""

    W_x: Array  # (D, H) from the input
    W_h: Array  # (H, H) from the previous hidden state
    b: Array  # (H,)


class RNNState(NamedTuple):
    """What goes from step to step."""

    h: Array  # (B, H)


@dataclass(frozen=True, eq=False, repr=False)
class RNNStep(Step):
    """One time step of a vanilla RNN: `x`, `h_prev`, the pre-activation `a` and `h`."""

    h_prev: Array
    a: Array


@dataclass(frozen=True, eq=False, repr=False)
class ReLURNNStep(RNNStep):
    """One time step with phi = ReLU."""


@dataclass(frozen=True, eq=False, repr=False)
class LinearRNNStep(RNNStep):
    """One time step with phi = identity."""


class Activation(NamedTuple):
    """A squashing function and its slope, written as a function of its output."""

    of: Callable[[Array], Array]
    slope: Callable[[Array], Array]
    step_type: type[RNNStep]  # so that a Step says by its type what it is


def _tanh_slope(h: Array) -> Array:
    return 1.0 - h**2


def _relu(a: Array) -> Array:
    return np.where(a.real > 0, a, 0)


def _relu_slope(h: Array) -> Array:
    return (h.real > 0).astype(h.dtype)


TANH = Activation(np.tanh, _tanh_slope, RNNStep)
RELU = Activation(_relu, _relu_slope, ReLURNNStep)
LINEAR = Activation(np.copy, np.ones_like, LinearRNNStep)


@dataclass(frozen=True)
class With:
    """`step` or `backward` with another activation; a record, equal to its own copy as a `partial` is not."""

    function: Callable[..., Any]
    phi: Activation

    def __call__(self, *arguments: Any, **named: Any) -> Any:
        """Call the function."""
        return self.function(*arguments, **named, phi=self.phi)


def step(
    params: RNNParams, x: Array, state: RNNState, gates: Gates = LEARNED, phi: Activation = TANH
) -> RNNStep:
    r"""One time step: :math:`a_t = x_t W_x + h_{t-1} W_h + b`, :math:`h_t = \phi(a_t)`.

    Parameters
    ----------
    params : RNNParams
    x : array (B, D)
    state : RNNState
        `h_prev` of shape (B, H).
    gates : Gates
        Not used: this cell has none.
    phi : Activation
        tanh, unless the cell says otherwise.

    References
    ----------
    Elman (1990), Finding structure in time, Cognitive Science 14, doi:10.1207/s15516709cog1402_1.
    """
    (h_prev,) = state
    a = x @ params.W_x + h_prev @ params.W_h + params.b
    h = phi.of(a)
    return phi.step_type(x=x, h_prev=h_prev, a=a, h=h)


def backward(
    params: RNNParams, step: RNNStep, d_state: RNNState, gates: Gates = LEARNED, phi: Activation = TANH
) -> tuple[RNNParams, Array, RNNState]:
    """From dL/dh_t to dL/dparams of this step, dL/dx_t and dL/dh_{t-1}; shapes as in `step`."""
    (dh,) = d_state
    da = dh * phi.slope(step.h)
    d_params = RNNParams(W_x=step.x.T @ da, W_h=step.h_prev.T @ da, b=da.sum(axis=0))
    return d_params, da @ params.W_x.T, RNNState(h=da @ params.W_h.T)


def init(
    rng: np.random.Generator, input_size: int, hidden_size: int, *,
    recurrent: str = "orthogonal", input_scale: float = 1.0,
) -> RNNParams:  # fmt: skip
    """Return starting weights: `input_scale` times Glorot for the input, `recurrent` for h, bias 0.

    What they do to the gradient at lag n says `lstm_teach.cells.starts.weights`, which also names its errors.
    """
    W_x, W_h = starts.weights(rng, input_size, hidden_size, recurrent, input_scale)
    return RNNParams(W_x, W_h, b=np.zeros(hidden_size))


def _elman(name: str, step: Any, backward: Any, step_type: type[RNNStep], fast: Fast | None = None) -> Cell:
    return Cell(
        name=name, init=init, step=step, backward=backward, zero_state=starts.Zeros(RNNState),
        params_type=RNNParams, state_type=RNNState, step_type=step_type,
        shapes={"W_x": ("D", "H"), "W_h": ("H", "H"), "b": ("H",)},
        wiring={"W_x": "x -> h", "W_h": "h_prev -> h", "b": "-> h"},
        state_axes={"h": ("B", "H")}, fast=fast,
    )  # fmt: skip


RNN = _elman("RNN", step, backward, RNNStep, Fast(fused.forward, fused.backward, stands_for=(step, backward)))
RELU_RNN = _elman("ReLU RNN", With(step, RELU), With(backward, RELU), ReLURNNStep)
LINEAR_RNN = _elman("linear RNN", With(step, LINEAR), With(backward, LINEAR), LinearRNNStep)
