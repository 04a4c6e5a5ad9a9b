"""The row of kept settings under the picture: each can be laid beside the run, set again, and dropped."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import ipywidgets

from lstm_teach.widgets.controls import KEPT, Press

Act = Callable[[str], Any]


class Shelf(ipywidgets.HBox):
    """A chip for every kept setting, with two small buttons; it takes no room while nothing is kept.

    Parameters
    ----------
    lay : callable
        ``lay(name)``: lay this one beside the run, or put it away.
    again, drop : callable
        ``again(name)``: set it again; ``drop(name)``: keep it no longer.
    """

    def __init__(self, lay: Act, again: Act, drop: Act) -> None:
        self._acts = (lay, again, drop)
        self._shown: tuple[dict[str, str], str | None] = ({}, None)
        self._chips: dict[str, ipywidgets.Button] = {}
        super().__init__([], layout=ipywidgets.Layout(display="none", width="100%", flex_flow="row nowrap"))
        self.add_class(KEPT)

    @property
    def chips(self) -> dict[str, tuple[Any, ...]]:
        """The three buttons of every kept setting: lay it beside, set it again, drop it."""
        return {name: tuple(self._chips[f"{what} {name}"] for what in _ACTS) for name in self._shown[0]}

    def show(self, words: Mapping[str, str], beside: str | None) -> None:
        """Show kept settings, by name with what is set in words, and which one is beside the run."""
        if (dict(words), beside) == self._shown:
            return
        old = dict(self._shown[0])
        self._shown = (dict(words), beside)
        if old != self._shown[0]:
            self._chips = {key: button for name in words for key, button in self._made(name, words[name])}
            self.children = tuple(self._chips.values())
            self.layout.display = None if words else "none"
        for name in words:
            chip, is_beside = self._chips[f"lay {name}"], name == beside
            chip.icon = "check" if is_beside else ""
            chip.tooltip = _TIPS[is_beside].format(name=name, words=words[name])
            (chip.add_class if is_beside else chip.remove_class)("mod-active")

    def _made(self, name: str, words: str) -> list[tuple[str, ipywidgets.Button]]:
        """Make the three buttons of one setting."""
        chip = ipywidgets.Layout(flex="0 1 auto", width="auto", min_width="34px", margin="0 0 0 2px")
        small = {"width": "22px", "flex": "0 0 22px"}
        lay, again, drop = (partial(act, name) for act in self._acts)
        made = [
            Press(lay, description=f"{name}: {words}", layout=chip),
            Press(
                again,
                icon="arrow-up",
                tooltip=f"go back to {name}: {words}",
                layout=ipywidgets.Layout(margin="0 0 0 1px", **small),
            ),
            Press(
                drop,
                icon="times",
                tooltip=f"keep {name} no longer",
                layout=ipywidgets.Layout(margin="0 8px 0 1px", **small),
            ),
        ]
        return [(f"{what} {name}", button) for what, button in zip(_ACTS, made, strict=True)]


_ACTS = ("lay", "again", "drop")
_TIPS = {
    False: "lay {name} beside the present run: {words}",
    True: "{name} is beside the present run: {words}; press to put it away",
}
