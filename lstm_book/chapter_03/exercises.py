"""Exercises of chapter 03, The constant error carousel."""

from __future__ import annotations

import math
from functools import partial
from statistics import NormalDist

import numpy as np

from lstm_book.judges import Answer, Judge, judge_function, judge_number
from lstm_book.mistakes import mistaken, reordered
from lstm_teach.numerics import Array


def wrong_sign(n: int, sigma: float, mu: float) -> float:
    """Return the probability that 1 plus n normal numbers is negative, as in equation (3.9) with a mean."""
    return _below_zero(1 + n * mu, sigma * math.sqrt(n))


def _below_zero(mean: float, spread: float) -> float:
    return NormalDist().cdf(-mean / spread)


def best_reading(n: int, k: int, c: float) -> tuple[float, float]:
    """Return the v with the smallest sum of squared errors, and that sum."""
    return k / (n * c), k * (n - k) / n


def backward_step(
    W_x: Array, W_h: Array, W_y: Array, x: Array, h_prev: Array, c: Array, dh: Array, dc: Array
) -> tuple[Array, ...]:
    """Return dW_x, dW_h, dW_y of this step, dh_prev and dc_prev."""
    both = dc + dh @ W_y.T
    return x.T @ both, h_prev.T @ both, c.T @ dh, both @ W_h.T, both


BACK = ("dW_x", "dW_h", "dW_y", "dh_prev", "dc_prev")
_step_with = partial(mistaken, backward_step, BACK)  # dc_prev is the error at c that all mistakes start from


def _with_error(error: Answer, **others: Answer) -> Answer:
    """Return `backward_step` with a mistake in the error at c, and in all that follows from it."""
    return _step_with(
        dW_x=lambda x, **given: x.T @ error(**given),
        dW_h=lambda h_prev, **given: h_prev.T @ error(**given),
        dh_prev=lambda W_h, **given: error(**given) @ W_h.T,
        **{"dc_prev": error, **others},
    )


def _backward_cases() -> list[tuple[Array, ...]]:
    """Square matrices, so that a transposed one gives wrong numbers that can be named, not an exception."""
    rng = np.random.default_rng(3)
    return [
        tuple(rng.standard_normal((H, H) if place < 3 else (B, H)) for place in range(8))
        for B, H in ((2, 3), (3, 2))
    ]


