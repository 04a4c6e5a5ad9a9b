"""The map of starts: two biases, a lag, and what training made of them.

Four parts: `start_map_grid` trains, `start_map_run` looks up and computes, `start_map_draw` draws, `StartMap`
puts controls above it.
"""

from __future__ import annotations

from typing import Any

import ipywidgets

from lstm_book.chapter_08.start_map_draw import draw, find_parts, start_at
from lstm_book.chapter_08.start_map_grid import LAGS
from lstm_book.chapter_08.start_map_run import SHOW, StartMapState, run
from lstm_teach.widgets.base import Explorable
from lstm_teach.widgets.controls import Control, Rows, choice, step_slider
from lstm_teach.widgets.hand import Hand, Press
from lstm_teach.widgets.picture import Touch


class StartHand(Hand):
    """On the map a press or a drag chooses both biases."""

    def pull(self, touch: Touch, press: Press) -> None:
        """Follow a press, a drag or a release."""
        if press.part.key != "map":
            super().pull(touch, press)
            return
        forget_bias, input_bias = start_at(touch.x, touch.y)
        if (self.widget.forget_bias, self.widget.input_bias) != (forget_bias, input_bias):
            self.widget.set(forget_bias=forget_bias, input_bias=input_bias)


class StartMap(Explorable[StartMapState]):
    r"""Forget and input bias at the start of an LSTM that is to add two numbers over a lag.

    Every cell of the map is a start from which three networks of 8 units were trained, 200 updates of 32
    sequences each. A square's area is the share of a constant's error that the median one has lost. Three
    lines move with the lag: a forget bias of ln T, which keeps about 1/e; the input bias at which noise alone
    makes c as large as one half; and the one at which the loop through h multiplies c by e.

    What came of the starts is hidden until it is asked for: of the chosen start alone, until another one or
    another lag is chosen, or of all.

    Parameters
    ----------
    forget_bias : int
        From 0 to 9.
    input_bias : int
        From -7 to 0.
    lag : int
        T of `lstm_teach.tasks.adding`: 25, 50, 100, 200 or 400.
    show : {"hidden", "this start", "all starts"}
        What may be seen of the training.

    Raises
    ------
    ValueError
        If a value is out of range; here, when an attribute is set, and in `set`.

    Examples
    --------
    >>> starts = StartMap(lag=400)
    >>> starts.set(forget_bias=7, input_bias=-4)
    >>> starts.show = "this start"
    >>> starts.lag = 200
    >>> starts
    StartMap(forget_bias=7, input_bias=-4, lag=200, show='hidden')
    """

    settings, compute, draw = StartMapState, staticmethod(run), staticmethod(draw)
    find_parts = staticmethod(find_parts)
    hand = StartHand
    tip = "Choose a start on the map, or by its axes, and a lag; then show what came of this start."

    def _changed(self, settings: dict[str, Any]) -> StartMapState:
        state = super()._changed(settings)
        if "show" not in settings and state.show == "this start" and self._needs_run(state):
            state = super()._changed({**settings, "show": "hidden"})  # another start, not yet judged
        return state

    def _make_controls(self) -> Rows:
        return (
            {"forget_bias": step_slider("forget bias"), "input_bias": step_slider("input bias")},
            {"lag": _lags(), "show": choice(SHOW, button=84)},
        )


def _lags() -> Control:
    buttons = ipywidgets.ToggleButtons(
        options=LAGS,
        style={"button_width": "44px"},
        layout=ipywidgets.Layout(width="auto", flex="0 0 auto"),
    )
    return Control(buttons, read=lambda index: LAGS[index], write=LAGS.index)
