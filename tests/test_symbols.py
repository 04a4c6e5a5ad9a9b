"""Integers as input: symbols, with the numbers that their one-hot rows give."""

import numpy as np
import pytest

from lstm_teach import (
    GRU,
    LSTM,
    RNN,
    Hold,
    Model,
    bptt,
    final_state,
    gradient_of,
    init_readout,
    softmax_cross_entropy,
    unroll,
)
from lstm_teach.cells import ALL_CELLS
from lstm_teach.compose import bptt_stacked, unroll_stacked
from lstm_teach.interventions import Cut
from lstm_teach.params import tree_map
from tests.bad_input import Bad, refuse
from tests.cells.cases import CASES, CASES_AND_HOLDS, Case
from tests.fused.ways import arrays, assert_same_trace, every_cell, in_dtype, noted, problem, readable
from tests.oracles import assert_close

every_case = pytest.mark.parametrize("case", CASES, ids=str)


def symbols_for(case: Case, T: int = 4, B: int = 2, dtype=np.int64):
    """Return a problem, symbols of which some come more than once in a step, and their rows."""
    p = case.problem(T, B)
    symbols = np.random.default_rng(1).integers(case.D, size=(T, B)).astype(dtype)
    return p, symbols, np.eye(case.D)[symbols]


@pytest.mark.parametrize(
    ("case", "holds"),
    [(c, h) for c, _, h in CASES_AND_HOLDS],
    ids=[f"{c}: {n}" for c, n, _ in CASES_AND_HOLDS],
)
def test_the_run_and_the_gradients_of_the_one_hot_rows(case, holds):
    p, symbols, rows = symbols_for(case)
    by_rows = unroll(case.cell, p.params, rows, p.state, holds)
    by_symbols = unroll(case.cell, p.params, symbols, p.state, holds)
    assert_same_trace(by_symbols, by_rows)
    np.testing.assert_array_equal(by_symbols.x, rows)
    options = {"d_final": p.d_final, "lengths": p.lengths}
    got, expected = (bptt(case.cell, p.params, trace, p.dh, **options) for trace in (by_symbols, by_rows))
    assert_close("symbols", got, expected, 1e-12)
    assert got.x.shape == rows.shape


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@every_cell
def test_symbols_go_the_fast_way(cell, dtype):
    """At a size at which float32 is multiplied in pieces, and at one at which it is not."""
    for H in (5, 128):
        p = problem(cell, 7, 32, 9, H)
        symbols = np.random.default_rng(0).integers(9, size=(7, 32))
        p = in_dtype(
            tree_map(lambda leaf, H=H: leaf / np.sqrt(H) if leaf.dtype.kind == "f" else leaf, p), dtype
        )
        fast, called = noted(cell)
        holds = [Hold(gate, 0.5, 2, 5, (0, 3)) for gate in cell.gate_names[:1]]
        trace = unroll(fast, p.params, symbols, p.state, holds)
        gradients = bptt(fast, p.params, trace, p.dh)
        assert called == ["forward", "backward"]
        assert {array.dtype for array in arrays(trace).values()} == {np.dtype(dtype)}
        exact = in_dtype(p, np.float64)
        expected = unroll(readable(cell), exact.params, np.eye(9)[symbols], exact.state, holds)
        assert_same_trace(trace, expected, {np.float64: 1e-12, np.float32: 1e-5}[dtype])
        exact = bptt(readable(cell), exact.params, expected, exact.dh)
        for name in ("params", "x", "state", "errors"):
            for one, other in zip(getattr(gradients, name), getattr(exact, name), strict=True):
                near = {np.float64: 1e-12, np.float32: 1e-4}[dtype]
                assert np.abs(one - other).max() <= near * np.abs(other).max(), name


@pytest.mark.parametrize("cell", ALL_CELLS, ids=lambda cell: cell.name)
def test_the_rows_have_the_dtype_of_the_parameters_and_are_read_only(cell):
    case = Case(cell.name, cell)
    p, symbols, _ = symbols_for(case)
    for dtype in (np.float32, np.float64, np.complex128):
        params = tree_map(lambda leaf, dtype=dtype: leaf.astype(dtype), p.params)
        trace = unroll(cell, params, symbols)
        assert trace.x.dtype == dtype
        assert trace.h.dtype == dtype
        assert not trace.x.flags.writeable
        assert trace.x.shape == (*symbols.shape, case.D)


