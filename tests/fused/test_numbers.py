"""The fast cells have the numbers of the readable ones, whatever is asked for."""

import numpy as np
import pytest
from hypothesis import given, settings

from lstm_teach import GRU, GRU_RESET_BEFORE, LSTM, PEEPHOLE_LSTM, Cell, Hold, bptt, unroll
from lstm_teach.fused import backwards, forwards
from lstm_teach.params import tree_map
from tests.fused.ways import (
    CELLS,
    GATED,
    TOLERANCE,
    arrays,
    assert_same_trace,
    every_cell,
    every_gated_cell,
    in_dtype,
    leaves,
    problem,
    readable,
    settings_of_runs,
    small_blocks,
)
from tests.oracles import assert_close


@pytest.mark.slow
@every_cell
@settings(max_examples=200, deadline=None, derandomize=True)
@given(asked=settings_of_runs())
def test_a_fast_cell_has_the_numbers_of_the_readable_one(cell, asked):
    p = problem(cell, *asked.shape, asked.seed)
    holds, options = asked.asked_of(cell, p)
    slow = unroll(readable(cell), p.params, p.x, p.state, holds)
    expected = bptt(readable(cell), p.params, slow, p.dh, **options)
    with small_blocks(asked):
        fast = unroll(cell, p.params, p.x, p.state, holds)
        assert_same_trace(fast, slow)
        for trace in (fast, slow):
            got = bptt(cell, p.params, trace, p.dh, **options)
            assert_close("bptt", got, expected, TOLERANCE)
        few = bptt(cell, p.params, trace, p.dh, **options, inputs=False, errors=False)
    assert (few.x, few.errors) == (None, None)
    assert_close("asked for less", (few.params, few.state), (got.params, got.state), 0)


def assert_near(got, expected):
    """Assert that no number of an array is off by more than its largest number times the tolerance."""
    for name in ("params", "x", "state", "errors"):
        for one, other in zip(leaves(got, name), leaves(expected, name), strict=True):
            assert np.abs(one - other).max() <= TOLERANCE * np.abs(other).max(), name


LARGE = [(300, 5, 3, 32), (40, 64, 2, 16), (700, 1, 1, 30), (3000, 1, 1, 8)]
WITH_A_UNIT_HELD = [(60, 5, 3, 32), (20, 40, 2, 16), (90, 1, 1, 20), (90, 1, 2, 8)]
LARGER_RUNS = [
    *((cell, shape, False) for cell in CELLS for shape in LARGE),
    *((cell, shape, True) for cell in GATED for shape in WITH_A_UNIT_HELD),
    (LSTM, (3, 40, 30, 300), False),
]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("cell", "shape", "held"), LARGER_RUNS, ids=[f"{c.name}-{s}{'-held' * h}" for c, s, h in LARGER_RUNS]
)
def test_larger_runs(cell, shape, held):
    """Those without holds need several blocks."""
    p = problem(cell, *shape)
    params = tree_map(lambda leaf: leaf / np.sqrt(shape[3]), p.params)  # so that rounding does not grow
    holds = [Hold(cell.gate_names[-1], 0.4, stop=9, units=(3,))] if held else []
    assert held or 8 * np.prod(shape) > shape[2] * backwards.BLOCK
    traces = [unroll(way, params, p.x, p.state, holds) for way in (cell, readable(cell))]
    assert_same_trace(*traces)
    options = {"d_final": p.d_final, "lengths": p.lengths}
    fast = bptt(cell, params, traces[0], p.dh, **options)
    slow = bptt(readable(cell), params, traces[1], p.dh, **options)
    for name in ("params", "x", "state", "errors"):
        for got, expected in zip(leaves(fast, name), leaves(slow, name), strict=True):
            assert np.abs(got - expected).max() <= TOLERANCE * np.abs(expected).max(), name


# What the bias of gates and candidate is, as multiples of a large number; None for the candidate.
SATURATING = {
    LSTM.name: (-1, 1, None, -1),
    PEEPHOLE_LSTM.name: (1, 1, None, -1),
    GRU.name: (1, 1, None),
    GRU_RESET_BEFORE.name: (1, 1, None),
}


@pytest.mark.parametrize("size", [30.0, 2000.0])
@pytest.mark.parametrize("shape", [(20, 1, 1, 8), (20, 20, 2, 8)], ids=["by tanh", "by exp"])
@every_gated_cell
def test_saturated_gates(cell, shape, size):
    """exp overflows where a gate is shut for good: the gate is 0 all the same, and nothing warns."""
    p = problem(cell, *shape)
    assert (shape[1] * shape[3] >= forwards.MANY) == (shape[1] == 20)
    signs = np.resize([1.0, -1.0], shape[3])
    parts = [np.ones(shape[3]) if times is None else size * times * signs for times in SATURATING[cell.name]]
    params = p.params._replace(b=np.concatenate(parts))
    traces = [unroll(way, params, p.x, p.state) for way in (cell, readable(cell))]
    assert_same_trace(*traces)
    for name in cell.gate_names:
        gate = getattr(traces[0], name)
        assert gate.min() < 1e-9 < 1 - 1e-9 < gate.max()
        assert size < 2000 or set(np.unique(gate)) == {0, 1}
    fast, slow = (bptt(c, params, t, p.dh) for c, t in zip((cell, readable(cell)), traces, strict=True))
    assert_close("bptt", fast, slow, TOLERANCE)


@pytest.mark.parametrize("cell", [GRU, GRU_RESET_BEFORE], ids=lambda cell: cell.name)
def test_an_update_gate_at_1_keeps_every_bit(cell):
    p = problem(cell, 30)
    kept = unroll(cell, p.params, p.x, p.state, Hold("z", 1.0)).h
    assert np.array_equal(kept, np.broadcast_to(p.state.h, kept.shape))


@every_cell
def test_float32_stays_float32_and_near(cell: Cell):
    p = problem(cell, 20, H=6)
    single = in_dtype(p, np.float32)
    trace = unroll(cell, single.params, single.x, single.state)
    got = bptt(cell, single.params, trace, single.dh, d_final=single.d_final)
    assert {array.dtype for array in arrays(trace).values()} == {np.dtype(np.float32)}
    assert {a.dtype for part in got._fields for a in leaves(got, part)} == {np.dtype(np.float32)}
    exact = unroll(readable(cell), p.params, p.x, p.state)
    assert_same_trace(trace, exact, 1e-5)
    assert_close("float32", got, bptt(readable(cell), p.params, exact, p.dh, d_final=p.d_final), 1e-3)
