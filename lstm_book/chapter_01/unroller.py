"""The unroller of chapter 01: one unit that feeds back into itself, one push, and perhaps a kick.

Three parts: `unroller_run` computes, `draw` draws, `Unroller` puts controls above it.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import numpy as np

from lstm_book.chapter_01.chain import chain, chain_parts, weight_box
from lstm_book.chapter_01.feedback_map import feedback_map, map_parts
from lstm_book.chapter_01.unroller_run import UnrollerState, params, run
from lstm_teach.cells.rnn import RNNStep
from lstm_teach.draw import svg
from lstm_teach.draw.numbers import MINUS, number, small_number, subscript, term
from lstm_teach.draw.parts import Part
from lstm_teach.draw.svg import Drawing
from lstm_teach.draw.timeline import Row, Signal, strips
from lstm_teach.draw.timeline.above import handle, knob, lanes, placed
from lstm_teach.numerics import Array
from lstm_teach.widgets.base import Explorable
from lstm_teach.widgets.controls import Rows, number_slider, step_slider

WIDTH, HEIGHT = 800.0, 462.0
STRIPS = 548.0
CHAIN_AT, STRIPS_AT, MAP_AT = (1.0, 52.0), (0.0, 190.0), (558.0, 190.0)
GRIP = 16.0  # the least width of what is dragged


def draw(state: UnrollerState, trace: RNNStep) -> Drawing:
    """Draw the sum at step t, the chain around it, the strips over time and the feedback map."""
    h = np.concatenate([trace.h_prev[:1, 0, 0], trace.h[:, 0, 0]])
    t, u = state.t, float(_push(state, trace)[state.t - 1])
    parts = [
        (chain(trace, params(state), t), *CHAIN_AT),
        (strips(_strips(state, trace), t, width=STRIPS), *STRIPS_AT),
        (feedback_map(state.w, u, h, t), *MAP_AT),
    ]
    top = _sentence(state.w, u, h, t)
    body = svg.text(10, 17, top[0], size=14, bold=True) + svg.text(10, 38, top[1], size=14)
    body += "".join(part.at(x, y) for part, x, y in parts)
    label = f"One unit, w = {number(state.w)}, step {t} of {state.steps}: h = {number(h[t], 4)}"
    description = " ".join([f"{top[0]}; {top[1]}.", *(part.alt for part, _, _ in parts)])
    return Drawing(WIDTH, HEIGHT, label, description, body)


def find_parts(state: UnrollerState, trace: RNNStep) -> Iterator[Part]:
    """Find the strips, boxes and weight of the chain, the fixed points, and the kick with its ends."""
    rows, weights, t = _strips(state, trace), params(state), state.t
    yield from lanes(rows, t, STRIPS, at=STRIPS_AT)
    yield from (part.moved(*CHAIN_AT) for part in chain_parts(trace, weights, t))
    yield from (part.moved(*MAP_AT) for part in map_parts(state.w, float(_push(state, trace)[t - 1])))
    w = knob(state, "w", weight_box(trace, weights, t), "feedback weight w", text=number(state.w))
    yield w.moved(*CHAIN_AT)
    yield from (part.moved(*STRIPS_AT) for part in _kick_parts(state, rows))


def _kick_parts(state: UnrollerState, rows: list[Row]) -> Iterator[Part]:
    """The end of the kick's bars, and beside them, on the line of 0, its first and its last step."""
    (row, *_), axis = placed(rows, STRIPS)
    start, last = state.kick_at, min(state.kick_at + state.kick_steps - 1, state.steps)
    half = max(GRIP, (last - start + 1) * axis.pitch) / 2
    middle, zero = axis.x((start + last) / 2), float(row.y(0.0)) - GRIP / 2
    left, right = middle - half - GRIP, middle + half

    def kick_at(x: float, y: float) -> float:
        return round(row.value_at(y), 2) + 0.0

    def first_at(x: float, y: float) -> int:
        return axis.step_at(axis.x(start) + x - left - GRIP / 2)

    def steps_at(x: float, y: float) -> int:
        end = axis.step_at(axis.x(last) + x - right - GRIP / 2)
        # A kick may be longer than what is left of the run; a touch at its end leaves it so.
        return max(end - start + 1, state.kick_steps if end == axis.last else 0)

    box = (left + GRIP, float(row.y(state.kick)) - GRIP / 2, 2 * half, GRIP)
    yield handle(state, "kick", box, "kick", kick_at, text=number(state.kick), step=0.05)
    box, text = (left, zero, GRIP, GRIP), f"from step {start}"
    yield handle(state, "kick_at", box, "first step of the kick", first_at, text=text, drag="x")
    box, text = (right, zero, GRIP, GRIP), f"{state.kick_steps} steps, to step {last}"
    yield handle(state, "kick_steps", box, "length of the kick", steps_at, text=text, drag="x")


