"""Memory and slices that serve run after run: never two at once, and nothing of the run before is read."""

import gc
import threading
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lstm_teach import LSTM, Cell, bptt, unroll
from lstm_teach.fused import backwards, memory
from lstm_teach.params import tree_map
from tests.cells.cases import Problem
from tests.fused.ways import (
    TOLERANCE,
    Setting,
    arrays,
    every_cell,
    problem,
    readable,
    settings_of_runs,
    small_blocks,
)
from tests.oracles import assert_close


@pytest.fixture(scope="module", autouse=True)
def _little_to_collect() -> None:
    """Leave out what other tests have made: to look through it before every test takes half a second."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def _nothing_waits(_little_to_collect: None) -> None:
    gc.collect()
    memory.waiting.clear()


def pairs(a: np.ndarray, b: np.ndarray) -> tuple[np.ndarray, ...]:
    return a, b[1:]


def plan(T: int = 4, dtype: Any = np.float64) -> memory.Plan:
    return memory.plan_for(pairs, np.dtype(dtype), (T, 3), (T + 1, 2, 5))


def result(cell: Cell, p: Problem, **options: Any) -> Any:
    """Return copies of a Trace's arrays and of all gradients."""
    trace = unroll(cell, p.params, p.x, p.state)
    found = bptt(cell, p.params, trace, p.dh, d_final=p.d_final, **options)
    return tree_map(np.array, (tuple(arrays(trace).values()), found))


def test_the_arrays_of_a_plan_stand_one_after_the_other_at_the_start_of_a_line():
    for dtype in (np.float32, np.float64):
        a, b = plan(dtype=dtype).arrays
        assert (a.shape, b.shape, a.dtype) == ((4, 3), (5, 2, 5), dtype)
        assert a.ctypes.data % memory.LINE == 0
        assert b.ctypes.data - a.ctypes.data == a.nbytes


def test_steps_are_the_slices_in_order():
    made = plan()
    a, b = made.arrays
    a[...], b[...] = np.arange(12).reshape(4, 3), np.arange(50).reshape(5, 2, 5)
    steps = list(made.steps())
    assert len(steps) == 4
    for t, (one, other) in enumerate(steps):
        assert np.array_equal(one, a[t])
        assert np.array_equal(other, b[t + 1])


def test_a_plan_serves_again_when_it_is_free_and_of_the_same_kind():
    first, second = plan(), plan()
    assert first is not second
    memory.free(first)
    assert plan(5) is not first
    assert plan(dtype=np.float32) is not first
    assert memory.plan_for(lambda a, b: (a, b[1:]), np.dtype(float), (4, 3), (5, 2, 5)) is not first
    assert plan() is first
    assert plan() is not first


def test_what_is_lent_is_read_only_and_free_when_the_last_view_is_gone():
    made = plan()
    a, b = memory.lent(made)
    assert np.shares_memory(a, made.arrays[0])
    assert not a.flags.writeable
    with pytest.raises(ValueError, match="writeable|WRITEABLE"):
        b.flags.writeable = True
    view = b[2:, 0].T
    del a, b
    assert list(memory.waiting) == []
    del view
    assert list(memory.waiting) == [made]


def test_few_plans_wait_and_together_they_are_not_large(monkeypatch):
    plans = [plan(T) for T in range(1, memory.KEPT + 4)]
    for made in plans:
        memory.free(made)
    assert list(memory.waiting) == plans[3:]
    monkeypatch.setattr(memory, "MOST", plans[-1].memory.nbytes + plans[-2].memory.nbytes)
    memory.free(plans[-3])
    assert list(memory.waiting) == [plans[-1], plans[-3]]
    monkeypatch.setattr(memory, "MOST", plans[0].memory.nbytes)
    memory.free(plans[5])
    assert list(memory.waiting) == []


def test_a_plan_for_which_nobody_asks_is_given_up(monkeypatch):
    monkeypatch.setattr(memory, "PATIENCE", 3)
    unused, used = plan(7), plan(4)
    memory.free(unused)
    for _ in range(3):
        memory.free(used)
        assert plan(4) is used
    assert list(memory.waiting) == [unused]
    memory.free(used)
    assert plan(4) is used
    assert list(memory.waiting) == []
    memory.free(unused)
    assert plan(7) is unused, "it counts from when it was freed"


@pytest.mark.parametrize(("name", "value"), [("STEPS", 6), ("STEP", 8)])
@every_cell
def test_long_runs_and_large_steps_keep_no_slices(cell, name, value, monkeypatch):
    p = problem(cell, 20)
    expected = result(readable(cell), p)
    monkeypatch.setattr(memory, name, value)
    got = result(cell, p)
    assert memory.waiting
    for made in memory.waiting:
        assert made.slices is None or len(made.slices) <= memory.STEPS
        assert made.slices is None or name == "STEPS"
    assert_close("no slices", got, expected, TOLERANCE)


