"""Every widget is measured, every move that is timed can be seen, and goals that are not met are reported."""

import ast

import pytest

from benchmarks import _specimens as specimens
from benchmarks._specimens import ECHO, LARGE, SMALL, Action, Walk, text_of
from benchmarks.widget_latency import Result, p95
from lstm_book.chapter_01 import Unroller

KNOWN = specimens.known()
ACTIONS = [(name, action.setting) for name, specimen in KNOWN.items() for action in specimen.actions]


def test_every_widget_is_measured() -> None:
    kinds = set(specimens.widgets_of_the_book().values())
    assert len(kinds) >= 6
    assert {type(specimen.make()) for specimen in KNOWN.values()} == kinds


@pytest.mark.slow
@pytest.mark.parametrize(("name", "setting"), ACTIONS)
def test_every_move_shows_in_the_text(name: str, setting: str) -> None:
    widget = KNOWN[name].make()
    walk = Walk(widget, setting)
    texts = [text_of(widget)]
    # Further than to the end of a slider of 100 steps; twice through a choice.
    options = getattr(walk.control, "options", None)
    for _ in range(2 * len(options) + 1 if options else 130):
        press = walk.press()
        assert press.text == text_of(widget) != texts[-1]
        texts.append(press.text)
    assert len(set(texts)) > 2


def test_a_walk_turns_at_the_ends_of_a_slider() -> None:
    echo = ECHO.make()
    slider = echo.controls["number"]
    slider.value = slider.max - 1
    walk = Walk(echo, "number")
    assert [(walk.press().key, slider.value) for _ in range(3)] == [
        ("ArrowRight", slider.max),
        ("ArrowLeft", slider.max - 1),
        ("ArrowLeft", slider.max - 2),
    ]


def test_a_move_that_cannot_be_seen_is_refused() -> None:
    unroller = Unroller(kick=0.0)
    with pytest.raises(RuntimeError, match="expected a move that changes the text"):
        Walk(unroller, "kick_steps").press()


@pytest.mark.parametrize("name", KNOWN)
def test_a_specimen_comes_back_to_its_start(name: str) -> None:
    widget = KNOWN[name].make()
    start, picture = vars(widget.state), widget.picture
    for action in KNOWN[name].actions:
        Walk(widget, action.setting).press()
    widget.set(**start)
    assert widget.picture == picture


def test_the_notebook_is_python_and_has_a_cell_for_each() -> None:
    cells = specimens.cells(list(KNOWN.values()))
    assert len(cells) == len(KNOWN) + 1
    for cell in cells:
        ast.parse(cell)


@pytest.mark.parametrize(
    ("goal", "times", "met"),
    [
        (SMALL, [40.0] * 40, True),
        (SMALL, [41.0] * 40, True),
        (SMALL, [43.0] * 40, False),
        (SMALL, [34.0] * 37 + [60.0] * 3, True),
        (SMALL, [34.0] * 37 + [75.0] * 3, False),
        (LARGE, [98.0] * 40, True),
        (LARGE, [34.0] * 37 + [105.0] * 3, False),
    ],
)
def test_a_goal_holds_for_the_median_and_for_the_p95(
    goal: specimens.Goal, times: list[float], met: bool
) -> None:
    result = Result("Echo", Action("number", "number", goal), times, [33.0] * 40, [], [])
    assert result.met == met


def test_the_p95_is_below_the_slowest_press() -> None:
    assert p95([float(n) for n in range(101)]) == pytest.approx(95.0)
