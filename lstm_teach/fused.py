"""The LSTM of `lstm_teach.cells.lstm` again, fast: whole sequences, the same numbers.

Plain arrays in, plain arrays out; `unroll` and `bptt` come here by themselves. What pays:

- A step works on (features, B), so that every gate is one contiguous block, and so are neighbours.
- One matrix product a step, on ``[h; x; 1]``; h is written where the next step reads it.
- sigma(a) = tanh(a / 2) / 2 + 1 / 2, with the inner 1/2 in the weights: one tanh for all four layers.
- The gates stand in the order o, i, f, g, and the old c below g: ``[i; f] * [g; c]`` is one call.
- All slices are taken before the loop, and every result has its place: no step allocates.
- Backwards, errors meet factors that depend on the forward run alone: computed for a block of steps
  at once, which fits into the cache. The loop keeps what must wait.
- The gradient of the weights is a sum over steps and sequences: one matrix product a block.
- For one sequence of few units, a step back is one small matrix.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import accumulate, repeat
from math import prod
from typing import Any, NamedTuple

import numpy as np

from lstm_teach.gates import Hold
from lstm_teach.numerics import Array, columns

BLOCK = 2**17  # bytes of one array (steps, H, B) of a block of steps
COLUMNS = 128  # steps * B of a block at least, or adding its part to dW takes as long as the product
FEW_UNITS = 16  # up to here a matrix (2H, 2H) a step costs less than eight calls
ROWS = "oifg"


def forward(
    W_x: Array, W_h: Array, b: Array, x: Array, h: Array, c: Array, holds: Sequence[Hold] = ()
) -> dict[str, Array]:
    """Return the fields of a Trace by name: read-only (T, B, features) views of feature-major arrays.

    Shapes are as in `lstm_teach.cells.lstm`, x with a time axis; h and c are the state before the first step.
    """
    (T, B, D), H = x.shape, W_h.shape[0]
    # z: [h; x; 1]; gates: [o; i; f; g; c], c from the step before
    z, gates, tanh_c = _carve(x.dtype, (T + 1, H + D + 1, B), (T + 1, 5 * H, B), (T, H, B))
    z[0, :H], gates[0, 4 * H :] = h.T, c.T
    z[:T, H:-1], z[:T, -1] = _features_first(x), 1
    W = _o_first(np.concatenate([W_h, W_x, b[None]]))
    W[:, : 3 * H] *= 0.5
    places = (
        z[:T], gates[:T, : 4 * H], gates[:T, : 3 * H], gates[:T, :H], gates[:T, H : 3 * H],
        gates[:T, 3 * H :], gates[1:, 4 * H :], tanh_c, z[1:, :H], _held(holds, T, H),
    )  # fmt: skip
    _run(W.T, np.empty((2, H, B), x.dtype), places)
    run = dict(zip(ROWS, gates[:T, : 4 * H].reshape(T, 4, H, B).swapaxes(0, 1), strict=True))
    run |= {"x": z[:T, H:-1], "h_prev": z[:T, :H], "h": z[1:, :H], "tanh_c": tanh_c}
    run |= {"c_prev": gates[:T, 4 * H :], "c": gates[1:, 4 * H :]}
    for name, array in run.items():
        run[name] = _features_first(array)
        run[name].flags.writeable = False
    return run


def _run(W: Array, terms: Array, places: tuple[Iterable[Any], ...]) -> None:
    """Compute step after step; `places` are the steps' slices, in the order of the loop's head."""
    # Bound once: looking a function up takes a good part of the time of a small step.
    product, tanh, multiply, add, half = W.dot, np.tanh, np.multiply, np.add, np.array(0.5, W.dtype)
    (written, kept), both = terms, terms.reshape(-1, terms.shape[-1])
    for z, a, sigmas, o, i_f, g_c, c, tanh_c, h, held in zip(*places, strict=False):
        product(z, a)
        tanh(a, a)
        multiply(sigmas, half, sigmas)
        add(sigmas, half, sigmas)
        for units, value in held:
            a[units] = value
        multiply(i_f, g_c, both)
        add(written, kept, c)
        tanh(c, tanh_c)
        multiply(o, tanh_c, h)


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
) -> tuple[Any, ...]:
    """Return (dW_x, dW_h, db), dx, the initial state's (dh, dc) and all steps' errors (h, c).

    `trace` may come from `forward` or from the readable cell. `d_final` enters at step `ends[b]`
    of sequence b. All else is as in `lstm_teach.sequence.bptt`.
    """
    (T, B, H), D, dtype = dh.shape, W_x.shape[0], dh.dtype
    size = min(T, max(1, BLOCK // (H * B * dtype.itemsize), COLUMNS // B))
    K = H + D + 1
    shapes = (6, size, H, B), (size, 4 * H, B), (4 * H, size, B), (K, size, B), (K, 4 * H)
    room = _Room(*_carve(dtype, *shapes))
    room.z[-1] = 1
    kept = T if errors else size
    total = np.empty((kept, H, B), dtype)  # dL/dh_t
    wires = np.empty((kept + 1, H, B), dtype)  # wires[t + 1]: dL/dc_t from later steps
    from_h, from_c = np.zeros((2, H, B), dtype)  # dL/dh_t and dL/dc_t from later steps
    dW, dx = np.zeros((K, 4 * H), dtype), np.empty((T, B, D), dtype) if inputs else None
    to_x, to_h = _o_first(W_x), _o_first(W_h) * np.array("h" not in cut, dtype)
    flow = (_flow_of_one if B == 1 and H <= FEW_UNITS else _flow)(room, to_h)
    events = _events(d_final, ends, T, chunk)
    for start in reversed(range(0, T, size)):
        steps = slice(start, min(start + size, T))
        n = steps.stop - start
        first = start if errors else 0
        block, between = total[first : first + n], wires[first : first + n + 1]
        block[...], between[n] = _features_first(dh[steps]), from_c
        _factors(trace, steps, room.factors[:, :n])
        keeps = np.zeros_like(block) if "c" in cut else _features_first(trace.f[steps])
        flow(start, keeps, block, between, from_h, events)
        from_c[...] = between[0]
        da = _add_weight_gradients(trace, steps, room, dW)
        if dx is not None:
            dx[steps] = (to_x @ da).reshape(D, n, B).transpose(1, 2, 0)
    dW = np.concatenate([dW[:, H:], dW[:, :H]], axis=1)
    found = (_features_first(total), _features_first(wires[1:])) if errors else None
    return (dW[H:-1], dW[:H], dW[-1]), dx, (from_h.T, from_c.T), found


class _Room(NamedTuple):
    """Memory for a block of steps, used again for every block."""

    factors: Array  # (6, size, H, B), the last for what is passing
    da: Array  # (size, 4H, B)
    columns: Array  # (4H, size, B), da for one product
    z: Array  # (H + D + 1, size, B)
    dW: Array  # (H + D + 1, 4H), the part of one block


def _factors(trace: Any, steps: slice, factors: Array) -> None:
    """Write what errors are multiplied by: from dL/dh to da_o and dc, from dc to da_i, da_f, da_g."""
    names = ("o", "i", "f", "g", "c_prev", "tanh_c", "h")
    o, i, f, g, c_prev, tanh_c, h = (_features_first(getattr(trace, name)[steps]) for name in names)
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


def _add_weight_gradients(trace: Any, steps: slice, room: _Room, dW: Array) -> Array:
    """Add a block's part to dW (H + D + 1, 4H); return its da as (4H, steps * B)."""
    n, H = steps.stop - steps.start, trace.h.shape[2]
    z, da = room.z[:, :n], room.columns[:, :n]
    z[:H], z[H:-1] = trace.h_prev[steps].transpose(2, 0, 1), trace.x[steps].transpose(2, 0, 1)
    da[...] = room.da[:n].transpose(1, 0, 2)
    da = da.reshape(4 * H, -1)
    dW += z.reshape(len(z), -1).dot(da.T, room.dW)
    return da


