"""Where touches of a part lead on a page.

Of a part a page is told its `axis`, for keys, with the `step` of an arrow; `ways`, for a press or a drag: for
each axis that it moves ``[axis, "x" or "y" or "rows", leads]``; and `moves`, from what a hand does ("press",
or a key, each with "shift " before it) to ``[axis, index, axis, index, ...]``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from lstm_book.live.movable import READ_ONLY, Axes
from lstm_teach.draw.parts import Part

SAMPLE = 4.0  # a place in a picture is looked up this exactly, in its units
Moves = list[int]  # axis, index, axis, index, ...


def targets(part: Part, axes: Axes, size: tuple[float, float], now: Any = None) -> dict[str, Any]:
    """Return where on its axis a touch of a part leads.

    A part whose setting is no axis can be read only, and one that would set a word that is none of its
    values. A press leads away from the value `now`.
    """
    if part.role == "img" or part.setting not in axes or part.value_at is None:
        return dict(READ_ONLY)
    values, (x, y) = axes[part.setting], part.middle
    axis = list(axes).index(part.setting)
    if part.role == "slider":
        return {"axis": axis, "step": part.step, "ways": [way(part, axes, part.setting, size)]}
    value = part.value_at(x, y)
    if isinstance(value, str) and value not in values:
        return dict(READ_ONLY)
    return {"moves": {"press": [axis, _away(values, value, now)]}}


def way(part: Part, axes: Axes, axis: str, size: tuple[float, float], drag: str = "") -> list[Any]:
    """Return how a drag of a part moves an axis: sideways, up and down, or along several rows."""
    number, drag = list(axes).index(axis), drag or part.drag
    if not drag:
        return [number, "rows", rows(part, axes[axis])]
    return [number, drag, leads(replace(part, drag=drag), axes[axis], size)]


def moves(axes: Axes, places: Mapping[str, int]) -> Moves:
    """Return a place on several axes as a page reads it, within their ends."""
    names = list(axes)
    return [
        n
        for name, index in places.items()
        if name in names
        for n in (names.index(name), min(max(index, 0), len(axes[name]) - 1))
    ]


def leads(part: Part, values: Sequence[Any], size: tuple[float, float]) -> list[int]:
    """Return ``[place, index, place, index, ...]``: each index holds from its place on, up to the next."""
    x, y = part.middle
    along = np.arange(0.0, size[0 if part.drag == "x" else 1] + SAMPLE, SAMPLE).tolist()
    if part.drag == "x":
        return _led(part, values, [(place, y) for place in along], 0)
    return _led(part, values, [(x, place) for place in along], 1)


def rows(part: Part, values: Sequence[Any]) -> list[tuple[int, list[int]]]:
    """Return the places down a part of several rows at which another one begins, each with its `leads`."""
    left, top, width, height = part.box
    across = np.arange(left, left + width + SAMPLE, SAMPLE).tolist()

    def at(y: float) -> list[int]:
        return _led(part, values, [(x, y) for x in across], 0)

    found, last = [(int(top), at(top))], top
    for y in np.arange(top + SAMPLE, top + height, SAMPLE).tolist():
        led = at(y)
        if led != found[-1][1]:
            begins = next(
                place for place in range(int(last) + 1, int(y) + 2) if place >= y or at(place) == led
            )
            found.append((begins, led))
        last = y
    return found


def _led(
    part: Part, values: Sequence[Any], places: Sequence[tuple[float, float]], coordinate: int
) -> list[int]:
    """Return the places along a way at which a part leads to another value, each with its index."""
    assert part.value_at is not None
    led = [nearest(values, _first(part.value_at(*place))) for place in places]
    turns = [k for k in range(len(led)) if k == 0 or led[k] != led[k - 1]]
    return [n for k in turns for n in (int(places[k][coordinate]), led[k])]


def nearest(values: Sequence[Any], value: Any) -> int:
    """Return the index of a value, or of the nearest one."""
    if value in values:
        return list(values).index(value)
    return int(np.argmin([abs(float(one) - float(value)) for one in values]))


def reaching(values: Sequence[Any], value: Any) -> int:
    """Return the index of the first value that is not below another one; the last one's if there is none.

    Where a shorter run takes the cursor with it, this is the place that stands for its end.
    """
    return next((n for n, one in enumerate(values) if one >= value), len(values) - 1)


def _away(values: Sequence[Any], value: Any, now: Any) -> int:
    """Return the index of a value, or of the nearest one; another one than that of `now`, if there is one."""
    found = nearest(values, value)
    if now in values and values[found] == now and value != now:
        found += 1 if value > now else -1
    return min(max(found, 0), len(values) - 1)


def _first(value: Any) -> Any:
    """Return what a part leads to; where it leads to a step and more besides, the step."""
    return value[0] if isinstance(value, tuple) else value
