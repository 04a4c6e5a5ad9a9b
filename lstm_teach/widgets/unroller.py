"""The unroller of chapter 01: one unit that feeds back into itself, one push, and perhaps a kick.

Three parts: `run` computes, `draw` draws, `Unroller` puts controls above it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import ClassVar

import numpy as np

from lstm_teach.cells.rnn import RNN, RNNParams, RNNStep
from lstm_teach.draw import svg
from lstm_teach.draw.chain import chain
from lstm_teach.draw.feedback_map import feedback_map
from lstm_teach.draw.fixed_points import fixed_points
from lstm_teach.draw.numbers import MINUS, number, small_number, subscript, term
from lstm_teach.draw.svg import Drawing
from lstm_teach.draw.timeline import Row, Signal, strips
from lstm_teach.sequence import unroll
from lstm_teach.validation import real_number
from lstm_teach.widgets.base import Control, Explorable, Setting
from lstm_teach.widgets.controls import number_slider, step_slider
from lstm_teach.widgets.state import State, whole_number

PULSE = 2.0  # the input's weight, so that x = 1 pushes by 2
REACH = 3.0  # the largest weight and kick
MOST_STEPS = 500
WIDTH, HEIGHT = 800.0, 462.0


@dataclass(frozen=True, repr=False)
class UnrollerState(State):
    """The settings of an `Unroller`; steps count from 1."""

    w: float = 2.0
    kick: float = 0.0
    kick_at: int = 10
    kick_steps: int = 1
    t: int = 1
    steps: int = 30

    widget: ClassVar[str] = "Unroller"
    looking: ClassVar[tuple[str, ...]] = ("t",)

    def __post_init__(self) -> None:
        steps = whole_number("steps", self.steps, 2, MOST_STEPS)
        checked = {
            "w": real_number("w", self.w, -REACH, REACH),
            "kick": real_number("kick", self.kick, -REACH, REACH),
            "kick_at": whole_number("kick_at", self.kick_at, 2, steps, "steps"),
            "kick_steps": whole_number("kick_steps", self.kick_steps, 1, steps, "steps"),
            "t": whole_number("t", self.t, 1, steps, "steps"),
            "steps": steps,
        }
        for name, value in checked.items():
            object.__setattr__(self, name, value)


def params(state: UnrollerState) -> RNNParams:
    """Return the unit's weights: 2 from the input, w from itself, no bias."""
    return RNNParams(W_x=np.array([[PULSE]]), W_h=np.array([[state.w]]), b=np.zeros(1))


def inputs(state: UnrollerState) -> np.ndarray:
    """Return x of shape (T, 1, 1): 1 at the first step, then 0, and half the kick while it lasts."""
    x = np.zeros((state.steps, 1, 1))
    x[0] = 1.0
    x[state.kick_at - 1 : state.kick_at - 1 + state.kick_steps] = state.kick / PULSE
    return x


def run(state: UnrollerState) -> RNNStep:
    """Unroll the unit from h_0 = 0; returns the Trace."""
    trace = unroll(RNN, params(state), inputs(state))
    assert isinstance(trace, RNNStep)
    return trace


def draw(state: UnrollerState, trace: RNNStep) -> Drawing:
    """Draw the sum at step t, the chain around it, the strips over time and the feedback map."""
    weights = params(state)
    push = (trace.x @ weights.W_x)[:, 0, 0]
    h = np.concatenate([trace.h_prev[:1, 0, 0], trace.h[:, 0, 0]])
    t, u = state.t, float(push[state.t - 1])
    parts = [
        (chain(trace, weights, t), 1.0, 52.0),
        (strips(_strips(push, h[1:]), t, width=548.0), 0.0, 190.0),
        (feedback_map(state.w, u, h, t, fixed_points(state.w, u), width=240.0), 558.0, 190.0),
    ]
    top = _sentence(state.w, u, h, t)
    body = svg.text(10, 17, top[0], size=14, bold=True) + svg.text(10, 38, top[1], size=14)
    body += "".join(part.at(x, y) for part, x, y in parts)
    label = f"One unit, w = {number(state.w)}, step {t} of {state.steps}: h = {number(h[t], 4)}"
    description = " ".join([f"{top[0]}; {top[1]}.", *(f"{part.alt}" for part, _, _ in parts)])
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

    w = Setting[float]()
    kick = Setting[float]()
    kick_at = Setting[int]()
    kick_steps = Setting[int]()
    t = Setting[int]()
    steps = Setting[int]()

    def __init__(
        self,
        w: float = 2.0,
        kick: float = 0.0,
        kick_at: int = 10,
        kick_steps: int = 1,
        t: int = 1,
        steps: int = 30,
    ) -> None:
        super().__init__(UnrollerState(w, kick, kick_at, kick_steps, t, steps))

    def _compute(self, state: UnrollerState) -> RNNStep:
        return run(state)

    def _draw(self, state: UnrollerState, trace: RNNStep) -> Drawing:
        return draw(state, trace)

    def _make_controls(self, state: UnrollerState) -> Sequence[Mapping[str, Control]]:
        def steps(description: str, low: int, value: int) -> Control:
            return step_slider(
                description, low, state.steps, value, limits=lambda s: (low, s.steps), width=170
            )

        return (
            {
                "w": number_slider("weight w", -REACH, REACH, 0.05, state.w, width=170),
                "t": steps("look at step t", 1, state.t),
            },
            {
                "kick": number_slider("kick", -REACH, REACH, 0.01, state.kick, width=170),
                "kick_at": steps("at step", 2, state.kick_at),
                "kick_steps": steps("for steps", 1, state.kick_steps),
            },
        )
