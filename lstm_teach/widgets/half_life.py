"""The half-life dial of chapter 05: from the bias of a forget gate to the number of steps that it holds.

Three parts: `run` computes, `draw` draws, `HalfLifeDial` puts controls above it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, ClassVar, NamedTuple

import numpy as np

from lstm_teach.cells.lstm import LSTM, LSTMParams, LSTMState, LSTMStep
from lstm_teach.draw import svg
from lstm_teach.draw.half_life import half_life, half_life_map
from lstm_teach.draw.numbers import MINUS, number, significant
from lstm_teach.draw.svg import Drawing
from lstm_teach.draw.timeline import Row, Signal, round_limit, strips
from lstm_teach.gates import CLOSED, Hold
from lstm_teach.numerics import Array, sigmoid
from lstm_teach.sequence import unroll
from lstm_teach.validation import real_number
from lstm_teach.widgets.base import Control, Setting
from lstm_teach.widgets.controls import number_box, number_slider, step_slider, whole_box
from lstm_teach.widgets.dial import Dial
from lstm_teach.widgets.state import State, whole_number

LOW, HIGH = -3.0, 8.0  # of the bias
FINE = 0.05
MOST_STEPS = 1000
WHOLE = 20.0  # a bias of the candidate: tanh(20) is 1 in double precision
WIDTH, HEIGHT = 800.0, 352.0


@dataclass(frozen=True, repr=False)
class HalfLifeDialState(State):
    """The settings of a `HalfLifeDial`; the forget gate's bias is `bias` + `fine`."""

    bias: float = 1.0
    fine: float = 0.0
    write: float = 1.0
    steps: int = 30
    t: int = 1

    widget: ClassVar[str] = "HalfLifeDial"
    looking: ClassVar[tuple[str, ...]] = ("t",)

    def __post_init__(self) -> None:
        steps = whole_number("steps", self.steps, 1, MOST_STEPS)
        checked = {
            "bias": real_number("bias", self.bias, LOW, HIGH),
            "fine": real_number("fine", self.fine, -FINE, FINE),
            "write": real_number("write", self.write, 0.0, 1.0),
            "steps": steps,
            "t": whole_number("t", self.t, 0, steps, "steps"),
        }
        for name, value in checked.items():
            object.__setattr__(self, name, value)

    @property
    def forget_bias(self) -> float:
        """The forget gate's bias, coarse and fine together."""
        return round(self.bias + self.fine, 12)

    @property
    def f(self) -> float:
        """How far the forget gate is open."""
        return float(sigmoid(np.array(self.forget_bias)))


class HalfLifeRun(NamedTuple):
    """Two runs of the same LSTM unit."""

    held: LSTMStep  # from c_0 = 1, the input gate shut
    filled: LSTMStep  # from c_0 = 0, the same amount written at every step


def params(state: HalfLifeDialState) -> LSTMParams:
    """Return an LSTM without any weights: only the biases of forget gate and candidate are not 0."""
    b = np.array([0.0, state.forget_bias, WHOLE, 0.0])
    return LSTMParams(W_x=np.zeros((1, 4)), W_h=np.zeros((1, 4)), b=b)


def run(state: HalfLifeDialState) -> HalfLifeRun:
    """Run the unit once from c_0 = 1 with the input gate held shut, once from 0 with it held at `write`."""
    weights, x = params(state), np.zeros((state.steps, 1, 1))

    def one(c: float, i: float) -> LSTMStep:
        start = LSTMState(h=np.zeros((1, 1)), c=np.full((1, 1), c))
        trace = unroll(LSTM, weights, x, start, Hold("i", i))
        assert isinstance(trace, LSTMStep)
        return trace

    return HalfLifeRun(held=one(1.0, CLOSED), filled=one(0.0, state.write))


def stored(trace: LSTMStep) -> Array:
    """Return c_0, c_1, ..., c_T."""
    return np.concatenate([trace.c_prev[:1, 0, 0], trace.c[:, 0, 0]])


def draw(state: HalfLifeDialState, result: HalfLifeRun) -> Drawing:
    """Draw the half-life over the bias, and the store as it empties and as it fills."""
    held, filled = stored(result.held), stored(result.filled)
    lower = strips(_strips(state, held, filled), state.t, width=524.0, first=0)
    left = half_life_map(state.forget_bias, LOW - FINE, HIGH + FINE, height=207.0)
    words = _sentences(state, held, filled)
    body = svg.text(10, 17, words[0], size=14, bold=True)
    body += svg.text(10, 38, words[1], size=14) + svg.text(10, 58, words[2], size=14)
    body += left.at(0, 76) + lower.at(268, 76)
    description = " ".join([f"{words[1]}. {words[2]}.", left.alt, lower.alt])
    return Drawing(WIDTH, HEIGHT, words[0], description, body)


