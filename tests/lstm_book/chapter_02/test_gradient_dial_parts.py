"""What of the gradient dial's picture can be touched."""

import random

import pytest

from lstm_book.chapter_02 import GradientDial
from lstm_book.chapter_02.gradient_dial import STRIPS
from lstm_teach.draw.numbers import plain, significant
from lstm_teach.draw.parts import part_of
from lstm_teach.widgets.picture import Touch
from tests.draw.pictures import NS, parse
from tests.lstm_book.touching import check_parts, drag, placed_texts, texts_in


def ends_of_axes(dial):
    """Return the numbers of the last step under the strips: it has one where it is a round number."""
    return [text for text, x, y in placed_texts(dial.picture) if text == str(dial.steps) and y > 400]


@pytest.mark.slow
def test_parts_of_many_settings():
    rng, dial = random.Random(0), GradientDial()
    for _ in range(100):
        steps = rng.choice([1, 2, 12, 100, 300])
        dial.set(
            steps=steps,
            t=rng.randint(0, steps),
            w=rng.choice([round(rng.uniform(-3, 3), 2), -3.0, 3.0]),
            fine=rng.choice([0.0, 0.0069, -0.03]),
            activation=rng.choice(["linear", "tanh", "ReLU"]),
            cross=rng.choice([0.0, round(rng.uniform(-3, 3), 2)]),
            start=rng.choice([round(rng.uniform(-1, 1), 2), -1.0, 0.0, 1.0]),
        )
        check_parts(dial, rng, handles=4)
        assert significant(dial.start, 4) in part_of(dial.parts, "start").text
        assert ends_of_axes(dial) == [] or str(steps) in texts_in(dial, "steps")
        assert plain(dial.state.weight) in part_of(dial.parts, "w").text
        assert plain(dial.state.weight) in texts_in(dial, "w")[0]


def test_the_weight_is_dragged_and_stepped_to_0_99():
    dial = GradientDial(w=0.9)
    drag(dial, "w", dy=-8)
    assert dial.w == 1.0
    dial.touch(Touch("key", "w", name="ArrowDown"))
    assert dial.w == 0.99


def test_what_is_typed_into_the_weights_slider_is_kept():
    dial = GradientDial()
    slider = dial.controls["w"]
    slider.value = 0.99  # what the page sends when 0.99 is typed into the number at the slider's end
    assert (dial.w, slider.value) == (0.99, 0.99)
    assert format(0.99, slider.readout_format) == "0.99"
    assert (0.99 - slider.min) / slider.step == pytest.approx(399)  # a page takes others to the next step


@pytest.mark.parametrize("cross", [0.0, 2.0])
def test_the_first_point_of_the_state_follows_the_pointer(cross):
    dial = GradientDial(activation="tanh", start=1.0, steps=10, cross=cross)
    _, y = part_of(dial.parts, "start").middle
    dot = next(c for c in parse(dial.picture).iter(f"{NS}circle") if c.get("r") == "4")
    assert part_of(dial.parts, "start").holds(float(dot.get("cx")), 245 + float(dot.get("cy")))
    height = 78.0 if cross == 0.0 else 29.5
    drag(dial, "start", dy=0.75 * height)
    assert dial.start == pytest.approx(-0.5, abs=0.011)
    assert part_of(dial.parts, "start").middle[1] == pytest.approx(y + 0.75 * height, abs=0.5)
    drag(dial, "start", dy=200)
    assert dial.start == -1.0


def test_a_start_of_four_decimals_is_moved_in_hundredths():
    dial = GradientDial()
    dial.preset = "latch w = 2 at rest"
    dial.touch(Touch("key", "start", name="ArrowDown"))
    assert dial.start == 0.9475


def test_the_end_of_the_axis_sets_the_number_of_steps():
    dial = GradientDial(steps=100, t=80)
    drag(dial, "steps", dy=120)
    assert (dial.steps, dial.t) == (25, 25)
    drag(dial, "steps", dy=-60)
    assert dial.steps == 50
    dial.touch(Touch("key", "steps", name="ArrowUp"))
    assert (dial.steps, part_of(dial.parts, "steps").text) == (51, "T = 51")
    drag(dial, "steps", dy=-5000)
    assert dial.steps == 500
    drag(dial, "steps", dy=5000)
    assert dial.steps == 1
    dial.undo()
    assert dial.steps == 500


def test_the_second_weight_is_there_while_it_is_drawn():
    dial = GradientDial(cross=2.0, steps=12)
    drag(dial, "cross", dy=40)
    assert dial.cross == 1.5
    drag(dial, "cross", dy=120)
    assert dial.cross == 0.0
    assert "cross" not in {part.key for part in dial.parts}


def test_strips_lie_where_they_are_drawn_and_set_the_cursor():
    dial = GradientDial(w=0.9, steps=20, t=3)
    lanes = [part for part in dial.parts if part.kind == "lane"]
    frames = []
    for group in parse(dial.picture).iter(f"{NS}g"):
        down = float(group.get("transform").split()[1].rstrip(")"))
        for r in group.iter(f"{NS}rect"):
            if r.get("width") == str(round(STRIPS - 50)) and "stroke-opacity:0.35" in r.get("style"):
                frames.append((float(r.get("x")), down + float(r.get("y")), float(r.get("height"))))
    assert frames == [(part.box[0], part.box[1], part.box[3]) for part in lanes]
    assert lanes[0].text.endswith(f"product of slopes {significant(0.9**17)} ○ backpropagation 0.167")
    drag(dial, "strip:0", dx=-600)
    assert dial.t == 0
    drag(dial, "size:0")
    assert dial.t == 10
    assert any(text.endswith("at step 10: 0.3487") for text, *_ in placed_texts(dial.picture))
