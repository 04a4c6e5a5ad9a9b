"""Gestures in a console's picture and the like of each on the echo, in the page and on their twins here."""

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from benchmarks import _specimens as specimens
from benchmarks._specimens import ECHO, Action, Goal, Specimen, Walk, text_of
from benchmarks._stopwatch import Drag, judge, time_event, time_press, wait_until_shown
from lstm_teach.draw.parts import part_of
from lstm_teach.widgets.picture import Touch
from tests.browser.lab import Lab

GOAL = Goal(1.15, 1.6)
VALVE, LANE = "gate:f", "lane:c"
MOVES = 120
SLOW = 0.05  # seconds that a slow kernel sleeps at every update
# In `draw`, not in `compute`: of the cursor alone nothing is computed.
SLOWLY = (
    "import time\nplain = {name}.draw\n{name}.draw = lambda *given: (time.sleep({seconds}), plain(*given))[1]"
)
LAYER = """name => {
  const box = document.querySelector(`.${name} .layer`).getBoundingClientRect();
  return [box.left, box.top, box.width];
}"""
Times = tuple[float, float]  # to the changed text and to the painted frame, ms


class Fingers:
    """Touches a console in the page and, in the same places, the same console made here."""

    def __init__(self, lab: Lab, specimen: Specimen, pause: Callable[[], None], rng: random.Random) -> None:
        self.lab, self.pause, self.rng = lab, pause, rng
        self.name, self.widget, self.echo = specimens.key(specimen), specimen.make(), ECHO.make()
        self.start, self.beat = self.widget.state, Walk(self.echo, ECHO.drag)
        lab.page.locator(f".{self.name}").scroll_into_view_if_needed()
        lab.page.locator(f".echo_{self.name}").scroll_into_view_if_needed()

    def reset(self) -> None:
        """Bring both consoles back to where they started."""
        self.widget.state = self.start
        said = self.lab.ask(f"{self.name}.start_again()")
        if said:
            raise RuntimeError(f"{self.name}: {said}")
        wait_until_shown(self.lab, self.name, self.widget)

    def gestures(self) -> Iterator[tuple[Action, Callable[[], Times], Callable[[], Times]]]:
        """Yield what is measured: its name and goal, the gesture on the echo and on the console."""
        yield Action(VALVE, "valve", GOAL), self.click_echo, self.click_valve
        yield Action(LANE, "cursor", GOAL), self.drag_echo, self.drag_cursor
        yield Action(VALVE, "key: valve", GOAL), self.key_on_echo, self.key_on(VALVE, "ArrowUp", "ArrowDown")
        yield Action(LANE, "key: lane", GOAL), self.key_on_echo, self.key_on(LANE, "ArrowRight", "ArrowLeft")

    def click_valve(self) -> Times:
        """Click the valve; timed from the release."""
        x, y = part_of(self.widget.parts, VALVE).middle
        self._move(x, y)
        self.lab.page.mouse.down()
        self._touch("down", VALVE, x, y)
        self._settle()
        self._touch("up", VALVE, x, y)
        return self._timed("pointerup", self.lab.page.mouse.up)

    def drag_cursor(self) -> Times:
        """Press at a step of a lane and drag the cursor to another one; timed from the move."""
        a, b = self.rng.sample(range(1, self.widget.setup.T + 1), 2)
        self._press(LANE, *self._at_step(a))
        (x, y) = self._at_step(b)
        self._touch("move", LANE, x, y)
        times = self._timed("pointermove", lambda: self._move(x, y))
        self._release(LANE, x, y)
        return times

    def key_on(self, key: str, there: str, back: str) -> Callable[[], Times]:
        """Return what presses a key on a part five times, then the other one as often; timed from the key."""
        pressed = 0

        def press() -> Times:
            nonlocal pressed
            name = there if pressed // 5 % 2 == 0 else back
            pressed += 1
            self.lab.page.locator(f".{self.name} [data-key='{key}']").focus()
            self._settle()
            self.widget.touch(Touch("key", key, name=name))
            return self._timed("keydown", lambda: self.lab.page.keyboard.press(name))

        return press

    def click_echo(self) -> Times:
        """Click the echo's button."""
        self.echo.count(self.echo.controls["click"])
        button = self.lab.page.locator(f".echo_{self.name} button").bounding_box()
        assert button is not None
        self.lab.page.mouse.move(button["x"] + 20, button["y"] + 10)
        self.lab.page.mouse.down()
        self._settle()
        wanted = text_of(self.echo)
        return time_event(self.lab, f"echo_{self.name}", "pointerup", wanted, self.lab.page.mouse.up)

    def drag_echo(self) -> Times:
        """Take the handle of the echo's slider and move it once."""
        mouse, handle = self.lab.page.mouse, self.lab.page.locator(f".echo_{self.name} .noUi-handle")
        box = handle.bounding_box()
        assert box is not None
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        mouse.move(x, y)
        mouse.down()
        self._settle()
        to = x + (12 if self.rng.random() < 0.5 else -12)
        times = time_event(self.lab, f"echo_{self.name}", "pointermove", None, lambda: mouse.move(to, y))
        mouse.move(x, y)
        mouse.up()
        self.lab.wait_idle()
        return times

    def key_on_echo(self) -> Times:
        """Press an arrow key on the handle of the echo's slider."""
        press = self.beat.press()
        self.pause()
        return time_press(self.lab, f"echo_{self.name}", ECHO.drag, press)

    def drag(self, key: str, slow: bool) -> Drag:
        """Drag a part by 120 moves, without a pause between them."""
        self.reset()
        places = list(self._sweep(key))
        with self._kernel(slow):
            self._press(key, *places[0])
            self.lab.page.evaluate("name => window.watch(name)", self.name)
            for x, y in places[1:]:
                self._move(x, y)
            self.lab.page.mouse.up()
            self._touch("up", key, *places[-1])
            return judge(self.lab, self.name, self.widget)

    def _sweep(self, key: str) -> Iterator[tuple[float, float]]:
        """To and fro: of a lane to both its ends, of a valve over half its range; it ends under way."""
        x, y = part_of(self.widget.parts, key).middle
        T = self.widget.setup.T
        for n in range(MOVES + 1):
            share = 2 * n / MOVES if n < MOVES / 2 else 1.8 - 1.6 * n / MOVES
            yield self._at_step(1 + round(share * (T - 1))) if key == LANE else (x, y + 40 * share)

    @contextmanager
    def _kernel(self, slow: bool) -> Iterator[None]:
        if slow:
            self.lab.ask(SLOWLY.format(name=self.name, seconds=SLOW))
        yield
        if slow:
            self.lab.ask(f"{self.name}.draw = plain")

    def _at_step(self, t: int) -> tuple[float, float]:
        part = part_of(self.widget.parts, LANE)
        left, _, width, _ = part.box
        return left + (t - 0.5) / self.widget.setup.T * width, part.middle[1]

    def _move(self, x: float, y: float) -> None:
        """Move the mouse to a place in the picture's units."""
        left, top, width = self.lab.page.evaluate(LAYER, self.name)
        unit = width / self.widget.drawing.width
        self.lab.page.mouse.move(left + unit * x, top + unit * y)

    def _touch(self, phase: str, key: str, x: float, y: float) -> None:
        self.widget.touch(Touch(phase, key, x, y))

    def _press(self, key: str, x: float, y: float) -> None:
        self._move(x, y)
        self.lab.page.mouse.down()
        self._touch("down", key, x, y)
        self._settle()

    def _release(self, key: str, x: float, y: float) -> None:
        self.lab.page.mouse.up()
        self._touch("up", key, x, y)
        self._settle()

    def _settle(self) -> None:
        """Wait until a touch is answered and the page has nothing left to do; a pause by chance follows."""
        self.lab.wait_idle()
        self.pause()

    def _timed(self, event: str, act: Callable[[], Any]) -> Times:
        return time_event(self.lab, self.name, event, text_of(self.widget), act)
