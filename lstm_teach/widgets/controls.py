"""Core controls as the widgets use them, each compact enough for a row of several.

What a control shows and how far it reaches is not said here: both come from its setting.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import ipywidgets

CLASS = "lstm-teach"
WIDE_READOUT = f"{CLASS}-wide"  # for sliders that show two numbers of three digits, or four decimals
STEPS = f"{CLASS}-steps"  # two buttons above each other
KEPT = f"{CLASS}-kept"  # the row of kept settings
DECIMALS = 6  # of a slider's finest step
OWN = "own setting"  # in a list of presets: that none is in force


@dataclass(frozen=True)
class Control:
    """A core control and the setting that it shows.

    Parameters
    ----------
    widget : ipywidgets.Widget
    read : callable
        From what the control holds to the setting's value. A slider's float is rounded here.
    write : callable
        From the setting's value to what the control holds.
    limits : callable, optional
        From the state to (min, max) of a slider or box; those of its setting if not given.
    step : float, optional
        Of a slider for a real number. A page takes what lies between its steps to the nearest one and sends
        that back: for such a value it gets finer steps, until it is set to one of its own again.
    """

    widget: Any
    read: Callable[[Any], Any] = lambda value: value
    write: Callable[[Any], Any] = lambda value: value
    limits: Callable[[Any], tuple[Any, Any]] | None = None
    step: float | None = None

    @property
    def trait(self) -> str:
        """What to observe: the `index` of a choice, since its `value` also changes with its options."""
        return "index" if isinstance(self.widget, ipywidgets.ToggleButtons | ipywidgets.Dropdown) else "value"

    @property
    def is_dragged(self) -> bool:
        """Whether several moves in a row are one change."""
        return self.trait == "value" and not isinstance(self.widget, ipywidgets.Checkbox)

    def show(self, state: Any, value: Any) -> None:
        """Bring the control in line with the state."""
        # A slider's rounding error is not written back: during a drag that would undo its next move.
        held = getattr(self.widget, self.trait)
        is_held = self.read(held) == value or self.is_answer(self.read(held), value)
        shown = held if is_held else self.write(value)
        wanted = self._limits_and_step(state, None if is_held else value)
        if all(getattr(self.widget, name) == one for name, one in wanted.items()):
            setattr(self.widget, self.trait, shown)
            return
        with self.widget.hold_sync():
            if "max" in wanted:  # first as far as from the old value to the new one
                self.widget.max = max(wanted["max"], self.widget.max)
                self.widget.min = wanted["min"]
            setattr(self.widget, self.trait, shown)
            for name, one in wanted.items():
                setattr(self.widget, name, one)

    def is_answer(self, told: Any, value: Any) -> bool:
        """Whether this is what a page's slider makes of a setting's value: its nearest step."""
        return self.step is not None and value is not None and told == round(value, DECIMALS)

    def _limits_and_step(self, state: Any, value: float | None) -> dict[str, Any]:
        """Return what the control is to have for a value; without one it keeps its step."""
        low, high = (None, None) if self.limits is None else self.limits(state)
        wanted = {} if low is None else {"min": low, "max": high}
        if self.step is None or value is None:
            return wanted
        above = value - (self.widget.min if low is None else low)
        steps = [self.step, *(10.0**-n for n in range(1, DECIMALS + 1) if 10.0**-n < self.step)]
        fit = (step for step in steps if abs(above - step * round(above / step)) < 1e-9)
        return wanted | {"step": next(fit, steps[-1])}


class ValueLast:
    """Tells a page a slider's value after its limits and step.

    A page goes through a message in order: by the old limits it would change the value and send that back.
    """

    def get_state(self, *args: Any, **options: Any) -> dict[str, Any]:
        """Return what is told to a page."""
        state = super().get_state(*args, **options)  # type: ignore[misc]
        return dict(sorted(state.items(), key=lambda item: item[0] == "value"))


class Slider(ValueLast, ipywidgets.FloatSlider):
    """A slider for a real number."""


class StepSlider(ValueLast, ipywidgets.IntSlider):
    """A slider for a whole number."""


Rows = Sequence[Mapping[str, Control]]  # by the name of their setting


def number_slider(description: str, step: float, *, decimals: int = 2, width: int = 150) -> Control:
    """Return a slider for a real number, shown with `decimals`.

    `width` is the least width in pixels at which it stays in its row.
    """
    slider = Slider(step=step, description=description, readout_format=f".{decimals}f", **_layout(width))
    if decimals > 3:
        slider.add_class(WIDE_READOUT)
    return Control(slider, read=lambda v: round(v, DECIMALS) + 0.0, step=step)


def step_slider(description: str, *, width: int = 150) -> Control:
    """Return a slider for a whole number."""
    return Control(StepSlider(description=description, **_layout(width)))


def number_box(description: str, step: float, *, decimals: int = 2, width: int = 112) -> Control:
    """Return a box for a real number, for a row that has no room for another slider."""
    box = ipywidgets.BoundedFloatText(step=step, description=description, **_box_layout(width))
    return Control(box, read=lambda v: round(v, decimals) + 0.0)


def whole_box(description: str, *, width: int = 112) -> Control:
    """Return a box for a whole number."""
    return Control(ipywidgets.BoundedIntText(description=description, **_box_layout(width)))


def tick_box(description: str, off: Any, on: Any, *, width: int = 112) -> Control:
    """Return a box that is ticked for one of two values."""
    box = ipywidgets.Checkbox(
        description=description, indent=False, layout=ipywidgets.Layout(width=f"{width}px")
    )
    return Control(box, read=lambda ticked: on if ticked else off, write=lambda v: v == on)


def choice(options: Iterable[str], labels: Iterable[str] = (), *, button: int | None = 60) -> Control:
    """Return one row of buttons, one for each of a few words; `labels` are what they say instead.

    `button` is their width in pixels; with None each is as wide as its word.
    """
    values = list(options)
    buttons = ipywidgets.ToggleButtons(
        options=list(labels) or values,
        style={"button_width": "auto" if button is None else f"{button}px"},
        layout=ipywidgets.Layout(width="auto", flex="0 0 auto"),
    )
    return Control(buttons, read=lambda index: values[index], write=values.index)


def preset_list(presets: Iterable[str], *, width: int = 104) -> Control:
    """Return a list of presets after an entry for none; its setting is the name.

    It is at least `width` pixels wide, and up to half as much again.
    """
    layout = ipywidgets.Layout(
        width="auto", flex=f"2 1 {width}px", max_width=f"{round(1.5 * width)}px", min_width=f"{width}px"
    )
    names = [OWN, *presets]
    box = ipywidgets.Dropdown(
        options=names, index=0, layout=layout, tooltip="set up in one click; Enter opens the list"
    )
    return Control(box, read=lambda n: names[n], write=names.index)


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
