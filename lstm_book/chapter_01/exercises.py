"""Exercises of chapter 01, The vanilla RNN."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from typing import Any

import numpy as np

from lstm_book.judges import Judge, NotAttempted, judge_function, judge_number
from lstm_teach.cells import RNN, RNNParams
from lstm_teach.numerics import Array, sigmoid
from lstm_teach.sequence import unroll


def latched_value(w: float) -> float:
    """Return the positive h with h = tanh(w h), for w > 1, by iterating the map until it rests."""
    h = 1.0
    for _ in range(10_000):
        h = float(np.tanh(w * h))
    return h


def _lasting_push(w: float) -> float:
    """Return u_c of equation (1.6)."""
    h = np.sqrt(1 - 1 / w)
    return float(np.arctanh(h) - w * h)


def _da(h: Array, dh: Array) -> Array:
    return dh * h * (1 - h)


def backward_step(W_x: Array, W_h: Array, h_prev: Array, h: Array, dh: Array) -> tuple[Array, Array, Array]:
    """Return dW_h of this step, dx and dh_prev, for logistic units h = 1 / (1 + exp(-a)) with a of (1.1)."""
    da = _da(h, dh)
    return h_prev.T @ da, da @ W_x.T, da @ W_h.T


def _with_da(mistaken: Callable[[Array, Array, Array], Array]) -> Callable[..., tuple[Array, ...]]:
    """Return `backward_step` with a mistake in da, which is computed from h_prev, h and dh."""

    def step(W_x: Array, W_h: Array, h_prev: Array, h: Array, dh: Array) -> tuple[Array, ...]:
        da = mistaken(h_prev, h, dh)
        return h_prev.T @ da, da @ W_x.T, da @ W_h.T

    return step


def _with(part: int, mistaken: Callable[..., Array]) -> Callable[..., tuple[Array, ...]]:
    """Return `backward_step` with a mistake in one of the three values that it returns."""

    def step(W_x: Array, W_h: Array, h_prev: Array, h: Array, dh: Array) -> tuple[Array, ...]:
        values = list(backward_step(W_x, W_h, h_prev, h, dh))
        values[part] = mistaken(W_x, W_h, h_prev, h, dh)
        return tuple(values)

    return step


def _backward_cases() -> list[tuple[Array, ...]]:
    rng = np.random.default_rng(1)
    cases: list[tuple[Array, ...]] = []
    for B, D, H in ((3, 4, 4), (1, 3, 2)):  # D = H first: a missing transpose must not show as a shape alone
        h_prev, h = sigmoid(rng.standard_normal((2, B, H)))
        W_x, W_h = rng.standard_normal((D, H)), rng.standard_normal((H, H))
        cases.append((W_x, W_h, h_prev, h, rng.standard_normal((B, H))))
    return cases


def judge_toggle(answer: Any) -> str | None:
    """Run two tanh units over all short sequences, and over a long silence, and name the first failure."""
    if not isinstance(answer, RNNParams):
        return f"Expected RNNParams(W_x, W_h, b), got {type(answer).__name__}."
    parts: tuple[Any, ...] = answer
    if any(part is ... for part in parts):
        raise NotAttempted
    for name, part, shape in zip(answer._fields, parts, ((1, 2), (2, 2), (2,)), strict=True):
        if np.shape(part) != shape:
            return f"{name}: expected shape {shape}, got {np.shape(part)}."
    try:
        params = RNNParams(*(np.asarray(part, dtype=float) for part in parts))
        RNN.sizes(params)
    except (TypeError, ValueError) as error:
        return str(error)
    fault = _toggle_fault(params)
    if fault is None:
        return None
    turned = {
        "It works with W_h transposed: its rows belong to the old a and b, its columns to the new ones.": (
            params._replace(W_h=params.W_h.T)
        ),
        "It works with the two biases exchanged: a switches on between 0 and 1, b between 1 and 2.": (
            params._replace(b=params.b[::-1])
        ),
    }
    for message, other in turned.items():
        if _toggle_fault(other) is None:
            return message
    return fault


def _toggle_fault(params: RNNParams) -> str | None:
    short = np.array(list(product([0.0, 1.0], repeat=8)), dtype=float)
    silence = np.zeros((2, 400))
    silence[0, 0] = silence[1, :2] = 1.0  # one press, two presses
    for words in (short, silence):
        x = words.T[:, :, None]
        h = unroll(RNN, params, x, RNN.state_type(h=-np.ones((len(words), 2)))).h
        S = (h[..., 0] - h[..., 1]) / 2
        odd = np.cumsum(words.T, axis=0) % 2 == 1
        off = (S > 0.5) != odd
        if not off.any():
            continue
        t = int(np.argmax(off.any(axis=1)))  # the earliest step at which any sequence goes wrong
        b = int(np.argmax(off[t]))
        should = f"should be {'above' if odd[t, b] else 'below'} 0.5, and yours is {S[t, b]:.4f}."
        if words is silence:
            presses = int(words[b].sum())
            pressed = "one press" if presses == 1 else f"{presses} presses"
            return f"After {pressed} and {t + 1 - presses} steps of silence S {should} It does not hold."
        word = ", ".join(str(int(v)) for v in words[b, : t + 1])
        return f"After the inputs {word} the state S {should}"
    return None


EXERCISES: dict[str, Judge] = {
    "1.1": judge_function(
        lambda D, H: D * H + H * H + H,
        cases=[(3, 5), (1, 1), (10, 128)],
        names=["the number of weights"],
        wrong={
            "The bias is missing: one number for each unit.": lambda D, H: D * H + H * H,
            "The feedback is missing: every unit hears every unit, itself included.": lambda D, H: D * H + H,
            "A unit hears itself too: W_h has H * H entries, its diagonal included.": lambda D, H: (
                D * H + H * (H - 1) + H
            ),
            "Every unit has a bias of its own, not one for all.": lambda D, H: D * H + H * H + 1,
        },
    ),
    "1.2": judge_function(
        lambda w: w * latched_value(w),
        cases=[(2.0,), (1.5,), (3.0,)],
        names=["the kick"],
        rtol=1e-3,
        wrong={
            "That is the latched h itself. The kick adds to the pre-activation, where h counts w times.": (
                latched_value
            ),
            "The sign: asked is the size of the kick.": lambda w: -w * latched_value(w),
            "That is the threshold of a push that stays for ever. A push of one step must be stronger.": (
                lambda w: -_lasting_push(w)
            ),
            "That is the lasting push of (1.6). Asked is the size of a single kick.": _lasting_push,
            "Zero is a fixed point too. Start from a positive h.": lambda w: 0.0,
            "That would flip a unit with h = 1. The latched h is a little less.": lambda w: w,
        },
    ),
    "1.3": judge_function(
        backward_step,
        cases=_backward_cases(),
        names=["dW_h", "dx", "dh_prev"],
        wrong={
            "1 - h**2 is the slope of tanh. Differentiate 1 / (1 + exp(-a)), and write the result with h.": (
                _with_da(lambda h_prev, h, dh: dh * (1 - h**2))
            ),
            "Your da ignores the slope of the squashing function.": _with_da(lambda h_prev, h, dh: dh),
            "Your slope lacks a factor: h alone is not the derivative.": _with_da(
                lambda h_prev, h, dh: dh * h
            ),
            "Your slope lacks a factor: 1 - h alone is not the derivative.": _with_da(
                lambda h_prev, h, dh: dh * (1 - h)
            ),
            "The sign of the slope: the function rises, so its slope is positive.": _with_da(
                lambda h_prev, h, dh: -_da(h, dh)
            ),
            "h is squashed already: its slope is written with h itself, without another exp.": _with_da(
                lambda h_prev, h, dh: _da(sigmoid(h), dh)
            ),
            "The slope is that of the new h, not of h_prev.": _with_da(lambda h_prev, h, dh: _da(h_prev, dh)),
            "dx: the error goes back along the weights, so W_x must be transposed.": _with(
                1, lambda W_x, W_h, h_prev, h, dh: _da(h, dh) @ W_x if W_x.shape[0] == W_x.shape[1] else dh
            ),
            "dx: the input came in through W_x, not W_h.": _with(
                1, lambda W_x, W_h, h_prev, h, dh: _da(h, dh) @ W_h.T
            ),
            "dx: what goes back is da, the error after the slope, not dh.": _with(
                1, lambda W_x, W_h, h_prev, h, dh: dh @ W_x.T
            ),
            "dh_prev: the error goes back along the weights, so W_h must be transposed.": _with(
                2, lambda W_x, W_h, h_prev, h, dh: _da(h, dh) @ W_h
            ),
            "dh_prev: what goes back is da, the error after the slope, not dh.": _with(
                2, lambda W_x, W_h, h_prev, h, dh: dh @ W_h.T
            ),
            "dx and dh_prev: the error goes back along the weights, so W_x and W_h must be transposed.": (
                lambda W_x, W_h, h_prev, h, dh: (
                    h_prev.T @ _da(h, dh),
                    _da(h, dh) @ W_x if W_x.shape[0] == W_x.shape[1] else dh,
                    _da(h, dh) @ W_h,
                )
            ),
            "dW_h: the weights multiply h_prev, not h.": _with(
                0, lambda W_x, W_h, h_prev, h, dh: h.T @ _da(h, dh)
            ),
            "dW_h is transposed: rows belong to h_prev, columns to the new h.": _with(
                0, lambda W_x, W_h, h_prev, h, dh: _da(h, dh).T @ h_prev
            ),
            "dW_h is a sum over the sequences of the batch, not a mean.": _with(
                0, lambda W_x, W_h, h_prev, h, dh: h_prev.T @ _da(h, dh) / len(h)
            ),
            "All three are right, in the wrong order: return dW_h, dx, dh_prev.": (
                lambda *given: tuple(backward_step(*given)[k] for k in (0, 2, 1))
            ),
        },
    ),
    "1.4": judge_toggle,
    "1.5": judge_number(
        11,
        atol=1e-9,
        wrong={
            "12 is the first that flips it. Asked is the last that it survives.": 12,
            "One less than it survives: count the steps at which the push is -0.6.": 10,
        },
    ),
}
