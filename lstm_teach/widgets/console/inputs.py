"""What a reader has changed of a console's input: single values, or a text of symbols in its place."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np

from lstm_teach.numerics import Array
from lstm_teach.validation import real_number, whole_number
from lstm_teach.widgets.console.run import MOST_STEPS, Setup


class Edit(NamedTuple):
    """One changed value of the input; steps, inputs and sequences count from 0, as everywhere in code."""

    step: int
    input: int
    value: float
    sequence: int = 0

    def __repr__(self) -> str:
        last = f", {self.sequence}" if self.sequence else ""
        return f"Edit({self.step}, {self.input}, {self.value!r}{last})"


def check_edits(name: str, edits: Any, _: Any = None) -> tuple[Edit, ...]:
    """Return edits as a tuple, of two of one place the later; whether they fit only a console knows."""
    if isinstance(edits, Edit):
        edits = (edits,)
    if not isinstance(edits, Iterable) or isinstance(edits, str):
        raise TypeError(f"{name}: expected an Edit or several, got {edits!r}")
    found: dict[tuple[int, ...], Edit] = {}
    for n, edit in enumerate(edits):
        if not isinstance(edit, tuple) or not 3 <= len(edit) <= 4:
            raise TypeError(f"{name}[{n}]: expected an Edit, got {edit!r}")
        edit = Edit(*edit)
        for part in ("step", "input", "sequence"):
            whole_number(f"{name}[{n}].{part}", getattr(edit, part), 0)
        edit = edit._replace(value=real_number(f"{name}[{n}].value", edit.value, -1e6, 1e6) + 0.0)
        found[(edit.sequence, edit.step, edit.input)] = edit
    return tuple(found[place] for place in sorted(found))


def check_text(name: str, text: Any, _: Any = None) -> str | None:
    """Return a text, or None; whether a console knows its symbols is not asked here."""
    if text is not None and not isinstance(text, str):
        raise TypeError(f"{name}: expected a text or None, got {text!r}")
    return text or None


def symbols_of(setup: Setup) -> tuple[str, ...]:
    """Return the symbols that a console reads: its inputs' names, where just one input is 1 at every step."""
    x = setup.x
    one_hot = x.shape[-1] > 1 and np.isin(x, (0.0, 1.0)).all() and (x.sum(axis=-1) == 1.0).all()
    named = len(set(setup.names)) == x.shape[-1] and all(name and not name.isspace() for name in setup.names)
    return setup.names if one_hot and named else ()


def spelt(symbols: Sequence[str], x: Array) -> str:
    """Return the text of one sequence (T, D); with a blank between symbols of more than one letter."""
    gap = "" if max(map(len, symbols)) == 1 else " "
    return gap.join(symbols[int(k)] for k in np.argmax(x, axis=-1))


def own_text(setup: Setup) -> str | None:
    """Return the input as it was given, if it is a text of symbols and there is one sequence."""
    symbols = symbols_of(setup)
    return spelt(symbols, setup.x[:, 0]) if symbols and setup.B == 1 else None


def read(symbols: Sequence[str], text: str) -> Array:
    """Return a text as one sequence (T, 1, D).

    Raises
    ------
    ValueError
        If it has a symbol that is not known, none, or too many; the message names the first one.
    """
    found = list(text) if max(map(len, symbols)) == 1 else text.split()
    for n, symbol in enumerate(found):
        if symbol not in symbols:
            raise ValueError(
                f"text: expected symbols among {' '.join(symbols)}, got {symbol!r} at step {n + 1}"
            )
    if not 1 <= len(found) <= MOST_STEPS:
        raise ValueError(f"text: expected 1 to {MOST_STEPS} symbols, got {len(found)}")
    places = [symbols.index(symbol) for symbol in found]
    x: Array = np.eye(len(symbols))[places][:, None, :]
    return x


def edited(setup: Setup, text: str | None, edits: Sequence[Edit]) -> Setup:
    """Return the setup with what was changed of its input.

    Targets belong to the input that they were given with: where the input is another one, they and the
    error are left out, unless they are a rule, a function of x.

    Raises
    ------
    ValueError
        If there is no such step, input, sequence or symbol.
    """
    if text is None and not edits:
        return setup
    x = setup.x.copy()
    if text is not None:
        symbols = symbols_of(setup)
        if not symbols:
            raise ValueError("text: expected a console that reads one of several named symbols at every step")
        x = read(symbols, text)
    for edit in edits:
        for name, place, size in zip(("step", "sequence", "input"), _place(edit), x.shape, strict=True):
            whole_number(f"edit.{name}", place, 0, size - 1)
        x[_place(edit)] = edit.value
    return setup.with_input(x)


def flipped(setup: Setup, state: Any, t: int, k: int) -> Any:
    """Return a console's state with input k (from 0) at step t (from 1) changed.

    A symbol is put where another one was; 0 and 1 change places; of any other number the sign changes.
    """
    now, b = edited(setup, state.text, state.edits), state.sequence
    symbols = symbols_of(setup)
    if symbols and not state.edits:
        x = now.x[:, b].copy()
        x[t - 1] = np.eye(len(symbols))[k]
        text, own = spelt(symbols, x), spelt(symbols, setup.x[:, b])
        return replace(state, text=None if text == own and now.x.shape == setup.x.shape else text, sequence=0)
    value = float(np.real(now.x[t - 1, b, k]))
    other = _other(value, np.real(setup.x[:, :, k]))
    edits = [edit for edit in state.edits if _place(edit) != (t - 1, b, k)]
    fits = state.text is None and t <= setup.T
    if not fits or other != float(np.real(setup.x[t - 1, b, k])):
        edits.append(Edit(t - 1, k, other, b))
    return replace(state, edits=tuple(edits))


def _other(value: float, of_this_input: Array) -> float:
    if np.isin(of_this_input, (0.0, 1.0)).all() and value in (0.0, 1.0):
        return 1.0 - value
    return -value if value else float(np.max(np.abs(of_this_input))) or 1.0


def _place(edit: Edit) -> tuple[int, int, int]:
    return edit.step, edit.sequence, edit.input
