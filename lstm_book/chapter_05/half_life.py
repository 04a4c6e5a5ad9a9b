"""The half-life dial of chapter 05: from the bias of a forget gate to the number of steps that it holds.

Three parts: `half_life_run` computes, `draw` draws, `HalfLifeDial` puts controls above it.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import partial
from typing import Any

import numpy as np

from lstm_book.chapter_05.half_life_map import Plot, half_life, half_life_map
from lstm_book.chapter_05.half_life_run import FINE, HIGH, LOW, HalfLifeDialState, HalfLifeRun, run, stored
from lstm_teach.draw import svg
from lstm_teach.draw.numbers import MINUS, number, significant
from lstm_teach.draw.parts import Part
from lstm_teach.draw.svg import Drawing
from lstm_teach.draw.timeline import Row, Signal, round_limit, strips
from lstm_teach.draw.timeline.above import TITLE, end_of_axis, handle, knob, lanes, placed
from lstm_teach.numerics import Array
from lstm_teach.widgets.controls import Rows, number_box, number_slider, preset_list, step_slider, whole_box
from lstm_teach.widgets.dial import Dial

WIDTH, HEIGHT = 800.0, 352.0
MAP_AT, STRIPS_AT, STRIPS = (0.0, 76.0), (268.0, 76.0), 524.0
PLOT = Plot(LOW - FINE, HIGH + FINE, height=207.0)
GRIP, STEP = 18.0, 0.05  # the width of what is dragged, and the slider's step


def draw(state: HalfLifeDialState, result: HalfLifeRun) -> Drawing:
    """Draw the half-life over the bias, and the store as it empties and as it fills."""
    held, filled = stored(result.held), stored(result.filled)
    lower = strips(_strips(state, held, filled), state.t, width=STRIPS, first=0)
    left = half_life_map(state.forget_bias, PLOT.low, PLOT.high, PLOT.width, PLOT.height)
    words = _sentences(state, held, filled)
    body = svg.text(10, 17, words[0], size=14, bold=True)
    body += svg.text(10, 38, words[1], size=14) + svg.text(10, 58, words[2], size=14)
    body += left.at(*MAP_AT) + lower.at(*STRIPS_AT)
    description = " ".join([f"{words[1]}. {words[2]}.", left.alt, lower.alt])
    return Drawing(WIDTH, HEIGHT, words[0], description, body)


def find_parts(state: HalfLifeDialState, result: HalfLifeRun) -> Iterator[Part]:
    """Find the strips, the dot on the curve, in a title what is written at every step, the axis's end."""
    rows = _strips(state, stored(result.held), stored(result.filled))
    yield from lanes(rows, state.t, STRIPS, 0, at=STRIPS_AT)
    steps = half_life(state.forget_bias)
    x, y = PLOT.place(state.forget_bias, steps)

    def bias_at(to: float, _: float) -> float:
        moved = PLOT.bias_at(to) - state.forget_bias
        return round(state.bias + STEP * round(moved / STEP), 6) + 0.0

    text = f"{number(state.forget_bias, 3)}, half-life {significant(steps, 4)} steps"
    box, label = (x - GRIP / 2, y - GRIP / 2, GRIP, GRIP), "bias of the forget gate"
    yield handle(state, "bias", box, label, bias_at, text=text, drag="x", step=STEP).moved(*MAP_AT)
    (*_, row), axis = placed(rows, STRIPS, 0)
    box, label = (axis.left, row.top - TITLE, 64.0, TITLE), "written at every step"
    yield knob(state, "write", box, label, text=number(state.write), step=0.01).moved(*STRIPS_AT)
    yield end_of_axis(state, rows, STRIPS, STRIPS_AT)


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

    settings, compute, draw = HalfLifeDialState, staticmethod(run), staticmethod(draw)
    find_parts = staticmethod(find_parts)
    tip = (
        "Drag the dot along its curve, or the cursor; or up and down what is written at every step, "
        "or the last step's number."
    )
    presets = PRESETS

    @property
    def half_life(self) -> float:
        """After how many steps half is left."""
        return half_life(self.state.forget_bias)

    def _make_controls(self) -> Rows:
        return (
            {
                "bias": number_slider("forget bias b", STEP),
                "fine": number_slider("+ fine", 0.001, decimals=3),
            },
            {
                "t": step_slider("step t"),
                "steps": whole_box("steps T"),
                "write": number_box("write each step", 0.01, width=164),
                "preset": preset_list(PRESETS),
            },
        )
