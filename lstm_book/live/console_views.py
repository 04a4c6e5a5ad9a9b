"""Draw what can be set of a console on a page."""

from __future__ import annotations

from typing import Any

from lstm_book.live.console_holds import Holds
from lstm_book.live.console_touches import Reader, Touches
from lstm_book.live.movable import NOT_OF_A_STATE, Axes
from lstm_teach.widgets.console import ConsoleState, GateConsole
from lstm_teach.widgets.console.changes import admitted
from lstm_teach.widgets.console.picture import equations_of
from lstm_teach.widgets.console.run import ConsoleRun
from lstm_teach.widgets.picture import Picture


class Easel:
    """Draws states of a console without its controls: what the console itself would send to a page."""

    def __init__(self, grid: Holds, console: GateConsole, axes: Axes) -> None:
        self.grid, self.console, self.axes = grid, console, axes
        self.picture = next(child for child in console.children if isinstance(child, Picture))
        self.reader = Reader(console)
        self.touches = Touches(grid, axes, self.reader)
        self._run: tuple[Any, ConsoleRun] | None = None

    def view(self, state: ConsoleState) -> dict[str, Any]:
        """Return what a page is to show of a state."""
        key = (state.holds, state.noise)
        if self._run is None or self._run[0] != key:
            self._run = key, self.console.compute(state)
        result = self._run[1]
        state = admitted(state, result.setup)
        drawing, parts = self.console.draw(state, result), self.console.find_parts(state, result)
        self.picture.show(drawing, parts, code=f"console.state = {state!r}")
        self.reader.look(state, result, equations_of(state, result))
        told = dict(self.picture.view)
        size = (drawing.width, drawing.height)
        both = zip(parts, told["parts"], strict=True)
        told["parts"] = [{**sent, **self.touches.of(part, size)} for part, sent in both]
        return {name: value for name, value in told.items() if name not in NOT_OF_A_STATE}
