"""Losses: values in closed form, gradients, masks, and bad input."""

import math

import numpy as np
import pytest

from lstm_teach import (
    binary_cross_entropy,
    central_differences,
    complex_step,
    length_mask,
    softmax_cross_entropy,
    squared_error,
)
from tests.bad_input import Bad, refuse
from tests.oracles import assert_close

RNG = np.random.default_rng(0)
SHAPE = (3, 2, 4)
PREDICTION = RNG.standard_normal(SHAPE)
TARGETS = {
    squared_error: RNG.standard_normal(SHAPE),
    binary_cross_entropy: RNG.uniform(size=SHAPE),
    softmax_cross_entropy: RNG.integers(0, 4, SHAPE[:-1]),
}
MASK = length_mask([3, 1], T=3)
LOSSES = pytest.mark.parametrize("loss", TARGETS, ids=lambda loss: loss.__name__)


def test_values_in_closed_form():
    zeros = np.zeros((1, 4))
    assert squared_error(zeros, np.array([[1.0, 2.0, 0.0, -1.0]]))[0] == 1.5
    assert math.isclose(binary_cross_entropy(zeros, np.ones((1, 4)))[0], math.log(2))
    assert math.isclose(softmax_cross_entropy(zeros, np.array([2]))[0], math.log(4))
    logits = np.log([[1.0, 2.0, 5.0]])
    assert math.isclose(softmax_cross_entropy(logits, np.array([1]))[0], -math.log(2 / 8))
    assert math.isclose(binary_cross_entropy(np.log([[3.0]]), np.array([[0.0]]))[0], math.log(4))


def test_large_logits_lose_nothing():
    big = np.array([[1e4, -1e4]])
    assert softmax_cross_entropy(big, np.array([1]))[0] == 2e4
    assert softmax_cross_entropy(big, np.array([0]))[0] == 0.0
    assert binary_cross_entropy(big, np.array([[0.0, 1.0]]))[0] == 1e4


@LOSSES
@pytest.mark.parametrize("mask", [None, MASK], ids=["all", "masked"])
@pytest.mark.parametrize("derivative", [complex_step, central_differences])
def test_gradient(loss, mask, derivative):
    _, gradient = loss(PREDICTION, TARGETS[loss], mask)
    expected = derivative(lambda p: loss(p, TARGETS[loss], mask)[0], PREDICTION)
    assert_close("losses", gradient, expected, 1e-10 if derivative is complex_step else 1e-8)


@LOSSES
def test_a_mask_hides_what_stands_behind_it(loss):
    value, gradient = loss(PREDICTION, TARGETS[loss], MASK)
    other = np.where(MASK[..., None], PREDICTION, 1e6)
    target = TARGETS[loss].copy()
    target[~MASK] = 0
    again, gradient_again = loss(other, target, MASK)
    assert (again, gradient_again.tolist()) == (value, gradient.tolist())
    assert not gradient[~MASK].any()
    assert gradient[MASK].all()


@LOSSES
def test_a_mask_equals_leaving_steps_out(loss):
    value, gradient = loss(PREDICTION, TARGETS[loss], MASK)
    shorter, d_shorter = loss(PREDICTION[MASK], TARGETS[loss][MASK])
    assert math.isclose(value, shorter, rel_tol=1e-14)
    assert np.allclose(gradient[MASK], d_shorter, rtol=1e-14)
    assert loss(PREDICTION, TARGETS[loss], np.ones((3, 2), bool))[0] == loss(PREDICTION, TARGETS[loss])[0]


@LOSSES
def test_values_are_floats_and_arguments_stay(loss):
    kept = PREDICTION.copy(), TARGETS[loss].copy()
    value, gradient = loss(PREDICTION, TARGETS[loss])
    assert type(value) is float
    assert gradient.shape == SHAPE
    gradient[:] = 7.0
    assert np.array_equal(kept[0], PREDICTION)
    assert np.array_equal(kept[1], TARGETS[loss])


def test_a_flat_prediction_is_one_step():
    assert softmax_cross_entropy(np.zeros(3), np.array(1))[0] == pytest.approx(math.log(3))
    assert squared_error(np.zeros(2), np.ones(2))[0] == 1.0


def test_length_mask():
    assert length_mask([1, 3], 3).tolist() == [[True, True], [False, True], [False, True]]
    assert length_mask(np.array([2], np.uint64), 2).all()


