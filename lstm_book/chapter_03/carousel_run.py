"""What the carousel of chapter 03 computes: its settings, its run, and what no weight can do."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, ClassVar, NamedTuple

import numpy as np

from lstm_teach.cells.carousel import CAROUSEL, CarouselParams, CarouselState
from lstm_teach.cells.rnn import LINEAR_RNN, RNNParams
from lstm_teach.losses import squared_error
from lstm_teach.numerics import Array
from lstm_teach.sequence import bptt, unroll
from lstm_teach.settings import Settings, one, real, whole
from lstm_teach.trace import Trace

STREAMS = {"pulse": (1.0,), "four inputs": (1.0, -0.6, 0.2, -0.9)}  # what comes first; then nothing or noise


@dataclass(frozen=True, repr=False)
class CarouselWidgetState(Settings):
    """The settings of a `Carousel`."""

    stream: str = one("pulse", STREAMS)
    noise: float = real(0.0, 0.0, 1.0)
    seed: int = whole(0, 0, 99)
    w_x: float = real(1.0, -2.0, 2.0)
    self_weight: float = real(1.0, 0.99, 1.01)
    w_y: float = real(1.0, -2.0, 2.0)
    read: str = one("always", ("always", "at the end"))
    steps: int = whole(10, 4, 1000)
    t: int = whole(1, 1, "steps", looking=True)

    widget: ClassVar[str] = "Carousel"

    @property
    def is_carousel(self) -> bool:
        """Whether the self-weight is 1; otherwise the cell is a linear RNN."""
        return self.self_weight == 1.0


class CarouselRun(NamedTuple):
    """A run, what is read of it, and the errors that flow back; arrays (T,) but where it says otherwise."""

    trace: Trace
    x: Array
    c: Array  # (T + 1,) from c_0 = 0
    y: Array  # what is read; 0 where nothing is
    target: Array
    loss: float  # the sum of (y - target)^2
    back: Array  # (T + 1,) an error of 1 at c_T, come back to c_0, ..., c_T
    pull_x: Array  # what each step does to w_x if the loss is to fall: minus its part of dL/dw_x
    pull_y: Array  # the same for w_y


def inputs(state: CarouselWidgetState) -> Array:
    """Return x of shape (T, 1, 1): the stream's first inputs, and noise at all steps after the first."""
    x = np.zeros(state.steps)
    first = STREAMS[state.stream]
    x[: len(first)] = first
    x[1:] += state.noise * np.random.default_rng(state.seed).standard_normal(state.steps - 1)
    return x[:, None, None]


def run(state: CarouselWidgetState) -> CarouselRun:
    """Run the store from c_0 = 0, read it, and send two errors back: an error of 1, and that of the loss."""
    x, T = inputs(state), state.steps
    is_read = np.ones(T) if state.read == "always" else np.arange(1.0, T + 1) // T
    target = np.zeros(T)
    target[-1] = 1.0
    if state.is_carousel:
        carousel = CarouselParams(
            W_x=np.array([[state.w_x]]), W_h=np.zeros((1, 1)), W_y=np.array([[state.w_y]])
        )
        trace: Any = unroll(CAROUSEL, carousel, x)
        one = CarouselState(h=np.zeros((1, 1)), c=np.ones((1, 1)))
        gradients = bptt(CAROUSEL, carousel, trace, np.zeros_like(trace.h), d_final=one)
        c, errors, start = trace.c, gradients.errors.c, gradients.state.c
    else:
        linear = RNNParams(W_x=np.array([[state.w_x]]), W_h=np.array([[state.self_weight]]), b=np.zeros(1))
        trace = unroll(LINEAR_RNN, linear, x)
        at_end = np.zeros_like(trace.h)
        at_end[-1] = 1.0
        gradients = bptt(LINEAR_RNN, linear, trace, at_end)
        c, errors, start = trace.h, gradients.errors.h, gradients.state.h
    held = np.concatenate([np.zeros(1), c[:, 0, 0]])
    back = np.concatenate([start[0], errors[:, 0, 0]])
    y = is_read * state.w_y * held[1:]
    mean, dy = squared_error(y, target)
    dy = T * dy * is_read
    # The error of the loss at c_t: from every later reading, by the way that an error of 1 takes.
    dc = np.convolve((dy * state.w_y)[::-1], back[::-1])[:T][::-1]
    return CarouselRun(
        trace, x[:, 0, 0], held, y, target, T * mean, back, pull_x=-dc * x[:, 0, 0], pull_y=-dy * held[1:]
    )


def wrong_sign(state: CarouselWidgetState) -> float | None:
    """Return how probable it is that noise leaves the store with another sign than was written first.

    It does not depend on w_x, as long as that is not 0. None without noise.
    """
    weights = state.self_weight ** np.arange(state.steps - 1.0, -1.0, -1.0)
    first = np.array(STREAMS[state.stream])
    mean = float(first @ weights[: len(first)])
    spread = state.noise * math.sqrt(float(np.sum(weights[1:] ** 2)))
    return None if spread == 0 else 0.5 * (1.0 + math.erf(-mean / (spread * math.sqrt(2.0))))
