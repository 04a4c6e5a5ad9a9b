"""From the first step to the last."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import repeat
from typing import Any

import numpy as np

from lstm_teach.fused.layout import ROWS, features_first, o_first
from lstm_teach.fused.memory import Plan, Slices, lent, plan_for
from lstm_teach.gates import Hold
from lstm_teach.numerics import Array

MANY = 128  # from this H * B on, exp pays


@np.errstate(over="ignore")  # exp of more than 709 is infinite, and the gate 0
def forward(
    W_x: Array, W_h: Array, b: Array, x: Array, h: Array, c: Array, holds: Sequence[Hold] = ()
) -> dict[str, Array]:
    """Return the fields of a Trace by name: read-only (T, B, features) views of feature-major arrays.

    Shapes are as in `lstm_teach.cells.lstm`, x with a time axis; h and c are the state before the first step.
    """
    plan, by_exp = prepared(_slices, x, h, c), exp_pays(x, h)
    held = held_rows(holds, len(x), h.shape[1])
    _run(weights(W_x, W_h, b, by_exp), h.shape[0], by_exp, plan.steps(), held)
    return fields(*lent(plan))


def exp_pays(x: Array, h: Array) -> bool:
    """Whether sigma is quicker by exp than by tanh."""
    return x.dtype == np.float64 and h.size >= MANY


def prepared(slices: Slices, x: Array, h: Array, c: Array) -> Plan:
    """Return a plan for z = [h; x; 1], gates = [o; i; f; g; c], c from the step before, and tanh_c."""
    (T, B, D), H = x.shape, h.shape[1]
    plan = plan_for(slices, x.dtype, (T + 1, H + D + 1, B), (T + 1, 5 * H, B), (T, H, B))
    z, gates, _ = plan.arrays
    z[0, :H], gates[0, 4 * H :] = h.T, c.T
    z[:T, H:-1], z[:T, -1] = features_first(x), 1
    return plan


def _slices(z: Array, gates: Array, tanh_c: Array) -> Sequence[Array]:
    T, H, _ = tanh_c.shape
    a, sigmas, g = gates[:T, : 4 * H], gates[:T, : 3 * H], gates[:T, 3 * H : 4 * H]
    o, i_f, g_c, c = gates[:T, :H], gates[:T, H : 3 * H], gates[:T, 3 * H :], gates[1:, 4 * H :]
    return z[:T], a, sigmas, g, o, i_f, g_c, c, tanh_c, z[1:, :H]


def weights(W_x: Array, W_h: Array, b: Array, by_exp: bool) -> Array:
    """Return what z is multiplied by, (4H, H + D + 1), with the factor inside of sigma."""
    W = o_first(np.concatenate([W_h, W_x, b[None]]))
    W[:, : 3 * W_h.shape[0]] *= -1 if by_exp else 0.5
    return W.T


def fields(z: Array, gates: Array, tanh_c: Array) -> dict[str, Array]:
    """Return read-only views (T, B, features) of what a run has computed."""
    T, H, B = tanh_c.shape
    run = dict(zip(ROWS, gates[:T, : 4 * H].reshape(T, 4, H, B).swapaxes(0, 1), strict=True))
    run |= {"x": z[:T, H:-1], "h_prev": z[:T, :H], "h": z[1:, :H], "tanh_c": tanh_c}
    run |= {"c_prev": gates[:T, 4 * H :], "c": gates[1:, 4 * H :]}
    for name, array in run.items():
        run[name] = features_first(array)
        run[name].flags.writeable = False
    return run


def _run(W: Array, B: int, by_exp: bool, steps: Iterable[Any], held_rows: Iterable[Any]) -> None:
    """Compute step after step; `steps` are slices, in the order of the loop's head."""
    # Bound once: looking a function up takes a good part of the time of a small step.
    product, tanh, exp, multiply, divide, add = W.dot, np.tanh, np.exp, np.multiply, np.divide, np.add
    half, one = np.array(0.5, W.dtype), np.array(1, W.dtype)
    H = len(W) // 4
    a, both = np.empty((4 * H, B), W.dtype), np.empty((2 * H, B), W.dtype)  # of every step: they stay in the cache
    a_sigmas, a_g, written, kept = a[: 3 * H], a[3 * H :], both[:H], both[H:]
    for (z, gates, sigmas, g, o, i_f, g_c, c, tanh_c, h), held in zip(steps, held_rows, strict=False):
        product(z, a)
        if by_exp:
            exp(a_sigmas, a_sigmas)
            add(a_sigmas, one, a_sigmas)
            divide(one, a_sigmas, sigmas)
            tanh(a_g, g)
        else:
            tanh(a, gates)
            multiply(sigmas, half, sigmas)
            add(sigmas, half, sigmas)
        for units, value in held:
            gates[units] = value
        multiply(i_f, g_c, both)
        add(written, kept, c)
        tanh(c, tanh_c)
        multiply(o, tanh_c, h)


def held_rows(holds: Sequence[Hold], T: int, H: int) -> Iterable[Iterable[tuple[Any, float]]]:
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