EXERCISES: dict[str, Judge] = {
    "3.1": judge_function(
        lambda a, s: a / s,
        cases=[(0.7, 0.5), (-1.2, 0.5), (2.0, -0.25)],
        names=["the new state"],
        wrong={
            "The slope must be 1 / s, not s: the factor is s times the slope.": lambda a, s: a * s,
            "Its slope is 1, so the factor is s. That is the answer for s = 1 only.": lambda a, s: a,
            "The slope of tanh is not the same everywhere: (3.3) must hold for every a.": (
                lambda a, s: math.tanh(a)
            ),
            "The slope of tanh is not the same everywhere, whatever stands before it.": (
                lambda a, s: math.tanh(a) / s
            ),
            "The error passes unchanged, but in silence the state moves by the constant at every step.": (
                lambda a, s: a / s + 1
            ),
            "The sign: the error would turn round at every step.": lambda a, s: -a / s,
        },
    ),
    "3.2": judge_function(
        wrong_sign,
        cases=[(100, 0.2, 0.0), (25, 0.4, -0.02), (64, 0.1, -0.01), (36, 0.5, 0.05)],
        names=["the probability"],
        rtol=1e-6,
        wrong={
            "That is the probability of the right sign.": lambda n, sigma, mu: 1 - wrong_sign(n, sigma, mu),
            "For the bit +1 only one side is wrong, so there is no factor 2.": (
                lambda n, sigma, mu: 2 * wrong_sign(n, sigma, mu)
            ),
            "Variances add up, not standard deviations: the spread grows like the root of n.": (
                lambda n, sigma, mu: _below_zero(1 + n * mu, n * sigma)
            ),
            "n * sigma**2 is the variance. Divide by its root, the standard deviation.": (
                lambda n, sigma, mu: _below_zero(1 + n * mu, n * sigma**2)
            ),
            "That is the spread of one noise value. n of them add up in the store.": (
                lambda n, sigma, mu: _below_zero(1 + n * mu, sigma)
            ),
            "The mean of the noise is missing: n times mu is added to the bit.": (
                lambda n, sigma, mu: _below_zero(1, sigma * math.sqrt(n))
            ),
            "The mean is added at every step: n times, not once.": (
                lambda n, sigma, mu: _below_zero(1 + mu, sigma * math.sqrt(n))
            ),
            "The mean grows like n; only the spread grows like the root of n.": (
                lambda n, sigma, mu: _below_zero(1 + math.sqrt(n) * mu, sigma * math.sqrt(n))
            ),
            "The sign of mu: a negative mean carries the store down, towards the wrong sign.": (
                lambda n, sigma, mu: wrong_sign(n, sigma, -mu)
            ),
            "One step too few: all n steps are noise, and the bit comes before them.": (
                lambda n, sigma, mu: wrong_sign(n - 1, sigma, mu)
            ),
            "One step too many: n counts the noise only, not the bit.": (
                lambda n, sigma, mu: wrong_sign(n + 1, sigma, mu)
            ),
        },
    ),
    "3.3": judge_function(
        best_reading,
        cases=[(10, 3, 2.0), (25, 5, -0.5), (10, 1, 1.0)],
        names=["v", "loss"],
        wrong={
            "v: k / n is the best product v * c. Divide by what is held.": (
                lambda n, k, c: (k / n, k * (n - k) / n)
            ),
            "v: the target is 1 at k steps, not at one.": lambda n, k, c: (1 / (n * c), k * (n - k) / n),
            "loss: that is the mean over the steps. Asked is the sum.": (
                lambda n, k, c: (k / (n * c), k * (n - k) / n**2)
            ),
            "loss: the steps with target 1 are missing; there the output is k / n, not 1.": (
                lambda n, k, c: (k / (n * c), (n - k) * k**2 / n**2)
            ),
            "loss: the silent steps are missing; there the output is k / n, not 0.": (
                lambda n, k, c: (k / (n * c), k * (n - k) ** 2 / n**2)
            ),
            "v: (n - k) / n is the share of the silent steps. What counts is that of the k with target 1.": (
                lambda n, k, c: ((n - k) / (n * c), k * (n - k) / n)
            ),
            "v: 1 / c suits the last k steps alone. The n - k silent ones pull it down.": (
                lambda n, k, c: (1 / c, n - k)
            ),
            "loss: that is the mean over the k steps with target 1. Asked is the sum over all.": (
                lambda n, k, c: (k / (n * c), (n - k) / n)
            ),
            "Both are right, in the wrong order: return v, loss.": reordered(best_reading, 1, 0),
        },
    ),
    "3.4": judge_function(
        backward_step,
        cases=_backward_cases(),
        names=BACK,
        wrong={
            "The error at c lacks a part: c is read by the output of the same step, so dh W_y^T comes in.": (
                _with_error(lambda dc, **_: dc)
            ),
            "The error at c lacks dc, which comes along the carousel from the next step.": (
                _with_error(lambda dh, W_y, **_: dh @ W_y.T)
            ),
            "The two errors at c, dc and dh W_y^T, must be added first: all that follows gets their sum.": (
                _with_error(lambda dh, W_y, **_: dh @ W_y.T, dc_prev=lambda dc, **_: dc)
            ),
            "dc_prev is right. The weights and dh_prev get the same sum, not dc alone.": (
                _with_error(lambda dc, **_: dc, dc_prev=lambda dc_prev, **_: dc_prev)
            ),
            "The error at c: the way back through the output weights needs W_y transposed.": (
                _with_error(lambda dc, dh, W_y, **_: dc + dh @ W_y)
            ),
            "There is no tanh in a carousel, hence no slope 1 - c**2.": (
                _with_error(lambda dc_prev, c, **_: dc_prev * (1 - c**2))
            ),
            "dc_prev: what goes on round the carousel is the whole error at c, not only dc.": (
                _step_with(dc_prev=lambda dc, **_: dc)
            ),
            "dh_prev: dh is the error at h_t. The output before entered c_t, through W_h.": (
                _step_with(dh_prev=lambda dh, **_: dh)
            ),
            "dh_prev and dc_prev are in the wrong order: dh_prev comes first.": (
                reordered(backward_step, 0, 1, 2, 4, 3)
            ),
            "dh_prev: the error goes back along the weights, so W_h must be transposed.": (
                _step_with(dh_prev=lambda dc_prev, W_h, **_: dc_prev @ W_h)
            ),
            "dW_y: the output was made of c with dh; the error at c does not enter.": (
                _step_with(dW_y=lambda c, dc_prev, **_: c.T @ dc_prev)
            ),
            "dW_y is transposed: rows belong to c, columns to the output.": (
                _step_with(dW_y=lambda dW_y, **_: dW_y.T)
            ),
            "dW_x is transposed: rows belong to x, columns to c.": _step_with(dW_x=lambda dW_x, **_: dW_x.T),
            "dW_h: these weights multiply h_prev, not x.": _step_with(dW_h=lambda dW_x, **_: dW_x),
        },
    ),
    "3.5": judge_function(
        lambda value, mark, c_prev: mark * (value - c_prev),
        cases=[(0.4, 0, 1.0), (-1.0, 1, 0.5), (1.0, 1, 0.0), (0.5, 1, -0.25), (-0.7, 0, -1.0)],
        names=["what is added"],
        wrong={
            "Without a mark nothing may be added, or the noise gets in.": (
                lambda value, mark, c_prev: value - c_prev
            ),
            "Without a mark the store would be emptied: the mark must guard what is taken away, too.": (
                lambda value, mark, c_prev: mark * value - c_prev
            ),
            "This adds the values up: after +1 and then -1 the store holds 0. The old one must go.": (
                lambda value, mark, c_prev: mark * value
            ),
            "That is what the store holds afterwards. Asked is what is added to the old state.": (
                lambda value, mark, c_prev: mark * value + (1 - mark) * c_prev
            ),
            "The sign of the old state: it has to be taken away, not doubled.": (
                lambda value, mark, c_prev: mark * (value + c_prev)
            ),
            "The difference the other way round: from c_prev to the value, value - c_prev is added.": (
                lambda value, mark, c_prev: mark * (c_prev - value)
            ),
        },
    ),
    "3.6": judge_number(
        10,
        atol=0.01,
        wrong={
            "10.24 is where (3.9) gives exactly 5 %. Steps are whole numbers: round it down.": 10.24,
            "9 is the number of noisy steps. The widget's T counts the step of the bit as well.": 9,
            "11 is the first with 5 % or more. Asked is the last below.": 11,
        },
    ),
}
