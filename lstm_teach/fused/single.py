"""One step of one sequence that reads a symbol, fast: for `lstm_teach.generate`.

What a symbol brings is a row of W_x + b. The columns of the gates stand in front: with the inner 1/2 of
sigma(a) = tanh(a / 2) / 2 + 1 / 2 in the weights, one tanh does for them and for what follows. Every function
takes weights and holds, and returns ``step(symbol, t, *state) -> state`` with arrays (H,).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from lstm_teach.gates import Hold
from lstm_teach.numerics import Array, columns

OneStep = Callable[..., tuple[Array, ...]]


def lstm(params: Sequence[Array], holds: Sequence[Hold]) -> OneStep:
    """Return the step of `lstm_teach.cells.lstm`."""
    W_x, W_h, b = params
    H, half = len(W_h), W_h.dtype.type(0.5)
    W, rows = (_halved(np.concatenate([i, f, o, g], axis=1), 3 * H)
               for i, f, g, o in (columns(W_h, 4), columns(W_x + b, 4)))  # fmt: skip
    held, tanh = _held(holds, "ifo", H), np.tanh

    def step(symbol: int, t: int, h: Array, c: Array) -> tuple[Array, Array]:
        a = h.dot(W)
        a += rows[symbol]
        tanh(a, a)
        sigmas = a[: 3 * H]
        sigmas *= half
        sigmas += half
        for hold, units in held:
            if hold.is_active(t):
                a[units] = hold.value
        c = a[H : 2 * H] * c
        c += a[:H] * a[3 * H :]
        h = tanh(c)
        h *= a[2 * H : 3 * H]
        return h, c

    return step


def gru(params: Sequence[Array], holds: Sequence[Hold]) -> OneStep:
    """Return the step of `lstm_teach.cells.gru`, reset after the product."""
    W_x, W_h, b, b_g = params
    H, half = len(W_h), W_h.dtype.type(0.5)
    W, rows = _halved(W_h.copy(), 2 * H), _halved(W_x + b, 2 * H)
    held, tanh = _held(holds, "rz", H), np.tanh

    def step(symbol: int, t: int, h: Array) -> tuple[Array]:
        a, row = h.dot(W), rows[symbol]
        sigmas, g = a[: 2 * H], a[2 * H :]
        _open(sigmas, row[: 2 * H], half, held, t)
        g += b_g
        g *= a[:H]
        g += row[2 * H :]
        return (_kept(a[H : 2 * H], h, tanh(g, g)),)

    return step


def gru_reset_before(params: Sequence[Array], holds: Sequence[Hold]) -> OneStep:
    """Return the step of `lstm_teach.cells.gru`, reset before the product."""
    W_x, W_h, b = params
    H, half = len(W_h), W_h.dtype.type(0.5)
    W, W_g = _halved(W_h[:, : 2 * H].copy(), 2 * H), W_h[:, 2 * H :].copy()
    rows, held, tanh = _halved(W_x + b, 2 * H), _held(holds, "rz", H), np.tanh

    def step(symbol: int, t: int, h: Array) -> tuple[Array]:
        sigmas, row = h.dot(W), rows[symbol]
        _open(sigmas, row[: 2 * H], half, held, t)
        g = (sigmas[:H] * h).dot(W_g)
        g += row[2 * H :]
        return (_kept(sigmas[H:], h, tanh(g, g)),)

    return step


def _open(a: Array, row: Array, half: Any, held: Any, t: int) -> None:
    """Turn what h brings to the gates r and z into the gates."""
    a += row
    np.tanh(a, a)
    a *= half
    a += half
    for hold, units in held:
        if hold.is_active(t):
            a[units] = hold.value


def _kept(z: Array, h: Array, g: Array) -> Array:
    """Return z h + (1 - z) g; a gate at 1 keeps every bit of h."""
    new: Array = z * h
    g *= 1 - z
    new += g
    return new


def _halved(W: Array, sigmas: int) -> Array:
    """Multiply the first columns by 1/2, in place."""
    W[:, :sigmas] *= 0.5
    return W


def _held(holds: Sequence[Hold], gates: str, H: int) -> list[tuple[Hold, Array]]:
    """Return every hold with the places of its units where `gates` stand one after the other."""
    return [(hold, (np.arange(H) + gates.index(hold.gate) * H)[hold.index]) for hold in holds]
