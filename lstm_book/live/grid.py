"""What may be moved of a widget on a page without a kernel, and what a page must know of each state."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar, Protocol

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
    resets : mapping
        From a setting to two values of its axis: it goes from the first to the second when another one is
        moved, as an answer is hidden again that was shown for another question.

    Raises
    ------
    ValueError
        If a setting is unknown, or has fewer than two values or a value twice.
    """

    widget: type[Explorable[Any]]
    axes: Mapping[str, Sequence[Any]]
    names: Mapping[str, str] = field(default_factory=dict)
    beyond: str = ""
    resets: Mapping[str, tuple[Any, Any]] = field(default_factory=dict)
    own: ClassVar[tuple[str, ...]] = ()  # axes of a subclass that are no settings

    def __post_init__(self) -> None:
        known = (*self.widget.settings.names(), *self.own)
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

    def said(self, axes: Axes, state: Any) -> dict[int, str]:
        """Return what the controls of some axes say in a state, if it is not the values of these axes."""
        return {}

    def targets(
        self, widget: Any, part: Part, axes: Axes, state: Any, size: tuple[float, float]
    ) -> dict[str, Any]:
        """Return where a touch of a part leads, if its setting is an axis."""
        return targets(part, axes, size, getattr(state, part.setting, None) if part.setting else None)


def views(grid: Movable, widget: Any, axes: Axes) -> Iterator[dict[str, Any]]:
    """Return what the page is to show at each place of the axes: what the widget itself sends to its picture.

    The last axis moves fastest. Several places may stand for one state, which is drawn once; `at` is the
    place of that state. The widget is left in the last state.
    """
    states = [
        grid.state(widget, dict(zip(axes, values, strict=True)))
        for values in itertools.product(*axes.values())
    ]
    picture = next(child for child in widget.children if isinstance(child, Picture))
    drawn: dict[str, dict[str, Any]] = {}
    for state in states:
        name = repr(state)
        if name not in drawn:
            widget.state = state
            shown = dict(picture.view)
            size = tuple(shown["size"])
            parts = zip(widget.parts, shown["parts"], strict=True)
            shown["parts"] = [
                {**told, **grid.targets(widget, part, axes, state, size)} for part, told in parts
            ]
            shown["at"] = grid.place(widget, axes)
            said = grid.said(axes, state) if isinstance(grid, Grid) else {}
            shown |= {"said": said} if said else {}
            drawn[name] = {key: value for key, value in shown.items() if key not in ("done", "tip")}
        yield drawn[name]


def targets(part: Part, axes: Axes, size: tuple[float, float], now: Any = None) -> dict[str, Any]:
    """Return where on its axis a touch of a part leads: for a drag ``[place, index, place, index, ...]``.

    Each index holds from its place on, up to the next. A part whose setting is no axis can be read only, and
    one that would set a word that is none of its values. A press leads away from the value `now`.
    """
    if part.role == "img" or part.setting not in axes or part.value_at is None:
        return READ_ONLY
    values, (x, y) = axes[part.setting], part.middle
    found: dict[str, Any] = {"axis": list(axes).index(part.setting)}
    if part.role == "slider":
        return {**found, "leads": leads(part, values, size), "step": part.step}
    value = part.value_at(x, y)
    if isinstance(value, str) and value not in values:
        return READ_ONLY
    return {**found, "press": _away(values, value, now)}


def pairs(axes: Axes, places: Mapping[str, int]) -> list[list[int]]:
    """Return a place on several axes, as a page reads it: each axis with its index, within its ends."""
    names = list(axes)
    return [
        [names.index(name), min(max(index, 0), len(axes[name]) - 1)]
        for name, index in places.items()
        if name in names
    ]


def leads(part: Part, values: Sequence[Any], size: tuple[float, float]) -> list[int]:
    """Return the places along a part's way at which it leads to another value, each with its index."""
    assert part.value_at is not None
    x, y = part.middle
    along = np.arange(0.0, size[0 if part.drag == "x" else 1] + SAMPLE, SAMPLE)
    places = [(place, y) if part.drag == "x" else (x, place) for place in along.tolist()]
    led = [nearest(values, _first(part.value_at(*place))) for place in places]
    turns = [k for k in range(len(led)) if k == 0 or led[k] != led[k - 1]]
    return [n for k in turns for n in (int(along[k]), led[k])]


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
