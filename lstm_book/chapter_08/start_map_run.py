"""What the map of starts knows of one start: its gates before any training, and what came of it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache
from typing import Any, ClassVar, NamedTuple

import numpy as np

from lstm_book.chapter_08 import start_map_grid as grid
from lstm_teach.cells import LSTM, LSTMParams
from lstm_teach.numerics import Array, columns, sigmoid
from lstm_teach.sequence import unroll
from lstm_teach.settings import Settings, one, setting, whole
from lstm_teach.trace import Trace
from lstm_teach.validation import one_of, whole_number

SOLVED = 0.2  # of the constant's error: less counts as solved
STRAIGHT = 0.5  # a c of this size is still in the straight part of tanh
LOOP = math.e  # what the loop through h may multiply c by, over all steps
SHOW = ("hidden", "this start", "all starts")
SEEN = 8  # sequences that the untrained network runs over


def _lag(name: str, value: Any, _: Any) -> int:
    return int(one_of(name, whole_number(name, value, grid.LAGS[0], grid.LAGS[-1]), grid.LAGS))


@dataclass(frozen=True, repr=False)
class StartMapState(Settings):
    """The settings of a `StartMap`."""

    forget_bias: int = whole(1, grid.FORGET[0], grid.FORGET[-1])
    input_bias: int = whole(0, grid.INPUT[-1], grid.INPUT[0])
    lag: int = setting(100, _lag)
    show: str = one("hidden", SHOW, looking=True)

    widget: ClassVar[str] = "StartMap"


class StartRun(NamedTuple):
    """What is computed of a start, and of all starts at its lag."""

    trace: Trace  # of the untrained network of the first seed
    kept: float  # share of c that is left after T steps
    noise: float  # size of c after T steps by the rule
    measured: float  # the same, in the trace
    errors: Array  # (10, 8, 3) after training; NaN where no start was trained
    learned: Array  # (10, 8) share of the constant's error that is gone, of the median seed
    solved: Array  # (10, 8) number of seeds
    curves: Array  # (3, 40) losses of this start
    constant: float
    better: int  # starts at this lag whose median error is smaller

    @staticmethod
    def of(state: StartMapState, table: Array) -> float:
        """Return what a table has for the chosen start."""
        return float(table[grid.FORGET.index(state.forget_bias), grid.INPUT.index(state.input_bias)])


def run(state: StartMapState) -> StartRun:
    """Look up what came of the start, and run its network before any training."""
    stored, lag = grid.load(), grid.LAGS.index(state.lag)
    at = grid.FORGET.index(state.forget_bias), grid.INPUT.index(state.input_bias)
    learned, solved = tables(state.lag)
    trace: Any = untrained(state.forget_bias, state.input_bias, state.lag)
    f = float(sigmoid(np.array(float(state.forget_bias))))
    return StartRun(
        trace=trace,
        kept=f**state.lag,
        noise=noise(state.forget_bias, state.input_bias, state.lag),
        measured=float(np.sqrt(np.mean(trace.c[state.lag - 1] ** 2))),
        errors=stored.error[lag],
        learned=learned,
        solved=solved,
        curves=stored.curves[(lag, *at)],
        constant=float(stored.constant[lag]),
        better=int(np.sum(np.median(stored.error[lag], axis=-1) < np.median(stored.error[(lag, *at)]))),
    )


@cache
def tables(lag: int) -> tuple[Array, Array]:
    """Return the share learned by the median seed, and the number of seeds that solved it, both (10, 8)."""
    stored, n = grid.load(), grid.LAGS.index(lag)
    learned = 1.0 - np.median(stored.error[n], axis=-1) / stored.constant[n]
    return np.clip(learned, 0.0, 1.0), np.sum(stored.error[n] < SOLVED * stored.constant[n], axis=-1)


def untrained(forget_bias: float, input_bias: float, lag: int) -> Trace:
    """Return the run of the first seed's network over sequences it has not seen, before any training."""
    x = np.ascontiguousarray(grid.new_sequences(lag).x[:, :SEEN])
    return unroll(LSTM, grid.start(forget_bias, input_bias, 0).cell, x)


def noise(forget_bias: float, input_bias: float, lag: int) -> float:
    r"""Return the size of c after `lag` steps of values that nobody asks for.

    With both gates at their biases every step adds :math:`\sigma(b_i)\, g`, and keeps the share
    :math:`f = \sigma(b_f)` of what is there, so that the mean square is
    :math:`\sigma(b_i)^2\, \overline{g^2} \sum_{n < T} f^{2n}`.
    """
    return float(sigmoid(np.array(float(input_bias)))) * _open(forget_bias, lag)


def input_bias_at(forget_bias: float, lag: int, size: float = STRAIGHT) -> float:
    """Return the bias of the input gate at which `noise` has this size; infinite if none is too large."""
    share = size / _open(forget_bias, lag)
    return math.log(share / (1.0 - share)) if share < 1.0 else math.inf


def loop_bias_at(forget_bias: float, lag: int) -> float:
    r"""Return the bias of the input gate at which the loop through h multiplies c by e in `lag` steps.

    With the output gate at one half, a small c shows itself as h = c / 2, and an orthogonal block of W_h
    brings h to the candidates at its full length. So a step multiplies c by up to
    :math:`f + \sigma(b_i) / 2`. Infinite if even an open gate keeps it below.
    """
    share = 2.0 * (LOOP ** (1.0 / lag) - float(sigmoid(np.array(float(forget_bias)))))
    return math.log(share / (1.0 - share)) if share < 1.0 else math.inf


def _open(forget_bias: float, lag: int) -> float:
    """Return the noise with the input gate wide open."""
    square = float(sigmoid(np.array(float(forget_bias)))) ** 2
    return size_of_g() * math.sqrt((1.0 - square**lag) / (1.0 - square))


@cache
def size_of_g() -> float:
    """Return the root mean square of the candidates that the inputs alone make, before any training."""
    x, squares = grid.new_sequences(grid.LAGS[0]).x, []
    for seed in range(grid.SEEDS):
        params: LSTMParams = grid.start(0.0, 0.0, seed).cell
        squares.append(np.mean(np.tanh(columns(x @ params.W_x, 4)[2]) ** 2))
    return math.sqrt(float(np.mean(squares)))