def _minus_product(a: Array, b: Array, c: Array, out: Array) -> None:
    """Write a - b * c."""
    np.multiply(b, c, out)
    np.subtract(a, out, out)


def _flow(room: _Room, to_h: Array) -> Callable[..., None]:
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
                _arrive(events[t], from_h, wire)
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


def _flow_of_one(room: _Room, to_h: Array) -> Callable[..., None]:
    """Return the same for one sequence: ``[dh; dc; 1]`` of a step is a matrix times that of the step after.

    The matrices of a block are made at once. Their last column brings in what the loss adds to dh.
    """
    H = to_h.shape[0]
    W_o, W_i, W_f, W_g = columns(to_h, 4)
    diagonal = np.arange(H, 2 * H)

    def flow(start: int, keeps: Array, total: Array, wires: Any, from_h: Array, events: Any) -> None:
        n = len(total)
        h_o, h_c, c_i, c_f, c_g = room.factors[:5, :n, :, 0]
        kept = keeps[..., 0]
        back = np.zeros((n, 2 * H + 1, 2 * H + 1), to_h.dtype)
        c_to_h = W_i * c_i[:, None] + W_f * c_f[:, None] + W_g * c_g[:, None]
        back[:, :H, :H] = W_o * h_o[:, None] + c_to_h * h_c[:, None]
        back[:, :H, H:-1] = c_to_h
        back[:, diagonal, diagonal - H] = kept * h_c
        back[:, diagonal, diagonal] = kept
        back[1:, :H, -1] = total[:-1, :, 0]
        back[:, -1, -1] = 1
        for t, event in events.items():
            if t == start + n - 1:
                _arrive(event, from_h, wires[n])
            elif start <= t < start + n:
                dropped, *added = event
                back[t - start + 1, :-1, :-1] *= not dropped
                back[t - start + 1, :-1, -1] += np.concatenate(added)[:, 0]
        errors = np.empty((n + 1, 2 * H + 1), to_h.dtype)
        errors[n, :H], errors[n, H:-1], errors[n, -1] = (from_h + total[-1])[:, 0], wires[n, :, 0], 1
        for matrix, later, earlier in zip(back[::-1], errors[:0:-1], errors[-2::-1], strict=True):
            matrix.dot(later, earlier)
        dh = errors[1:, :H]
        dc = errors[1:, H:-1] + h_c * dh
        total[..., 0], wires[..., 0], from_h[:, 0] = dh, errors[:, H:-1], errors[0, :H]
        for da, factor, error in zip(
            columns(room.da[:n, :, 0], 4), (h_o, c_i, c_f, c_g), (dh, dc, dc, dc), strict=True
        ):
            np.multiply(factor, error, da)

    return flow


