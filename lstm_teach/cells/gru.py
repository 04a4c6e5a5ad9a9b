"""The gated recurrent unit, in both conventions of the reset gate (Cho et al. 2014).

`GRU` resets after the matrix product, as Cho's first version, cuDNN, PyTorch and today's Keras do;
`GRU_RESET_BEFORE` resets h before it, as the published version does. For more than one unit the
two are different functions: weights that make them equal exist only in special cases, such as a
diagonal W_hg.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, NamedTuple

import numpy as np

from lstm_teach.cells import starts
from lstm_teach.cells.base import Cell, Fast
from lstm_teach.fused import gru as fused
from lstm_teach.gates import LEARNED, Gates, gate_table
from lstm_teach.numerics import Array, columns
from lstm_teach.trace import Step


class GRUParams(NamedTuple):
    """Weights of a GRU layer that resets after the product; columns stacked in the order r, z, g."""

    W_x: Array  # (D, 3H) from the input
    W_h: Array  # (H, 3H) from the previous hidden state
    b: Array  # (3H,)
    b_g: Array  # (H,) second bias of the candidate, inside the reset gate's reach


def step(params: GRUParams, x: Array, state: GRUState, gates: Gates = LEARNED) -> GRUStep:
    r"""One time step, reset after the product.

    .. math::
        r_t = \sigma(a_r), \quad z_t &= \sigma(a_z) \\
        u_t &= h_{t-1} W_{hg} + b_g \\
        g_t &= \tanh(x_t W_{xg} + b_{xg} + r_t \odot u_t) \\
        h_t &= z_t \odot h_{t-1} + (1 - z_t) \odot g_t

    Parameters
    ----------
    params : GRUParams
    x : array (B, D)
    state : GRUState
        `h_prev` of shape (B, H).
    gates : Gates
        `LEARNED`, or `Held` for an intervention on "r" or "z".

    References
    ----------
    Cho et al. (2014), arXiv 1406.1078, first version. z keeps, as there and in PyTorch.
    """
    (h_prev,) = state
    x_r, x_z, x_g = columns(x @ params.W_x + params.b, 3)
    h_r, h_z, h_g = columns(h_prev @ params.W_h, 3)
    r = gates.open("r", x_r + h_r)
    z = gates.open("z", x_z + h_z)
    u = h_g + params.b_g
    g = np.tanh(x_g + r * u)
    h = z * h_prev + (1.0 - z) * g
    return GRUStep(x=x, h_prev=h_prev, r=r, z=z, u=u, g=g, h=h)


def backward(
    params: GRUParams, step: GRUStep, d_state: GRUState, gates: Gates = LEARNED
) -> tuple[GRUParams, Array, GRUState]:
    """From dL/dh_t to dL/dparams of this step, dL/dx_t and dL/dh_{t-1}; mirrors `step`."""
    (dh,) = d_state
    dz, dg, dh_prev = dh * (step.h_prev - step.g), dh * (1.0 - step.z), dh * step.z
    da_g = dg * (1.0 - step.g**2)
    dr, du = da_g * step.u, da_g * step.r
    da_z = gates.back("z", step.z, dz)
    da_r = gates.back("r", step.r, dr)
    dx_part = np.concatenate([da_r, da_z, da_g], axis=-1)
    dh_part = np.concatenate([da_r, da_z, du], axis=-1)
    d_params = GRUParams(step.x.T @ dx_part, step.h_prev.T @ dh_part, dx_part.sum(axis=0), du.sum(axis=0))
    return d_params, dx_part @ params.W_x.T, GRUState(h=dh_prev + dh_part @ params.W_h.T)


class GRUResetBeforeParams(NamedTuple):
    """Weights of a GRU layer that resets before the product; columns stacked in the order r, z, g."""

    W_x: Array  # (D, 3H)
    W_h: Array  # (H, 3H)
    b: Array  # (3H,)


def step_reset_before(
    params: GRUResetBeforeParams, x: Array, state: GRUState, gates: Gates = LEARNED
) -> GRUResetBeforeStep:
    r"""One time step, reset before the product.

    .. math::
        u_t &= r_t \odot h_{t-1} \\
        g_t &= \tanh(x_t W_{xg} + u_t W_{hg} + b_g) \\
        h_t &= z_t \odot h_{t-1} + (1 - z_t) \odot g_t

    with r and z as in `step`.

    Parameters
    ----------
    params : GRUResetBeforeParams
    x, state, gates
        As in `step`.

    References
    ----------
    Cho et al. (2014), arXiv 1406.1078, third version, eqs. 5 to 8. In Chung et al. (2014), arXiv
    1412.3555, section 3.2, eq. 5, z writes: the same cell with z and 1 - z exchanged.
    """
    (h_prev,) = state
    H = h_prev.shape[-1]
    x_r, x_z, x_g = columns(x @ params.W_x + params.b, 3)
    h_r, h_z = columns(h_prev @ params.W_h[:, : 2 * H], 2)
    r = gates.open("r", x_r + h_r)
    z = gates.open("z", x_z + h_z)
    u = r * h_prev
    g = np.tanh(x_g + u @ params.W_h[:, 2 * H :])
    h = z * h_prev + (1.0 - z) * g
    return GRUResetBeforeStep(x=x, h_prev=h_prev, r=r, z=z, u=u, g=g, h=h)


def backward_reset_before(
    params: GRUResetBeforeParams, step: GRUResetBeforeStep, d_state: GRUState, gates: Gates = LEARNED
) -> tuple[GRUResetBeforeParams, Array, GRUState]:
    """From dL/dh_t to dL/dparams of this step, dL/dx_t and dL/dh_{t-1}; mirrors `step_reset_before`."""
    (dh,) = d_state
    H = dh.shape[-1]
    W_gates, W_g = params.W_h[:, : 2 * H], params.W_h[:, 2 * H :]
    dz, dg, dh_prev = dh * (step.h_prev - step.g), dh * (1.0 - step.z), dh * step.z
    da_g = dg * (1.0 - step.g**2)
    du = da_g @ W_g.T
    dr, dh_prev = du * step.h_prev, dh_prev + du * step.r
    da_z = gates.back("z", step.z, dz)
    da_r = gates.back("r", step.r, dr)
    da_gates = np.concatenate([da_r, da_z], axis=-1)
    da = np.concatenate([da_gates, da_g], axis=-1)
    dW_h = np.concatenate([step.h_prev.T @ da_gates, step.u.T @ da_g], axis=-1)
    d_params = GRUResetBeforeParams(W_x=step.x.T @ da, W_h=dW_h, b=da.sum(axis=0))
    return d_params, da @ params.W_x.T, GRUState(h=dh_prev + da_gates @ W_gates.T)


class GRUState(NamedTuple):
    """What goes from step to step."""

    h: Array  # (B, H)


@dataclass(frozen=True, eq=False, repr=False)
class GRUStep(Step):
    """One time step: `x`, `h_prev`, reset gate `r`, update gate `z`, `u` (see `step`), candidate `g`, `h`."""

    gates: ClassVar = gate_table("H", r="reset gate", z="update gate")
    h_prev: Array
    r: Array
    z: Array
    u: Array
    g: Array


@dataclass(frozen=True, eq=False, repr=False)
class GRUResetBeforeStep(GRUStep):
    """One time step of the GRU that resets before the product: the fields of a `GRUStep`."""


def init_reset_before(
    rng: np.random.Generator, input_size: int, hidden_size: int, *, recurrent: str = "orthogonal",
    input_scale: float = 1.0, reset_gate_bias: float = 0.0, update_gate_bias: float = 0.0,
) -> GRUResetBeforeParams:  # fmt: skip
    """Return starting weights: `input_scale` times Glorot, `recurrent` for the feedback, biases as given.

    z keeps, so that `update_gate_bias` is to a GRU what the forget gate's bias is to an LSTM. What each
    option does to the gradient at lag n says `starts.weights`; it raises its errors, and a ValueError for
    a bias that is not finite.
    """
    W_x, W_h = starts.weights(rng, input_size, hidden_size, recurrent, input_scale, parts=3)
    b = starts.repeated(hidden_size, reset_gate_bias=reset_gate_bias, update_gate_bias=update_gate_bias,
                        candidate=0.0)  # fmt: skip
    return GRUResetBeforeParams(W_x, W_h, b)


def init(rng: np.random.Generator, input_size: int, hidden_size: int, **options: Any) -> GRUParams:
    """As `init_reset_before`, with the same options and the candidate's second bias, 0."""
    weights = init_reset_before(rng, input_size, hidden_size, **options)
    return GRUParams(*weights, b_g=np.zeros(hidden_size))


