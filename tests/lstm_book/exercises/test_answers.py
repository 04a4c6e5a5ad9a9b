"""Each check takes right answers, knows a stub, and says of plausible wrong answers where they go wrong."""

import importlib
import inspect
import re

import pytest

from lstm_book import check
from lstm_book.check import chapters, exercises
from lstm_book.judges import NumberJudge

TABLES = {
    chapter: importlib.import_module(f"tests.lstm_book.exercises.chapter_{chapter[-2:]}")
    for chapter in chapters()
}


def rows(table):
    """Return the rows of all chapters' tables of one kind, each with the name of its exercise as its id."""
    return [pytest.param(*row, id=row[0]) for module in TABLES.values() for row in getattr(module, table)]


@pytest.mark.parametrize("chapter", TABLES)
def test_every_exercise_is_tried(chapter):
    right, stubs, wrong = (
        [row[0] for row in getattr(TABLES[chapter], t)] for t in ("RIGHT", "STUBS", "WRONG")
    )
    assert set(right) == set(stubs) == set(wrong) == set(exercises(chapter))
    assert all(wrong.count(name) >= 2 for name in wrong)


@pytest.mark.parametrize(("name", "answer"), rows("RIGHT"))
def test_a_right_answer(name, answer):
    verdict = check(name, answer)
    assert repr(verdict) == f"{name}: correct."
    assert verdict


@pytest.mark.parametrize(("name", "stub"), rows("STUBS"))
def test_a_stub_is_not_attempted(name, stub):
    verdict = check(name, stub)
    assert repr(verdict) == f"{name}: not attempted yet. Put your answer where the three dots are."
    assert not verdict


@pytest.mark.slow
@pytest.mark.parametrize(("name", "answer", "feedback"), rows("WRONG"))
def test_a_wrong_answer_is_located(name, answer, feedback):
    verdict = check(name, answer)
    assert not verdict
    assert repr(verdict).startswith(f"{name}: not yet. ")
    assert re.search(feedback, verdict.message), verdict.message


@pytest.mark.parametrize("name", [name for chapter in chapters() for name in exercises(chapter)])
def test_every_mistake_that_a_judge_knows_is_named(name):
    judge = next(exercises(chapter)[name] for chapter in chapters() if name in exercises(chapter))
    if isinstance(judge, NumberJudge):
        known = dict(judge.wrong)
    else:
        known = inspect.getclosurevars(judge).nonlocals.get("wrong") or {}
    for message, mistake in list(known.items())[:30]:  # those of 5.3 and 7.2 go on with combinations
        said = repr(check(name, mistake)).removeprefix(f"{name}: not yet. ")
        assert said in known, f"{message} -> {said}"
