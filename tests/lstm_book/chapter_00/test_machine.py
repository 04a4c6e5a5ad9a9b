"""The writing machine as a widget: controls, gestures, the drawing, undo, and what is stored."""

import random
import re

import ipywidgets
import pytest

from lstm_book.chapter_00 import WritingMachine, machine
from lstm_book.chapter_00.machine_run import LETTERS, MODES, run
from lstm_book.chapter_00.page import COLUMNS, LEFT, PITCH, ROW, TOP, letter_at, place
from lstm_book.chapter_00.vocabulary import real_words, whole_words
from lstm_teach import Hold
from lstm_teach.draw.parts import part_of
from lstm_teach.widgets.picture import Touch
from tests.draw.pictures import NS, parse
from tests.lstm_book.touching import drag, gap
from tests.widgets.on_page import on_page
from tests.widgets.walks import walk


def check(widget):
    """Controls, settings, the picture on the page and a fresh drawing of the state agree."""
    state = widget.state
    assert widget.picture == machine.draw(state, run(state)).svg()
    assert on_page(widget) == widget.picture
    controls = widget.controls
    assert controls["mode"].options[controls["mode"].index] == widget.mode
    assert controls["gate"].options[controls["gate"].index] == state.gate
    assert (controls["value"].layout.visibility == "visible") == (widget.mode != "learned")
    if widget.mode != "learned":
        assert controls["value"].value == pytest.approx(widget.value)
    assert controls["play"].value == controls["t"].value == state.t
    for name in ("once", "dice", "temperature", "prompt"):
        assert controls[name].value == getattr(state, name)
    for part in widget.parts:
        if part.kind == "valve":
            gate = part.key[-1]
            held = state.hold_of(gate)
            assert part.now == (round(float(held.value), 3) if held else pytest.approx(part.now))
            assert part.text in texts(widget)


def texts(widget):
    return [element.text for element in parse(widget.picture).iter(f"{NS}text")]


def written(widget):
    """Return the letters of the page in their rows, without those of the untouched network."""
    found = [e for e in parse(widget.picture).iter(f"{NS}text") if "monospace" in e.get("style", "")]
    return [e.text for e in found if "opacity" not in e.get("style")]


@pytest.mark.slow
@pytest.mark.slow
def test_a_walk_of_touches_is_undone_bit_for_bit():
    walk(WritingMachine(t=100), random.Random(1), check, gestures=24)


def test_controls_turn_valves():
    widget = WritingMachine(t=50)
    widget.controls["mode"].index = MODES.index("shut")
    assert (widget.f, widget.holds) == ("shut", (Hold("f", 0.0, 50),))
    widget.controls["mode"].index = MODES.index("held at")
    assert (widget.mode, widget.f) == ("held at", 0.5)
    widget.controls["value"].value = 0.35
    assert widget.f == 0.35
    widget.controls["gate"].index = 2
    widget.controls["once"].value = True
    widget.controls["play"].value = 70
    widget.controls["mode"].index = MODES.index("open")
    assert widget.holds == (Hold("f", 0.35, 50), Hold("o", 1.0, 70, 71))
    widget.controls["prompt"].value = "Dear Anna, "
    assert widget.result.trace.h.shape[0] == len("Dear Anna, ") + LETTERS - 1
    check(widget)
    widget.let_go()
    assert widget.holds == ()
    widget.undo()
    assert len(widget.holds) == 2
    check(widget)


def test_valves_are_clicked_dragged_and_pressed():
    widget = WritingMachine(t=80)
    for mode in ("shut", "open", "learned"):
        drag(widget, "gate:i")
        assert widget.i == mode
        assert widget.gate == "i"
    drag(widget, "gate:o", dy=-200)
    assert widget.o == "open"
    drag(widget, "gate:o", dy=40)
    assert widget.o == 0.5
    widget.touch(Touch("key", "gate:o", name="ArrowUp"))
    assert widget.o == 0.55
    widget.touch(Touch("key", "gate:o", name="Home"))
    assert widget.o == "shut"
    widget.touch(Touch("key", "gate:o", name="Delete"))
    assert widget.o == "learned"
    widget.touch(Touch("key", "gate:f", name="Enter"))
    assert (widget.f, widget.gate) == ("shut", "f")
    widget.touch(Touch("key", "gate:f", name="ArrowRight"))
    assert widget.t == 81
    check(widget)


def test_a_press_on_a_letter_goes_there_and_is_the_inverse_of_the_drawing():
    widget = WritingMachine()
    part = part_of(widget.parts, "page")
    P = len(widget.prompt)
    for n in range(P, P + LETTERS):
        x, y = place(n)
        assert part.value_at(x + 0.1, y + 30) == n - P
        assert letter_at(x + PITCH - 0.1, y + 30, P) == n - P + 1
    widget.touch(Touch("down", "page", LEFT + 10.2 * PITCH, TOP + 2.5 * ROW))
    widget.touch(Touch("up", "page", LEFT + 10.2 * PITCH, TOP + 2.5 * ROW))
    assert widget.t == 2 * COLUMNS + 10 - P
    widget.touch(Touch("key", "page", name="End"))
    widget.touch(Touch("key", "page", name="PageDown"))
    assert widget.t == LETTERS - 10


