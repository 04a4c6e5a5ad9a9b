"""What may be moved of a widget on a page without a kernel, and what a page must know of each state."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from lstm_teach.draw.parts import Part
from lstm_teach.draw.svg import least_size
from lstm_teach.widgets.base import Explorable
from lstm_teach.widgets.picture import LEAST_TEXT, sent

SAMPLE = 4.0  # a place in a picture is looked up this exactly, in its units
FIELDS = ("svg", "size", "least", "code")


@dataclass(frozen=True)
class Grid:
    """Settings of a widget that may be moved on a page, each among some values.

    Parameters
    ----------
    widget : type
        A widget whose state says all (its repr makes it again).
    axes : mapping
        From a setting to its values in order. Whole ranges, or what is worth a look.
    names : mapping
        From a setting to what its control is called; the setting's own name where it is not given.

    Raises
    ------
    ValueError
        If a setting is unknown, or has fewer than two values or a value twice.
    """

    widget: type[Explorable[Any]]
    axes: Mapping[str, Sequence[Any]]
    names: Mapping[str, str]

    def __post_init__(self) -> None:
        known = self.widget.settings.names()
        for name, values in self.axes.items():
            if name not in known:
                raise ValueError(f"axes: expected settings among {', '.join(known)}, got {name!r}")
            if len(values) < 2 or len(set(values)) < len(values):
                raise ValueError(f"axes: expected different values, at least two, of {name}, got {values!r}")

    def around(self, state: Any) -> dict[str, list[Any]]:
        """Return the values of each axis for a widget that starts in `state`: its own value is among them.

        What its limits do not allow is left out.
        """
        found: dict[str, list[Any]] = {}
        for name, values in self.axes.items():
            limits, own = state.limits(name), getattr(state, name)
            allowed = [v for v in values if limits is None or limits[0] <= v <= limits[1]]
            if own not in allowed:
                allowed = sorted([*allowed, own])
            if len(allowed) > 1:
                found[name] = allowed
        return found


def states(axes: Mapping[str, Sequence[Any]], start: Any) -> Iterator[Any]:
    """Return all states of a grid; the last axis moves fastest."""
    for values in itertools.product(*axes.values()):
        yield replace(start, **dict(zip(axes, values, strict=True)))


def views(grid: Grid, axes: Mapping[str, Sequence[Any]], start: Any) -> Iterator[dict[str, Any]]:
    """Return what the page is to show in each state, as the widget's own picture sends it."""
    widget, ran, result = grid.widget, None, None
    quiet = {name: getattr(start, name) for name in start.looking()}
    for state in states(axes, start):
        if ran is None or replace(state, **quiet) != ran:
            ran, result = replace(state, **quiet), widget.compute(state)
        drawing = widget.draw(state, result)
        parts = list(widget.find_parts(state, result))
        yield {
            "svg": drawing.svg(),
            "size": [drawing.width, drawing.height],
            "least": round(min(1.0, LEAST_TEXT / least_size(drawing.body)) * drawing.width),
            "code": repr(state),
            "parts": [{**sent(part), **targets(part, axes, drawing.width, drawing.height)} for part in parts],
        }


def targets(part: Part, axes: Mapping[str, Sequence[Any]], width: float, height: float) -> dict[str, Any]:
    """Return where on its axis a touch of a part leads: for a drag ``[place, index, place, index, ...]``.

    Each index holds from its place on, up to the next. A part whose setting is no axis can be read only.
    """
    if part.role == "img" or part.setting not in axes or part.value_at is None:
        return {"role": "img"}
    values = np.array([float(v) if isinstance(v, (int, float)) else np.nan for v in axes[part.setting]])

    def index(x: float, y: float) -> int:
        value = part.value_at(x, y)  # type: ignore[misc]
        if value in axes[part.setting]:
            return list(axes[part.setting]).index(value)
        return int(np.argmin(np.abs(values - float(value))))

    found: dict[str, Any] = {"axis": list(axes).index(part.setting)}
    x, y = part.middle
    if part.role != "slider":
        return {**found, "press": index(x, y)}
    along = np.arange(0.0, (width if part.drag == "x" else height) + SAMPLE, SAMPLE)
    led = [index(place, y) if part.drag == "x" else index(x, place) for place in along]
    turns = [k for k in range(len(led)) if k == 0 or led[k] != led[k - 1]]
    return {**found, "leads": [n for k in turns for n in (int(along[k]), led[k])], "step": part.step}
