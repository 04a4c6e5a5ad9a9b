"""Exercises of chapter 01, The vanilla RNN."""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np

from lstm_teach.cells import RNN, RNNParams
from lstm_teach.checks import Judge, NotAttempted, judge_function, judge_number
from lstm_teach.numerics import Array
from lstm_teach.sequence import unroll


def latched_value(w: float) -> float:
    """Return the positive h with h = tanh(w h), for w > 1, by iterating the map until it rests."""
    h = 1.0
    for _ in range(10_000):
        h = float(np.tanh(w * h))
    return h


def backward_step(W_h: Array, h_prev: Array, h: Array, dh: Array) -> tuple[Array, Array]:
    """Return dW_h of this step and dh_prev, for h = tanh(... + h_prev W_h)."""
    da = dh * (1 - h**2)
    return h_prev.T @ da, da @ W_h.T


def _backward_cases() -> list[tuple[Array, ...]]:
    rng = np.random.default_rng(1)
    cases: list[tuple[Array, ...]] = []
    for B, H in ((1, 2), (3, 4)):
        h_prev, h = np.tanh(rng.standard_normal((2, B, H)))
        cases.append((rng.standard_normal((H, H)), h_prev, h, rng.standard_normal((B, H))))
    return cases


def judge_toggle(answer: Any) -> str | None:
    """Run two tanh units over all sequences of up to 8 zeros and ones, and name the first failure."""
    if not isinstance(answer, RNNParams):
        return f"Expected RNNParams(W_x, W_h, b), got {type(answer).__name__}."
    parts: tuple[Any, ...] = answer
    if any(part is ... for part in parts):
        raise NotAttempted
    try:
        params = RNNParams(*(np.asarray(part, dtype=float) for part in answer))
        sizes = RNN.sizes(params)
    except (TypeError, ValueError) as error:
        return str(error)
    if sizes != {"D": 1, "H": 2}:
        return f"Expected one input and two units (D = 1, H = 2), got {sizes}."
    words = np.array(list(product([0.0, 1.0], repeat=8))).T[:, :, None]
    start = RNN.state_type(h=-np.ones((words.shape[1], 2)))
    h = unroll(RNN, params, words, start).h
    S = (h[..., 0] - h[..., 1]) / 2
    right = np.cumsum(words[..., 0], axis=0) % 2
    off = (S > 0.5) != (right > 0.5)
    if not off.any():
        return None
    t = int(np.argmax(off.any(axis=1)))  # the earliest step at which any sequence goes wrong
    b = int(np.argmax(off[t]))
    word = ", ".join(str(int(v)) for v in words[: t + 1, b, 0])
    return f"After the inputs {word} the state S should be {right[t, b]:.0f}, and yours is {S[t, b]:.4f}."


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
            "That is the threshold of a push that stays for ever. A single kick may be larger.": lambda w: (
                w * np.sqrt(1 - 1 / w) - np.arctanh(np.sqrt(1 - 1 / w))
            ),
            "That would flip a unit with h = 1. The latched h is a little less.": lambda w: w,
        },
    ),
    "1.3": judge_function(
        backward_step,
        cases=_backward_cases(),
        names=["dW_h", "dh_prev"],
        wrong={
            "Your da ignores the slope 1 - h**2 of tanh.": lambda W_h, h_prev, h, dh: (
                h_prev.T @ dh,
                dh @ W_h.T,
            ),
            "dh_prev: the error goes back along the weights, so W_h must be transposed.": (
                lambda W_h, h_prev, h, dh: (h_prev.T @ (dh * (1 - h**2)), (dh * (1 - h**2)) @ W_h)
            ),
            "dW_h: the weights multiply h_prev, not h.": lambda W_h, h_prev, h, dh: (
                h.T @ (dh * (1 - h**2)),
                (dh * (1 - h**2)) @ W_h.T,
            ),
            "The slope is that of the new h, not of h_prev.": lambda W_h, h_prev, h, dh: (
                h_prev.T @ (dh * (1 - h_prev**2)),
                (dh * (1 - h_prev**2)) @ W_h.T,
            ),
            "dW_h is transposed: rows belong to h_prev, columns to the new h.": lambda W_h, h_prev, h, dh: (
                (h_prev.T @ (dh * (1 - h**2))).T,
                (dh * (1 - h**2)) @ W_h.T,
            ),
        },
    ),
    "1.4": judge_toggle,
    "1.5": judge_number(
        11,
        atol=0.5,
        wrong={
            "12 is the first that flips it. Asked is the last that it survives.": 12,
            "One less than it survives: count the steps at which the push is -0.6.": 10,
        },
    ),
}
