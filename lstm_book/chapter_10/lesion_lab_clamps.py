"""Clamps of the lesion lab: gates held open or shut at words, as one line of text and as `Hold`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from lstm_teach.gates import CLOSED, OPEN, Hold

GATES = ("i", "f", "o")
VALUES = {"shut": CLOSED, "open": OPEN}
CYCLE = {"learned": "shut", "shut": "open", "open": "learned"}  # what a press makes of a cell
Cells = Mapping[tuple[str, int], str]  # from a gate and a word, counted from 1, to "shut" or "open"

_FORM = re.compile(r"([ifo]) (shut|open) (\d+)(?:-(\d+))?")
_EXPECTED = 'such as "f open 4, o shut 6-8", or Hold of i, f, o at 0 or 1 and all units'


def cells_of(name: str, given: Any, T: int) -> dict[tuple[str, int], str]:
    """Return the cells of clamps that are given as text, as a Hold or as several.

    Raises
    ------
    TypeError, ValueError
        If it is none of these, or names a word that is not among the first T.
    """
    if isinstance(given, str):
        stretches = [_stretch(name, part) for part in given.split(",") if part.strip()]
    else:
        several = [given] if isinstance(given, Hold) else given
        if not isinstance(several, Iterable) or not all(isinstance(one, Hold) for one in several):
            raise ValueError(f"{name}: expected text {_EXPECTED}, got {given!r}")
        stretches = [_held(name, hold, T) for hold in several]
    cells = {}
    for gate, word, start, stop in stretches:
        if not 1 <= start <= stop <= T:
            raise ValueError(f"{name}: expected words from 1 to {T}, got {gate} {word} {start}-{stop}")
        cells.update({(gate, t): word for t in range(start, stop + 1)})
    return cells


def text_of(cells: Cells) -> str:
    """Return cells in their one form.

    Examples
    --------
    >>> text_of({("o", 6): "shut", ("f", 4): "open", ("f", 5): "open"})
    'f open 4-5, o shut 6'
    """
    parts = []
    for gate, word, start, stop in stretches_of(cells):
        parts.append(f"{gate} {word} {start}" + (f"-{stop}" if stop > start else ""))
    return ", ".join(parts)


def stretches_of(cells: Cells) -> list[tuple[str, str, int, int]]:
    """Return gate, what it is held at, the first and the last word of every stretch of cells."""
    found: list[tuple[str, str, int, int]] = []
    for gate in GATES:
        for t in sorted(t for one, t in cells if one == gate):
            word = cells[gate, t]
            if found and found[-1][:2] == (gate, word) and found[-1][3] == t - 1:
                found[-1] = (gate, word, found[-1][2], t)
            else:
                found.append((gate, word, t, t))
    return found


def holds_of(cells: Cells, units: tuple[int, ...] | None = None) -> tuple[Hold, ...]:
    """Return cells as what `unroll` takes, for all units of a gate or for some."""
    return tuple(
        Hold(gate, VALUES[word], start - 1, stop, units) for gate, word, start, stop in stretches_of(cells)
    )


def painted(cells: Cells, gate: str, steps: Iterable[int], word: str) -> dict[tuple[str, int], str]:
    """Return cells with one gate "shut", "open" or "learned" at these words."""
    new = dict(cells)
    for t in steps:
        new.pop((gate, t), None)
        if word != "learned":
            new[gate, t] = word
    return new


def carried(cells: Cells, before: Sequence[str], after: Sequence[str]) -> dict[tuple[str, int], str]:
    """Return cells at the same places of another stream; `before` and `after` name the places of both."""
    steps = {place: t for t, place in enumerate(after, start=1)}
    kept = {(gate, before[t - 1]): word for (gate, t), word in cells.items()}
    return {(gate, steps[place]): word for (gate, place), word in kept.items() if place in steps}


def shifted(cells: Cells, T: int) -> list[dict[tuple[str, int], str]]:
    """Return the same cells moved along in a ring, by every way that makes others of them.

    The ring is of all words but the last, where the answer is read; of all T if one of the cells is there.
    """
    ring = T if any(t == T for _, t in cells) else T - 1
    ways = [
        {(gate, (t - 1 + by) % ring + 1): word for (gate, t), word in cells.items()} for by in range(ring)
    ]
    return [way for way in ways if way != cells]


def _stretch(name: str, part: str) -> tuple[str, str, int, int]:
    found = _FORM.fullmatch(part.strip())
    if found is None:
        raise ValueError(f"{name}: expected text {_EXPECTED}, got {part.strip()!r}")
    gate, word, start, stop = found.groups()
    return gate, word, int(start), int(stop or start)


def _held(name: str, hold: Hold, T: int) -> tuple[str, str, int, int]:
    words = {value: word for word, value in VALUES.items()}
    if hold.gate not in GATES or hold.value not in words or hold.units is not None:
        raise ValueError(f"{name}: expected text {_EXPECTED}, got {hold}")
    return hold.gate, words[hold.value], hold.start + 1, T if hold.stop is None else hold.stop
