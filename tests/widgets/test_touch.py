"""Touches of a picture: parts set settings, one gesture is one step of undo."""

from dataclasses import dataclass
from time import monotonic
from typing import ClassVar

import ipywidgets
import numpy as np
import pytest

from lstm_teach.draw.parts import Part
from lstm_teach.draw.svg import Drawing, circle, text
from lstm_teach.settings import Settings, real, whole
from lstm_teach.widgets.base import Explorable
from lstm_teach.widgets.controls import Control
from lstm_teach.widgets.picture import Touch
from tests.widgets.on_page import on_page


@dataclass(frozen=True, repr=False)
class PointState(Settings):
    w: float = real(0.0, -1.0, 1.0)
    t: int = whole(1, 1, 10, looking=True)
    widget: ClassVar[str] = "Point"


class Point(Explorable[PointState]):
    """A dot at (100 + 50 w, 20), and a lane of ten steps of 20 units below it."""

    settings = PointState

    def compute(self, state):
        if state.w == 0.5:
            raise ZeroDivisionError("a half")
        return state.w

    def draw(self, state, result):
        return Drawing(200, 60, f"w is {state.w}", "", circle(100 + 50 * state.w, 20, 4) + text(9, 50, "t"))

    def find_parts(self, state, result):
        def w_at(x, y):
            return round(min(max((x - 100) / 50, -1.0), 1.0), 2)

        def t_at(x, y):
            return min(max(int(x // 20) + 1, 1), 10)

        left = 100 + 50 * state.w - 8
        return (
            Part("w", "handle", (left, 12, 16, 16), "w", f"{state.w}", now=state.w, low=-1, high=1, drag="x",
                 setting="w", value_at=w_at, step=0.1),
            Part("t", "lane", (0, 40, 200, 20), "t", f"{state.t}", now=state.t, low=1, high=10, drag="x",
                 setting="t", value_at=t_at),
        )  # fmt: skip

    def _make_controls(self):
        return (
            {
                "w": Control(ipywidgets.FloatSlider(description="w", step=0.01)),
                "t": Control(ipywidgets.IntSlider(description="t")),
            },
        )


def drag(widget, key, *places):
    phases = ["down", *["move"] * (len(places) - 1)]
    for phase, (x, y) in zip(phases, places, strict=True):
        widget.touch(Touch(phase, key, x, y))
    widget.touch(Touch("up", key, *places[-1]))


def test_a_lane_is_set_where_it_is_pressed():
    point = Point()
    drag(point, "t", (70, 50))
    assert point.t == point.controls["t"].value == 4


def test_a_handle_does_not_jump_to_where_it_is_pressed():
    point = Point()
    drag(point, "w", (105, 20))
    assert point.w == 0.0
    drag(point, "w", (105, 20), (115, 20), (120, 20))
    assert point.w == 0.3  # moved by 15 of 50


def test_a_gesture_is_one_step_of_undo_and_a_cancelled_one_is_none():
    point = Point()
    drag(point, "w", (100, 20), (110, 20), (120, 20), (130, 20))
    assert point.w == 0.6
    point.touch(Touch("down", "w", 130, 20))
    point.touch(Touch("move", "w", 90, 20))
    assert point.w == -0.2
    point.touch(Touch("cancel", "w"))
    assert point.w == 0.6
    point.undo()
    assert point.state == PointState()
    point.undo()  # there is nothing before the start
    assert point.state == PointState()
    point.redo()
    assert point.w == 0.6
    assert on_page(point) == point.picture


@pytest.mark.parametrize(
    ("key", "name", "expected"),
    [
        ("w", "ArrowRight", {"w": 0.1}),
        ("w", "ArrowDown", {"w": -0.1}),
        ("w", "Home", {"w": -1.0}),
        ("w", "PageUp", {"w": 1.0}),
        ("t", "End", {"t": 10}),
        ("t", "ArrowLeft", {"t": 1}),
        ("t", "b", {}),
    ],
)
def test_keys(key, name, expected):
    point = Point()
    point.touch(Touch("key", key, name=name))
    assert point.state == PointState(**expected)
    assert type(point.t) is int
    point.touch(Touch("key", key, name="undo"))
    assert point.state == PointState()


def test_moves_of_one_slider_are_one_step_and_looking_around_is_one_and_keeps_what_can_be_redone():
    point = Point()
    for value in (0.1, 0.2, 0.3):
        point.controls["w"].value = value
    for t in (2, 3, 4):
        point.controls["t"].value = t
    point.undo()
    assert point.state == PointState(w=0.3)
    point.undo()
    assert point.state == PointState()
    point.t = 7
    point.redo()
    assert point.state == PointState(w=0.3)
    point.w = 0.4
    point.w = 0.6
    point.undo()
    assert point.w == 0.4  # from code every setting is a step


def answers(point, monkeypatch):
    """Return the list of all messages to the page that carry no picture."""
    sent = []
    monkeypatch.setattr(type(point._picture), "send", lambda picture, content: sent.append(content))
    return sent


def test_a_touch_that_changes_nothing_is_answered_without_the_picture(monkeypatch):
    point = Point(w=0.4)
    sent, view = answers(point, monkeypatch), point._picture.view
    hear = point._picture._handle_custom_msg
    hear({"n": 1, "phase": "down", "key": "w", "x": 120, "y": 20}, [])
    assert (sent, point._picture.view) == ([{"done": 1}], view)
    hear({"n": 2, "phase": "move", "key": "w", "x": 130, "y": 20}, [])
    assert (len(sent), point._picture.view["done"], point.w) == (1, 2, 0.6)
    view = point._picture.view
    hear({"n": 3, "phase": "up", "key": "w", "x": 130, "y": 20}, [])
    assert (sent, point._picture.view) == ([{"done": 1}, {"done": 3}], view)


def test_the_release_of_a_drag_computes_nothing_where_its_last_move_was(monkeypatch):
    point, computed = Point(), []
    plain = point.compute
    point.compute = lambda state: (computed.append(state.w), plain(state))[1]
    drag(point, "w", (100, 20), (110, 20), (115, 20))
    assert computed == [0.2, 0.3]


def test_a_release_ends_a_drag_where_it_is_also_without_its_moves():
    point = Point()
    point.touch(Touch("down", "w", 100, 20))
    point.touch(Touch("up", "w", 115, 20))
    assert point.w == 0.3
    point.undo()
    assert point.w == 0.0


def test_what_cannot_be_shown_changes_nothing_and_is_answered(monkeypatch):
    point = Point(w=0.4)
    sent = answers(point, monkeypatch)
    with pytest.raises(ZeroDivisionError):
        point._picture._handle_custom_msg({"n": 3, "phase": "key", "key": "w", "name": "ArrowRight"}, [])
    assert point.w == 0.4
    assert 'role="alert"' in on_page(point)
    assert sent == [{"done": 3}]
    point._picture._handle_custom_msg({"n": 4, "phase": "key", "key": "w", "name": "ArrowLeft"}, [])
    assert point.w == 0.3
    assert on_page(point) == point.picture


def test_what_a_slider_sends_back_of_a_drag_that_went_on_is_not_taken():
    point = Point()
    drag(point, "w", (100, 20), (110, 20), (115, 20))
    assert point.w == 0.3
    point.controls["w"].value = 0.2  # of the first move; the page answers late
    assert point.w == point.controls["w"].value == 0.3
    point.controls["w"].value = 0.25
    assert point.w == 0.25


def test_a_release_without_a_press_does_nothing():
    point = Point()
    point.touch(Touch("up", "w", 150, 20))
    point.touch(Touch("move", "w", 150, 20))
    assert point.state == PointState()


def begin_without_an_end(point):
    """Drag w to 0.3; the release is lost."""
    point.touch(Touch("down", "w", 100, 20))
    point.touch(Touch("move", "w", 110, 20))
    point.touch(Touch("move", "w", 115, 20))
    assert point.w == 0.3


ENDS = {
    "from code": lambda point: setattr(point, "w", 0.9),
    "the whole state": lambda point: setattr(point, "state", PointState(w=0.9)),
    "a control": lambda point: setattr(point.controls["w"], "value", 0.9),
    "a key": lambda point: point.touch(Touch("key", "w", name="End")),
    "a press": lambda point: drag(point, "w", (115, 20), (145, 20)),
}


@pytest.mark.parametrize("act", ENDS.values(), ids=ENDS.keys())
def test_a_gesture_whose_release_is_lost_ends_with_what_is_done_next(act):
    point = Point()
    begin_without_an_end(point)
    act(point)
    assert point.w >= 0.9
    assert not point._hand.is_busy
    point.touch(Touch("move", "w", 60, 20))  # too late
    assert point.w >= 0.9
    point.undo()
    assert point.w == 0.3
    point.undo()
    assert point.state == PointState()
    assert point._history.steps == (0, 2)


def test_a_gesture_whose_release_is_lost_is_undone_and_a_cursor_that_plays_ends_none():
    point = Point()
    begin_without_an_end(point)
    point.controls["t"].value = 4
    point.touch(Touch("move", "w", 120, 20))
    assert (point.w, point.t) == (0.4, 4)
    point.undo()
    assert point.state == PointState()
    point.redo()
    assert (point.w, point.t) == (0.4, 4)


def test_after_a_release_that_is_lost_a_slider_goes_back_to_where_the_drag_was(monkeypatch):
    point = Point()
    begin_without_an_end(point)
    now = monotonic()
    monkeypatch.setattr("lstm_teach.widgets.base.monotonic", lambda: now + 2.0)
    point.controls["w"].value = 0.2  # the drag was there
    assert point.w == point.controls["w"].value == 0.2


def test_what_is_sent_says_where_parts_are_and_what_they_say():
    view = Point(w=0.2)._picture.view
    assert view["size"] == [200, 60]
    assert view["code"] == "Point(w=0.2, t=1)"
    first, second = view["parts"]
    assert first["box"] == [102.0, 12.0, 16.0, 16.0]
    assert (first["role"], first["now"], first["text"]) == ("slider", 0.2, "0.2")
    assert "value_at" not in first
    assert second["key"] == "t"


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"kind": "door"}, "Part.kind"),
        ({"drag": "z"}, "Part.drag"),
        ({"now": None}, "Part.now"),
        ({"role": "switch"}, "Part.checked"),
        ({"checked": True}, "Part.checked"),
    ],
)
def test_a_part_says_what_it_lacks(wrong, message):
    fields = {"key": "a", "kind": "lane", "box": (0, 0, 1, 1), "label": "a", "now": 0, "low": 0, "high": 1}
    with pytest.raises(ValueError, match=message):
        Part(**fields | wrong)


def test_an_unknown_part_and_an_unknown_phase_are_named():
    point = Point()
    with pytest.raises(KeyError, match="expected one of w, t, got 'q'"):
        point.touch(Touch("key", "q", name="Home"))
    with pytest.raises(ValueError, match=r"Touch\.phase"):
        Touch("hover", "w")


def test_a_random_walk_of_touches_is_undone_bit_for_bit():
    rng, point = np.random.default_rng(0), Point()
    for _ in range(300):
        key = rng.choice(["w", "t"])
        if rng.random() < 0.4:
            point_at = rng.choice(["ArrowLeft", "ArrowRight", "End", "undo"])
            act = [Touch("key", key, name=str(point_at))]
        else:
            x, y = rng.uniform(0, 200), 20 if key == "w" else 50
            act = [Touch("down", key, x, y), Touch("move", key, rng.uniform(0, 200), y)]
            act.append(Touch(str(rng.choice(["up", "cancel"])), key, rng.uniform(0, 200), y))
        for touch in act:
            try:
                point.touch(touch)
            except ZeroDivisionError:
                assert point.w != 0.5
    assert on_page(point).endswith(point.picture)
    while point._history.steps[0]:
        point.undo()
    assert point.state == PointState()
    assert point.picture == Point().picture
