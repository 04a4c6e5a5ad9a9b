"""One step back through a layer of carousels, exercise 3.4, and what goes wrong in it."""

from __future__ import annotations

from functools import partial

import numpy as np

from lstm_book.judges import Answer, Judge, judge_function
from lstm_book.mistakes import mistaken, reordered
from lstm_teach.numerics import Array


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


WRONG: dict[str, Answer] = {
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
    "dc_prev: the way through h_prev is in dh_prev; the step before adds it. It would count twice.": (
        _step_with(dc_prev=lambda dc_prev, dh_prev, W_y, **_: dc_prev + dh_prev @ W_y.T)
    ),
    "dW_y: these weights read the new state c, not h_prev.": (
        _step_with(dW_y=lambda h_prev, dh, **_: h_prev.T @ dh)
    ),
    "dW_y: only what the output of this step gets, dh; dc never passes these weights.": (
        _step_with(dW_y=lambda c, dh, dc, **_: c.T @ (dh + dc))
    ),
    "dW_h is transposed: rows belong to h_prev, columns to c.": (_step_with(dW_h=lambda dW_h, **_: dW_h.T)),
    "dW_x and dW_h: the whole error at c is due to them, not only what dh brings.": (
        _step_with(
            dW_x=lambda x, dh, W_y, **_: x.T @ (dh @ W_y.T),
            dW_h=lambda h_prev, dh, W_y, **_: h_prev.T @ (dh @ W_y.T),
        )
    ),
    "dW_x and dW_h: the whole error at c is due to them, not only what dc brings.": (
        _step_with(
            dW_x=lambda x, dc, **_: x.T @ dc,
            dW_h=lambda h_prev, dc, **_: h_prev.T @ dc,
        )
    ),
    "dh_prev: the whole error at c goes back through W_h, not only dc.": (
        _step_with(dh_prev=lambda dc, W_h, **_: dc @ W_h.T)
    ),
    "dh_prev: what comes back through W_h is all. dh stays at this step's output.": (
        _step_with(dh_prev=lambda dh_prev, dh, **_: dh_prev + dh)
    ),
}

STEP_BACK: Judge = judge_function(backward_step, _backward_cases(), BACK, WRONG)
