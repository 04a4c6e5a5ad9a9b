"""Texts of the unrolled LSTM, measured by the browser: none overlaps another, none is cut."""

from typing import Any

import numpy as np

from lstm_teach import LSTM, Hold, LSTMParams, unroll
from lstm_teach.draw import lstm_chain
from lstm_teach.draw.svg import Drawing
from tests.browser.texts import faults

T = 120


def extreme(sign: float, inputs: int) -> Drawing:
    """Every gate held open, steps of three digits, inputs and states as large as they are long."""
    params = LSTMParams(np.full((inputs, 4), sign * 99.0), np.zeros((1, 4)), np.zeros(4))
    state = LSTM.state_type(h=np.full((1, 1), -0.999), c=np.full((1, 1), sign * 99.0))
    holds = [Hold(gate, 1.0) for gate in LSTM.gate_names]
    return lstm_chain(unroll(LSTM, params, np.full((T, 1, inputs), -9.99), state, holds), 117)


def test_no_text_overlaps_another_or_is_cut(page: Any) -> None:
    drawings = [extreme(1.0, 1), extreme(-1.0, 1), extreme(-1.0, 250)]
    assert faults(page, drawings, (600, 1400), least=31) == []
