"""What the dials share: a run whose length can be set, and stories that are set up in one click."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, TypeVar

import ipywidgets
import numpy as np

from lstm_teach.widgets.base import Control, Explorable, Setting
from lstm_teach.widgets.controls import OWN, one_of, preset_list, with_steps
from lstm_teach.widgets.state import State

S = TypeVar("S", bound=State)


class Dial(Explorable[S]):
    """A widget with a cursor `t` over `steps` steps, and presets.

    A preset sets the settings that it names and leaves the others. It is in force as long as all that it
    names is so.
    """

    steps = Setting[int]()
    t = Setting[int]()
    presets: ClassVar[Mapping[str, Mapping[str, Any]]] = {}

    @property
    def preset(self) -> str:
        """The preset in force; of several the one that names most."""
        names = [name for name in self.presets if self._is_in_force(self.presets[name])]
        return max(names, key=lambda name: len(self.presets[name]), default=OWN)

    @preset.setter
    def preset(self, name: str) -> None:
        self.set(preset=name)

    def set(self, **settings: Any) -> None:
        """Change several settings at once; a shorter run takes the cursor with it.

        `preset` sets up a story; settings that are given beside it differ from it.

        Raises
        ------
        TypeError
            If there is no setting of this name.
        ValueError
            If a value is out of range. Nothing is changed then.
        """
        if "preset" in settings:
            name = one_of("preset", settings.pop("preset"), [OWN, *self.presets])
            settings = {**self.presets.get(name, {}), **settings}
        super().set(**cursor_inside(settings, self.t))

    def _is_in_force(self, preset: Mapping[str, Any]) -> bool:
        return all(getattr(self.state, name) == value for name, value in preset.items())

    def _setting(self, name: str) -> Any:
        return self.preset if name == "preset" else super()._setting(name)

    def _in_row(self, row: Mapping[str, Control]) -> list[ipywidgets.Widget]:
        return with_steps(super()._in_row(row))

    def _preset_list(self) -> Control:
        names = [OWN, *self.presets]
        return preset_list(names, names.index(self.preset))


def cursor_inside(settings: dict[str, Any], t: int) -> dict[str, Any]:
    """Return settings in which the cursor, now at `t`, moves to the end of a run that becomes shorter."""
    steps = settings.get("steps")
    shorter = isinstance(steps, int | np.integer) and not isinstance(steps, bool) and 1 <= steps < t
    return {"t": steps} | settings if shorter else settings
