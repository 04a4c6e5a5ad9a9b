"""Undo and redo: states are frozen values, so a history is two lists."""

from __future__ import annotations

from typing import Generic, TypeVar

from lstm_teach.settings import Settings

S = TypeVar("S", bound=Settings)
LOOKING = "looking around"


class History(Generic[S]):
    """The states that a widget was in. One thing that a reader did is one step back.

    All moves of one slider in a row are one thing, and so is all looking around: the cursor, the unit.
    """

    def __init__(self) -> None:
        self._past: list[S] = []
        self._future: list[S] = []
        self._by = ""  # what made the newest entry, if more of it belongs to the same

    @property
    def steps(self) -> tuple[int, int]:
        """How many steps there are back and forth."""
        return len(self._past), len(self._future)

    def note(self, before: S, after: S, by: str = "") -> None:
        """Remember a change; `by` names what goes on making it, such as a slider."""
        changed = [name for name in after.names() if getattr(before, name) != getattr(after, name)]
        if not changed:
            return
        if set(changed) <= set(after.looking()):
            by = LOOKING
        if not by or by != self._by:
            self._past.append(before)
        self._by = by
        if by != LOOKING:  # who looks around after an undo may still redo
            self._future.clear()

    def undo(self, now: S) -> S:
        """Return the state before the last change; `now` where there is none."""
        return self._go(self._past, self._future, now)

    def redo(self, now: S) -> S:
        """Return the state that was undone last; `now` where there is none."""
        return self._go(self._future, self._past, now)

    def _go(self, source: list[S], other: list[S], now: S) -> S:
        if not source:
            return now
        other.append(now)
        self._by = ""
        return source.pop()
