"""What the half-life dial of chapter 05 computes: one LSTM unit that empties, and one that fills."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, NamedTuple

import numpy as np

from lstm_teach.cells.lstm import LSTM, LSTMParams, LSTMState, LSTMStep
from lstm_teach.gates import CLOSED, Hold
from lstm_teach.numerics import Array, sigmoid
from lstm_teach.sequence import unroll
from lstm_teach.settings import Settings, real, whole

LOW, HIGH = -3.0, 8.0  # of the bias
FINE = 0.05
WHOLE = 20.0  # a bias of the candidate: tanh(20) is 1 in double precision


@dataclass(frozen=True, repr=False)
class HalfLifeDialState(Settings):
    """The settings of a `HalfLifeDial`; the forget gate's bias is `bias` + `fine`."""

    bias: float = real(1.0, LOW, HIGH)
    fine: float = real(0.0, -FINE, FINE)
    write: float = real(1.0, 0.0, 1.0)
    steps: int = whole(30, 1, 1000)
    t: int = whole(1, 0, "steps", looking=True)

    widget: ClassVar[str] = "HalfLifeDial"

    @property
    def forget_bias(self) -> float:
        """The forget gate's bias, coarse and fine together."""
        return round(self.bias + self.fine, 12)

    @property
    def f(self) -> float:
        """How far the forget gate is open."""
        return float(sigmoid(np.array(self.forget_bias)))


class HalfLifeRun(NamedTuple):
    """Two runs of the same LSTM unit: a tuple of two Traces."""

    held: LSTMStep  # from c_0 = 1, the input gate shut
    filled: LSTMStep  # from c_0 = 0, the same amount written at every step


def run(state: HalfLifeDialState) -> HalfLifeRun:
    """Run the unit once from c_0 = 1 with the input gate held shut, once from 0 with it held at `write`."""
    b = np.array([0.0, state.forget_bias, WHOLE, 0.0])  # i, f, g, o
    params = LSTMParams(W_x=np.zeros((1, 4)), W_h=np.zeros((1, 4)), b=b)
    x = np.zeros((state.steps, 1, 1))

    def one(c: float, i: float) -> LSTMStep:
        start = LSTMState(h=np.zeros((1, 1)), c=np.full((1, 1), c))
        trace = unroll(LSTM, params, x, start, Hold("i", i))
        assert isinstance(trace, LSTMStep)
        return trace

    return HalfLifeRun(held=one(1.0, CLOSED), filled=one(0.0, state.write))


def stored(trace: LSTMStep) -> Array:
    """Return c_0, c_1, ..., c_T."""
    return np.concatenate([trace.c_prev[:1, 0, 0], trace.c[:, 0, 0]])
