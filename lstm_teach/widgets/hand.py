"""What a touch means: from places in a picture to settings. One gesture is one step of undo."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from lstm_teach.draw.parts import Part, part_of
from lstm_teach.widgets.picture import Touch

WAYS = {"ArrowLeft": -1, "ArrowDown": -1, "ArrowRight": 1, "ArrowUp": 1, "PageDown": -10, "PageUp": 10}
PRESSES = ("Enter", " ")
STILL = 4.0  # a press that moves by less is a click


@dataclass(frozen=True)
class Press:
    """Where a gesture began, on which part as it was then, and what was set before it."""

    touch: Touch
    part: Part
    before: Any

    def moved(self, touch: Touch) -> bool:
        """Whether this is more than a click."""
        return abs(touch.x - self.touch.x) + abs(touch.y - self.touch.y) >= STILL

    def place(self, touch: Touch) -> tuple[float, float]:
        """Return what a touch points at: a handle is taken where it was pressed and does not jump there."""
        if self.part.kind != "handle":
            return touch.x, touch.y
        (x, y), start = self.part.middle, self.touch
        return x + touch.x - start.x, y + touch.y - start.y


class Hand:
    """Sets what a part names as its setting; a subclass has gestures of its own."""

    def __init__(self, widget: Any) -> None:
        self.widget = widget
        self._press: Press | None = None
        self.is_feeling = False  # while what is set comes from a touch

    @property
    def is_busy(self) -> bool:
        """Whether a gesture is going on; after a release that was lost, until something else is done."""
        return self._press is not None

    def feel(self, touch: Touch) -> None:
        """Do what a touch says."""
        if touch.phase == "key" and touch.name in ("undo", "redo"):
            getattr(self.widget, touch.name)()
            return
        if touch.phase in ("down", "key"):  # a key is a gesture that is over at once
            self.settle()
            self._press = Press(touch, part_of(self.widget.parts, touch.key), self.widget.state)
        press = self._press
        if press is None or press.part.key != touch.key:
            return  # a gesture that began before the kernel was there, or is over
        self.is_feeling = True
        try:
            if touch.phase == "cancel":
                self.widget.state = press.before
            elif touch.phase == "key":
                self.key(touch, press.part)
            else:
                self.pull(touch, press)
        finally:
            self.is_feeling = False
            if touch.phase in ("up", "cancel", "key"):
                self.settle()

    def settle(self) -> None:
        """End the gesture that is going on, if there is one; it becomes one step of undo."""
        press, self._press = self._press, None
        if press is not None:
            self.widget.remember(press.before)

    def pull(self, touch: Touch, press: Press) -> None:
        """Follow a press, a drag or a release."""
        part = press.part
        if part.value_at is None or (part.kind == "handle" and not press.moved(touch)):
            return
        if part.role != "slider" and touch.phase != "up":
            return  # a click is complete when it is released
        self._set(part.setting, part.value_at(*press.place(touch)))

    def key(self, touch: Touch, part: Part) -> None:
        """Do what a key says to the part that has the focus."""
        if part.role != "slider":
            if touch.name in PRESSES and part.value_at is not None:
                self._set(part.setting, part.value_at(*part.middle))
            return
        if not part.setting or part.low is None or part.high is None:
            return
        value = getattr(self.widget, part.setting)
        if touch.name in WAYS:
            value = round(value + WAYS[touch.name] * part.step, 6)
        elif touch.name in ("Home", "End"):
            value = part.low if touch.name == "Home" else part.high
        kind = int if isinstance(getattr(self.widget, part.setting), int) else float
        self._set(part.setting, kind(min(max(value, part.low), part.high)))

    def _set(self, setting: str, value: Any) -> None:
        if getattr(self.widget, setting) != value:
            self.widget.set(**{setting: value})
