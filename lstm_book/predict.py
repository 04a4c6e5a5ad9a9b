"""What a reader calls to compare a guess with what happens, and to see how the guesses of a chapter went."""

from __future__ import annotations

import importlib
import os
from collections.abc import Mapping, Sequence
from typing import Any

from lstm_book import scorebook
from lstm_book.answers import truths
from lstm_book.check import chapters, grading
from lstm_book.judges import is_stub
from lstm_book.questions import GRADES, Grade, Line, Question, Several, Sketch

# While a course is graded a prediction is shown with a record of itself, which `run.py guesses` collects.
RECORD = "application/vnd.lstm-book.prediction+json"
WORDS: dict[Grade, str] = {"right": "right", "close": "close", "off": "not this time"}


class Prediction:
    """A guess beside what happens. Shown at the end of a cell it prints both, and draws a sketch.

    `grade` is "right", "close" or "off", or None where nothing was compared; `truth` is what happens, or
    None where it is not told yet.
    """

    def __init__(
        self, message: str, grade: Grade | None = None, truth: Any = None, picture: Any = None
    ) -> None:
        self.message, self.grade, self.truth, self.picture = message, grade, truth, picture
        self.kept: dict[str, str] = {}

    def __repr__(self) -> str:
        return self.message

    def _repr_mimebundle_(self, **options: Any) -> dict[str, Any]:
        bundle: dict[str, Any] = {"text/plain": self.message}
        if self.picture is not None:
            bundle["text/html"] = self.picture.html
        return bundle | ({RECORD: self.kept} if self.kept else {})


class Score:
    """How the guesses of a chapter went, in one line."""

    def __init__(self, made: int, asked: int, grades: dict[Grade, int]) -> None:
        self.made, self.asked, self.grades = made, asked, grades

    def __repr__(self) -> str:
        if not self.made:
            return f"Predictions of this chapter: none of {self.asked} made yet."
        told = ", ".join(f"{self.grades[grade]} {WORDS[grade]}" for grade in GRADES if self.grades[grade])
        return f"Predictions of this chapter: {self.made} of {self.asked} made{': ' if told else ''}{told}."


def predict(name: str, guess: Any, *found: Any) -> Prediction:
    """Compare a guess with what happens.

    The truth is computed by the code that the chapter uses, or taken from what the chapter found. The first
    guess counts: it is kept in memory and, in a reader's copy of the book, in a file there.

    Parameters
    ----------
    name : str
        The prediction's number, such as "1.2".
    guess
        What is asked for. ``...`` is no guess yet, and no error; None asks for the truth without a guess.
    *found
        What the chapter computed, where the truth is taken from it.

    Returns
    -------
    Prediction

    Raises
    ------
    ValueError
        If there is no such prediction. While a course is graded (``LSTM_BOOK_CHECK=raise``) nothing is
        raised: a prediction earns no points and costs none.
    """
    if not grading():
        return _compared(name, guess, found)
    try:
        prediction = _compared(name, guess, found)
    except Exception as error:  # whatever a submission does
        prediction = Prediction(f"{name}: could not be compared ({type(error).__name__}: {error}).")
    made = "" if _is_open(guess) else repr(guess)[:200]
    prediction.kept = {"name": str(name), "guess": made, "grade": prediction.grade or "none"}
    return prediction


def _compared(name: str, guess: Any, found: tuple[Any, ...]) -> Prediction:
    """Compare as `predict` says, and raise what there is to raise."""
    question = _question(name)
    if len(found) != len(question.needs):
        call = ", ".join([f'"{name}"', "your guess", *question.needs])
        return Prediction(f"{name}: expected predict({call}), got {len(found)} values after the guess.")
    if os.environ.get(truths.VARIABLE):
        truths.keep(name, question.truth(*found))
    if guess is None:
        return _told(name, question, question.truth(*found))
    if _is_open(guess):
        without = ", ".join([f'"{name}"', "None", *question.needs])
        return Prediction(
            f"{name}: no guess yet. Put it where the three dots are, and run both cells. "
            f"(predict({without}) tells without a guess.)"
        )
    try:
        read = question.read(guess)
    except ValueError as error:
        return Prediction(f"{name}: {error}.")
    truth = question.truth(*found)
    lines = question.compare(read, truth)
    grade = _whole(lines)
    first = scorebook.remember(name, repr(guess), grade)
    return Prediction(
        _said(name, lines, grade, first, repr(guess)), grade, truth, _drawn(question, read, truth)
    )


