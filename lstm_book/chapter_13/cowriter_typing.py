"""A field that is typed into: every character is told at once, and one key asks for more of them."""

from __future__ import annotations

from collections.abc import Callable
from importlib.resources import files
from typing import Any

import anywidget
import traitlets


class Typing(anywidget.AnyWidget):
    """A text field whose keys are its own: while it has the focus, no letter is a command of the notebook.

    Parameters
    ----------
    description : str
        What stands before it, and what a screen reader calls it.
    most : int
        The largest number of characters.
    lines : int
        Its height; a field of several lines takes Enter as a character.
    grows : bool
        Whether what was typed stays.
    more : callable, optional
        Called when the arrow to the right is pressed at the end of the text.
    tooltip : str
    """

    _esm = (files("lstm_book.chapter_13") / "cowriter_typing.js").read_text(encoding="utf-8")
    _css = (files("lstm_book.chapter_13") / "cowriter_typing.css").read_text(encoding="utf-8")
    value = traitlets.Unicode().tag(sync=True)
    description = traitlets.Unicode().tag(sync=True)
    tooltip = traitlets.Unicode().tag(sync=True)
    most = traitlets.Int(1000).tag(sync=True)
    lines = traitlets.Int(1).tag(sync=True)
    grows = traitlets.Bool(False).tag(sync=True)

    def __init__(self, description: str, *, more: Callable[[], None] | None = None, **traits: Any) -> None:
        self._more = more
        super().__init__(description=description, **traits)

    def _handle_custom_msg(self, content: Any, buffers: Any) -> None:
        # Not `on_msg`, whose dispatcher swallows what a handler raises.
        if content == {"more": True} and self._more is not None:
            self._more()

    def __repr__(self) -> str:
        return f"Typing({self.value!r})"  # no address: stored outputs are the same in every run
