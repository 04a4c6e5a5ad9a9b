"""The judge of exercise 10.6: the two units of the wired cell, on all sequences of up to six words."""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np

from lstm_book.chapter_10.wired import CODES, masculine
from lstm_book.judges import Judge
from lstm_book.wiring import Failure, first_failure, judge_params, with_columns
from lstm_teach.cells import LSTM, LSTMParams
from lstm_teach.numerics import Array
from lstm_teach.sequence import unroll

LONGEST = 6
INPUTS = {symbol: inputs for symbol, (_, inputs) in CODES.items()}


def fault(params: LSTMParams) -> str | None:
    """Run the cell, the shortest sequences first, and say where the store is first wrong, and why."""

    def store(x: Array) -> Array:
        trace: Any = unroll(LSTM, params, x)
        c: Array = trace.c[:, :, 0]
        return c

    for length in range(1, LONGEST + 1):
        words = ["".join(word) for word in product(CODES, repeat=length)]
        failure = first_failure(words, INPUTS, store, masculine)
        if failure:
            heard = " ".join(CODES[symbol][0] for symbol in failure.heard)
            wanted = "above" if failure.on else "not above"
            return f"After '{heard}' the store is {failure.state:.2f}, expected {wanted} 1/2. {_why(failure)}"
    return None


def _why(failure: Failure) -> str:
    """Return what is likely to be wrong, from what was heard last."""
    sentence, last = failure.heard.rpartition(".")[2], failure.heard[-1]
    if last == ".":
        return "At a full stop the store's forget gate has to shut, and nothing may be written."
    before = sentence[:-1]
    if not failure.on:
        if last == "m" and before.endswith("p"):
            return (
                "A noun behind a preposition is written. Unit 1 has to say so, and loudly enough: its h is "
                "at most tanh(1) = 0.76, and it has to outweigh what the noun adds to a_i."
            )
        if last == "f":
            return "A girl alone is no reason to say yes: the candidate is to be 0 without [masc]."
        if last == "m":
            return "No subject so far is masculine. What wrote into the store?"
        return "Only a noun may open the store's input gate."
    if last == "m" and "p" in before:
        return (
            "A preposition further back shuts the door still. Unit 1 has to hold for one step: what shuts "
            "its forget gate?"
        )
    if last == "m":
        return "A boy who is a subject has to be written: input gate open, candidate 1."
    if last == "f":
        return (
            "A girl came after a boy, and the boy is gone. Only a full stop may shut the store's forget "
            "gate, no noun: 'chlapec a dívka přišli'."
        )
    return "What was stored is to be held over this word: which gate keeps it?"


def _units_exchanged(params: LSTMParams) -> LSTMParams:
    turned: LSTMParams = with_columns(1, 0, 3, 2, 5, 4, 7, 6)(params)
    return turned._replace(W_h=np.asarray(turned.W_h)[::-1])


judge_wiring: Judge = judge_params(
    LSTM,
    "LSTMParams(W_x, W_h, b)",
    {"W_x": (4, 8), "W_h": (2, 8), "b": (8,)},
    fault,
    {
        "It works with the two units exchanged: the store is unit 0.": _units_exchanged,
        "It works with the columns of f and i exchanged: they stand in the order i, f, g, o.": (
            with_columns(2, 3, 0, 1, 4, 5, 6, 7)
        ),
        "It works with the columns in the order i, f, g, o; yours stand in the order i, f, o, g.": (
            with_columns(0, 1, 2, 3, 6, 7, 4, 5)
        ),
        "It works gate by gate: i of both units, f of both, g, o. Yours stand unit by unit.": (
            with_columns(0, 4, 1, 5, 2, 6, 3, 7)
        ),
        "It works with the rows of W_h exchanged: row 1 is what unit 1 says.": (
            lambda params: params._replace(W_h=np.asarray(params.W_h)[::-1])
        ),
        "It works with [prep] and [stop] exchanged: the inputs are noun, masc, prep, stop.": (
            lambda params: params._replace(W_x=np.asarray(params.W_x)[[0, 1, 3, 2]])
        ),
    },
)
