"""Temporal order: every symbol in its place, the class by its letters, and a unit that tells orders apart."""

import re

import numpy as np
import pytest

from lstm_teach import LSTM, LSTMParams, unroll
from lstm_teach.tasks import temporal_order
from lstm_teach.tasks.temporal_order import CLASSES, SYMBOLS, right_classes, temporal_order_solved

# The rules as the paper lists them.
RULES = {
    2: {"XX": "Q", "XY": "R", "YX": "S", "YY": "U"},
    3: {
        "XXX": "Q", "XXY": "R", "XYX": "S", "XYY": "U",
        "YXX": "V", "YXY": "A", "YYX": "B", "YYY": "C",
    },
}  # fmt: skip
FORMS = {
    2: r"E[abcd]{9,19}[XY][abcd]{29,49}[XY][abcd]{38,58}B",
    3: r"E[abcd]{9,19}[XY][abcd]{12,32}[XY][abcd]{22,42}[XY][abcd]{22,42}B",
}
RANGES = {2: [(10, 20), (50, 60)], 3: [(10, 20), (33, 43), (66, 76)]}


@pytest.mark.parametrize("relevant", [2, 3])
def test_every_sequence_by_its_letters(relevant):
    x, label, lengths, positions = temporal_order(np.random.default_rng(0), 500, relevant=relevant)
    assert x.shape == (110, 500)
    assert x.dtype.kind == "i"
    for b, length in enumerate(lengths):
        text = "".join(SYMBOLS[k] for k in x[:length, b])
        assert re.fullmatch(FORMS[relevant], text)
        assert not x[length:, b].any()
        found = [t for t, letter in enumerate(text) if letter in "XY"]
        assert found == positions[:, b].tolist()
        assert CLASSES[label[b]] == RULES[relevant]["".join(text[t] for t in found)]


@pytest.mark.parametrize("relevant", [2, 3])
def test_places_lengths_and_classes_are_uniform(relevant):
    n = 22_000
    _, label, lengths, positions = temporal_order(np.random.default_rng(1), n, relevant=relevant)
    for row, (low, high) in zip(positions, RANGES[relevant], strict=True):
        values, counts = np.unique(row, return_counts=True)
        assert values.tolist() == list(range(low, high + 1))
        assert np.abs(counts - 2000).max() < 220  # standard deviation 43
    values, counts = np.unique(lengths, return_counts=True)
    assert values.tolist() == list(range(100, 111))
    assert np.abs(counts - 2000).max() < 220
    share = np.bincount(label) / n
    assert len(share) == 2**relevant
    assert np.abs(share - 0.5**relevant).max() < 0.016  # standard deviation at most .003


def test_distractors_are_uniform_and_do_not_tell_the_class():
    x, label, _, _ = temporal_order(np.random.default_rng(2), 4000)
    noise = x[1:10]
    assert np.abs(np.bincount(noise.ravel(), minlength=8)[:4] / noise.size - 0.25).max() < 0.012
    for row in noise:
        assert abs(np.corrcoef(row, label)[0, 1]) < 0.08  # 1 / sqrt(4,000) is .016


@pytest.mark.parametrize("relevant", [2, 3])
def test_one_wired_unit_tells_all_orders_apart(relevant):
    """The forget gate stands at 1/2 where X or Y is read, so that the number in c has a digit for each."""
    W_x, b = np.zeros((8, 4)), np.array([-10.0, 10.0, 0.0, 20.0])
    W_x[SYMBOLS.index("X")] = [20, -10, 10, 0]
    W_x[SYMBOLS.index("Y")] = [20, -10, -10, 0]
    x, label, lengths, _ = temporal_order(np.random.default_rng(3), 200, relevant=relevant)
    c = unroll(LSTM, LSTMParams(W_x, np.zeros((1, 4)), b), np.eye(8)[x]).c[lengths - 1, np.arange(200), 0]
    digits = (label[:, None] >> np.arange(relevant)) & 1  # the last symbol first
    assert np.abs(c - (1 - 2 * digits) @ 0.5 ** np.arange(relevant)).max() < 0.01


def test_when_it_is_solved():
    label = np.arange(2000) % 4
    outputs = np.full((2000, 4), 0.09)
    outputs[np.arange(2000), label] = 0.91
    assert right_classes(outputs, label).all()
    assert temporal_order_solved(outputs, label)
    assert not temporal_order_solved(outputs[1:], label[1:])
    worse = np.where(outputs > 0.5, outputs - 0.1, outputs + 0.1)
    assert right_classes(worse, label).all()
    assert not temporal_order_solved(worse, label)  # the average
    outputs[5, label[5]] = 0.69
    assert np.flatnonzero(~right_classes(outputs, label)).tolist() == [5]
    assert not temporal_order_solved(outputs, label)


def test_the_same_seed_gives_the_same_batch():
    one, two = (temporal_order(np.random.default_rng(5), 4, relevant=3) for _ in range(2))
    assert all(np.array_equal(a, b) for a, b in zip(one, two, strict=True))


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"batch_size": 0}, ValueError, "^batch_size: expected a whole number of at least 1, got 0"),
        ({"relevant": 4}, ValueError, "^relevant: expected one of 2, 3, got 4"),
        ({"rng": 7}, TypeError, "^rng: expected a numpy.random.Generator, got int"),
    ],
)
def test_bad_input(arguments, error, message):
    with pytest.raises(error, match=message):
        temporal_order(**({"rng": np.random.default_rng(0), "batch_size": 2} | arguments))
