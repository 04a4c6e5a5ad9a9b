"""The GRU of `lstm_teach.cells.gru` again, fast, with its reset gate before or after the product.

What pays for the LSTM pays here, and this besides:

- The layers stand in the order u, r, z, g: reset after the product, u, r, z are one product with h, and
  r, z, g one with x. What x brings to g is there before the loop.
- Backwards, all errors inside a step are then dL/dh_t times what the forward run alone decides: one call.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np

from lstm_teach.fused.backwards import BLOCK, COLUMNS
from lstm_teach.fused.flow import arrive, events_of
from lstm_teach.fused.forwards import fill, inside, step_product, z_shape
from lstm_teach.fused.memory import STEPS, free, lent, plan_for
from lstm_teach.fused.rows import features_first, product_of, without_buffer
from lstm_teach.gates import Hold
from lstm_teach.numerics import Array


@np.errstate(over="ignore")  # exp(-a) may be infinite, and the gate 0
def forward(
    params: Sequence[Array], x: Array, state: Sequence[Array], holds: Sequence[Hold] = (), symbols: Any = None
) -> dict[str, Array]:
    """Return the fields of a Trace by name; see `forwards.forward`. No b_g: reset before the product."""
    (W_x, W_h, b, *b_g), (h,) = params, state
    (T, B, _), H = x.shape, W_h.shape[0]  # below, s is [h; x; 1], and gates is [u; r; z]
    slices = _slices_with_u if b_g else _slices
    plan = plan_for(slices, x.dtype, z_shape(x, h, symbols), (T, 3 * H, B), (T, H, B))
    s, gates, g = plan.arrays
    fill(s, x, h, symbols)
    W = np.concatenate([W_h, W_x, b[None]])
    if symbols is None:
        np.matmul(W[H:, 2 * H :].T, s[:T, H:], out=g)
    else:
        g[...] = (W_x + b)[:, 2 * H :].T[:, symbols].swapaxes(0, 1)
    W, W_g = inside(True) * W[:, : 2 * H], W_h[:, 2 * H :]
    if b_g:
        W = np.concatenate([np.concatenate([W_g, 0 * W_x[:, :H], b_g[0][None]]), W], axis=1)
    held = [[(hold.gate, hold.index, hold.value) for hold in holds if hold.is_active(t)] for t in range(T)]
    product = step_product(W.T, h, symbols)
    _run(product, None if b_g else W_g.T, np.empty((H, B), x.dtype), plan.steps(), held)
    s, gates, g = lent(plan)
    run = dict(zip("urz", gates.reshape(T, 3, H, B).swapaxes(0, 1), strict=True))
    run |= {"x": s[:T, H:-1], "h_prev": s[:T, :H], "h": s[1:, :H], "g": g}
    return {name: features_first(array) for name, array in run.items()}


def _slices(s: Array, gates: Array, g: Array) -> Sequence[Array]:
    T, H, _ = g.shape
    u_r_z = gates.reshape(T, 3, H, -1).swapaxes(0, 1)
    return s[:T], gates[:, H:], gates[:, H:], *u_r_z, g, s[:T, :H], s[1:, :H]


def _slices_with_u(s: Array, gates: Array, g: Array) -> Sequence[Array]:
    """Return the same where u comes from the product as well."""
    places = _slices(s, gates, g)
    return places[0], gates, *places[2:]


def _run(product: Any, W_g: Array | None, term: Array, steps: Iterable[Any], held_gates: Any) -> None:
    """Compute step after step; `steps` are slices, in the order of the loop's head."""
    exp2, tanh, multiply, divide = np.exp2, np.tanh, np.multiply, np.divide
    add, subtract, one = np.add, np.subtract, np.array(1, term.dtype)
    for (s, a, sigmas, u, r, z, g, h_prev, h), held in zip(steps, held_gates, strict=True):
        product(s, a)
        exp2(sigmas, sigmas)
        add(sigmas, one, sigmas)
        divide(one, sigmas, sigmas)
        for gate, units, value in held:
            (r if gate == "r" else z)[units] = value
        if W_g is None:
            multiply(r, u, term)
        else:
            multiply(r, h_prev, u)
            W_g.dot(u, term)
        add(g, term, g)
        tanh(g, g)
        # Not g + z (h_prev - g), which is a call less: a gate at 1 keeps every bit of h.
        multiply(z, h_prev, h)
        subtract(one, z, term)
        multiply(term, g, term)
        add(h, term, h)


