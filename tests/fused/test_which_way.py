"""Which way a run takes: the fast one where it stands for the cell and the dtypes allow it, and else not."""

from dataclasses import replace

import numpy as np
import pytest

from lstm_teach import GRU, GRU_RESET_BEFORE, LINEAR_RNN, RELU_RNN, RNN, Hold, bptt, unroll
from lstm_teach.params import tree_map
from tests.fused.ways import CELLS, GATED, TOLERANCE, every_cell, in_dtype, noted, problem, readable
from tests.oracles import assert_close

FREE_AND_HELD = [(cell, ()) for cell in CELLS] + [
    (cell, (Hold(cell.gate_names[-1], 0.5, 1),)) for cell in GATED
]


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize(
    ("cell", "holds"), FREE_AND_HELD, ids=[f"{c.name}, {'held' if h else 'free'}" for c, h in FREE_AND_HELD]
)
def test_runs_of_one_real_dtype_are_fast(cell, holds, dtype):
    p = in_dtype(problem(cell, 5), dtype)
    fast, called = noted(cell)
    for way in (fast, readable(cell)):
        bptt(way, p.params, unroll(way, p.params, p.x, holds=holds), p.dh)
    assert called == ["forward", "backward"]


@pytest.mark.parametrize("dtype", [np.complex128, np.float32])
@pytest.mark.parametrize("part", ["params", "x", "state", "dh", "d_final"])
@every_cell
def test_complex_numbers_and_mixed_dtypes_go_the_readable_way(cell, part, dtype):
    p = problem(cell, 3)
    p = p._replace(**{part: tree_map(lambda leaf: leaf.astype(dtype), getattr(p, part))})
    slow = unroll(readable(cell), p.params, p.x, p.state)
    expected = bptt(readable(cell), p.params, slow, p.dh, d_final=p.d_final)
    fast, called = noted(cell)
    trace = unroll(fast, p.params, p.x, p.state)
    got = bptt(fast, p.params, trace, p.dh, d_final=p.d_final)
    if part == "state" and dtype is np.float32:  # its first step makes float64 of it
        assert called == ["backward"]
    else:
        assert called == (["forward"] if part in ("dh", "d_final") else [])
    assert trace.h.dtype == slow.h.dtype
    assert_close("mixed", got, expected, TOLERANCE)
    assert all(a.dtype == b.dtype for a, b in zip(got.params, expected.params, strict=True))


@every_cell
def test_a_cell_with_another_step_or_backward_runs_it(cell):
    """Otherwise a reader's own step, put into the record, would be passed over without a word."""
    p = problem(cell, 3)
    fast, called = noted(cell)
    shut = replace(fast, step=lambda params, x, state, gates: cell.step(params, 0 * x, state, gates))
    assert np.array_equal(unroll(shut, p.params, p.x).h, unroll(readable(cell), p.params, 0 * p.x).h)
    assert called == []
    trace = unroll(readable(cell), p.params, p.x)
    lost = replace(fast, backward=lambda params, *rest: (params, *cell.backward(params, *rest)[1:]))
    got = bptt(lost, p.params, trace, p.dh)
    assert called == []
    assert_close("three times", got.params, tree_map(lambda leaf: 3 * leaf, p.params), TOLERANCE)


def test_the_convention_of_the_reset_gate_is_not_mistaken():
    """Where the fast way of the one cell is put into the other."""
    fast, called = noted(GRU)
    before = replace(GRU_RESET_BEFORE, fast=fast.fast)
    p = problem(before, 5)
    bptt(before, p.params, unroll(before, p.params, p.x), p.dh)
    assert called == []


@pytest.mark.parametrize("cell", [RELU_RNN, LINEAR_RNN], ids=lambda cell: cell.name)
def test_only_tanh_has_a_fast_way(cell):
    assert cell.fast is None
    slow = replace(RNN, step=cell.step, backward=cell.backward)
    p = problem(RNN, 5)
    assert_close("h", unroll(slow, p.params, p.x).h, unroll(cell, p.params, p.x).h, 0)
