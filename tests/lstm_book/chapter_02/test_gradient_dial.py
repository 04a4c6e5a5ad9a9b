"""The gradient dial: the numbers of chapter 02, and three ways to the same gradient."""

import numpy as np
import pytest

from lstm_book.chapter_01.fixed_points import fixed_points
from lstm_book.chapter_02 import GradientDial
from lstm_book.chapter_02.gradient_dial_run import CELLS, magnitudes, params
from lstm_teach import LINEAR_RNN, RNN, RNNParams, complex_step, unroll
from lstm_teach.cells.rnn import RNNState
from lstm_teach.draw.numbers import significant
from tests.draw.pictures import texts


def test_a_linear_unit_shrinks_or_grows_by_its_weight():
    assert f"{GradientDial(w=0.9).gradient():.1e}" == "2.7e-05"
    assert GradientDial(w=1.0).gradient() == 1.0
    assert GradientDial(w=1.1).gradient() == pytest.approx(1.1**100)
    assert GradientDial(w=-0.9, steps=3).gradient() == pytest.approx(-(0.9**3))


def test_the_same_weight_explodes_at_rest_and_vanishes_at_the_latch():
    at_rest = GradientDial(w=2.0, activation="tanh", steps=10, start=0.0)
    assert at_rest.gradient() == 1024.0
    latch = fixed_points(2.0)[-1].h
    latched = GradientDial(w=2.0, activation="tanh", steps=10, start=latch)
    assert round(latch, 4) == 0.9575
    assert f"{latched.gradient():.1e}" == "1.6e-08"
    np.testing.assert_allclose(magnitudes(latched.result.slopes), 0.166, atol=5e-4)
    # what a reader's slider can reach tells the same story
    assert f"{GradientDial(w=2.0, activation='tanh', steps=10, start=0.96).gradient():.1e}" == "1.6e-08"


def test_a_weight_of_1_does_not_hold_with_tanh():
    dial = GradientDial(w=1.0, activation="tanh")
    assert round(float(dial.trace.h[-1, 0, 0]), 3) == 0.121
    assert f"{dial.gradient():.1e}" == "1.6e-03"


def test_a_norm_above_1_and_yet_it_vanishes():
    dial = GradientDial(w=0.5, cross=2.0, steps=12)
    np.testing.assert_array_equal(params(dial.state).W_h, [[0.5, 2.0], [0.0, 0.5]])
    norms = magnitudes(dial.result.product)[::-1]
    assert [round(float(n), 2) for n in norms[1:5]] == [2.12, 2.03, 1.51, 1.00]
    expected = [np.linalg.norm(np.linalg.matrix_power(params(dial.state).W_h, k), 2) for k in range(13)]
    np.testing.assert_allclose(norms, expected, rtol=1e-12)
    assert round(float(norms[12]), 3) == 0.012
    assert all(np.diff(norms[1:]) < 0)
    shown = texts(dial.picture)
    assert shown[0] == "two linear units, W = [[0.5, 2], [0, 0.5]]:  ‖∂h₁₂/∂h₀‖ = 0.01172, below 1/2"
    assert shown[1].endswith(":  2.12, 2.03, 1.51, 1.00, 0.627")


@pytest.mark.slow
def test_the_puzzle_can_be_done_with_the_dial():
    """The edges are 0.5 ** 0.01 = 0.99309 and 2 ** 0.01 = 1.00696."""
    dial = GradientDial(w=1.0)
    kept = []
    for n in range(-100, 101):
        dial.controls["fine"].value = n / 10_000
        if texts(dial.picture)[0].endswith("between 1/2 and 2: kept"):
            kept.append(round(1 + n / 10_000, 4))
    assert (min(kept), max(kept)) == (0.9931, 1.0069)
    assert len(kept) == 139
    assert round(0.5**0.01, 4) == 0.9931
    assert round(2**0.01, 4) == 1.0070


