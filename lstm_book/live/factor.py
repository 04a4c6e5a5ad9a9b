"""Many texts that are much alike: each place of them as a table over only those axes on which it depends."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from lstm_book.live.align import aligned
from lstm_teach.numerics import Array

# An SVG falls into its elements; a path of many boxes or dots into these; long text into phrases.
ELEMENT, BOX = re.compile(r"(?=<)"), re.compile(r"(?<=z)(?=M)|(?<=h0)(?=M)")
SPACE = re.compile(r"(?<=[.;:,]) ")
GEOMETRY = re.compile(
    r'\s(?:d|x|y|cx|cy|r|rx|width|height|points|transform|aria-label|viewBox)="[^"]*(?:"|$)'
)
WORDS = re.compile(r"[^A-Za-z ]+.*")
Slot = tuple[tuple[int, ...], list[Any], list[int]]  # axes, values, and the value at each place of these axes


def pieces(svg: str) -> list[str]:
    """Return a text in pieces; joined they are the text."""
    found: list[str] = []
    for element in ELEMENT.split(svg):
        tag, end, text = element.partition(">")
        *boxes, last = BOX.split(tag) if "M" in tag else [tag]
        first, *phrases = SPACE.split(text)
        found += [*boxes, f"{last}{end}{first}", *(f" {phrase}" for phrase in phrases)]
    return found


def kind(piece: str) -> str:
    """Return what makes a piece the same as one of another text: its element, its style, its first words."""
    if not piece.startswith("<"):
        return WORDS.sub("", piece)[:12]
    return GEOMETRY.sub("", piece.split(">")[0])


def common_order(rows: Iterable[tuple[str, ...]]) -> list[str]:
    """Return one list of kinds in which every row's kinds stand in order."""
    whole: list[str] = []
    for row in rows:
        if places(whole, row) is not None:
            continue
        merged: list[str] = []
        for tag, a, b, c, d in difflib.SequenceMatcher(None, whole, row, autojunk=False).get_opcodes():
            merged += whole[a:b] if tag == "equal" else [*whole[a:b], *row[c:d]]
        whole = merged
    return whole


def places(whole: Sequence[str], row: Sequence[str]) -> list[int] | None:
    """Return where each kind of a row stands in the whole, in order; None if it does not fit."""
    found: list[int] = []
    matched = difflib.SequenceMatcher(None, whole, row, autojunk=False).get_opcodes()
    if all(tag in ("equal", "delete") for tag, *_ in matched):
        for tag, a, b, _, _ in matched:
            found += range(a, b) if tag == "equal" else ()
        return found
    at = -1
    for one in row:
        try:
            at = whole.index(one, at + 1)
        except ValueError:
            return None
        found.append(at)
    return found


def slot(values: Sequence[Any], shape: Sequence[int]) -> Slot:
    """Return the values of one place in all texts as a table over the axes on which they depend."""
    known: dict[Any, int] = {}
    numbers: Array = np.array([known.setdefault(value, len(known)) for value in values]).reshape(shape)
    axes = []
    for axis in range(len(shape)):
        first = numbers.take([0], axis)
        if np.array_equal(np.broadcast_to(first, numbers.shape), numbers):
            numbers = first
        else:
            axes.append(axis)
    used, index = np.unique(numbers, return_inverse=True)
    texts = list(known)
    return tuple(axes), [texts[k] for k in used], index.reshape(-1).tolist()


def factor(svgs: Sequence[str], shape: Sequence[int]) -> list[str | Slot]:
    """Return texts, one for each place of a grid in row-major order, as constants and slots."""
    split = [pieces(svg) for svg in svgs]
    known = {piece: kind(piece) for piece in dict.fromkeys(piece for row in split for piece in row)}
    kinds = [tuple(known[piece] for piece in row) for row in split]
    count, where = aligned(kinds, common_order, places)
    columns = [[""] * len(svgs) for _ in range(count)]
    for n, (row, of) in enumerate(zip(split, kinds, strict=True)):
        for place, piece in zip(where[of], row, strict=True):
            columns[place][n] = piece
    return _joined(slot(column, shape) for column in columns)


def _joined(slots: Iterable[Slot]) -> list[str | Slot]:
    """Join neighbours that depend on nothing."""
    found: list[str | Slot] = []
    for one in slots:
        if one[0]:
            found.append(one)
        elif found and isinstance(found[-1], str):
            found[-1] += one[1][0]
        else:
            found.append(str(one[1][0]))
    return found


def value_of(one: str | Slot, shape: Sequence[int], at: Sequence[int]) -> Any:
    """Return what a constant or a slot is at a place of the grid; what the page does too."""
    if isinstance(one, str):
        return one
    axes, values, index = one
    place = 0
    for axis in axes:
        place = place * shape[axis] + at[axis]
    return values[index[place]]
