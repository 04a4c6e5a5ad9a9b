"""What the dials share: a run whose length can be set, and stories that are set up in one click."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

import ipywidgets
import numpy as np

from lstm_teach.validation import one_of
from lstm_teach.widgets.base import Explorable, S
from lstm_teach.widgets.controls import OWN, Control, with_steps
from lstm_teach.widgets.setting import Setting


def preset_in_force(dial: Any) -> str:
    """Return the preset all of whose settings are in force; of several the one that names most."""
    names = [
        name
        for name, preset in dial.presets.items()
        if all(getattr(dial.state, setting) == value for setting, value in preset.items())
    ]
    return max(names, key=lambda name: len(dial.presets[name]), default=OWN)


class Dial(Explorable[S]):
    """A widget with a cursor `t` over `steps` steps, and presets. A shorter run takes the cursor with it.

    `preset` is an attribute and a name for `set` as well: it sets the settings that it names and leaves the
    others; settings that are given beside it differ from it.
    """

    presets: ClassVar[Mapping[str, Mapping[str, Any]]] = {}
    preset = Setting(preset_in_force)

    def _changed(self, settings: dict[str, Any]) -> S:
        if "preset" in settings:
            name = one_of("preset", settings.pop("preset"), [OWN, *self.presets])
            settings = {**self.presets.get(name, {}), **settings}
        return super()._changed(cursor_inside(settings, self.t))

    def _in_row(self, row: Mapping[str, Control]) -> list[ipywidgets.Widget]:
        return with_steps(super()._in_row(row))


def cursor_inside(settings: dict[str, Any], t: int) -> dict[str, Any]:
    """Return settings in which the cursor, now at `t`, moves to the end of a run that becomes shorter."""
    steps = settings.get("steps")
    shorter = isinstance(steps, int | np.integer) and not isinstance(steps, bool) and 1 <= steps < t
    return {"t": steps} | settings if shorter else settings
