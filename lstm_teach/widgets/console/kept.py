"""Settings that a reader keeps, and the one whose run is laid beside the present run.

They are no part of a state: no undo loses them, and a line of code makes the present setting alone.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from itertools import count
from string import ascii_uppercase
from typing import Any

from lstm_teach.widgets.console.panel import Panel
from lstm_teach.widgets.console.run import Beside
from lstm_teach.widgets.console.shelf import Shelf
from lstm_teach.widgets.console.state import ConsoleState, a_state
from lstm_teach.widgets.console.words import in_short, interventions_in_words

MOST = 6  # so many have room in a row
LONGEST = 24  # letters of a name


class Kept:
    """Settings by name, in the order in which they were kept, and the run of the one that is beside."""

    def __init__(self) -> None:
        self.states: dict[str, ConsoleState] = {}
        self.beside: Beside | None = None

    def name_for(self, name: Any) -> str:
        """Return the name under which a setting can be kept: the one that is given, or the next free letter.

        Raises
        ------
        TypeError, ValueError
            If it is no name, or there is no room.
        """
        if name is None:
            letters = (f"{letter}{n or ''}" for n in count() for letter in ascii_uppercase)
            name = next(letter for letter in letters if letter not in self.states)
        if not isinstance(name, str):
            raise TypeError(f"name: expected a text, got {name!r}")
        name = name.strip()
        if not 1 <= len(name) <= LONGEST or not name.isprintable():
            raise ValueError(f"name: expected a line of 1 to {LONGEST} letters, got {name!r}")
        if name not in self.states and len(self.states) >= MOST:
            raise ValueError(f"keep: expected at most {MOST} kept settings, got another one; drop one first")
        return name

    def of(self, name: Any) -> tuple[str, ConsoleState]:
        """Return a kept setting after its name.

        Raises
        ------
        ValueError
            If there is none of this name.
        """
        if not isinstance(name, str) or name not in self.states:
            known = ", ".join(map(repr, self.states)) or "none yet"
            raise ValueError(f"name: expected one of the kept settings ({known}), got {name!r}")
        return name, self.states[name]

    def has(self, state: ConsoleState) -> bool:
        """Whether a setting is kept that differs at most in what is looked at."""
        names = set(state.names()) - set(state.looking())
        return any(all(getattr(kept, n) == getattr(state, n) for n in names) for kept in self.states.values())


class Keeping(Panel):
    """A panel with a row of kept settings under the picture."""

    _kept: Kept

    def _begin(self, state: ConsoleState) -> None:
        self._kept = Kept()
        super()._begin(state)
        lay, again, drop = (self._on_shelf(act) for act in (self._switch, self._again, self.drop))
        self._shelf = Shelf(lay, again, drop)
        self.children = (*super().children, self._shelf)

    @property
    def kept(self) -> dict[str, ConsoleState]:
        """The settings that were kept, by name; to go back to one, set it as the state."""
        return dict(self._kept.states)

    @property
    def beside(self) -> str | None:
        """The kept setting whose run is laid beside the present one; None for none. It can be set."""
        return None if self._kept.beside is None else self._kept.beside.name

    @beside.setter
    def beside(self, name: str | None) -> None:
        with self._lock:
            self._lay(None if name is None else self._run_of(*self._kept.of(name)))

    def keep(self, name: str | None = None, state: ConsoleState | None = None) -> None:
        """Keep the present setting, or another one, to compare others with it.

        Parameters
        ----------
        name : str, optional
            The next free letter if not given. What was kept under this name is kept no longer.
        state : ConsoleState, optional

        Raises
        ------
        TypeError, ValueError
            If it is no name, the state cannot be shown, or there is no room for another one.
        """
        with self._lock:
            name = self._kept.name_for(name)
            state = self._state if state is None else self._admitted(a_state("state", state))
            if self.beside == name:
                self._lay(self._run_of(name, state))
            self._kept.states[name] = state
            self._show_shelf()

    def drop(self, name: str) -> None:
        """Keep a setting no longer; if it is beside the run, it is put away.

        Raises
        ------
        ValueError
            If there is none of this name.
        """
        with self._lock:
            name, _ = self._kept.of(name)
            if self.beside == name:
                self._lay(None)
            del self._kept.states[name]
            self._show_shelf()

    def _keep_new(self) -> None:
        if not self._kept.has(self._state):
            self.keep()

    def _switch(self, name: str) -> None:
        self.beside = None if self.beside == name else name

    def _again(self, name: str) -> None:
        self.state = self._kept.of(name)[1]

    def _run_of(self, name: str, state: ConsoleState) -> Beside:
        return Beside(name, interventions_in_words(self.setup, state), self._streams.trace(state))

    def _lay(self, beside: Beside | None) -> None:
        """Show the present run with another one beside it, or alone."""
        self._put(self._state, self._result._replace(beside=beside))
        self._kept.beside = beside
        self._show_shelf()

    def _on_shelf(self, act: Callable[[str], None]) -> Callable[[str], None]:
        return lambda name: self._pressed(name, partial(act, name))()

    def _show_shelf(self) -> None:
        self._show_all()  # which takes an error away
        words = {name: in_short(self.setup, state) for name, state in self._kept.states.items()}
        self._shelf.show(words, self.beside)