STATES = [
    {"w": 0.9},
    {"w": -1.3, "steps": 40, "start": -0.7},
    {"w": 2.0, "activation": "tanh", "start": 0.3, "steps": 12},
    {"w": 0.85, "cross": -1.5, "steps": 25},
    {"w": 1.2, "cross": 0.7, "activation": "tanh", "steps": 15, "start": 0.4},
    {"w": 0.7, "cross": 0.9, "activation": "ReLU", "steps": 9},
    {"w": 3.0, "fine": 0.03, "cross": 3.0, "steps": 500},
]


@pytest.mark.parametrize("settings", STATES, ids=str)
def test_product_and_backpropagation_agree_at_every_step(settings):
    result = GradientDial(**settings).result
    assert result.product.shape == result.measured.shape
    np.testing.assert_allclose(result.measured, result.product, rtol=1e-11, atol=1e-300)
    steps = len(result.product) - 1
    assert result.product.shape[0] == steps + 1


@pytest.mark.parametrize("settings", STATES[:6], ids=str)
@pytest.mark.parametrize("t", [0, 3, 8])
def test_both_agree_with_the_complex_step_of_the_run(settings, t):
    dial = GradientDial(**settings)
    state, trace = dial.state, dial.trace
    weights, cell = params(state), CELLS[state.activation]
    now = np.concatenate([trace.h_prev[:1, 0], trace.h[:, 0]])[t]

    def last(h, unit):
        start = RNNState(h=h[None])
        return unroll(cell, weights, np.zeros((state.steps - t, 1, 1), h.dtype), start).h[-1, 0, unit]

    for unit in range(state.units):
        row = complex_step(lambda h, unit=unit: last(h, unit), now)
        np.testing.assert_allclose(dial.result.product[t, :, unit], row, rtol=1e-10, atol=1e-12)


def test_the_run_is_that_of_unroll():
    dial = GradientDial(w=1.5, fine=-0.0125, activation="tanh", start=0.25, steps=6)
    weights = RNNParams(W_x=np.zeros((1, 1)), W_h=np.array([[1.4875]]), b=np.zeros(1))
    expected = unroll(RNN, weights, np.zeros((6, 1, 1)), RNNState(h=np.array([[0.25]])))
    np.testing.assert_array_equal(dial.trace.h, expected.h)
    assert type(dial.trace) is RNN.step_type
    assert type(GradientDial().trace) is LINEAR_RNN.step_type


@pytest.mark.parametrize("t", [0, 4, 20])
def test_the_picture_shows_both_gradients_the_factor_and_the_state(t):
    dial = GradientDial(w=2.0, activation="tanh", start=0.3, steps=20, t=t)
    shown = texts(dial.picture)
    size, result = significant(abs(dial.gradient(t))), dial.result
    assert f"size of ∂h₂₀/∂hₜ   at step {t}:  — product of slopes {size}   ○ backpropagation {size}" in shown
    factor = significant(float(result.slopes[t - 1, 0, 0])) if t else "none"
    assert f"one step multiplies the error   at step {t}: by {factor}" in shown
    h = [0.3, *result.trace.h[:, 0, 0]][t]
    assert f"hidden state h   at step {t}: {h:.4f}" in shown
    assert shown[0] == f"tanh unit, w = 2:  ∂h₂₀/∂h₀ = {significant(dial.gradient(), 4)}, below 1/2"


def test_of_two_units_the_factor_is_called_a_bound():
    shown = texts(GradientDial(w=0.5, cross=2.0, steps=12, t=1).picture)
    assert "one step multiplies the error, at most   at step 1: by 2.12" in shown


def test_a_gradient_of_zero_and_the_largest_possible_are_drawn():
    dead = GradientDial(w=-1.0, activation="ReLU")
    assert dead.gradient() == 0.0
    assert "∂h₁₀₀/∂h₀ = 0, below 1/2" in texts(dead.picture)[0]
    huge = GradientDial(w=-3.0, fine=-0.03, cross=-3.0, steps=500, start=-1.0)
    assert 1e240 < huge.gradient() < 1e250
    assert "10²⁴³, above 2" in texts(huge.picture)[0]


def test_the_gradient_of_a_step_that_is_not_there():
    with pytest.raises(ValueError, match="t: expected a whole number from 0 to steps = 100, got 101"):
        GradientDial().gradient(101)
