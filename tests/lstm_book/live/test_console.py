"""The console on a page: what is drawn is what the console shows, and what is said is what it says."""

import json
import math
import random

import numpy as np
import pytest

from lstm_book.chapter_04 import closing_door
from lstm_book.chapter_05.drifting_stream import drifting_stream
from lstm_book.chapter_05.live import LIVE as FIVE
from lstm_book.live import Console
from lstm_book.live.export import exported
from lstm_book.live.movable import settings_at
from lstm_book.live.packing import read, texts_of
from lstm_teach import LSTM, MEMORY_BLOCK, Hold
from lstm_teach.widgets import ConsoleState, GateConsole
from lstm_teach.widgets.picture import Touch

FEW = 2


def lstm_console(state=None, T=4, H=1, **given):
    rng = np.random.default_rng(5)
    return GateConsole(
        LSTM, LSTM.init(rng, 1, H), rng.normal(size=(T, 1, 1)), state or ConsoleState(t=2), **given
    )


def all_views(grid, console, told):
    """Yield every drawn state of every block: the settings, and a function that reads what is said of it."""
    axes = {name: axis["values"] for name, axis in zip(grid.around(console), told["axes"], strict=True)}
    texts = texts_of(told["texts"])
    for block in told["blocks"]:
        numbers = {list(axes)[n]: places for n, places in block["axes"]}
        shape = [len(places) for places in numbers.values()]
        for k, values in enumerate(settings_at(axes, numbers)):
            at = [k // math.prod(shape[n + 1 :]) % shape[n] for n in range(len(shape))]
            yield (
                block,
                values,
                lambda one, at=at, shape=shape: read(one, shape, at, texts, told["tables"]),
            )


def same(console, block, said):
    """Whether the console shows what is drawn, and has the parts that are told."""
    svg = "".join(said(one) for one in block["svg"])
    there = [key for key, one in block["parts"].items() if json.loads(said(one["there"]))]
    return (
        svg == console.picture
        and json.loads(said(block["view"]["code"])) == console.code
        and sorted(there) == sorted({part.key for part in console.parts})
    )


@pytest.mark.slow
@pytest.mark.parametrize(
    "grid",
    [
        Console(("i", "f", "o"), values=(0.5,), alone=True),
        Console(("f", "o"), together=True, values=()),
        Console(("f",), looks={"stop": (0, 3)}, if_free={"unit": (0, 1)}, steps=(2,)),
    ],
    ids=["one at a time", "together", "stops and units"],
)
def test_all_that_is_drawn_is_what_the_console_shows(grid):
    console = lstm_console(H=2)
    base, tried = lstm_console(H=2), 0
    told = exported(grid, console, FEW)
    assert console.state == base.state
    for block, values, said in all_views(grid, base, told):
        console.state = grid.state(base, values)
        assert same(console, block, said), values
        tried += 1
    assert tried > 20


def test_a_start_that_no_axis_has_is_kept():
    grid, state = Console(("i", "f")), ConsoleState((Hold("f", 0.3, 1, 3), Hold("o", 0.2)), t=2)
    console = lstm_console(state)
    axes = grid.around(console)
    assert axes["f"][-1] == "as at the start"
    assert "as at the start" not in axes["i"]
    start = {name: axes[name][k] for name, k in zip(axes, grid.place(console, axes), strict=True)}
    assert grid.state(console, start) == console.state
    assert grid.state(console, start | {"f": "free", "i": "open"}).holds == (Hold("i", 1.0), Hold("o", 0.2))


def test_a_start_that_axes_have_is_found():
    grid = Console(("y_in", "y_out"), together=True)
    rng = np.random.default_rng(3)
    state = ConsoleState((Hold("y_in", 1.0, 1, 2), Hold("y_out", 1.0, 3)), t=2)
    console = GateConsole(MEMORY_BLOCK, MEMORY_BLOCK.init(rng, 1, 1), rng.normal(size=(4, 1, 1)), state)
    axes = grid.around(console)
    start = dict(zip(axes, grid.place(console, axes), strict=True))
    assert axes["y_in"][start["y_in"]] == axes["y_out"][start["y_out"]] == "open at one step"
    assert (axes["step of y_in"][start["step of y_in"]], axes["step of y_out"][start["step of y_out"]]) == (
        2,
        4,
    )
    assert any(
        all(start[name] in places for name, places in block.items()) for block in grid.blocks(console, axes)
    )


@pytest.mark.slow
def test_a_touch_leads_where_the_console_itself_goes():
    """Of clicks, with Shift and without, and of keys: where the holds that follow can be set on the page."""
    grid, console, base = (
        Console(("i", "f", "o"), alone=True, values=(0.5,)),
        lstm_console(T=3),
        lstm_console(T=3),
    )
    told, rng = exported(grid, base, None), random.Random(2)
    axes = grid.around(base)
    names, tried = list(axes), dict.fromkeys(("press", "shift press", "Home", "shift End", "Delete"), 0)
    for block, values, said in all_views(grid, base, told):
        before, gate, way = grid.state(base, values), rng.choice(grid.gates), rng.choice(list(tried))
        console.state = before
        key, shift = f"gate:{gate}", way.startswith("shift")
        if "press" in way:
            place = next(part.middle for part in console.parts if part.key == key)
            for phase in ("down", "up"):
                console.touch(Touch(phase, key, *place, shift=shift))
        else:
            console.touch(Touch("key", key, name=way.removeprefix("shift "), shift=shift))
        moves = json.loads(said(block["parts"][key]["moves"])).get(way, [])
        led = {names[n]: k for n, k in zip(moves[::2], moves[1::2], strict=True)}
        after = grid.moves(base, axes, gate, console.state.holds_of(gate))
        if after is not None:
            assert led == after, (values, gate, way)
            tried[way] += 1
        else:  # what it is held at elsewhere cannot be kept
            assert shift
            assert axes[gate][led[gate]].endswith("at one step")
    assert min(tried.values()) > 5


@pytest.mark.slow
@pytest.mark.parametrize("make", [closing_door, drifting_stream])
def test_what_a_challenge_says_is_what_the_console_says(make):
    gates, values = (("y_in",), (0.002, 0.05)) if make is closing_door else (("f",), (0.85, 0.95))
    firsts = (1, 6) if make is closing_door else ()
    grid = Console(gates, values=values, firsts=firsts, steps=(), modes=("open",), cursor=(2, 60), streams=2)
    told, base, passed = exported(grid, make(), None), make(), []
    for block, setting, said in all_views(grid, base, told):
        if "t" in setting:
            continue
        console = make()
        for _ in range(setting["stream"]):  # each commit is made from the stream that is shown at first
            console.state = grid.state(base, setting)
            result = console.commit()
        assert json.loads(said(block["view"]["result"])) == str(result)
        passed.append(result.passed)
        if result.fault is not None:
            assert same(console, block, said)
            assert console.state.noise == setting["stream"]
    assert set(passed) == {True, False}


def test_a_setting_that_a_challenge_forbids_is_refused():
    grid = Console(("y_in",), values=(0.0005, 0.5), steps=(), modes=(), cursor=(2,), streams=1)
    with pytest.raises(ValueError, match="held from 0.001 to 1"):
        exported(grid, closing_door(), None)


def test_the_challenge_can_be_passed_and_failed_on_the_page():
    values = FIVE["ch05-challenge"].values
    assert {0.85, 0.95} <= {round(value, 3) for value in values}
    assert len(set(values)) == len(values)
