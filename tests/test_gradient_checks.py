"""The two numerical gradients against closed forms, and planted mistakes that they find."""

from functools import partial

import numpy as np
import pytest

from lstm_teach import LSTM, bptt, central_differences, complex_step, unroll
from lstm_teach.cells.lstm import LSTMParams, LSTMState
from lstm_teach.gates import LEARNED
from lstm_teach.params import tree_map
from tests.cells.cases import Case
from tests.oracles import assert_close, projected, run

TREE = LSTMParams(W_x=np.array([[0.3, -1.2]]), W_h=np.array([2.0]), b=np.array(0.7))


def closed(p):
    """Return a function of a tree, with its gradient in closed form."""
    value = np.sum(np.exp(p.W_x)) * p.W_h[0] ** 3 + np.sin(p.b)
    e = np.exp(p.W_x)
    return value, LSTMParams(e * p.W_h[0] ** 3, 3 * p.W_h**2 * e.sum(), np.array(np.cos(p.b)))


@pytest.mark.parametrize(("derivative", "tolerance"), [(complex_step, 1e-14), (central_differences, 1e-8)])
def test_derivatives_in_closed_form(derivative, tolerance):
    kept = tree_map(np.copy, TREE)
    got = derivative(lambda p: closed(p)[0], TREE)
    assert_close(derivative.__name__, got, closed(TREE)[1], tolerance)
    assert all(np.array_equal(a, b) for a, b in zip(TREE, kept, strict=True))
    assert all(leaf.dtype == np.float64 for leaf in got)


@pytest.mark.parametrize("derivative", [complex_step, central_differences])
def test_derivatives_of_trees_with_gaps_and_of_numbers(derivative):
    got = derivative(lambda t: np.sum(t[0] ** 2) + 3 * t[2][0][0], (np.ones((2, 1)), None, (np.ones(1),)))
    assert got[1] is None
    assert np.allclose(got[0], 2.0)
    assert np.allclose(got[2][0], 3.0)
    assert np.allclose(derivative(lambda a: a**3, np.array(2.0)), 12.0)
    assert np.allclose(derivative(lambda a: 1.0, np.ones(2)), 0.0)


def test_central_differences_serve_where_the_complex_step_does_not():
    at = np.array([-1.5, 2.0])
    assert np.allclose(central_differences(lambda a: np.sum(np.abs(a)), at), [-1.0, 1.0])


# Planted mistakes in the backward pass of the LSTM: what each changes, as a change of a right line.
def _backward(params, step, d_state, gates=LEARNED, *, square=True, c=None, f=True, o=True, i_and_g=False):
    dh, dc = d_state
    do = dh * step.tanh_c
    dc = dc + dh * (step.o if o else 1.0) * ((1.0 - step.tanh_c**2) if square else 1.0)
    df = dc * (step.c_prev if c is None else getattr(step, c))
    dc_prev = dc * (step.f if f else 1.0)
    di, dg = dc * step.g, dc * step.i
    if i_and_g:
        di, dg = dg, di
    da = np.concatenate(
        [
            gates.back("i", step.i, di),
            gates.back("f", step.f, df),
            dg * (1.0 - step.g**2),
            gates.back("o", step.o, do),
        ],
        axis=-1,
    )
    d_params = LSTMParams(step.x.T @ da, step.h_prev.T @ da, da.sum(axis=0))
    return d_params, da @ params.W_x.T, LSTMState(da @ params.W_h.T, dc_prev)


PLANTED = {
    "1 - tanh(c)^2 left out": {"square": False},
    "g for c_prev": {"c": "g"},
    "c for c_prev": {"c": "c"},
    "f left out of dc_prev": {"f": False},
    "o left out": {"o": False},
    "i and g exchanged": {"i_and_g": True},
}


def error_of(cell, T):
    p = Case("LSTM", LSTM).problem(T=T)
    trace = unroll(LSTM, p.params, p.x, p.state)
    got = bptt(cell, p.params, trace, p.dh).params
    none = tree_map(np.zeros_like, p.d_final)
    expected = complex_step(lambda q: projected(run(LSTM, q, p.x, p.state), p.dh, none), p.params)
    return max(float(np.max(np.abs(a - b))) for a, b in zip(got, expected, strict=True))


def planted_cell(**mistake):
    from dataclasses import replace

    return replace(LSTM, backward=partial(_backward, **mistake))


def test_the_line_by_line_copy_is_right():
    assert error_of(planted_cell(), T=3) < 1e-13


@pytest.mark.parametrize("mistake", PLANTED.values(), ids=PLANTED)
def test_planted_mistakes_are_found(mistake):
    assert error_of(planted_cell(**mistake), T=3) > 1e-3


def test_an_omitted_f_is_invisible_in_a_single_step():
    assert error_of(planted_cell(f=False), T=1) < 1e-13
