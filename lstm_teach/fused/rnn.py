"""The tanh RNN of `lstm_teach.cells.rnn` again, fast: by what pays for the LSTM, as far as it applies.

Two calls a step forward and three back; the rest is done for all steps at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from lstm_teach.fused.flow import arrive, events_of
from lstm_teach.fused.layout import carve, features_first
from lstm_teach.numerics import Array


def forward(W_x: Array, W_h: Array, b: Array, x: Array, h: Array) -> dict[str, Array]:
    """Return the fields of a Trace by name: read-only (T, B, features) views of feature-major arrays."""
    (T, B, D), H = x.shape, W_h.shape[0]
    z, a = carve(x.dtype, (T + 1, H + D + 1, B), (T, H, B), reuse=True)  # z: [h; x; 1]
    z[0, :H] = h.T
    z[:T, H:-1], z[:T, -1] = features_first(x), 1
    product, tanh = np.concatenate([W_h, W_x, b[None]]).T.dot, np.tanh
    for z_t, a_t, h_t in zip(z[:T], a, z[1:, :H], strict=True):
        product(z_t, a_t)
        tanh(a_t, h_t)
    run = {"x": z[:T, H:-1], "h_prev": z[:T, :H], "h": z[1:, :H], "a": a}
    for name, array in run.items():
        run[name] = features_first(array)
        run[name].flags.writeable = False
    return run


def backward(
    W_x: Array,
    W_h: Array,
    trace: Any,
    dh: Array,
    d_final: tuple[Array],
    *,
    ends: Array,
    cut: Sequence[str],
    chunk: int,
    inputs: bool,
    errors: bool,
) -> tuple[Any, ...]:
    """Return (dW_x, dW_h, db), dx, the initial state's dh and all steps' errors; see `backwards.backward`."""
    (T, B, H), D = dh.shape, W_x.shape[0]
    total, da, slope = carve(dh.dtype, (T, H, B), (T, H, B), (T, H, B))
    total[...], h = features_first(dh), features_first(trace.h)
    np.subtract(1, h * h, slope)
    from_h = np.zeros((H, B), dh.dtype)  # dL/dh_t from later steps
    product, add, multiply = (W_h * np.array("h" not in cut, dh.dtype)).dot, np.add, np.multiply
    events = events_of(d_final, ends, T, chunk)
    steps = zip(reversed(range(T)), total[::-1], slope[::-1], da[::-1], strict=True)
    for t, dh_t, slope_t, da_t in steps:
        if t in events:
            arrive(events[t], from_h)
        add(dh_t, from_h, dh_t)
        multiply(dh_t, slope_t, da_t)
        product(da_t, from_h)
    z = np.empty((H + D + 1, T, B), dh.dtype)
    z[:H], z[H:-1], z[-1] = trace.h_prev.transpose(2, 0, 1), trace.x.transpose(2, 0, 1), 1
    da = da.transpose(1, 0, 2).reshape(H, -1)
    dW = da.dot(z.reshape(len(z), -1).T).T
    dx = (W_x @ da).reshape(D, T, B).transpose(1, 2, 0) if inputs else None
    return (dW[H:-1], dW[:H], dW[-1]), dx, (from_h.T,), (features_first(total),) if errors else None
