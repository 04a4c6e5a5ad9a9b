"""Every prediction of the book is known to a page, and what happens is kept beside its chapter."""

import json
import math

import pytest

from lstm_book import predict, scorebook
from lstm_book.answers import truths
from lstm_book.answers.predictions import form
from lstm_book.questions import Magnitude
from tests.lstm_book.answers.guesses import all_questions

QUESTIONS = all_questions()


@pytest.mark.parametrize("number", QUESTIONS)
def test_what_happens_is_kept_and_is_right(number: str) -> None:
    question, truth = QUESTIONS[number]
    assert question.compare(question.read(truth), truth)  # raises if it is no answer to the question
    if number != "5.3":  # which tries every value: seconds
        made = form(question, truth)
        assert made is not None
        json.dumps(made, allow_nan=False)


def test_a_ratio_is_right_up_to_the_last_number_that_python_calls_so() -> None:
    made = form(Magnitude(truth=float, factor=3.0), 7.0)
    assert made is not None
    for grade, factor in (("right", 3.0), ("close", 27.0)):
        assert math.isclose(made[grade], factor, rel_tol=1e-10)
        for ratio, same in ((made[grade], True), (math.nextafter(made[grade], math.inf), False)):
            found = Magnitude(factor=3.0).compare(ratio, 1.0)[0].grade
            assert (found == grade) is same


def test_what_happens_is_kept_where_a_variable_asks_for_it(monkeypatch, tmp_path) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr(scorebook, "_memory", {})
    monkeypatch.chdir(tmp_path)
    (tmp_path / "chapter_01").mkdir()
    predict("1.1", ...)
    assert list((tmp_path / "chapter_01").iterdir()) == []
    monkeypatch.setenv(truths.VARIABLE, str(tmp_path))
    for _ in range(2):
        predict("1.3", ...)
        predict("1.1", ...)
    found = json.loads((tmp_path / "chapter_01" / truths.FILE).read_text())
    assert list(found) == ["1.1", "1.3"]
    assert found == {number: truths.kept("chapter_01")[number] for number in found}
