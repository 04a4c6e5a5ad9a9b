"""The LSTM with a forget gate: three gates around a cell state (Gers, Schmidhuber & Cummins 2000)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, NamedTuple

import numpy as np

from lstm_teach import fused
from lstm_teach.cells import starts
from lstm_teach.cells.base import Cell, Fast
from lstm_teach.gates import LEARNED, Gates, gate_table
from lstm_teach.numerics import Array, columns
from lstm_teach.trace import Step


class LSTMParams(NamedTuple):
    """Weights of an LSTM layer; the columns are stacked in the order i, f, g, o."""

    W_x: Array  # (D, 4H) from the input
    W_h: Array  # (H, 4H) from the previous hidden state
    b: Array  # (4H,)


def step(params: LSTMParams, x: Array, state: LSTMState, gates: Gates = LEARNED) -> LSTMStep:
    r"""One time step.

    .. math::
        (a_i, a_f, a_g, a_o) &= x_t W_x + h_{t-1} W_h + b \\
        i_t = \sigma(a_i), \quad f_t &= \sigma(a_f), \quad g_t = \tanh(a_g), \quad o_t = \sigma(a_o) \\
        c_t &= f_t \odot c_{t-1} + i_t \odot g_t \\
        h_t &= o_t \odot \tanh(c_t)

    Parameters
    ----------
    params : LSTMParams
    x : array (B, D)
    state : LSTMState of `h_prev` and `c_prev`, each (B, H)
    gates : `LEARNED`, or `Held` for an intervention on "i", "f" or "o"

    References
    ----------
    Gers, Schmidhuber & Cummins (2000), Learning to forget, Neural Computation 12, sections 2 and 3,
    doi:10.1162/089976600300015015. There input and state are squashed by scaled logistic functions, as in
    1997; here by tanh, as is usual today.
    """
    h_prev, c_prev = state
    a_i, a_f, a_g, a_o = columns(x @ params.W_x + h_prev @ params.W_h + params.b, 4)
    i = gates.open("i", a_i)
    f = gates.open("f", a_f)
    g = np.tanh(a_g)
    o = gates.open("o", a_o)
    c = f * c_prev + i * g
    tanh_c = np.tanh(c)
    h = o * tanh_c
    return LSTMStep(x=x, h_prev=h_prev, c_prev=c_prev, i=i, f=f, g=g, o=o, c=c, tanh_c=tanh_c, h=h)


def backward(
    params: LSTMParams, step: LSTMStep, d_state: LSTMState, gates: Gates = LEARNED
) -> tuple[LSTMParams, Array, LSTMState]:
    """From dL/dh_t and dL/dc_t to dL/dparams of this step, dL/dx_t and the previous state's error.

    Read it beside `step`, from the last line to the first.
    """
    dh, dc = d_state
    do = dh * step.tanh_c
    dc = dc + dh * step.o * (1.0 - step.tanh_c**2)
    df, dc_prev = dc * step.c_prev, dc * step.f
    di, dg = dc * step.g, dc * step.i
    da_o = gates.back("o", step.o, do)
    da_g = dg * (1.0 - step.g**2)
    da_f = gates.back("f", step.f, df)
    da_i = gates.back("i", step.i, di)
    da = np.concatenate([da_i, da_f, da_g, da_o], axis=-1)
    d_params = LSTMParams(W_x=step.x.T @ da, W_h=step.h_prev.T @ da, b=da.sum(axis=0))
    return d_params, da @ params.W_x.T, LSTMState(h=da @ params.W_h.T, c=dc_prev)


class LSTMState(NamedTuple):
    """What goes from step to step."""

    h: Array  # (B, H) hidden state, the output of the cell
    c: Array  # (B, H) cell state, the memory


@dataclass(frozen=True, eq=False, repr=False)
class LSTMStep(Step):
    """One time step: `x`, `h_prev`, `c_prev`, gates `i`, `f`, `o`, candidate `g`, `c`, `tanh_c`, `h`."""

    gates: ClassVar = gate_table("H", i="input gate", f="forget gate", o="output gate")
    h_prev: Array
    c_prev: Array
    i: Array
    f: Array
    g: Array
    o: Array
    c: Array
    tanh_c: Array


def init(
    rng: np.random.Generator, input_size: int, hidden_size: int, *,
    recurrent: str = "orthogonal", input_scale: float = 1.0,
    input_gate_bias: float = 0.0, forget_gate_bias: float = 1.0, output_gate_bias: float = 0.0,
) -> LSTMParams:  # fmt: skip
    """Return starting weights: `input_scale` times Glorot, `recurrent` for the feedback, biases as given.

    A forget gate bias of 1 is the usual start (Jozefowicz et al. 2015). It keeps a memory for a few steps
    only; for a lag of n steps start near log(n) (Tallec & Ollivier 2018, arXiv 1804.11188). What each
    option does to the gradient at lag n says `starts.weights`; it raises its errors, and a ValueError for
    a bias that is not finite.
    """
    W_x, W_h = starts.weights(rng, input_size, hidden_size, recurrent, input_scale, parts=4)
    b = starts.repeated(hidden_size, input_gate_bias=input_gate_bias, forget_gate_bias=forget_gate_bias,
                        candidate=0.0, output_gate_bias=output_gate_bias)  # fmt: skip
    return LSTMParams(W_x, W_h, b)


LSTM = Cell(
    name="LSTM", init=init, step=step, backward=backward, zero_state=starts.Zeros(LSTMState),
    params_type=LSTMParams, state_type=LSTMState, step_type=LSTMStep,
    shapes={"W_x": ("D", "4H"), "W_h": ("H", "4H"), "b": ("4H",)},
    wiring={"W_x": "x -> i f g o", "W_h": "h_prev -> i f g o", "b": "-> i f g o"},
    state_axes={"h": ("B", "H"), "c": ("B", "H")}, fast=Fast(fused.forward, fused.backward, (step, backward)),
)  # fmt: skip
