"""Many views as one record: each text once, and each index as a string of letters.

As `lstm_book.live.factor`, for grids of tens of thousands of states: views come one by one and are taken
to pieces at once, so that no picture is kept whole.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from lstm_book.live.aligning import common, merged
from lstm_book.live.factor import kind, pieces
from lstm_teach.numerics import Array

# Of what JSON writes in one byte, without the quotation mark and the backslash.
LETTERS = "".join(map(chr, [*range(35, 92), *range(93, 127)]))[:90]
# What an element's style says by how much: elements that differ in no more than that are one.
DEGREES = re.compile(r"(?:stroke-width|stroke-dasharray|[a-z]+-opacity):[\d. ]+")
Packed = (
    int | list[Any]
)  # a text, or [axes, table, texts], or [axes, table, first text, count] of successive ones


class Pool:
    """Texts and tables that several records share; each has a number."""

    def __init__(self) -> None:
        self.texts: dict[str, int] = {}
        self.tables: dict[str, int] = {}
        self._pieces: dict[str, tuple[int, ...]] = {}
        self._known: dict[str, int] = {"": 0, "null": 1, "true": 2, "false": 3}
        self._all = list(self._known)
        self._kinds: dict[int, int] = {}
        self._values: dict[Any, int] = {}

    def known(self, text: str) -> int:
        """Return a number for a text of a view; whether it will be written is not known yet."""
        found = self._known.get(text)
        if found is None:
            found = self._known[text] = len(self._all)
            self._all.append(text)
        return found

    def value(self, value: Any) -> int:
        """Return a number for a value, which will be written as JSON."""
        if isinstance(value, list | dict):
            return self.known(json.dumps(value, ensure_ascii=False))
        key = (value.__class__, value)
        if key not in self._values:
            self._values[key] = self.known(json.dumps(value, ensure_ascii=False))
        return self._values[key]

    def cut(self, svg: str) -> tuple[int, ...]:
        """Return a picture's pieces by their numbers."""
        first, *others = svg.split("<")
        found: list[int] = list(self._cut(first)) if first else []
        for one in others:
            found += self._pieces.get(one) or self._element(one)
        return tuple(found)

    def kind(self, number: int) -> int:
        """Return a number for what makes a piece the same as one of another picture."""
        if number not in self._kinds:
            self._kinds[number] = self.known(DEGREES.sub("", kind(self._all[number])))
        return self._kinds[number]

    def text(self, numbers: Iterable[int]) -> int:
        """Return the number under which a text, joined of some pieces, is written."""
        joined = "".join(self._all[number] for number in numbers)
        return self.texts.setdefault(joined, len(self.texts))

    def slot(self, numbers: Array) -> Packed:
        """Return what stands at each place of a grid as a table over the axes on which it depends."""
        axes = []
        for axis in range(numbers.ndim):
            if (numbers == numbers.take([0], axis)).all():
                numbers = numbers.take([0], axis)
            else:
                axes.append(axis)
        if not axes:
            return self.text([int(numbers.flat[0])])
        used, first, index = np.unique(numbers.reshape(-1), return_index=True, return_inverse=True)
        order = np.argsort(first)  # so numbered, what varies alike has one table
        table = spelled(np.argsort(order)[index.reshape(-1)], len(used))
        number = self.tables.setdefault(table, len(self.tables))
        texts = [self.text([int(k)]) for k in used[order]]
        if texts == list(range(texts[0], texts[0] + len(texts))):
            return [axes, number, texts[0], len(texts)]
        return [axes, number, texts]

    def _element(self, rest: str) -> tuple[int, ...]:
        # What a piece is depends on what follows it up to the next element, and on nothing else.
        found = self._pieces[rest] = self._cut(f"<{rest}")
        return found

    def _cut(self, text: str) -> tuple[int, ...]:
        return tuple(self.known(piece) for piece in pieces(f"{text}<")[:-1])


