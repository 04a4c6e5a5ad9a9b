"""The peephole LSTM of `lstm_teach.cells.peephole` again, fast: by what pays for the LSTM.

Forward, the peepholes take five calls more a step, and the output gate, which must wait for c, its own.
Backwards they take none: what goes through them is in the factors that are computed before the loop.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from lstm_teach.fused import backwards
from lstm_teach.fused.forwards import exp_pays, fields, held_rows, prepared, weights
from lstm_teach.fused.memory import lent
from lstm_teach.gates import Hold
from lstm_teach.numerics import Array


@np.errstate(over="ignore")  # exp of more than 709 is infinite, and the gate 0
def forward(
    W_x: Array,
    W_h: Array,
    b: Array,
    p_i: Array,
    p_f: Array,
    p_o: Array,
    x: Array,
    h: Array,
    c: Array,
    holds: Sequence[Hold] = (),
) -> dict[str, Array]:
    """Return the fields of a Trace by name; see `forwards.forward`."""
    (T, B, _), H, by_exp = x.shape, W_h.shape[0], exp_pays(x, h)
    plan = prepared(_slices, x, h, c)
    inside = np.array(-1 if by_exp else 0.5, x.dtype)  # the factor inside of sigma, as in `weights`
    p = np.empty((3, H, B), x.dtype)  # a whole array is quicker in a step than a column
    p[...] = inside * np.stack([p_i, p_f, p_o])[..., None]
    held = zip(
        held_rows([hold for hold in holds if hold.gate != "o"], T, H),
        held_rows([hold for hold in holds if hold.gate == "o"], T, H),
        strict=False,
    )
    _run(weights(W_x, W_h, b, by_exp), p, by_exp, plan.steps(), held)
    return fields(*lent(plan))


def _slices(z: Array, gates: Array, tanh_c: Array) -> Sequence[Array]:
    T, H, _ = tanh_c.shape
    o, i_f, g, i_f_g = gates[:T, :H], gates[:T, H : 3 * H], gates[:T, 3 * H : 4 * H], gates[:T, H : 4 * H]
    g_c, c_prev, c = gates[:T, 3 * H :], gates[:T, 4 * H :], gates[1:, 4 * H :]
    return z[:T], gates[:T, : 4 * H], i_f, g, i_f_g, o, g_c, c_prev, c, tanh_c, z[1:, :H]


def _run(W: Array, p: Array, by_exp: bool, steps: Iterable[Any], held_rows: Iterable[Any]) -> None:
    """Compute step after step; `steps` are slices, in the order of the loop's head."""
    product, tanh, exp, multiply, divide, add = W.dot, np.tanh, np.exp, np.multiply, np.divide, np.add
    half, one = np.array(0.5, W.dtype), np.array(1, W.dtype)
    (p_i, p_f, p_o), terms = p, np.empty_like(p[:2])
    (written, kept), both = terms, terms.reshape(-1, terms.shape[-1])
    for (z, a, i_f, g, i_f_g, o, g_c, c_prev, c, tanh_c, h), (held, held_o) in zip(
        steps, held_rows, strict=False
    ):
        product(z, a)
        multiply(p_i, c_prev, written)  # two calls: one that broadcasts takes longer
        multiply(p_f, c_prev, kept)
        add(i_f, both, i_f)
        if by_exp:
            tanh(g, g)
            exp(i_f, i_f)
            add(i_f, one, i_f)
            divide(one, i_f, i_f)
        else:
            tanh(i_f_g, i_f_g)
            multiply(i_f, half, i_f)
            add(i_f, half, i_f)
        for units, value in held:
            a[units] = value
        multiply(i_f, g_c, both)
        add(written, kept, c)
        multiply(p_o, c, written)
        add(o, written, o)
        if by_exp:
            exp(o, o)
            add(o, one, o)
            divide(one, o, o)
        else:
            tanh(o, o)
            multiply(o, half, o)
            add(o, half, o)
        for units, value in held_o:
            a[units] = value
        tanh(c, tanh_c)
        multiply(o, tanh_c, h)


def backward(
    W_x: Array, W_h: Array, peepholes: Sequence[Array], trace: Any, dh: Array, **options: Any
) -> tuple[Any, ...]:
    """Return (dW_x, dW_h, db, dp_i, dp_f, dp_o) and all else that `backwards.backward` returns."""
    return backwards.backward(W_x, W_h, trace, dh, peepholes=np.stack(peepholes), **options)
