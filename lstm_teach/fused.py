"""The LSTM of `lstm_teach.cells.lstm` again, fast: whole sequences, the same numbers.

Plain arrays in, plain arrays out; `unroll` and `bptt` come here by themselves. What pays:

- A step works on (features, B), so that every gate is one contiguous block, and so are neighbours.
- One matrix product a step: all four gates from ``[h; x; 1]``. h is written where the next step
  reads it.
- sigma(a) = tanh(a / 2) / 2 + 1 / 2, with the inner 1/2 in the weights: one tanh for four gates.
- The gates stand in the order o, i, f, g, and the old c below g: ``[i; f] * [g; c]`` is one call.
- All slices are taken before the loop, and every result has its place: no step allocates.
- Backwards, errors are multiplied by factors that depend on the forward run alone. These are
  computed for a block of steps at once, which fits into the cache; the loop keeps what must wait.
- The gradient of the weights is a sum over steps and sequences: one matrix product a block.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import repeat
from typing import Any

import numpy as np

from lstm_teach.gates import Hold
from lstm_teach.numerics import Array

BLOCK = 2**17  # bytes of one array (steps, H, B) of a block of steps


def forward(
    W_x: Array, W_h: Array, b: Array, x: Array, h: Array, c: Array, holds: Sequence[Hold] = ()
) -> dict[str, Array]:
    """Return the fields of a Trace by name, (T, B, features): read-only views of feature-major arrays.

    Parameters
    ----------
    W_x, W_h, b : arrays (D, 4H), (H, 4H), (4H,)
    x : array (T, B, D)
    h, c : arrays (B, H)
        The state before the first step.
    holds : sequence of Hold
    """
    T, B, D = x.shape
    H = W_h.shape[0]
    z = np.empty((T + 1, H + D + 1, B), x.dtype)  # [h; x; 1]
    gates = np.empty((T + 1, 5 * H, B), x.dtype)  # [o; i; f; g; c], c from the step before
    tanh_c = np.empty((T, H, B), x.dtype)
    z[0, :H], gates[0, 4 * H :] = h.T, c.T
    z[:T, H:-1], z[:T, -1] = _features_first(x), 1
    rows = {name: slice(k * H, (k + 1) * H) for k, name in enumerate("oifg")}

    W = _o_first(np.concatenate([W_h, W_x, b[None]]))
    W[:, : 3 * H] *= 0.5
    product = W.T.dot  # bound once: looking it up costs as much as a small slice
    tanh, multiply, add, half = np.tanh, np.multiply, np.add, np.array(0.5, x.dtype)
    terms = np.empty((2 * H, B), x.dtype)
    written, kept = terms[:H], terms[H:]
    for z_t, a, sigmas, o, i_f, g_c, c_t, tanh_c_t, h_t, held in zip(
        z[:T], gates[:, : 4 * H], gates[:, : 3 * H], gates[:, :H], gates[:, H : 3 * H], gates[:, 3 * H :],
        gates[1:, 4 * H :], tanh_c, z[1:, :H], _held(holds, rows, T), strict=False,
    ):  # fmt: skip
        product(z_t, a)
        tanh(a, a)
        multiply(sigmas, half, sigmas)
        add(sigmas, half, sigmas)
        for gate, units, value in held:
            a[gate][units] = value
        multiply(i_f, g_c, terms)
        add(written, kept, c_t)
        tanh(c_t, tanh_c_t)
        multiply(o, tanh_c_t, h_t)

    run = {name: gates[:T, place] for name, place in rows.items()}
    run |= {"x": z[:T, H:-1], "h_prev": z[:T, :H], "c_prev": gates[:T, 4 * H :]}
    run |= {"h": z[1:, :H], "c": gates[1:, 4 * H :], "tanh_c": tanh_c}
    run = {name: _features_first(array) for name, array in run.items()}
    for array in run.values():
        array.flags.writeable = False
    return run


def backward(
    W_x: Array,
    W_h: Array,
    trace: Any,
    dh: Array,
    d_final: tuple[Array, Array],
    *,
    ends: Array,
    cut: Sequence[str] = (),
    chunk: int,
    inputs: bool = True,
    errors: bool = True,
) -> tuple[Any, ...]:
    """Return (dW_x, dW_h, db), dx, the initial state's (dh, dc) and all steps' errors (h, c).

    Parameters
    ----------
    W_x, W_h : arrays (D, 4H), (H, 4H)
    trace : Trace of an LSTM
        From `forward` or from the readable cell.
    dh : array (T, B, H)
    d_final : arrays (B, H) for h and c
        They enter at step `ends[b]` of sequence b.
    ends : int array (B,)
    cut, chunk
        As in `lstm_teach.sequence.bptt`.
    inputs, errors : bool
        Whether dx and the errors are wanted; None stands for what is not.
    """
    T, B, H = dh.shape
    D, dtype = W_x.shape[0], dh.dtype
    size = min(T, max(1, BLOCK // (H * B * dtype.itemsize)))
    total = np.empty((T if errors else size, H, B), dtype)  # dL/dh_t
    wires = np.empty((T + 1 if errors else 1, H, B), dtype)  # wires[t + 1] is dL/dc_t from later steps
    to_h = np.zeros((H, B), dtype)  # dL/dh_t from later steps
    wires[-1] = 0
    dW, dx = np.zeros((H + D + 1, 4 * H), dtype), np.empty((T, B, D), dtype) if inputs else None
    factors, da = np.empty((6, size, H, B), dtype), np.empty((size, 4 * H, B), dtype)
    columns, z = np.empty((4 * H, size, B), dtype), np.ones((H + D + 1, size, B), dtype)
    to_x, back = _o_first(W_x), _o_first(W_h) * np.array("h" not in cut, dtype)
    plan = list(zip(*factors[:5], da, *(da[:, k * H : (k + 1) * H] for k in range(4)), strict=True))
    events = _events(d_final, ends, T, chunk)
    for start in reversed(range(0, T, size)):
        steps = slice(start, min(start + size, T))
        n = steps.stop - start
        block = total[steps] if errors else total[:n]
        block[...] = _features_first(dh[steps])
        between = wires[start : steps.stop + 1] if errors else [wires[0]] * (n + 1)
        kept = [np.zeros_like(to_h)] * n if "c" in cut else _features_first(trace.f[steps])
        _factors(trace, steps, factors[:, :n])
        _errors(back.dot, plan[:n], block, between, kept, to_h, events, start)
        z[:H, :n] = trace.h_prev[steps].transpose(2, 0, 1)
        z[H:-1, :n] = trace.x[steps].transpose(2, 0, 1)
        columns[:, :n] = da[:n].transpose(1, 0, 2)
        da_block = columns[:, :n].reshape(4 * H, n * B)
        dW += z[:, :n].reshape(-1, n * B) @ da_block.T
        if dx is not None:
            dx[steps] = (to_x @ da_block).reshape(D, n, B).transpose(1, 2, 0)
    dW = np.concatenate([dW[:, H:], dW[:, :H]], axis=1)
    found = (_features_first(total), _features_first(wires[1:])) if errors else None
    return (dW[H:-1], dW[:H], dW[-1]), dx, (to_h.T, wires[0].T), found


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
        {"o": h_o, "i": c_i, "f": c_f}[hold.gate][held, _units(hold)] = 0


def _minus_product(a: Array, b: Array, c: Array, out: Array) -> None:
    """Write a - b * c."""
    np.multiply(b, c, out)
    np.subtract(a, out, out)


def _errors(
    product: Any, plan: Any, total: Array, wires: Any, kept: Any, to_h: Array, events: Any, start: int
) -> None:
    """Send the error through a block of steps, from the last to the first."""
    multiply, add, dc = np.multiply, np.add, np.empty_like(to_h)
    t = start + len(plan)
    backwards = zip(total[::-1], wires[:0:-1], wires[-2::-1], kept[::-1], plan[::-1], strict=True)
    for dh, wire, wire_before, f, (h_o, h_c, c_i, c_f, c_g, da, da_o, da_i, da_f, da_g) in backwards:
        t -= 1
        if t in events:
            dropped, *added = events[t]
            for error, more in zip((to_h, wire), added, strict=True):
                error[...] = more if dropped else error + more
        add(dh, to_h, dh)
        multiply(dh, h_o, da_o)
        multiply(dh, h_c, dc)
        add(dc, wire, dc)
        multiply(dc, c_i, da_i)
        multiply(dc, c_f, da_f)
        multiply(dc, c_g, da_g)
        multiply(dc, f, wire_before)
        product(da, to_h)


def _events(d_final: tuple[Array, Array], ends: Array, T: int, chunk: int) -> dict[int, tuple[Any, ...]]:
    """Return for some steps what happens to the errors that reach them: dropped or not, and what is added."""
    borders = range(chunk - 1, T - 1, chunk)
    return {
        t: (t in borders, *(np.where(ends == t, final.T, 0) for final in d_final))
        for t in {*borders, *ends.tolist()}
    }


def _features_first(a: Array) -> Array:
    """From (T, B, features) to (T, features, B), or back, as a view."""
    return a.transpose(0, 2, 1)


def _o_first(W: Array) -> Array:
    """Put the columns of i, f, g, o in the order o, i, f, g."""
    H = W.shape[1] // 4
    return np.concatenate([W[:, 3 * H :], W[:, : 3 * H]], axis=1)


def _held(
    holds: Sequence[Hold], rows: dict[str, slice], T: int
) -> Iterable[Iterable[tuple[Any, Any, float]]]:
    """Return for every step the gates that are held, as (rows, units, value)."""
    if not holds:
        return repeat(())
    held: list[list[tuple[Any, Any, float]]] = [[] for _ in range(T)]
    for hold in holds:
        for step in held[hold.start : hold.stop]:
            step.append((rows[hold.gate], _units(hold), hold.value))
    return held


def _units(hold: Hold) -> Any:
    return slice(None) if hold.units is None else list(hold.units)
