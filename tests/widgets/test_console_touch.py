"""The console's picture can be touched: lanes, wires, the map of units; every gesture is one undo.

Valves and the lanes of gates are in `test_console_touch_gates`.
"""

import random

import pytest

from lstm_teach import Cut, Hold
from lstm_teach.draw.parts import part_of
from lstm_teach.widgets.console import ConsoleState
from tests.draw.pictures import texts
from tests.widgets.consoles import GATED, check, click, drag, is_run_of, make, press, x_of
from tests.widgets.walks import SEEDS, back, walk

pytestmark = pytest.mark.slow  # each for every cell with gates
every_cell = pytest.mark.parametrize("name", GATED)


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


def test_units_are_compared_over_the_steps_that_arrows_go_over_with_shift():
    console = make("LSTM", H=3)
    key = next(part.key for part in console.parts if part.kind == "unit")
    press(console, key, "ArrowLeft", shift=True)
    assert (console.t, console.like) == (1, None)  # there is no step before the first
    for name, t, like in (
        ("ArrowRight", 2, (1, 2)),
        ("PageDown", 12, (1, 12)),
        ("ArrowLeft", 11, (1, 12)),
    ):
        press(console, key, name, shift=True)
        assert (console.t, console.like) == (t, like)
        check(console)
    console.like = (2, 4)
    press(console, key, "ArrowLeft", shift=True)
    assert console.like == (10, 11)  # another stretch, since the cursor was beyond the old one
    press(console, key, "Delete")
    assert console.like is None
