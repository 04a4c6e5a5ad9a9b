"""Settings of a widget that may be moved on a page without a kernel, each among some values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar

from lstm_book.live.movable import Axes, Movable
from lstm_book.live.touches import targets
from lstm_teach.draw.parts import Part
from lstm_teach.widgets.base import Explorable


@dataclass(frozen=True)
class Grid(Movable):
    """Settings of a widget that may be moved on a page, each among some values; all of them are drawn.

    Parameters
    ----------
    widget : type
        A widget whose state says all (its repr makes it again), if `runs` is not set.
    axes : mapping
        From a setting to its values in order. Whole ranges, or what is worth a look.
    names, beyond, tip, plays, resets, runs
        As in `Movable`.

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
    resets: Mapping[str, tuple[Any, Any]] = field(default_factory=dict)
    runs: bool = False
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

    def targets(
        self, widget: Any, part: Part, axes: Axes, state: Any, size: tuple[float, float]
    ) -> dict[str, Any]:
        """Return where a touch of a part leads, if its setting is an axis."""
        return targets(part, axes, size, getattr(state, part.setting, None) if part.setting else None)
