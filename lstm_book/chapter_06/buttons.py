"""Exercise 6.3, the toggle with two buttons: weights are run, and what goes wrong first is named."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from typing import Any

import numpy as np

from lstm_book.wiring import GATES_EXCHANGED, first_failure, judge_params
from lstm_teach.cells import LSTM, LSTMParams
from lstm_teach.cells.lstm import LSTMStep
from lstm_teach.gates import Hold
from lstm_teach.numerics import Array
from lstm_teach.sequence import unroll

# A 1, a # and another symbol, as the unit hears them.
SYMBOLS = {"1": (1, 0), "#": (0, 1), "-": (0, 0)}
SHORT = ["".join(word) for word in product(SYMBOLS, repeat=5)]
SILENCE = ["1" + 60 * "-"], ["1#" + 60 * "-"]


def _is_on(heard: str) -> bool:
    return heard.rpartition("#")[2].count("1") % 2 == 1


def judge_buttons(answer: Any) -> str | None:
    """Judge the weights of the switch with two buttons; a bench is told to hand in its weights."""
    if isinstance(getattr(answer, "params", None), LSTMParams):
        return "That is the bench itself. Hand in its weights: bench.params."
    return _judge_weights(answer)


def _buttons_fault(params: LSTMParams) -> str | None:
    """Run one LSTM unit on all short sequences, and on long silences, and name the first failure."""
    for words in (SHORT, *SILENCE):
        failure = first_failure(words, SYMBOLS, lambda x: run(params, x).c[:, :, 0], _is_on)
        if failure is not None:
            heard, c, on = failure
            told = heard if len(heard) <= 8 else f"{heard[:2]} and {len(heard) - 2} symbols that mean nothing"
            should = f"should be {'above' if on else 'at most'} 0.5, and yours is {c:.4f}"
            return f"After the inputs {told} the store {should}. {_valves(params, heard)}"
    return None


def _valves(params: LSTMParams, heard: str) -> str:
    """Say where the gates stood and what was proposed at the last step."""
    step = run(params, np.array([SYMBOLS[symbol] for symbol in heard], float)[:, None]).at(-1)
    values = ", ".join(f"{name} = {told(getattr(step, name)[0, 0])}" for name in "ifgo")
    return f"(At this step {values}.)"


def told(value: float) -> str:
    """Return a number with two decimals, never -0.00."""
    return f"{round(float(value), 2) + 0.0:.2f}"


def _hash_weights(params: LSTMParams, *columns: int, sign: float = 1.0) -> LSTMParams:
    """Return parameters whose weights from the # to i, f, g, o are put in another order, or turned."""
    W_x = params.W_x.copy()
    W_x[1] = sign * W_x[1, list(columns)]
    return params._replace(W_x=W_x)


_judge_weights = judge_params(
    LSTM,
    "bench.params or LSTMParams(W_x, W_h, b)",
    {"W_x": (2, 4), "W_h": (1, 4), "b": (4,)},
    _buttons_fault,
    turned={
        "It works with the two rows of W_x exchanged: the first belongs to the 1, the second to the #.": (
            lambda params: params._replace(W_x=params.W_x[::-1])
        ),
        "It works with the weights from the # to i and f exchanged: which gate has to shut?": (
            lambda params: _hash_weights(params, 1, 0, 2, 3)
        ),
        "It works with the signs of the weights from the # turned: a negative weight shuts a gate.": (
            lambda params: _hash_weights(params, 0, 1, 2, 3, sign=-1.0)
        ),
        **GATES_EXCHANGED,
    },
)


def run(params: LSTMParams, x: Array, state: Any = None, holds: Sequence[Hold] = ()) -> LSTMStep:
    """Run an LSTM as `unroll`."""
    trace = unroll(LSTM, params, x, state, holds)
    assert isinstance(trace, LSTMStep)
    return trace