def _strips(state: HalfLifeDialState, held: Array, filled: Array) -> list[Row]:
    top, limit = round_limit(filled.max()), state.write / (1.0 - state.f)
    emptying = [Signal("LSTM", held, "cell"), _level("half", 0.5, state.steps)]
    filling = [Signal("LSTM", filled, "cell")]
    four = partial(significant, digits=4)
    if limit <= top:  # otherwise it lies above the strip
        filling.append(_level("limit", limit, state.steps))
    return [
        Row("c, nothing written", tuple(emptying), 0.0, 1.0, 110, show=four),
        Row(f"c, {number(state.write)} written at every step", tuple(filling), 0.0, top, 78, show=four),
    ]


def _level(name: str, value: float, steps: int) -> Signal:
    return Signal(name, np.full(steps + 1, value), "held", kind="faint")


def _sentences(state: HalfLifeDialState, held: Array, filled: Array) -> tuple[str, str, str]:
    below = np.flatnonzero(held <= 0.5 + 1e-12)
    measured = f"first at or below half at step {below[0]}" if len(below) else "more than half to the end"
    c = float(filled[-1])
    return (
        f"bias {number(state.forget_bias, 3)}:  f = σ(b) = {significant(state.f, 4)},  "
        f"half-life ln 2 / {MINUS}ln f = {significant(half_life(state.forget_bias), 4)} steps",
        f"measured from c₀ = 1 with the input gate shut:  {measured},  "
        f"{significant(float(held[-1]), 4)} left after {state.steps}",
        f"written {number(state.write)} a step:  c = {significant(c, 4)} after {state.steps},  "
        f"never above {number(state.write)} / (1 {MINUS} f) = "
        f"{significant(state.write / (1.0 - state.f), 4)};  1 {MINUS} tanh²(c) = "
        f"{significant(1.0 - math.tanh(c) ** 2)}",
    )


PRESETS: dict[str, dict[str, Any]] = {
    f"bias {bias}": {"bias": float(bias), "fine": 0.0, "steps": steps}
    for bias, steps in ((0, 30), (1, 30), (2, 30), (3, 30), (5, 120))
} | {
    "half after 200 steps": {"bias": 5.65, "fine": 0.013, "steps": 200},
    "0.1 a step, f near 1": {"bias": HIGH, "fine": 0.0, "write": 0.1, "steps": 300},
    "0.1 a step, f = 0.9": {"bias": 2.2, "fine": -0.003, "write": 0.1, "steps": 300},
}


class HalfLifeDial(Dial[HalfLifeDialState]):
    r"""One LSTM unit whose forget gate has nothing but a bias b, so that :math:`f = \sigma(b)` is constant.

    From :math:`c_0 = 1` with the input gate held shut, half is left after
    :math:`\ln 2 / -\ln f` steps. With the same amount written at every step, c stays below
    :math:`\mathrm{write} / (1 - f)`.

    Parameters
    ----------
    bias : float
        The forget gate's bias, from -3 to 8.
    fine : float
        Is added to it, from -0.05 to 0.05.
    write : float
        What is written at every step of the second run, from 0 to 1: an input gate held at this value,
        and a candidate of 1.
    steps : int
        How long both runs are.
    t : int
        The step that is looked at, from 0.

    Raises
    ------
    ValueError
        If a value is out of range; here, when an attribute is set, and in `set`.

    Examples
    --------
    >>> dial = HalfLifeDial(bias=3.0)
    >>> round(dial.half_life, 2)
    14.27
    >>> dial.set(bias=5.65, fine=0.013, steps=200)
    >>> round(float(dial.trace.held.c[-1, 0, 0]), 3)
    0.5
    >>> dial
    HalfLifeDial(bias=5.65, fine=0.013, write=1.0, steps=200, t=1)
    """

    presets = PRESETS
    bias = Setting[float]()
    fine = Setting[float]()
    write = Setting[float]()

    def __init__(
        self, bias: float = 1.0, fine: float = 0.0, write: float = 1.0, steps: int = 30, t: int = 1
    ) -> None:
        super().__init__(HalfLifeDialState(bias, fine, write, steps, t))

    @property
    def half_life(self) -> float:
        """After how many steps half is left."""
        return half_life(self.state.forget_bias)

    def _compute(self, state: HalfLifeDialState) -> HalfLifeRun:
        return run(state)

    def _draw(self, state: HalfLifeDialState, trace: HalfLifeRun) -> Drawing:
        return draw(state, trace)

    def _make_controls(self, state: HalfLifeDialState) -> Sequence[Mapping[str, Control]]:
        return (
            {
                "bias": number_slider("forget bias b", LOW, HIGH, 0.05, state.bias),
                "fine": number_slider("+ fine", -FINE, FINE, 0.001, state.fine, decimals=3),
            },
            {
                "t": step_slider("step t", 0, state.steps, state.t, limits=lambda s: (0, s.steps)),
                "steps": whole_box("steps T", 1, MOST_STEPS, state.steps),
                "write": number_box("write each step", 0.0, 1.0, 0.01, state.write, width=164),
                "preset": self._preset_list(),
            },
        )
