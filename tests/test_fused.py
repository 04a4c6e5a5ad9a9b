"""The fast LSTM and RNN against the readable ones: the same numbers, whatever is asked for."""

import copy
import pickle
import tracemalloc
from dataclasses import fields, replace
from typing import Any, NamedTuple

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lstm_teach import LINEAR_RNN, LSTM, RELU_RNN, RNN, Hold, bptt, sequence, unroll
from lstm_teach.fused import backwards, forwards, memory
from lstm_teach.params import tree_map
from tests.cells.cases import Case, Problem, held_runs
from tests.oracles import assert_close

READABLE, READABLE_RNN = (replace(cell, fast=None) for cell in (LSTM, RNN))
TOLERANCE = 1e-12


class Setting(NamedTuple):
    """What a run and its backward pass are asked for."""

    shape: tuple[int, int, int, int]  # T, B, D, H
    holds: tuple[Hold, ...]
    options: dict[str, Any]
    with_lengths: bool
    seed: int
    block: int  # bytes of a block of steps, so that short runs have several blocks too


@st.composite
def settings_of_runs(draw: Any) -> Setting:
    """Runs of every kind: sizes, holds, lengths, cuts, chunks."""
    T, B, D, H = (draw(st.integers(1, most)) for most in (12, 4, 3, 5))
    holds = []
    for _ in range(draw(st.integers(0, 3))):
        start = draw(st.integers(0, T - 1))
        stop = draw(st.none() | st.integers(start + 1, T))
        units = draw(st.none() | st.sets(st.integers(0, H - 1), min_size=1).map(tuple))
        value = draw(st.sampled_from((0.0, 0.3, 1.0)))
        holds.append(Hold(draw(st.sampled_from("ifo")), value, start, stop, units))
    cut = draw(st.sampled_from(((), ("h",), ("c",), ("h", "c"))))
    options = {"cut": cut, "chunk": draw(st.none() | st.integers(1, T + 1))}
    seed, block = draw(st.integers(0, 999)), draw(st.integers(1, 1000))
    return Setting((T, B, D, H), tuple(holds), options, draw(st.booleans()), seed, block)


def problem(T: int, B: int, D: int, H: int, seed: int = 0) -> Problem:
    return Case("LSTM", LSTM, D, H).problem(T, B, seed)


def arrays(trace: Any) -> dict[str, np.ndarray]:
    return {name: getattr(trace, name) for name in trace.array_names()}


def assert_same_trace(got: Any, expected: Any, tolerance: float = TOLERANCE) -> None:
    for f in fields(expected):
        if f.name in expected.array_names():
            assert_close(f"Trace: {f.name}", getattr(got, f.name), getattr(expected, f.name), tolerance)
        else:
            assert getattr(got, f.name) == getattr(expected, f.name)


@settings(max_examples=300, deadline=None, derandomize=True)
@given(settings_of_runs())
def test_the_fast_lstm_has_the_numbers_of_the_readable_one(asked):
    p = problem(*asked.shape, asked.seed)
    options = asked.options | {"d_final": p.d_final, "lengths": p.lengths if asked.with_lengths else None}
    traces = [unroll(cell, p.params, p.x, p.state, asked.holds) for cell in (LSTM, READABLE)]
    assert_same_trace(*traces)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(backwards, "BLOCK", asked.block)
        patch.setattr(backwards, "MATRICES", 8 * asked.block)
        fast = bptt(LSTM, p.params, traces[0], p.dh, **options)
    assert_close("bptt", fast, bptt(READABLE, p.params, traces[1], p.dh, **options), TOLERANCE)


@settings(max_examples=200, deadline=None, derandomize=True)
@given(settings_of_runs())
def test_the_fast_rnn_has_the_numbers_of_the_readable_one(asked):
    T, B, D, H = asked.shape
    p = Case("RNN", RNN, D, H).problem(T, B, asked.seed)
    options = asked.options | {"d_final": p.d_final, "lengths": p.lengths if asked.with_lengths else None}
    options["cut"] = options["cut"][:1] if "h" in options["cut"] else ()
    traces = [unroll(cell, p.params, p.x, p.state) for cell in (RNN, READABLE_RNN)]
    assert_same_trace(*traces)
    fast = bptt(RNN, p.params, traces[0], p.dh, **options)
    assert_close("bptt", fast, bptt(READABLE_RNN, p.params, traces[1], p.dh, **options), TOLERANCE)
    few = bptt(RNN, p.params, traces[0], p.dh, **options, inputs=False, errors=False)
    assert (few.x, few.errors) == (None, None)
    assert_close("asked for less", few.params, fast.params, 0)


