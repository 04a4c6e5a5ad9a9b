"""``run.py lab``: JupyterLab on the reader's copy of the book. ``run.py reset``: an original back."""

from collections.abc import Sequence
from pathlib import Path

from lstm_lab import opening, reader_copy
from lstm_lab.say import say
from tools import environment
from tools.project import BOOK, ROOT


def lab(copy: Path, arguments: Sequence[str]) -> int:
    """Make sure of the environment and the copy, then open JupyterLab on it."""
    python = environment.ensure()
    opening.prepare_copy(BOOK, copy, "python3 run.py")
    return opening.open_lab(python, BOOK, copy, arguments, ROOT)


def reset(copy: Path, chapter: str) -> int:
    """Put an original back and say where the reader's version is."""
    for message in reader_copy.reset(BOOK, copy, chapter):
        say(message)
    return 0
