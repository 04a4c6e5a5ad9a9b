"""What holds for single cells: how they start, what they keep, which bounds they obey."""

import inspect
from dataclasses import replace

import numpy as np
import pytest

from lstm_teach import (
    CAROUSEL,
    CLOSED,
    GRU,
    GRU_RESET_BEFORE,
    LSTM,
    MEMORY_BLOCK,
    OPEN,
    PEEPHOLE_LSTM,
    RNN,
    Hold,
    bptt,
    count_weights,
    unroll,
)
from lstm_teach.cells import ALL_CELLS
from lstm_teach.params import named_leaves, tree_map
from tests.cells.cases import CASES, GATED, PLAIN


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_record_fits_the_parts(case):
    cell, p = case.cell, case.problem()
    assert cell.state_names[0] == "h"
    assert set(cell.shapes) == set(cell.params_type._fields)
    assert set(cell.state_axes) == set(cell.state_names)
    trace = unroll(cell, p.params, p.x, p.state)
    assert {"x", "h", *cell.gate_names, *(f"{name}_prev" for name in cell.state_names)} <= set(
        trace.array_names()
    )
    assert list(inspect.signature(cell.init).parameters)[:3] == ["rng", "input_size", "hidden_size"]


def test_every_cell_is_listed_once():
    assert len({cell.name for cell in ALL_CELLS}) == len(ALL_CELLS) == 9


@pytest.mark.parametrize("case", CASES, ids=str)
def test_init_is_decided_by_the_generator(case):
    def made(seed):
        return case.cell.init(np.random.default_rng(seed), case.D, case.H, **case.options)

    once, again, other = made(5), made(5), made(6)
    assert all(
        np.array_equal(a, b) for (_, a), (_, b) in zip(named_leaves(once), named_leaves(again), strict=True)
    )
    assert not np.array_equal(once.W_x, other.W_x)
    assert all(leaf.dtype == np.float64 for _, leaf in named_leaves(once))
    case.cell.sizes(once)


@pytest.mark.parametrize("case", GATED, ids=str)
def test_gates_differ_at_initialisation(case):
    """Reseeding for every gate would make them equal; so would one matrix used twice."""
    rng = np.random.default_rng(0)
    params = case.cell.init(rng, case.D, case.H, **case.options)
    trace = unroll(case.cell, params, rng.standard_normal((3, 2, case.D)))
    gates = [getattr(trace, gate) for gate in case.cell.gate_names]
    for n, gate in enumerate(gates):
        assert np.unique(gate[0, 0]).size == gate.shape[-1], "the units of one gate are equal"
        for other in gates[n + 1 :]:
            assert not np.allclose(gate, other)
    for name in ("W_x", "W_h"):
        columns = getattr(params, name).T
        assert len(np.unique(columns, axis=0)) == len(columns), f"two units start with the same {name}"


@pytest.mark.parametrize("cell", [LSTM, PEEPHOLE_LSTM])
def test_biases_of_the_lstm_start_where_they_are_told(cell):
    params = cell.init(
        np.random.default_rng(0), 2, 3, input_gate_bias=-3.0, forget_gate_bias=5.0, output_gate_bias=0.5
    )
    assert params.b.tolist() == [-3.0] * 3 + [5.0] * 3 + [0.0] * 3 + [0.5] * 3
    assert cell.init(np.random.default_rng(0), 2, 3).b.tolist() == [0.0] * 3 + [1.0] * 3 + [0.0] * 6


def test_biases_of_the_block_start_block_by_block():
    params = MEMORY_BLOCK.init(
        np.random.default_rng(0), 2, 4, cells_per_block=2, input_gate_bias=[-3.0, -6.0], output_gate_bias=-1.0
    )
    assert params.b_gates.tolist() == [-3.0, -6.0, -1.0, -1.0]


