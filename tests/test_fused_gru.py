"""The fast GRU against the readable one, in both conventions of the reset gate."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lstm_teach import GRU, GRU_RESET_BEFORE, Cell, Hold, bptt, unroll
from lstm_teach.fused import gru, memory
from lstm_teach.params import tree_map
from tests.cells.cases import Case, Problem
from tests.oracles import assert_close
from tests.test_fused import TOLERANCE, arrays, assert_same_trace, calls_of, leaves, settings_of_runs

CELLS = (GRU, GRU_RESET_BEFORE)
both = pytest.mark.parametrize("cell", CELLS, ids=lambda cell: cell.name)


def readable(cell: Cell) -> Cell:
    return replace(cell, fast=None)


def problem(cell: Cell, T: int, B: int = 3, D: int = 2, H: int = 5, seed: int = 0) -> Problem:
    return Case(cell.name, cell, D, H).problem(T, B, seed)


@settings(max_examples=400, deadline=None, derandomize=True)
@given(settings_of_runs(), st.sampled_from(CELLS))
def test_the_fast_gru_has_the_numbers_of_the_readable_one(asked, cell):
    p = problem(cell, *asked.shape, asked.seed)
    gates = {"i": "r", "f": "z", "o": "r"}
    holds = tuple(replace(hold, gate=gates[hold.gate]) for hold in asked.holds)
    options = asked.options | {"d_final": p.d_final, "lengths": p.lengths if asked.with_lengths else None}
    options["cut"] = options["cut"][:1] if "h" in options["cut"] else ()
    traces = [unroll(way, p.params, p.x, p.state, holds) for way in (cell, readable(cell))]
    assert_same_trace(*traces)
    expected = bptt(readable(cell), p.params, traces[1], p.dh, **options)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(gru, "BLOCK", asked.block)
        patch.setattr(gru, "COLUMNS", asked.block // 100)
        for trace in traces:
            fast = bptt(cell, p.params, trace, p.dh, **options)
            assert_close("bptt", fast, expected, TOLERANCE)
        few = bptt(cell, p.params, trace, p.dh, **options, inputs=False, errors=False)
    assert (few.x, few.errors) == (None, None)
    assert_close("asked for less", (few.params, few.state), (fast.params, fast.state), 0)


@both
@pytest.mark.parametrize("shape", [(300, 5, 3, 32), (40, 64, 2, 16), (700, 1, 1, 30)])
def test_large_runs_that_need_several_blocks(cell, shape):
    p = problem(cell, *shape)
    params = tree_map(lambda leaf: leaf / np.sqrt(shape[3]), p.params)  # so that rounding does not grow
    traces = [unroll(way, params, p.x, p.state) for way in (cell, readable(cell))]
    assert 8 * np.prod(shape) > shape[2] * gru.BLOCK
    assert_same_trace(*traces)
    options = {"d_final": p.d_final, "lengths": p.lengths}
    fast = bptt(cell, params, traces[0], p.dh, **options)
    slow = bptt(readable(cell), params, traces[1], p.dh, **options)
    for name in ("params", "x", "state", "errors"):
        for got, expected in zip(leaves(fast, name), leaves(slow, name), strict=True):
            assert np.abs(got - expected).max() <= TOLERANCE * np.abs(expected).max(), name


@both
@pytest.mark.parametrize("size", [30.0, 2000.0])
def test_saturated_gates(cell, size):
    """exp overflows where a gate is shut for good: the gate is 0 all the same, and nothing warns."""
    p = problem(cell, 20)
    signs = np.tile([1.0, -1.0], 5)
    params = p.params._replace(b=np.concatenate([size * signs, np.ones(5)]))
    traces = [unroll(way, params, p.x, p.state) for way in (cell, readable(cell))]
    assert_same_trace(*traces)
    assert traces[0].r.min() < 1e-9 < 1 - 1e-9 < traces[0].z.max()
    fast, slow = (bptt(c, params, t, p.dh) for c, t in zip((cell, readable(cell)), traces, strict=True))
    assert_close("bptt", fast, slow, TOLERANCE)


@both
def test_an_update_gate_at_1_keeps_every_bit(cell):
    p = problem(cell, 30)
    kept = unroll(cell, p.params, p.x, p.state, Hold("z", 1.0)).h
    assert np.array_equal(kept, np.broadcast_to(p.state.h, kept.shape))


@both
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize("holds", [(), (Hold("z", 0.5, start=1),)], ids=["free", "held"])
def test_runs_of_one_real_dtype_are_fast(cell, dtype, holds, monkeypatch):
    p = tree_map(lambda leaf: leaf.astype(dtype) if leaf.dtype.kind == "f" else leaf, problem(cell, 5))
    called = calls_of(monkeypatch)
    for way in (cell, readable(cell)):
        bptt(way, p.params, unroll(way, p.params, p.x, holds=holds), p.dh)
    assert called == ["forward", "backward"]
    mixed = unroll(cell, p.params, p.x.astype(np.float32 if dtype is np.float64 else np.float64))
    assert (called, mixed.h.dtype) == (["forward", "backward"], np.float64)


def test_another_step_or_backward_is_not_passed_over(monkeypatch):
    """Nor is the convention of the reset gate mistaken where the two cells' functions are exchanged."""
    p, called = problem(GRU, 5), calls_of(monkeypatch)
    shut = replace(GRU, step=lambda params, x, state, gates: GRU.step(params, 0 * x, state, gates))
    assert np.array_equal(unroll(shut, p.params, p.x).h, unroll(readable(GRU), p.params, 0 * p.x).h)
    trace = unroll(readable(GRU), p.params, p.x)
    lost = replace(GRU, backward=lambda params, *rest: (params, *GRU.backward(params, *rest)[1:]))
    got = bptt(lost, p.params, trace, p.dh)
    assert_close("five times", got.params, tree_map(lambda leaf: 5 * leaf, p.params), TOLERANCE)
    before = replace(GRU_RESET_BEFORE, fast=GRU.fast)
    q = problem(before, 5)
    bptt(before, q.params, unroll(before, q.params, q.x), q.dh)
    assert called == []


