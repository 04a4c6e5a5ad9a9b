"""What of the lattice's picture can be touched."""

import random

import pytest

from lstm_book.chapter_14 import Lattice
from lstm_teach.draw import theme
from lstm_teach.draw.numbers import number
from lstm_teach.draw.parts import part_of
from lstm_teach.widgets.picture import Touch
from tests.draw.pictures import NS, parse
from tests.lstm_book.chapter_14.test_lattice import LONG, SHORT, TAGS, made
from tests.lstm_book.touching import check_parts, drag, texts_in


def test_parts_of_many_settings():
    rng = random.Random(0)
    for seed in range(40):
        lattice = made(seed, rng.choice([SHORT, LONG, ["one"]]), share=round(rng.random(), 2))
        check_parts(lattice, rng, handles=1)
        circles = parse(lattice.picture).iter(f"{NS}circle")
        (dot,) = [(float(c.get("cx")), float(c.get("cy"))) for c in circles if theme.ORANGE in c.get("style")]
        assert part_of(lattice.parts, "share").middle == pytest.approx(dot, abs=0.06)
        nodes = lattice.result.nodes[0]
        asked = part_of(lattice.parts, "word:0")
        assert asked.text.startswith(f"{TAGS[nodes.argmax()]} {number(nodes.max())}")
        assert asked.tip.endswith(f"Best path {lattice.path[0]}; word by word {lattice.by_word[0]}.")


def test_the_dot_goes_along_its_track():
    lattice = Lattice(share=0.33)
    drag(lattice, "share", dx=47)
    assert lattice.share == 0.43
    drag(lattice, "share", dx=4)
    assert lattice.share == 0.43
    drag(lattice, "share", dx=-400)
    assert lattice.share == 0.0
    lattice.touch(Touch("key", "share", name="ArrowRight"))
    assert lattice.share == 0.05
    lattice.touch(Touch("key", "share", name="End"))
    assert lattice.share == 1.0
    lattice.undo()
    lattice.undo()
    assert lattice.share == 0.0


def test_both_ends_can_be_pressed():
    lattice = made(0, share=0.4)
    for key, share in (("share:1.0", 1.0), ("share:0.0", 0.0)):
        x, y = part_of(lattice.parts, key).middle
        assert texts_in(lattice, key) == [f"{share:g}"]
        lattice.touch(Touch("down", key, x, y))
        lattice.touch(Touch("up", key, x, y))
        assert lattice.share == share
    lattice.touch(Touch("key", "share:1.0", name="Enter"))
    assert lattice.share == 1.0
