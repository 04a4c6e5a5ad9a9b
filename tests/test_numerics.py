"""The elementary functions: values in closed form, extremes, complex steps, properties."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lstm_teach import complex_step, log_softmax, logsumexp, sigmoid, softmax, softplus

always = settings(derandomize=True, deadline=None, database=None, max_examples=100)
finite = st.floats(-700, 700)
rows = st.lists(finite, min_size=1, max_size=6).map(np.array)


def test_sigmoid_of_logarithms():
    for k in (1.0, 2.0, 3.0, 9.0, 1e6):
        assert math.isclose(sigmoid(np.log(k)), k / (k + 1), rel_tol=1e-15)
        assert math.isclose(sigmoid(-np.log(k)), 1 / (k + 1), rel_tol=1e-9)


def test_sigmoid_at_the_extremes():
    a = np.array([-np.inf, -1e308, -1000.0, 0.0, 1000.0, 1e308, np.inf])
    assert sigmoid(a).tolist() == [0.0, 0.0, 0.0, 0.5, 1.0, 1.0, 1.0]
    assert np.isnan(sigmoid(np.array(np.nan)))


@always
@given(finite, finite)
def test_sigmoid_is_symmetric_and_rises(a, b):
    assert abs(sigmoid(a) + sigmoid(-a) - 1.0) < 1e-15
    assert 0.0 <= sigmoid(a) <= 1.0
    assert (sigmoid(a) <= sigmoid(b)) or a > b


def test_softplus_at_the_extremes():
    a = np.array([-1e308, -745.0, -50.0, 0.0, 50.0, 1e308])
    expected = [0.0, math.exp(-745.0), math.exp(-50.0), math.log(2.0), 50.0 + math.exp(-50.0), 1e308]
    assert np.allclose(softplus(a), expected, rtol=1e-14, atol=0)
    assert softplus(np.array([-np.inf, np.inf])).tolist() == [0.0, np.inf]


@always
@given(finite)
def test_softplus_is_minus_the_logarithm_of_the_sigmoid(a):
    assert math.isclose(softplus(a) - softplus(-a), a, rel_tol=1e-12, abs_tol=1e-12)
    assert math.isclose(softplus(a), float(np.logaddexp(0.0, a)), rel_tol=1e-14)


def test_logsumexp_of_logarithms():
    a = np.log([[1.0, 2.0, 5.0], [1e-300, 1e-300, 2e-300]])
    assert np.allclose(logsumexp(a), np.log([[8.0], [4e-300]]), rtol=1e-15)
    assert np.allclose(logsumexp(a.T, axis=0), np.log([[8.0, 4e-300]]), rtol=1e-15)


def test_logsumexp_at_the_extremes():
    inf = np.inf
    a = np.array([[1e308, 0.0], [-1e308, -1e308], [-inf, 3.0], [-inf, -inf], [inf, 0.0]])
    assert logsumexp(a)[:, 0].tolist() == [1e308, -1e308, 3.0, -inf, inf]
    assert log_softmax(a[2:3]).tolist() == [[-inf, 0.0]]


@always
@given(rows, finite)
def test_softmax_does_not_see_a_shift(a, shift):
    p = softmax(a)
    assert abs(p.sum() - 1.0) < 1e-14
    assert np.allclose(softmax(a + shift), p, rtol=1e-11, atol=1e-300)
    assert abs(softmax(a + 1e9).sum() - 1.0) < 1e-14, "large logits lose digits"
    assert np.allclose(np.exp(log_softmax(a)), p, rtol=1e-15)


@pytest.mark.parametrize("a", [-800.0, -3.0, 0.4, 800.0])
def test_complex_steps_give_the_derivatives_in_closed_form(a):
    at = np.array([a, 0.1])
    s = sigmoid(at)
    assert np.allclose(complex_step(lambda v: np.sum(sigmoid(v)), at), s * (1 - s), rtol=1e-13, atol=1e-16)
    assert np.allclose(complex_step(lambda v: np.sum(softplus(v)), at), s, rtol=1e-13, atol=1e-16)
    assert np.allclose(complex_step(lambda v: logsumexp(v)[0], at), softmax(at), rtol=1e-13)


@pytest.mark.parametrize("function", [sigmoid, softplus, logsumexp, log_softmax, softmax])
def test_float32_stays_float32(function):
    assert function(np.array([1.0, -2.0], np.float32)).dtype == np.float32
