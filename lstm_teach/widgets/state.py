"""The settings of a widget: one small frozen value that can be copied as a line of code."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import ClassVar

from lstm_teach.validation import whole_number

__all__ = ["State", "whole_number"]


@dataclass(frozen=True, repr=False)
class State:
    """Base of all settings. A subclass adds fields, and checks them in `__post_init__`.

    The repr is the call that makes the widget again: `widget` is its name. `looking` names the settings
    that only choose what is looked at, so that no new run is needed when they change.
    """

    widget: ClassVar[str] = "Widget"
    looking: ClassVar[tuple[str, ...]] = ()

    @classmethod
    def names(cls) -> tuple[str, ...]:
        """Return the names of the settings, in order."""
        return tuple(f.name for f in fields(cls))

    def __repr__(self) -> str:
        settings = ", ".join(f"{name}={getattr(self, name)!r}" for name in self.names())
        return f"{self.widget}({settings})"
