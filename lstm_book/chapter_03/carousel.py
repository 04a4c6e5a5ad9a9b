"""The carousel of chapter 03: a store with naive weights, what it carries and what its weights cannot do.

Three parts: `carousel_run` computes, `draw` draws, `Carousel` puts controls above it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from lstm_book.chapter_03.carousel_run import CarouselRun, CarouselWidgetState, run, wrong_sign
from lstm_book.chapter_03.store import PLACES, StoreStep, store
from lstm_teach.draw import svg
from lstm_teach.draw.numbers import MINUS, number, significant, subscript
from lstm_teach.draw.parts import Part
from lstm_teach.draw.svg import Drawing
from lstm_teach.draw.timeline import Row, Signal, limits, strips
from lstm_teach.draw.timeline.above import TITLE, end_of_axis, knob, lanes, placed
from lstm_teach.widgets.controls import (
    Rows,
    number_box,
    number_slider,
    preset_list,
    step_slider,
    tick_box,
    whole_box,
)
from lstm_teach.widgets.dial import Dial

WIDTH, HEIGHT = 800.0, 404.0
COLUMN = 390.0
NAME = 50.0  # the width of a strip's name
STORE_AT, LEFT_AT, RIGHT_AT = (10.0, 66.0), (0.0, 156.0), (COLUMN + 8, 156.0)


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
            w_x=state.w_x,
            keep=state.self_weight,
            w_y=state.w_y,
            is_read=state.read == "always" or state.t == state.steps,
        )
    )
    left = strips(_held(result), state.t, width=COLUMN)
    right = strips(_read(result), state.t, width=COLUMN)
    body = "".join(svg.text(10, 17 + 20 * n, line, size=14, bold=n == 0) for n, line in enumerate(words))
    body += unit.at(*STORE_AT) + left.at(*LEFT_AT) + right.at(*RIGHT_AT)
    description = " ".join([f"{words[1]}. {words[2]}.", *(part.alt for part in (unit, left, right))])
    return Drawing(WIDTH, HEIGHT, words[0], description, body)


def find_parts(state: CarouselWidgetState, result: CarouselRun) -> Iterator[Part]:
    """Find the strips, the weights and the switch of the store, the stream's name and the axis's end."""
    yield from lanes(_held(result), state.t, COLUMN, key="held", at=LEFT_AT)
    yield from lanes(_read(result), state.t, COLUMN, key="read", at=RIGHT_AT)
    keep = number(state.self_weight, 3)
    parts = [
        knob(state, "w_x", PLACES["w_x"], "weight w_x into the store", text=number(state.w_x)),
        knob(state, "self_weight", PLACES["self_weight"], "self-weight", text=keep, unit=8000.0, step=0.001),
        knob(state, "w_y", PLACES["w_y"], "weight w_y out of the store", text=number(state.w_y)),
    ]
    parts.append(_stream(state, result).moved(LEFT_AT[0] - STORE_AT[0], LEFT_AT[1] - STORE_AT[1]))
    at_end = state.read == "at the end"
    parts.append(Part(
        "switch", "switch", PLACES["read"], "read at the end only", state.read,
        f"The store is read {state.read}. Press to change that.", checked=at_end, role="switch",
        setting="read", value_at=lambda x, y: "always" if at_end else "at the end",
    ))  # fmt: skip
    yield from (part.moved(*STORE_AT) for part in parts)
    yield end_of_axis(state, _held(result), COLUMN, LEFT_AT)


def _stream(state: CarouselWidgetState, result: CarouselRun) -> Part:
    """The name of the input's strip: a switch between the two streams."""
    (row, *_), axis = placed(_held(result), COLUMN)
    several = state.stream == "four inputs"
    said = f"The stream is: {state.stream}. Press to change that."
    return Part(
        "stream", "switch", (axis.left, row.top - TITLE, NAME, TITLE), "four inputs in place of one pulse",
        state.stream, said, checked=several, role="switch", setting="stream",
        value_at=lambda x, y: "pulse" if several else "four inputs",
    )  # fmt: skip


def _held(result: CarouselRun) -> list[Row]:
    return [
        _row("input x", Signal("x", result.x, "input", kind="bars")),
        _row("store c", Signal("c", result.c[1:], "cell")),
        _row("error of 1 at the end, come back to c", Signal("error", result.back[1:], "error")),
    ]


def _read(result: CarouselRun) -> list[Row]:
    target = Signal("target", result.target, "held", kind="levels")  # a line would be a ramp
    return [
        _row("output", target, Signal("y", result.y, "hidden")),
        _row("pull of the loss on w_x", Signal("w_x", result.pull_x, "error", kind="bars")),
        _row("pull of the loss on w_y", Signal("w_y", result.pull_y, "error", kind="bars")),
    ]


def _row(title: str, *signals: Signal) -> Row:
    low, high = limits(np.concatenate([signal.values for signal in signals]))
    return Row(title, signals, low, high, height=52, show=significant)


