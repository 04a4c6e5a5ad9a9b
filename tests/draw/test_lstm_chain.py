"""The unrolled LSTM shows the numbers of the run, and which gates are held."""

import numpy as np
import pytest

from lstm_teach import LSTM, Hold, LSTMParams, tree_map, unroll
from lstm_teach.draw import lstm_chain
from lstm_teach.draw.svg import number, subscript
from lstm_teach.draw.theme import HELD_DASH
from tests.draw.pictures import texts


def a_run(T=9, B=2, D=1, H=3, holds=()):
    rng = np.random.default_rng(4)
    params = tree_map(lambda a: a + rng.standard_normal(a.shape), LSTM.init(rng, D, H))
    return unroll(LSTM, params, rng.standard_normal((T, B, D)), holds=holds)


@pytest.mark.parametrize("t", [1, 2, 5, 9])
def test_boxes_show_what_the_run_computed(t):
    trace = a_run()
    shown = texts(lstm_chain(trace, t, sequence=1, unit=2).svg())
    first = min(max(1, t - 2), 6)
    for step in range(first, first + 4):
        values = trace.at(step - 1)
        assert f"t = {step}" in shown
        for gate in "fio":
            assert f"{gate} = {number(getattr(values, gate)[1, 2])}" in shown
        assert f"written {number(values.i[1, 2] * values.g[1, 2], sign=True)}" in shown
        for name in "ch":
            assert shown[shown.index(subscript(name, step)) - 1] == number(getattr(values, name)[1, 2])
        assert f"{subscript('x', step)} = {number(values.x[1, 0])}" in shown
    assert f"t = {first - 1}" not in shown
    assert shown[shown.index(subscript("c", first - 1)) - 1] == number(trace.c_prev[first - 1, 1, 2])


def test_a_held_gate_has_a_dashed_frame_for_its_units_alone():
    trace = a_run(holds=[Hold("f", 0.8, 4, 6, units=(1,))])
    count = [lstm_chain(trace, 5, unit=unit).body.count(HELD_DASH) for unit in (0, 1)]
    assert count == [0, 2]
    drawing = lstm_chain(trace, 5, unit=1)
    assert "Step 5: f 0.80 held, i" in drawing.description
    assert "held" not in drawing.description.split("Step 5")[0]
    assert "held" not in lstm_chain(trace, 5, unit=0).description


def test_several_inputs_are_counted_and_a_short_run_is_shown_whole():
    shown = texts(lstm_chain(a_run(T=2, D=5), 1).svg())
    assert "x₁: 5 values" in shown
    assert [text for text in shown if text.startswith("t = ")] == ["t = 1", "t = 2"]


def test_extreme_values():
    big = LSTMParams(np.full((1, 4), 99.0), np.zeros((1, 4)), np.zeros(4))
    trace = unroll(LSTM, big, np.full((12, 1, 1), 1.0))
    shown = texts(lstm_chain(trace, 11).svg())
    assert "f = 1.00" in shown
    assert number(12.0) in shown


@pytest.mark.parametrize(
    ("arguments", "message"),
    [({"t": 10}, "^t: .* from 1 to T = 9, got 10"), ({"sequence": 2}, "^sequence"), ({"unit": -1}, "^unit")],
)
def test_bad_input(arguments, message):
    with pytest.raises(ValueError, match=message):
        lstm_chain(a_run(), **({"t": 1} | arguments))
