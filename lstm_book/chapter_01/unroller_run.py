"""What the unroller of chapter 01 computes: a unit that feeds back into itself, one push, perhaps a kick."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from lstm_teach.cells.rnn import RNN, RNNParams, RNNStep
from lstm_teach.numerics import Array
from lstm_teach.sequence import unroll
from lstm_teach.settings import Settings, real, whole

PULSE = 2.0  # the input's weight, so that x = 1 pushes by 2


@dataclass(frozen=True, repr=False)
class UnrollerState(Settings):
    """The settings of an `Unroller`; steps count from 1."""

    w: float = real(2.0, -3.0, 3.0)
    kick: float = real(0.0, -3.0, 3.0)
    kick_at: int = whole(10, 2, "steps")
    kick_steps: int = whole(1, 1, "steps")
    t: int = whole(1, 1, "steps", looking=True)
    steps: int = whole(30, 2, 500)

    widget: ClassVar[str] = "Unroller"


def params(state: UnrollerState) -> RNNParams:
    """Return the unit's weights: 2 from the input, w from itself, no bias."""
    return RNNParams(W_x=np.array([[PULSE]]), W_h=np.array([[state.w]]), b=np.zeros(1))


def inputs(state: UnrollerState) -> Array:
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
