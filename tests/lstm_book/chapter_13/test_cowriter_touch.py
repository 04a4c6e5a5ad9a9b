"""The co-writer under touches, keys and controls: the picture is never stale, and all is undone."""

import random
from dataclasses import replace

import pytest

from lstm_book.chapter_13.cowriter import CoWriter
from lstm_book.chapter_13.cowriter_draw import grid_of
from lstm_teach.draw.parts import part_of
from lstm_teach.widgets.picture import Touch
from tests.lstm_book.chapter_13.pairs import check_writer as check
from tests.lstm_book.chapter_13.pairs import nested, plain
from tests.widgets.walks import walk

TEXT = "the man that sat on"
JSON = '{"a":[{"b":"1"},'


@pytest.mark.slow
@pytest.mark.parametrize("make", [lambda: CoWriter(plain(), TEXT), lambda: CoWriter(nested(), JSON, unit=2)])
def test_touches_never_leave_a_stale_picture_and_are_undone(make):
    walk(make(), random.Random(4), check, gestures=60)


def test_a_random_walk_of_controls():
    rng, writer = random.Random(5), CoWriter(nested(), JSON)
    for _ in range(60):
        name = rng.choice([*writer.controls, "text"])
        control = writer.controls[name]
        if name == "text":
            more = rng.choice(nested().alphabet.symbols + "ÿ")
            control.value = rng.choice([control.value + more, control.value[:-1]])
        elif name == "shut":
            control.value = not control.value
        else:
            control.value = control.min + (control.max - control.min) * rng.randrange(11) // 10
        check(writer)
        assert name != "text" or writer.t == len(writer.text) + 1


def test_the_field_tells_the_text_and_asks_for_more():
    writer = CoWriter(plain(), TEXT)
    field, ahead = writer.controls["text"], writer.continuation
    field.value = TEXT + "t"
    assert writer.text == TEXT + "t"
    field._handle_custom_msg({"more": True}, [])
    assert len(writer.text) > len(TEXT) + 1
    assert field.value == writer.text
    assert repr(field) == f"Typing({writer.text!r})"
    writer.undo()
    writer.undo()
    assert (writer.text, writer.continuation) == (TEXT, ahead)


def test_a_press_of_a_bar_writes_its_character_and_a_press_of_the_text_looks_there():
    writer = CoWriter(plain(), TEXT)
    wanted = writer.expected[1]
    for phase in ("down", "up"):
        writer.touch(Touch(phase, "network:1", *part_of(writer.parts, "network:1").middle))
    assert writer.text == TEXT + wanted
    grid = grid_of(writer.state, writer.result)
    x, y = grid.place(4)
    for phase in ("down", "up"):
        writer.touch(Touch(phase, "text", x + 5, y + 5))
    assert writer.t == 5
    writer.touch(Touch("key", "text", name="ArrowLeft"))
    assert writer.t == 4
    assert writer.state == replace(writer.state, t=4)
    for phase in ("down", "up"):
        writer.touch(Touch(phase, "network:0", *part_of(writer.parts, "network:0").middle))
    assert writer.text[:3] == TEXT[:3]
    assert len(writer.text) == 4
