"""What of a picture can be touched: where it is, what it is called and what it says now."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

Box = tuple[float, float, float, float]  # left, top, width and height in the picture's units
KINDS = ("valve", "lane", "switch", "handle", "unit", "note")
DRAGS = ("", "x", "y", "xy")


@dataclass(frozen=True)
class Part:
    """A part of a picture that has a name, and can be touched or asked what it is.

    Parameters
    ----------
    key : str
        Unique in its picture, such as "gate:f", "lane:c", "input:0", "wire:h:g", "state:c".
    kind : str
        One of `KINDS`; a page gives every kind a pointer of its own. Lanes are one stop of the Tab key, and
        so are notes.
    box : Box
        Where it is.
    label : str
        Its name, as a screen reader says it.
    text : str
        Its value in words; the number in it is the one that is drawn.
    tip : str
        More about it, such as its equation with values; shown below the picture and read out.
    now, low, high : float, optional
        Value and range of a slider.
    checked : bool, optional
        Of a switch.
    drag : str
        The way it is dragged, one of `DRAGS`; a page can be scrolled along the other.
    role : str
        Of ARIA: "slider", "switch", "button" or "img". What is an "img" can only be looked at.
    setting : str
        The widget's setting that is set by touching, if one setting is all.
    value_at : callable, optional
        ``value_at(x, y)``, from a place in the picture to that setting's value: the inverse of what draws it.
    step : float
        What an arrow key adds to that setting.
    """

    key: str
    kind: str
    box: Box
    label: str
    text: str = ""
    tip: str = ""
    now: float | None = None
    low: float | None = None
    high: float | None = None
    checked: bool | None = None
    drag: str = ""
    role: str = "slider"
    setting: str = ""
    value_at: Callable[[float, float], Any] | None = None
    step: float = 1.0

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"Part.kind: expected one of {', '.join(KINDS)}, got {self.kind!r}")
        if self.drag not in DRAGS:
            raise ValueError(f"Part.drag: expected one of {DRAGS}, got {self.drag!r}")
        if self.role == "slider" and None in (self.now, self.low, self.high):
            raise ValueError(
                f"Part.now: expected now, low and high of the slider {self.key!r}, got {self.now}"
            )
        if (self.role == "switch") != (self.checked is not None):
            raise ValueError(f"Part.checked: expected True or False of a switch alone, got {self.checked}")

    def moved(self, x: float, y: float) -> Part:
        """Return the part in a larger picture that draws its picture moved by (x, y)."""
        left, top, width, height = self.box
        inner = self.value_at
        inverse = None if inner is None else (lambda px, py: inner(px - x, py - y))
        return replace(self, box=(left + x, top + y, width, height), value_at=inverse)

    def holds(self, x: float, y: float) -> bool:
        """Whether a place is inside."""
        left, top, width, height = self.box
        return left <= x <= left + width and top <= y <= top + height

    @property
    def middle(self) -> tuple[float, float]:
        """The place in its middle."""
        left, top, width, height = self.box
        return left + width / 2, top + height / 2


def note(key: str, box: Box, label: str, text: str, tip: str) -> Part:
    """Return a part that can only be looked at."""
    return Part(key, "note", box, label, text, tip, role="img")


def part_of(parts: Iterable[Part], key: str) -> Part:
    """Return the part of a key.

    Raises
    ------
    KeyError
        If there is none; the message lists those that there are.
    """
    known = {part.key: part for part in parts}
    if key not in known:
        raise KeyError(f"part: expected one of {', '.join(known)}, got {key!r}")
    return known[key]
