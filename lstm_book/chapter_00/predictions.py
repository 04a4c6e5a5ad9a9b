"""Predictions of chapter 00, The LSTM in fifteen minutes; every truth is what the chapter measures."""

from __future__ import annotations

from collections.abc import Mapping

from lstm_book.chapter_00.measures import SIX, letters_to_recover
from lstm_book.choices import Choice
from lstm_book.questions import Magnitude, Question, Several
from lstm_teach.numerics import Array

MISSED = 0.1  # bits a letter: a unit whose loss costs more is missed
TOO_CLOSE = 0.005  # bits: what differs by less is the same to two decimals


def _worst(bits: Mapping[str, float]) -> str:
    return max(SIX, key=lambda held: bits[held])


def _without_memory(bits: Mapping[str, float], tables: Mapping[str, float]) -> str:
    return "better" if bits["f shut"] < tables["letter pairs"] else "worse"


def _worse_of_two(first: Mapping[str, float]) -> str:
    if abs(first["i shut"] - first["o shut"]) < TOO_CLOSE:
        return "the same"
    return max(first, key=lambda held: first[held])


def _pulses(more: Mapping[str, Array]) -> list[float | str]:
    worse = "f" if more["f"].sum() > more["o"].sum() else "o"
    return [float(max(letters_to_recover(more["f"]), 1)), worse]


def _missed(lost: Mapping[str, float]) -> str:
    missed = [name for name in UNITS if lost[name] - lost["untouched"] > MISSED]
    return missed[0] if len(missed) == 1 else "both" if missed else "neither"


UNITS = ("word unit", "sentence unit")
PREDICTIONS: dict[str, Question] = {
    "0.1": Choice(truth=_worst, needs=("bits",), options=SIX),
    "0.2": Choice(truth=_without_memory, needs=("bits", "tables"), options=("better", "worse")),
    "0.3": Choice(truth=_worse_of_two, needs=("first",), options=("i shut", "o shut", "the same")),
    "0.4": Several(
        truth=_pulses,
        needs=("more",),
        parts={"letters": Magnitude(factor=3, spec=".0f"), "costs more": Choice(options=("f", "o"))},
    ),
    "0.5": Choice(truth=_missed, needs=("lost",), options=(*UNITS, "both", "neither")),
}
