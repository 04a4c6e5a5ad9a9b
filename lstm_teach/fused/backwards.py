"""From the last step to the first, a block of steps at a time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from lstm_teach.fused.flow import Room, events_of, flow_of_many, flow_of_one
from lstm_teach.fused.layout import carve, features_first, o_first
from lstm_teach.numerics import Array

BLOCK = 2**17  # bytes of one array (steps, H, B) of a block of steps
COLUMNS = 128  # steps * B of a block at least, and at least H, or adding its part to dW takes too long
FEW_UNITS = 16  # up to here a matrix (2H, 2H) a step costs less than eight calls


def backward(
    W_x: Array,
    W_h: Array,
    trace: Any,
    dh: Array,
    d_final: tuple[Array, Array],
    *,
    ends: Array,
    cut: Sequence[str],
    chunk: int,
    inputs: bool,
    errors: bool,
    peepholes: Array | None = None,
) -> tuple[Any, ...]:
    """Return (dW_x, dW_h, db), dx, the initial state's (dh, dc) and all steps' errors (h, c).

    `trace` may come from `forward` or from the readable cell. `d_final` enters at step `ends[b]`
    of sequence b. All else is as in `lstm_teach.sequence.bptt`. With `peepholes` (3, H), which are
    p_i, p_f and p_o, their gradients follow db.
    """
    (T, B, H), D, dtype = dh.shape, W_x.shape[0], dh.dtype
    room = _room(T, B, D, H, dtype)
    size = len(room.da)
    kept = T if errors else size
    total = np.empty((kept, H, B), dtype)  # dL/dh_t
    wires = np.empty((kept + 1, H, B), dtype)  # wires[t + 1]: dL/dc_t from later steps
    from_h, from_c = np.zeros((2, H, B), dtype)  # dL/dh_t and dL/dc_t from later steps
    dW, dp = np.zeros_like(room.dW), np.zeros((0 if peepholes is None else 3, H), dtype)
    dx = np.empty((T, B, D), dtype) if inputs else None
    to_x, to_h = o_first(W_x), o_first(W_h) * np.array("h" not in cut, dtype)
    flow = (flow_of_one if B == 1 and H <= FEW_UNITS else flow_of_many)(room, to_h)
    events = events_of(d_final, ends, T, chunk)
    for start in reversed(range(0, T, size)):
        steps = slice(start, min(start + size, T))
        n = steps.stop - start
        first = start if errors else 0
        block, between = total[first : first + n], wires[first : first + n + 1]
        block[...], between[n] = features_first(dh[steps]), from_c
        keeps = _factors(trace, steps, room.factors[:, :n], peepholes)
        keeps = np.zeros_like(block) if "c" in cut else keeps
        flow(start, keeps, block, between, from_h, events)
        from_c[...] = between[0]
        da = _add_weight_gradients(trace, steps, room, dW, dp)
        if dx is not None:
            dx[steps] = (to_x @ da).reshape(D, n, B).transpose(1, 2, 0)
    dW = np.concatenate([dW[H:], dW[:H]]).T
    found = (features_first(total), features_first(wires[1:])) if errors else None
    return (dW[H:-1], dW[:H], dW[-1], *dp), dx, (from_h.T, from_c.T), found


def _room(T: int, B: int, D: int, H: int, dtype: Any) -> Room:
    """Return memory for blocks of as many steps as BLOCK and COLUMNS say."""
    size = min(T, max(1, BLOCK // (H * B * dtype.itemsize), max(COLUMNS, H) // B))
    K = H + D + 1
    room = Room(*carve(dtype, (6, size, H, B), (size, 4 * H, B), (4 * H, size, B), (K, size, B), (4 * H, K)))
    room.z[-1] = 1
    return room


def _factors(trace: Any, steps: slice, factors: Array, peepholes: Array | None) -> Array:
    """Write what errors are multiplied by: from dL/dh to da_o and dc, from dc to da_i, da_f, da_g.

    Return the same from dc to the dc of the step before.
    """
    names = ("o", "i", "f", "g", "c_prev", "tanh_c", "h")
    o, i, f, g, c_prev, tanh_c, h = (features_first(getattr(trace, name)[steps]) for name in names)
    h_o, h_c, c_i, c_f, c_g, term = factors
    _minus_product(h, h, o, h_o)  # tanh(c) o (1 - o)
    _minus_product(o, h, tanh_c, h_c)  # o (1 - tanh(c)^2)
    np.multiply(i, g, term)
    _minus_product(term, term, i, c_i)  # g i (1 - i)
    _minus_product(i, term, g, c_g)  # i (1 - g^2)
    np.multiply(f, c_prev, term)
    _minus_product(term, term, f, c_f)  # c_prev f (1 - f)
    for hold in trace.holds:  # nothing moves a gate that is held
        held = slice(*(None if t is None else max(t - steps.start, 0) for t in (hold.start, hold.stop)))
        units = slice(None) if hold.units is None else list(hold.units)
        {"o": h_o, "i": c_i, "f": c_f}[hold.gate][held, units] = 0
    return f if peepholes is None else _through_peepholes(peepholes, f, factors)


def _through_peepholes(peepholes: Array, f: Array, factors: Array) -> Array:
    """Add the ways through the peepholes: from dL/dh by a_o to dc, from dc by a_i and a_f to dc before."""
    h_o, h_c, c_i, c_f, _, term = factors
    p_i, p_f, p_o = peepholes[..., None]
    h_c += np.multiply(h_o, p_o, term)
    keeps = f + np.multiply(c_i, p_i, term)
    keeps += np.multiply(c_f, p_f, term)
    return keeps


def _add_weight_gradients(trace: Any, steps: slice, room: Room, dW: Array, dp: Array) -> Array:
    """Add a block's part to dW (4H, H + D + 1) and dp (0 or 3, H); return its da as (4H, steps * B)."""
    n, H = steps.stop - steps.start, trace.h.shape[2]
    z, da = room.z[:, :n], room.columns[:, :n]
    z[:H], z[H:-1] = trace.h_prev[steps].transpose(2, 0, 1), trace.x[steps].transpose(2, 0, 1)
    da[...] = room.da[:n].transpose(1, 0, 2)
    da = da.reshape(4 * H, -1)
    dW += da.dot(z.reshape(len(z), -1).T, room.dW)
    if len(dp):
        _add_peephole_gradients(trace, steps, room.columns[:, :n], dp)
    return da


def _add_peephole_gradients(trace: Any, steps: slice, da: Array, dp: Array) -> None:
    """Add a block's part to dp (3, H): a gate's error, of da (4H, steps, B), times the c that it saw."""
    c_prev, c = (features_first(a[steps]) for a in (trace.c_prev, trace.c))
    da_o, da_i, da_f, _ = da.reshape(4, -1, *da.shape[1:])
    for part, error, seen in zip(dp, (da_i, da_f, da_o), (c_prev, c_prev, c), strict=True):
        part += np.einsum("htb,thb->h", error, seen)


def _minus_product(a: Array, b: Array, c: Array, out: Array) -> None:
    """Write a - b * c."""
    np.multiply(b, c, out)
    np.subtract(a, out, out)