ZERO, T_ = np.zeros((2, 3)), TypeError
ROWS = {
    "squared, list": Bad(lambda w: squared_error([[0.0]], ZERO), "prediction", "NumPy array", "list", T_),
    "squared, target list": Bad(lambda w: squared_error(ZERO, [[0.0]]), "target", "NumPy array", "list", T_),
    "squared, shapes": Bad(lambda w: squared_error(ZERO, ZERO[:1]), "target", r"\(2, 3\)", r"\(1, 3\)"),
    "squared, broadcasting": Bad(
        lambda w: squared_error(ZERO, np.zeros(3)), "target", r"\(2, 3\)", r"\(3,\)"
    ),
    "squared, integers": Bad(lambda w: squared_error(ZERO, ZERO.astype(int)), "target", "float64", "int64"),
    "squared, NaN": Bad(lambda w: squared_error(ZERO * np.nan, ZERO), "prediction", "finite", "nan"),
    "squared, empty": Bad(
        lambda w: squared_error(ZERO[:0], ZERO[:0]), "prediction", "at least one", r"\(0, 3\)"
    ),
    "squared, number": Bad(lambda w: squared_error(0.0, 0.0), "prediction", "NumPy array", "float", T_),
    "squared, no axis": Bad(
        lambda w: squared_error(np.array(0.0), np.array(0.0)), "prediction", "at least one", r"\(\)"
    ),
    "mask, integers": Bad(lambda w: squared_error(ZERO, ZERO, np.array([1, 0])), "mask", "booleans", "int64"),
    "mask, shape": Bad(lambda w: squared_error(ZERO, ZERO, ZERO == 0), "mask", r"\(2,\)", r"\(2, 3\)"),
    "mask, all False": Bad(
        lambda w: squared_error(ZERO, ZERO, np.zeros(2, bool)), "mask", "at least one", "none"
    ),
    "binary, range": Bad(lambda w: binary_cross_entropy(ZERO, ZERO + 1.5), "target", "from 0 to 1", "1.5"),
    "binary, empty": Bad(
        lambda w: binary_cross_entropy(ZERO[:0], ZERO[:0]), "logits", "at least one", r"\(0, 3\)"
    ),
    "binary, infinite": Bad(lambda w: binary_cross_entropy(ZERO + np.inf, ZERO), "logits", "finite", "inf"),
    "binary, mask": Bad(
        lambda w: binary_cross_entropy(ZERO, ZERO, np.zeros(2, bool)), "mask", "at least one", "none"
    ),
    "softmax, floats": Bad(
        lambda w: softmax_cross_entropy(ZERO, np.zeros(2)), "target", "integers", "float64"
    ),
    "softmax, one-hot": Bad(
        lambda w: softmax_cross_entropy(ZERO, np.ones((2, 3), int)), "target", r"\(2,\)", r"\(2, 3\)"
    ),
    "softmax, booleans": Bad(
        lambda w: softmax_cross_entropy(ZERO, np.array([True, False])), "target", "integers", "bool"
    ),
    "softmax, class 3": Bad(
        lambda w: softmax_cross_entropy(ZERO, np.array([0, 3])), "target", "0 to 2", "0 to 3"
    ),
    "softmax, class -1": Bad(
        lambda w: softmax_cross_entropy(ZERO, np.array([-1, 0])), "target", "0 to 2", "-1 to 0"
    ),
    "softmax, empty": Bad(
        lambda w: softmax_cross_entropy(ZERO[:0], np.zeros(0, int)), "logits", "at least one", r"\(0, 3\)"
    ),
    "softmax, mask": Bad(
        lambda w: softmax_cross_entropy(ZERO, np.zeros(2, int), [True]), "mask", r"\(2,\)", r"\(1,\)"
    ),
    "lengths, 0": Bad(lambda w: length_mask([0, 1], 3), "lengths", "1 to T = 3", "0 to 1"),
    "lengths, none": Bad(lambda w: length_mask([], 3), "lengths", r"\(B,\)", r"\(0,\)"),
    "lengths, a number": Bad(lambda w: length_mask(3, 3), "lengths", r"\(B,\)", r"\(\)"),
    "lengths, ragged": Bad(lambda w: length_mask([[1], [1, 2]], 3), "lengths", "integers", "list"),
    "T": Bad(lambda w: length_mask([1], 0), "T", "at least 1", "0"),
}  # fmt: skip


@pytest.mark.parametrize("row", ROWS.values(), ids=ROWS)
def test_bad_input(row):
    refuse(row)


def test_behind_a_mask_any_class_may_stand():
    logits = np.random.default_rng(0).standard_normal((3, 2, 4))
    target = np.array([[0, 3], [1, -1], [2, 99]])
    mask = np.array([[True, True], [True, False], [True, False]])
    loss, gradient = softmax_cross_entropy(logits, target, mask)
    same, _ = softmax_cross_entropy(logits, np.where(mask, target, 0), mask)
    assert loss == same
    assert not gradient[~mask].any()
