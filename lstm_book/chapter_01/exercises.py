"""Exercises of chapter 01, The vanilla RNN."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from itertools import product

import numpy as np

from lstm_book.chapter_01.fixed_points import fixed_points
from lstm_book.judges import Judge, judge_function, judge_number
from lstm_book.mistakes import mistaken, reordered
from lstm_book.wiring import first_failure, judge_params
from lstm_teach.cells import RNN, RNNParams
from lstm_teach.numerics import Array, sigmoid
from lstm_teach.sequence import unroll


def latched_value(w: float) -> float:
    """Return the positive h with h = tanh(w h), for w > 1."""
    return fixed_points(w)[-1].h


def _lasting_push(w: float) -> float:
    """Return u_c of equation (1.6)."""
    h = np.sqrt(1 - 1 / w)
    return float(np.arctanh(h) - w * h)


def _slope(h: Array) -> Array:
    return h * (1 - h)


def backward_step(
    W_x: Array, W_h: Array, h_prev: Array, h: Array, dh: Array, slope: Callable[[Array], Array] = _slope
) -> tuple[Array, Array, Array]:
    """Return dW_h of this step, dx and dh_prev, for logistic units h = 1 / (1 + exp(-a)) with a of (1.1)."""
    da = dh * slope(h)
    return h_prev.T @ da, da @ W_x.T, da @ W_h.T


BACK = ("dW_h", "dx", "dh_prev")
_step_with = partial(mistaken, backward_step, BACK)

WRONG_SLOPES: dict[str, Callable[[Array], Array]] = {
    "1 - h**2 is the slope of tanh. Differentiate 1 / (1 + exp(-a)), and write the result with h.": (
        lambda h: 1 - h**2
    ),
    "Your da ignores the slope of the squashing function.": np.ones_like,
    "Your slope lacks a factor: h alone is not the derivative.": lambda h: h,
    "Your slope lacks a factor: 1 - h alone is not the derivative.": lambda h: 1 - h,
    "The sign of the slope: the function rises, so its slope is positive.": lambda h: -_slope(h),
    "h is squashed already: its slope is written with h itself, without another exp.": (
        lambda h: _slope(sigmoid(h))
    ),
}


def _backward_cases() -> list[tuple[Array, ...]]:
    rng = np.random.default_rng(1)
    cases: list[tuple[Array, ...]] = []
    for B, D, H in ((3, 4, 4), (1, 3, 2)):  # D = H first: a missing transpose must not show as a shape alone
        h_prev, h = sigmoid(rng.standard_normal((2, B, H)))
        W_x, W_h = rng.standard_normal((D, H)), rng.standard_normal((H, H))
        cases.append((W_x, W_h, h_prev, h, rng.standard_normal((B, H))))
    return cases


SHORT = ["".join(word) for word in product("01", repeat=8)]
SILENCE = ["1" + 399 * "0", "11" + 398 * "0"]


def _toggle_fault(params: RNNParams) -> str | None:
    """Run two tanh units over all short sequences, and over a long silence, and name the first failure."""

    def state(x: Array) -> Array:
        h = unroll(RNN, params, x, RNN.state_type(h=-np.ones((x.shape[1], 2)))).h
        return (h[..., 0] - h[..., 1]) / 2

    for words in (SHORT, SILENCE):
        failure = first_failure(words, {"0": [0], "1": [1]}, state, lambda heard: heard.count("1") % 2 == 1)
        if failure is None:
            continue
        heard, value, on = failure
        should = f"should be {'above' if on else 'below'} 0.5, and yours is {value:.4f}."
        if words is SHORT:
            return f"After the inputs {', '.join(heard)} the state {should}"
        presses = heard.count("1")
        pressed = "one press" if presses == 1 else f"{presses} presses"
        steps = f"{len(heard) - presses} steps of silence"
        return f"After {pressed} and {steps} the state {should} It does not hold."
    return None


TOGGLE_SHAPES = {"W_x": (1, 2), "W_h": (2, 2), "b": (2,)}
TOGGLES_TURNED: dict[str, Callable[[RNNParams], RNNParams]] = {
    "It works with W_h transposed: its rows belong to the old low and high, its columns to the new ones.": (
        lambda params: params._replace(W_h=params.W_h.T)
    ),
    "It works with the two biases exchanged: low switches on between 0 and 1, high between 1 and 2.": (
        lambda params: params._replace(b=params.b[::-1])
    ),
    "It works with the two units exchanged: the first is low, which switches on between 0 and 1.": (
        lambda params: RNNParams(params.W_x[:, ::-1], params.W_h[::-1, ::-1], params.b[::-1])
    ),
    "It works with the other sign of the biases: 0.5 and 1.5 are subtracted.": (
        lambda params: params._replace(b=-params.b)
    ),
    "It works with biases ten times as large: the factor 10 stands before the whole bracket.": (
        lambda params: params._replace(b=10 * params.b)
    ),
    "It works with half of W_h: the state is half of the difference.": (
        lambda params: params._replace(W_h=params.W_h / 2)
    ),
    "It works with the other sign of W_h: the old low counts as +, the old high as -.": (
        lambda params: params._replace(W_h=-params.W_h)
    ),
}


EXERCISES: dict[str, Judge] = {
    "1.1": judge_function(
        lambda D, H: D * H + H * H + H,
        cases=[(3, 5), (1, 1), (10, 128)],
        names=["the number of weights"],
        wrong={
            "H numbers are missing. Each unit has a bias, and it hears itself too: W_h has H * H entries.": (
                lambda D, H: D * H + H * H
            ),
            "The feedback is missing: every unit hears every unit, itself included.": lambda D, H: D * H + H,
            "Every unit has a bias of its own, not one for all.": lambda D, H: D * H + H * H + 1,
            "The biases belong to the units, not to the inputs.": lambda D, H: D * H + H * H + D,
            "The weights from the input are missing: W_x has D * H entries.": lambda D, H: H * H + H,
            "W_h leads from units to units: H * H entries, not D * H.": lambda D, H: 2 * D * H + H,
            "A matrix of shape (D, H) has D * H entries, not D + H.": lambda D, H: (D + H) + (H + H) + H,
            "That is for one unit. There are H of them.": lambda D, H: D + H + 1,
            "The readout is counted too, with its bias; the layer ends with h.": lambda D, H: (
                (D + H + 1) * H + H + 1
            ),
            "H too many: a readout is not asked for, and one bias for each unit suffices.": lambda D, H: (
                (D + H + 2) * H
            ),
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
            "That is not yet the fixed point: apply the map until nothing changes.": lambda w: w * np.tanh(w),
            "Twice too much: the kick need only carry the state to zero; silence does the rest.": lambda w: (
                2 * w * latched_value(w)
            ),
            "That is right for w = 2 alone: in the pre-activation h counts w times.": (
                lambda w: 2 * latched_value(w)
            ),
            "That is the slope (1.5) at the fixed point. Asked is a push.": lambda w: (
                w * (1 - latched_value(w) ** 2)
            ),
        },
    ),
    "1.3": judge_function(
        backward_step,
        cases=_backward_cases(),
        names=BACK,
        wrong={message: partial(backward_step, slope=slope) for message, slope in WRONG_SLOPES.items()}
        | {
            "The slope is that of the new h, not of h_prev.": (
                lambda W_x, W_h, h_prev, h, dh: backward_step(W_x, W_h, h_prev, h_prev, dh)
            ),
            "dx: the error goes back along the weights, so W_x must be transposed.": _step_with(
                dx=lambda h, dh, W_x, **_: (dh * _slope(h)) @ W_x
            ),
            "dx: the input came in through W_x, not W_h.": _step_with(dx=lambda dh_prev, **_: dh_prev),
            "dx: what goes back is da, the error after the slope, not dh.": _step_with(
                dx=lambda dh, W_x, **_: dh @ W_x.T
            ),
            "dh_prev: the error goes back along the weights, so W_h must be transposed.": _step_with(
                dh_prev=lambda h, dh, W_h, **_: (dh * _slope(h)) @ W_h
            ),
            "dh_prev: what goes back is da, the error after the slope, not dh.": _step_with(
                dh_prev=lambda dh, W_h, **_: dh @ W_h.T
            ),
            "dx and dh_prev: the error goes back along the weights, so W_x and W_h must be transposed.": (
                lambda W_x, W_h, *others: backward_step(W_x.T, W_h.T, *others)
            ),
            "dW_h: the weights multiply h_prev, not h.": _step_with(
                dW_h=lambda h, dh, **_: h.T @ (dh * _slope(h))
            ),
            "dW_h: what arrives at the weights is da, the error after the slope, not dh.": _step_with(
                dW_h=lambda h_prev, dh, **_: h_prev.T @ dh
            ),
            "dx: that is da, the error at the pre-activation; it goes on through W_x.": _step_with(
                dx=lambda h, dh, **_: dh * _slope(h)
            ),
            "dh_prev: that is da, the error at the pre-activation; it goes on through W_h.": _step_with(
                dh_prev=lambda h, dh, **_: dh * _slope(h)
            ),
            "dh_prev is the error at h_prev, before its own slope: that slope belongs to the step before.": (
                _step_with(dh_prev=lambda h_prev, dh_prev, **_: dh_prev * _slope(h_prev))
            ),
            "dh_prev: the old state came in through W_h, not W_x.": _step_with(dh_prev=lambda dx, **_: dx),
            "dW_h is transposed: rows belong to h_prev, columns to the new h.": _step_with(
                dW_h=lambda dW_h, **_: dW_h.T
            ),
            "dW_h is a sum over the sequences of the batch, not a mean.": _step_with(
                dW_h=lambda dW_h, h, **_: dW_h / len(h)
            ),
            "All three are right, in the wrong order: return dW_h, dx, dh_prev.": (
                reordered(backward_step, 0, 2, 1)
            ),
            "All three are right, but dW_h comes first: return dW_h, dx, dh_prev.": (
                reordered(backward_step, 1, 2, 0)
            ),
        },
    ),
    "1.4": judge_params(RNN, "RNNParams(W_x, W_h, b)", TOGGLE_SHAPES, _toggle_fault, turned=TOGGLES_TURNED),
    "1.5": judge_number(
        11,
        atol=1e-9,
        wrong={
            "12 is the first that flips it. Asked is the last that it survives.": 12,
            "One less than it survives: count the steps at which the push is -0.6.": 10,
            "That is the number of the last step of the push. Asked is how many steps it lasts.": 20,
            "That is the first step after the push. Asked is how many steps the push lasts.": 21,
            "That is the end of the widget's run. Look at the last value of the state there.": 30,
            "A single step is survived easily. How long may it be?": 1,
            "Asked is a number of steps, not the size of the push.": -0.6,
        },
    ),
}
