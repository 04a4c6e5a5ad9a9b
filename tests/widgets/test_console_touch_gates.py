"""Valves and the lanes of gates can be touched: clicks, drags and keys hold a gate; each is one undo."""

import numpy as np
import pytest

from lstm_teach import Hold
from lstm_teach.draw.parts import part_of
from lstm_teach.widgets.console import ConsoleState
from lstm_teach.widgets.picture import Touch
from tests.widgets.consoles import GATED, check, click, drag, is_run_of, make, own_value, press, x_of
from tests.widgets.walks import back

pytestmark = pytest.mark.slow  # each for every cell with gates
every_cell = pytest.mark.parametrize("name", GATED)
PER_UNIT = 80.0  # so far a valve is dragged from shut to open


def up(console, gate, height, **options):
    """Drag a valve up by a height, in three moves."""
    x, y = part_of(console.parts, f"gate:{gate}").middle
    drag(console, f"gate:{gate}", *((x, y - height * share) for share in (0.0, 0.3, 0.6, 1.0)), **options)


def along(console, gate, first, last, share, **options):
    """Drag along a gate's lane, at a share of its height from the top."""
    _, top, _, height = part_of(console.parts, f"lane:{gate}").box
    y = top + share * height
    places = [(x_of(console, t), y) for t in (first, (first + last) // 2, last)]
    drag(console, f"lane:{gate}", *places, **options)


def in_time(console):
    """The holds in the order of their steps; those of one gate do not overlap."""
    return tuple(sorted(console.holds, key=lambda hold: hold.start))


@every_cell
@pytest.mark.parametrize(
    ("by", "shift", "t"),
    [("click", False, 5), ("click", False, 12), ("click", True, 5), ("Enter", False, 1), (" ", True, 12)],
)
def test_a_valve_goes_to_the_opposite_end_to_the_other_and_is_free_again(name, by, shift, t):
    console = make(name, seed=3, state=ConsoleState(t=t))
    start = console.picture
    for gate in console.setup.gates:
        first = 0.0 if own_value(console, gate) >= 0.5 else 1.0
        stretch = (t - 1, t if t < 12 else None) if shift else ()
        wanted = [(Hold(gate, first, *stretch),), (Hold(gate, 1.0 - first, *stretch),), ()]
        before = back(console)
        for n, holds in enumerate(wanted):
            if by == "click":
                click(console, f"gate:{gate}", shift=shift)
            else:
                press(console, f"gate:{gate}", by, shift=shift)
            assert console.holds == holds
            assert console.gate == gate
            assert back(console) == before + n + 1
            assert is_run_of(console, holds)
            check(console)
        for holds in ((Hold(gate, 1.0 - first, *stretch),), (Hold(gate, first, *stretch),), ()):
            console.undo()
            assert console.holds == holds
    assert console.picture == start


@every_cell
def test_a_valve_follows_a_drag_and_80_units_are_1(name):
    console = make(name, state=ConsoleState(t=4))
    for gate in console.setup.gates:
        console.gates[gate] = 0.25
        before = back(console)
        for height, value in ((40.0, 0.75), (-16.0, 0.55), (PER_UNIT, 1.0), (-PER_UNIT, 0.0), (-9.0, 0.0)):
            up(console, gate, height)
            assert console.gates[gate] == {0.0: "closed", 1.0: "open"}.get(value, value)
            check(console)
        assert back(console) == before + 4  # the last drag changed nothing
        console.undo()
        assert console.gates[gate] == "open"
        console.gates[gate] = "free"
        up(console, gate, 8.0)
        now = round(own_value(console, gate), 3)
        assert console.holds == (Hold(gate, round(min(now + 0.1, 1.0), 2)),)
        console.gates[gate] = "free"


@every_cell
def test_with_shift_the_other_steps_stay_as_they_are_held(name):
    console = make(name, state=ConsoleState(t=5))
    for gate in console.setup.gates:
        console.gates[gate] = (Hold(gate, 0.2, 0, 8), Hold(gate, 0.9, 10))
        before = back(console)
        up(console, gate, 40.0, shift=True)
        split = (Hold(gate, 0.2, 0, 4), Hold(gate, 0.7, 4, 5), Hold(gate, 0.2, 5, 8), Hold(gate, 0.9, 10))
        assert in_time(console) == split
        assert back(console) == before + 1
        assert is_run_of(console, split)  # whose holds are in another order
        check(console)
        up(console, gate, -40.0, shift=True)  # at the value of its neighbours it is one stretch with them
        assert in_time(console) == (Hold(gate, 0.2, 0, 8), Hold(gate, 0.9, 10))
        press(console, f"gate:{gate}", "End", shift=True)
        values = getattr(console.trace, gate)[:, 0, 0]
        np.testing.assert_array_equal(
            values[[0, 1, 2, 3, 4, 5, 6, 7, 10, 11]], [0.2] * 4 + [1.0] + [0.2] * 3 + [0.9] * 2
        )
        console.gates[gate] = "free"


@every_cell
@pytest.mark.parametrize("value", [0.0, 1.0, 0.4])
def test_a_step_that_is_freed_leaves_its_neighbours_held(name, value):
    console = make(name, state=ConsoleState(t=5))
    for gate in console.setup.gates:
        console.set(holds=(Hold(gate, value),), gate=gate)
        for _ in range(3):
            click(console, f"gate:{gate}", shift=True)
            assert {hold for hold in console.holds if hold.start != 4 or hold.stop != 5} in (
                {Hold(gate, value)},
                {Hold(gate, value, 0, 4), Hold(gate, value, 5)},
            )
            if not any(hold.is_active(4) for hold in console.holds):
                break
        assert in_time(console) == (Hold(gate, value, 0, 4), Hold(gate, value, 5))
        assert is_run_of(console, in_time(console))


@every_cell
def test_keys_of_a_valve(name):
    console = make(name, state=ConsoleState(t=4))
    for gate in console.setup.gates:
        key = f"gate:{gate}"
        for pressed, setting in (
            ("Home", "closed"), ("ArrowUp", 0.05), ("ArrowUp", 0.1), ("ArrowDown", 0.05),
            ("ArrowDown", "closed"), ("ArrowDown", "closed"), ("End", "open"), ("ArrowUp", "open"),
            ("Delete", "free"), ("End", "open"), ("Backspace", "free"), ("b", "free"),
        ):  # fmt: skip
            press(console, key, pressed)
            assert console.gates[gate] == setting
        for pressed, t in (
            ("ArrowLeft", 3),
            ("ArrowRight", 4),
            ("PageDown", 12),
            ("PageUp", 2),
            ("PageUp", 1),
        ):
            press(console, key, pressed)
            assert console.t == t
        press(console, key, "ArrowDown", shift=True)
        (hold,) = console.holds
        assert (hold.gate, hold.start, hold.stop) == (gate, 0, 1)
        assert hold.value == pytest.approx(round(own_value(console, gate) / 0.05) * 0.05 - 0.05, abs=1e-9)
        console.set(holds=(), t=4)
        check(console)


@every_cell
def test_along_a_lane_steps_are_held_and_neighbours_of_one_value_are_joined(name):
    console = make(name)
    for gate in console.setup.gates:
        before = back(console)
        along(console, gate, 3, 5, 0.2)
        assert (console.holds, console.t, console.gate) == ((Hold(gate, 1.0, 2, 5),), 5, gate)
        along(console, gate, 8, 6, 0.2)  # from right to left
        assert (console.holds, console.t) == ((Hold(gate, 1.0, 2, 8),), 6)
        along(console, gate, 5, 6, 0.8)
        split = (Hold(gate, 1.0, 2, 4), Hold(gate, 0.0, 4, 6), Hold(gate, 1.0, 6, 8))
        assert in_time(console) == split
        assert is_run_of(console, split)  # whose holds are in another order
        check(console)
        along(console, gate, 9, 12, 0.8)
        assert in_time(console)[-1] == Hold(gate, 0.0, 8)  # up to the end
        assert back(console) == before + 4
        for holds in (split, (Hold(gate, 1.0, 2, 8),), (Hold(gate, 1.0, 2, 5),), ()):
            console.undo()
            assert in_time(console) == holds


@every_cell
def test_a_lane_keeps_what_a_drag_passed_only_up_to_where_it_ends(name):
    console = make(name)
    gate = console.setup.gates[0]
    _, top, _, height = part_of(console.parts, f"lane:{gate}").box
    drag(console, f"lane:{gate}", *((x_of(console, t), top + 0.1 * height) for t in (3, 9, 5)))
    assert console.holds == (Hold(gate, 1.0, 2, 5),)
    drag(console, f"lane:{gate}", *((x_of(console, t), top + 0.1 * height) for t in (8, 10, 8)))
    assert (console.holds, console.t) == ((Hold(gate, 1.0, 2, 5),), 8)


@every_cell
def test_keys_of_a_gates_lane(name):
    console = make(name, state=ConsoleState(t=4))
    gate = console.setup.gates[1]
    key = f"lane:{gate}"
    value = float(own_value(console, gate) < 0.5)
    for side, first, last, t in (("ArrowRight", 4, 5, 5), ("ArrowRight", 4, 6, 6)):
        press(console, key, side, shift=True)
        assert (console.holds, console.t) == ((Hold(gate, value, first - 1, last),), t)
    console.t = 4
    press(console, key, "ArrowLeft", shift=True)
    assert (console.holds, console.t) == ((Hold(gate, value, 2, 6),), 3)
    assert is_run_of(console, console.holds)
    console.t = 6
    press(console, key, "PageDown", shift=True)
    assert (console.holds, console.t) == ((Hold(gate, value, 2),), 12)
    press(console, key, "ArrowRight", shift=True)
    assert (console.holds, console.t) == ((Hold(gate, value, 2),), 12)
    check(console)
    for pressed, t in (("Home", 1), ("ArrowRight", 2), ("ArrowLeft", 1), ("ArrowLeft", 1), ("End", 12)):
        press(console, key, pressed)
        assert console.t == t
    assert console.holds
    press(console, key, "Delete")
    assert console.holds == ()


@pytest.mark.parametrize("shift", [False, True])
def test_what_a_release_or_the_next_key_brings_is_ready_before(monkeypatch, shift):
    console, made = make("LSTM"), []
    plain = type(console).compute
    monkeypatch.setattr(
        type(console), "compute", lambda self, state: made.append(state) or plain(self, state)
    )
    x, y = part_of(console.parts, "gate:f").middle
    console.touch(Touch("down", "gate:f", x, y, shift))
    assert len(made) == 1
    assert console.state.holds == ()  # nothing of it is shown
    console.touch(Touch("up", "gate:f", x, y, shift))
    assert made == [console.state]
    check(console)
    press(console, "gate:f", "ArrowUp", shift=shift)
    del made[:]
    press(console, "gate:f", "ArrowUp", shift=shift)
    assert console.state not in made
    check(console)


@pytest.mark.parametrize("key", ["gate:f", "lane:c", "lane:f", "time"])
def test_the_next_step_of_an_arrow_is_drawn_before_it_comes(monkeypatch, key):
    console, drawn = make("LSTM"), []
    plain = type(console).draw
    monkeypatch.setattr(
        type(console), "draw", lambda self, *given: drawn.append(given[0].t) or plain(self, *given)
    )
    for t in (2, 3, 4):
        press(console, key, "ArrowRight")
        assert (console.t, drawn[-1]) == (t, t + 1)
        check(console)
    assert drawn == [2, 3, 4, 5]
    console.t = console.setup.T
    press(console, key, "ArrowRight")
    assert console.t == console.setup.T
    check(console)


def test_what_is_ready_is_dropped_when_something_else_comes():
    console = make("LSTM")
    x, y = part_of(console.parts, "gate:f").middle
    console.touch(Touch("down", "gate:f", x, y))
    console.touch(Touch("cancel", "gate:f", x, y))
    console.keep("start")
    console.beside = "start"
    console.touch(Touch("down", "gate:f", x, y))
    console.beside = None  # from code, while the valve is pressed
    console.touch(Touch("up", "gate:f", x, y))
    assert console.state.holds
    check(console)


def test_what_cannot_be_shown_is_told_when_it_is_asked_for(monkeypatch):
    console = make("LSTM")
    before = console.state

    def fail(state):
        raise RuntimeError("no room")

    monkeypatch.setattr(console, "compute", fail)
    x, y = part_of(console.parts, "gate:f").middle
    console.touch(Touch("down", "gate:f", x, y))
    with pytest.raises(RuntimeError, match="no room"):
        console.touch(Touch("up", "gate:f", x, y))
    assert console.state == before
