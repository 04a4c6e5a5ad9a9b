"""What of the half-life dial's picture can be touched."""

import random

import pytest

from lstm_book.chapter_05 import HalfLifeDial
from lstm_book.chapter_05.half_life_map import Plot
from lstm_teach.draw.numbers import number, significant
from lstm_teach.draw.parts import part_of
from tests.draw.pictures import NS, parse
from tests.lstm_book.touching import check_parts, drag, texts_in


def test_parts_of_many_settings():
    rng, dial = random.Random(0), HalfLifeDial()
    for _ in range(80):
        steps = rng.choice([1, 2, 30, 300])
        dial.set(
            steps=steps,
            t=rng.randint(0, steps),
            bias=rng.choice([round(rng.uniform(-3, 8), 2), -3.0, 8.0]),
            fine=rng.choice([0.0, 0.013, -0.05, 0.05]),
            write=rng.choice([0.0, 1.0, round(rng.random(), 2)]),
        )
        check_parts(dial, rng, handles=3)
        dots = [c for c in parse(dial.picture).iter(f"{NS}circle") if c.get("r") == "5"]
        part = part_of(dial.parts, "bias")
        (dot,) = [(float(c.get("cx")), 76 + float(c.get("cy"))) for c in dots]
        assert part.middle == pytest.approx(dot, abs=0.06)
        assert part.text.startswith(f"{number(dial.state.forget_bias, 3)}, ")
        assert significant(dial.half_life, 4) in part.text
        assert texts_in(dial, "write")[0].startswith(f"c, {number(dial.write)} written at every step")
        assert part_of(dial.parts, "write").text == number(dial.write)


def test_the_dot_goes_along_its_curve():
    dial = HalfLifeDial(bias=1.0, fine=0.003)
    drag(dial, "bias", dx=2 * 198 / 11.1, dy=-30)
    assert (dial.bias, dial.fine) == (3.0, 0.003)
    drag(dial, "bias", dx=400)
    assert dial.bias == 8.0
    drag(dial, "write", dy=16)
    assert dial.write == 0.8
    assert texts_in(dial, "steps") == ["30"]
    drag(dial, "steps", dy=-120)
    assert (dial.steps, texts_in(dial, "steps")) == (120, ["120"])
    drag(dial, "steps", dy=120)
    drag(dial, "strip:1", dx=-400)
    assert dial.t == 0
    assert part_of(dial.parts, "strip:0").text == "c, nothing written at step 0: LSTM 1.000"


def test_a_bias_is_found_where_it_is_drawn():
    plot = Plot(-3.05, 8.05)
    for bias in (-3.05, -1.0, 0.0, 4.321, 8.05):
        assert plot.bias_at(plot.place(bias, 1.0)[0]) == pytest.approx(bias)
