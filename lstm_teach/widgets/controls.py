"""Core controls as the widgets use them, each compact enough for a row of several."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import ipywidgets

from lstm_teach.widgets.base import STEPS, WIDE_READOUT, Control

OWN = "own setting"  # in a list of presets: that none is in force


def number_slider(
    description: str,
    low: float,
    high: float,
    step: float,
    value: float,
    *,
    decimals: int = 2,
    width: int = 150,
) -> Control:
    """Return a slider for a real number; what it is moved to is rounded to `decimals`.

    `width` is the least width in pixels at which it stays in its row.
    """
    slider = ipywidgets.FloatSlider(
        value,
        min=low,
        max=high,
        step=step,
        description=description,
        readout_format=f".{decimals}f",
        **_layout(width),
    )
    if decimals > 3:
        slider.add_class(WIDE_READOUT)
    return Control(slider, read=lambda v: round(v, decimals) + 0.0)


def step_slider(
    description: str,
    low: int,
    high: int,
    value: int,
    *,
    limits: Callable[[Any], tuple[int, int]] | None = None,
    width: int = 150,
) -> Control:
    """Return a slider for a whole number, whose limits may follow the state."""
    slider = ipywidgets.IntSlider(value, min=low, max=high, description=description, **_layout(width))
    return Control(slider, limits=limits)


def number_box(
    description: str,
    low: float,
    high: float,
    step: float,
    value: float,
    *,
    decimals: int = 2,
    width: int = 112,
) -> Control:
    """Return a box for a real number, for a row that has no room for another slider."""
    box = ipywidgets.BoundedFloatText(
        value, min=low, max=high, step=step, description=description, **_box_layout(width)
    )
    return Control(box, read=lambda v: round(v, decimals) + 0.0)


def whole_box(description: str, low: int, high: int, value: int, *, width: int = 112) -> Control:
    """Return a box for a whole number."""
    box = ipywidgets.BoundedIntText(value, min=low, max=high, description=description, **_box_layout(width))
    return Control(box)


def tick_box(description: str, off: Any, on: Any, value: Any, *, width: int = 112) -> Control:
    """Return a box that is ticked for one of two values."""
    box = ipywidgets.Checkbox(
        value == on, description=description, indent=False, layout=ipywidgets.Layout(width=f"{width}px")
    )
    return Control(box, read=lambda ticked: on if ticked else off, write=lambda v: v == on)


def choice(options: Sequence[Any], labels: Sequence[str], value: Any, *, button: int | None = 60) -> Control:
    """Return one row of buttons, one for each of a few values.

    `button` is their width in pixels; with None each is as wide as its word.
    """
    values = list(options)
    buttons = ipywidgets.ToggleButtons(
        options=list(labels),
        index=values.index(value),
        style={"button_width": "auto" if button is None else f"{button}px"},
        layout=ipywidgets.Layout(width="auto", flex="0 0 auto"),
    )
    return Control(buttons, read=lambda index: values[index], write=values.index)


def preset_list(names: Sequence[str], index: int, *, width: int = 104) -> Control:
    """Return a list of presets, the first entry of which is none; its setting is the name.

    It is at least `width` pixels wide, and up to half as much again.
    """
    layout = ipywidgets.Layout(
        width="auto", flex=f"2 1 {width}px", max_width=f"{round(1.5 * width)}px", min_width=f"{width}px"
    )
    box = ipywidgets.Dropdown(
        options=list(names), index=index, layout=layout, tooltip="set up in one click; Enter opens the list"
    )
    return Control(box, read=lambda n: names[n], write=list(names).index)


class Press(ipywidgets.Button):
    """A button whose action may raise: the handlers of `on_click` would only log it."""

    def __init__(self, action: Callable[[], None], **traits: Any) -> None:
        super().__init__(**traits)
        self._action = action

    def click(self) -> None:
        """Do what a press of the button does."""
        self._action()


class PresetSteps(ipywidgets.Box):
    """Two small buttons beside a list of presets: to the one before and the one after, round and round.

    On a closed list JupyterLab takes the up and down keys for itself, to go to another cell.
    """

    def __init__(self, presets: ipywidgets.Dropdown) -> None:
        self._presets = presets
        self._last = (0, 0)  # where the last step led, and what the list then showed as in force
        buttons = [
            Press(
                partial(self._step, way),
                icon=f"caret-{icon}",
                tooltip=f"{word} preset",
                layout=ipywidgets.Layout(width="20px", height="14px", margin="0"),
            )
            for way, icon, word in ((-1, "up", "previous"), (1, "down", "next"))
        ]
        super().__init__(
            buttons,
            layout=ipywidgets.Layout(
                flex_flow="column", width="20px", flex="0 0 20px", margin="2px 2px 2px 0", overflow="visible"
            ),
        )
        self.add_class(STEPS)

    def _step(self, way: int) -> None:
        count, shown = len(self._presets.options) - 1, self._presets.index
        # Of presets with the same settings the list shows only one: the way goes on from the other.
        at = self._last[0] if shown == self._last[1] else shown
        to = at % count + 1 if way > 0 else (max(at, 1) - 2) % count + 1
        self._presets.index = to
        self._last = (to, self._presets.index)


def with_steps(row: Sequence[ipywidgets.Widget]) -> list[ipywidgets.Widget]:
    """Return a row of controls in which a list of presets has its two buttons."""
    parts = [[one, PresetSteps(one)] if isinstance(one, ipywidgets.Dropdown) else [one] for one in row]
    return [part for both in parts for part in both]


def one_of(name: str, value: Any, options: Sequence[Any]) -> Any:
    """Return `value` if it is one of the options; raise a ValueError otherwise."""
    if not any(value is option or (type(value) is type(option) and value == option) for option in options):
        raise ValueError(f"{name}: expected one of {', '.join(map(repr, options))}, got {value!r}")
    return value


def _box_layout(width: int) -> dict[str, Any]:
    return {
        "layout": ipywidgets.Layout(flex=f"0 0 {width}px", width=f"{width}px"),
        "style": {"description_width": "initial"},
    }


def _layout(width: int) -> dict[str, Any]:
    return {
        "layout": ipywidgets.Layout(flex=f"1 1 {width}px", width="auto", max_width="420px"),
        "style": {"description_width": "initial"},
    }
