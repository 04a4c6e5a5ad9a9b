"""What `predict` says of guesses, what it keeps of them, and where."""

import importlib
import json

import pytest

from lstm_book import predict, score, scorebook
from lstm_book.choices import Choice
from lstm_book.questions import Number, Several, Sketch

QUESTIONS = {
    "1.1": Number(truth=lambda: 0.5, near=0.1),
    "1.2": Several(truth=lambda: [0.5, "no"], parts={"w = 1": Number(near=0.1), "flips": Choice()}),
    "1.3": Number(truth=lambda solved: solved[80], near=0.5, needs=("solved",)),
    "1.4": Sketch(truth=lambda: [0.0, 1.0], steps=2, ylabel="state"),
}


@pytest.fixture(autouse=True)
def questions(monkeypatch, tmp_path):
    """Give chapter 01 these questions, and a reader who guessed nothing, outside of any copy."""
    module = importlib.import_module("lstm_book.predict")
    monkeypatch.setattr(module, "predictions", lambda chapter: QUESTIONS if chapter == "chapter_01" else {})
    monkeypatch.setattr(scorebook, "_memory", {})
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def copy(tmp_path):
    """Return a reader's copy, the notebook in a folder of it."""
    (tmp_path / scorebook.MARK_OF_A_COPY).write_text("{}")
    return tmp_path / scorebook.FILE


def test_a_guess_stands_beside_what_happens():
    made = predict("1.1", 0.75)
    assert repr(made) == "1.1: close\n  you   what happens\n  0.75  0.5           off by 0.25"
    assert (made.grade, made.truth) == ("close", 0.5)


def test_several_are_told_one_by_one():
    assert repr(predict("1.2", {"w = 1": 0.5, "flips": True})) == (
        "1.2: 1 of 2 right\n       you  what happens\nw = 1  0.5  0.5           right\nflips  yes  no"
    )
    assert repr(predict("1.2", [0.5, "no"])).startswith("1.2: right (your first guess counts: close)")


@pytest.mark.parametrize(
    ("name", "guess"),
    [
        ("1.1", ...),
        ("1.2", ...),
        ("1.2", {"w = 1": ..., "flips": "no"}),
        ("1.2", [0.5, ...]),
        ("1.4", [..., 1]),
    ],
)
def test_no_guess_is_no_error_and_tells_nothing(name, guess):
    made = predict(name, guess)
    assert repr(made).startswith(f"{name}: no guess yet. Put it where the three dots are")
    assert f'predict("{name}", None) tells without a guess' in repr(made)
    assert (made.grade, made.truth) == (None, None)
    assert scorebook.entries() == {}


def test_what_the_chapter_found_is_used():
    assert predict("1.3", 2, {80: 2}).grade == "right"
    assert repr(predict("1.3", 2)) == (
        '1.3: expected predict("1.3", your guess, solved), got 0 values after the guess.'
    )
    assert 'predict("1.3", None, solved) tells' in repr(predict("1.3", ..., {80: 2}))


def test_a_guess_that_cannot_be_one_gets_a_sentence_and_does_not_count():
    assert repr(predict("1.1", "half")) == "1.1: expected a number, got 'half'."
    assert repr(predict("1.2", ["half", "no"])) == "1.2: w = 1: expected a number, got 'half'."
    assert scorebook.entries() == {}


def test_none_tells_and_a_later_guess_does_not_count():
    told = predict("1.2", None)
    assert repr(told) == "1.2: without a guess\n       what happens\nw = 1  0.5\nflips  no"
    assert told.grade is None
    assert "(not counted: the answer was asked for before)" in repr(predict("1.2", [0.5, "no"]))
    assert repr(score("01")) == "Predictions of this chapter: none of 4 made yet."


def test_a_sketch_is_drawn_with_the_truth():
    made = predict("1.4", [0.0, 0.9])._repr_mimebundle_()
    assert 'alt="' in made["text/html"]
    assert "your sketch" in made["text/html"]
    assert made["text/plain"].startswith("1.4: right")
    assert "text/html" in predict("1.4", None)._repr_mimebundle_()
    assert "text/html" not in predict("1.1", 0.5)._repr_mimebundle_()


@pytest.mark.parametrize("name", ["1.9", "9.1", "", 1.1, None, "x", "../check"])
def test_there_is_no_such_prediction(name):
    with pytest.raises(
        ValueError, match=r"name: expected the number of a prediction \(1\.1, 1\.2, 1\.3, 1\.4\)"
    ):
        predict(name, 0)


@pytest.mark.parametrize("chapter", ["99", 98, "", None])
def test_there_is_no_such_chapter(chapter):
    with pytest.raises(ValueError, match=r"chapter: expected one of 00, 01, 02"):
        score(chapter)


def test_the_score_is_one_line():
    assert repr(score(1)) == "Predictions of this chapter: none of 4 made yet."
    predict("1.1", 0.5), predict("1.2", [3, "yes"]), predict("1.3", 3, {80: 2})
    assert repr(score("01")) == (
        "Predictions of this chapter: 3 of 4 made: 1 right, 1 close, 1 not this time."
    )


def test_outside_of_a_copy_nothing_is_written(tmp_path):
    predict("1.1", 0.5)
    assert list(tmp_path.iterdir()) == []


def test_in_a_copy_a_restart_loses_nothing(copy, monkeypatch):
    (copy.parent / "solutions").mkdir()
    monkeypatch.chdir(copy.parent / "solutions")
    predict("1.1", 0.9)
    monkeypatch.setattr(scorebook, "_memory", {})
    assert "(your first guess counts: off)" not in repr(predict("1.1", 0.5))
    assert "(your first guess counts: not this time)" in repr(predict("1.1", 0.5))
    assert scorebook.entries() == {"1.1": {"guess": "0.9", "grade": "off"}}
    assert json.loads(copy.read_text())["guesses"] == scorebook.entries()
    assert sorted(p.name for p in copy.parent.iterdir()) == sorted(
        [copy.name, ".originals.json", "solutions"]
    )


@pytest.mark.parametrize("damage", ["", "[]", "{", '{"guesses": 3}', '{"guesses": {"1.1": 0}}'])
def test_a_damaged_file_counts_as_nothing_and_is_replaced(copy, damage):
    copy.write_text(damage)
    assert repr(score("01")) == "Predictions of this chapter: none of 4 made yet."
    assert predict("1.1", 0.5).grade == "right"
    assert json.loads(copy.read_text())["guesses"]["1.1"]["grade"] == "right"


def test_a_copy_that_cannot_be_written_keeps_the_score_in_memory(copy, monkeypatch):
    monkeypatch.setattr(scorebook.Path, "write_text", _refuse)
    assert predict("1.1", 0.5).grade == "right"
    assert "(your first guess counts: right)" in repr(predict("1.1", 0.9))


def _refuse(*_, **__):
    raise PermissionError
