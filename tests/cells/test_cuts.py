"""Wires that are cut: the run, its gradient by a complex step, and that nothing else is touched."""

from dataclasses import replace

import numpy as np
import pytest

from lstm_teach import (
    CAROUSEL,
    GRU,
    GRU_RESET_BEFORE,
    LSTM,
    MEMORY_BLOCK,
    PEEPHOLE_LSTM,
    RNN,
    Cut,
    Hold,
    bptt,
    complex_step,
    gradient_of,
    init_model,
    sigmoid,
    squared_error,
    step,
    unroll,
)
from lstm_teach.params import named_leaves, tree_map
from tests.cells.cases import CASES, PLAIN, Case
from tests.oracles import OracleGates, assert_close, projected

ORDER = {LSTM.name: "ifgo", PEEPHOLE_LSTM.name: "ifgo", GRU.name: "rzg", GRU_RESET_BEFORE.name: "rzg"}


def position(cell, params, source, target):
    """Return the parameter with a wire's weights, and where in it: written down again, without `wiring`."""
    H = params.W_h.shape[0]
    matrix = {"x": "W_x", "h": "W_h"}.get(source, "W_y")
    every = slice(None)
    if cell.name in ORDER:
        if source == "c":
            return f"p_{target}", (every,)
        k = ORDER[cell.name].index(target)
        return matrix, (every, slice(k * H, (k + 1) * H))
    if cell is not MEMORY_BLOCK:
        return matrix, (every, every)
    N = (params.W_h.shape[1] - H) // 2
    columns = {"y_in": slice(0, N), "y_out": slice(N, 2 * N), "g": slice(2 * N, None)}
    return matrix, ({"y_in": slice(0, N), "y_out": slice(N, 2 * N)}.get(source, every), columns[target])


def cut_off(cell, params, cuts, t):
    """Return copies of the parameters with 0 on the wires that are cut at step t."""
    params = tree_map(np.copy, params)
    for cut in cuts:
        if cut.start <= t < (np.inf if cut.stop is None else cut.stop):
            part, where = position(cell, params, cut.source, cut.target)
            weights = getattr(params, part)[where]
            for unit in range(weights.shape[-1]) if cut.units is None else cut.units:
                weights[..., unit] = 0.0
    return params


def run(cell, params, x, state, holds, cuts):
    states = [state]
    for t in range(len(x)):
        weights = cut_off(cell, params, cuts, t)
        states.append(cell.state(cell.step(weights, x[t], states[-1], OracleGates(holds, t))))
    return states


def there(case):
    """Return the wires of a case: memory blocks may lack some."""
    p = case.problem()
    gone = getattr(p.params, "W_y", 0) is None
    return [(s, t) for s, t in case.cell.wires if not (gone and s in ("y_in", "y_out"))]


def width(case, source, target):
    params = case.problem().params
    part, where = position(case.cell, params, source, target)
    return getattr(params, part)[where].shape[-1]


DISTINCT = [case for case in CASES if "readable" not in case.name]
WIRES = [(case, *wire) for case in DISTINCT for wire in there(case)]


def holds_of(case):
    return tuple(
        Hold(gate, 0.3 + 0.1 * n, start=n % 2, stop=3) for n, gate in enumerate(case.cell.gate_names)
    )


def compare(case, cuts, holds=(), lengths=None):
    cell, p = case.cell, case.problem(T=4, B=2)
    trace = unroll(cell, p.params, p.x, p.state, holds, cuts)
    states = run(cell, p.params, p.x, p.state, holds, cuts)
    for name in cell.state_names:
        expected = np.stack([getattr(state, name) for state in states[1:]])
        assert np.allclose(getattr(trace, name), expected, rtol=1e-13, atol=1e-15), name
    got = bptt(cell, p.params, trace, p.dh, d_final=p.d_final, lengths=lengths)

    def loss(three):
        return projected(run(cell, *three, holds, cuts), p.dh, p.d_final, lengths)

    d_params, dx, d_state = complex_step(loss, (p.params, p.x, p.state))
    assert_close("cut: params", got.params, d_params)
    assert_close("cut: x", got.x, dx)
    assert_close("cut: initial state", got.state, d_state)
    return p, trace, got


