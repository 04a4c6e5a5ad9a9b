"""Arrays with a meaning beyond their numbers: what would lose it is refused, wherever an array is taken."""

import numpy as np
import pytest

from lstm_teach import (
    LSTM,
    SGD,
    Hold,
    binary_cross_entropy,
    bptt,
    clip_by_global_norm,
    global_norm,
    init_readout,
    length_mask,
    readout,
    readout_backward,
    save_params,
    softmax_cross_entropy,
    squared_error,
    unroll,
)
from lstm_teach.compose import reverse
from lstm_teach.crf import crf_loss, forbid, viterbi
from lstm_teach.interop import from_layout, to_layout
from lstm_teach.numerics import Array, softplus
from tests.bad_input import World

W = World()
OUT = init_readout(np.random.default_rng(0), W.H, 1)
TORCH, KERAS = to_layout("PyTorch", W.params), to_layout("Keras", W.params)
SCORES, PAIRS = np.zeros((3, 2, 4)), np.zeros((4, 4))
TAGS = np.zeros((3, 2), int)


class Metres(np.ndarray):
    """A kind of array that another package might have, with a unit."""


MASKED = {  # each with one argument masked
    "x": lambda of: unroll(LSTM, W.params, of(W.x)),
    "x, symbols": lambda of: unroll(LSTM, W.params, of(W.x[..., 0].astype(int) * 0)),
    "params.W_x": lambda of: unroll(LSTM, W.params._replace(W_x=of(W.params.W_x)), W.x),
    "state.h": lambda of: unroll(LSTM, W.params, W.x, W.state._replace(h=of(W.state.h))),
    "dh": lambda of: bptt(LSTM, W.params, W.trace, of(W.dh)),
    "lengths": lambda of: bptt(LSTM, W.params, W.trace, W.dh, lengths=of(np.array([4, 1]))),
    "lengths, of a mask": lambda of: length_mask(of(np.array([4, 1])), 4),
    "lengths, reverse": lambda of: reverse(W.x, of(np.array([4, 1]))),
    "prediction": lambda of: squared_error(of(W.dh), W.target),
    "target, numbers": lambda of: squared_error(W.dh, of(W.target)),
    "target, bits": lambda of: binary_cross_entropy(W.dh, of(W.target)),
    "target, classes": lambda of: softmax_cross_entropy(W.dh, of(W.classes)),
    "mask": lambda of: squared_error(W.dh, W.target, of(np.ones((4, 2), bool))),
    "h": lambda of: readout(OUT, of(W.dh)),
    "dy": lambda of: readout_backward(OUT, W.dh, of(W.dh[..., :1])),
    "gradients": lambda of: SGD(0.1).update(
        W.params, W.params._replace(b=of(W.params.b)), SGD(0.1).init(W.params)
    ),
    "arrays": lambda of: from_layout("PyTorch", TORCH | {"bias_hh_l0": of(TORCH["bias_hh_l0"])}),
    "arrays, of Keras": lambda of: from_layout("Keras", KERAS | {"kernel": of(KERAS["kernel"])}),
    "a": lambda of: softplus(of(W.dh)),
    "W_x": lambda of: global_norm(W.params._replace(W_x=of(W.params.W_x))),
    "b": lambda of: clip_by_global_norm(W.params._replace(b=of(W.params.b)), 1.0),
    "scores, of the best path": lambda of: viterbi(of(SCORES), PAIRS),
    "scores": lambda of: crf_loss(of(SCORES), PAIRS, TAGS),
    "path": lambda of: crf_loss(SCORES, PAIRS, of(TAGS)),
    "allowed": lambda of: forbid(PAIRS, of(np.ones((4, 4), bool))),
}


@pytest.mark.parametrize("name", MASKED)
def test_a_mask_is_never_dropped_in_silence(name: str) -> None:
    argument = name.partition(",")[0]
    with pytest.raises(
        TypeError, match=rf"^{argument}.*: expected a plain NumPy array, got MaskedArray\. .*mask"
    ):
        MASKED[name](lambda array: np.ma.masked_equal(array, 0))


@pytest.mark.parametrize("kind", [np.matrix, np.recarray, Metres])
def test_no_other_kind_is(kind: type) -> None:
    other = W.params.W_x.view(kind)
    with pytest.raises(TypeError, match=rf"params\.W_x: expected a plain NumPy array, got {kind.__name__}\."):
        unroll(LSTM, W.params._replace(W_x=other), W.x)


def test_nothing_masked_is_kept_in_a_file(tmp_path) -> None:
    with pytest.raises(TypeError, match="params.b: expected a plain"):
        save_params(tmp_path / "kept.npz", W.params._replace(b=np.ma.masked_array(W.params.b)))
    assert list(tmp_path.iterdir()) == []


def test_an_array_in_a_file_on_disk_is_plain(tmp_path) -> None:
    np.save(tmp_path / "x.npy", W.x)
    mapped: Array = np.load(tmp_path / "x.npy", mmap_mode="r")
    assert type(mapped) is np.memmap
    assert np.array_equal(unroll(LSTM, W.params, mapped).h, unroll(LSTM, W.params, W.x).h)


@pytest.mark.parametrize("value", [np.ma.masked, np.ma.masked_array(0.5), np.array([[0.5]]).view(np.matrix)])
def test_a_gate_is_not_held_at_what_may_be_no_number(value: object) -> None:
    with pytest.raises(ValueError, match=r"^Hold.value: expected a finite number from 0 to 1, got"):
        unroll(LSTM, W.params, W.x, holds=Hold("f", value))


@pytest.mark.parametrize("kind", ["datetime64[s]", "timedelta64[s]", "U3", "S3", "object", [("a", float)]])
def test_other_kinds_of_entries_are_not_taken_for_numbers(kind: object) -> None:
    with pytest.raises(ValueError, match=r"^x: expected dtype float64, float32, complex128, got"):
        unroll(LSTM, W.params, np.zeros(W.x.shape, dtype=kind))


def test_a_list_of_masked_arrays_is_no_array_either() -> None:
    with pytest.raises(TypeError, match=r"^x: expected a NumPy array, got list"):
        unroll(LSTM, W.params, [np.ma.masked_equal(x, 0) for x in W.x])
