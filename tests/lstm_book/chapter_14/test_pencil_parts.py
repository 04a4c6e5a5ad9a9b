"""What of the pencil lattice's picture can be touched."""

import random

from lstm_book.chapter_14 import PencilLattice
from lstm_book.chapter_14.pencil_picture import factor
from lstm_teach.draw.numbers import brief, number
from lstm_teach.draw.parts import part_of
from lstm_teach.widgets.picture import Touch
from tests.lstm_book.chapter_14.test_pencil import NAMES, some
from tests.lstm_book.touching import check_parts, drag, texts_in


def test_parts_of_many_settings():
    rng = random.Random(0)
    for _ in range(60):
        pencil = some(rng)
        check_parts(pencil, rng)
        for name in NAMES:
            assert texts_in(pencil, name) == [f"× {factor(getattr(pencil, name))}"]
            assert part_of(pencil.parts, name).text == factor(getattr(pencil, name))
        alpha, p = pencil.result.sums[1, 1], pencil.result.nodes[1, 1]
        asked = part_of(pencil.parts, "node:1:T")
        assert asked.text == f"probability {number(p, 4)}, forward sum {brief(alpha)}"
        assert f"= {brief(alpha)}. Press for " in asked.tip


def test_a_factor_doubles_and_halves():
    pencil = PencilLattice()
    drag(pencil, "TN", dy=-32)
    assert (pencil.TN, texts_in(pencil, "TN")) == (0, ["× 1"])
    drag(pencil, "TN", dy=200)
    assert pencil.TN == -4
    pencil.touch(Touch("key", "James", name="ArrowDown"))
    assert (pencil.James, type(pencil.James)) == (2, int)
    pencil.touch(Touch("key", "St", name="End"))
    assert pencil.St == 4
    for _ in range(4):
        pencil.undo()
    assert pencil.state == PencilLattice().state


def test_the_forward_sum_is_told_with_its_terms():
    pencil = PencilLattice()
    assert part_of(pencil.parts, "node:1:N").tip == (
        "James as N: probability 0.9895. Forward sum α = (2 · 2 + 4 · 1/4) · 8 = 40. Press for forward sums."
    )
    assert "α = (40 · 4 + 8.5 · 1/8) · 4 = 644.25." in part_of(pencil.parts, "node:2:T").tip
    assert part_of(pencil.parts, "path:1").text == "2 · 2 · 8 · 4 · 4 = 512, probability 0.6333"


def test_at_most_eight_stops_of_the_tab_key():
    parts = PencilLattice().parts
    assert sum(part.kind == "handle" for part in parts) + len({part.kind for part in parts}) - 1 <= 8


def test_a_node_is_pressed_for_forward_sums():
    pencil = PencilLattice()
    x, y = part_of(pencil.parts, "node:1:N").middle
    pencil.touch(Touch("down", "node:1:N", x, y))
    pencil.touch(Touch("up", "node:1:N", x, y))
    assert (pencil.show, pencil.controls["show"].value) == ("forward sums", True)
    assert "α = 644.25" in pencil.picture
    pencil.touch(Touch("key", "node:0:T", name="Enter"))
    assert pencil.show == "probabilities"
