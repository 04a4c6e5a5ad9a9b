"""Predictions of chapter 03, The constant error carousel."""

from __future__ import annotations

import numpy as np

from lstm_book.chapter_03.carousel_run import CarouselWidgetState, run
from lstm_book.choices import Choice
from lstm_book.questions import Magnitude, Number, Question, Several
from lstm_teach.cells.rnn import RNN, RNNParams
from lstm_teach.sequence import bptt, unroll

FOR_WHICH = ("all above 0", "large ones above 0", "small ones above 0", "all below 0", "none")
WEIGHTS = (-2.0, -1.0, -0.1, 0.1, 1.0, 2.0)  # that 3.3 is tried with
ENDS = dict(
    zip(("---+++", "-----+", "---+--", "+++---"), FOR_WHICH, strict=False)
)  # + where the sign is right


def left(self_weight: float) -> float:
    """Return what is left of an error of 1 after 1000 steps through a linear unit."""
    return float(run(CarouselWidgetState(self_weight=self_weight, steps=1000)).back[0])


def left_by_the_latch(steps: int) -> float:
    """Return what is left of an error of 1 after so many steps through a tanh unit with w = 2, at rest."""
    latch = RNNParams(W_x=np.ones((1, 1)), W_h=np.array([[2.0]]), b=np.zeros(1))
    trace = unroll(RNN, latch, np.zeros((steps, 1, 1)), RNN.state_type(h=np.array([[0.9575]])))
    dh = np.zeros_like(trace.h)
    dh[-1] = 1.0
    return float(bptt(RNN, latch, trace, dh).state.h[0, 0])


def best_reading() -> dict[str, float]:
    """Return the w_y with the smallest loss for a pulse that is held for ten steps, and that loss."""
    held = run(CarouselWidgetState(steps=10)).c[1:]
    w_y = float(held[-1] / (held @ held))
    return {"w_y": w_y, "loss": run(CarouselWidgetState(w_y=w_y, steps=10)).loss}


def weights_that_end_right() -> str:
    """Return with which w_x the four inputs leave a store whose sign is that of the first of them."""
    right = []
    for w_x in WEIGHTS:
        result = run(CarouselWidgetState(stream="four inputs", w_x=w_x))
        right.append(bool(result.c[-1] * result.x[0] > 0))
    return ENDS.get("".join("-+"[ends_right] for ends_right in right), "none")


def _share(near: float) -> Number:
    return Number(near=near, spec=".3f")


PREDICTIONS: dict[str, Question] = {
    "3.1": Several(
        truth=lambda: [left(0.999), left(1.001), left_by_the_latch(10)],
        parts={
            0.999: Number(near=0.05),
            1.001: Number(near=0.3),
            "latch, ten steps": Magnitude(factor=10.0),
        },
    ),
    "3.2": Several(truth=best_reading, parts={"w_y": Number(near=0.02), "loss": Number(near=0.05)}),
    "3.3": Choice(truth=weights_that_end_right, options=FOR_WHICH),
    "3.4": Several(
        truth=dict,
        needs=("wrong",),
        parts={w_x: _share(0.04) for w_x in (0.25, 1.0, 4.0)},
    ),
    "3.5": Several(
        truth=dict,
        needs=("solved",),
        parts={name: Number(near=1, spec=".0f") for name in (5, 20, 80, "80, with a switch")},
    ),
    "3.6": Several(
        truth=dict,
        needs=("wrong",),
        parts={name: _share(0.03) for name in ("latch", "carousel")},
    ),
}