@pytest.mark.parametrize("dtype", [np.uint8, np.int16, np.uint64])
def test_integers_of_any_kind(dtype):
    p, symbols, rows = symbols_for(Case("LSTM", LSTM), dtype=dtype)
    assert_same_trace(unroll(LSTM, p.params, symbols), unroll(LSTM, p.params, rows))


def test_a_change_of_the_symbols_does_not_reach_the_trace():
    p, symbols, rows = symbols_for(Case("LSTM", LSTM))
    trace = unroll(LSTM, p.params, symbols)
    symbols[...] = 0
    np.testing.assert_array_equal(trace.x, rows)


def test_cuts_with_symbols():
    p, symbols, rows = symbols_for(Case("LSTM", LSTM))
    cuts = Cut("x", "f", 1, 3), Cut("h", "g")
    by_rows, by_symbols = (unroll(LSTM, p.params, x, cuts=cuts) for x in (rows, symbols))
    assert_same_trace(by_symbols, by_rows)
    got, expected = (bptt(LSTM, p.params, trace, p.dh) for trace in (by_symbols, by_rows))
    assert_close("cuts", got, expected, 1e-12)


def test_a_run_in_two_pieces():
    p, symbols, _ = symbols_for(Case("GRU", GRU), T=9)
    whole = unroll(GRU, p.params, symbols)
    first = unroll(GRU, p.params, symbols[:4])
    second = unroll(GRU, p.params, symbols[4:], final_state(GRU, first))
    np.testing.assert_allclose(np.concatenate([first.h, second.h]), whole.h, rtol=0, atol=1e-14)


def test_stacked_layers_read_symbols_at_the_bottom():
    cells = LSTM, GRU
    (low, symbols, rows), (high, _, _) = (
        symbols_for(Case("", cell, D, 4)) for cell, D in zip(cells, (3, 4), strict=True)
    )
    params = low.params, high.params
    got, expected = (unroll_stacked(cells, params, x) for x in (symbols, rows))
    for one, other in zip(got, expected, strict=True):
        assert_same_trace(one, other)
    gradients = [bptt_stacked(cells, params, traces, high.dh) for traces in (got, expected)]
    assert_close("stacked", *gradients, 1e-12)


def test_a_model_is_trained_on_symbols():
    p, symbols, rows = symbols_for(Case("RNN", RNN))
    model = Model(p.params, init_readout(np.random.default_rng(0), 4, 3))
    gradient = gradient_of(RNN, lambda y, batch: softmax_cross_entropy(y, batch.next), every_step=True)

    class Batch:
        next = symbols[::-1]

        def __init__(self, x):
            self.x = x

    (loss, got), (other, expected) = gradient(model, Batch(symbols)), gradient(model, Batch(rows))
    assert loss == pytest.approx(other, rel=1e-14)
    assert_close("model", got, expected, 1e-12)


def run(change, cell=LSTM):
    return lambda w: unroll(cell, w.params, change(np.array([[0, 1], [2, 0], [1, 1], [0, 2]])))


FLOATS_OR_SYMBOLS = r"floats \(T, B, D\).*integers \(T, B\), symbols from 0 to 2"
BAD = {
    "negative": Bad(run(lambda s: s - 1), "x", FLOATS_OR_SYMBOLS, "symbols from -1 to 1"),
    "too large": Bad(run(lambda s: s + 1), "x", FLOATS_OR_SYMBOLS, "symbols from 1 to 3"),
    "unsigned": Bad(run(lambda s: (s - 1).astype(np.uint8)), "x", FLOATS_OR_SYMBOLS, "symbols from 0 to 255"),
    "one axis": Bad(run(lambda s: s[:, 0]), "x", FLOATS_OR_SYMBOLS, r"shape \(4,\) of dtype int64"),
    "three axes": Bad(run(lambda s: s[..., None]), "x", FLOATS_OR_SYMBOLS, r"shape \(4, 2, 1\)"),
    "booleans": Bad(run(lambda s: s > 0), "x", FLOATS_OR_SYMBOLS, "dtype bool"),
    "none": Bad(run(lambda s: s[:0]), "x", FLOATS_OR_SYMBOLS, r"shape \(0, 2\)"),
    "no sequence": Bad(run(lambda s: s[:, :0]), "x", FLOATS_OR_SYMBOLS, r"shape \(4, 0\)"),
    "a list": Bad(run(lambda s: s.tolist()), "x", "NumPy array", "list", TypeError),
    "numbers that are floats": Bad(run(lambda s: s.astype(float)), "x", r"\(T, B, D\)", r"\(4, 2\)"),
}


@pytest.mark.parametrize("row", BAD.values(), ids=BAD)
def test_bad_symbols(row):
    refuse(row)
