"""Every prediction of the book: its truth found anew, wrong guesses answered, no guess no error."""

import functools
import importlib
import importlib.util
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from lstm_book import predict, scorebook
from lstm_book.answers import truths
from lstm_book.check import chapters
from lstm_book.predict import predictions
from lstm_book.questions import Question
from tests.lstm_book.predictions.case import Case

TABLES: dict[str, dict[str, Case]] = {
    chapter: importlib.import_module(name).TABLE
    for chapter in chapters()
    if importlib.util.find_spec(name := f"tests.lstm_book.predictions.{chapter}")
}
CASES = {number: case for table in TABLES.values() for number, case in table.items()}


@pytest.fixture(autouse=True)
def _nothing_guessed(monkeypatch, tmp_path):
    monkeypatch.setattr(scorebook, "_memory", {})
    monkeypatch.chdir(tmp_path)


def asked(number: str) -> dict[str, Question]:
    return predictions(f"chapter_{number.partition('.')[0]:0>2}")


@pytest.fixture(scope="module", autouse=True)
def _once() -> Iterator[None]:
    """Some truths are trainings: what needs nothing of the chapter is computed once for all tests here."""
    with pytest.MonkeyPatch.context() as patch:
        for number in CASES:
            question = asked(number)[number]
            if not question.needs:
                patch.setitem(asked(number), number, replace(question, truth=functools.cache(question.truth)))
        yield


@functools.cache
def found(number: str) -> tuple[Any, ...]:
    return CASES[number].found()


@functools.cache
def truth(number: str) -> Any:
    return CASES[number].truth()


@pytest.mark.parametrize("chapter", chapters())
def test_every_prediction_is_in_the_table(chapter):
    assert list(TABLES.get(chapter, {})) == list(predictions(chapter))


@pytest.mark.slow  # some truths are trainings
@pytest.mark.parametrize("number", CASES)
def test_the_truth_is_right(number):
    made = predict(number, truth(number), *found(number))
    assert made.grade == "right", made


@pytest.mark.slow
@pytest.mark.parametrize("number", CASES)
def test_the_truth_that_is_kept_is_right(number):
    """`run.py execute` keeps it for pages without a kernel."""
    kept = truths.kept(f"chapter_{number.partition('.')[0]:0>2}")[number]
    made = predict(number, kept, *found(number))
    assert made.grade == "right", made


def of_numpy(value: Any) -> Any:
    """What a chapter found, with NumPy's numbers in the place of Python's: `np.mean` returns such."""
    if isinstance(value, dict):
        return {name: of_numpy(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(map(of_numpy, value))
    kinds = {bool: np.bool_, int: np.int64, float: np.float64}
    return kinds[type(value)](value) if type(value) in kinds else value


@pytest.mark.slow
@pytest.mark.parametrize("number", CASES)
def test_numbers_of_numpy_do_as_well(number):
    made = predict(number, truth(number), *of_numpy(found(number)))
    assert made.grade == "right", made


@pytest.mark.slow
@pytest.mark.parametrize(("number", "case"), CASES.items(), ids=CASES)
def test_wrong_guesses_are_told_from_it(number, case):
    assert len(case.wrong) >= 3
    for name, (guess, said) in case.wrong.items():
        made = predict(number, guess, *found(number))
        assert made.grade in ("close", "off"), (name, made)
        assert said in repr(made), (name, repr(made))


@pytest.mark.slow
@pytest.mark.parametrize(("number", "case"), CASES.items(), ids=CASES)
def test_what_is_no_guess_gets_one_sentence(number, case):
    guess, said = case.bad
    made = predict(number, guess, *found(number))
    assert made.grade is None
    assert said in repr(made)
    assert "\n" not in repr(made)


@pytest.mark.slow
@pytest.mark.parametrize(("number", "case"), CASES.items(), ids=CASES)
def test_no_guess_tells_nothing_and_none_tells_all(number, case):
    hidden = repr(predict(number, ..., *found(number)))
    assert not any(leak in hidden for leak in case.leaks)
    told = predict(number, None, *found(number))
    assert told.truth is not None
    assert case.leaks
    assert asked(number)[number].needs == () or found(number) != ()
