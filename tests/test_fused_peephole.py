"""The fast peephole LSTM against the readable one: the same numbers, whatever is asked for."""

import copy
import pickle
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings

from lstm_teach import PEEPHOLE_LSTM, Hold, bptt, unroll
from lstm_teach.fused import backwards, forwards
from lstm_teach.params import named_leaves, tree_map
from tests.cells.cases import Case, Problem
from tests.oracles import assert_close
from tests.test_fused import TOLERANCE, arrays, assert_same_trace, calls_of, settings_of_runs

READABLE = replace(PEEPHOLE_LSTM, fast=None)
WAYS = (PEEPHOLE_LSTM, READABLE)


def problem(T: int, B: int, D: int, H: int, seed: int = 0) -> Problem:
    return Case("peephole LSTM", PEEPHOLE_LSTM, D, H).problem(T, B, seed)


def in_dtype(tree: Any, dtype: Any) -> Any:
    return tree_map(lambda leaf: leaf.astype(dtype) if leaf.dtype.kind == "f" else leaf, tree)


@pytest.mark.parametrize("many", [1, 10**9], ids=["by exp", "by tanh"])
@settings(max_examples=200, deadline=None, derandomize=True)
@given(asked=settings_of_runs())
def test_the_fast_peephole_lstm_has_the_numbers_of_the_readable_one(many, asked):
    p = problem(*asked.shape, asked.seed)
    options = asked.options | {"d_final": p.d_final, "lengths": p.lengths if asked.with_lengths else None}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(backwards, "BLOCK", asked.block)
        patch.setattr(backwards, "COLUMNS", 1)
        patch.setattr(forwards, "MANY", many)
        traces = [unroll(cell, p.params, p.x, p.state, asked.holds) for cell in WAYS]
        assert_same_trace(*traces)
        fast = bptt(PEEPHOLE_LSTM, p.params, traces[0], p.dh, **options)
        few = bptt(PEEPHOLE_LSTM, p.params, traces[0], p.dh, **options, inputs=False, errors=False)
    slow = bptt(READABLE, p.params, traces[1], p.dh, **options)
    assert_close("bptt", fast, slow, TOLERANCE)
    assert (few.x, few.errors) == (None, None)
    assert_close("asked for less", (few.params, few.state), (fast.params, fast.state), 0)


@pytest.mark.parametrize("shape", [(60, 5, 3, 32), (20, 40, 2, 16), (90, 1, 1, 20), (90, 1, 2, 8)])
def test_larger_runs(shape):
    p = problem(*shape)
    params = tree_map(lambda leaf: leaf / np.sqrt(shape[3]), p.params)  # so that rounding does not grow
    traces = [unroll(cell, params, p.x, p.state, Hold("o", 0.4, stop=9, units=(3,))) for cell in WAYS]
    assert_same_trace(*traces)
    fast, slow = (bptt(c, params, t, p.dh, d_final=p.d_final) for c, t in zip(WAYS, traces, strict=True))
    for (name, got), (_, expected) in zip(named_leaves(fast), named_leaves(slow), strict=True):
        assert np.abs(got - expected).max() <= TOLERANCE * np.abs(expected).max(), name


@pytest.mark.parametrize("many", [1, 10**9], ids=["by exp", "by tanh"])
def test_saturated_gates(many, monkeypatch):
    monkeypatch.setattr(forwards, "MANY", many)
    p = problem(20, 3, 2, 8)
    signs = np.resize([-1.0, 1.0], 8)
    params = p.params._replace(b=2000 * np.concatenate([signs, signs, 0 * signs, -signs]))
    traces = [unroll(cell, params, p.x, p.state) for cell in WAYS]
    assert_same_trace(*traces)
    assert set(np.unique(traces[0].o)) == {0, 1}
    fast, slow = (bptt(c, params, t, p.dh) for c, t in zip(WAYS, traces, strict=True))
    assert_close("bptt", fast, slow, TOLERANCE)


def test_float32_stays_float32_and_near():
    p = problem(20, 3, 2, 6)
    single = in_dtype(p, np.float32)
    trace = unroll(PEEPHOLE_LSTM, single.params, single.x, single.state)
    got = bptt(PEEPHOLE_LSTM, single.params, trace, single.dh, d_final=single.d_final)
    leaves = [*arrays(trace).values(), *(leaf for _, leaf in named_leaves(got))]
    assert {leaf.dtype for leaf in leaves} == {np.dtype(np.float32)}
    exact = unroll(READABLE, p.params, p.x, p.state)
    assert_same_trace(trace, exact, 1e-5)
    assert_close("float32", got, bptt(READABLE, p.params, exact, p.dh, d_final=p.d_final), 1e-3)


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_runs_of_one_real_dtype_are_fast(dtype, monkeypatch):
    p = in_dtype(problem(3, 2, 2, 2), dtype)
    called = calls_of(monkeypatch)
    for cell in WAYS:
        bptt(cell, p.params, unroll(cell, p.params, p.x, holds=Hold("o", 0.5)), p.dh)
    assert called == ["forward", "backward"]
    mixed = unroll(PEEPHOLE_LSTM, p.params, p.x.astype(np.complex128))
    assert (called, mixed.h.dtype) == (["forward", "backward"], np.complex128)


def test_a_cell_with_another_step_runs_it(monkeypatch):
    p = problem(3, 2, 2, 2)
    called = calls_of(monkeypatch)
    shut = replace(PEEPHOLE_LSTM, step=lambda w, x, state, gates: PEEPHOLE_LSTM.step(w, 0 * x, state, gates))
    assert np.array_equal(unroll(shut, p.params, p.x).h, unroll(READABLE, p.params, 0 * p.x).h)
    assert called == []


def test_a_trace_stays_the_same_bit_for_bit():
    p, q = problem(30, 3, 2, 5), problem(30, 3, 2, 5, seed=1)
    trace = unroll(PEEPHOLE_LSTM, p.params, p.x, p.state)
    kept = {name: array.copy() for name, array in arrays(trace).items()}
    first = bptt(PEEPHOLE_LSTM, p.params, trace, p.dh, d_final=p.d_final)
    for _ in range(2):
        other = unroll(PEEPHOLE_LSTM, q.params, q.x, q.state, Hold("f", 0.5))
        bptt(PEEPHOLE_LSTM, q.params, other, q.dh)
    for name, array in kept.items():
        assert np.array_equal(getattr(trace, name), array), name
        assert not getattr(trace, name).flags.writeable
    again = bptt(PEEPHOLE_LSTM, p.params, trace, p.dh, d_final=p.d_final)
    assert_close("again", again, first, 0)


def test_both_ways_take_the_trace_of_the_other_and_a_copy():
    p, holds = problem(9, 3, 2, 5), (Hold("i", 0.2, start=2), Hold("o", 0.9, stop=5, units=(1, 4)))
    traces = [unroll(cell, p.params, p.x, p.state, holds) for cell in WAYS]
    traces += [copy.deepcopy(traces[0]), pickle.loads(pickle.dumps(traces[0]))]
    expected = bptt(READABLE, p.params, traces[1], p.dh)
    for cell in WAYS:
        for trace in traces:
            assert_close("from another", bptt(cell, p.params, trace, p.dh), expected, TOLERANCE)
