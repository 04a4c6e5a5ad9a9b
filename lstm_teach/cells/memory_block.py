"""The memory block of 1997: S carousels that share an input gate and an output gate.

There is no forget gate yet. All that the paper leaves open is an option: gates that feed gates
and cells, biases of the gates, biases of the cells.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, NamedTuple

import numpy as np

from lstm_teach.cells import starts
from lstm_teach.cells.base import Cell
from lstm_teach.gates import LEARNED, Gate, Gates
from lstm_teach.numerics import Array, sigmoid
from lstm_teach.trace import Step
from lstm_teach.validation import positive_int, real_number


class MemoryBlockParams(NamedTuple):
    """Weights of N memory blocks with S cells each, H = N * S.

    The columns are stacked in the order input gates (N), output gates (N), cells (H), the cells
    block by block.
    """

    W_x: Array  # (D, 2N+H) from the input
    W_h: Array  # (H, 2N+H) from the previous cell outputs
    W_y: Array | None = None  # (2N, 2N+H) from the previous gates y_in, y_out
    b_gates: Array | None = None  # (2N,)
    b_cells: Array | None = None  # (H,)


def psi_in(a: Array) -> Array:
    r"""Squash a cell's input to (-2, 2): :math:`4\sigma(a) - 2`, called g in 1997 (eq. 5 there)."""
    return 4.0 * sigmoid(a) - 2.0


def psi_out(c: Array) -> Array:
    r"""Squash a cell's state to (-1, 1): :math:`2\sigma(c) - 1 = \tanh(c / 2)`, called h in 1997 (eq. 4)."""
    return 2.0 * sigmoid(c) - 1.0


def step(
    params: MemoryBlockParams, x: Array, state: MemoryBlockState, gates: Gates = LEARNED
) -> MemoryBlockStep:
    r"""One time step; gates (B, N) act on all S cells of their block.

    .. math::
        a &= x_t W_x + h_{t-1} W_h + [y^{in}_{t-1}, y^{out}_{t-1}] W_y + b \\
        c_t &= c_{t-1} + y^{in}_t \odot \psi_{in}(a_g) \\
        h_t &= y^{out}_t \odot \psi_{out}(c_t)

    Parameters
    ----------
    params : MemoryBlockParams
    x : array (B, D)
    state : MemoryBlockState
    gates : Gates
        `LEARNED`, or `Held` for an intervention on "y_in" or "y_out".

    References
    ----------
    Hochreiter & Schmidhuber (1997), Long short-term memory, Neural Computation 9, section 4,
    doi:10.1162/neco.1997.9.8.1735. The numbers of the equations are those of its appendix A.1.
    """
    h_prev, c_prev, y_in_prev, y_out_prev = state
    N = c_prev.shape[1]
    a = x @ params.W_x + h_prev @ params.W_h
    if params.W_y is not None:
        a = a + np.concatenate([y_in_prev, y_out_prev], axis=-1) @ params.W_y
    a_gates, a_g = a[:, : 2 * N], a[:, 2 * N :]
    if params.b_gates is not None:
        a_gates = a_gates + params.b_gates
    if params.b_cells is not None:
        a_g = a_g + params.b_cells
    y_in = gates.open("y_in", a_gates[:, :N])
    y_out = gates.open("y_out", a_gates[:, N:])
    g = psi_in(a_g).reshape(c_prev.shape)
    c = c_prev + y_in[..., None] * g
    psi_c = psi_out(c)
    h = (y_out[..., None] * psi_c).reshape(h_prev.shape)
    return MemoryBlockStep(
        x=x, h_prev=h_prev, c_prev=c_prev, y_in_prev=y_in_prev, y_out_prev=y_out_prev,
        y_in=y_in, g=g, c=c, psi_c=psi_c, y_out=y_out, h=h,
    )  # fmt: skip


def backward(
    params: MemoryBlockParams, step: MemoryBlockStep, d_state: MemoryBlockState, gates: Gates = LEARNED
) -> tuple[MemoryBlockParams, Array, MemoryBlockState]:
    """From the new state's error to dL/dparams of this step, dL/dx_t and the previous state's error.

    `d_state.y_in` and `d_state.y_out` are what comes back from the gates' feedback into later steps.
    """
    B, N, _ = step.c.shape
    dh, dc, dy_in, dy_out = d_state
    dh = dh.reshape(step.c.shape)
    dy_out = dy_out + (dh * step.psi_c).sum(axis=-1)
    dc = dc + dh * step.y_out[..., None] * 0.5 * (1.0 - step.psi_c**2)
    dy_in = dy_in + (dc * step.g).sum(axis=-1)
    dg = dc * step.y_in[..., None]
    da_g = (dg * (1.0 - 0.25 * step.g**2)).reshape(B, -1)
    da_in = gates.back("y_in", step.y_in, dy_in)
    da_out = gates.back("y_out", step.y_out, dy_out)
    da = np.concatenate([da_in, da_out, da_g], axis=-1)
    y_prev = np.concatenate([step.y_in_prev, step.y_out_prev], axis=-1)
    dy_prev = np.zeros_like(y_prev) if params.W_y is None else da @ params.W_y.T
    d_params = MemoryBlockParams(
        W_x=step.x.T @ da,
        W_h=step.h_prev.T @ da,
        W_y=None if params.W_y is None else y_prev.T @ da,
        b_gates=None if params.b_gates is None else da[:, : 2 * N].sum(axis=0),
        b_cells=None if params.b_cells is None else da_g.sum(axis=0),
    )
    d_prev = MemoryBlockState(h=da @ params.W_h.T, c=dc, y_in=dy_prev[:, :N], y_out=dy_prev[:, N:])
    return d_params, da @ params.W_x.T, d_prev


