"""Judges of exercises 8.4 and 8.5: units that the reader wires by hand are run on the tasks."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import numpy as np

from lstm_book.wiring import GATES_EXCHANGED, judge_params
from lstm_teach.cells import LSTM
from lstm_teach.numerics import Array
from lstm_teach.sequence import unroll
from lstm_teach.tasks import adding, temporal_order

GAIN = 10.0  # the answer of 8.4 is GAIN * h
RIGHT = 0.04
APART = 0.1  # how far classes are apart in c, at least
LENGTHS = (100, 1000)


def last_fault(params: Any) -> str | None:
    """Say what goes wrong where the later of two marked numbers is to be kept, or None."""
    for steps in LENGTHS:
        batch = adding(np.random.default_rng(8), steps, 60)
        numbers = _shown(batch.x, batch.marks)
        h = unroll(LSTM, params, batch.x).h[batch.lengths - 1, np.arange(60), 0]
        error = np.abs(GAIN * h - numbers[1])
        if error.max() < RIGHT:
            continue
        b = int(np.argmax(error))
        return (
            _why(GAIN * h, numbers)
            or _fading(GAIN * h, numbers[1], steps)
            or (
                f"For T = {steps}, after {numbers[0, b]:.2f} and then {numbers[1, b]:.2f}, "
                f"10 h is {GAIN * h[b]:.3f}; it is to be {numbers[1, b]:.2f}, within {RIGHT}."
            )
        )
    return None


def _shown(x: Array, marks: Array) -> Array:
    """Return the numbers with the marker 1 in the order of their steps, (2, B); the earlier may be none."""
    column = np.arange(x.shape[1])
    steps = np.sort(marks, axis=0)
    numbers: Array = np.where(x[steps, column, 1] == 1.0, x[steps, column, 0], 0.0)
    return numbers


def _why(answer: Array, numbers: Array) -> str | None:
    """Recognise what was kept in place of the later number."""
    for kept, message in {
        "sum": "It adds: both numbers are in the store. What should happen to the old one at a mark?",
        "first": "It keeps the earlier number: what is in the store must go when the later one comes.",
        "nothing": "Nothing arrives at the end. Is the forget gate open, and the output gate, at no mark?",
        "minus": "The sign is turned round.",
    }.items():
        wanted = {"sum": numbers.sum(axis=0), "first": numbers[0], "nothing": 0.0, "minus": -numbers[1]}[kept]
        if np.abs(answer - wanted).max() < 2 * RIGHT:
            return message
    return None


def _fading(answer: Array, wanted: Array, steps: int) -> str | None:
    """Recognise the right number, grown smaller with time."""
    left = float(answer @ wanted / (wanted @ wanted))
    if left > 0.99 or np.corrcoef(answer, wanted)[0, 1] < 0.99:
        return None
    return (
        f"It fades: after {steps:,} steps {left:.0%} of the later number is left, and 10 h is off by more "
        f"than {RIGHT}. Open the forget gate further where nothing is marked."
    )


def order_fault(params: Any) -> str | None:
    """Say which orders of two, then of three symbols the store does not tell apart, or None."""
    for relevant in (2, 3):
        batch = temporal_order(np.random.default_rng(8), 400, relevant=relevant)
        run: Any = unroll(LSTM, params, batch.x)
        c = run.c[batch.lengths - 1, np.arange(400), 0]
        classes = range(2**relevant)
        ends = [(c[batch.label == k].min(), c[batch.label == k].max()) for k in classes]
        widest = max(classes, key=lambda k: ends[k][1] - ends[k][0])
        mixed = [
            (a, b) for a, b in combinations(classes, 2)
            if max(ends[a][0], ends[b][0]) - min(ends[a][1], ends[b][1]) < APART
        ]  # fmt: skip
        if mixed and (kept := float(np.mean(run.f[30:33]))) ** 100 < 0.5:
            return f"Between the symbols the store leaks: there the forget gate is {kept:.3f}."
        if mixed:
            at_symbols = float(run.f[batch.positions[0], np.arange(400), 0].max())
            return _confused(mixed, relevant, ends, widest, at_symbols)
    return None


def _confused(
    mixed: list[tuple[int, int]],
    relevant: int,
    ends: list[tuple[float, float]],
    widest: int,
    at_symbols: float,
) -> str:
    """Say which classes are mixed up, and by which of the usual causes."""
    a, b = mixed[0]
    spread = ends[widest][1] - ends[widest][0]
    told = (
        f"After {_word(a, relevant)} c ends at {ends[a][0]:.2f} to {ends[a][1]:.2f}, "
        f"after {_word(b, relevant)} at {ends[b][0]:.2f} to {ends[b][1]:.2f}: "
        f"less than {APART} apart."
    )
    of_one_end = all(_word(one, relevant)[-1] == _word(other, relevant)[-1] for one, other in mixed)
    if of_one_end and spread < APART and at_symbols < 0.5:
        return f"{told} Only the last symbol counts: the forget gate throws away too much."
    if all(_word(one, 2)[::-1] == _word(other, 2) for one, other in mixed) and relevant == 2:
        return f"{told} A sum forgets the order. What could happen to the old content at each X and Y?"
    if at_symbols > 0.5 and spread < APART and (1, 6) not in mixed:
        return f"{told} The forget gate keeps too much at X and Y: it is nearly a sum."
    if relevant == 3 and mixed == [(1, 6)]:
        return f"{told} Two symbols are told apart; for three, keep f away from f + f^2 = 1."
    if spread > APART:
        return f"{told} It ends at different values after the same word: does something leak in or out?"
    return told


def _word(label: int, relevant: int) -> str:
    return format(label, f"0{relevant}b").replace("0", "X").replace("1", "Y")


judge_last = judge_params(
    LSTM,
    "LSTMParams of one unit",
    {"W_x": (2, 4), "W_h": (1, 4), "b": (4,)},
    last_fault,
    GATES_EXCHANGED,
)
judge_order = judge_params(
    LSTM,
    "LSTMParams of one unit",
    {"W_x": (8, 4), "W_h": (1, 4), "b": (4,)},
    order_fault,
    GATES_EXCHANGED,
)
