"""From the last step to the first, a block of steps at a time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from lstm_teach.fused.flow import Many, One, events_of
from lstm_teach.fused.memory import STEPS, free
from lstm_teach.fused.rows import features_first, without_buffer
from lstm_teach.numerics import Array

BLOCK = 2**17  # bytes of one array (steps, H, B) of a block of steps
COLUMNS = 128  # steps * B of a block at least, and at least H, or adding its part to dW takes too long
FEW_UNITS = 16  # up to here a matrix (2H, 2H) a step costs less than eight calls
MATRICES = 2**20  # bytes of those of a block


@np.errstate()  # which puts back the size of the buffer
def backward(
    params: Sequence[Array],
    trace: Any,
    dh: Array,
    d_final: tuple[Array, Array],
    *,
    last: Array,
    cut: Sequence[str],
    chunk: int,
    inputs: bool,
    errors: bool,
    peepholes: Array | None = None,
) -> tuple[Any, ...]:
    """Return (dW_x, dW_h, db), dx, the initial state's (dh, dc) and all steps' errors (h, c).

    `trace` may come from `forward` or from the readable cell. `d_final` enters at step `last[b]`
    of sequence b. All else is as in `lstm_teach.sequence.bptt`. With `peepholes` (3, H), which are
    p_i, p_f and p_o, their gradients follow db.
    """
    W_x, W_h, _ = params
    (T, B, H), D, dtype = dh.shape, len(W_x), dh.dtype
    without_buffer(dh[0].size)
    way = _way(np.zeros_like(W_h) if "h" in cut else W_h, T, B, D)
    size = len(way.steps)
    from_h, from_c = np.zeros((2, H, B), dtype)  # dL/dh_t and dL/dc_t from later steps
    dW = np.zeros((4 * H, H + D + 1), dtype)
    dp = np.zeros((0 if peepholes is None else 3, H), dtype)
    dx = np.empty((T, B, D), dtype) if inputs else None
    found = np.empty((2, T, H, B), dtype) if errors else None
    events = events_of(d_final, last, T, chunk)
    for start in reversed(range(0, T, size)):
        steps = slice(start, min(start + size, T))
        n = steps.stop - start
        keeps = _factors(way, trace, steps, way.factors(n), peepholes)
        keeps = np.zeros_like(keeps) if "c" in cut else keeps
        total, wires = way.send(start, keeps, dh[steps], from_h, from_c, events)
        if found is not None:
            found[0, steps], found[1, steps] = total, wires
        da = _add_weight_gradients(trace, steps, way, dW, dp)
        if dx is not None:
            dx[steps] = (W_x @ da).reshape(D, n, B).transpose(1, 2, 0)
    free(way.plan)
    over_time = tuple(map(features_first, found)) if found is not None else None
    return (dW[:, H:-1].T, dW[:, :H].T, dW[:, -1], *dp), dx, (from_h.T, from_c.T), over_time


def _way(W_h: Array, T: int, B: int, D: int) -> Many | One:
    """Return the way that takes less time."""
    H, W_h = len(W_h), np.ascontiguousarray(W_h)
    if B == 1 and H <= FEW_UNITS:
        return One(W_h, min(T, max(1, MATRICES // ((2 * H + 1) ** 2 * W_h.itemsize))), D)
    return Many(W_h, min(T, STEPS, max(1, BLOCK // (H * B * W_h.itemsize), max(COLUMNS, H) // B)), B, D)


def _factors(way: Many | One, trace: Any, steps: slice, factors: Array, peepholes: Array | None) -> Array:
    """Write what errors are multiplied by: from dL/dh to da_o and dc, from dc to da_i, da_f, da_g.

    Return the same from dc to the dc of the step before.
    """
    names = ("o", "i", "f", "g", "c_prev", "tanh_c", "h")
    o, i, f, g, c_prev, tanh_c, h = (way.laid(getattr(trace, name)[steps]) for name in names)
    h_o, h_c, c_i, c_f, c_g, term = factors
    _minus_product(h, h, o, h_o)  # tanh(c) o (1 - o)
    _minus_product(o, h, tanh_c, h_c)  # o (1 - tanh(c)^2)
    np.multiply(i, g, term)
    _minus_product(term, term, i, c_i)  # g i (1 - i)
    _minus_product(i, term, g, c_g)  # i (1 - g^2)
    np.multiply(f, c_prev, term)
    _minus_product(term, term, f, c_f)  # c_prev f (1 - f)
    for hold in trace.holds:  # nothing moves a gate that is held
        {"o": h_o, "i": c_i, "f": c_f}[hold.gate][hold.steps(steps.start), hold.index] = 0
    return f if peepholes is None else _through_peepholes(peepholes, f, factors)


def _through_peepholes(peepholes: Array, f: Array, factors: Array) -> Array:
    """Add the ways through the peepholes: from dL/dh by a_o to dc, from dc by a_i and a_f to dc before."""
    h_o, h_c, c_i, c_f, _, term = factors
    p_i, p_f, p_o = peepholes[..., None]
    h_c += np.multiply(h_o, p_o, term)
    keeps = f + np.multiply(c_i, p_i, term)
    keeps += np.multiply(c_f, p_f, term)
    return keeps


def _add_weight_gradients(trace: Any, steps: slice, way: Many | One, dW: Array, dp: Array) -> Array:
    """Add a block's part to dW (4H, H + D + 1) and dp (0 or 3, H); return its da as (4H, steps * B)."""
    H4, K = dW.shape
    columns, H = way.columns[:, : steps.stop - steps.start], H4 // 4
    da, z = columns[:H4], columns[H4 : H4 + K]
    z[:H], z[H:-1], z[-1] = trace.h_prev[steps].transpose(2, 0, 1), trace.x[steps].transpose(2, 0, 1), 1
    if len(dp):
        _add_peephole_gradients(trace, steps, da, dp)
    da = da.reshape(H4, -1)
    dW += np.matmul(da, z.reshape(K, -1).T, out=way.place)
    return da


def _add_peephole_gradients(trace: Any, steps: slice, da: Array, dp: Array) -> None:
    """Add a block's part to dp (3, H): a gate's error, of da (4H, steps, B), times the c that it saw."""
    c_prev, c = (features_first(a[steps]) for a in (trace.c_prev, trace.c))
    da_i, da_f, _, da_o = da.reshape(4, -1, *da.shape[1:])
    for part, error, seen in zip(dp, (da_i, da_f, da_o), (c_prev, c_prev, c), strict=True):
        part += np.einsum("htb,thb->h", error, seen)


def _minus_product(a: Array, b: Array, c: Array, out: Array) -> None:
    """Write a - b * c."""
    np.multiply(b, c, out)
    np.subtract(a, out, out)
