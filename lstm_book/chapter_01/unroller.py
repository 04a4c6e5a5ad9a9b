"""The unroller of chapter 01: one unit that feeds back into itself, one push, and perhaps a kick.

Three parts: `unroller_run` computes, `draw` draws, `Unroller` puts controls above it.
"""

from __future__ import annotations

from functools import partial

import numpy as np

from lstm_book.chapter_01.chain import chain
from lstm_book.chapter_01.feedback_map import feedback_map
from lstm_book.chapter_01.unroller_run import UnrollerState, params, run
from lstm_teach.cells.rnn import RNNStep
from lstm_teach.draw import svg
from lstm_teach.draw.numbers import MINUS, number, small_number, subscript, term
from lstm_teach.draw.svg import Drawing
from lstm_teach.draw.timeline import Row, Signal, strips
from lstm_teach.widgets.base import Explorable
from lstm_teach.widgets.controls import Rows, number_slider, step_slider

WIDTH, HEIGHT = 800.0, 462.0


def draw(state: UnrollerState, trace: RNNStep) -> Drawing:
    """Draw the sum at step t, the chain around it, the strips over time and the feedback map."""
    weights = params(state)
    push = (trace.x @ weights.W_x)[:, 0, 0]
    h = np.concatenate([trace.h_prev[:1, 0, 0], trace.h[:, 0, 0]])
    t, u = state.t, float(push[state.t - 1])
    parts = [
        (chain(trace, weights, t), 1.0, 52.0),
        (strips(_strips(push, h[1:]), t, width=548.0), 0.0, 190.0),
        (feedback_map(state.w, u, h, t), 558.0, 190.0),
    ]
    top = _sentence(state.w, u, h, t)
    body = svg.text(10, 17, top[0], size=14, bold=True) + svg.text(10, 38, top[1], size=14)
    body += "".join(part.at(x, y) for part, x, y in parts)
    label = f"One unit, w = {number(state.w)}, step {t} of {state.steps}: h = {number(h[t], 4)}"
    description = " ".join([f"{top[0]}; {top[1]}.", *(part.alt for part, _, _ in parts)])
    return Drawing(WIDTH, HEIGHT, label, description, body)


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


def _strips(push: np.ndarray, h: np.ndarray) -> list[Row]:
    four = partial(number, decimals=4)
    return [
        Row("push u", (Signal("u", push, "input", kind="bars"),), -3, 3, height=70),
        Row("hidden state h", (Signal("h", h, "hidden"),), -1, 1, height=130, show=four),
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
