"""The carousel of chapter 03: a store with naive weights, what it carries and what its weights cannot do.

Three parts: `run` computes, `draw` draws, `Carousel` puts controls above it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, NamedTuple

import numpy as np

from lstm_teach.cells.carousel import CAROUSEL, CarouselParams, CarouselState
from lstm_teach.cells.rnn import LINEAR_RNN, RNNParams
from lstm_teach.draw import svg
from lstm_teach.draw.store import StoreStep, store
from lstm_teach.draw.strips import Series, Strip, round_limit, strips
from lstm_teach.draw.svg import Drawing, number, significant, subscript
from lstm_teach.losses import squared_error
from lstm_teach.numerics import Array
from lstm_teach.sequence import bptt, unroll
from lstm_teach.trace import Trace
from lstm_teach.validation import real_number
from lstm_teach.widgets.base import Control, Explorable, Setting
from lstm_teach.widgets.controls import choice, cursor_inside, number_slider, one_of, step_slider
from lstm_teach.widgets.state import State, whole_number

STREAMS = {"pulse": (1.0,), "four inputs": (1.0, -0.6, 0.2, -0.9)}  # what comes first; then nothing or noise
READS = ("always", "at the end")
REACH = 2.0  # the largest weight to and from the store
SELF = (0.99, 1.01)
FEWEST_STEPS, MOST_STEPS, MOST_SEEDS = 4, 1000, 99
WIDTH, HEIGHT = 800.0, 404.0
COLUMN = 390.0


@dataclass(frozen=True, repr=False)
class CarouselWidgetState(State):
    """The settings of a `Carousel`."""

    stream: str = "pulse"
    noise: float = 0.0
    seed: int = 0
    w: float = 1.0
    self_weight: float = 1.0
    v: float = 1.0
    read: str = "always"
    steps: int = 10
    t: int = 1

    widget: ClassVar[str] = "Carousel"
    looking: ClassVar[tuple[str, ...]] = ("t",)

    def __post_init__(self) -> None:
        steps = whole_number("steps", self.steps, FEWEST_STEPS, MOST_STEPS)
        checked = {
            "stream": one_of("stream", self.stream, list(STREAMS)),
            "noise": real_number("noise", self.noise, 0.0, 1.0),
            "seed": whole_number("seed", self.seed, 0, MOST_SEEDS),
            "w": real_number("w", self.w, -REACH, REACH),
            "self_weight": real_number("self_weight", self.self_weight, *SELF),
            "v": real_number("v", self.v, -REACH, REACH),
            "read": one_of("read", self.read, READS),
            "steps": steps,
            "t": whole_number("t", self.t, 1, steps, "steps"),
        }
        for name, value in checked.items():
            object.__setattr__(self, name, value)

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
    pull_w: Array  # what each step does to w if the loss is to fall: minus its part of dL/dw
    pull_v: Array  # the same for v


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
        carousel = _weights(state)
        trace: Any = unroll(CAROUSEL, carousel, x)
        one = CarouselState(h=np.zeros((1, 1)), c=np.ones((1, 1)))
        gradients = bptt(CAROUSEL, carousel, trace, np.zeros_like(trace.h), d_final=one)
        c, errors, start = trace.c, gradients.errors.c, gradients.state.c
    else:
        linear = RNNParams(W_x=np.array([[state.w]]), W_h=np.array([[state.self_weight]]), b=np.zeros(1))
        trace = unroll(LINEAR_RNN, linear, x)
        at_end = np.zeros_like(trace.h)
        at_end[-1] = 1.0
        gradients = bptt(LINEAR_RNN, linear, trace, at_end)
        c, errors, start = trace.h, gradients.errors.h, gradients.state.h
    held = np.concatenate([np.zeros(1), c[:, 0, 0]])
    back = np.concatenate([start[0], errors[:, 0, 0]])
    y = is_read * state.v * held[1:]
    mean, dy = squared_error(y, target)
    dy = T * dy * is_read
    # The error of the loss at c_t: from every later reading, by the way that an error of 1 takes.
    dc = np.convolve((dy * state.v)[::-1], back[::-1])[:T][::-1]
    return CarouselRun(
        trace, x[:, 0, 0], held, y, target, T * mean, back, pull_w=-dc * x[:, 0, 0], pull_v=-dy * held[1:]
    )


def _weights(state: CarouselWidgetState) -> CarouselParams:
    return CarouselParams(W_x=np.array([[state.w]]), W_h=np.zeros((1, 1)), W_y=np.array([[state.v]]))


def best_reading(state: CarouselWidgetState, result: CarouselRun) -> tuple[float, float] | None:
    """Return the v with the smallest loss, and that loss; None where nothing that is read could help."""
    seen = result.c[1:] if state.read == "always" else result.c[-1:]
    power = float(np.sum(seen**2))
    if power == 0.0:
        return None
    last = float(seen[-1])
    return last / power, 1.0 - last**2 / power


def wrong_sign(state: CarouselWidgetState) -> float | None:
    """Return how probable it is that noise leaves the store with another sign than was written first.

    It does not depend on w, as long as w is not 0. None without noise.
    """
    weights = state.self_weight ** np.arange(state.steps - 1.0, -1.0, -1.0)
    first = np.array(STREAMS[state.stream])
    mean = float(first @ weights[: len(first)])
    spread = state.noise * math.sqrt(float(np.sum(weights[1:] ** 2)))
    return None if spread == 0 else 0.5 * (1.0 + math.erf(-mean / (spread * math.sqrt(2.0))))


def draw(state: CarouselWidgetState, result: CarouselRun) -> Drawing:
    """Draw the store at the cursor, and under it what it holds and what comes back."""
    words = _sentences(state, result)
    k = state.t - 1
    unit = store(
        StoreStep(
            t=state.t,
            x=float(result.x[k]),
            before=float(result.c[k]),
            c=float(result.c[k + 1]),
            y=float(result.y[k]),
            w=state.w,
            keep=state.self_weight,
            v=state.v,
            is_read=state.read == "always" or state.t == state.steps,
        )
    )
    left = strips(_held(result), state.t, width=COLUMN)
    right = strips(_read(result), state.t, width=COLUMN)
    body = "".join(svg.text(10, 17 + 20 * n, line, size=14, bold=n == 0) for n, line in enumerate(words))
    body += unit.at(10, 66) + left.at(0, 156) + right.at(COLUMN + 8, 156)
    description = " ".join([f"{words[1]}. {words[2]}.", *(part.alt for part in (unit, left, right))])
    return Drawing(WIDTH, HEIGHT, words[0], description, body)


def _held(result: CarouselRun) -> list[Strip]:
    return [
        _strip("input x", Series("x", result.x, "input", kind="bars")),
        _strip("store c", Series("c", result.c[1:], "cell")),
        _strip("error of 1 at the end, come back to c", Series("error", result.back[1:], "error")),
    ]


def _read(result: CarouselRun) -> list[Strip]:
    target = Series("target", result.target, "held", faint=True)
    return [
        _strip("output, dashed: target", Series("y", result.y, "hidden"), target),
        _strip("pull of the loss on w", Series("w", result.pull_w, "error", kind="bars")),
        _strip("pull of the loss on v", Series("v", result.pull_v, "error", kind="bars")),
    ]


def _strip(title: str, *series: Series) -> Strip:
    most = max(float(np.max(np.abs(one.values))) for one in series)
    high = round_limit(most)
    return Strip(title, series, -high, high, height=52, show=significant)


def _sentences(state: CarouselWidgetState, result: CarouselRun) -> tuple[str, str, str]:
    T, end = state.steps, float(result.c[-1])
    kind = "carousel" if state.is_carousel else "no carousel but a linear RNN"
    kept = f"stored first {significant(float(result.c[1]))}, at the end {significant(end)}"
    read = f"read {state.read}, v = {number(state.v)}:  loss {significant(result.loss)}"
    return (
        f"self-weight {number(state.self_weight, 3)}, {kind}:  an error of 1 at {subscript('c', T)} "
        f"comes back to c₀ as {significant(float(result.back[0]), 4)}",
        f"{kept}: {_verdict(state, result)}",
        f"{read};  {_best(state, result)}",
    )


def _verdict(state: CarouselWidgetState, result: CarouselRun) -> str:
    first, last = float(result.c[1]), float(result.c[-1])
    if first == 0.0:
        return "nothing was written"
    verdict = "sign kept" if first * last > 0 else "sign lost"
    chance = wrong_sign(state)
    if chance is None:
        return f"{verdict}, whatever w"
    return f"{verdict}  (such noise: lost with probability {number(chance, 3)}, whatever w)"


def _best(state: CarouselWidgetState, result: CarouselRun) -> str:
    best = best_reading(state, result)
    if best is None:
        return "no v lowers it"
    return f"best v = {significant(best[0])}, loss {significant(best[1])}"


class Carousel(Explorable[CarouselWidgetState]):
    r"""A linear unit that feeds itself, :math:`c_t = s\,c_{t-1} + w x_t`, read by :math:`y_t = v c_t`.

    With s = 1 it is the constant error carousel, otherwise a linear RNN. The first input is to be known
    at the end: the target is 0 up to the last step and 1 there, the loss the sum of squared errors.

    Parameters
    ----------
    stream : str
        "pulse": a single 1. "four inputs": +1, -0.6, +0.2, -0.9.
    noise : float
        Standard deviation of the noise on every input but the first, from 0 to 1.
    seed : int
        Of the noise.
    w, v : float
        The weights into and out of the store, from -2 to 2.
    self_weight : float
        From 0.99 to 1.01.
    read : str
        "always", or "at the end": a switch before the output that is closed at the last step only.
    steps : int
        How long the run is, from 4.
    t : int
        The step that is looked at, from 1.

    Raises
    ------
    ValueError
        If a value is out of range; here, when an attribute is set, and in `set`.

    Examples
    --------
    >>> carousel = Carousel(v=0.1)
    >>> round(carousel.trace.loss, 3)
    0.9
    >>> carousel.set(stream="four inputs", w=2.0)
    >>> round(float(carousel.trace.c[-1]), 3)
    -0.6
    >>> carousel.set(self_weight=0.999, steps=1000)
    >>> round(float(carousel.trace.back[0]), 3)
    0.368
    """

    stream = Setting[str]()
    noise = Setting[float]()
    seed = Setting[int]()
    w = Setting[float]()
    self_weight = Setting[float]()
    v = Setting[float]()
    read = Setting[str]()
    steps = Setting[int]()
    t = Setting[int]()

    def __init__(
        self,
        stream: str = "pulse",
        noise: float = 0.0,
        seed: int = 0,
        w: float = 1.0,
        self_weight: float = 1.0,
        v: float = 1.0,
        read: str = "always",
        steps: int = 10,
        t: int = 1,
    ) -> None:
        super().__init__(CarouselWidgetState(stream, noise, seed, w, self_weight, v, read, steps, t))

    def set(self, **settings: Any) -> None:
        """Change several settings at once; a shorter run takes the cursor with it.

        Raises
        ------
        TypeError
            If there is no setting of this name.
        ValueError
            If a value is out of range. Nothing is changed then.
        """
        super().set(**cursor_inside(settings, self.state.t))

    def _compute(self, state: CarouselWidgetState) -> CarouselRun:
        return run(state)

    def _draw(self, state: CarouselWidgetState, trace: CarouselRun) -> Drawing:
        return draw(state, trace)

    def _make_controls(self, state: CarouselWidgetState) -> Sequence[Mapping[str, Control]]:
        return (
            {
                "stream": choice(list(STREAMS), list(STREAMS), state.stream, button=84),
                "w": number_slider("write w", -REACH, REACH, 0.05, state.w, width=120),
                "self_weight": number_slider("keep", *SELF, 0.001, state.self_weight, decimals=3, width=120),
                "v": number_slider("read v", -REACH, REACH, 0.05, state.v, width=120),
            },
            {
                "read": choice(READS, READS, state.read, button=84),
                "noise": number_slider("noise", 0.0, 1.0, 0.01, state.noise, width=100),
                "seed": step_slider("seed", 0, MOST_SEEDS, state.seed, width=100),
                "steps": step_slider("steps T", FEWEST_STEPS, MOST_STEPS, state.steps, width=110),
                "t": step_slider(
                    "look at t", 1, state.steps, state.t, limits=lambda s: (1, s.steps), width=110
                ),
            },
        )