@np.errstate()  # which puts back the size of the buffer
def backward(
    params: Sequence[Array], trace: Any, dh: Array, d_final: tuple[Array], *,
    last: Array, cut: Sequence[str], chunk: int, inputs: bool, errors: bool,
) -> tuple[Any, ...]:  # fmt: skip
    """Return (dW_x, dW_h, db, db_g), dx, the initial state's dh and all steps' errors.

    Reset before the product there is no db_g. All else is as in `backwards.backward`.
    """
    W_x, W_h, reset_before = params[0], params[1], len(params) == 3
    without_buffer(dh[0].size)
    (T, B, H), D, dtype = dh.shape, W_x.shape[0], dh.dtype
    size = min(T, STEPS, max(1, BLOCK // (H * B * dtype.itemsize), max(COLUMNS, H) // B))
    slices = _slices_back_before if reset_before else _slices_back
    plan = plan_for(slices, dtype, (size, H, B), (size, 5, H, B), (size, 5, H, B))
    total, factors, da = plan.arrays
    flow = _flow(W_h, B, reset_before, list(plan.steps()))
    events = events_of(d_final, last, T, 1 if "h" in cut else chunk)
    from_h = np.zeros((H, B), dtype)  # dL/dh_t from later steps
    dW, dW_h = np.zeros((4 * H, D + 1), dtype), np.zeros((3 * H, H), dtype)  # rows u, r, z, g and u, r, z
    dx = np.empty((T, B, D), dtype) if inputs else None
    found = np.empty((T, H, B), dtype) if errors else None
    for start in reversed(range(0, T, size)):
        n = min(size, T - start)
        steps = slice(start, start + n)
        total[:n] = features_first(dh[steps])
        _factors(trace, steps, reset_before, factors[:n])
        flow(start, n, from_h, events)
        if found is not None:
            found[steps] = total[:n]
        columns = da[:n, :4].transpose(1, 2, 0, 3).reshape(4 * H, -1)
        _add_gradients(trace, steps, reset_before, columns, dW, dW_h)
        if dx is not None:
            dx[steps] = (W_x @ columns[H:]).reshape(D, n, B).transpose(1, 2, 0)
    free(plan)
    from_h *= "h" not in cut
    weights = dW[H:, :-1].T, np.concatenate([dW_h[H:], dW_h[:H]]).T, dW[H:, -1], dW[:H, -1]
    return weights[: len(params)], dx, (from_h.T,), None if found is None else (features_first(found),)


def _factors(trace: Any, steps: slice, reset_before: bool, factors: Array) -> None:
    """Write what dL/dh_t is multiplied by; reset before the product, for u and r what dL/du_t is."""
    names = ("h", "r", "z", "u", "g")
    h, r, z, u, g = (features_first(getattr(trace, name)[steps]) for name in names)
    to_u, to_r, to_z, to_g, along_z = factors.swapaxes(0, 1)
    np.multiply(1 - g * g, 1 - z, to_g)
    np.multiply(h - g, 1 - z, to_z)  # (h_prev - g) z (1 - z)
    to_u[...] = r if reset_before else to_g * r
    np.multiply(u if reset_before else to_u * u, 1 - r, to_r)  # h_prev r (1 - r), or to_g u r (1 - r)
    along_z[...] = z
    for hold in trace.holds:  # nothing moves a gate that is held
        (to_r if hold.gate == "r" else to_z)[hold.steps(steps.start), hold.index] = 0


def _slices_back(total: Array, factors: Array, da: Array) -> Sequence[Array]:
    size, _, H, B = da.shape
    u_r_z = da[:, :3].reshape(size, 3 * H, B)
    return total, factors, da, da[:, 3], factors[:, :2], da[:, :2], u_r_z, da[:, 4], da[:, 0]


def _slices_back_before(total: Array, factors: Array, da: Array) -> Sequence[Array]:
    """Return the same where what goes on along r stands in the place of u, and waits for da_g."""
    size, _, H, B = da.shape
    r_z = da[:, 1:3].reshape(size, 2 * H, B)
    return total, factors[:, 2:], da[:, 2:], da[:, 3], factors[:, :2], da[:, :2], r_z, da[:, 4], da[:, 0]


def _flow(W_h: Array, B: int, reset_before: bool, plan: list[tuple[Any, ...]]) -> Callable[..., None]:
    """Return what sends the error through a block of steps, from the last to the first.

    It leaves in `from_h` what goes on to the block before, and in `da` u, r, z, g and what goes on along z.
    """
    H = len(W_h)
    W_g, W = W_h[:, 2 * H :], W_h[:, : 2 * H]
    product = product_of(W if reset_before else np.concatenate([W_g, W], axis=1), B)
    multiply, add = np.multiply, np.add

    def flow(start: int, n: int, from_h: Array, events: Any) -> None:
        du = np.empty_like(from_h)
        for t, step in zip(reversed(range(n)), reversed(plan[:n]), strict=True):
            dh, factor, parts, da_g, factor_u, parts_u, with_h, along_z, along_r = step
            if start + t in events:
                arrive(events[start + t], from_h)
            add(dh, from_h, dh)
            multiply(dh, factor, parts)
            if reset_before:
                W_g.dot(da_g, du)
                multiply(du, factor_u, parts_u)
            product(with_h, from_h)
            add(from_h, along_z, from_h)
            if reset_before:
                add(from_h, along_r, from_h)

    return flow


def _add_gradients(trace: Any, steps: slice, reset_before: bool, da: Array, dW: Array, dW_h: Array) -> None:
    """Add a block's part to dW, of [x; 1], and to dW_h; `da` is (4H, steps * B)."""
    H, names = len(da) // 4, ("x", "h_prev", "u") if reset_before else ("x", "h_prev")
    x, h, *u = (getattr(trace, name)[steps].transpose(2, 0, 1).reshape(-1, da.shape[1]).T for name in names)
    dW[H:, :-1] += da[H:] @ x
    dW[:, -1] += da.sum(axis=1)
    if reset_before:
        dW_h[:H] += da[3 * H :] @ u[0]
        dW_h[H:] += da[H : 3 * H] @ h
    else:
        dW_h += da[: 3 * H] @ h
