"""Folders called `LSTM [2026]`: Jupyter looks for its own parts by patterns, in which brackets mean letters.

Not found there: the settings' schemas, the extensions that draw widgets, what an installed package enables.
"""

import glob
import os
from collections.abc import Callable, Iterator
from typing import Any

Globber = Callable[..., Iterator[str]]


def literally(pattern: str) -> str:
    """Return a pattern in which the folders that it begins with, and that are there, mean themselves.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory(prefix="LSTM [2026] ") as folder:
    ...     literally(f"{folder}/*.json") == f"{glob.escape(folder)}/*.json"
    True
    """
    head = pattern
    while not os.path.isdir(head):
        shorter = os.path.dirname(head)
        if shorter == head or not shorter:
            return pattern
        head = shorter
    return glob.escape(head) + pattern[len(head) :]


def take_folders_literally(*modules: Any) -> None:
    """Let `glob` in this process, and in modules that hold its `iglob` by name, look where it is meant to."""
    plain: Globber = glob.iglob

    def iglob(pathname: Any, **options: Any) -> Iterator[str]:
        return plain(literally(pathname) if isinstance(pathname, str) else pathname, **options)

    if plain.__module__ == glob.__name__:  # not yet: a server reads its settings twice
        glob.iglob = iglob  # type: ignore[assignment]
    for module in modules:
        module.iglob = glob.iglob
