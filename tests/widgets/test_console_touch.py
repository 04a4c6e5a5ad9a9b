"""The console's picture can be touched: valves, lanes, wires, the map of units; every gesture is one undo."""

import random

import numpy as np
import pytest

from lstm_teach import Cut, Hold, unroll
from lstm_teach.draw.parts import part_of
from lstm_teach.widgets.console import ConsoleState
from tests.draw.pictures import texts
from tests.widgets.consoles import GATED, check, click, drag, make, press, x_of
from tests.widgets.walks import SEEDS, back, walk

pytestmark = pytest.mark.slow  # each for every cell with gates
every_cell = pytest.mark.parametrize("name", GATED)
PER_UNIT = 80.0  # so far a valve is dragged from shut to open


def own_value(console, gate):
    """What the gate is at the cursor, with all other gates as they are held."""
    setup, state = console.setup, console.state
    others = tuple(hold for hold in state.holds if hold.gate != gate)
    values = getattr(unroll(setup.cell, setup.params, setup.x, holds=others), gate)[state.t - 1, 0]
    return float(values[state.unit * len(values) // setup.H])


def is_run_of(console, holds=(), cuts=()):
    setup = console.setup
    trace = unroll(setup.cell, setup.params, setup.x, holds=holds, cuts=cuts)
    return all(np.array_equal(getattr(console.trace, n), getattr(trace, n)) for n in trace.array_names())


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
def test_every_gate_has_a_valve_and_a_lane_and_every_wire_is_there(name):
    console = make(name)
    keys = [part.key for part in console.parts]
    assert len(set(keys)) == len(keys)
    gates = console.setup.gates
    assert {f"gate:{gate}" for gate in gates} == {key for key in keys if key.startswith("gate:")}
    assert {f"lane:{gate}" for gate in gates} <= set(keys)
    wires = {tuple(key.split(":")[1:]) for key in keys if key.startswith("wire:")}
    assert wires
    assert wires <= set(console.setup.cell.wires)
    assert {"time", "heat:c" if "c" in console.setup.cell.state_names else "heat:h"} <= set(keys)


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
        console.gates[gate] = "learned"
        up(console, gate, 8.0)
        now = round(own_value(console, gate), 3)
        assert console.holds == (Hold(gate, round(min(now + 0.1, 1.0), 2)),)
        console.gates[gate] = "learned"


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
        console.gates[gate] = "learned"


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
            ("Delete", "learned"), ("End", "open"), ("Backspace", "learned"), ("b", "learned"),
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


@every_cell
def test_other_lanes_and_the_time_axis_move_the_cursor(name):
    console = make(name, B=1, D=5)  # of more inputs than are named all are lanes, too
    lanes = [p.key for p in console.parts if p.key == "time" or p.key.startswith("lane:")]
    lanes = [key for key in lanes if key.partition(":")[2] not in console.setup.gates]
    assert {"time", "lane:h", "lane:error"} <= set(lanes)
    run = console.run
    for key in lanes:
        click(console, key, 7)
        assert console.t == 7
        _, y = part_of(console.parts, key).middle
        drag(console, key, (x_of(console, 7), y), (x_of(console, 9), y), (x_of(console, 3), y))
        assert console.t == 3
        press(console, key, "ArrowRight", shift=True)
        assert console.t == 4
        press(console, key, "Delete")
        check(console)
    assert console.state.holds == ()
    assert console.run is run  # nothing was computed


@every_cell
def test_every_wire_is_cut_and_mended(name):
    console = make(name, state=ConsoleState(t=6))
    start = console.picture
    wires = [part.key for part in console.parts if part.key.startswith("wire:")]
    for n, key in enumerate(wires):
        source, target = key.split(":")[1:]
        cut, here = Cut(source, target), Cut(source, target, 5, 6)
        before = back(console)
        click(console, key)
        assert console.cuts == (cut,)
        assert is_run_of(console, cuts=(cut,))
        assert part_of(console.parts, key).text == "cut, carries nothing"
        press(console, key, ("Enter", " ")[n % 2])
        assert console.cuts == ()
        click(console, key, shift=True)
        assert console.cuts == (here,)
        assert is_run_of(console, cuts=(here,))
        check(console)
        console.t = 7
        assert part_of(console.parts, key).text != "cut, carries nothing"
        console.t = 6
        click(console, key)
        assert console.cuts == ()
        assert console.picture == start
        assert back(console) >= before + 4
        x, y = part_of(console.parts, key).middle
        drag(console, key, (x, y), (x + 9, y))  # no click
        assert console.cuts == ()


@every_cell
def test_the_map_of_units_chooses_unit_and_step(name):
    console = make(name)
    key = next(part.key for part in console.parts if part.kind == "unit")
    _, top, _, height = part_of(console.parts, key).box
    run, before = console.run, back(console)
    for unit, t in ((2, 7), (0, 12), (3, 1)):
        drag(console, key, (x_of(console, t), top + (unit + 0.5) * height / 4))
        assert (console.unit, console.t) == (unit, t)
        check(console)
    drag(console, key, (x_of(console, 4), top + 1), (-50.0, top + 900))
    assert (console.unit, console.t) == (3, 1)
    assert back(console) == before + 1  # looking around is one step
    for pressed, unit, t in (
        ("ArrowDown", 3, 1), ("ArrowUp", 2, 1), ("ArrowRight", 2, 2), ("End", 2, 12), ("Home", 2, 1),
        ("ArrowUp", 1, 1), ("ArrowUp", 0, 1), ("ArrowUp", 0, 1), ("ArrowDown", 1, 1),
    ):  # fmt: skip
        press(console, key, pressed)
        assert (console.unit, console.t) == (unit, t)
    assert console.run is run


@every_cell
def test_a_cancelled_gesture_leaves_nothing(name):
    gate = GATED[name].gate_names[0]
    console = make(name, state=ConsoleState((Hold(gate, 0.4, 2, 9),), t=6, unit=1))
    before = (console.state, console.picture, back(console))
    for part in console.parts:
        left, top, width, height = part.box
        for shift in (False, True):
            places = [part.middle, (left + width * 0.8, top - 30), (left + width * 0.3, top + height / 3)]
            drag(console, part.key, *places, shift=shift, end="cancel")
            assert (console.state, console.picture, back(console)) == before
    check(console)


@every_cell
@pytest.mark.parametrize("H", [1, 4])
def test_the_number_of_a_part_is_the_one_that_is_drawn(name, H):
    gate = GATED[name].gate_names[0]
    for t in (1, 6, 12):
        console = make(name, H=H, state=ConsoleState((Hold(gate, 0.37, 2, 8),), t=t, unit=H - 1))
        drawn = [text.removesuffix(" held") for text in texts(console.picture)]
        sliders = [part for part in console.parts if part.role == "slider"]
        assert len(sliders) >= 2 * len(console.setup.gates) + 3
        for part in sliders:
            if part.key == "time":
                assert part.text == f"step {t} of 12"
                assert f"t = {t}" in drawn
                continue
            number = part.text.split(": ")[-1].split(" at step")[0].split(", ")[0]
            assert any(text == number or text.endswith(f" {number}") for text in drawn), part
            if part.kind == "valve":
                index = console.equations.index(part.key.partition(":")[2])
                value = float(getattr(console.trace, part.key[5:])[t - 1, 0, index])
                assert part.now == round(value, 3)
                assert number == f"{value:.2f}"
                is_held = part.key == f"gate:{gate}" and 3 <= t <= 8
                assert part.text.endswith(", held" if is_held else ", free")
            elif part.kind == "lane":
                assert (part.now, part.low, part.high) == (t, 1, 12)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("name", ["LSTM", "GRU"])
def test_1000_touches_never_leave_a_stale_picture_and_are_undone_bit_for_bit(name, seed):
    console = make(name, T=9, H=2)
    walk(console, random.Random(seed), check)
    assert console.holds
    assert console.cuts or console.edits