@pytest.mark.parametrize(
    "case", [c for c in PLAIN if "recurrent" in inspect.signature(c.cell.init).parameters], ids=str
)
def test_recurrent_starts(case):
    H = case.H

    def blocks(start):
        W_h = case.cell.init(np.random.default_rng(0), 2, H, recurrent=start).W_h
        return [W_h[:, k : k + H] for k in range(0, W_h.shape[1], H)]

    assert all(np.allclose(W @ W.T, np.eye(H), atol=1e-14) for W in blocks("orthogonal"))
    assert all(np.array_equal(W, np.eye(H)) for W in blocks("identity"))
    assert all(0 < np.abs(W).max() <= 1 / np.sqrt(H) for W in blocks("uniform"))


@pytest.mark.parametrize("cell", [LSTM, PEEPHOLE_LSTM])
def test_forget_gate_open_and_input_gate_shut_keep_c_bit_for_bit(cell):
    rng = np.random.default_rng(1)
    params = cell.init(rng, 3, 4)
    x, c = rng.standard_normal((50, 2, 3)), rng.standard_normal((2, 4))
    start = cell.state_type(h=rng.standard_normal((2, 4)), c=c)
    trace = unroll(cell, params, x, start, [Hold("f", OPEN), Hold("i", CLOSED)])
    assert all(np.array_equal(kept, c) for kept in trace.c)
    assert np.ptp(trace.o) > 0.1  # the rest of the cell was alive


@pytest.mark.parametrize("case", [c for c in CASES if c.cell is MEMORY_BLOCK], ids=str)
def test_input_gate_shut_keeps_the_block_bit_for_bit(case):
    p = case.problem(T=50)
    trace = unroll(case.cell, p.params, p.x, p.state, Hold("y_in", CLOSED))
    assert all(np.array_equal(kept, p.state.c) for kept in trace.c)


@pytest.mark.parametrize("cell", [GRU, GRU_RESET_BEFORE])
def test_update_gate_open_keeps_h_bit_for_bit(cell):
    rng = np.random.default_rng(1)
    h = rng.standard_normal((2, 4))
    trace = unroll(
        cell, cell.init(rng, 3, 4), rng.standard_normal((9, 2, 3)), cell.state_type(h), Hold("z", OPEN)
    )
    assert all(np.array_equal(kept, h) for kept in trace.h)


def test_error_is_constant_in_the_carousel():
    """Without feedback the error of c is handed on bit for bit over 1000 steps."""
    rng = np.random.default_rng(2)
    params = CAROUSEL.init(rng, 3, 4)
    trace = unroll(CAROUSEL, params, rng.standard_normal((1000, 1, 3)))
    d_final = CAROUSEL.state_type(h=np.zeros((1, 4)), c=rng.standard_normal((1, 4)))
    errors = bptt(CAROUSEL, params, trace, np.zeros((1000, 1, 4)), d_final=d_final).errors.c
    assert all(np.array_equal(error, d_final.c) for error in errors)


def test_the_two_resets_of_the_gru_differ():
    rng = np.random.default_rng(3)
    before = GRU_RESET_BEFORE.init(rng, 3, 4)
    after = GRU.params_type(*before, b_g=np.zeros(4))
    x = rng.standard_normal((5, 2, 3))
    one, other = unroll(GRU_RESET_BEFORE, before, x), unroll(GRU, after, x)
    assert np.allclose(one.h[0], other.h[0])  # from h = 0 the reset has nothing to do
    assert np.abs(one.h[4] - other.h[4]).max() > 1e-3
    open_reset = Hold("r", OPEN)
    assert np.allclose(
        unroll(GRU_RESET_BEFORE, before, x, holds=open_reset).h, unroll(GRU, after, x, holds=open_reset).h
    )


def test_peepholes_of_zero_make_an_lstm():
    rng = np.random.default_rng(4)
    params = LSTM.init(rng, 3, 4)
    x = rng.standard_normal((5, 2, 3))
    peephole = PEEPHOLE_LSTM.params_type(*params, *np.zeros((3, 4)))
    # the same operations in the same order, so the same bits
    readable, readable_too = (replace(cell, fast=None) for cell in (LSTM, PEEPHOLE_LSTM))
    assert np.array_equal(unroll(readable, params, x).h, unroll(readable_too, peephole, x).h)


