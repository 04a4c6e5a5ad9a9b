"""What may be moved of a widget on a page without a kernel, and what a page must know of each state."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

import numpy as np

from lstm_teach.draw.parts import Part
from lstm_teach.widgets.base import Explorable
from lstm_teach.widgets.picture import Picture

SAMPLE = 4.0  # a place in a picture is looked up this exactly, in its units
FIELDS = ("size", "least", "code")
Axes = Mapping[str, Sequence[Any]]
READ_ONLY = {"role": "img"}


class Movable(Protocol):
    """What a chapter declares of a widget: its axes, the state at a place of them, and where touches lead."""

    widget: type[Explorable[Any]]
    names: Mapping[str, str]
    beyond: str
    tip: str
    plays: Mapping[str, int]
    runs: bool

    def around(self, widget: Any) -> dict[str, list[Any]]:
        """Return the values of each axis, for a widget as it stands in its notebook."""

    def place(self, widget: Any, axes: Axes) -> list[int]:
        """Return where on its axes the widget stands."""

    def state(self, widget: Any, values: Mapping[str, Any]) -> Any:
        """Return the state at some values of the axes."""

    def targets(self, widget: Any, part: Part, axes: Axes, state: Any, size: tuple[float, float]) -> Any:
        """Return where on the axes a touch of a part leads."""


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
    beyond : str
        What of the widget cannot be moved here, such as "Four of the five networks"; nothing if empty.
    tip : str
        What the line below the picture says, if it is not the widget's own.
    plays : mapping
        From a setting to the milliseconds that each of its values stays where a button plays them.
    runs : bool
        Whether the notebook is run for the widget: where its repr does not say all.

    Raises
    ------
    ValueError
        If a setting is unknown, or has fewer than two values or a value twice.
    """

    widget: type[Explorable[Any]]
    axes: Mapping[str, Sequence[Any]]
    names: Mapping[str, str] = field(default_factory=dict)
    beyond: str = ""
    tip: str = ""
    plays: Mapping[str, int] = field(default_factory=dict)
    runs: bool = False

    def __post_init__(self) -> None:
        known = self.widget.settings.names()
        for name, values in self.axes.items():
            if name not in known:
                raise ValueError(f"axes: expected settings among {', '.join(known)}, got {name!r}")
            if len(values) < 2 or len(set(values)) < len(values):
                raise ValueError(f"axes: expected different values, at least two, of {name}, got {values!r}")

    def around(self, widget: Any) -> dict[str, list[Any]]:
        """Return the values of each axis: the widget's own is among them, what its limits forbid is not."""
        found: dict[str, list[Any]] = {}
        for name, values in self.axes.items():
            limits, own = widget.state.limits(name), getattr(widget.state, name)
            allowed = [v for v in values if limits is None or limits[0] <= v <= limits[1]]
            if own not in allowed:
                allowed = sorted([*allowed, own])
            if len(allowed) > 1:
                found[name] = allowed
        return found

    def place(self, widget: Any, axes: Axes) -> list[int]:
        """Return where on its axes the widget stands."""
        return [list(values).index(getattr(widget.state, name)) for name, values in axes.items()]

    def state(self, widget: Any, values: Mapping[str, Any]) -> Any:
        """Return the widget's state with other values."""
        return replace(widget.state, **values)

    def targets(
        self, widget: Any, part: Part, axes: Axes, state: Any, size: tuple[float, float]
    ) -> dict[str, Any]:
        """Return where a touch of a part leads, if its setting is an axis."""
        return targets(part, axes, size)


def views(grid: Movable, widget: Any, axes: Axes) -> Iterator[dict[str, Any]]:
    """Return what the page is to show at each place of the axes: what the widget itself sends to its picture.

    The last axis moves fastest. The widget is left in the last state.
    """
    states = [
        grid.state(widget, dict(zip(axes, values, strict=True)))
        for values in itertools.product(*axes.values())
    ]
    picture = next(child for child in widget.children if isinstance(child, Picture))
    for state in states:
        widget.state = state
        shown = dict(picture.view)
        size = tuple(shown["size"])
        parts = zip(widget.parts, shown["parts"], strict=True)
        shown["parts"] = [{**told, **grid.targets(widget, part, axes, state, size)} for part, told in parts]
        yield {name: value for name, value in shown.items() if name not in ("done", "tip")}


def targets(part: Part, axes: Axes, size: tuple[float, float]) -> dict[str, Any]:
    """Return where on its axis a touch of a part leads: for a drag ``[place, index, place, index, ...]``.

    Each index holds from its place on, up to the next. A part whose setting is no axis can be read only.
    """
    if part.role == "img" or part.setting not in axes or part.value_at is None:
        return READ_ONLY
    found: dict[str, Any] = {"axis": list(axes).index(part.setting)}
    x, y = part.middle
    if part.role != "slider":
        return {**found, "press": nearest(axes[part.setting], part.value_at(x, y))}
    if not part.drag:
        return {**found, "rows": rows(part, axes[part.setting]), "step": part.step}
    return {**found, "leads": leads(part, axes[part.setting], size), "step": part.step}


def leads(part: Part, values: Sequence[Any], size: tuple[float, float]) -> list[int]:
    """Return the places along a part's way at which it leads to another value, each with its index."""
    assert part.value_at is not None
    x, y = part.middle
    along = np.arange(0.0, size[0 if part.drag == "x" else 1] + SAMPLE, SAMPLE)
    if part.drag == "x":
        return _led(part, values, [(place, y) for place in along.tolist()], 0)
    return _led(part, values, [(x, place) for place in along.tolist()], 1)


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


def _led(part: Part, values: Sequence[Any], places: Sequence[tuple[float, float]], way: int) -> list[int]:
    """Return the places along a way at which a part leads to another value, each with its index."""
    assert part.value_at is not None
    led = [nearest(values, _first(part.value_at(*place))) for place in places]
    turns = [k for k in range(len(led)) if k == 0 or led[k] != led[k - 1]]
    return [n for k in turns for n in (int(places[k][way]), led[k])]


def nearest(values: Sequence[Any], value: Any) -> int:
    """Return the index of a value, or of the nearest one."""
    if value in values:
        return list(values).index(value)
    return int(np.argmin([abs(float(one) - float(value)) for one in values]))


def _first(value: Any) -> Any:
    """Return what a part leads to; where it leads to a step and more besides, the step."""
    return value[0] if isinstance(value, tuple) else value
