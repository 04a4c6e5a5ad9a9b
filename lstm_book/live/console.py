"""The gate console on a page without a kernel."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from lstm_book.live.console_challenge import Jury, unseen
from lstm_book.live.console_holds import Holds
from lstm_book.live.console_views import Easel
from lstm_book.live.movable import Axes, Block, settings_at
from lstm_teach.widgets.console import GateConsole

AXES = {
    "value": "held at",
    "first": "from step",
    "step": "the one step",
    "stop": "stop",
    "unit": "unit",
    "sequence": "sequence",
    "t": "step t",
}
HIDDEN = ("stream",)  # axes without a control


@dataclass(frozen=True)
class Console(Holds):
    """Draws a console held so, scores its challenge on unseen streams, and has its stories."""

    def views(self, widget: GateConsole, axes: Axes, block: Block) -> Iterator[dict[str, Any]]:
        """Return what a page is to show at each place of a block; one without a cursor is unseen."""
        easel = Easel(self, widget, axes)
        for values in settings_at(axes, block):
            state = self.state(widget, values)
            yield easel.view(state) if "t" in block else unseen(easel, Jury(widget), state, values["stream"])

    def axis(self, name: str, axes: Axes) -> dict[str, Any]:
        """Return what a page is to know of an axis: where it goes back to, and when it applies."""
        names, is_step = list(axes), name in map(self.step_axis, self.gates)
        called = self.names.get(name) or AXES.get(name, name.replace("step of", "the step of"))
        told = super().axis(name, axes) | {"name": called}
        told |= {"gate": True, "rest": 0} if name in self.gates else {}
        told |= {"hidden": True, "rest": 0} if name in HIDDEN else {}
        told |= {"inside": True} if is_step or name in ("value", "first") else {}
        return told | ({"follows": names.index("t")} if is_step else {})

    def more(self, widget: GateConsole, axes: Axes) -> dict[str, Any]:
        """Return the stories that can be set up here, and the challenge."""
        names, stories = list(axes), self.presets(widget, axes)
        more: dict[str, Any] = {"presets": stories} if stories else {}
        if self.streams:
            numbers = {name: names.index(name) for name in ("stream", "t")}
            more["challenge"] = {"question": Jury(widget).question, **numbers}
        return more
