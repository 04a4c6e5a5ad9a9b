"""Chapter 13, Predicting text: its widgets, and training on a text of the reader's own."""

from __future__ import annotations

import importlib
import typing

if typing.TYPE_CHECKING:
    from lstm_book.chapter_13.cowriter import CoWriter
    from lstm_book.chapter_13.guessing import GuessingGame
    from lstm_book.chapter_13.own_text_training import load_own, train_on

__all__ = ["CoWriter", "GuessingGame", "load_own", "train_on"]

_HOME = {
    "CoWriter": "cowriter",
    "GuessingGame": "guessing",
    "load_own": "own_text_training",
    "train_on": "own_text_training",
}


def __getattr__(name: str) -> typing.Any:
    """Load what is asked for: the commands of this chapter need no widget, and are not run twice."""
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_HOME[name]}"), name)
