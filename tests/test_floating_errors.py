"""`np.seterr(all="raise")`, set by a reader, is for the reader's own code: underflow in ours is harmless."""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
import pytest

from lstm_teach import (
    LSTM,
    SGD,
    Adam,
    Hold,
    RMSprop,
    binary_cross_entropy,
    bptt,
    central_differences,
    clip_by_global_norm,
    complex_step,
    global_norm,
    gradient_of,
    init_model,
    log_softmax,
    logsumexp,
    readout_backward,
    softmax,
    softmax_cross_entropy,
    softplus,
    squared_error,
    train,
    tree_map,
    unroll,
)
from lstm_teach.cells import ALL_CELLS
from lstm_teach.crf import FORBIDDEN, crf_loss, viterbi
from lstm_teach.generate import Generator, dice, generate
from lstm_teach.numerics import Array

LONG, B, D, H = 900, 2, 3, 4
TINY = 1e-200  # whose square is 0
EXTREME = np.array([[[-800.0, 0.0, 800.0]]])


def vanishing(cell: Any, scale: float, dtype: str) -> tuple[Any, Array, Any]:
    """Return weights so small that the error is 0 long before the start, inputs, and the way back."""
    rng = np.random.default_rng(0)
    params = tree_map(lambda a: (scale * a).astype(dtype), cell.init(rng, D, H))
    x = rng.standard_normal((LONG, B, D)).astype(dtype)
    trace = unroll(cell, params, x, holds=[Hold(name, 0.3) for name in cell.gates][:1])
    dh = np.zeros_like(trace.h)
    dh[-1] = 1
    return params, x, bptt(cell, params, trace, dh)


@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("cell", ALL_CELLS, ids=lambda cell: cell.name)
def test_an_error_that_dies_out_is_no_fault(cell: Any, dtype: str) -> None:
    scale = 1e-3 if dtype == "float64" else 1e-2
    expected = vanishing(cell, scale, dtype)[2]
    with np.errstate(all="raise"):
        found = vanishing(cell, scale, dtype)[2]
    assert np.array_equal(found.x, expected.x)


def test_one_does_die_out() -> None:
    cell = next(cell for cell in ALL_CELLS if cell.name == "RNN")
    smallest = np.abs(vanishing(cell, 1e-3, "float64")[2].x[:400])
    assert smallest.max() == 0  # on the way there it underflows


class Leaf(NamedTuple):
    """Parameters of one array."""

    a: Array


class Batch(NamedTuple):
    """What a training step is given."""

    x: Array
    y: Array


MODEL = init_model(LSTM, np.random.default_rng(0), D, H, 1)
FAR_APART = np.array([[[0.0, 900.0]], [[900.0, 0.0]], [[0.0, 900.0]]]), 900.0 * (np.eye(2) - 1)


def update(optimiser: Any) -> Any:
    """Make two updates with a gradient whose square is too small to be held."""
    params, gradients = Leaf(np.ones(2)), Leaf(np.array([TINY, -TINY]))
    moved, state = optimiser.update(params, gradients, optimiser.init(params))
    return optimiser.update(moved, Leaf(np.array([5e-324, 0.0])), state)


def trained() -> Any:
    """Train a net whose input is too small to matter."""
    rng = np.random.default_rng(0)
    batches = [Batch(TINY * rng.standard_normal((50, B, D)), np.zeros((B, 1))) for _ in range(3)]
    gradient = gradient_of(LSTM, lambda y, batch: squared_error(y, batch.y))
    return train(MODEL, gradient, batches, Adam(1e-3), steps=3, clip=1.0, progress=iter).params


def written(temperature: float = 1.0) -> Any:
    """Write a few symbols with scores far apart."""
    rng = np.random.default_rng(0)
    model = init_model(LSTM, rng, 3, H, 3)
    model = tree_map(lambda a: 1e3 * a, model)
    return generate(Generator(LSTM, model), [0, 1], 20, dice=dice(rng, 20, 3), temperature=temperature)


FUNCTIONS: dict[str, Callable[[], Any]] = {
    "softplus": lambda: softplus(EXTREME),
    "logsumexp": lambda: logsumexp(EXTREME),
    "log_softmax": lambda: log_softmax(EXTREME),
    "softmax": lambda: softmax(EXTREME),
    "squared error": lambda: squared_error(np.full((1, 1, 3), TINY), np.zeros((1, 1, 3))),
    "bits": lambda: binary_cross_entropy(EXTREME, np.zeros((1, 1, 3))),
    "classes": lambda: softmax_cross_entropy(EXTREME, np.array([[2]])),
    "readout, back": lambda: readout_backward(MODEL.out, np.full((1, 1, H), TINY), np.full((1, 1, 1), TINY)),
    "SGD": lambda: update(SGD(TINY)),
    "momentum": lambda: update(SGD(TINY, momentum=0.5)),
    "RMSprop": lambda: update(RMSprop(1e-3)),
    "Adam": lambda: update(Adam(1e-3)),
    "norm": lambda: global_norm((np.array([1.0, TINY]),)),
    "clip": lambda: clip_by_global_norm((np.array([1.0, 1e-300]),), 1e-20),
    "complex step": lambda: complex_step(lambda p: np.sum(p.a * TINY), Leaf(np.full(2, TINY))),
    "differences": lambda: central_differences(lambda p: np.sum(p.a * TINY), Leaf(np.full(2, TINY))),
    "CRF": lambda: crf_loss(np.zeros((3, 1, 2)), np.full((2, 2), FORBIDDEN), np.zeros((3, 1), int)),
    "CRF, far apart": lambda: crf_loss(*FAR_APART, np.zeros((3, 1), int)),
    "best path": lambda: viterbi(*FAR_APART),
    "train": trained,
    "generate": written,
    "generate, cold": lambda: written(1e-320),
}


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_number_too_small_to_be_held_is_no_fault(name: str) -> None:
    expected = FUNCTIONS[name]()
    with np.errstate(all="raise"):
        found = FUNCTIONS[name]()
    assert repr(found) == repr(expected)