def spelled(index: Array, count: int) -> str:
    """Return numbers below `count` as letters, each with as many of them as the largest needs."""
    width = width_of(count)
    digits = [index // len(LETTERS) ** k % len(LETTERS) for k in reversed(range(width))]
    letters: Array = np.array(list(LETTERS))[np.stack(digits, axis=-1)]
    return "".join(letters.reshape(-1).tolist())


def width_of(count: int) -> int:
    """Return how many letters a number below `count` has."""
    return 1 if count <= len(LETTERS) else 1 + width_of(-(-count // len(LETTERS)))


class Columns:
    """Numbers that are said of each state, by name; `absent` where nothing is said."""

    def __init__(self, count: int, absent: int) -> None:
        self._count, self._absent = count, absent
        self._arrays: dict[Any, Array] = {}

    def put(self, name: Any, at: int, number: int) -> None:
        """Say a number of a state."""
        if name not in self._arrays:
            self._arrays[name] = np.full(self._count, self._absent, np.int32)
        self._arrays[name][at] = number

    def items(self) -> Iterator[tuple[Any, Array]]:
        """Return all columns."""
        yield from self._arrays.items()


def packed(views: Iterable[Mapping[str, Any]], shape: Sequence[int], pool: Pool) -> dict[str, Any]:
    """Return views, one for each place of a grid in row-major order, as slots over a pool.

    Parameters
    ----------
    views : iterable of mapping
        Each with `svg`, `parts` and whatever else is to be known of the state.
    shape : sequence of int
    pool : Pool
    """
    count = int(np.prod(shape))
    cuts: list[tuple[int, ...]] = []
    absent = pool.known("null")
    fields, told = Columns(count, absent), Columns(count, absent)
    for n, view in enumerate(views):
        cuts.append(pool.cut(view["svg"]))
        for name, value in view.items():
            if name not in ("svg", "parts"):
                fields.put(name, n, pool.value(value))
        for part in view["parts"]:
            key = part["key"]
            told.put((key, "there"), n, pool.value(True))
            for name, value in part.items():
                told.put((key, name), n, pool.value(value))
    parts: dict[str, dict[str, Packed]] = {}
    for (key, name), column in told.items():
        parts.setdefault(key, {})[name] = pool.slot(column.reshape(shape))
    return {
        "svg": _aligned(cuts, shape, pool),
        "view": {name: pool.slot(column.reshape(shape)) for name, column in fields.items()},
        "parts": parts,
    }


def _aligned(cuts: Sequence[tuple[int, ...]], shape: Sequence[int], pool: Pool) -> list[Packed]:
    """Return pictures as slots, those that depend on nothing joined."""
    rows: dict[tuple[int, ...], list[int]] = {}
    for n, cut in enumerate(cuts):
        rows.setdefault(tuple(map(pool.kind, cut)), []).append(n)
    whole = merged(rows)
    columns: Array = np.zeros((len(whole), len(cuts)), np.int32)  # 0 is the empty text
    for row, own in rows.items():
        where = [place for place, _ in common(whole, row)]
        columns[np.ix_(where, own)] = np.array([cuts[n] for n in own], np.int32).T
    found: list[Packed] = []
    constant: list[int] = []
    for column in columns:
        if (column == column[0]).all():
            constant.append(int(column[0]))
            continue
        found += [pool.text(constant)] if constant else []
        constant = []
        found.append(pool.slot(column.reshape(shape)))
    return found + ([pool.text(constant)] if constant else [])


def read(
    one: Packed, shape: Sequence[int], at: Sequence[int], texts: Sequence[str], tables: Sequence[str]
) -> str:
    """Return what a slot is at a place of the grid; what the page does too."""
    if isinstance(one, int):
        return texts[one]
    axes, table, own, *successive = one
    own = range(own, own + successive[0]) if successive else own
    place = 0
    for axis in axes:
        place = place * shape[axis] + at[axis]
    width, number = width_of(len(own)), 0
    for letter in tables[table][place * width : (place + 1) * width]:
        number = number * len(LETTERS) + LETTERS.index(letter)
    return texts[own[number]]
