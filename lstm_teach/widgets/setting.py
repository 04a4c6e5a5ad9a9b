"""A setting as an attribute of a widget."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


class Setting:
    """An attribute of a widget that can be set; setting it updates controls and picture.

    It is the field of the state that has its name, or what `read` finds for a widget.
    """

    def __init__(self, read: Callable[[Any], Any] | None = None) -> None:
        self.read = read

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    def __get__(self, widget: Any, owner: type) -> Any:
        if widget is None:
            return self
        return getattr(widget.state, self.name) if self.read is None else self.read(widget)

    def __set__(self, widget: Any, value: Any) -> None:
        widget.set(**{self.name: value})