def test_a_cell_of_the_lstm_by_hand():
    """Fractions: gates 1/4, 3/4, 9/10 and candidate 4/5 take c from 2/5 to 1/2."""
    log3 = np.log(3.0)
    params = LSTM.params_type(np.zeros((1, 4)), np.zeros((1, 4)), np.array([-log3, log3, log3, 2 * log3]))
    state = LSTM.state_type(h=np.zeros((1, 1)), c=np.full((1, 1), 0.4))
    step = unroll(LSTM, params, np.zeros((1, 1, 1)), state).at(0)
    got = [step.i, step.f, step.g, step.o, step.c, step.h]
    assert np.allclose(np.ravel(got), [0.25, 0.75, 0.8, 0.9, 0.5, 0.9 * np.tanh(0.5)], rtol=1e-15)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_float32_stays_float32(case):
    p = tree_map(lambda leaf: leaf.astype(np.float32) if leaf.dtype.kind == "f" else leaf, case.problem())
    trace = unroll(case.cell, p.params, p.x, p.state)
    gradients = bptt(case.cell, p.params, trace, p.dh, d_final=p.d_final)
    for name in trace.array_names():
        assert getattr(trace, name).dtype == np.float32, name
    for name, leaf in named_leaves(gradients):
        assert leaf.dtype == np.float32, name


@pytest.mark.parametrize("case", CASES, ids=str)
def test_step_and_backward_change_no_argument(case):
    p = case.problem()
    kept = tree_map(np.copy, p)
    step = case.cell.step(p.params, p.x[0], p.state)
    before = {name: getattr(step, name).copy() for name in step.array_names()}
    case.cell.backward(p.params, step, p.d_final)
    assert all(np.array_equal(getattr(step, name), before[name]) for name in before)
    for (name, now), (_, then) in zip(named_leaves(p), named_leaves(kept), strict=True):
        assert np.array_equal(now, then), name


@pytest.mark.parametrize("case", CASES, ids=str)
def test_count_weights_counts_every_part(case):
    params = case.problem().params
    assert count_weights(params) == sum(leaf.size for leaf in params if leaf is not None)


@pytest.mark.parametrize("case", PLAIN, ids=str)
def test_the_scale_of_the_input_weights_and_nothing_else(case):
    def start(**options):
        return case.cell.init(np.random.default_rng(0), case.D, case.H, **options)

    usual, small = start(), start(input_scale=0.1)
    assert np.allclose(small.W_x, 0.1 * usual.W_x, rtol=1e-15)
    for name in set(usual._fields) - {"W_x"}:
        assert np.array_equal(getattr(small, name), getattr(usual, name)), name
    with pytest.raises(ValueError, match="input_scale: expected a finite number from 0 to inf, got -1"):
        start(input_scale=-1.0)


@pytest.mark.parametrize("cell", [GRU, GRU_RESET_BEFORE])
def test_biases_of_the_gru_start_where_they_are_told(cell):
    params = cell.init(np.random.default_rng(0), 2, 3, reset_gate_bias=-1.0, update_gate_bias=4.0)
    assert params.b.tolist() == [-1.0] * 3 + [4.0] * 3 + [0.0] * 3
    assert cell.init(np.random.default_rng(0), 2, 3).b.tolist() == [0.0] * 9


def test_small_inputs_and_an_open_gate_carry_the_error_over_a_lag():
    """What `starts.weights` says of the options, at a lag of 100 steps of noise."""
    lag, H = 100, 8

    def share(cell, **options):
        rng = np.random.default_rng(5)
        params = cell.init(rng, 1, H, **options)
        trace = unroll(cell, params, rng.normal(size=(lag, 16, 1)))
        dh = np.zeros_like(trace.h)
        dh[-1] = 1.0
        errors = bptt(cell, params, trace, dh).errors.h
        return np.linalg.norm(errors[0]) / np.linalg.norm(errors[-1])

    assert share(RNN) < 1e-4
    assert share(RNN, input_scale=0.1) > 0.1
    assert share(GRU, input_scale=0.1) < 1e-10
    assert share(GRU, input_scale=0.1, update_gate_bias=np.log(lag)) > 0.1