def test_rnns_of_one_real_dtype_are_fast(monkeypatch):
    called = calls_of(monkeypatch)
    p = Case("RNN", RNN).problem(5)
    for cell in (RNN, READABLE_RNN):
        bptt(cell, p.params, unroll(cell, p.params, p.x), p.dh)
    assert called == ["forward", "backward"]
    mixed = unroll(RNN, p.params, p.x.astype(np.float32))
    assert (called, mixed.h.dtype) == (["forward", "backward"], np.float64)


@pytest.mark.parametrize("cell", [RELU_RNN, LINEAR_RNN], ids=lambda cell: cell.name)
def test_only_tanh_has_a_fast_way(cell):
    assert cell.fast is None
    slow = replace(RNN, step=cell.step, backward=cell.backward)
    p = Case("RNN", RNN).problem(5)
    assert_close("h", unroll(slow, p.params, p.x).h, unroll(cell, p.params, p.x).h, 0)


@pytest.mark.parametrize(
    "shape", [(300, 5, 3, 32), (40, 64, 2, 16), (3, 40, 30, 300), (700, 1, 1, 30), (3000, 1, 1, 8)]
)
def test_large_runs_that_need_several_blocks(shape):
    p = problem(*shape)
    params = tree_map(lambda leaf: leaf / np.sqrt(shape[3]), p.params)  # so that rounding does not grow
    traces = [unroll(cell, params, p.x, p.state) for cell in (LSTM, READABLE)]
    assert 8 * np.prod(shape) > shape[2] * backwards.BLOCK
    assert_same_trace(*traces)
    options = {"d_final": p.d_final, "lengths": p.lengths}
    fast = bptt(LSTM, params, traces[0], p.dh, **options)
    slow = bptt(READABLE, params, traces[1], p.dh, **options)
    for name in ("params", "x", "state", "errors"):
        for got, expected in zip(leaves(fast, name), leaves(slow, name), strict=True):
            assert np.abs(got - expected).max() <= TOLERANCE * np.abs(expected).max(), name


@pytest.mark.parametrize("shape", [(20, 1, 1, 8), (20, 20, 2, 8)], ids=["by tanh", "by exp"])
@pytest.mark.parametrize("size", [30.0, 2000.0])
def test_saturated_gates(shape, size):
    """exp overflows where a gate is shut for good: the gate is 0 all the same, and nothing warns."""
    p = problem(*shape)
    assert (shape[1] * shape[3] >= forwards.MANY) == (shape[1] == 20)
    params = p.params._replace(
        b=np.repeat([-size, size, 1.0, -size], shape[3]) * np.tile([1, -1], 2 * shape[3])
    )
    traces = [unroll(cell, params, p.x, p.state) for cell in (LSTM, READABLE)]
    assert_same_trace(*traces)
    gates = np.concatenate([getattr(traces[0], name) for name in "ifo"])
    assert gates.min() < 1e-9
    assert gates.max() > 1 - 1e-9
    fast, slow = (bptt(c, params, t, p.dh) for c, t in zip((LSTM, READABLE), traces, strict=True))
    assert_close("bptt", fast, slow, TOLERANCE)


def leaves(gradients: Any, name: str) -> tuple[np.ndarray, ...]:
    part = getattr(gradients, name)
    return part if isinstance(part, tuple) else (part,)


def test_float32_stays_float32_and_near():
    p = problem(20, 3, 2, 6)
    single = tree_map(lambda leaf: leaf.astype(np.float32) if leaf.dtype.kind == "f" else leaf, p)
    trace = unroll(LSTM, single.params, single.x, single.state)
    got = bptt(LSTM, single.params, trace, single.dh, d_final=single.d_final)
    assert {array.dtype for array in arrays(trace).values()} == {np.dtype(np.float32)}
    assert {a.dtype for part in got._fields for a in leaves(got, part)} == {np.dtype(np.float32)}
    exact = bptt(LSTM, p.params, unroll(LSTM, p.params, p.x, p.state), p.dh, d_final=p.d_final)
    assert_close("float32", got, exact, 1e-3)
    assert_same_trace(trace, unroll(LSTM, p.params, p.x, p.state), 1e-5)


