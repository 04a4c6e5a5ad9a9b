"""What a page says of an answer is what the judge says."""

import random

import numpy as np
import pytest

from lstm_book.answers import Asked, Choice, Letters, Number, Steps
from lstm_book.answers.export import asked
from lstm_book.answers.rules import Places, fitting, rules, spoken
from lstm_book.check import chapters
from lstm_book.judges import judge_number
from tests.lstm_book.answers.guesses import answers

EXERCISES = {number: one for chapter in chapters() for number, one in asked(chapter).items()}
MEASURED = ("0.2", "5.5")  # each answer is a measurement: a few suffice


@pytest.mark.slow
@pytest.mark.parametrize("number", EXERCISES)
def test_the_rules_say_what_the_judge_says(number: str) -> None:
    one, judge = EXERCISES[number]
    places, found, rng = Places(one, judge), rules(one, judge), random.Random(number)
    for answer in answers(places, rng, 10 if number in MEASURED else 60):
        rule = fitting(found, answer)
        assert rule is not None, answer
        assert spoken(rule.said, answer) == places.hear(answer), answer


def test_ends_that_are_short_numbers_are_found_exactly() -> None:
    judge = judge_number(4.0, 0.25, {"That is twice as much.": 8.0, "That is half.": 2.0})
    found = rules(Asked([Number("it", [8.0, 2.0])], [4.0]), judge)
    for value in (3.75, 4.25, 8.25, 7.75, 2.125, 1.875, *np.nextafter(4.25, [0, 9])):
        rule = fitting(found, [value])
        assert rule is not None
        assert spoken(rule.said, [value]) == judge(value), value


def test_what_is_declared_as_right_must_be_right() -> None:
    with pytest.raises(
        ValueError, match="right: expected an answer that the judge accepts, it says '5 is too"
    ):
        rules(Asked([Number("it")], [5.0]), judge_number(4.0, 0.25))


def test_fields_know_their_options() -> None:
    assert Letters("after B", "TP").options == ("", "T", "P", "TP")
    assert Steps("gate", 0, 4, per=4).options == (0.0, 0.25, 0.5, 0.75, 1.0)
    assert Choice("unit", (1, 2)).data()["options"] == ["1", "2"]
