"""Steps and Traces: what they show, and that nothing changes them."""

import copy
import pickle
from dataclasses import FrozenInstanceError

import numpy as np
import pytest

from lstm_teach import LSTM, RNN, Hold, bptt, final_state, learned_gates, unroll
from lstm_teach.params import tree_map
from tests.cells.cases import CASES

LSTM_CASE = next(case for case in CASES if case.cell is LSTM)


def snapshot(trace):
    return {name: getattr(trace, name).copy() for name in trace.array_names()}


def same(trace, kept):
    return all(np.array_equal(getattr(trace, name), kept[name]) for name in kept)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_trace_is_unchanged_by_what_follows(case):
    p = case.problem()
    params, x, state = tree_map(np.copy, (p.params, p.x, p.state))
    trace = unroll(case.cell, params, x, state)
    kept = snapshot(trace)
    bptt(case.cell, params, trace, p.dh, d_final=p.d_final, lengths=p.lengths, cut=("h",), chunk=2)
    assert same(trace, kept), "bptt changed it"
    unroll(case.cell, params, x, final_state(case.cell, trace))
    unroll(case.cell, params, -x, state)
    learned_gates(case.cell, params, trace)
    assert same(trace, kept), "a later run changed it"
    x[...] = 99.0
    for leaf in (*params, *state):
        if leaf is not None:
            leaf[...] = 99.0
    assert same(trace, kept), "overwriting the arguments changed it"


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_trace_is_read_only(case):
    p = case.problem()
    trace = unroll(case.cell, p.params, p.x, p.state)
    for name in trace.array_names():
        for array in (getattr(trace, name), getattr(trace.at(1), name)):
            with pytest.raises(ValueError, match="read-only"):
                array[...] = 0.0
    with pytest.raises(FrozenInstanceError):
        trace.h = None


@pytest.mark.parametrize("case", CASES, ids=str)
def test_each_step_starts_where_the_one_before_ended(case):
    p = case.problem(T=4)
    trace = unroll(case.cell, p.params, p.x, p.state)
    for name in case.cell.state_names:
        before, after = getattr(trace, f"{name}_prev"), getattr(trace, name)
        assert np.array_equal(before[0], getattr(p.state, name))
        assert np.array_equal(before[1:], after[:-1])


def test_at_len_and_iteration():
    p = LSTM_CASE.problem(T=4, B=2)
    trace = unroll(LSTM, p.params, p.x, p.state)
    assert len(trace) == 4
    assert trace.is_trace
    assert len(list(trace)) == 4
    for t, step in enumerate(trace):
        assert type(step) is type(trace)
        assert not step.is_trace
        for name in trace.array_names():
            assert np.array_equal(getattr(step, name), getattr(trace, name)[t])
            assert np.array_equal(getattr(trace.at(t - 4), name), getattr(step, name))
    for t in (4, -5):
        with pytest.raises(IndexError, match=rf"t: expected a step from -4 to 3 \(T = 4\), got {t}"):
            trace.at(t)


def test_a_step_is_no_trace():
    p = LSTM_CASE.problem()
    step = unroll(LSTM, p.params, p.x).at(0)
    for wrong in (len, iter, lambda s: s.at(0)):
        with pytest.raises(TypeError, match=r"needs a Trace.*single LSTMStep\(B = 2, D = 3, H = 4\)"):
            wrong(step)


def test_repr_has_sizes_and_no_address():
    p = LSTM_CASE.problem()
    trace = unroll(LSTM, p.params, p.x, holds=[Hold("f", 1.0, stop=2), Hold("i", 0.0)])
    assert repr(trace) == "Trace[LSTMStep](T = 4, B = 2, D = 3, H = 4, 2 held)"
    assert repr(trace.at(0)) == "LSTMStep(B = 2, D = 3, H = 4, 2 held)"
    assert repr(trace.at(3)) == "LSTMStep(B = 2, D = 3, H = 4, 1 held)"


def test_holds_and_the_type_travel():
    p = LSTM_CASE.problem()
    holds = Hold("f", 1.0, start=1, stop=3), Hold("i", 0.0, start=2)
    trace = unroll(LSTM, p.params, p.x, holds=holds)
    assert trace.holds == holds
    assert [step.holds for step in trace] == [(), holds[:1], holds, holds[1:]]
    assert trace.at(-1).holds == holds[1:]
    assert type(trace) is type(trace.at(0)) is LSTM.step_type


def test_a_trace_can_be_copied_and_kept():
    p = LSTM_CASE.problem()
    trace = unroll(LSTM, p.params, p.x, holds=Hold("f", 0.5))
    for other in (copy.deepcopy(trace), pickle.loads(pickle.dumps(trace))):
        assert same(other, snapshot(trace))
        assert (other.holds, type(other)) == (trace.holds, type(trace))


def test_one_step_of_an_rnn_by_hand():
    """h = tanh(w h + 2 x), one pulse: w = 2 latches, w = 1/2 fades."""
    pulse = np.zeros((4, 1, 1))
    pulse[0] = 1.0
    for w, expected in ((2.0, [0.964, 0.959, 0.958, 0.9575]), (0.5, [0.964, 0.448, 0.220, 0.110])):
        params = RNN.params_type(np.array([[2.0]]), np.array([[w]]), np.zeros(1))
        assert np.allclose(unroll(RNN, params, pulse).h.ravel(), expected, atol=6e-4)
