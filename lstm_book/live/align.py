"""Many rows that are much alike: one list in which each of them has its places, found stretch by stretch."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np

from lstm_teach.numerics import Array

Row = tuple[int, ...]


def aligned(rows: Iterable[Row]) -> tuple[int, dict[Row, list[int]]]:
    """Return how many places there are, and those of each row.

    Between two anchors few different stretches occur, though many different rows: a picture's parts change
    each for themselves.
    """
    rows = list(dict.fromkeys(rows))
    at = anchors(rows)
    found: dict[Row, list[int]] = {row: [] for row in rows}
    offset = 0
    for column in zip(*(cut(row, at) for row in rows), strict=True):
        different = dict.fromkeys(column)
        whole = merged(different)
        where = {stretch: [a for a, _ in common(whole, stretch)] for stretch in different}
        for row, stretch in zip(rows, column, strict=True):
            found[row] += [offset + place for place in where[stretch]]
        offset += len(whole)
    return offset, found


def anchors(rows: Sequence[Row]) -> set[int]:
    """Return numbers that every row has equally often, and in the same order as each other."""
    counts = [Counter(row) for row in rows]
    same = [one for one, count in counts[0].items() if all(other[one] == count for other in counts)]
    kept: set[int] = set()
    for one in sorted(same, key=lambda kind: counts[0][kind]):
        tried = {*kept, one}
        first = [kind for kind in rows[0] if kind in tried]
        if all([kind for kind in row if kind in tried] == first for row in rows):
            kept = tried
    return kept


def cut(row: Row, at: set[int]) -> list[Row]:
    """Return a row in stretches, each but the first beginning with an anchor."""
    starts = [0, *(n for n, kind in enumerate(row) if kind in at), len(row)]
    return [row[a:b] for a, b in zip(starts, starts[1:], strict=False)]


def merged(rows: Iterable[Sequence[int]]) -> list[int]:
    """Return one list in which every row's numbers stand in order."""
    whole: list[int] = []
    for row in rows:
        pairs = common(whole, row)
        if len(pairs) == len(row):
            continue
        found: list[int] = []
        i = j = 0
        for a, b in [*pairs, (len(whole), len(row))]:
            found += [*whole[i:a], *row[j:b], *whole[a : a + 1]]
            i, j = a + 1, b + 1
        whole = found
    return whole


def common(whole: Sequence[int], row: Sequence[int]) -> list[tuple[int, int]]:
    """Return as many pairs of places as there can be, rising in both, with the same number at both."""
    first, least = 0, min(len(whole), len(row))
    while first < least and whole[first] == row[first]:
        first += 1
    last = 0
    while last < least - first and whole[-1 - last] == row[-1 - last]:
        last += 1
    pairs = [(k, k) for k in range(first)]
    between = _longest(whole[first : len(whole) - last], row[first : len(row) - last])
    pairs += [(a + first, b + first) for a, b in between]
    return pairs + [(len(whole) - k, len(row) - k) for k in range(last, 0, -1)]


def _longest(whole: Sequence[int], row: Sequence[int]) -> list[tuple[int, int]]:
    if not whole or not row:
        return []
    others: Array = np.asarray(row)
    table: Array = np.zeros((len(whole) + 1, len(row) + 1), np.int32)
    for i, one in enumerate(whole):
        best = np.maximum(table[i, 1:], table[i, :-1] + (others == one))
        np.maximum.accumulate(best, out=table[i + 1, 1:])
    found = []
    i, j = len(whole), len(row)
    while i and j:
        if whole[i - 1] == row[j - 1]:  # then there is a longest one with this pair
            i, j = i - 1, j - 1
            found.append((i, j))
        elif table[i - 1, j] >= table[i, j - 1]:
            i -= 1
        else:
            j -= 1
    return found[::-1]
