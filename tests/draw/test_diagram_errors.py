"""What a diagram cannot draw is named."""

from dataclasses import dataclass

import numpy as np
import pytest

from lstm_teach import (
    LSTM,
    RNN,
    unroll,
)
from lstm_teach.draw import diagram
from lstm_teach.trace import Step
from tests.draw.diagrams import step_of


@dataclass(frozen=True, eq=False, repr=False)
class StrangeStep(Step):
    pass


TRACE = unroll(RNN, RNN.init(np.random.default_rng(0), 1, 1), np.zeros((4, 1, 1)))
STRANGE = StrangeStep(x=np.zeros((1, 1)), h=np.zeros((1, 1)))


@pytest.mark.parametrize(
    ("what", "message"),
    [
        ({"h": 1}, r"step: expected a single Step such as trace.at\(0\), got dict"),
        (None, "step: expected a single Step .*, got NoneType"),
        (STRANGE, "step: expected a Step with h_prev, .* got StrangeStep"),
        (TRACE, r"step: expected a single Step such as trace.at\(0\), got .*T = 4"),
    ],
)  # fmt: skip
def test_what_cannot_be_drawn_is_named(what, message):
    with pytest.raises(TypeError, match=message):
        diagram(what)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"unit": 3}, "unit: expected a number from 0 to 2, got 3"),
        ({"unit": -1}, "unit: expected a number from 0 to 2, got -1"),
        ({"unit": 1.0}, "unit: expected a number from 0 to 2, got 1.0"),
        ({"sequence": 2}, "sequence: expected a number from 0 to 1, got 2"),
        ({"sequence": True}, "sequence: expected a number from 0 to 1, got True"),
        ({"t": 0}, "t: expected a step counted from 1, or None, got 0"),
        ({"learned": {"f": np.zeros((5, 2, 3))}}, r"learned\['f'\]: expected shape \(2, 3\).* \(5, 2, 3\)"),
        ({"learned": {"q": np.zeros((2, 3))}}, r"learned\['q'\]: expected a gate of this step"),
    ],
)  # fmt: skip
def test_a_wrong_argument_is_named(arguments, message):
    step, _ = step_of(LSTM, H=3, B=2)
    with pytest.raises(ValueError, match=message):
        diagram(step, **arguments)
