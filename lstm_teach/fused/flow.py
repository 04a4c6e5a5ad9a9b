"""How the error passes through a block of steps: what must wait for the step after."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from lstm_teach.numerics import Array, columns


class Room(NamedTuple):
    """Memory for a block of steps, used again for every block."""

    factors: Array  # (6, size, H, B), the last for what is passing
    da: Array  # (size, 4H, B)
    columns: Array  # (4H, size, B), da for one product
    z: Array  # (H + D + 1, size, B)
    dW: Array  # (4H, H + D + 1), the part of one block


def flow_of_many(room: Room, to_h: Array) -> Callable[..., None]:
    """Return what sends the error through a block of steps, from the last to the first.

    It writes da and the errors, and leaves in `from_h` what goes on to the block before.
    """
    product, multiply, add = to_h.dot, np.multiply, np.add
    H, B = to_h.shape[0], room.da.shape[-1]
    parts = room.da.reshape(-1, 4, H, B).swapaxes(0, 1)
    plan = list(zip(*room.factors[:5], room.da, *parts, strict=True))  # the same slices in every block
    dc = np.empty((H, B), room.da.dtype)

    def flow(start: int, keeps: Array, total: Array, wires: Any, from_h: Array, events: Any) -> None:
        t = start + len(total)
        steps = zip(
            total[::-1], wires[:0:-1], wires[-2::-1], keeps[::-1], plan[: len(total)][::-1], strict=True
        )
        for dh, wire, wire_before, f, (h_o, h_c, c_i, c_f, c_g, da, da_o, da_i, da_f, da_g) in steps:
            t -= 1
            if t in events:
                arrive(events[t], from_h, wire)
            add(dh, from_h, dh)
            multiply(dh, h_o, da_o)
            multiply(dh, h_c, dc)
            add(dc, wire, dc)
            multiply(dc, c_i, da_i)
            multiply(dc, c_f, da_f)
            multiply(dc, c_g, da_g)
            multiply(dc, f, wire_before)
            product(da, from_h)

    return flow


def flow_of_one(room: Room, to_h: Array) -> Callable[..., None]:
    """Return the same for one sequence: ``[dh; dc; 1]`` of a step is a matrix times that of the step after.

    The matrices of a block are made at once. Their last column brings in what the loss adds to dh.
    """
    H = to_h.shape[0]

    def flow(start: int, keeps: Array, total: Array, wires: Any, from_h: Array, events: Any) -> None:
        n = len(total)
        factors, kept = room.factors[:5, :n, :, 0], keeps[..., 0]
        back = _matrices(to_h, factors, kept)
        back[1:, :H, -1] = total[:-1, :, 0]
        for t, event in events.items():
            if t == start + n - 1:
                arrive(event, from_h, wires[n])
            elif start <= t < start + n:
                dropped, *added = event
                back[t - start + 1, :-1, :-1] *= not dropped
                back[t - start + 1, :-1, -1] += np.concatenate(added)[:, 0]
        errors = np.empty((n + 1, 2 * H + 1), to_h.dtype)
        errors[n, :H], errors[n, H:-1], errors[n, -1] = (from_h + total[-1])[:, 0], wires[n, :, 0], 1
        for matrix, later, earlier in zip(back[::-1], errors[:0:-1], errors[-2::-1], strict=True):
            matrix.dot(later, earlier)
        h_o, h_c, c_i, c_f, c_g = factors
        dh = errors[1:, :H]
        dc = errors[1:, H:-1] + h_c * dh
        total[..., 0], wires[..., 0], from_h[:, 0] = dh, errors[:, H:-1], errors[0, :H]
        for da, factor, error in zip(
            columns(room.da[:n, :, 0], 4), (h_o, c_i, c_f, c_g), (dh, dc, dc, dc), strict=True
        ):
            np.multiply(factor, error, da)

    return flow


def _matrices(to_h: Array, factors: Array, kept: Array) -> Array:
    """Return for each of n steps the matrix (2H + 1, 2H + 1), its last column still 0 but for the 1 below.

    `factors` is (5, n, H), `kept` (n, H): how much of dL/dc_t goes on along the wire.
    """
    n, H = kept.shape
    W_o, W_i, W_f, W_g = to_h.reshape(H, 4, H, 1).swapaxes(0, 1)
    h_o, h_c, c_i, c_f, c_g = np.ascontiguousarray(factors.swapaxes(1, 2))  # steps last: long inner loops
    c_to_h = W_i * c_i + W_f * c_f + W_g * c_g
    h_to_h = W_o * h_o + c_to_h * h_c
    back = np.zeros((n, 2 * H + 1, 2 * H + 1), to_h.dtype)
    diagonal = np.arange(H, 2 * H)
    back[:, :H, :H], back[:, :H, H:-1] = h_to_h.transpose(2, 0, 1), c_to_h.transpose(2, 0, 1)
    back[:, diagonal, diagonal - H], back[:, diagonal, diagonal] = kept * factors[1], kept
    back[:, -1, -1] = 1
    return back


def arrive(event: tuple[Any, ...], *errors: Array) -> None:
    """Drop the errors that come to a step from later ones, or add to them."""
    dropped, *added = event
    for error, more in zip(errors, added, strict=True):
        error[...] = more if dropped else error + more


def events_of(d_final: tuple[Array, ...], ends: Array, T: int, chunk: int) -> dict[int, tuple[Any, ...]]:
    """Return for some steps what happens to the errors that come from later: dropped or not, and added to."""
    borders = range(chunk - 1, T - 1, chunk)
    if not borders and not any(final.any() for final in d_final):
        return {}
    return {
        t: (t in borders, *(np.where(ends == t, final.T, 0) for final in d_final))
        for t in {*borders, *ends.tolist()}
    }
