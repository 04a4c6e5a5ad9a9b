"""The gradient dial of chapter 02: one feedback weight, and what becomes of an error on its way back.

Three parts: `gradient_dial_run` computes, `draw` draws, `GradientDial` puts controls above it.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import partial
from typing import Any

import numpy as np

from lstm_book.chapter_02.gradient_dial_run import CELLS, DialRun, GradientDialState, magnitudes, run
from lstm_teach.draw import svg
from lstm_teach.draw.numbers import MINUS, number, plain, significant, subscript
from lstm_teach.draw.parts import Part
from lstm_teach.draw.svg import Drawing
from lstm_teach.draw.timeline import Row, Signal, even_log_limits, limits, strips
from lstm_teach.draw.timeline.above import TITLE, end_of_axis, knob, lanes, placed
from lstm_teach.validation import whole_number
from lstm_teach.widgets.controls import (
    Rows,
    choice,
    number_box,
    number_slider,
    preset_list,
    step_slider,
    whole_box,
)
from lstm_teach.widgets.dial import Dial

KEPT = (0.5, 2.0)  # a gradient in this range counts as kept
WIDTH, HEIGHT = 800.0, 452.0
STRIPS = 794.0  # leaves room for the last number of the axis
TOP, UPPER = 48.0, 178.0  # where the strips begin, and the height of the first
GRIP = 16.0  # the width of what is dragged
NARROW, WIDE = 7.3, 8.3  # a letter of the first line, at a guess: fonts differ


def draw(state: GradientDialState, result: DialRun) -> Drawing:
    """Draw the gradient with respect to every step, the factor of each step, and the states."""
    above, below = _rows(state, result)
    upper = strips(above, state.t, width=STRIPS, first=0, with_axis=False)
    lower = strips(below, state.t, width=STRIPS, first=0)
    top = _sentences(state, result)
    body = svg.text(10, 17, top[0], size=14, bold=True) + svg.text(10, 38, top[1], size=14)
    body += upper.at(0, TOP) + lower.at(0, TOP + upper.height)
    return Drawing(WIDTH, HEIGHT, top[0], " ".join([f"{top[1]}.", upper.alt, lower.alt]), body)


def find_parts(state: GradientDialState, result: DialRun) -> Iterator[Part]:
    """Find the strips, the weights where they stand in the first line, and on the axis h_0 and T."""
    above, below = _rows(state, result)
    below_at = (0.0, TOP + UPPER + TITLE)
    yield from lanes(above, state.t, STRIPS, 0, key="size", at=(0, TOP))
    yield from lanes(below, state.t, STRIPS, 0, at=below_at)
    line, w, cross = _sentences(state, result)[0], plain(state.weight), plain(state.cross)
    end = WIDE * line.index(":")
    start = end if state.units == 1 else NARROW * line.index(f", {cross}]")
    text = w if not state.fine else f"{w}, with {plain(state.fine)} by the fine slider"
    yield knob(state, "w", (10, 2, start, 20), "feedback weight w", text=text, step=0.01)
    if state.units == 2:
        yield knob(
            state, "cross", (10 + start, 2, end - start, 20), "weight from unit 1 to unit 2", text=cross
        )
    yield _start(state, below).moved(*below_at)
    yield end_of_axis(state, below, STRIPS, below_at)


def _start(state: GradientDialState, rows: list[Row]) -> Part:
    """The first point of the first unit's state; where its strip reaches to 1 it stays under the pointer."""
    (_, row, *_), axis = placed(rows, STRIPS, 0)
    x, y = axis.x(0), float(row.y(state.start))
    box, text = (x - GRIP / 2, y - GRIP / 2, GRIP, GRIP), f"h₀ = {significant(state.start, 4)}"
    return knob(state, "start", box, "start h₀", text=text, unit=row.height / 2, step=0.01)


def _rows(state: GradientDialState, result: DialRun) -> tuple[list[Row], list[Row]]:
    return [_sizes(state, result)], [_factors(state, result), *_states(state, result)]


def _sizes(state: GradientDialState, result: DialRun) -> Row:
    product, measured = magnitudes(result.product), magnitudes(result.measured)
    curves = (
        Signal("product of slopes", product, "error", kind="curve"),
        Signal("backpropagation", measured, "cursor", kind="marks"),
    )
    title = f"size of ∂h{subscript('', state.steps)}/∂hₜ" + (" (norm)" if state.units == 2 else "")
    low, high = even_log_limits(product, measured)
    return Row(title, curves, low, high, height=UPPER, log=True, show=significant, band=KEPT)


def _factors(state: GradientDialState, result: DialRun) -> Row:
    factors = magnitudes(result.slopes)
    high = float(max(2, math.ceil(np.max(np.abs(factors)))))
    low = -high if np.min(factors) < 0 else 0.0
    signals = (
        Signal("by", np.concatenate([[np.nan], factors]), "error"),
        Signal("1", np.ones(len(factors) + 1), "held", kind="faint"),
    )
    # Of two units a factor is a norm, which a step need not reach.
    bound = ", at most" if state.units == 2 else ""
    return Row(f"one step multiplies the error{bound}", signals, low, high, height=54, show=significant)


def _states(state: GradientDialState, result: DialRun) -> list[Row]:
    h = np.concatenate([result.trace.h_prev[:1, 0], result.trace.h[:, 0]])
    names = ["h"] if state.units == 1 else ["of unit 1", "of unit 2"]
    low, high = (-1.0, 1.0) if state.activation == "tanh" else limits(h, least=1.0)
    height = 78.0 if state.units == 1 else (78.0 - 19.0) / 2
    show = significant if high > 10 else partial(number, decimals=4)
    return [
        Row(f"hidden state {name}", (Signal(name, h[:, k], "hidden"),), low, high, height, show=show)
        for k, name in enumerate(names)
    ]


