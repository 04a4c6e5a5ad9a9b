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
        self._is_typing = False

    @property
    def is_busy(self) -> bool:
        """Whether a gesture is going on."""
        return self._press is not None or self._is_typing

    def feel(self, touch: Touch) -> None:
        """Do what a touch says."""
        if touch.phase == "key":
            self._feel_key(touch)
            return
        if touch.phase == "down":
            self._press = Press(touch, part_of(self.widget.parts, touch.key), self.widget.state)
        press = self._press
        if press is None or press.part.key != touch.key:
            return  # a gesture that began before the kernel was there
        try:
            if touch.phase == "cancel":
                self.widget.state = press.before
            else:
                self.pull(touch, press)
        finally:
            if touch.phase in ("up", "cancel"):
                self._press = None
                self.widget.released()
                self.widget.remember(press.before)

    def _feel_key(self, touch: Touch) -> None:
        if touch.name in ("undo", "redo"):
            getattr(self.widget, touch.name)()
            return
        before = self.widget.state
        self._is_typing = True  # else what the key sets would be remembered by itself, and then once more
        try:
            self.key(touch, part_of(self.widget.parts, touch.key))
        finally:
            self._is_typing = False
            self.widget.remember(before)

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
