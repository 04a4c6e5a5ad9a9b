"""The way back in pictures: a line shows what it and those before it compute, and lights its own ways."""

import re

import numpy as np
import pytest

from lstm_book.chapter_07.way_back import LINES, _errors, draw, way_back
from lstm_teach import GRU, LSTM, LSTMParams, bptt, unroll
from lstm_teach.cells.lstm import LSTMState
from lstm_teach.draw.diagram.backward import backward_diagram
from tests.draw.pictures import texts

LOG3 = float(np.log(3.0))
ONE, ZERO = np.ones((1, 1)), np.zeros((1, 1))
PARAMS = LSTMParams(
    np.zeros((1, 4)), np.array([[1.0, 0.0, -2.0, 0.0]]), np.array([-LOG3, LOG3, LOG3, 2 * LOG3])
)
# What is written in the picture once a line is done, by the chapter's pencil, to two digits.
WRITTEN = {
    5: ("do 0.46", "dc\u2081 0.71"),
    6: ("df 0.28", "di 0.57", "dg 0.18", "0.53", "f \u00d7 dc\u2081: what goes on"),
    7: ("0.053", "0.11", "0.064", "0.042"),
    8: ("\u22120.021",),
}


def step(params=PARAMS):
    return unroll(LSTM, params, np.zeros((1, 1, 1)), LSTMState(h=ZERO, c=0.4 * ONE)).at(0)


def written(line):
    return texts(draw(PARAMS, step(), ONE, ZERO, line).svg())


@pytest.mark.parametrize("line", WRITTEN)
def test_a_line_writes_its_numbers_and_keeps_those_before(line):
    shown = written(line)
    for done, values in WRITTEN.items():
        for value in values:
            assert (value in shown) == (done <= line), (done, value)


def test_nothing_that_is_not_computed_yet_is_written():
    assert not any("300" in text or "\u207b" in text for line in WRITTEN for text in written(line))
    assert len(written(5)) < len(written(6)) < len(written(7)) < len(written(8))
    assert all(text in written(8) for line in (5, 6, 7) for text in written(line))


def test_the_last_line_shows_the_whole_diagram():
    whole = backward_diagram(step(), _errors(PARAMS, step(), ONE, ZERO), 1.0, t=1)
    assert written(8) == texts(whole.svg())


def test_the_errors_are_those_of_bptt():
    rng = np.random.default_rng(3)
    params = LSTM.init(rng, 2, 3)
    trace = unroll(LSTM, params, rng.normal(size=(2, 1, 2)))
    dh = np.stack([np.zeros((1, 3)), rng.normal(size=(1, 3))])
    gradients = bptt(LSTM, params, trace, dh)
    found = _errors(params, trace.at(1), dh[1], np.zeros((1, 3)))
    assert found["c_prev"] == pytest.approx(gradients.errors.c[0, 0, 0])
    assert found["h_prev"] == pytest.approx(gradients.errors.h[0, 0, 0])
    alone = bptt(LSTM, params, unroll(LSTM, params, trace.x[1:], LSTMState(trace.h[0], trace.c[0])), dh[1:])
    for block, gate in enumerate("ifgo"):
        assert found[f"a_{gate}"] == pytest.approx(alone.params.b[3 * block])


def test_every_error_of_the_diagram_belongs_to_a_line_or_comes_in():
    computed = [name for _, names, _ in LINES for name in names]
    assert sorted([*computed, "h", "c_later"]) == sorted(_errors(PARAMS, step(), ONE, ZERO))
    assert [name for name, _, _ in LINES] == ["(7.5)", "(7.6)", "(7.7)", "(7.8)"]


def test_each_line_lights_another_part():
    lights = []
    for line in WRITTEN:
        drawing = draw(PARAMS, step(), ONE, ZERO, line)
        light, _, rest = drawing.body.partition("/>")
        assert "stroke-opacity" in light
        lights.append(light)
        assert light not in rest
    assert len(set(lights)) == 4


def test_the_alternative_text_says_the_line_and_its_numbers():
    still = way_back(PARAMS, step(), ONE, ZERO, 6)
    assert still.alt.startswith("Line (7.6) of the way back.")
    assert re.search(r"df 0\.28, dc_prev 0\.53, di 0\.57, dg 0\.18", still.alt)
    assert "<img alt=" in still.html


@pytest.mark.parametrize("line", [4, 9, 5.5, "7.5", None])
def test_there_is_no_such_line(line):
    with pytest.raises((TypeError, ValueError), match="line"):
        way_back(PARAMS, step(), ONE, ZERO, line)


def test_other_cells_have_no_such_picture():
    rng = np.random.default_rng(0)
    other = unroll(GRU, GRU.init(rng, 1, 1), np.zeros((1, 1, 1))).at(0)
    with pytest.raises(TypeError, match="step: expected a single step of an LSTM"):
        way_back(PARAMS, other, ONE, ZERO, 5)


def test_right_of_the_junction_is_what_came_from_the_next_step():
    for later in (0.0, 0.25):
        shown = texts(draw(PARAMS, step(), ONE, later * ONE, 5).svg())
        total = later + 0.7078
        assert "from step 2" in shown
        assert f"{later:.2g}" in shown
        assert f"dc\u2081 {total:.2g}" in shown
