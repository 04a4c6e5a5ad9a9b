"""From the first step to the last."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import repeat
from typing import Any

import numpy as np

from lstm_teach.fused.memory import Plan, Slices, lent, plan_for
from lstm_teach.fused.rows import ROWS, features_first, in_rows, product_of
from lstm_teach.gates import Hold
from lstm_teach.numerics import Array

MANY = 128  # from this H * B on, exp pays
WIDE = 128  # from this H on, float64 is multiplied quicker when the rows of W lie together, else the columns
LOG2_E = 1.4426950408889634  # exp(a) = 2**(a log2(e)), and NumPy's exp2 is quicker than its exp


@np.errstate(over="ignore")  # exp(-a) may be infinite, and the gate 0
def forward(
    params: Sequence[Array], x: Array, state: Sequence[Array], holds: Sequence[Hold] = (), symbols: Any = None
) -> dict[str, Array]:
    """Return the fields of a Trace by name: read-only (T, B, features) views of features-first arrays.

    Shapes are as in `lstm_teach.cells.lstm`, x with a time axis; `state` is that before the first step.
    """
    (W_x, W_h, b), (h, c) = params, state
    plan, by_exp = prepared(_slices, x, h, c, symbols), exp_pays(x, h)
    held = held_rows(holds, len(x), h.shape[1])
    _run(step_product(weights(W_x, W_h, b, by_exp), h, symbols), h, by_exp, plan.steps(), held)
    return fields(*lent(plan))


def exp_pays(x: Array, h: Array) -> bool:
    """Whether sigma is quicker by exp than by tanh."""
    return x.dtype == np.float64 and h.size >= MANY


def inside(by_exp: bool) -> float:
    """Return what a is multiplied by inside of sigma: ``1 / (1 + 2**-(a log2(e)))``, or by tanh(a / 2)."""
    return -LOG2_E if by_exp else 0.5


def prepared(slices: Slices, x: Array, h: Array, c: Array, symbols: Any) -> Plan:
    """Return a plan for z and for rows [c; g; f; i; o] of all steps, the last followed by c."""
    (T, B, _), H = x.shape, h.shape[1]
    plan = plan_for(slices, x.dtype, z_shape(x, h, symbols), ((5 * T + 1) * H, B), (T, H, B))
    plan.arrays[1][:H] = c.T
    fill(plan.arrays[0], x, h, symbols)
    return plan


def z_shape(x: Array, h: Array, symbols: Any) -> tuple[int, ...]:
    """Return the shape of z: [h; x; 1] of all steps, and h after the last; with symbols, h alone."""
    (T, B, D), H = x.shape, h.shape[1]
    return T + 1, H + D + 1 if symbols is None else H, B


def fill(z: Array, x: Array, h: Array, symbols: Any) -> None:
    """Write into z what is known before the first step."""
    H = h.shape[1]
    z[0, :H] = h.T
    if symbols is None:
        z[:-1, H:-1], z[:-1, -1] = features_first(x), 1


def step_product(W: Array, h: Array, symbols: Any) -> Callable[[Array, Array], object]:
    """Return what writes W [h; x; 1], step after step."""
    B, H = h.shape
    if symbols is None:
        return product_of(W, B)
    from lstm_teach.fused.products import with_lookup  # here and not above: few runs need it

    return with_lookup(W, H, symbols)


def by_step(rows: Array, tanh_c: Array) -> tuple[Array, Array]:
    """Return the rows of a step twice: with the c of the step before, and with its own c, below o."""
    T, H, B = tanh_c.shape
    return rows[:-H].reshape(T, 5 * H, B), rows[H:].reshape(T, 5 * H, B)


def _slices(z: Array, rows: Array, tanh_c: Array) -> Sequence[Array]:
    H = tanh_c.shape[1]
    before, after = by_step(rows, tanh_c)
    c_g, layers, g, sigmas = before[:, : 2 * H], after[:, : 4 * H], after[:, :H], after[:, H : 4 * H]
    f_i, o, c = after[:, H : 3 * H], after[:, 3 * H : 4 * H], after[:, 4 * H :]
    return z[:-1], layers, g, sigmas, c_g, f_i, o, c, tanh_c, z[1:, :H]


def weights(W_x: Array, W_h: Array, b: Array, by_exp: bool) -> Array:
    """Return what z is multiplied by, (4H, H + D + 1), with the factor inside of sigma."""
    W = in_rows(np.concatenate([W_h, W_x, b[None]]))
    W[:, len(W_h) :] *= inside(by_exp)
    return np.ascontiguousarray(W.T) if len(W_h) >= WIDE and W.dtype == np.float64 else W.T


def fields(z: Array, rows: Array, tanh_c: Array) -> dict[str, Array]:
    """Return views (T, B, features) of what a run has computed."""
    T, H, B = tanh_c.shape
    before, after = by_step(rows, tanh_c)
    run = dict(zip(ROWS, after[:, : 4 * H].reshape(T, 4, H, B).swapaxes(0, 1), strict=True))
    run |= {"x": z[:T, H:-1], "h_prev": z[:T, :H], "h": z[1:, :H], "tanh_c": tanh_c}
    run |= {"c_prev": before[:, :H], "c": after[:, 4 * H :]}
    return {name: features_first(array) for name, array in run.items()}


def _run(product: Any, h: Array, by_exp: bool, steps: Iterable[Any], held_rows: Iterable[Any]) -> None:
    """Compute step after step; `steps` are slices, in the order of the loop's head."""
    # Bound once: looking a function up takes a good part of the time of a small step.
    tanh, exp2, multiply, divide, add = np.tanh, np.exp2, np.multiply, np.divide, np.add
    (B, H), dtype = h.shape, h.dtype
    half, one = np.array(0.5, dtype), np.array(1, dtype)
    # The same for every step, so that they stay in the cache.
    a, both = np.empty((4 * H, B), dtype), np.empty((2 * H, B), dtype)
    a_g, a_sigmas, kept, written = a[:H], a[H:], both[:H], both[H:]
    for (z, layers, g, sigmas, c_g, f_i, o, c, tanh_c, h), held in zip(steps, held_rows, strict=False):
        if by_exp:
            product(z, a)
            exp2(a_sigmas, a_sigmas)
            add(a_sigmas, one, a_sigmas)
            divide(one, a_sigmas, sigmas)
            tanh(a_g, g)
        else:
            product(z, layers)
            tanh(layers, layers)
            multiply(sigmas, half, sigmas)
            add(sigmas, half, sigmas)
        for units, value in held:
            layers[units] = value
        multiply(f_i, c_g, both)
        add(kept, written, c)
        tanh(c, tanh_c)
        multiply(o, tanh_c, h)


def held_rows(holds: Sequence[Hold], T: int, H: int) -> Iterable[Iterable[tuple[Any, float]]]:
    """Return for every step the rows of the gates that are held, and their values."""
    if not holds:
        return repeat(())
    held: list[list[tuple[Any, float]]] = [[] for _ in range(T)]
    for hold in holds:
        gate = np.arange(H) + ROWS.index(hold.gate) * H
        for step in held[hold.steps()]:
            step.append((gate[hold.index], hold.value))
    return held
