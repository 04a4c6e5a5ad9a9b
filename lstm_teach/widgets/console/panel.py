"""The console's controls and buttons, and where they stand."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import ipywidgets

from lstm_teach.widgets.base import Explorable
from lstm_teach.widgets.console.controls import SPEEDS, button, cursor_row, gate_row, more_row
from lstm_teach.widgets.console.presets import Presets
from lstm_teach.widgets.console.run import Setup
from lstm_teach.widgets.console.state import ConsoleState
from lstm_teach.widgets.console.streams import Streams
from lstm_teach.widgets.controls import Control, Rows, with_steps


class Panel(Explorable[ConsoleState]):
    """Three rows: gates, what is wanted now and then, cursor. The second is hidden until asked for."""

    _streams: Streams
    _presets: Presets
    _buttons: dict[str, ipywidgets.Button]

    @property
    def setup(self) -> Setup:
        """Cell, weights and the stream that is shown, with what was changed of it."""
        return self._streams.setup(self._state)

    def start_again(self) -> None:
        """Go back to the start."""
        raise NotImplementedError

    def commit(self) -> Any:
        """Score the setting."""
        raise NotImplementedError

    def _keep_new(self) -> None:
        """Keep the setting, unless it is kept already."""
        raise NotImplementedError

    def _make_controls(self) -> Rows:
        actions: dict[str, Callable[[], Any]] = {
            "back": lambda: self._step_by(-1),
            "forward": lambda: self._step_by(1),
            "undo": self.undo,
            "redo": self.redo,
            "keep": self._keep_new,
            "start again": self.start_again,
            "speed": self._faster,
            "more": self._show_more,
        }
        challenge, setup = self._streams.challenge, self.setup
        if challenge is not None:
            actions["commit"] = self.commit
        self._buttons = {name: button(name, self._pressed(name, act)) for name, act in actions.items()}
        value_step = 0.01 if challenge is None else challenge.values[0] or 0.01
        return (
            gate_row(setup.cell.gates, value_step, self._presets),
            more_row(setup, challenge is not None),
            cursor_row(setup, self._streams.setup),
        )

    @property
    def buttons(self) -> dict[str, ipywidgets.Button]:
        """The buttons by what they do."""
        return dict(self._buttons)

    def _step_by(self, steps: int) -> None:
        self.set(t=min(max(self._state.t + steps, 1), self.setup.T))

    def _pressed(self, name: str, action: Callable[[], Any]) -> Callable[[], None]:
        def act() -> None:
            with self._lock:
                try:
                    action()
                except Exception as error:
                    self._show_error(name, error)
                    raise

        return act

    def _faster(self) -> None:
        """Let the cursor run twice as fast; from the fastest back to slow."""
        play, button = self._controls["play"].widget, self._buttons["speed"]
        play.interval = SPEEDS[(SPEEDS.index(play.interval) + 1) % len(SPEEDS)]
        button.tooltip = f"the cursor takes {play.interval} ms for a step"

    def _show_more(self) -> None:
        """Show or hide the row of controls that are wanted now and then."""
        row = self._row_of("legend")
        row.layout.display = None if row.layout.display == "none" else "none"

    def _row_of(self, name: str) -> ipywidgets.Widget:
        return next(
            row for row in self.children if self._controls[name].widget in getattr(row, "children", ())
        )

    def _in_row(self, row: Mapping[str, Control]) -> list[ipywidgets.Widget]:
        children = with_steps(super()._in_row(row))
        if "legend" in row:
            beside: tuple[str, ...] = ("back", "forward", "start again")
        else:
            beside = ("speed",) if "t" in row else ("undo", "redo", "keep", "more", "commit")
        buttons = [self._buttons[name] for name in beside if name in self._buttons]
        at = children.index(row["play"].widget) + 1 if "play" in row else len(children)
        return [*children[:at], *buttons, *children[at:]]
