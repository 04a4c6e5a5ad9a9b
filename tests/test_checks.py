"""Checks: the two numerical gradients against closed forms, every judge, and planted mistakes."""

import math
import re
from functools import partial

import numpy as np
import pytest

from lstm_teach import LSTM, bptt, central_differences, check, checks, complex_step, unroll
from lstm_teach.cells.lstm import LSTMParams, LSTMState
from lstm_teach.checks import Verdict
from lstm_teach.exercises import EXERCISES
from lstm_teach.exercises.judges import NotAttempted, judge_function, judge_number, located_difference
from lstm_teach.gates import LEARNED
from lstm_teach.params import tree_map
from tests.bad_input import Bad, refuse
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


# Judges
def test_judge_number():
    judge = judge_number(0.5, 0.01, {"That is the square.": 0.25})
    assert judge(0.505) is None
    assert judge(np.float32(0.5)) is None
    assert judge("0.5") is None
    assert judge(0.25) == "That is the square."
    assert judge(0.6) == "0.6 is too large."
    assert judge(-1) == "-1 is too small."
    assert judge([0.5]) == "Expected a number, got list."
    assert judge("half") == "Expected a number, got str."
    assert judge(1j) == "Expected a number, got complex."
    assert judge(math.nan) == "Expected a finite number, got nan."
    assert judge(math.inf) == "Expected a finite number, got inf."


def two(a, b):
    return a * b, a + b[0]


CASES = [(np.array([2.0, -3.0]), np.array([0.5, 4.0])), (np.array([1.0]), np.array([7.0]))]
JUDGE = judge_function(two, CASES, ("product", "sum"), {"You subtract.": lambda a, b: (a * b, a - b[0])})
ANSWERS = {
    "right": (two, None),
    "right, lists": (lambda a, b: ((a * b).tolist(), (a + b[0]).tolist()), None),
    "a known mistake": (lambda a, b: (a * b, a - b[0]), r"^You subtract\.$"),
    "twice": (
        lambda a, b: (2 * a * b, a),
        r"product\[0\]: expected 1, got 2, 2 times as much \(2 of 2 entries",
    ),
    "one entry": (
        lambda a, b: (a * b, a + b[0] + np.eye(a.size)[-1]),
        r"^sum\[1\]: expected -2.5, got -1.5.*1 of 2",
    ),
    "second case only": (lambda a, b: (a * b, a + b[0] * (a.size == 2)), r"^sum\[0\]: expected 8, got 1\."),
    "a shape": (lambda a, b: ((a * b)[None], a), r"^product: expected shape \(2,\), got \(1, 2\)\."),
    "NaN": (lambda a, b: (a * np.nan, a + b[0]), r"^product\[0\]: expected 1, got nan"),
    "one value": (lambda a, b: a * b, r"^Expected 2 values \(product, sum\), got ndarray\."),
    "three values": (lambda a, b: (a, b, a), r"^Expected 2 values \(product, sum\), got 3 values\."),
    "strings": (lambda a, b: ("x", "y"), r"^product: expected numbers, got str"),
    "complex": (lambda a, b: (a * 1j, b), r"^product: expected numbers, got ndarray of dtype complex128"),
    "ragged": (lambda a, b: ([[1.0], [1.0, 2.0]], b), r"^product: expected numbers, got list\."),
    "objects": (lambda a, b: ({}, b), r"^product: expected numbers, got dict"),
    "no function": (3.0, r"^Expected a function, got float\."),
    "raises": (lambda a, b: a / {}, r"^Your function raised TypeError in <lambda>, line \d+ of its cell: "),
    "wrong arguments": (lambda a: a, r"^Your function raised TypeError .*positional argument"),
}


@pytest.mark.parametrize(("answer", "message"), ANSWERS.values(), ids=ANSWERS)
def test_judge_function(answer, message):
    said = JUDGE(answer)
    assert said is None if message is None else re.search(message, said), said


def test_feedback_on_numbers_says_what_was_asked():
    judge = judge_function(lambda a, b: min(a, b), [(3, 3), (2, 5)], ("least",))
    assert judge(lambda D, H: D) is None
    assert judge(lambda D, H: H) == "For D = 2, H = 5: least: expected 2, got 5."
    assert judge(max) == "least: expected 2, got 5."  # a built-in whose arguments have no names


@pytest.mark.parametrize("stub", [lambda a, b: ..., lambda a, b: None, lambda a, b: (..., ...)])
def test_a_stub_is_not_attempted(stub):
    with pytest.raises(NotAttempted):
        JUDGE(stub)


def test_not_implemented_is_not_attempted():
    def stub(a, b):
        raise NotImplementedError

    with pytest.raises(NotAttempted):
        JUDGE(stub)


def test_an_answer_that_overwrites_its_arguments_harms_nothing():
    def overwrites(a, b):
        result = two(a.copy(), b.copy())
        a[:], b[:] = 0.0, 0.0
        return result

    kept = [tuple(array.copy() for array in case) for case in CASES]
    assert JUDGE(overwrites) is None
    assert JUDGE(two) is None
    assert all(
        np.array_equal(a, b)
        for one, other in zip(kept, CASES, strict=True)
        for a, b in zip(one, other, strict=True)
    )


def test_located_difference():
    whole = np.array([1, 2])
    assert located_difference(whole, whole, ["n"]) is None
    assert located_difference(np.array([1.0, 2.0]), whole, ["n"]) is None
    assert "n[1]: expected 2, got 2.7" in (located_difference(np.array([1.0, 2.7]), whole, ["n"]) or "")
    assert located_difference(0.3, np.True_, ["n"]) is not None
    assert located_difference(True, np.True_, ["n"]) is None
    assert located_difference(np.array([1.0, 0.0]), np.array([1.0, 1e-12]), ["n"]) is None
    assert located_difference(np.float32(1 / 3), 1 / 3, ["n"], rtol=1e-6) is None
    assert "expected 0, got 1" in (located_difference(1.0, 0.0, ["n"]) or "")


def test_verdicts():
    assert bool(Verdict(True, "yes"))
    assert not Verdict(False, "no")
    assert repr(Verdict(False, "no: see there")) == "no: see there"


def test_check(monkeypatch):
    known = {"0.1": judge_number(2.0, 0.0), "0.2": judge_function(two, CASES, ("product", "sum"))}
    monkeypatch.setattr("lstm_teach.exercises.EXERCISES", known)
    assert (bool(check("0.1", 2)), repr(check("0.1", 2))) == (True, "0.1: correct.")
    assert (bool(check("0.1", 3)), repr(check("0.1", 3))) == (False, "0.1: not yet. 3 is too large.")
    for stub in (..., None):
        assert repr(check("0.1", stub)).startswith("0.1: not attempted yet.")
        assert not check("0.1", stub)
    assert repr(check("0.2", lambda a, b: ...)).startswith("0.2: not attempted yet.")
    refuse(Bad(lambda w: check("9.9", 1), "name", r"number of an exercise \(0.1, 0.2\)", "'9.9'"))


def test_every_exercise_of_the_book_says_not_attempted_of_a_stub():
    assert EXERCISES
    for name in EXERCISES:
        assert "not attempted yet" in repr(check(name, ...))
        assert check.__module__ == checks.__name__
