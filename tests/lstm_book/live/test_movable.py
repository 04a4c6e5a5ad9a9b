"""The writing machine, the co-writer and the game on a page: a touch leads where the widget's own leads."""

import itertools
from dataclasses import replace

import pytest

from lstm_book.chapter_00 import WritingMachine
from lstm_book.chapter_00.live import Machine
from lstm_book.chapter_13 import CoWriter, GuessingGame
from lstm_book.chapter_13.live import Played
from lstm_book.live.touches import rows
from lstm_teach.draw.parts import part_of
from lstm_teach.gates import Hold
from lstm_teach.widgets.picture import Touch

SIZE = (800.0, 400.0)


def moved(axes, values, to):
    """What a page does: go to an index on each of some axes."""
    return values | {
        list(axes)[axis]: list(axes.values())[axis][index]
        for axis, index in zip(to[::2], to[1::2], strict=True)
    }


@pytest.mark.slow
@pytest.mark.parametrize("mode", ["learned", "shut", "open"])
def test_a_valve_on_the_page_leads_where_a_click_leads(mode):
    machine, grid = WritingMachine(), Machine()
    axes = grid.around(machine)
    values = {"f": mode, "i": "learned", "o": "learned", "letter": 61, "dice": 0, "t": 240}
    machine.state = grid.state(machine, values)
    assert grid.place(machine, axes) == [list(axes[name]).index(values[name]) for name in axes]
    told = grid.targets(machine, part_of(machine.parts, "gate:f"), axes, machine.state, SIZE)
    asked = grid.state(machine, moved(axes, values, told["moves"]["press"]))
    by_key = {key: grid.state(machine, moved(axes, values, to)).holds for key, to in told["moves"].items()}
    assert by_key["Home"] == (Hold("f", 0.0, 60),)
    assert by_key["End"] == (Hold("f", 1.0, 60),)
    assert by_key["Delete"] == ()
    for phase in ("down", "up"):
        machine.touch(Touch(phase, "gate:f", *part_of(machine.parts, "gate:f").middle))
    assert machine.holds == asked.holds
    assert asked.t == 240


def test_a_valve_before_its_letter_shows_all_that_is_written():
    machine, grid = WritingMachine(t=21), Machine()
    axes = grid.around(machine)
    valve = part_of(machine.parts, "gate:i")
    held = replace(machine.state, holds=(Hold("i", 0.0, 60),))
    told = grid.targets(machine, valve, axes, held, SIZE)
    assert moved(axes, {}, told["moves"]["press"]) == {"i": "open", "t": 240}
    free = grid.targets(machine, valve, axes, machine.state, SIZE)
    assert moved(axes, {}, free["moves"]["press"]) == {"i": "shut"}
    assert moved(axes, {}, free["moves"]["ArrowRight"]) == {"t": 24}


@pytest.mark.parametrize(
    ("widget", "key"),
    [
        (WritingMachine(), "page"),
        (CoWriter("novel", text="It is a truth universally " * 9, t=3), "text"),
    ],
)
def test_a_place_in_several_rows_leads_where_it_is(widget, key):
    part = part_of(widget.parts, key)
    values = list(range(int(part.low), int(part.high) + 1))
    told, tried = rows(part, values), set()
    left, top, width, height = part.box
    for across, down in itertools.product((0.1, 0.4, 0.8), (0.1, 0.3, 0.5, 0.9)):
        x, y = left + across * width, top + down * height
        leads = [led for begins, led in told if begins <= y][-1]
        index = [led for begins, led in zip(leads[::2], leads[1::2], strict=True) if begins <= x][-1]
        assert abs(values[index] - part.value_at(x, y)) <= 1
        tried.add(index)
    assert len(tried) > 3


def test_the_network_guesses_for_the_reader():
    game, grid = GuessingGame(passage=1), Played((1, 2))
    axes = grid.around(game)
    assert grid.place(game, axes) == [0, 0]
    state = grid.state(game, {"passage": 2, "guesses": 4})
    game.set(passage=2)
    game.state = state
    assert len(game.guesses) == len(game.revealed) == state.t == 4
    right = game.result.right
    assert (right[0] == right[1]).all()
    assert grid.place(game, axes) == [1, 4]