def calls_of(patch: Any) -> list[str]:
    """Note which functions of a fast way are called."""
    called: list[str] = []
    chosen = sequence._fast

    def noting(name: str, function: Any) -> Any:
        def noted(*args: Any, **options: Any) -> Any:
            called.append(name)
            return function(*args, **options)

        return noted

    def spied(*args: Any) -> Any:
        fast = chosen(*args)
        names = ("forward", "backward")
        return fast and fast._replace(**{name: noting(name, getattr(fast, name)) for name in names})

    patch.setattr(sequence, "_fast", spied)
    return called


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize("holds", [(), (Hold("f", 0.5, start=1),)], ids=["free", "held"])
def test_runs_of_one_real_dtype_are_fast(dtype, holds, monkeypatch):
    p = tree_map(lambda leaf: leaf.astype(dtype) if leaf.dtype.kind == "f" else leaf, problem(3, 2, 2, 2))
    called = calls_of(monkeypatch)
    trace = unroll(LSTM, p.params, p.x, holds=holds)
    bptt(LSTM, p.params, trace, p.dh)
    assert called == ["forward", "backward"]
    trace = unroll(READABLE, p.params, p.x, holds=holds)
    bptt(READABLE, p.params, trace, p.dh)
    assert called == ["forward", "backward"]


@pytest.mark.parametrize("part", ["params", "x", "state", "dh", "d_final"])
@pytest.mark.parametrize("dtype", [np.complex128, np.float32])
def test_complex_numbers_and_mixed_dtypes_go_the_readable_way(part, dtype, monkeypatch):
    p = problem(3, 2, 2, 2)
    p = p._replace(**{part: tree_map(lambda leaf: leaf.astype(dtype), getattr(p, part))})
    expected = bptt(READABLE, p.params, unroll(READABLE, p.params, p.x, p.state), p.dh, d_final=p.d_final)
    called = calls_of(monkeypatch)
    trace = unroll(LSTM, p.params, p.x, p.state)
    got = bptt(LSTM, p.params, trace, p.dh, d_final=p.d_final)
    if part == "state" and dtype is np.float32:  # its first step makes float64 of it
        assert called == ["backward"]
    else:
        assert called == (["forward"] if part in ("dh", "d_final") else [])
    assert_close("mixed", got, expected, TOLERANCE)
    assert all(a.dtype == b.dtype for a, b in zip(got.params, expected.params, strict=True))


def test_a_cell_with_another_step_or_backward_runs_it(monkeypatch):
    """Otherwise a reader's own step, put into the record, would be passed over without a word."""
    p = problem(3, 2, 2, 2)
    called = calls_of(monkeypatch)
    shut = replace(LSTM, step=lambda params, x, state, gates: LSTM.step(params, 0 * x, state, gates))
    assert np.array_equal(unroll(shut, p.params, p.x).h, unroll(READABLE, p.params, 0 * p.x).h)
    assert called == []
    trace = unroll(LSTM, p.params, p.x)
    lost = replace(LSTM, backward=lambda params, *rest: (params, *LSTM.backward(params, *rest)[1:]))
    got = bptt(lost, p.params, trace, p.dh)
    assert called == ["forward"]
    assert_close("three times the parameters", got.params, tree_map(lambda leaf: 3 * leaf, p.params))


def test_a_trace_stays_the_same_bit_for_bit():
    p, q = problem(30, 3, 2, 5), problem(30, 3, 2, 5, seed=1)
    trace = unroll(LSTM, p.params, p.x, p.state)
    kept = {name: array.copy() for name, array in arrays(trace).items()}
    first = bptt(LSTM, p.params, trace, p.dh, d_final=p.d_final)
    other = unroll(LSTM, q.params, q.x, q.state, Hold("f", 0.5))
    bptt(LSTM, q.params, other, q.dh)
    again = unroll(LSTM, p.params, p.x, p.state)
    for name, array in kept.items():
        assert np.array_equal(getattr(trace, name), array), name
        assert np.array_equal(getattr(again, name), array), name
        assert not np.shares_memory(getattr(again, name), getattr(trace, name))
        assert not getattr(trace, name).flags.writeable
    assert_close("again", bptt(LSTM, p.params, again, p.dh, d_final=p.d_final), first, 0.0)


