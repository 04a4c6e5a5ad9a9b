"""Runs: cut in two, in batches, padded, in chunks."""

from dataclasses import replace

import numpy as np
import pytest

from lstm_teach import LSTM, bptt, central_differences, chunks, complex_step, final_state, step, unroll
from lstm_teach.params import tree_map
from tests.cells.cases import CASES, PLAIN, held_runs
from tests.oracles import assert_close, projected, run


def shifted(holds, start):
    """Return holds as a run that begins at `start` sees them."""
    return [
        replace(h, start=max(h.start - start, 0), stop=None if h.stop is None else h.stop - start)
        for h in holds
        if h.stop is None or h.stop > start
    ]


def until(holds, stop):
    """Return holds as a run that ends at `stop` sees them."""
    return [replace(h, stop=min(h.stop or stop, stop)) for h in holds if h.start < stop]


@pytest.mark.parametrize("case", CASES, ids=str)
@pytest.mark.parametrize("at", [1, 3, 5])
def test_a_run_cut_in_two_equals_the_whole(case, at):
    p = case.problem(T=6, B=2)
    for holds in [(), *held_runs(case, 6).values()]:
        whole = unroll(case.cell, p.params, p.x, p.state, holds)
        first = unroll(case.cell, p.params, p.x[:at], p.state, until(holds, at))
        second = unroll(case.cell, p.params, p.x[at:], final_state(case.cell, first), shifted(holds, at))
        for name in whole.array_names():
            both = np.concatenate([getattr(first, name), getattr(second, name)])
            assert np.array_equal(both, getattr(whole, name)), name
        everything = bptt(case.cell, p.params, whole, p.dh, d_final=p.d_final)
        later = bptt(case.cell, p.params, second, p.dh[at:], d_final=p.d_final)
        earlier = bptt(case.cell, p.params, first, p.dh[:at], d_final=later.state)
        summed = tree_map(np.add, earlier.params, later.params)
        assert_close("split: params", summed, everything.params, 1e-12)
        assert_close("split: x", np.concatenate([earlier.x, later.x]), everything.x, 1e-12)
        assert_close("split: state", earlier.state, everything.state, 1e-12)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_batch_equals_its_members(case):
    p = case.problem(T=5, B=3)
    trace = unroll(case.cell, p.params, p.x, p.state)
    whole = bptt(case.cell, p.params, trace, p.dh, d_final=p.d_final, lengths=p.lengths)
    members = []
    for b in range(3):
        only = slice(b, b + 1)
        alone = unroll(case.cell, p.params, p.x[:, only], tree_map(lambda s, o=only: s[o], p.state))
        for name in trace.array_names():
            assert np.allclose(
                getattr(alone, name)[:, 0], getattr(trace, name)[:, b], rtol=1e-13, atol=1e-14
            ), name
        d_final = tree_map(lambda s, o=only: s[o], p.d_final)
        members.append(
            bptt(case.cell, p.params, alone, p.dh[:, only], d_final=d_final, lengths=p.lengths[only])
        )
    assert_close(
        "batch: params", tree_map(lambda *g: sum(g), *(m.params for m in members)), whole.params, 1e-12
    )
    assert_close("batch: x", np.concatenate([m.x for m in members], axis=1), whole.x, 1e-12)
    state = tree_map(lambda *g: np.concatenate(g), *(m.state for m in members))
    assert_close("batch: state", state, whole.state, 1e-12)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_chunk_stops_the_error_between_chunks(case):
    """Truncated BPTT equals separately unrolled chunks, the carried state taken as a constant."""
    p = case.problem(T=7, B=2)
    trace = unroll(case.cell, p.params, p.x, p.state)
    got = bptt(case.cell, p.params, trace, p.dh, d_final=p.d_final, chunk=3)
    total, state, dx = None, p.state, []
    for part in chunks(7, 3):
        piece = unroll(case.cell, p.params, p.x[part], state)
        d_final = p.d_final if part.stop == 7 else None
        one = bptt(case.cell, p.params, piece, p.dh[part], d_final=d_final)
        total = one.params if total is None else tree_map(np.add, total, one.params)
        state = final_state(case.cell, piece)
        dx.append(one.x)
        if part.start == 0:
            assert_close("chunk: state", got.state, one.state, 1e-12)
    assert_close("chunk: params", got.params, total, 1e-12)
    assert_close("chunk: x", got.x, np.concatenate(dx), 1e-12)


