"""The linear readout: values, gradients by complex step, bad input."""

import numpy as np
import pytest

from lstm_teach import ReadoutParams, complex_step, init_readout, readout, readout_backward
from tests.bad_input import Bad, refuse
from tests.oracles import assert_close


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
