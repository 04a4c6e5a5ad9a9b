"""What of the unroller's picture can be touched: settings stand where they are drawn."""

import random

import numpy as np
import pytest

from lstm_book.chapter_01 import Unroller
from lstm_book.chapter_01.fixed_points import fixed_points
from lstm_teach.draw.numbers import number
from lstm_teach.draw.parts import part_of
from tests.draw.pictures import NS, bar_ends, parse
from tests.lstm_book.touching import check_parts, drag, texts_in


@pytest.mark.slow
def test_parts_of_many_settings():
    rng, widget = random.Random(0), Unroller()
    for _ in range(150):
        steps = rng.choice([2, 3, 7, 30, 30, 90, 500])
        widget.set(
            steps=steps,
            w=rng.choice([round(rng.uniform(-3, 3), 2), 1.0, 1.01]),
            kick=rng.choice([round(rng.uniform(-3, 3), 2), -3.0, 0.0, 3.0]),
            kick_at=rng.randint(2, steps),
            kick_steps=rng.randint(1, steps),
            t=rng.randint(1, steps),
        )
        check_parts(widget, rng, handles=4)


@pytest.mark.parametrize(("kick", "at", "lasts"), [(-1.92, 10, 1), (2.5, 4, 9), (3.0, 30, 1), (-3.0, 2, 30)])
def test_the_kick_is_touched_where_its_bars_are_drawn(kick, at, lasts):
    widget = Unroller(kick=kick, kick_at=at, kick_steps=lasts)
    d = next(p.get("d") for p in parse(widget.picture).iter(f"{NS}path") if "v" in p.get("d"))
    bars = [(x, 190 + a, 190 + b) for x, a, b in bar_ends(d)][1:]
    end = bars[0][1] if kick > 0 else bars[0][2]
    part, first, last = (part_of(widget.parts, key) for key in ("kick", "kick_at", "kick_steps"))
    assert part.holds(bars[0][0], end)
    assert part.holds(bars[-1][0], end)
    assert abs(part.middle[1] - end) < 0.26
    assert first.box[0] + first.box[2] <= bars[0][0]
    assert last.box[0] >= bars[-1][0]
    assert number(kick) in part.text


def test_a_drag_moves_what_it_takes():
    widget = Unroller(kick=-1.0, t=9)
    drag(widget, "w", dy=-40.0)
    assert widget.w == 2.5
    drag(widget, "kick", dy=70 / 6)
    assert widget.kick == -2.0
    pitch = part_of(widget.parts, "strip:0").box[2] / 30
    drag(widget, "kick_at", dx=3 * pitch)
    drag(widget, "kick_steps", dx=2 * pitch)
    assert (widget.kick_at, widget.kick_steps) == (13, 3)
    drag(widget, "kick_at", dx=-500)
    drag(widget, "kick_steps", dx=-500)
    assert (widget.kick_at, widget.kick_steps) == (2, 1)
    drag(widget, "strip:1", dx=400)
    assert widget.t == 30
    widget.undo()
    assert widget.t == 9


def test_a_kick_that_reaches_the_end_of_the_run_is_not_shortened_by_a_touch():
    widget = Unroller(kick=1.0, kick_at=29, kick_steps=30)
    drag(widget, "kick_steps", dx=60)
    assert widget.kick_steps == 30
    drag(widget, "kick_steps", dx=-20)
    assert widget.kick_steps == 1


@pytest.mark.parametrize("t", [1, 2, 15, 29, 30])
def test_weight_and_boxes_of_the_chain_hold_their_numbers(t):
    widget = Unroller(kick=-1.92, w=-1.5, t=t)
    assert f"× {number(-1.5)}" in texts_in(widget, "w")
    assert part_of(widget.parts, "w").text == number(-1.5)
    step = widget.trace.at(t - 1)
    note = part_of(widget.parts, f"step:{t}")
    assert number(step.a[0, 0], 4) in texts_in(widget, f"step:{t}")
    assert f"t = {t}" in texts_in(widget, f"step:{t}")
    assert f"h {number(step.h[0, 0], 4)}" in note.text
    assert note.tip.endswith(f" = tanh({number(step.a[0, 0], 4)}) = {number(step.h[0, 0], 4)}")
    assert f"= −1.50 × {number(step.h_prev[0, 0], 4)} " in note.tip


@pytest.mark.parametrize(("w", "kick"), [(2.0, 0.0), (0.5, 1.0), (2.0, -0.53), (-3.0, 0.2), (1.001, 0.0)])
def test_fixed_points_say_whether_they_are_stable(w, kick):
    widget = Unroller(w=w, kick=kick, t=10)
    points, notes = fixed_points(w, kick), [part for part in widget.parts if part.key.startswith("rest:")]
    squares = [
        (558 + float(r.get("x")) + 5, 190 + float(r.get("y")) + 5)
        for r in parse(widget.picture).iter(f"{NS}rect")
        if (r.get("width"), r.get("height")) == ("10", "10")
    ]
    assert len(notes) == len(points) == len(squares) - 2  # two are the legend's
    for part, point, (x, y) in zip(notes, points, squares, strict=False):
        assert abs(part.middle[1] - y) < 0.06
        left, _, width, _ = part.box
        assert left - 0.06 <= x <= left + width + 0.06
        stable = "stable" if point.stable else "unstable"
        assert part.text == f"{number(point.h, 4)}, slope {number(point.slope)}, {stable}"


def test_lanes_say_what_is_at_the_cursor():
    widget = Unroller(kick=-1.92, t=10)
    assert part_of(widget.parts, "strip:0").text == "push u at step 10: −1.92"
    assert part_of(widget.parts, "strip:1").text == "hidden state h at step 10: −0.0050"
    x = part_of(widget.parts, "strip:0").value_at
    assert [x(place, 0) for place in np.linspace(0, 548, 5)] == [1, 6, 15, 23, 30]