def _sentences(state: CarouselWidgetState, result: CarouselRun) -> tuple[str, str, str]:
    T, end = state.steps, float(result.c[-1])
    kind = "a carousel" if state.is_carousel else "a linear RNN, no carousel"
    first, stored = significant(float(result.x[0])), significant(float(result.c[1]))
    kept = f"x₁ = {first}, stored {stored}, at the end {significant(end)}"
    read = f"read {state.read}, w_y = {number(state.w_y)}:  loss {significant(result.loss)}"
    return (
        f"self-weight {number(state.self_weight, 3)}, {kind}:  "
        f"an error of 1 at {subscript('c', T)} is {significant(float(result.back[0]), 4)} at c₀",
        f"{kept}: {_verdict(state, result)}",
        f"{read};  {_pull(result)}",
    )


def _verdict(state: CarouselWidgetState, result: CarouselRun) -> str:
    """Whether the end has the sign of what was stored first, and that of the input where they differ."""
    first, last = float(result.c[1]), float(result.c[-1])
    if first == 0.0:
        return "nothing was written"
    verdict = "sign kept" if first * last > 0 else "sign lost"
    chance = wrong_sign(state)
    lost = "" if chance is None else f"lost with probability {number(chance, 3)}"
    if first * result.x[0] > 0:
        return verdict + (f" (such noise: {lost})" if lost else "")
    of_input = "kept" if result.x[0] * last > 0 else "lost"
    return f"stored {verdict}{f' ({lost})' if lost else ''}, input's {of_input}"


def _pull(result: CarouselRun) -> str:
    """Which way the loss pulls w_y. The best w_y is the reader's to find."""
    sizes, pull = float(np.sum(np.abs(result.pull_y))), float(np.sum(result.pull_y))
    if abs(pull) <= 1e-9 * sizes:
        return "its pulls on w_y add up to 0: no other w_y is better"
    return f"its pulls on w_y add up to {significant(pull)}"


def _story(**settings: Any) -> dict[str, Any]:
    plain = {"stream": "pulse", "noise": 0.0, "w_x": 1.0, "self_weight": 1.0, "w_y": 1.0}
    return plain | {"read": "always", "steps": 10} | settings


PRESETS: dict[str, dict[str, Any]] = {
    "one pulse, kept": _story(),
    f"+1, {MINUS}0.6, +0.2, {MINUS}0.9": _story(stream="four inputs"),
    "read once in ten": _story(w_y=0.1),
    "the same with a switch": _story(read="at the end"),
    "keep 0.999, 1000 steps": _story(self_weight=0.999, steps=1000),
    "keep 1.001, 1000 steps": _story(self_weight=1.001, steps=1000),
}


class Carousel(Dial[CarouselWidgetState]):
    r"""A linear unit that feeds itself, :math:`c_t = w\,c_{t-1} + w_x x_t`, read by :math:`y_t = w_y c_t`.

    With w = 1 it is the constant error carousel, otherwise a linear RNN. The first input is to be known
    at the end: the target is 0 up to the last step and 1 there, the loss the sum of squared errors.

    Parameters
    ----------
    stream : str
        "pulse": a single 1. "four inputs": +1, -0.6, +0.2, -0.9.
    noise : float
        Standard deviation of the noise on every input but the first, from 0 to 1.
    seed : int
        Of the noise.
    w_x, w_y : float
        The weights into and out of the store, from -2 to 2.
    self_weight : float
        w, from 0.99 to 1.01.
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
    >>> carousel = Carousel(w_y=0.1)
    >>> round(carousel.result.loss, 3)
    0.9
    >>> carousel.set(stream="four inputs", w_x=2.0)
    >>> round(float(carousel.result.c[-1]), 3)
    -0.6
    >>> carousel.set(self_weight=0.999, steps=1000)
    >>> round(float(carousel.result.back[0]), 3)
    0.368
    """

    settings, compute, draw = CarouselWidgetState, staticmethod(run), staticmethod(draw)
    find_parts = staticmethod(find_parts)
    tip = (
        "Drag the cursor; or up and down a weight of the store or the last step's number. "
        "Press the switch, or \u201cinput x\u201d."
    )
    presets = PRESETS

    def _make_controls(self) -> Rows:
        return (
            {
                "stream": tick_box("four inputs", "pulse", "four inputs", width=102),
                "w_x": number_slider("w_x", 0.05, width=115),
                "w_y": number_slider("w_y", 0.05, width=115),
                "read": tick_box("read at end", "always", "at the end", width=104),
                "preset": preset_list(PRESETS),
            },
            {
                "t": step_slider("step t"),
                "steps": whole_box("steps T", width=108),
                "self_weight": number_box("keep", 0.001, decimals=3, width=104),
                "noise": number_box("noise", 0.01, width=100),
                "seed": whole_box("seed", width=84),
            },
        )