@every_cell
@pytest.mark.parametrize("B", [1, 3])
def test_nothing_of_the_run_before_is_read(cell, B):
    """What waits is filled with NaN, but for the matrices of `flow.One`, in which zeros stay."""
    p = problem(cell, 20, B)
    expected = result(cell, p)
    for made in memory.waiting:
        for array in made.arrays:
            if not (array.ndim == 3 and array.shape[1] == array.shape[2]):
                array[...] = np.nan
    got = result(cell, p)
    assert_close("after NaN", got, expected, 0.0)


@every_cell
@pytest.mark.parametrize(("B", "H"), [(1, 5), (3, 5), (40, 5), (1, 40)])
@pytest.mark.parametrize("bits", [0x7FEFFFFFFFFFFFFF, 0x7FF4000000000000], ids=["huge", "signalling NaN"])
def test_nothing_that_lies_in_new_memory_is_read(cell, B, H, bits, monkeypatch):
    """Not even for a number that is written over: the next time it might overflow, and warn."""
    p = problem(cell, 20, B, H=H)
    expected = result(cell, p, chunk=7)
    memory.waiting.clear()
    empty = np.empty

    def full(shape: Any, dtype: Any = float) -> np.ndarray:
        array = empty(shape, dtype)
        array.reshape(-1).view(np.uint64)[...] = bits
        return array

    monkeypatch.setattr(np, "empty", full)
    monkeypatch.setattr(np, "empty_like", lambda like: full(like.shape, like.dtype))
    assert_close("full memory", result(cell, p, chunk=7), expected, 0.0)


@every_cell
@pytest.mark.parametrize("B", [1, 3])
def test_no_gradient_lies_in_memory_that_waits(cell, B):
    p = problem(cell, 20, B)
    trace = unroll(cell, p.params, p.x, p.state)
    found = bptt(cell, p.params, trace, p.dh, d_final=p.d_final)
    assert memory.waiting
    for made in memory.waiting:
        tree_map(lambda leaf, piece=made.memory: _assert_apart(leaf, piece), tuple(found))


def _assert_apart(leaf: np.ndarray, piece: np.ndarray) -> None:
    assert not np.shares_memory(leaf, piece)


@pytest.mark.slow
@settings(max_examples=150, deadline=None, derandomize=True)
@given(settings_of_runs(), settings_of_runs(), st.booleans())
def test_a_run_between_changes_no_bit(asked, other, one):
    T, B, D, H = asked.shape
    p, q = (problem(LSTM, T, 1 if one else B, D, H, a.seed) for a in (asked, other))
    q = q._replace(x=1e3 * q.x, dh=1e3 * q.dh)

    def run(p: Problem, a: Setting) -> Any:
        holds = tuple(h for h in a.holds if (h.stop or h.start + 1) <= T and max(h.units or (0,)) < H)
        trace = unroll(LSTM, p.params, p.x, p.state, holds)
        lengths = p.lengths if a.with_lengths else None
        return bptt(LSTM, p.params, trace, p.dh, d_final=p.d_final, lengths=lengths, **a.options)

    with small_blocks(asked):
        first = tree_map(np.array, run(p, asked))
        run(q, other)
        assert_close("again", run(p, asked), first, 0.0)


@pytest.mark.slow
@every_cell
def test_threads_do_not_get_into_each_others_memory(cell):
    problems = [problem(cell, 30, seed=seed) for seed in range(6)]
    expected = [result(cell, p) for p in problems]
    wrong: list[Any] = []

    def work(k: int) -> None:
        try:
            for _ in range(40):
                assert_close("thread", result(cell, problems[k]), expected[k], 0.0)
        except BaseException as error:
            wrong.append(error)

    threads = [threading.Thread(target=work, args=(k,)) for k in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


@every_cell
@pytest.mark.parametrize("H", [5, 64])
def test_the_size_of_numpys_buffer_is_put_back(cell, H, monkeypatch):
    p = problem(cell, 4, H=H)
    before = np.getbufsize()
    trace = unroll(cell, p.params, p.x)
    bptt(cell, p.params, trace, p.dh)
    assert np.getbufsize() == before
    monkeypatch.setattr(memory.waiting[-1], "arrays", None)
    with pytest.raises(TypeError):
        bptt(cell, p.params, trace, p.dh)
    assert np.getbufsize() == before


@pytest.mark.parametrize(("block", "fits"), [(1, False), (2**17, True)])
def test_the_product_of_a_block_with_and_without_a_place(block, fits, monkeypatch):
    monkeypatch.setattr(backwards, "BLOCK", block)
    monkeypatch.setattr(backwards, "COLUMNS", 1)
    p = problem(LSTM, 20)
    assert (backwards._way(p.params.W_h, 20, 3, 2).place is not None) == fits
    assert_close("product", result(LSTM, p), result(readable(LSTM), p), TOLERANCE)
