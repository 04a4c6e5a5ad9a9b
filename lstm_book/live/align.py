"""Many rows that are much alike: one list in which each of them has its places, found stretch by stretch."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence

Row = tuple[str, ...]
Order = Callable[[Iterable[Row]], list[str]]
Places = Callable[[Sequence[str], Row], list[int] | None]


def anchors(rows: Sequence[Row]) -> set[str]:
    """Return kinds that every row has equally often, and in the same order as each other."""
    counts = [Counter(row) for row in rows]
    same = [kind for kind, count in counts[0].items() if all(other[kind] == count for other in counts)]
    kept: set[str] = set()
    for one in sorted(same, key=lambda kind: counts[0][kind]):
        tried = {*kept, one}
        first = [kind for kind in rows[0] if kind in tried]
        if all([kind for kind in row if kind in tried] == first for row in rows):
            kept = tried
    return kept


def cut(row: Row, at: set[str]) -> list[Row]:
    """Return a row in stretches, each but the first beginning with an anchor."""
    starts = [0, *(n for n, kind in enumerate(row) if kind in at), len(row)]
    return [row[a:b] for a, b in zip(starts, starts[1:], strict=False)]


def aligned(rows: Iterable[Row], order: Order, places: Places) -> tuple[int, dict[Row, list[int]]]:
    """Return how many places there are, and those of each row.

    Between two anchors few different stretches occur, though many different rows: a picture's parts change
    each for themselves.
    """
    rows = list(dict.fromkeys(rows))
    at = anchors(rows)
    stretches = [cut(row, at) for row in rows]
    found: dict[Row, list[int]] = {row: [] for row in rows}
    offset = 0
    for column in zip(*stretches, strict=True):
        whole = order(dict.fromkeys(column))
        where = {stretch: places(whole, stretch) for stretch in dict.fromkeys(column)}
        for row, stretch in zip(rows, column, strict=True):
            own = where[stretch]
            assert own is not None
            found[row] += [offset + place for place in own]
        offset += len(whole)
    return offset, found