def _arrive(event: tuple[Any, ...], from_h: Array, wire: Array) -> None:
    """Drop the errors that come to a step from later ones, or add to them."""
    dropped, *added = event
    for error, more in zip((from_h, wire), added, strict=True):
        error[...] = more if dropped else error + more


def _events(d_final: tuple[Array, Array], ends: Array, T: int, chunk: int) -> dict[int, tuple[Any, ...]]:
    """Return for some steps what happens to the errors that come from later: dropped or not, and added to."""
    borders = range(chunk - 1, T - 1, chunk)
    return {
        t: (t in borders, *(np.where(ends == t, final.T, 0) for final in d_final))
        for t in {*borders, *ends.tolist()}
    }


def _held(holds: Sequence[Hold], T: int, H: int) -> Iterable[Iterable[tuple[Any, float]]]:
    """Return for every step the rows of the gates that are held, and their values."""
    if not holds:
        return repeat(())
    held: list[list[tuple[Any, float]]] = [[] for _ in range(T)]
    for hold in holds:
        gate = np.arange(H) + ROWS.index(hold.gate) * H
        rows = gate if hold.units is None else gate[list(hold.units)]
        for step in held[hold.start : hold.stop]:
            step.append((rows, hold.value))
    return held


def _carve(dtype: Any, *shapes: tuple[int, ...]) -> list[Array]:
    """Return empty arrays in one piece of memory.

    Of many pieces the C library gives some back after every run; getting them anew can double its time.
    """
    ends = list(accumulate(map(prod, shapes)))
    memory = np.empty(ends[-1], dtype)
    return [
        memory[start:end].reshape(shape) for start, end, shape in zip([0, *ends], ends, shapes, strict=False)
    ]


def _features_first(a: Array) -> Array:
    """From (T, B, features) to (T, features, B), or back, as a view."""
    return a.transpose(0, 2, 1)


def _o_first(W: Array) -> Array:
    """Put the columns of i, f, g, o in the order o, i, f, g."""
    H = W.shape[1] // 4
    return np.concatenate([W[:, 3 * H :], W[:, : 3 * H]], axis=1)