_SHAPES = {"W_x": ("D", "3H"), "W_h": ("H", "3H"), "b": ("3H",)}
_WIRING = {"W_x": "x -> r z g", "b": "-> r z g"}

GRU = Cell(
    name="GRU", init=init, step=step, backward=backward, zero_state=starts.Zeros(GRUState),
    params_type=GRUParams, state_type=GRUState, step_type=GRUStep,
    shapes=_SHAPES | {"b_g": ("H",)},
    wiring=_WIRING | {"W_h": "h_prev -> r z r*g", "b_g": "-> r*g"},
    state_axes={"h": ("B", "H")},
    fast=Fast(fused.forward, fused.backward, stands_for=(step, backward)),
)  # fmt: skip

GRU_RESET_BEFORE = Cell(
    name="GRU (reset before)", init=init_reset_before, step=step_reset_before, backward=backward_reset_before,
    zero_state=starts.Zeros(GRUState),
    params_type=GRUResetBeforeParams, state_type=GRUState, step_type=GRUResetBeforeStep,
    shapes=_SHAPES, wiring=_WIRING | {"W_h": "h_prev -> r z; r*h_prev -> g"},
    state_axes={"h": ("B", "H")},
    fast=Fast(fused.forward, fused.backward, stands_for=(step_reset_before, backward_reset_before)),
)  # fmt: skip