class MemoryBlockState(NamedTuple):
    """What goes from step to step."""

    h: Array  # (B, H) cell outputs, called y^c in 1997
    c: Array  # (B, N, S) what the carousels hold, called s_c in 1997
    y_in: Array  # (B, N) input gates
    y_out: Array  # (B, N) output gates


@dataclass(frozen=True, eq=False, repr=False)
class MemoryBlockStep(Step):
    """One time step; `g` is the squashed input and `psi_c` the squashed cell state, both (B, N, S)."""

    gates: ClassVar = {
        "y_in": Gate("N", "input gate", symbol="yᵢₙ"),
        "y_out": Gate("N", "output gate", symbol="yₒᵤₜ"),
    }
    h_prev: Array
    c_prev: Array
    y_in_prev: Array
    y_out_prev: Array
    y_in: Array
    g: Array
    c: Array
    psi_c: Array
    y_out: Array


def init(
    rng: np.random.Generator, input_size: int, hidden_size: int, *, cells_per_block: int = 1,
    gate_feedback: bool = True, gate_biases: bool = True, cell_biases: bool = True,
    input_gate_bias: float | Sequence[float] = 0.0, output_gate_bias: float | Sequence[float] = 0.0,
    scale: float = 0.1, input_scale: float = 1.0,
) -> MemoryBlockParams:  # fmt: skip
    """Return weights uniform in [-scale, scale], as in most experiments of 1997, and gate biases as given.

    Parameters
    ----------
    rng : numpy.random.Generator
    input_size, hidden_size : int
        D and H. H is the number of cells in all blocks.
    cells_per_block : int
        S, a divisor of H.
    gate_feedback, gate_biases, cell_biases : bool
        Which of the optional parts there are.
    input_gate_bias, output_gate_bias : float or one float per block
        Starting values. 1997 starts input gates negative (-3, -6 in experiment 4) against the drift
        of the state, and output gates negative, block by block (-2, -4, -6 in experiment 3), so
        that the blocks come into use one after another.
    scale : float
        Half the width of the interval of the weights.
    input_scale : float
        A factor on W_x, as every cell takes it.

    Raises
    ------
    TypeError, ValueError
        If `rng` is no generator, a size is below 1 or does not fit, or a bias is not finite or
        given where there are no gate biases.
    """
    starts.checked(rng, input_size=input_size, hidden_size=hidden_size, cells_per_block=cells_per_block)
    if hidden_size % cells_per_block:
        raise ValueError(
            f"cells_per_block: expected a divisor of hidden_size = {hidden_size}, got {cells_per_block}"
        )
    D, H, N = input_size, hidden_size, hidden_size // cells_per_block
    scale = real_number("scale", scale, low=0.0)
    input_scale = real_number("input_scale", input_scale, low=0.0)
    biases = [
        _one_per_block(name, value, N)
        for name, value in (("input_gate_bias", input_gate_bias), ("output_gate_bias", output_gate_bias))
    ]
    if not gate_biases and np.any(biases):
        raise ValueError("gate_biases: expected True where a gate bias other than 0 is given, got False")

    def uniform(*shape: int) -> Array:
        return rng.uniform(-scale, scale, size=shape)

    return MemoryBlockParams(
        W_x=input_scale * uniform(D, 2 * N + H),
        W_h=uniform(H, 2 * N + H),
        W_y=uniform(2 * N, 2 * N + H) if gate_feedback else None,
        b_gates=np.concatenate(biases) if gate_biases else None,
        b_cells=uniform(H) if cell_biases else None,
    )


def _one_per_block(name: str, value: float | Sequence[float], N: int) -> Array:
    values = [value] * N if np.ndim(value) == 0 else list(value)  # type: ignore[arg-type]
    if len(values) != N:
        raise ValueError(f"{name}: expected one number, or one for each of the {N} blocks, got {value!r}")
    return np.array([real_number(name, bias) for bias in values])


def zero_state(params: MemoryBlockParams, batch_size: int) -> MemoryBlockState:
    """Return a state of zeros.

    Raises
    ------
    ValueError
        If the cells cannot be shared out evenly among the blocks.
    """
    H, columns = params.W_h.shape
    N, B = positive_int("number of blocks", (columns - H) // 2), batch_size
    if H % N:
        raise ValueError(f"params.W_h: expected H cells in N blocks of one size, got H = {H} and N = {N}")
    shapes = {"h": (B, H), "c": (B, N, H // N), "y_in": (B, N), "y_out": (B, N)}
    return MemoryBlockState(**{name: np.zeros(shape, params.W_h.dtype) for name, shape in shapes.items()})


MEMORY_BLOCK = Cell(
    name="memory block", init=init, step=step, backward=backward, zero_state=zero_state,
    params_type=MemoryBlockParams, state_type=MemoryBlockState, step_type=MemoryBlockStep,
    shapes={"W_h": ("H", "2N+H"), "W_x": ("D", "2N+H"), "W_y": ("2N", "2N+H"),
            "b_gates": ("2N",), "b_cells": ("H",)},
    wiring={"W_x": "x -> y_in y_out g", "W_h": "h_prev -> y_in y_out g",
            "W_y": "y_in_prev y_out_prev -> y_in y_out g", "b_gates": "-> y_in y_out", "b_cells": "-> g"},
    state_axes={"h": ("B", "H"), "c": ("B", "N", "S"), "y_in": ("B", "N"), "y_out": ("B", "N")},
    optional=frozenset({"W_y", "b_gates", "b_cells"}),
)  # fmt: skip
