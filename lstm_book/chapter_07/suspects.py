"""Four backward steps of an LSTM for exercise 7.3, some with one broken line. Test them, do not read them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from lstm_teach.cells.lstm import LSTMParams
from lstm_teach.numerics import Array

BackwardStep = Callable[[LSTMParams, tuple[Any, ...], Array, Array], tuple[LSTMParams, Array, Array]]
GATES = ("i", "f", "g", "o")


def _backward(params: LSTMParams, step: tuple[Any, ...], dh: Array, dc: Array, broken: str) -> Any:
    x, h_prev, c_prev, i, f, g, o, c, _ = step
    do = dh * np.tanh(c)
    dc = dc + dh * o * (1 - np.tanh(c) ** 2)
    seen = c if broken == "da_f" else c_prev
    slope = g * (1 - g) if broken == "da_g" else 1 - g**2
    da = np.concatenate([dc * g * i * (1 - i), dc * seen * f * (1 - f), dc * i * slope, do * o * (1 - o)], -1)
    heard = da.copy()
    if broken == "dh_prev":
        heard[:, -o.shape[1] :] = 0.0
    d_params = LSTMParams(x.T @ da, h_prev.T @ da, da.sum(axis=0))
    return d_params, heard @ params.W_h.T, dc * f


def _suspect(broken: str) -> BackwardStep:
    return lambda params, step, dh, dc: _backward(params, step, dh, dc, broken)


FAULTS = {"P": "da_g", "Q": "nothing", "R": "da_f", "S": "dh_prev"}
suspects: dict[str, BackwardStep] = {name: _suspect(fault) for name, fault in FAULTS.items()}