def _sentences(state: GradientDialState, result: DialRun) -> tuple[str, str]:
    T = state.steps
    total = float(magnitudes(result.product)[0])
    size = abs(total)
    verdict = "below 1/2" if size < KEPT[0] else "above 2" if size > KEPT[1] else "between 1/2 and 2: kept"
    quotient = f"∂h{subscript('', T)}/∂h₀"
    if state.units == 2:
        w, cross = plain(state.weight), plain(state.cross)
        norms = magnitudes(result.product)[::-1][1:6]
        return (
            f"two {state.activation} units, W = [[{w}, {cross}], [0, {w}]]:  "
            f"‖{quotient}‖ = {significant(total, 4)}, {verdict}",
            "norm over 1, 2, 3, ... steps back from the last:  "
            + ", ".join(significant(float(value)) for value in norms),
        )
    h = np.concatenate([result.trace.h_prev[:1, 0, 0], result.trace.h[:, 0, 0]])
    return (
        f"{state.activation} unit, w = {plain(state.weight)}:  "
        f"{quotient} = {significant(total, 4)}, {verdict}",
        f"h goes from h₀ = {significant(h[0], 4)} to {subscript('h', T)} = {significant(h[-1], 4)};  "
        f"{_rule(state, result)}",
    )


def _rule(state: GradientDialState, result: DialRun) -> str:
    if state.activation == "linear":
        return f"every step back multiplies by w = {plain(state.weight)}"
    slope = {"tanh": f"1 {MINUS} h²", "ReLU": "0 or 1"}[state.activation]
    last = significant(float(result.slopes[-1, 0, 0]))
    return f"a step back multiplies by w times {slope}, at the last step {last}"


PRESETS: dict[str, dict[str, Any]] = {
    name: {"w": w, "fine": fine, "activation": activation, "steps": steps, "start": start, "cross": cross}
    for name, w, fine, activation, steps, start, cross in (
        ("linear, w = 0.9", 0.9, 0.0, "linear", 100, 1.0, 0.0),
        ("linear, exactly 1", 1.0, 0.0, "linear", 100, 1.0, 0.0),
        ("largest w within 2", 1.0, 0.0069, "linear", 100, 1.0, 0.0),
        ("tanh, w = 1", 1.0, 0.0, "tanh", 100, 1.0, 0.0),
        ("latch w = 2 at rest", 2.0, 0.0, "tanh", 10, 0.9575, 0.0),
        ("latch w = 2 at zero", 2.0, 0.0, "tanh", 10, 0.0, 0.0),
        ("two units, norm 2.12", 0.5, 0.0, "linear", 12, 1.0, 2.0),
    )
}


class GradientDial(Dial[GradientDialState]):
    r"""One unit without input, :math:`h_t = \phi(w h_{t-1})`, and the gradient of its last state.

    .. math::
        \frac{\partial h_T}{\partial h_t} = \prod_{\tau=t+1}^{T} w \, \phi'(a_\tau)

    The product is drawn as a line; what `bptt` gives stands on it as circles. With `cross` there are
    two units, with the matrix [[w, cross], [0, w]], and the size is the largest singular value.

    Parameters
    ----------
    w : float
        The feedback weight, from -3 to 3.
    fine : float
        Is added to it, from -0.03 to 0.03: the dial turned by ten thousandths.
    activation : str
        "linear", "tanh" or "ReLU".
    steps : int
        How long the run is.
    start : float
        h_0, from -1 to 1, of every unit.
    cross : float
        The weight from a first unit to a second one; 0 means that there is one unit.
    t : int
        The step that is looked at, from 0.

    Raises
    ------
    ValueError
        If a value is out of range; here, when an attribute is set, and in `set`.

    Examples
    --------
    >>> dial = GradientDial(w=0.9)
    >>> f"{dial.gradient():.1e}"
    '2.7e-05'
    >>> dial.set(w=2.0, activation="tanh", steps=10, start=0.0)
    >>> dial.gradient()
    1024.0
    >>> dial
    GradientDial(w=2.0, fine=0.0, activation='tanh', steps=10, start=0.0, cross=0.0, t=0)
    """

    settings, compute, draw = GradientDialState, staticmethod(run), staticmethod(draw)
    find_parts = staticmethod(find_parts)
    tip = (
        "Drag the cursor; or up and down the weight in the first line, h₀ or the last step's number. "
        "A slider's number can be typed."
    )
    presets = PRESETS

    def gradient(self, t: int = 0) -> float:
        """Return ∂h_T/∂h_t, or its largest singular value if there are two units.

        Raises
        ------
        ValueError
            If there is no step `t`, which counts from 0.
        """
        t = whole_number("t", t, 0, self.state.steps, "steps")
        return float(magnitudes(self.result.product)[t])

    def _make_controls(self) -> Rows:
        return (
            {
                "activation": choice(CELLS, button=62),
                "w": number_slider("weight w", 0.01),  # so that 0.99 can be typed
                "fine": number_slider("+ fine", 0.0001, decimals=4),
            },
            {
                "t": step_slider("step t", width=126),
                "steps": whole_box("steps T", width=104),
                "start": number_box("start h₀", 0.01, decimals=4, width=108),
                "cross": number_box("to unit 2", 0.05, width=98),
                "preset": preset_list(PRESETS),
            },
        )
