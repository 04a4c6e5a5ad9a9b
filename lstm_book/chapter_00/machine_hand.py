"""What touches of the writing machine mean: valves that are turned, and a place in the text."""

from __future__ import annotations

from lstm_book.chapter_00.machine_run import LETTERS, mode_of
from lstm_teach.draw.parts import Part
from lstm_teach.widgets.hand import PRESSES, Hand, Press
from lstm_teach.widgets.picture import Touch

PER_UNIT, KEY_STEP = 80.0, 0.05  # as on the console
AWAY = ("Delete", "Backspace")


class MachineHand(Hand):
    """Turns valves in the picture.

    A click goes to shut, to open, and back to what is learned; a drag up or down holds a gate in between. On
    the page a click or a drag moves the place up to which is written.
    """

    def pull(self, touch: Touch, press: Press) -> None:
        """Follow a press, a drag or a release."""
        what, _, gate = touch.key.partition(":")
        if what != "gate":
            super().pull(touch, press)
        elif press.moved(touch):
            self._hold(gate, (press.part.now or 0.0) - (touch.y - press.touch.y) / PER_UNIT)
        elif touch.phase == "up":
            self._cycle(gate)

    def key(self, touch: Touch, part: Part) -> None:
        """Do what a key says to the part that has the focus."""
        what, _, gate = part.key.partition(":")
        if what != "gate":
            super().key(touch, part)
        elif touch.name in ("ArrowUp", "ArrowDown"):
            way = KEY_STEP if touch.name == "ArrowUp" else -KEY_STEP
            self._hold(gate, round((part.now or 0.0) / KEY_STEP) * KEY_STEP + way)
        elif touch.name in ("Home", "End"):
            self._hold(gate, 0.0 if touch.name == "Home" else 1.0)
        elif touch.name in PRESSES:
            self._cycle(gate)
        elif touch.name in AWAY:
            self._turn(gate, "learned")
        elif touch.name in ("ArrowLeft", "ArrowRight"):
            way = 1 if touch.name == "ArrowRight" else -1
            self._set("t", min(max(self.widget.t + way, 0), LETTERS))

    def _hold(self, gate: str, value: float) -> None:
        self._turn(gate, round(min(max(value, 0.0), 1.0), 2) + 0.0)

    def _cycle(self, gate: str) -> None:
        mode = mode_of(self.widget.state.hold_of(gate))
        self._turn(gate, {"learned": "shut", "shut": "open"}.get(mode, "learned"))

    def _turn(self, gate: str, to: str | float) -> None:
        self.widget.set(gate=gate, **{gate: to})