@both
def test_float32_stays_float32_and_near(cell):
    p = problem(cell, 20, H=6)
    single = tree_map(lambda leaf: leaf.astype(np.float32) if leaf.dtype.kind == "f" else leaf, p)
    trace = unroll(cell, single.params, single.x, single.state)
    got = bptt(cell, single.params, trace, single.dh, d_final=single.d_final)
    assert {array.dtype for array in arrays(trace).values()} == {np.dtype(np.float32)}
    assert {a.dtype for part in got._fields for a in leaves(got, part)} == {np.dtype(np.float32)}
    exact = unroll(cell, p.params, p.x, p.state)
    assert_close("float32", got, bptt(cell, p.params, exact, p.dh, d_final=p.d_final), 1e-3)
    assert_same_trace(trace, exact, 1e-5)


@both
def test_a_trace_stays_the_same_bit_for_bit(cell):
    p, q = problem(cell, 30), problem(cell, 30, seed=1)
    trace = unroll(cell, p.params, p.x, p.state)
    kept = {name: array.copy() for name, array in arrays(trace).items()}
    first = bptt(cell, p.params, trace, p.dh, d_final=p.d_final)
    bptt(cell, q.params, unroll(cell, q.params, q.x, q.state, Hold("r", 0.5)), q.dh)
    again = unroll(cell, p.params, p.x, p.state)
    for name, array in kept.items():
        assert np.array_equal(getattr(trace, name), array), name
        assert np.array_equal(getattr(again, name), array), name
        assert not np.shares_memory(getattr(again, name), getattr(trace, name))
        assert not getattr(trace, name).flags.writeable
    assert_close("again", bptt(cell, p.params, again, p.dh, d_final=p.d_final), first, 0.0)


@both
def test_memory_that_nobody_needs_is_used_again(cell):
    memory.waiting.clear()
    p = problem(cell, 20)
    unroll(cell, p.params, p.x)
    (plan,) = memory.waiting
    assert np.shares_memory(unroll(cell, p.params, p.x).r, plan.memory)
