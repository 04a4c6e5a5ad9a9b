"""The peephole LSTM of `lstm_teach.cells.peephole` again, fast: by what pays for the LSTM.

Forward, the peepholes take five calls more a step, and the output gate, which must wait for c, its own.
Backwards they take none: what goes through them is in the factors that are computed before the loop.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from lstm_teach.fused import backwards, forwards
from lstm_teach.fused.forwards import by_step, exp_pays, held_rows, inside
from lstm_teach.fused.memory import lent
from lstm_teach.gates import Hold
from lstm_teach.numerics import Array


@np.errstate(over="ignore")  # exp(-a) may be infinite, and the gate 0
def forward(
    params: Sequence[Array], x: Array, state: Sequence[Array], holds: Sequence[Hold] = (), symbols: Any = None
) -> dict[str, Array]:
    """Return the fields of a Trace by name; see `forwards.forward`."""
    (W_x, W_h, b, p_i, p_f, p_o), (h, c) = params, state
    (T, B, _), H, by_exp = x.shape, W_h.shape[0], exp_pays(x, h)
    plan = forwards.prepared(_slices, x, h, c, symbols)
    W = forwards.weights(W_x, W_h, b, by_exp)
    p = np.empty((3, H, B), x.dtype)  # a whole array is quicker in a step than a column
    p[...] = inside(by_exp) * np.stack([p_f, p_i, p_o])[..., None]
    held = zip(
        held_rows([hold for hold in holds if hold.gate != "o"], T, H),
        held_rows([hold for hold in holds if hold.gate == "o"], T, H),
        strict=False,
    )
    _run(forwards.step_product(W, h, symbols), p, by_exp, plan.steps(), held)
    return forwards.fields(*lent(plan))


def _slices(z: Array, rows: Array, tanh_c: Array) -> Sequence[Array]:
    H = tanh_c.shape[1]
    before, after = by_step(rows, tanh_c)
    c_prev, c_g, layers, g = before[:, :H], before[:, : 2 * H], after[:, : 4 * H], after[:, :H]
    g_f_i, f_i, o, c = after[:, : 3 * H], after[:, H : 3 * H], after[:, 3 * H : 4 * H], after[:, 4 * H :]
    return z[:-1], layers, g, g_f_i, c_prev, c_g, f_i, o, c, tanh_c, z[1:, :H]


def _run(product: Any, p: Array, by_exp: bool, steps: Iterable[Any], held_rows: Iterable[Any]) -> None:
    """Compute step after step; `steps` are slices, in the order of the loop's head."""
    tanh, exp2, multiply, divide, add = np.tanh, np.exp2, np.multiply, np.divide, np.add
    half, one = np.array(0.5, p.dtype), np.array(1, p.dtype)
    (p_f, p_i, p_o), terms = p, np.empty_like(p[:2])
    (kept, written), both = terms, terms.reshape(-1, terms.shape[-1])
    for (z, layers, g, g_f_i, c_prev, c_g, f_i, o, c, tanh_c, h), (held, held_o) in zip(
        steps, held_rows, strict=False
    ):
        product(z, layers)
        multiply(p_f, c_prev, kept)  # two calls: one that broadcasts takes longer
        multiply(p_i, c_prev, written)
        add(f_i, both, f_i)
        if by_exp:
            tanh(g, g)
            exp2(f_i, f_i)
            add(f_i, one, f_i)
            divide(one, f_i, f_i)
        else:
            tanh(g_f_i, g_f_i)
            multiply(f_i, half, f_i)
            add(f_i, half, f_i)
        for units, value in held:
            layers[units] = value
        multiply(f_i, c_g, both)
        add(kept, written, c)
        multiply(p_o, c, written)
        add(o, written, o)
        if by_exp:
            exp2(o, o)
            add(o, one, o)
            divide(one, o, o)
        else:
            tanh(o, o)
            multiply(o, half, o)
            add(o, half, o)
        for units, value in held_o:
            layers[units] = value
        tanh(c, tanh_c)
        multiply(o, tanh_c, h)


def backward(params: Sequence[Array], trace: Any, dh: Array, **options: Any) -> tuple[Any, ...]:
    """Return (dW_x, dW_h, db, dp_i, dp_f, dp_o) and all else that `backwards.backward` returns."""
    return backwards.backward(params[:3], trace, dh, peepholes=np.stack(params[3:]), **options)