@pytest.mark.parametrize("case", PLAIN, ids=str)
@pytest.mark.parametrize("size", [1, 2, 3])
def test_a_chunk_equals_frozen_states(case, size):
    """The same by complex step: at each border the recorded state comes in as a constant."""
    p = case.problem(T=5, B=2)
    trace = unroll(case.cell, p.params, p.x, p.state)
    got = bptt(case.cell, p.params, trace, p.dh, d_final=p.d_final, chunk=size).params

    def loss(params):
        total = 0.0
        for part in chunks(5, size):
            start = case.cell.state_type(
                *(getattr(trace, f"{n}_prev")[part.start] for n in case.cell.state_names)
            )
            states = run(case.cell, params, p.x[part], start)
            d_final = p.d_final if part.stop == 5 else tree_map(np.zeros_like, p.d_final)
            total = total + projected(states, p.dh[part], d_final)
        return total

    assert_close("chunk: complex step", got, complex_step(loss, p.params))


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_chunk_as_long_as_the_run_changes_nothing(case):
    p = case.problem()
    trace = unroll(case.cell, p.params, p.x, p.state)
    whole = bptt(case.cell, p.params, trace, p.dh)
    assert_close("chunk: whole", bptt(case.cell, p.params, trace, p.dh, chunk=4), whole, 0.0)
    assert_close("chunk: longer", bptt(case.cell, p.params, trace, p.dh, chunk=99), whole, 0.0)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_padding_changes_no_final_state_and_no_gradient(case):
    p = case.problem(T=4, B=3, seed=1)
    inside = np.arange(4)[:, None] < p.lengths
    dh = np.where(inside[..., None], p.dh, 0.0)
    results = []
    for filler in (0.0, 7.5, -1e6):
        x = np.where(inside[..., None], p.x, filler)
        extra = np.full((2, *x.shape[1:]), filler)
        longer = np.concatenate([x, extra])
        padded_dh = np.concatenate([dh, np.zeros((2, *dh.shape[1:]))])
        for inputs, errors in ((x, dh), (longer, padded_dh)):
            if "ReLU" in case.name or "linear" in case.name:
                inputs = np.clip(inputs, -50, 50)
            trace = unroll(case.cell, p.params, inputs, p.state)
            final = final_state(case.cell, trace, p.lengths)
            back = bptt(case.cell, p.params, trace, errors, d_final=p.d_final, lengths=p.lengths)
            assert not back.x[:4][~inside].any()
            assert not back.x[4:].any()
            results.append((final, back.params, back.x[:4], back.state))
    # Over all steps at once, a matrix product may sum in another order where there are more of them.
    tolerance = 1e-14 if case.cell.fast else 0.0
    for other in results[1:]:
        assert_close("padding", other, results[0], tolerance)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_final_state_gathers_the_last_step_of_every_sequence(case):
    p = case.problem(T=5, B=3)
    trace = unroll(case.cell, p.params, p.x, p.state)
    got = final_state(case.cell, trace, p.lengths)
    assert type(got) is case.cell.state_type
    for b, length in enumerate(p.lengths):
        alone = unroll(
            case.cell, p.params, p.x[:length, b : b + 1], tree_map(lambda s, b=b: s[b : b + 1], p.state)
        )
        ends = final_state(case.cell, alone)
        for one, other in zip(got, ends, strict=True):
            assert np.allclose(one[b], other[0], rtol=1e-13, atol=1e-14)
    assert_close("final", final_state(case.cell, trace, [5, 5, 5]), final_state(case.cell, trace), 0.0)


@pytest.mark.parametrize("dtype", [np.int8, np.int64, np.uint8, np.uint64, list, tuple])
def test_lengths_of_any_integer_kind(dtype):
    p = PLAIN[5].problem(T=4, B=2)
    trace = unroll(LSTM, p.params, p.x)
    lengths = dtype([4, 2]) if dtype in (list, tuple) else np.array([4, 2], dtype)
    assert np.array_equal(final_state(LSTM, trace, lengths).h[1], trace.h[1, 1])


@pytest.mark.parametrize("case", CASES, ids=str)
def test_no_state_is_a_state_of_zeros(case):
    p = case.problem()
    zero = case.cell.zero_state(p.params, 2)
    assert np.array_equal(unroll(case.cell, p.params, p.x).h, unroll(case.cell, p.params, p.x, zero).h)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_step_is_a_run_of_one(case):
    p = case.problem()
    for holds in [(), *held_runs(case, 3).values()]:
        now = [h for h in holds if h.start == 0]
        now = until(now, 1)
        one, all_ = (
            step(case.cell, p.params, p.x[0], p.state, now),
            unroll(case.cell, p.params, p.x, p.state, holds),
        )
        for name in one.array_names():
            assert np.array_equal(getattr(one, name), getattr(all_, name)[0]), name
        assert not one.is_trace


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_backward_pass_takes_a_complex_step_too(case):
    """So second derivatives can be had: the gradient of a gradient's entry, against central differences."""
    p = case.problem(T=3, B=1)

    def first_weight(x):
        trace = unroll(case.cell, p.params, x, p.state)
        return bptt(case.cell, p.params, trace, p.dh).params.W_x[0, 0]

    assert np.allclose(complex_step(first_weight, p.x), central_differences(first_weight, p.x), atol=1e-7)


def test_chunks():
    assert [(c.start, c.stop) for c in chunks(7, 3)] == [(0, 3), (3, 6), (6, 7)]
    assert [(c.start, c.stop) for c in chunks(2, 5)] == [(0, 2)]
