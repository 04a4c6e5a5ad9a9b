"""What the fast cells give back: the same for good, good for both ways, in memory that is nobody else's."""

import copy
import pickle
import tracemalloc

import numpy as np
import pytest

from lstm_teach import LSTM, Hold, bptt, unroll
from lstm_teach.fused import memory
from tests.cells.cases import Case, held_runs
from tests.fused.ways import CELLS, TOLERANCE, arrays, every_cell, problem, readable
from tests.oracles import assert_close

RUNS = [
    (cell, name, holds)
    for cell in CELLS
    for name, holds in [("free", ()), *held_runs(Case(cell.name, cell, H=5), 9).items()]
]


@every_cell
def test_a_trace_stays_the_same_bit_for_bit(cell):
    p, q = problem(cell, 30), problem(cell, 30, seed=1)
    trace = unroll(cell, p.params, p.x, p.state)
    kept = {name: array.copy() for name, array in arrays(trace).items()}
    first = bptt(cell, p.params, trace, p.dh, d_final=p.d_final)
    for _ in range(2):
        other = unroll(cell, q.params, q.x, q.state, [Hold(gate, 0.5) for gate in cell.gate_names[1:2]])
        bptt(cell, q.params, other, q.dh)
    again = unroll(cell, p.params, p.x, p.state)
    for name, array in kept.items():
        assert np.array_equal(getattr(trace, name), array), name
        assert np.array_equal(getattr(again, name), array), name
        assert not np.shares_memory(getattr(again, name), getattr(trace, name))
        assert not getattr(trace, name).flags.writeable
    for one in (trace, again):
        assert_close("again", bptt(cell, p.params, one, p.dh, d_final=p.d_final), first, 0.0)


@pytest.mark.parametrize(
    ("cell", "holds"), [(c, h) for c, _, h in RUNS], ids=[f"{c.name}: {name}" for c, name, _ in RUNS]
)
def test_both_ways_take_the_trace_of_the_other_and_a_copy(cell, holds):
    p = problem(cell, 9)
    ways = cell, readable(cell)
    traces = [unroll(way, p.params, p.x, p.state, holds) for way in ways]
    traces += [copy.deepcopy(traces[0]), pickle.loads(pickle.dumps(traces[0]))]
    expected = bptt(readable(cell), p.params, traces[1], p.dh)
    for way in ways:
        for trace in traces:
            assert_close("from another", bptt(way, p.params, trace, p.dh), expected, TOLERANCE)


@pytest.mark.parametrize("is_fast", [True, False], ids=["fast", "readable"])
@every_cell
def test_what_is_not_wanted_is_none_and_the_rest_the_same(cell, is_fast):
    cell = cell if is_fast else readable(cell)
    p = problem(cell, 9)
    trace = unroll(cell, p.params, p.x, p.state)
    options = {"d_final": p.d_final, "lengths": p.lengths, "chunk": 4}
    whole = bptt(cell, p.params, trace, p.dh, **options)
    for inputs in (True, False):
        for errors in (True, False):
            got = bptt(cell, p.params, trace, p.dh, **options, inputs=inputs, errors=errors)
            missing = {"x": inputs, "errors": errors}
            expected = whole._replace(**{name: None for name, wanted in missing.items() if not wanted})
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
    p = problem(LSTM, 20)
    kept = keep(unroll(LSTM, p.params, p.x))
    before = copy.deepcopy(kept) if not isinstance(kept, memoryview) else bytes(kept)
    for seed in range(3):
        other = problem(LSTM, 20, seed=seed)
        bptt(LSTM, other.params, unroll(LSTM, other.params, other.x), other.dh)
    if isinstance(kept, memoryview):
        assert bytes(kept) == before
    elif isinstance(kept, np.ndarray):
        np.testing.assert_array_equal(kept, before)
    else:
        for name, array in arrays(before).items():
            np.testing.assert_array_equal(getattr(kept, name), array)


def place(trace):
    return trace.h.__array_interface__["data"]


@every_cell
def test_memory_that_nobody_needs_is_used_again(cell):
    memory.waiting.clear()
    p = problem(cell, 20)
    first = unroll(cell, p.params, p.x)
    at = place(first)
    second = unroll(cell, p.params, p.x)
    assert place(second) != at
    del first
    (plan,) = memory.waiting
    again = unroll(cell, p.params, p.x)
    assert place(again) == at
    assert np.shares_memory(again.h, plan.memory)
    del again
    assert place(unroll(cell, p.params, p.x[:4])) != at, "much too large"


def test_training_needs_the_memory_of_nine_arrays():
    """Trace and backward pass, with the error at the outputs: nine arrays of T * B * H at most."""
    p = problem(LSTM, 500, 16, 2, 64)
    memory.waiting.clear()
    tracemalloc.start()
    try:
        trace = unroll(LSTM, p.params, p.x)
        bptt(LSTM, p.params, trace, trace.h - p.dh, inputs=False, errors=False)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert 7 < peak / trace.h.nbytes <= 9
