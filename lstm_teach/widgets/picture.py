"""The picture that can be touched: SVG text and parts go to the page, touches come back.

The only file that knows anywidget. What a touch means is decided in Python, by a `Hand`.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

import anywidget
import traitlets

from lstm_teach.draw.parts import Part
from lstm_teach.draw.svg import Drawing, least_size

LEAST_TEXT = 11.0  # pixels: where there is less room, the picture scrolls sideways
# Seconds. A kernel sends in a thread of its own, which else gets its turn only when all controls are written.
YIELD = 1e-4
PHASES = ("down", "move", "up", "cancel", "key")


@dataclass(frozen=True)
class Touch:
    """One event. Of a drag a down and an up always arrive, and of the moves between them some.

    The up says where the drag has ended: the last moves may not have arrived.
    """

    phase: str  # one of `PHASES`
    key: str  # of the part
    x: float = 0.0  # in the picture's units
    y: float = 0.0
    shift: bool = False
    name: str = ""  # of the key, as browsers call it; "undo" and "redo"
    n: int = 0  # the page counts its events, to know which one was answered

    def __post_init__(self) -> None:
        if self.phase not in PHASES:
            raise ValueError(f"Touch.phase: expected one of {', '.join(PHASES)}, got {self.phase!r}")


class Picture(anywidget.AnyWidget):
    """Shows a Drawing with its parts; every Touch is handed to `heard` and then acknowledged."""

    # Text, not a Path: anywidget would watch a file, in a thread of its own.
    _esm = (files("lstm_teach.widgets") / "picture.js").read_text(encoding="utf-8")
    _css = (files("lstm_teach.widgets") / "picture.css").read_text(encoding="utf-8")
    view = traitlets.Dict().tag(sync=True)  # one trait: picture, parts and acknowledgement arrive together

    def __init__(self, heard: Callable[[Touch], None]) -> None:
        self._heard, self._done = heard, 0
        super().__init__(view={"svg": "", "size": [1, 1], "parts": [], "done": 0})

    def show(self, drawing: Drawing, parts: Iterable[Part], tip: str = "", code: str = "") -> None:
        """Send a drawing; nothing is sent if all is as before."""
        view = {
            "svg": drawing.svg(),
            "size": [drawing.width, drawing.height],
            "least": round(min(1.0, LEAST_TEXT / least_size(drawing.body)) * drawing.width),
            "parts": [_sent(part) for part in parts],
            "tip": tip,
            "code": code,
        }
        if view != {name: value for name, value in self.view.items() if name != "done"}:
            self.view = {**view, "done": self._done}
            time.sleep(YIELD)

    def _handle_custom_msg(self, content: Any, buffers: Any) -> None:
        # Not `on_msg`, whose dispatcher swallows what a handler raises.
        touch = Touch(**content)
        self._done = touch.n
        try:
            self._heard(touch)
        finally:  # also what failed or changed nothing is answered, or the page would wait
            if self.view["done"] != touch.n:
                self.send({"done": touch.n})

    def __repr__(self) -> str:
        return "Picture()"  # no address: stored outputs are the same in every run


def _sent(part: Part) -> dict[str, Any]:
    """Return what the page has to know, without what says nothing."""
    fields = ("key", "kind", "label", "text", "tip", "now", "low", "high", "checked", "drag", "role")
    sent = {name: getattr(part, name) for name in fields}
    box = [round(float(side), 1) for side in part.box]
    return {"box": box, **{name: value for name, value in sent.items() if value not in (None, "")}}


def colab_view() -> dict[str, Any]:
    """Return what a widget's view must say in Google Colab to show a picture in it; empty everywhere else.

    Colab has two managers of widgets, and the one it takes by itself knows no anywidget. For a value at the
    end of a cell the choice stands beside the view; the address of the other is known where anywidget has
    asked for it, which it does when the first `Picture` is made.
    """
    output = sys.modules.get("google.colab.output")
    url = getattr(getattr(output, "_widgets", None), "_installed_url", None)
    return {"colab": {"custom_widget_manager": {"url": url}}} if url else {}
