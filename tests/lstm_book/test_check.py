"""`check`: its verdicts, the exercises that it knows, and what it loads to find one."""

import importlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

import lstm_book
from lstm_book import check
from lstm_book.check import Verdict, chapters, exercises
from lstm_book.judges import judge_function, judge_number
from tests.bad_input import Bad, refuse

EXERCISES = [number for chapter in chapters() for number in exercises(chapter)]


def test_verdicts():
    assert bool(Verdict(True, "yes"))
    assert not Verdict(False, "no")
    assert repr(Verdict(False, "no: see there")) == "no: see there"


def test_check(monkeypatch):
    known = {"1.1": judge_number(2.0, 0.0), "1.2": judge_function(lambda a: (a, -a), [(1.0,)], ("a", "-a"))}
    monkeypatch.setattr(importlib.import_module("lstm_book.chapter_01.exercises"), "EXERCISES", known)
    assert (bool(check("1.1", 2)), repr(check("1.1", 2))) == (True, "1.1: correct.")
    assert (bool(check("1.1", 3)), repr(check("1.1", 3))) == (False, "1.1: not yet. 3 is too large.")
    for stub in (..., None):
        assert repr(check("1.1", stub)).startswith("1.1: not attempted yet.")
        assert not check("1.1", stub)
    assert repr(check("1.2", lambda a: ...)).startswith("1.2: not attempted yet.")


@pytest.mark.parametrize("name", ["9.9", "1.9", "01.1", "1", "", ".", "1.1 ", "../x.1", 1.1, None])
def test_an_unknown_number_lists_all_exercises(name):
    refuse(Bad(lambda w: check(name, 1), "name", rf"an exercise \({', '.join(EXERCISES)}\)", repr(name)))


def test_a_chapter_has_the_exercises_of_its_number():
    assert len(chapters()) >= 7
    assert chapters()[:7] == [f"chapter_{place:02}" for place in range(1, 8)]
    for chapter in chapters():  # further ones need not come in order
        place = int(chapter.removeprefix("chapter_"))
        assert chapter == f"chapter_{place:02}"
        assert exercises(chapter)
        assert all(number.startswith(f"{place}.") for number in exercises(chapter))


@pytest.mark.parametrize("name", EXERCISES)
def test_every_exercise_of_the_book_says_not_attempted_of_a_stub(name):
    assert "not attempted yet" in repr(check(name, ...))


def loaded_by(code):
    """Return the names of the modules that are loaded in a fresh interpreter after some code."""
    path = os.pathsep.join([str(Path(lstm_book.__file__).parents[1]), os.environ.get("PYTHONPATH", "")])
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", f"import sys\n{code}\nprint(*sys.modules)"],
        capture_output=True, text=True, check=True, env={**os.environ, "PYTHONPATH": path},
    )  # fmt: skip
    return set(done.stdout.split())


def test_the_import_is_light():
    loaded = loaded_by("import lstm_book")
    assert not {"ipywidgets", "matplotlib", "IPython"} & {name.split(".")[0] for name in loaded}
    assert not {name for name in loaded if name.startswith("lstm_book.chapter_")}


def test_a_check_loads_its_own_chapter_alone():
    loaded = loaded_by("from lstm_book import check\nassert check('3.6', 10)")
    assert {name.split(".")[1] for name in loaded if name.startswith("lstm_book.chapter_")} == {"chapter_03"}
