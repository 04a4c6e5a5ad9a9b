"""Many texts that are much alike: each place of them as a table over only those axes on which it depends."""

from __future__ import annotations

import difflib
import itertools
import re
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from lstm_teach.numerics import Array

# An SVG falls into its elements; what stands between two of them, if it is long, into phrases.
PIECE = re.compile(r"(?=<)|(?<=[.;:,]) (?=[^<>]*<)")
GEOMETRY = re.compile(r'\s(?:d|x|y|cx|cy|r|rx|width|height|points|transform|aria-label|viewBox)="[^"]*"')
ATTRIBUTE = re.compile(r'(?<=["\w])(?= [\w:-]+=")|(?<=>)(?=[^<])')  # before an attribute, and after the tag
SHADE = re.compile(r";?fill-opacity:[\d.]+")
WORDS = re.compile(r"[^A-Za-z ]+.*")
ELEMENT = re.compile(r"(?=<)")
MANY = 0.5  # as a share of all pictures: so many have an order of pieces of their own
Order = tuple[tuple[str, int], ...]
Slot = tuple[tuple[int, ...], list[Any], list[int]]  # axes, values, and the value at each place of these axes


def pieces(svg: str) -> list[str]:
    """Return a text in pieces; joined they are the text."""
    found = PIECE.split(svg)
    return [piece if piece.startswith("<") or not n else f" {piece}" for n, piece in enumerate(found)]


def kind(piece: str) -> str:
    """Return what makes a piece the same as one of another text: its element, its style, its first words."""
    if not piece.startswith("<"):
        return WORDS.sub("", piece)[:12]
    return SHADE.sub("", GEOMETRY.sub("", piece.split(">")[0]))


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
    return _slot(*_numbered(values, shape))


def _numbered(values: Sequence[Any], shape: Sequence[int]) -> tuple[list[Any], Array]:
    """Return the different values, in order of appearance, and their numbers over the grid."""
    known: dict[Any, int] = {}
    numbers: Array = np.array([known.setdefault(value, len(known)) for value in values]).reshape(shape)
    return list(known), numbers


def _slot(values: Sequence[Any], numbers: Array) -> Slot:
    axes = []
    for axis in range(numbers.ndim):
        first = numbers.take([0], axis)
        if (first == numbers).all():
            numbers = first
        else:
            axes.append(axis)
    used, index = np.unique(numbers, return_inverse=True)
    return tuple(axes), [values[k] for k in used], index.reshape(-1).tolist()


def slots(column: Sequence[str], shape: Sequence[int]) -> list[Slot]:
    """Return a column of pieces as slots: one for each attribute, if all its elements have the same."""
    different, numbers = _numbered(column, shape)
    rows = [ATTRIBUTE.split(piece) for piece in different if piece]
    if len({tuple(map(_name, row)) for row in rows}) != 1:
        return [_slot(different, numbers)]
    found, left = [], iter(rows)
    spread = [next(left) if piece else [""] * len(rows[0]) for piece in different]
    for one in zip(*spread, strict=True):
        parts, renumbered = _numbered(one, (len(one),))
        found.append(_slot(parts, renumbered[numbers]))
    return found


def _name(part: str) -> str:
    """Return what two parts of a piece have in common if they are the same attribute, or both words."""
    return part.partition("=")[0] if part.startswith((" ", "<")) else ""


def factor(svgs: Sequence[str], shape: Sequence[int]) -> list[str | Slot]:
    """Return texts, one for each place of a grid in row-major order, as constants and slots."""
    rows = [pieces(svg) for svg in svgs]
    orders = _orders(rows)
    if len(set(orders)) > MANY * len(rows):  # their phrases have little in common
        rows = [ELEMENT.split(svg) for svg in svgs]
        orders = _orders(rows)
    columns = _aligned(rows, orders)
    return _joined(one for column in columns for one in slots(column, shape))


def _orders(rows: Sequence[Sequence[str]]) -> list[Order]:
    """Return each row's kinds in order, each with how many of it follow each other."""
    known = {piece: kind(piece) for piece in dict.fromkeys(piece for row in rows for piece in row)}
    return [
        tuple((one, len(list(run))) for one, run in itertools.groupby(known[piece] for piece in row))
        for row in rows
    ]


def _aligned(rows: Sequence[Sequence[str]], orders: Sequence[Order]) -> list[list[str]]:
    """Return columns over all rows, in which what is of one kind stands together, else an empty text."""
    named = {order: tuple(one for one, _ in order) for order in dict.fromkeys(orders)}
    whole = common_order(dict.fromkeys(named.values()))
    found = {names: places(whole, names) for names in dict.fromkeys(named.values())}
    counts = [0] * len(whole)
    for order, names in named.items():
        for place, (_, count) in zip(found[names] or (), order, strict=True):
            counts[place] = max(counts[place], count)
    firsts = [0, *itertools.accumulate(counts)]
    columns = [[""] * len(rows) for _ in range(firsts[-1])]
    for n, (row, order) in enumerate(zip(rows, orders, strict=True)):
        left = iter(row)
        for place, (_, count) in zip(found[named[order]] or (), order, strict=True):
            for k in range(firsts[place], firsts[place] + count):
                columns[k][n] = next(left)
    return columns


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