@pytest.mark.slow
@pytest.mark.parametrize("held", [False, True], ids=["free", "held"])
@pytest.mark.parametrize(("case", "source", "target"), WIRES, ids=[f"{c}: {s} to {t}" for c, s, t in WIRES])
def test_gradients_with_a_wire_cut_equal_the_complex_step(case, source, target, held):
    holds = holds_of(case) if held else ()
    p, trace, got = compare(case, (Cut(source, target),), holds)
    part, where = position(case.cell, p.params, source, target)
    assert not getattr(got.params, part)[where].any()
    free = unroll(case.cell, p.params, p.x, p.state, holds)
    if not held:
        assert not np.allclose(trace.h[-1], free.h[-1], rtol=1e-6)
    last = width(case, source, target) - 1
    compare(case, (Cut(source, target, start=1, stop=3, units=(last,)), Cut(source, target, start=3)), holds)


@pytest.mark.parametrize("case", DISTINCT, ids=str)
def test_gradients_with_all_wires_cut_one_after_another(case):
    cuts = [Cut(*wire, start=n % 3, stop=n % 3 + 2) for n, wire in enumerate(there(case))]
    p = case.problem()
    compare(case, tuple(cuts), holds_of(case), p.lengths)


@pytest.mark.parametrize(("case", "source", "target"), WIRES, ids=[f"{c}: {s} to {t}" for c, s, t in WIRES])
def test_a_cut_reaches_its_steps_and_units_and_nothing_before(case, source, target):
    p = case.problem(T=4)
    free = unroll(case.cell, p.params, p.x, p.state)
    trace = unroll(case.cell, p.params, p.x, p.state, cuts=Cut(source, target, start=2, stop=3, units=0))
    for name in trace.array_names():
        now, was = (getattr(run, name) for run in (trace, free))
        assert np.allclose(now[:2], was[:2], rtol=1e-12, atol=1e-15), name
        if name == target:
            now, was = (array.reshape(4, 2, -1) for array in (now, was))
            assert not np.allclose(now[2, :, 0], was[2, :, 0])
            assert np.allclose(now[2, :, 1:], was[2, :, 1:], rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize("case", PLAIN, ids=str)
def test_both_ways_through_a_run_give_the_same_with_cuts(case):
    """The fast way knows no cuts, so it must not be taken."""
    p, cut = case.problem(), Cut("h", case.cell.wires[0][1], start=1)
    runs = [unroll(c, p.params, p.x, p.state, (), cut) for c in (case.cell, replace(case.cell, fast=None))]
    assert all(np.array_equal(getattr(runs[0], n), getattr(runs[1], n)) for n in runs[0].array_names())
    backs = [bptt(case.cell, p.params, trace, p.dh, d_final=p.d_final) for trace in runs]
    assert_close("same way", backs[0], backs[1], 0)


def test_a_wire_of_the_lstm_by_hand():
    p = next(case for case in PLAIN if case.cell is LSTM).problem(T=1)
    got = step(LSTM, p.params, p.x[0], p.state, cuts=[Cut("h", "g"), Cut("x", "f")])
    W_x, W_h, b = p.params
    f, g = slice(4, 8), slice(8, 12)
    assert np.allclose(got.g, np.tanh(p.x[0] @ W_x[:, g] + b[g]))
    assert np.allclose(got.f, sigmoid(p.state.h @ W_h[:, f] + b[f]))
    assert np.allclose(got.c, got.f * p.state.c + got.i * got.g)  # the same step goes on with them


def test_the_output_gates_peephole_reads_the_new_cell():
    p = next(case for case in PLAIN if case.cell is PEEPHOLE_LSTM).problem(T=1)
    got = step(PEEPHOLE_LSTM, p.params, p.x[0], p.state, cuts=(Cut("c", "o"), Cut("c", "f", units=1)))
    a = p.x[0] @ p.params.W_x + p.state.h @ p.params.W_h + p.params.b
    assert np.allclose(got.o, sigmoid(a[:, 12:]))
    seen = p.params.p_f * np.array([1, 0, 1, 1])
    assert np.allclose(got.f, sigmoid(a[:, 4:8] + seen * p.state.c))


def test_the_wire_from_h_to_the_candidate_of_both_grus():
    for cell in (GRU, GRU_RESET_BEFORE):
        p = Case(cell.name, cell).problem(T=1)
        got = step(cell, p.params, p.x[0], p.state, cuts=Cut("h", "g"))
        a = p.x[0] @ p.params.W_x[:, 8:] + p.params.b[8:]
        inside = got.r * p.params.b_g if cell is GRU else 0.0
        assert np.allclose(got.g, np.tanh(a + inside)), cell.name
        assert np.allclose(got.h, got.z * p.state.h + (1 - got.z) * got.g)


def test_without_any_wire_from_h_the_rnn_reads_each_input_alone():
    p = Case("RNN", RNN).problem()
    trace = unroll(RNN, p.params, p.x, p.state, cuts=Cut("h", "h"))
    assert np.allclose(trace.h, np.tanh(p.x @ p.params.W_x + p.params.b))
    got = bptt(RNN, p.params, trace, p.dh)
    assert not got.state.h.any()
    assert not got.params.W_h.any()
    assert np.array_equal(got.errors.h, p.dh)


def test_the_carousel_can_be_cut_off_from_its_output():
    p = Case("CEC", CAROUSEL).problem()
    trace = unroll(CAROUSEL, p.params, p.x, p.state, cuts=Cut("c", "h", start=1))
    assert trace.h[0].all()
    assert not trace.h[1:].any()


@pytest.mark.parametrize("case", PLAIN, ids=str)
def test_a_cut_changes_no_argument_and_keeps_float32(case):
    p = case.problem()
    kept = tree_map(np.copy, p.params)
    cuts = [Cut(*wire) for wire in there(case)]
    trace = unroll(case.cell, p.params, p.x, p.state, cuts=cuts)
    bptt(case.cell, p.params, trace, p.dh)
    assert all(
        np.array_equal(a, b) for (_, a), (_, b) in zip(*map(named_leaves, (p.params, kept)), strict=True)
    )
    small = tree_map(lambda leaf: leaf.astype(np.float32), (p.params, p.x, p.state, p.dh))
    trace = unroll(case.cell, *small[:3], cuts=cuts)
    assert trace.h.dtype == bptt(case.cell, small[0], trace, small[3]).x.dtype == np.float32


def test_the_cut_of_bptt_leaves_the_run_and_a_cut_wire_does_not():
    """The truncated gradient still has a part for W_h; where its wires are cut there is none to take."""
    p = Case("LSTM", LSTM).problem()
    free = unroll(LSTM, p.params, p.x, p.state)
    wires = [Cut("h", target) for target in "ifgo"]
    without = unroll(LSTM, p.params, p.x, p.state, cuts=wires)
    truncated = bptt(LSTM, p.params, free, p.dh, cut=("h",))
    assert truncated.params.W_h.any()
    assert not bptt(LSTM, p.params, without, p.dh).params.W_h.any()
    no_feedback = p.params._replace(W_h=np.zeros_like(p.params.W_h))
    assert_close(
        "no feedback",
        bptt(LSTM, p.params, without, p.dh, cut=("h",)).x,
        bptt(LSTM, no_feedback, unroll(LSTM, no_feedback, p.x, p.state), p.dh).x,
    )


def test_a_model_can_be_trained_with_a_wire_cut():
    model = init_model(LSTM, np.random.default_rng(0), 3, 4, 1)
    p = Case("LSTM", LSTM).problem()
    batch = type("Batch", (), {"x": p.x})

    def loss(y, batch):
        return squared_error(y, np.ones_like(y))

    value, gradient = gradient_of(LSTM, loss, cuts=Cut("x", "o"))(model, batch)
    other, free = gradient_of(LSTM, loss)(model, batch)
    assert value != other
    assert not gradient.cell.W_x[:, 12:].any()
    assert free.cell.W_x[:, 12:].any()
