"""Slots as they are written: a value by what it shares with the one before, places by their runs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise
from math import prod
from os.path import commonprefix
from typing import Any

from lstm_book.live.factor import Slot

LAST = "\uffff"  # letters beyond it are two to a browser, which counts otherwise: nothing is shared then


def packed(one: str | Slot) -> str | list[Any]:
    """Return a slot as ``[axes, values, index]``; a text stays one.

    `values` is ``[n, m, text, n, m, text, ...]``: the first n letters of the value before, the text, and the
    last m letters of the value before. `index` is ``[step, times, step, times, ...]``: by how much each entry
    is larger than the one before, the first one than 0.
    """
    if isinstance(one, str):
        return one
    axes, values, index = one
    told = [n for before, value in pairwise(["", *values]) for n in _beside(before, value)]
    steps = [(step, len(list(run))) for step, run in groupby(b - a for a, b in pairwise([0, *index]))]
    return [list(axes), told, [n for run in steps for n in run]]


def _beside(before: str, value: str) -> tuple[int, int, str]:
    """Return how many letters at start and end are those of the text before, and what is between."""
    if max(before + value, default="") > LAST:
        return 0, 0, value
    first = len(commonprefix([before, value]))
    rest = commonprefix([before[first:][::-1], value[first:][::-1]])
    return first, len(rest), value[first : len(value) - len(rest)]


def unpacked(one: str | list[Any], shape: Sequence[int]) -> str | Slot:
    """Return what was packed; what the page does too."""
    if isinstance(one, str):
        return one
    axes, told, runs = list(one)
    index, lengths = list(_places(runs)), [shape[axis] for axis in axes]
    if len(index) != prod(lengths):
        raise ValueError(f"runs: expected places for all of {lengths}, got {len(index)}")
    values, last = [], ""
    for n, m, text in zip(told[::3], told[1::3], told[2::3], strict=True):
        last = last[:n] + text + last[len(last) - m :]
        values.append(last)
    return tuple(axes), values, index


def _places(runs: Sequence[int]) -> Iterator[int]:
    at = 0
    for step, times in zip(runs[::2], runs[1::2], strict=True):
        for _ in range(times):
            at += step
            yield at
