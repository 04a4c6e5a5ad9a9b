"""The list of tests and the chosen one: marks say what passed."""

from lstm_book.chapter_06.bench_run import BenchTest
from lstm_book.chapter_06.bench_tests import LONGEST, ROW, short, trial_list, trial_rows
from lstm_teach.draw import theme
from lstm_teach.draw.timeline import Axis
from tests.draw.pictures import NS, parse, texts

GOOD = BenchTest("01", (0.0, 1.0), (False, False))
BAD = BenchTest("0110", (0.0, 1.0, 0.0, 0.5), (False, True, False, True))


def marks(drawing, colour):
    return [p for p in parse(drawing.svg()).iter(f"{NS}path") if f"stroke:{colour}" in p.get("style")]


def test_every_test_has_a_row_a_mark_and_where_it_fails():
    drawing = trial_list([GOOD, BAD, BAD], 1)
    assert texts(drawing.svg()) == ["01", "0110", "step 2", "0110", "step 2"]
    assert (len(marks(drawing, theme.GREEN)), len(marks(drawing, theme.VERMILLION))) == (1, 4)
    assert drawing.label == "1 of 3 tests pass"
    assert drawing.description == "01: passes. 0110: fails at step 2. 0110: fails at step 2."
    (ground,) = parse(drawing.svg()).iter(f"{NS}rect")
    assert float(ground.get("y")) == ROW


def test_the_chosen_test_stands_over_its_steps():
    drawing = trial_rows(BAD, 2, 450.0)
    places = {text: [] for text in "01"}
    for element in parse(drawing.svg()).iter(f"{NS}text"):
        if element.text in places and element.get("y") == "14":
            places[element.text].append(float(element.get("x")))
    axis = Axis(4, 450.0)
    assert places == {"0": [axis.x(1), axis.x(4)], "1": [axis.x(2), axis.x(3)]}
    assert len(marks(drawing, theme.GREEN)) == 2
    assert len(marks(drawing, theme.VERMILLION)) == 4
    assert drawing.description == "Wanted: 0, 1, 0, 0.5. Wrong at step 2, 4."
    assert trial_rows(GOOD, 1, 450.0).description.endswith("Wrong at step none.")


def test_long_sequences_are_shortened_with_their_length():
    assert short("a" * LONGEST) == "a" * LONGEST
    assert short("a" * 30) == "aaaaaaaaa… (30)"
    assert len(short("a" * 30)) == LONGEST


def test_wanted_numbers_without_room_are_shown_at_the_cursor_only():
    trial = BenchTest("a" * 30, (-29.5,) * 30, (True,) * 30)
    assert texts(trial_rows(trial, 7, 538.0).svg()).count("−29.5") == 1
    assert texts(trial_rows(trial._replace(wanted=(29.0,) * 30), 7, 538.0).svg()).count("29") == 30
