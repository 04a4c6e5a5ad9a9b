"""Exercise 9.5: three LSTM units that hold the outer symbol on a stream without marked ends."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import numpy as np

from lstm_book.wiring import first_wrong, judge_params, with_columns
from lstm_teach import LSTM, LSTMParams, unroll
from lstm_teach.numerics import Array
from lstm_teach.tasks import embedded_reber, stream

UNITS, MEMORY = 3, 2  # how many, and which of them is read
CLEAR = 0.5  # |c| at least
WRITE_ON_EVERY = "c holds the last T or P that was read, not the outer one. Let only the one behind E B in."
AUTOMATON = embedded_reber()


class Heard(NamedTuple):
    """A stream, and what the memory should say after each of its symbols."""

    x: Array  # (T, B)
    outer: Array  # (T, B): 1 for T, -1 for P, 0 where there is none or no E was read yet
    last: Array  # (T, B): the last T or P that was read
    behind_b: Array  # (T, B): the last T or P that was read right behind a B


@cache
def heard(steps: int = 300, streams: int = 12) -> Heard:
    """Return streams and what may be taken for the outer symbol."""
    batch = next(stream(np.random.default_rng(95), AUTOMATON, steps, streams))
    sign = np.array([{"T": 1, "P": -1}.get(name[0], 0) for name in AUTOMATON.states])
    ended = np.cumsum(AUTOMATON.states.index("end") == batch.state, axis=0) > 0
    begun = np.cumsum(ended & (batch.state == 0), axis=0) > 0  # a whole end was read
    letter = np.array([{"T": 1, "P": -1}.get(symbol, 0) for symbol in AUTOMATON.symbols])[batch.x]
    B = AUTOMATON.symbols.index("B")
    after_b = np.concatenate([np.zeros((1, streams), bool), batch.x[:-1] == B])
    return Heard(
        batch.x, sign[batch.state] * begun, _kept(letter), _kept(np.where(after_b, letter, 0))
    )  # fmt: skip


def _kept(values: Array) -> Array:
    """Return the last value that is not 0, at every step."""
    kept = values.copy()
    for t in range(1, len(kept)):
        kept[t] = np.where(values[t] == 0, kept[t - 1], values[t])
    return kept


def fault(params: LSTMParams) -> str | None:
    """Run the units on the stream, and say what goes wrong first."""
    told = heard()
    c = unroll(LSTM, params, told.x).c[:, :, MEMORY]  # type: ignore[attr-defined]
    asked = told.outer != 0
    place = first_wrong(asked & (np.sign(c) != told.outer))
    if place is None:
        faint = first_wrong(asked & (np.abs(c) < CLEAR))
        if faint is None:
            return None
        return f"The sign is right, but too faint: {c[faint]:.2f} behind ...{_text(told.x, faint)}."
    if _says(c, told.last):
        return WRITE_ON_EVERY
    if _says(c, told.behind_b):
        return "c takes the T or P behind the inner B as well. Before the outer B stands an E."
    if np.abs(c[asked]).max() < CLEAR:
        return f"Unit {MEMORY} never holds anything: |c| stays below {CLEAR}."
    if np.abs(c[asked]).max() > 2.5:
        return (
            f"c adds up what it is given, to {np.abs(c[asked]).max():.1f}: the old symbol must go "
            "when the new one is written. Which gate shuts?"
        )
    wanted = "above 0 (T)" if told.outer[place] > 0 else "below 0 (P)"
    return f"Behind ...{_text(told.x, place)} c should be {wanted}, and is {c[place]:.2f}."


def _says(c: Array, other: Array) -> bool:
    asked = other != 0
    return bool(np.mean((np.sign(c) == other)[asked]) > 0.98)


def _text(x: Array, place: tuple[int, int]) -> str:
    t, b = place
    return AUTOMATON.decode(x[max(0, t - 14) : t + 1, b])


judge_three_units = judge_params(
    LSTM,
    "LSTMParams of three units",
    {"W_x": (7, 4 * UNITS), "W_h": (UNITS, 4 * UNITS), "b": (4 * UNITS,)},
    fault,
    {
        "It works with the signs of T and P exchanged: c above 0 for T.": lambda p: p._replace(
            W_x=p.W_x[[0, 2, 1, 3, 4, 5, 6]]
        ),
        "It works with the columns of f and i exchanged: they stand in the order i, f, g, o, three each.": (
            with_columns(3, 4, 5, 0, 1, 2, 6, 7, 8, 9, 10, 11)
        ),
    },
)
