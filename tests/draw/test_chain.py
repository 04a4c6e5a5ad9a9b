"""The unrolled chain shows the numbers of the run."""

import numpy as np
import pytest

from lstm_book.chapter_01.chain import chain
from lstm_teach import LINEAR_RNN, RNN, RNNParams, unroll
from lstm_teach.draw.numbers import number, subscript
from tests.draw.pictures import latch, parse, texts


@pytest.mark.parametrize("t", [1, 2, 12, 29, 30])
def test_five_boxes_show_what_the_run_computed(t):
    params, trace = latch()
    shown = texts(chain(trace, params, t).svg())
    first = min(max(1, t - 2), 26)
    for step in range(first, first + 5):
        values = trace.at(step - 1)
        assert f"t = {step}" in shown
        assert number(values.a[0, 0], 4) in shown
        assert f"{subscript('u', step)} = {number(2.0 * values.x[0, 0])}" in shown
        after = shown[shown.index(subscript("h", step)) + 1]
        assert after == number(values.h[0, 0], 4)
    before = shown[shown.index(subscript("h", first - 1)) + 1]
    assert before == number(trace.h_prev[first - 1, 0, 0], 4)
    assert f"t = {first - 1}" not in shown
    assert f"t = {first + 5}" not in shown


def test_the_same_weight_stands_at_every_feedback_arrow():
    params, trace = latch(w=-1.25)
    assert texts(chain(trace, params, 12).svg()).count("× −1.25") == 6
    assert texts(chain(trace, params, 30).svg()).count("× −1.25") == 5  # nothing follows the last step


@pytest.mark.parametrize("steps", [1, 3])
def test_a_run_shorter_than_the_window_is_shown_whole(steps):
    params, trace = latch(steps=steps)
    shown = texts(chain(trace, params, steps).svg())
    assert [text for text in shown if text.startswith("t = ")] == [f"t = {n}" for n in range(1, steps + 1)]


def test_the_chosen_step_alone_is_marked():
    params, trace = latch()
    bodies = [chain(trace, params, t).body for t in (10, 11)]
    assert bodies[0] != bodies[1]
    assert all(body.count("font-weight:600") == 2 + 6 for body in bodies)  # t and u; every h


@pytest.mark.parametrize("extreme", [-9.99, 9.99])
def test_extreme_values_are_shown_in_full(extreme):
    params = RNNParams(W_x=np.array([[1.0]]), W_h=np.array([[0.0]]), b=np.zeros(1))
    trace = unroll(LINEAR_RNN, params, np.full((5, 1, 1), extreme))
    shown = texts(chain(trace, params, 3).svg())
    assert shown.count(number(extreme, 4)) == 10  # a and h of five steps
    assert f"u₃ = {number(extreme)}" in shown


def test_several_units_have_a_gauge_each_and_the_numbers_of_the_chosen_one():
    rng = np.random.default_rng(3)
    params = RNN.init(rng, 2, 6)
    trace = unroll(RNN, params, rng.normal(size=(4, 3, 2)))
    drawing = chain(trace, params, 2, sequence=1, unit=4)
    shown = texts(drawing.svg())
    assert number(trace.h[1, 1, 4], 4) in shown
    assert number(trace.a[1, 1, 4], 4) in shown
    push = trace.x[1, 1] @ params.W_x + params.b
    assert f"u[4]₂ = {number(push[4])}" in shown
    assert "× W_h" in shown
    one, several = latch(steps=4), drawing
    rects = [
        len(list(parse(d.svg()).iter("{http://www.w3.org/2000/svg}rect")))
        for d in (chain(one[1], one[0], 2), several)
    ]
    assert rects[1] - rects[0] == 4 * (5 * 2 + 1)  # five more gauges and a frame in each of four boxes


def test_label_and_description_hold_the_numbers():
    params, trace = latch()
    drawing = chain(trace, params, 12)
    assert "weight 2.00" in drawing.label
    assert "step 12" in drawing.label
    assert "h is 0.9575" in drawing.label
    for step in range(10, 15):
        assert f"Step {step}: push 0.00, a {number(trace.a[step - 1, 0, 0], 4)}" in drawing.description


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"t": 31}, "t: expected a number from 1 to 30, got 31"),
        ({"t": 0}, "t: expected a number from 1 to 30, got 0"),
        ({"t": 1, "sequence": 1}, "sequence: expected a number from 0 to 0, got 1"),
        ({"t": 1, "unit": -1}, "unit: expected a number from 0 to 0, got -1"),
        ({"t": 1, "window": 0}, "window: expected a whole number of at least 1, got 0"),
    ],
)
def test_bad_input_is_named(arguments, message):
    params, trace = latch()
    with pytest.raises(ValueError, match=message):
        chain(trace, params, **arguments)
