"""The LSTM whose gates see the cell (Gers, Schraudolph & Schmidhuber 2002)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from lstm_teach.cells import lstm
from lstm_teach.cells.base import Cell, Fast
from lstm_teach.cells.lstm import LSTMState, LSTMStep
from lstm_teach.fused import peephole as fused
from lstm_teach.gates import LEARNED, Gates
from lstm_teach.numerics import Array, columns


class PeepholeParams(NamedTuple):
    """Weights of a peephole LSTM layer; the columns are stacked in the order i, f, g, o."""

    W_x: Array  # (D, 4H)
    W_h: Array  # (H, 4H)
    b: Array  # (4H,)
    p_i: Array  # (H,) from c_{t-1} to the input gate
    p_f: Array  # (H,) from c_{t-1} to the forget gate
    p_o: Array  # (H,) from c_t to the output gate


def step(params: PeepholeParams, x: Array, state: LSTMState, gates: Gates = LEARNED) -> PeepholeStep:
    r"""One time step. Input and forget gate see the old cell state, the output gate the new one.

    .. math::
        i_t &= \sigma(a_i + p_i \odot c_{t-1}), \quad f_t = \sigma(a_f + p_f \odot c_{t-1}) \\
        c_t &= f_t \odot c_{t-1} + i_t \odot \tanh(a_g) \\
        o_t &= \sigma(a_o + p_o \odot c_t), \quad h_t = o_t \odot \tanh(c_t)

    Parameters
    ----------
    params : PeepholeParams
    x, state, gates
        As in `lstm_teach.cells.lstm.step`.

    References
    ----------
    Gers, Schraudolph & Schmidhuber (2002), Learning precise timing with LSTM recurrent networks,
    JMLR 3, section 3, doi:10.1162/153244303768966139. There the cell state is read out without
    tanh; here with it, as in the LSTM of Graves (2013), arXiv 1308.0850, section 2.1.
    """
    h_prev, c_prev = state
    a_i, a_f, a_g, a_o = columns(x @ params.W_x + h_prev @ params.W_h + params.b, 4)
    i = gates.open("i", a_i + params.p_i * c_prev)
    f = gates.open("f", a_f + params.p_f * c_prev)
    g = np.tanh(a_g)
    c = f * c_prev + i * g
    o = gates.open("o", a_o + params.p_o * c)
    tanh_c = np.tanh(c)
    h = o * tanh_c
    return PeepholeStep(x=x, h_prev=h_prev, c_prev=c_prev, i=i, f=f, g=g, o=o, c=c, tanh_c=tanh_c, h=h)


def backward(
    params: PeepholeParams, step: PeepholeStep, d_state: LSTMState, gates: Gates = LEARNED
) -> tuple[PeepholeParams, Array, LSTMState]:
    """From dL/dh_t and dL/dc_t to dL/dparams of this step, dL/dx_t and the previous state's error.

    Beside the LSTM's paths, c_t feeds the output gate and c_{t-1} the other two. This is the full
    gradient; the paper of 2002 sends no error back through the peepholes.
    """
    dh, dc = d_state
    da_o = gates.back("o", step.o, dh * step.tanh_c)
    dc = dc + dh * step.o * (1.0 - step.tanh_c**2) + da_o * params.p_o
    da_g = dc * step.i * (1.0 - step.g**2)
    da_f = gates.back("f", step.f, dc * step.c_prev)
    da_i = gates.back("i", step.i, dc * step.g)
    dc_prev = dc * step.f + da_f * params.p_f + da_i * params.p_i
    da = np.concatenate([da_i, da_f, da_g, da_o], axis=-1)
    d_params = PeepholeParams(
        W_x=step.x.T @ da,
        W_h=step.h_prev.T @ da,
        b=da.sum(axis=0),
        p_i=(da_i * step.c_prev).sum(axis=0),
        p_f=(da_f * step.c_prev).sum(axis=0),
        p_o=(da_o * step.c).sum(axis=0),
    )
    return d_params, da @ params.W_x.T, LSTMState(h=da @ params.W_h.T, c=dc_prev)


@dataclass(frozen=True, eq=False, repr=False)
class PeepholeStep(LSTMStep):
    """One time step of a peephole LSTM: the fields of an `LSTMStep`."""


def init(rng: np.random.Generator, input_size: int, hidden_size: int, **options: Any) -> PeepholeParams:
    """As for the LSTM; the peepholes start uniform in +-1 / sqrt(H), so that units differ.

    Raises
    ------
    TypeError, ValueError
        As `lstm_teach.cells.lstm.init`.
    """
    weights = lstm.init(rng, input_size, hidden_size, **options)
    peepholes = rng.uniform(-1.0, 1.0, size=(3, hidden_size)) / np.sqrt(hidden_size)
    return PeepholeParams(*weights, *peepholes)


PEEPHOLE_LSTM = Cell(
    name="peephole LSTM", init=init, step=step, backward=backward, zero_state=lstm.LSTM.zero_state,
    params_type=PeepholeParams, state_type=LSTMState, step_type=PeepholeStep,
    shapes=dict(lstm.LSTM.shapes) | {"p_i": ("H",), "p_f": ("H",), "p_o": ("H",)},
    wiring=dict(lstm.LSTM.wiring) | {"p_i": "c_prev -> i", "p_f": "c_prev -> f", "p_o": "c -> o"},
    state_axes=lstm.LSTM.state_axes,
    fast=Fast(fused.forward, fused.backward, stands_for=(step, backward)),
)  # fmt: skip
