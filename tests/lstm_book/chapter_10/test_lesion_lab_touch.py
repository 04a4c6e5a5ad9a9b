"""The lesion lab under touches and keys."""

import random

import pytest

from lstm_book.chapter_10 import LesionLab
from lstm_book.chapter_10.lesion_lab_plan import Columns, cell_box, gate_box
from lstm_teach.draw.numbers import number
from lstm_teach.draw.parts import part_of
from lstm_teach.tasks.agreement import NOUNS
from lstm_teach.widgets.picture import Touch
from tests.lstm_book.touching import check_parts, texts_in

GATES = "ifo"


def at(lab, gate, t):
    """Return the middle of a cell of a gate's strip."""
    _, top, _, height = gate_box(GATES.index(gate))
    return Columns(lab.state.T).x(t), top + height / 2


def press(lab, gate, *steps, shift=False, end="up"):
    """Press a cell, and drag to others."""
    key = f"gate:{gate}"
    for phase, t in zip(("down", *["move"] * (len(steps) - 1)), steps, strict=True):
        lab.touch(Touch(phase, key, *at(lab, gate, t), shift))
    lab.touch(Touch(end, key, *at(lab, gate, steps[-1]), shift))


def click(lab, key, x=None, y=None):
    place = part_of(lab.parts, key).middle if x is None else (x, y)
    for phase in ("down", "up"):
        lab.touch(Touch(phase, key, *place))


def test_parts_of_many_settings():
    rng = random.Random(0)
    for _ in range(15):
        lab = LesionLab(
            rng.randint(1, 8),
            rng.choice(["with", "without"]),
            *(rng.choice(NOUNS) for _ in range(3)),
            between=rng.randrange(3),
            units=rng.choice(["all", "unit 0", "unit 5"]),
            clamps=rng.choice(["", "f open 4, o shut 5-6"]),
            t=rng.randint(1, 6),
        )
        check_parts(lab, rng, handles=0)
        for gate in GATES:
            values = getattr(lab.trace, gate)[:, 0]
            means = values.mean(axis=-1) if lab.units == "all" else values[:, int(lab.units[-1])]
            shown = texts_in(lab, f"gate:{gate}")
            for t, value in enumerate(means, start=1):
                assert (number(value) in shown) or (gate, t) in lab.state.cells


@pytest.mark.parametrize("gate", list(GATES))
def test_a_press_makes_a_cell_shut_then_open_then_learned(gate):
    lab = LesionLab()
    for clamps in (f"{gate} shut 6", f"{gate} open 6", ""):
        press(lab, gate, 6)
        assert (lab.clamps, lab.gate, lab.t) == (clamps, gate, 6)
    for clamps in (f"{gate} open 6", f"{gate} shut 6", ""):
        lab.undo()
        assert lab.clamps == clamps


def test_a_drag_does_to_all_cells_what_a_press_does_to_the_first():
    lab = LesionLab(clamps="f shut 5, o open 6")
    press(lab, "f", 5, 7, 9, 8)
    assert lab.clamps == "f open 5-8, o open 6"
    press(lab, "o", 6, 3)
    assert lab.clamps == "f open 5-8"
    press(lab, "i", 2, 11, end="cancel")
    assert lab.clamps == "f open 5-8"
    lab.undo()
    lab.undo()
    assert lab.clamps == "f shut 5, o open 6"


def test_with_shift_a_press_only_chooses_the_word():
    lab = LesionLab(clamps="f open 4", gate="f", t=1)
    press(lab, "o", 7, shift=True)
    assert (lab.clamps, lab.gate, lab.t) == ("f open 4", "o", 7)


def test_keys_on_a_strip():
    lab = LesionLab(t=3)

    def key(name, gate="i", shift=False):
        lab.touch(Touch("key", f"gate:{gate}", shift=shift, name=name))
        return lab.clamps, lab.gate, lab.t

    assert key("ArrowRight") == ("", "i", 4)
    assert key("Enter") == ("i shut 4", "i", 4)
    assert key(" ") == ("i open 4", "i", 4)
    assert key("ArrowRight", shift=True) == ("i open 4-5", "i", 5)
    assert key("ArrowRight", shift=True) == ("i open 4-6", "i", 6)
    assert key("Delete") == ("i open 4-5", "i", 6)
    assert key("Home", "o") == ("i open 4-5", "o", 1)
    assert key("End", "o") == ("i open 4-5", "o", 11)
    assert key("undo", "o") == ("i open 4-5", "i", 6)


def test_controls_clamp_the_chosen_cell():
    lab = LesionLab(gate="o", t=6)
    lab.controls["clamp"].index = 1
    assert (lab.clamps, lab.clamp) == ("o shut 6", "shut")
    lab.controls["t"].value = 8
    assert lab.clamp == "learned"
    lab.controls["clamp"].index = 2
    assert lab.clamps == "o shut 6, o open 8"
    lab.set(clamp="open", gate="i", t=2)
    assert lab.clamps == "i open 2, o shut 6, o open 8"
    lab.controls["preset"].index = list(lab.presets).index("o shut at both of them") + 1
    assert lab.clamps == "o shut 6, o shut 8"


def test_nouns_go_round_their_four_forms():
    lab = LesionLab(first="king", other="women")
    for key, setting, words in (
        ("word:S1", "first", ["kings", "queen", "queens", "king"]),
        ("word:N2", "other", ["man", "men", "woman", "women"]),
    ):
        for word in words:
            click(lab, key)
            assert getattr(lab, setting) == word


def test_the_grid_chooses_both_subjects_and_a_store_its_unit():
    lab = LesionLab(first="king", second="king")
    counted = lab.result.score
    x, y, width, height = cell_box(3, 1)
    click(lab, "grid", x + width / 2, y + height / 2)
    assert (lab.first, lab.second) == ("queens", "kings")
    for name, pair in (
        ("ArrowUp", ("queen", "kings")),
        ("ArrowLeft", ("queen", "king")),
        ("ArrowLeft", ("queen", "king")),
    ):
        lab.touch(Touch("key", "grid", name=name))
        assert (lab.first, lab.second) == pair
    assert lab.result.score is counted
    lab.undo()
    lab.undo()
    assert (lab.first, lab.second) == ("queens", "kings")
    click(lab, "store:4")
    assert lab.units == "unit 4"
    click(lab, "store:4")
    assert lab.units == "all"
