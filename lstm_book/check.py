"""What a reader calls to hear whether an answer is right and, if not, where it goes wrong."""

from __future__ import annotations

import contextlib
import importlib
import os
import sys
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from lstm_book.judges import Judge, NotAttempted

MODE = "LSTM_BOOK_CHECK"  # set to "raise" a wrong answer is an error: in a course that costs the points


class NotCorrect(AssertionError):
    """What `check` raises for an answer that is not right, where ``LSTM_BOOK_CHECK=raise`` is set."""


class Verdict:
    """What a check says: true if the answer is right. Shown at the end of a cell it prints its message."""

    def __init__(self, correct: bool, message: str) -> None:
        self.correct, self.message = correct, message

    def __bool__(self) -> bool:
        return self.correct

    def __repr__(self) -> str:
        return self.message


def check(name: str, answer: Any) -> Verdict:
    """Check an answer to an exercise of the book.

    Parameters
    ----------
    name : str
        The exercise's number, such as "1.2".
    answer
        What the exercise asks for. ``...`` counts as not attempted.

    Returns
    -------
    Verdict

    Raises
    ------
    ValueError
        If there is no such exercise.
    NotCorrect
        If the answer is not right and the environment variable ``LSTM_BOOK_CHECK`` is ``raise``.
    """
    judge = _judge(name)
    if not grading():
        return _verdict(name, judge, answer)
    # Asked before the answer is called, which could change the variable.
    with quiet():
        verdict = _verdict(name, judge, answer)
    if verdict.correct is not True:
        raise NotCorrect(verdict.message)
    return verdict


def grading() -> bool:
    """Whether a wrong answer is an error, as ``LSTM_BOOK_CHECK=raise`` says."""
    return os.environ.get(MODE) == "raise"


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """Send warnings nowhere and stderr to stdout: nbgrader takes the points for anything on stderr."""
    with warnings.catch_warnings(), contextlib.redirect_stderr(sys.stdout):
        warnings.simplefilter("ignore")
        yield


def _verdict(name: str, judge: Judge, answer: Any) -> Verdict:
    if answer is Ellipsis or answer is None:
        return Verdict(False, f"{name}: not attempted yet. Put your answer where the three dots are.")
    try:
        wrong = judge(answer)
    except NotAttempted:
        return Verdict(False, f"{name}: not attempted yet. Put your answer where the three dots are.")
    return Verdict(False, f"{name}: not yet. {wrong}") if wrong else Verdict(True, f"{name}: correct.")


def _judge(name: str) -> Judge:
    """Return the judge of an exercise; other chapters are loaded only to list what there is."""
    chapter = f"chapter_{str(name).partition('.')[0]:0>2}"
    judges = exercises(chapter) if chapter in chapters() else {}
    if name not in judges:
        known = ", ".join(number for chapter in chapters() for number in exercises(chapter))
        raise ValueError(f"name: expected the number of an exercise ({known}), got {name!r}")
    return judges[name]


def exercises(chapter: str) -> dict[str, Judge]:
    """Return the judges of a chapter, such as "chapter_01", by the numbers of its exercises."""
    judges: dict[str, Judge] = importlib.import_module(f"lstm_book.{chapter}.exercises").EXERCISES
    return judges


def chapters() -> list[str]:
    """Return the folders of all chapters, in order."""
    return sorted(path.name for path in Path(__file__).parent.glob("chapter_*"))
