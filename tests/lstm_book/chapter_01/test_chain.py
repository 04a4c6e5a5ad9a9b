"""The unrolled chain shows the numbers of the run."""

import numpy as np
import pytest

from lstm_book.chapter_01.chain import chain
from lstm_teach import LINEAR_RNN, RNN, RNNParams, unroll
from lstm_teach.draw.numbers import number, subscript
from tests.draw.pictures import latch, texts


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


def test_label_and_description_hold_the_numbers():
    params, trace = latch()
    drawing = chain(trace, params, 12)
    assert "weight 2.00" in drawing.label
    assert "step 12" in drawing.label
    assert "h is 0.9575" in drawing.label
    for step in range(10, 15):
        assert f"Step {step}: push 0.00, a {number(trace.a[step - 1, 0, 0], 4)}" in drawing.description


@pytest.mark.parametrize("t", [0, 31])
def test_a_step_that_is_not_there_is_named(t):
    params, trace = latch()
    with pytest.raises(ValueError, match=f"t: expected a number from 1 to 30, got {t}"):
        chain(trace, params, t)


@pytest.mark.parametrize(("B", "H"), [(1, 2), (2, 1)])
def test_more_than_one_unit_or_sequence_is_refused(B, H):
    params = RNN.init(np.random.default_rng(3), 2, H)
    trace = unroll(RNN, params, np.ones((4, B, 2)))
    with pytest.raises(ValueError, match=rf"trace.h: expected shape \(T, 1, 1\), got \(4, {B}, {H}\)"):
        chain(trace, params, 2)


def test_the_push_has_all_inputs_and_the_bias():
    params = RNNParams(W_x=np.array([[1.0], [-0.5]]), W_h=np.array([[0.5]]), b=np.array([0.25]))
    trace = unroll(RNN, params, np.array([[[1.0, 2.0]], [[3.0, -4.0]]]))
    assert {"u₁ = 0.25", "u₂ = 5.25"} <= set(texts(chain(trace, params, 1).svg()))