def test_parts_are_in_the_picture_and_apart():
    widget = WritingMachine(t=30, holds=(Hold("f", 0.2, 10),))
    width, height = widget.drawing.width, widget.drawing.height
    for n, part in enumerate(widget.parts):
        left, top, w, h = part.box
        assert 0 <= left <= left + w <= width
        assert 0 <= top <= top + h <= height
        assert all((part.label, part.text, part.tip))
        assert all(gap(part.box, other.box) > 0 for other in widget.parts[:n])


@pytest.mark.parametrize("t", [0, 1, 60, 61, 130, 240])
def test_the_page_shows_what_is_written_and_no_more(t):
    widget = WritingMachine(t=t, holds=(Hold("o", 0.0, 60),))
    text = (widget.prompt + widget.result.text[:t]).replace("\n", "¶")
    rows = [text[n : n + COLUMNS].rstrip() for n in range(0, len(text), COLUMNS)]
    assert written(widget) == [row for row in rows if row]
    pale = [e.text for e in parse(widget.picture).iter(f"{NS}text") if "opacity" in e.get("style", "")]
    parted = widget.result.parted
    assert "".join("".join(pale).split()) == "".join(widget.result.free[parted:t].replace("\n", "¶").split())
    assert bool(pale) == (t > 61)  # the letter that differs first is a blank
    assert widget.text == widget.result.text[:t]


def test_the_words_above_count_from_the_turn_on():
    widget = WritingMachine(holds=(Hold("f", 0.0, 60),))
    made = widget.result
    real, count = real_words(widget.prompt + made.text, len(widget.prompt) + 60)
    said = widget.drawing.description
    assert said.startswith(
        f"180 letters since: {made.bits[60:].mean():.2f} bits a letter, {real} of {count} words"
    )
    assert f"(untouched: {made.free_bits[60:].mean():.2f} bits" in said
    assert widget.drawing.label == "f shut from letter 61"
    widget.set(holds=(Hold("o", 0.0, 60, 61),), t=60)
    assert widget.drawing.label == "o shut for one letter, at letter 61"
    assert WritingMachine(t=0).drawing.description.startswith("Nothing is written yet")


def test_words_are_whole():
    assert whole_words("It is a truth univ", 3) == ["is", "a", "truth"]
    assert whole_words("Mr. Darcy's", 0) == ["mr", "darcy"]
    assert real_words("the qqq of zz", 0) == (2, 3)


def test_a_turn_while_it_plays_and_writing_again():
    widget = WritingMachine(t=0)
    play = widget.controls["play"]
    for k in range(1, 40):
        play.value = k
    drag(widget, "gate:f")
    for k in range(40, 70):
        play.value = k
    assert widget.holds == (Hold("f", 0.0, 39),)
    assert widget.t == 69
    widget.write_again()
    assert (widget.t, play.value, play.playing) == (0, 0, True)
    assert widget.holds == (Hold("f", 0.0, 39),)
    widget.throw_new_dice()
    assert widget.dice == 1
    check(widget)


def test_its_code_makes_it_again():
    widget = WritingMachine(t=90, dice=7, holds=(Hold("o", 0.0, 3, 4), Hold("f", 1.0, units=(3,))))
    assert eval(repr(widget)).state == widget.state
    assert "\n" not in repr(widget)


@pytest.mark.parametrize(
    ("setting", "value", "said"),
    [
        ("f", "ajar", "f: expected one of 'learned', 'shut', 'open', got 'ajar'"),
        ("o", 1.5, "o: expected a finite number from 0 to 1, got 1.5"),
        ("mode", "free", "mode: expected one of 'learned', 'shut', 'open', 'held at', got 'free'"),
        ("gate", "g", "gate: expected one of 'f', 'i', 'o', got 'g'"),
    ],
)
def test_bad_values_are_refused_and_change_nothing(setting, value, said):
    widget = WritingMachine()
    before, picture = widget.state, widget.picture
    with pytest.raises(ValueError, match=f"^{re.escape(said)}"):
        widget.set(**{setting: value})
    with pytest.raises(TypeError, match="expected settings among"):
        widget.set(valve=1)
    assert widget.state is before
    assert widget.picture == picture


def test_two_rows_of_controls_and_a_live_region():
    widget = WritingMachine()
    *rows, _, alert, _, said = widget.children
    assert len(rows) == 2
    assert type(alert) is ipywidgets.HTML
    assert 'aria-live="polite"' in said.value
    word = whole_words(widget.result.text)[-1]
    assert f">{word}<" in said.value
    buttons = [c for row in rows for c in row.children if isinstance(c, ipywidgets.Button)]
    assert all(button.tooltip and button.icon for button in buttons)
    assert len(buttons) == 5


@pytest.mark.slow
def test_what_is_stored_answers_for_every_valve():
    widget = WritingMachine()
    bundle = widget._repr_mimebundle_()
    html = bundle["text/html"]
    assert html.startswith(widget.still().html)
    folds = re.findall(r"<summary>(.+?)</summary><p>(.+?)</p>", html)
    names = [name for name, _ in folds]
    assert names == [f"{role} {word}" for word in ("shut", "open")
                     for role in ("forget gate f", "input gate i", "output gate o")]  # fmt: skip
    for word, gate, (_, text) in zip(["shut"] * 3 + ["open"] * 3, "fiofio", folds, strict=True):
        made = run(WritingMachine.settings(holds=(Hold(gate, float(word == "open"), 60),)))
        shown = re.sub("<.*?>", "", text).replace("|", "")
        assert len(re.findall(r"<b>\|", text)) == 1
        assert shown.startswith("It is a truth universally acknowledged, that " + made.text[:30])
    assert bundle["text/plain"] == repr(widget)
