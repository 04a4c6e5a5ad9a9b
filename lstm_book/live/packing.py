"""Many views as one record: each place of a picture as a table over only those axes on which it depends.

Each text is written once, each table as a string of letters. Views come one by one and are taken to pieces
at once, so that of tens of thousands of states no picture is kept whole.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby, pairwise
from os.path import commonprefix
from typing import Any

import numpy as np

from lstm_book.live.align import aligned, merged
from lstm_book.live.pieces import attributes, kind, name, pieces
from lstm_teach.numerics import Array

# Of what JSON writes in one byte, without the quotation mark and the backslash.
LETTERS = "".join(map(chr, [*range(35, 92), *range(93, 127)]))[:90]
LAST = "\uffff"  # letters beyond it are two to a browser, which counts otherwise: nothing is shared then
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
            self._kinds[number] = self.known(kind(self._all[number]))
        return self._kinds[number]

    def text(self, numbers: Iterable[int]) -> int:
        """Return the number under which a text, joined of some pieces, is written."""
        joined = "".join(self._all[number] for number in numbers)
        return self.texts.setdefault(joined, len(self.texts))

    def slot(self, numbers: Array) -> Packed:
        """Return what stands at each place of a grid as a table over the axes on which it depends."""
        axes, numbers = depends(numbers)
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
        return tuple(self.known(piece) for piece in pieces(text))

    def spread(self, numbers: Array) -> list[Array]:
        """Return pieces, one for each place of a grid, as parts that are joined.

        Attributes that depend on the same axes are one part. Pieces that have not all the same attributes
        stay whole.
        """
        used, index = np.unique(numbers, return_inverse=True)
        rows = [attributes(self._all[number]) if number else [] for number in used]
        if len({tuple(map(name, row)) for row in rows if row}) != 1:
            return [numbers]
        width = max(map(len, rows))
        columns = list(zip(*(row or [""] * width for row in rows), strict=True))
        index = index.reshape(numbers.shape)
        found = []
        for _, group in groupby(columns, key=lambda texts: depends(self._numbers(texts)[index])[0]):
            found.append(self._numbers(["".join(one) for one in zip(*group, strict=True)])[index])
        return found

    def _numbers(self, texts: Iterable[str]) -> Array:
        return np.array([self.known(text) for text in texts], np.int32)

    def written(self) -> list[int | str]:
        """Return all texts as ``[n, m, text, n, m, text, ...]``.

        Each is the first n letters of the one before, the text, and the last m letters of the one before.
        """
        return [told for before, text in pairwise(["", *self.texts]) for told in _beside(before, text)]


def depends(numbers: Array) -> tuple[list[int], Array]:
    """Return on which axes numbers depend, and the numbers with one place on each of the others."""
    axes = []
    for axis in range(numbers.ndim):
        first = numbers.take([0], axis)
        if (numbers == first).all():
            numbers = first
        else:
            axes.append(axis)
    return axes, numbers


def _beside(before: str, text: str) -> tuple[int, int, str]:
    """Return how many letters at start and end are those of the text before, and what is between."""
    if max(before + text, default="") > LAST:
        return 0, 0, text
    first = len(commonprefix([before, text]))
    rest = commonprefix([before[first:][::-1], text[first:][::-1]])
    return first, len(rest), text[first : len(text) - len(rest)]


def texts_of(written: Sequence[Any]) -> list[str]:
    """Return the texts that were written; what a page does too."""
    found, last = [], ""
    for n, m, text in zip(written[::3], written[1::3], written[2::3], strict=True):
        last = last[:n] + text + last[len(last) - m :]
        found.append(last)
    return found


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
    orders: dict[tuple[str, ...], None] = {}
    for n, view in enumerate(views):
        cuts.append(pool.cut(view["svg"]))
        for one, value in view.items():
            if one not in ("svg", "parts"):
                fields.put(one, n, pool.value(value))
        own = {part["key"]: part for part in view["parts"]}  # of two with one key a page shows the later
        orders[tuple(own)] = None
        for key, part in own.items():
            told.put((key, "there"), n, pool.value(True))
            for one, value in part.items():
                told.put((key, one), n, pool.value(value))
    parts: dict[str, dict[str, Packed]] = {key: {} for key in _in_order(orders)}
    for (key, one), column in told.items():
        parts[key][one] = pool.slot(column.reshape(shape))
    return {
        "svg": _pictures(cuts, shape, pool),
        "view": {one: pool.slot(column.reshape(shape)) for one, column in fields.items()},
        "parts": parts,
    }


def _in_order(orders: Iterable[tuple[str, ...]]) -> list[str]:
    """Return all keys in an order that is that of each row as far as can be: the way of the Tab key."""
    keys = list(dict.fromkeys(key for order in orders for key in order))
    number = {key: n for n, key in enumerate(keys)}
    whole = merged([number[key] for key in order] for order in orders)
    return [keys[n] for n in dict.fromkeys(whole)]


def _pictures(cuts: Sequence[tuple[int, ...]], shape: Sequence[int], pool: Pool) -> list[Packed]:
    """Return pictures as slots, those that depend on nothing joined."""
    found: list[Packed] = []
    constant: list[int] = []
    for column in _columns(cuts, pool):
        is_one = (column == column[0]).all()
        for numbers in [column] if is_one else pool.spread(column.reshape(shape)):
            if is_one or (numbers == numbers.flat[0]).all():
                constant.append(int(numbers.flat[0]))
                continue
            found += [pool.text(constant)] if constant else []
            constant = []
            found.append(pool.slot(numbers))
    return found + ([pool.text(constant)] if constant else [])


def _columns(cuts: Sequence[tuple[int, ...]], pool: Pool) -> Array:
    """Return the pictures' pieces, those that are the same but for their values below each other."""
    rows: dict[tuple[int, ...], list[int]] = {}
    for n, cut in enumerate(cuts):
        rows.setdefault(tuple(map(pool.kind, cut)), []).append(n)
    count, where = aligned(rows)
    columns: Array = np.zeros((count, len(cuts)), np.int32)  # 0 is the empty text
    for row, own in rows.items():
        columns[np.ix_(where[row], own)] = np.array([cuts[n] for n in own], np.int32).T
    return columns


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
