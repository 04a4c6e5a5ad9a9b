"""Predictions of chapter 07, Training it. What happens is taken from what the chapter computed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from lstm_book.choices import Choice, Members
from lstm_book.questions import Magnitude, Number, Question, Several
from lstm_teach.numerics import Array

BUGS = ("A", "B", "C")
OF_THE_UNIT = ("da_i", "da_f", "da_g", "da_o", "dc_0")
SITUATIONS = ("1 step, c_0 = g = 0.8", "1 step, random numbers", "2 steps, random numbers")
HOW_WELL = ("as well", "worse", "not at all")
ROADS = ("carousel alone", "both roads")
STARTS = ("f 0, i 0", "f 1, i 0", "f ln 100, i 0", "f 1, i -ln 100", "f ln 100, i -ln 100")
HELD = ("f held at 1, i 0", "f held at 1, i -ln 100")
HOW_MANY = ("few or none", "most or all")
OPENS = ("for both values", "for one value", "at every step")
LOUD = 1e3  # from here on an error has exploded
PART = 0.01  # a good part of an error


def best_steps(errors: Mapping[str, Array]) -> list[float | str]:
    """Return k of the best step 10^-k of central differences, and whether the other's error grows again."""
    differences, complex_step = (np.asarray(errors[name]) for name in ("central differences", "complex step"))
    return [float(np.argmin(differences) + 1), "yes" if complex_step[-1] > 10 * complex_step.min() else "no"]


def wrong_ones(factors: Mapping[str, Array]) -> list[list[str]]:
    """Return for every bug which of the five numbers are off."""
    return [
        [name for name, factor in zip(OF_THE_UNIT, factors[bug], strict=True) if abs(factor - 1) > 1e-9]
        for bug in BUGS
    ]


def caught(table: Mapping[str, Sequence[bool]]) -> list[list[str]]:
    """Return for every situation which bugs are caught."""
    return [[bug for bug, seen in zip(BUGS, table[name], strict=True) if seen] for name in SITUATIONS]


def how_well(final: Mapping[str, float]) -> list[str]:
    """Return how a network learns with each bug, from the losses at the end; guessing costs 0.693."""
    return [HOW_WELL[sum(bool(final[f"bug {bug}"] > least) for least in (0.1, 0.6))] for bug in BUGS]


def many(shares: Mapping[str, float], names: Sequence[str]) -> list[str]:
    """Return whether most of the networks of a kind solved the task, from the shares that did."""
    return [HOW_MANY[bool(shares[name] > 0.5)] for name in names]


def opens(gates: Sequence[Sequence[float]]) -> str:
    """Return when the input gate of the unit that writes opens, from (as a rule, wide, narrow, ...)."""
    usual, wide, narrow = (float(np.median([row[k] for row in gates])) for k in range(3))
    if usual > 0.5 * wide:
        return OPENS[2]
    return OPENS[narrow < wide / 3]


def _each(names: Sequence[str], part: Question) -> dict[str, Question]:
    return dict.fromkeys(names, part)


def _names_where(values: Mapping[str, Any], least: float) -> list[str]:
    return [name for name, value in values.items() if value >= least]


PREDICTIONS: dict[str, Question] = {
    "7.1": Several(
        truth=best_steps,
        needs=("errors",),
        parts={"central differences: best k": Number(near=1.0), "complex step: worse again": Choice()},
    ),
    "7.2": Several(truth=wrong_ones, needs=("factors",), parts=_each(BUGS, Members(options=OF_THE_UNIT))),
    "7.3": Several(truth=caught, needs=("table",), parts=_each(SITUATIONS, Members(options=BUGS))),
    "7.4": Several(
        truth=how_well, needs=("final",), parts=_each(BUGS, Choice(options=HOW_WELL, in_order=True))
    ),
    "7.5": Several(
        truth=lambda left: [left[name] for name in ROADS],
        needs=("left",),
        parts={ROADS[0]: Magnitude(factor=2.0), ROADS[1]: Magnitude(factor=10.0)},
    ),
    "7.6": Members(
        truth=lambda left_at_1: _names_where(left_at_1, LOUD), needs=("left_at_1",), options=("i", "f", "o")
    ),
    "7.7": Members(
        truth=lambda arrives: _names_where(arrives, PART), needs=("arrives",), options=STARTS
    ),
    "7.8": Several(
        truth=lambda solved: many(solved, (STARTS[1], *HELD)),
        needs=("solved",),
        parts=_each((STARTS[1], *HELD), Choice(options=HOW_MANY)),
    ),
    "7.9": Several(
        truth=lambda rnn_solved: many(rnn_solved, ("100 updates", "600 updates")),
        needs=("rnn_solved",),
        parts=_each(("100 updates", "600 updates"), Choice(options=HOW_MANY)),
    ),
    "7.10": Choice(truth=opens, needs=("gates",), options=OPENS),
}  # fmt: skip
