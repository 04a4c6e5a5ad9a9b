"""A walk through the LSTM's diagram: every stop says its own numbers, and only its own part is lit."""

import re

import numpy as np
import pytest

from lstm_book.chapter_06.lstm_walk import HEAD, STOPS, lstm_walk
from lstm_teach import LSTM, RNN, LSTMParams, tree_map, unroll
from lstm_teach.draw import diagram
from tests.draw.pictures import parse, texts

# The step of the chapter: pre-activations i, f, g, o and the old cell state.
WORKED = {
    "forget": "f × c₀ = 0.75 × 0.4 = 0.3 is kept",
    "input: gate": "i = 0.25",
    "input: candidate": "g = 0.8",
    "input: write": "i × g = 0.25 × 0.8 = 0.2 is added to 0.3: c₁ = 0.5",
    "output: gate": "o = 0.9",
    "output: tanh": "tanh(c₁) = tanh(0.5) = 0.4621",
    "output: read": "h₁ = o × tanh(c₁) = 0.9 × 0.4621 = 0.4159",
}


def worked_step():
    a = np.log(3) * np.array([-1.0, 1.0, 1.0, 2.0])
    params = LSTMParams(np.zeros((1, 4)), np.zeros((1, 4)), a)
    start = LSTM.state_type(h=np.zeros((1, 1)), c=np.array([[0.4]]))
    return unroll(LSTM, params, np.zeros((1, 1, 1)), start).at(0)


def a_step():
    rng = np.random.default_rng(3)
    params = tree_map(lambda a: a + rng.standard_normal(a.shape), LSTM.init(rng, 2, 3))
    return unroll(LSTM, params, rng.standard_normal((4, 2, 2))).at(3)


@pytest.mark.parametrize("stop", STOPS)
def test_a_stop_says_its_numbers(stop):
    drawing = lstm_walk(worked_step(), stop, t=1)
    shown = texts(drawing.svg())
    number = list(STOPS).index(stop) + 1
    assert shown[:2] == [f"{number}  {stop}", WORKED[stop]]
    assert drawing.label == f"Stop {number} of 7, {stop}: {WORKED[stop]}"


@pytest.mark.parametrize("stop", STOPS)
def test_a_stop_is_the_diagram_under_a_veil(stop):
    step = a_step()
    drawing, whole = lstm_walk(step, stop, t=4, sequence=1, unit=2), diagram(step, t=4, sequence=1, unit=2)
    assert whole.body in drawing.body
    assert drawing.description == whole.alt
    assert drawing.height == whole.height + HEAD
    parse(drawing.svg(standalone=True))
    veil = re.search(r'<path d="(M0 0[^"]*)" style="[^"]*evenodd"', drawing.body)
    assert veil
    assert veil.group(1).count("M") == 1 + len(STOPS[stop])


def test_negative_numbers_of_another_unit():
    step = a_step()
    i, g, c = (float(getattr(step, name)[1, 2]) for name in "igc")
    says = lstm_walk(step, "input: write", sequence=1, unit=2).label.replace("\u2212", "-")
    found = [float(n) for n in re.findall(r"-?\d+\.\d+", says)]
    kept = float(step.f[1, 2] * step.c_prev[1, 2])
    assert found == pytest.approx([i, g, i * g, kept, c], abs=5.1e-5)


@pytest.mark.parametrize("stop", STOPS)
def test_lit_areas_do_not_overlap_and_lie_inside(stop):
    areas = STOPS[stop]
    for n, (x, y, w, h) in enumerate(areas):
        assert x >= 0
        assert y >= 0
        assert x + w <= 700
        assert y + h <= 424
        for p, q, v, k in areas[:n]:  # an overlap would be covered: the even-odd rule counts twice
            assert x >= p + v or p >= x + w or y >= q + k or q >= y + h


def test_bad_input():
    step = a_step()
    with pytest.raises(ValueError, match=r"^stop: expected one of forget, .*, got 'keep'"):
        lstm_walk(step, "keep")
    with pytest.raises(ValueError, match="^unit"):
        lstm_walk(step, "forget", unit=3)
    rnn = unroll(RNN, RNN.init(np.random.default_rng(0), 1, 1), np.zeros((1, 1, 1)))
    with pytest.raises(TypeError, match="^step: expected a single step of an LSTM, got RNNStep"):
        lstm_walk(rnn.at(0), "forget")