def _push(state: UnrollerState, trace: RNNStep) -> Array:
    push: Array = (trace.x @ params(state).W_x)[:, 0, 0]
    return push


def _sentence(w: float, u: float, h: np.ndarray, t: int) -> tuple[str, str]:
    """The sum of step t spelled out, and what a small change of h before it becomes."""
    before, now = float(h[t - 1]), float(h[t])
    factor = number(before, 4) if before >= 0 else f"({number(before, 4)})"
    slope = 1.0 - now * now
    return (
        f"step {t}:  {subscript('h', t)} = tanh(w × {subscript('h', t - 1)} + {subscript('u', t)}) = "
        f"tanh({number(w)} × {factor} {term(u)}) = {number(now, 4)}",
        f"slope 1 {MINUS} h² = {small_number(slope)},  times w = {small_number(w * slope)}: "
        f"by this a small change of {subscript('h', t - 1)} is multiplied",
    )


def _strips(state: UnrollerState, trace: RNNStep) -> list[Row]:
    push, h = Signal("u", _push(state, trace), "input", kind="bars"), Signal("h", trace.h[:, 0, 0], "hidden")
    four = partial(number, decimals=4)
    return [
        Row("push u", (push,), -3, 3, height=70),
        Row("hidden state h", (h,), -1, 1, height=130, show=four),
    ]


class Unroller(Explorable[UnrollerState]):
    r"""One unit that feeds back into itself, :math:`h_t = \tanh(w h_{t-1} + u_t)`, unrolled over time.

    At the first step the push is :math:`u_1 = 2`, then it is 0, except for a kick.

    Parameters
    ----------
    w : float
        The feedback weight, from -3 to 3.
    kick : float
        A second push, from -3 to 3.
    kick_at : int
        The step of the kick, from 2.
    kick_steps : int
        How many steps it lasts; it ends with the run at the latest.
    t : int
        The step that is looked at, from 1.
    steps : int
        How long the run is.

    Raises
    ------
    ValueError
        If a value is out of range; here, when an attribute is set, and in `set`.

    Examples
    --------
    >>> unroller = Unroller(w=2.0)
    >>> unroller.set(kick=-1.92, t=10)
    >>> unroller
    Unroller(w=2.0, kick=-1.92, kick_at=10, kick_steps=1, t=10, steps=30)
    >>> round(float(unroller.trace.h[9, 0, 0]), 4)
    -0.005
    """

    settings, compute, draw = UnrollerState, staticmethod(run), staticmethod(draw)
    find_parts = staticmethod(find_parts)
    tip = "Drag the cursor, the kick or its ends, or the weight on the arrow into the marked step."

    def _make_controls(self) -> Rows:
        return (
            {
                "w": number_slider("weight w", 0.05, width=170),
                "t": step_slider("look at step t", width=170),
            },
            {
                "kick": number_slider("kick", 0.01, width=170),
                "kick_at": step_slider("at step", width=170),
                "kick_steps": step_slider("for steps", width=170),
            },
        )
