"""The linear readout and the model with a cell: values, gradients by complex step, bad input."""

from collections import namedtuple

import numpy as np
import pytest

from lstm_teach import (
    LSTM,
    MEMORY_BLOCK,
    RNN,
    Hold,
    Model,
    ReadoutParams,
    complex_step,
    gradient_of,
    init_model,
    init_readout,
    readout,
    readout_backward,
    squared_error,
    unroll,
)
from tests.bad_input import Bad, refuse
from tests.oracles import assert_close

BATCH = namedtuple("BATCH", "x")


@pytest.mark.parametrize("bias", [True, False])
@pytest.mark.parametrize("shape", [(4, 2, 3), (5, 3), (3,)])
def test_gradients(shape, bias):
    rng = np.random.default_rng(0)
    params = init_readout(rng, 3, 2, bias=bias)
    if bias:
        params = params._replace(b_y=rng.standard_normal(2))
    h, dy = rng.standard_normal(shape), rng.standard_normal((*shape[:-1], 2))
    expected = complex_step(lambda two: np.sum(dy * readout(*two)), (params, h))
    assert_close("readout", readout_backward(params, h, dy), expected)
    by_hand = h @ params.W_y + (params.b_y if bias else 0.0)
    assert np.array_equal(readout(params, h), by_hand)


@pytest.mark.parametrize("every_step", [False, True])
@pytest.mark.parametrize("cell", [RNN, LSTM, MEMORY_BLOCK], ids=lambda cell: cell.name)
def test_the_gradient_of_a_model(cell, every_step):
    rng = np.random.default_rng(1)
    model, batch = init_model(cell, rng, 2, 3, 2), BATCH(rng.standard_normal((5, 4, 2)))
    target = rng.standard_normal((5, 4, 2) if every_step else (4, 2))
    holds = tuple(Hold(gate, 0.3, start=2) for gate in cell.gate_names[:1])

    def loss_of(model):
        h = unroll(cell, model.cell, batch.x.astype(complex), holds=holds).h
        return squared_error(readout(model.out, h if every_step else h[-1]), target + 0j)[0]

    gradient = gradient_of(cell, lambda y, _: squared_error(y, target), every_step=every_step, holds=holds)
    value, got = gradient(model, batch)
    assert value == pytest.approx(loss_of(model).real, abs=1e-12)
    assert_close("model", got, complex_step(loss_of, model))


def test_a_cut_reaches_bptt():
    rng = np.random.default_rng(2)
    model, batch = init_model(LSTM, rng, 2, 3, 1), BATCH(rng.standard_normal((6, 4, 2)))
    full, cut = (
        gradient_of(LSTM, lambda y, _: squared_error(y, np.ones_like(y)), cut=lost)(model, batch)[1]
        for lost in ((), ("h",))
    )
    assert_close("readout", cut.out, full.out, 0)
    assert np.abs(cut.cell.W_x - full.cell.W_x).max() > 1e-4


def test_a_model_starts_as_its_parts():
    model = init_model(LSTM, np.random.default_rng(3), 2, 3, 1, forget_gate_bias=4.0)
    rng = np.random.default_rng(3)
    parts = Model(LSTM.init(rng, 2, 3, forget_gate_bias=4.0), init_readout(rng, 3, 1))
    assert_close("start", model, parts, 0)


def a_readout():
    return init_readout(np.random.default_rng(0), 5, 2)


T_ = TypeError
ROWS = {
    "params": Bad(lambda w: readout(w.rnn, w.dh), "params", "ReadoutParams", "RNNParams", T_),
    "W_y": Bad(lambda w: readout(ReadoutParams(np.ones(5)), w.dh), "params.W_y", r"\(H, O\)", r"\(5,\)"),
    "b_y": Bad(
        lambda w: readout(ReadoutParams(np.ones((5, 2)), np.ones(3)), w.dh), "params.b_y", "O = 2", r"\(3,\)"
    ),
    "h, width": Bad(lambda w: readout(a_readout(), w.x), "h", "H = 5", r"\(4, 2, 3\)"),
    "h, list": Bad(lambda w: readout(a_readout(), [1.0]), "h", "NumPy array", "list", T_),
    "h, NaN": Bad(lambda w: readout(a_readout(), w.with_bad(w.dh, np.nan)), "h", "finite", "nan"),
    "h, empty": Bad(lambda w: readout(a_readout(), w.dh[:0]), "h", "no empty axis", r"\(0, 2, 5\)"),
    "dy": Bad(lambda w: readout_backward(a_readout(), w.dh, w.dh), "dy", r"\(4, 2, 2\)", r"\(4, 2, 5\)"),
    "rng": Bad(lambda w: init_readout(0, 5, 2), "rng", "Generator", "int", T_),
    "size": Bad(lambda w: init_readout(w.rng, 5, 0), "output_size", "at least 1", "0"),
}


@pytest.mark.parametrize("row", ROWS.values(), ids=ROWS)
def test_bad_input(row):
    refuse(row)
