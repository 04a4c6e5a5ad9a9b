"""Every prediction of the book: its truth found anew, wrong guesses answered, no guess no error."""

import importlib
import importlib.util
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


def question(number: str) -> Question:
    return predictions(f"chapter_{number.partition('.')[0]:0>2}")[number]


@pytest.mark.parametrize("chapter", chapters())
def test_every_prediction_is_in_the_table(chapter):
    assert list(TABLES.get(chapter, {})) == list(predictions(chapter))


@pytest.mark.slow  # some truths are trainings
@pytest.mark.parametrize(("number", "case"), CASES.items(), ids=CASES)
def test_the_truth_is_right(number, case):
    made = predict(number, case.truth(), *case.found())
    assert made.grade == "right", made


@pytest.mark.slow
@pytest.mark.parametrize(("number", "case"), CASES.items(), ids=CASES)
def test_the_truth_that_is_kept_is_right(number, case):
    """`run.py execute` keeps it for pages without a kernel."""
    kept = truths.kept(f"chapter_{number.partition('.')[0]:0>2}")[number]
    made = predict(number, kept, *case.found())
    assert made.grade == "right", made


def of_numpy(found: Any) -> Any:
    """What a chapter found, with NumPy's numbers in the place of Python's: `np.mean` returns such."""
    if isinstance(found, dict):
        return {name: of_numpy(value) for name, value in found.items()}
    if isinstance(found, list | tuple):
        return type(found)(map(of_numpy, found))
    kinds = {bool: np.bool_, int: np.int64, float: np.float64}
    return kinds[type(found)](found) if type(found) in kinds else found


@pytest.mark.parametrize(("number", "case"), CASES.items(), ids=CASES)
def test_numbers_of_numpy_do_as_well(number, case):
    made = predict(number, case.truth(), *of_numpy(case.found()))
    assert made.grade == "right", made


@pytest.mark.slow
@pytest.mark.parametrize(("number", "case"), CASES.items(), ids=CASES)
def test_wrong_guesses_are_told_from_it(number, case):
    assert len(case.wrong) >= 3
    for name, (guess, said) in case.wrong.items():
        made = predict(number, guess, *case.found())
        assert made.grade in ("close", "off"), (name, made)
        assert said in repr(made), (name, repr(made))


@pytest.mark.parametrize(("number", "case"), CASES.items(), ids=CASES)
def test_what_is_no_guess_gets_one_sentence(number, case):
    guess, said = case.bad
    made = predict(number, guess, *case.found())
    assert made.grade is None
    assert said in repr(made)
    assert "\n" not in repr(made)


@pytest.mark.parametrize(("number", "case"), CASES.items(), ids=CASES)
def test_no_guess_tells_nothing_and_none_tells_all(number, case):
    hidden = repr(predict(number, ..., *case.found()))
    assert not any(leak in hidden for leak in case.leaks)
    told = predict(number, None, *case.found())
    assert told.truth is not None
    assert case.leaks
    assert question(number).needs == () or case.found() != ()