def score(chapter: str | int) -> Score:
    """Return how the guesses of a chapter went, such as "01".

    Raises
    ------
    ValueError
        If there is no such chapter.
    """
    folder = f"chapter_{str(chapter):0>2}"
    if not str(chapter) or folder not in chapters():
        raise ValueError(f"chapter: expected one of {', '.join(c[-2:] for c in chapters())}, got {chapter!r}")
    asked = predictions(folder)
    kept = {name: entry for name, entry in scorebook.entries().items() if name in asked}
    grades: dict[Grade, int] = dict.fromkeys(GRADES, 0)
    for entry in kept.values():
        for grade in GRADES:
            grades[grade] += entry["grade"] == grade
    return Score(sum(grades.values()), len(asked), grades)


def predictions(chapter: str) -> dict[str, Question]:
    """Return the questions of a chapter, such as "chapter_01", by their numbers."""
    try:
        module = importlib.import_module(f"lstm_book.{chapter}.predictions")
    except ModuleNotFoundError as error:
        if error.name != f"lstm_book.{chapter}.predictions":
            raise
        return {}
    questions: dict[str, Question] = module.PREDICTIONS
    return questions


def _question(name: str) -> Question:
    chapter = f"chapter_{str(name).partition('.')[0]:0>2}"
    questions = predictions(chapter) if chapter in chapters() else {}
    if name not in questions:
        known = ", ".join(number for chapter in chapters() for number in predictions(chapter))
        raise ValueError(f"name: expected the number of a prediction ({known}), got {name!r}")
    return questions[name]


def _is_open(guess: Any) -> bool:
    """Whether the three dots stand for the guess or for a part of it."""
    return is_stub(list(guess.values()) if isinstance(guess, Mapping) else guess)


def _whole(lines: Sequence[Line]) -> Grade:
    """Right if all is right, off if nothing is right or close."""
    grades = {line.grade for line in lines}
    if grades == {"right"}:
        return "right"
    return "off" if grades == {"off"} else "close"


def _said(name: str, lines: Sequence[Line], grade: Grade, first: dict[str, str], guess: str) -> str:
    rows = [("", "you", "what happens", "")]
    rows += [(line.name, line.guess, line.truth, _how_far(line, len(lines) > 1)) for line in lines]
    right = sum(line.grade == "right" for line in lines)
    end = WORDS[grade] if len(lines) == 1 or grade == "right" else f"{right} of {len(lines)} right"
    if first["grade"] == "told":
        end += " (not counted: the answer was asked for before)"
    elif first["guess"] != guess:
        end += f" (your first guess counts: {WORDS[_as_grade(first['grade'])]})"
    return f"{name}: {end}\n{_table(rows)}"


def _how_far(line: Line, of_several: bool) -> str:
    """Return the distance, and among several lines which of them are right or close."""
    marks = [WORDS[line.grade]] if of_several and line.grade != "off" else []
    return ", ".join([*marks, *([line.far] if line.far and line.grade != "right" else [])])


def _as_grade(text: str) -> Grade:
    return next((grade for grade in GRADES if grade == text), "off")


def _told(name: str, question: Question, truth: Any) -> Prediction:
    """Tell the truth to a reader who asks without a guess; a guess that comes later does not count."""
    scorebook.remember(name, "", "told")
    values = question.tell(question.read(truth) if not isinstance(question, Several) else truth)
    rows = [("", "what happens"), *values]
    return Prediction(f"{name}: without a guess\n{_table(rows)}", None, truth, _drawn(question, None, truth))


def _table(rows: Sequence[Sequence[str]]) -> str:
    widths = [max(len(cell) for cell in column) for column in zip(*rows, strict=True)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    )


def _drawn(question: Question, guess: Any, truth: Any) -> Any:
    """Return the picture of a sketch beside the truth, or None."""
    if not isinstance(question, Sketch):
        return None
    from lstm_teach.draw import figures  # noqa: PLC0415 - matplotlib is loaded for sketches alone

    series = {} if guess is None else {"your sketch": guess}
    ax = figures.over_time(series | {"what happens": question.read(truth)}, ylabel=question.ylabel)
    ax.set_ylim(question.low, question.high)
    return figures.still(ax)
