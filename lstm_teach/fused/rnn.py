"""The tanh RNN of `lstm_teach.cells.rnn` again, fast: by what pays for the LSTM, as far as it applies.

Two calls a step forward and three back; the rest is done for all steps at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from lstm_teach.fused.flow import arrive, events_of
from lstm_teach.fused.forwards import fill, step_product, z_shape
from lstm_teach.fused.memory import free, lent, plan_for
from lstm_teach.fused.rows import features_first, product_of, without_buffer
from lstm_teach.numerics import Array


def forward(
    params: Sequence[Array], x: Array, state: Sequence[Array], holds: Any = (), symbols: Any = None
) -> dict[str, Array]:
    """Return the fields of a Trace by name: read-only (T, B, features) views of features-first arrays."""
    (W_x, W_h, b), (h,) = params, state
    (T, B, _), H = x.shape, W_h.shape[0]
    plan = plan_for(_slices, x.dtype, z_shape(x, h, symbols), (T, H, B))
    fill(plan.arrays[0], x, h, symbols)
    product, tanh = step_product(np.concatenate([W_h, W_x, b[None]]).T, h, symbols), np.tanh
    for z_t, a_t, h_t in plan.steps():
        product(z_t, a_t)
        tanh(a_t, h_t)
    z, a = lent(plan)
    run = {"x": z[:T, H:-1], "h_prev": z[:T, :H], "h": z[1:, :H], "a": a}
    return {name: features_first(array) for name, array in run.items()}


def _slices(z: Array, a: Array) -> Sequence[Array]:
    return z[:-1], a, z[1:, : a.shape[1]]


@np.errstate()  # which puts back the size of the buffer
def backward(
    params: Sequence[Array],
    trace: Any,
    dh: Array,
    d_final: tuple[Array],
    *,
    last: Array,
    cut: Sequence[str],
    chunk: int,
    inputs: bool,
    errors: bool,
) -> tuple[Any, ...]:
    """Return (dW_x, dW_h, db), dx, the initial state's dh and all steps' errors; see `backwards.backward`."""
    without_buffer(dh[0].size)
    W_x, W_h, _ = params
    (T, B, H), D = dh.shape, W_x.shape[0]
    plan = plan_for(_slices_back, dh.dtype, *[(T, H, B)] * 3, (2 * H + D + 1, T, B))
    total, slope, da, both = plan.arrays
    total[...], h = features_first(dh), features_first(trace.h)
    np.subtract(1, np.multiply(h, h, slope), slope)
    from_h = np.zeros((H, B), dh.dtype)  # dL/dh_t from later steps
    product, add, multiply = product_of(W_h * np.array("h" not in cut, dh.dtype), B), np.add, np.multiply
    events = events_of(d_final, last, T, chunk)
    for t, (dh_t, slope_t, da_t) in zip(reversed(range(T)), plan.steps(), strict=True):
        if t in events:
            arrive(events[t], from_h)
        add(dh_t, from_h, dh_t)
        multiply(dh_t, slope_t, da_t)
        product(da_t, from_h)
    columns, z = both[:H], both[H:]
    columns[...] = da.transpose(1, 0, 2)
    z[:H], z[H:-1], z[-1] = trace.h_prev.transpose(2, 0, 1), trace.x.transpose(2, 0, 1), 1
    columns = columns.reshape(H, -1)
    dW = (columns @ z.reshape(len(z), -1).T).T
    dx = (W_x @ columns).reshape(D, T, B).transpose(1, 2, 0) if inputs else None
    over_time = (features_first(total.copy()),) if errors else None
    free(plan)
    return (dW[H:-1], dW[:H], dW[-1]), dx, (from_h.T,), over_time


def _slices_back(total: Array, slope: Array, da: Array, _: Array) -> Sequence[Array]:
    return total[::-1], slope[::-1], da[::-1]
