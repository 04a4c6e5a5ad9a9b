"""What of the walk's picture can be touched."""

import random

import pytest

from lstm_book.chapter_09 import GrammarWalk
from lstm_book.chapter_09.walk_networks import KINDS
from lstm_book.chapter_09.walk_run import MOST
from lstm_teach.draw.parts import part_of
from lstm_teach.widgets.picture import Touch
from tests.lstm_book.chapter_09.test_walk import some
from tests.lstm_book.touching import check_parts, drag, placed_texts, texts_in


def press(walk, key):
    x, y = part_of(walk.parts, key).middle
    walk.touch(Touch("down", key, x, y))
    walk.touch(Touch("up", key, x, y))


def test_parts_of_many_settings():
    rng = random.Random(0)
    for walk in some(8, 18):
        check_parts(walk, rng, handles=1)
        bar = part_of(walk.parts, "bar:X")
        assert bar.tip.startswith(f"Next symbol X: {walk.result.p[walk.t - 1, 0, 4]:.2f}, ")


def test_every_symbol_of_the_string_can_be_pressed_where_it_is_drawn():
    walk = GrammarWalk("P", 5, 3)
    text, lane = walk.state.string, part_of(walk.parts, "string")
    left, top, width, height = lane.box
    letters = [
        (x, letter) for letter, x, y in placed_texts(walk.picture)
        if top < y < top + 16 and x > left and len(letter) == 1
    ]  # fmt: skip
    assert "".join(letter for _, letter in sorted(letters)) == text
    for t, (x, _) in enumerate(sorted(letters)[:-1], start=1):
        walk.touch(Touch("down", "string", x, top + 5))
        walk.touch(Touch("up", "string", x, top + 5))
        assert walk.t == t
    drag(walk, "strips", dx=-1000)
    assert walk.t == 1
    walk.touch(Touch("key", "strips", name="ArrowRight"))
    walk.touch(Touch("key", "string", name="End"))
    assert walk.t == len(text) - 1


def test_an_outer_edge_chooses_the_outer_symbol():
    walk = GrammarWalk()
    for symbol in "PTPPT":
        assert texts_in(walk, f"outer:{symbol}") == [symbol]
        press(walk, f"outer:{symbol}")
        assert walk.outer == symbol
    walk.touch(Touch("key", "outer:P", name="Enter"))
    assert walk.state.string[1] == walk.state.string[-2] == "P"


@pytest.mark.parametrize(("setting", "letter"), [("s_loops", "S"), ("t_loops", "T")])
def test_a_loop_adds_a_round_and_its_sign_takes_one(setting, letter):
    walk = GrammarWalk(s_loops=0, t_loops=0)
    assert letter in texts_in(walk, f"{setting}:more")
    for rounds in range(1, MOST + 1):
        press(walk, f"{setting}:more")
        assert getattr(walk, setting) == rounds
        assert f"{rounds} ×" in [text for text, *_ in placed_texts(walk.picture)]
    press(walk, f"{setting}:more")
    assert getattr(walk, setting) == MOST
    walk.touch(Touch("key", f"{setting}:less", name="Enter"))
    assert getattr(walk, setting) == MOST - 1
    setattr(walk, setting, 0)
    press(walk, f"{setting}:less")
    assert getattr(walk, setting) == 0


def test_networks_and_the_second_run_are_chosen_in_the_picture():
    walk = GrammarWalk()
    for kind in (*list(KINDS)[1:], "LSTM"):
        assert texts_in(walk, f"network:{kind}") == [kind]
        press(walk, f"network:{kind}")
        assert walk.network == kind
    for which in (2, 5, 1):
        assert texts_in(walk, f"which:{which}") == [str(which)]
        press(walk, f"which:{which}")
        assert walk.which == which
    for wanted in ("drawn", "hidden"):
        press(walk, "swapped")
        assert walk.swapped == wanted
        assert part_of(walk.parts, "swapped").checked == (wanted == "drawn")


def test_the_blackout_is_dragged_between_two_symbols_and_off():
    walk = GrammarWalk(s_loops=4, t_loops=4)
    grip, pitch = part_of(walk.parts, "blackout"), (676 - 66 - 52) / len(walk.state.string)
    assert grip.text == "off"
    drag(walk, "blackout", dx=6.2 * pitch)
    assert walk.blackout == 6
    assert part_of(walk.parts, "blackout").middle[0] == pytest.approx(66 + 6 * pitch)
    assert "after 6" in [text for text, *_ in placed_texts(walk.picture)]
    drag(walk, "blackout", dx=2000)
    assert walk.blackout == len(walk.state.string) - 2
    walk.touch(Touch("key", "blackout", name="ArrowLeft"))
    assert walk.blackout == len(walk.state.string) - 3
    drag(walk, "blackout", dx=-2000)
    assert walk.blackout == 0
    walk.undo()
    walk.undo()
    assert walk.blackout == len(walk.state.string) - 2