@pytest.mark.parametrize("holds", held_runs(Case("LSTM", LSTM, H=5), 9).values())
def test_both_ways_take_the_trace_of_the_other_and_a_copy(holds):
    p = problem(9, 3, 2, 5)
    traces = [unroll(cell, p.params, p.x, p.state, holds) for cell in (LSTM, READABLE)]
    traces += [copy.deepcopy(traces[0]), pickle.loads(pickle.dumps(traces[0]))]
    expected = bptt(READABLE, p.params, traces[1], p.dh)
    for cell in (LSTM, READABLE):
        for trace in traces:
            assert_close("from another", bptt(cell, p.params, trace, p.dh), expected, TOLERANCE)


@pytest.mark.parametrize("cell", [LSTM, READABLE], ids=["fast", "readable"])
def test_what_is_not_wanted_is_none_and_the_rest_the_same(cell):
    p = problem(9, 3, 2, 5)
    trace = unroll(cell, p.params, p.x, p.state)
    options = {"d_final": p.d_final, "lengths": p.lengths, "chunk": 4}
    whole = bptt(cell, p.params, trace, p.dh, **options)
    for inputs in (True, False):
        for errors in (True, False):
            got = bptt(cell, p.params, trace, p.dh, **options, inputs=inputs, errors=errors)
            expected = whole._replace(
                **({} if inputs else {"x": None}), **({} if errors else {"errors": None})
            )
            assert_close("wanted", got, expected, 0.0)


WAYS_TO_KEEP_NUMBERS = {
    "the Trace": lambda trace: trace,
    "one array": lambda trace: trace.f,
    "a view of a view": lambda trace: trace.h[5:, 1:, ::2].transpose(2, 0, 1),
    "a Step": lambda trace: trace.at(7),
    "other bytes": lambda trace: trace.c.base[:].view(np.uint8),
    "a buffer": lambda trace: memoryview(trace.o[3].T),
}


@pytest.mark.parametrize("keep", WAYS_TO_KEEP_NUMBERS.values(), ids=WAYS_TO_KEEP_NUMBERS)
def test_memory_in_which_numbers_are_kept_is_never_used_again(keep):
    p = problem(20, 3, 2, 5)
    kept = keep(unroll(LSTM, p.params, p.x))
    before = copy.deepcopy(kept) if not isinstance(kept, memoryview) else bytes(kept)
    for seed in range(3):
        other = problem(20, 3, 2, 5, seed)
        bptt(LSTM, other.params, unroll(LSTM, other.params, other.x), other.dh)
    if isinstance(kept, memoryview):
        assert bytes(kept) == before
    elif isinstance(kept, np.ndarray):
        np.testing.assert_array_equal(kept, before)
    else:
        for name, array in arrays(before).items():
            np.testing.assert_array_equal(getattr(kept, name), array)


def test_memory_that_nobody_needs_is_used_again():
    memory.waiting.clear()
    p = problem(20, 3, 2, 5)
    first = unroll(LSTM, p.params, p.x)
    place = first.f.__array_interface__["data"]
    second = unroll(LSTM, p.params, p.x)
    assert second.f.__array_interface__["data"] != place
    del first
    assert unroll(LSTM, p.params, p.x).f.__array_interface__["data"] == place
    assert unroll(LSTM, p.params, p.x[:4]).f.__array_interface__["data"] != place, "much too large"


def test_training_needs_the_memory_of_nine_arrays():
    """Trace and backward pass, with the error at the outputs: nine arrays of T * B * H at most."""
    T, B, D, H = 500, 16, 2, 64
    p = problem(T, B, D, H)
    memory.waiting.clear()
    tracemalloc.start()
    try:
        trace = unroll(LSTM, p.params, p.x)
        bptt(LSTM, p.params, trace, trace.h - p.dh, inputs=False, errors=False)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert 7 < peak / trace.h.nbytes <= 9
