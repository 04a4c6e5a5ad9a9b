"""Predictions of chapter 02, Why it forgets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from lstm_book.chapter_02.gradient_dial_run import GradientDialState, magnitudes, run
from lstm_book.choices import Choice
from lstm_book.questions import Magnitude, Number, Question, Several
from lstm_teach.numerics import Array

LINEAR = (0.9, 0.99, 1.0, 1.01, 1.1)  # the weights of 2.1
FAR = 99  # steps back, in 2.4


def _left(w: float, start: float, steps: int, activation: str = "tanh") -> tuple[float, float]:
    """What is left of an error after so many steps back, and the last state."""
    found = run(GradientDialState(w=w, start=start, steps=steps, activation=activation))
    return float(magnitudes(found.product)[0]), float(found.trace.h[-1, 0, 0])


def _tanh_units() -> list[float]:
    at_rest = _left(2.0, 1.0, 200)[1]
    return [_left(2.0, 0.0, 10)[0], _left(2.0, at_rest, 10)[0], *_left(1.0, 1.0, 100)]


def _norm_of_power() -> float:
    found = run(GradientDialState(w=0.5, cross=2.0, activation="linear", steps=100))
    return float(magnitudes(found.product)[0])


def _told_more(hold: Sequence[float], failed: Sequence[float]) -> str:
    return "hold" if np.median(hold) > np.median(failed) else "failed"


def _at_start(curves: Mapping[str, Array]) -> list[float]:
    return [float(curves[f"orthogonal, {word}"][FAR]) for word in ("silence", "noise")]


PREDICTIONS: dict[str, Question] = {
    "2.1": Several(
        truth=lambda: [_left(w, 1.0, 100, "linear")[0] for w in LINEAR],
        parts={
            0.9: Magnitude(factor=5),
            0.99: Number(near=0.1),
            1.0: Number(near=0),
            1.01: Number(near=0.5),
            1.1: Magnitude(factor=5),
        },
    ),
    "2.2": Several(
        truth=_tanh_units,
        parts={
            "w = 2 from 0, error": Magnitude(factor=1.5, spec=".4g"),
            "w = 2 from 0.9575, error": Magnitude(factor=10),
            "w = 1, error": Magnitude(factor=5),
            "w = 1, state": Number(near=0.05),
        },
    ),
    "2.3": Magnitude(truth=_norm_of_power, factor=100),
    "2.4": Several(
        truth=_at_start,
        needs=("at_start",),
        parts={"in silence": Magnitude(factor=3), "with noise": Magnitude(factor=20, spec=".0e")},
    ),
    "2.5": Choice(truth=_told_more, needs=("hold", "failed"), options=("hold", "failed")),
    "2.6": Several(
        truth=lambda solved: [solved["as usual"], solved["ten times smaller"]],
        needs=("solved",),
        parts={"as usual": Number(near=1), "ten times smaller": Number(near=1)},
    ),
}
