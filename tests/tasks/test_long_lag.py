"""The long lags 2a, 2b, 2c: sequences by their letters, lengths by their distribution, criteria."""

import re
from math import log

import numpy as np
import pytest

from lstm_teach.tasks import NextSymbolBatch, long_lag_2a, long_lag_2b, long_lag_2c
from lstm_teach.tasks.long_lag import long_lag_2a_solved, long_lag_2b_solved, long_lag_2c_solved


def test_2a_has_two_sequences():
    x, target = long_lag_2a(np.random.default_rng(0), 6, 200)
    assert x.shape == target.shape == (6, 200)
    whole = np.vstack([x, target[-1:]])
    assert np.array_equal(x[1:], target[:-1])
    found, counts = np.unique(whole, axis=1, return_counts=True)
    assert found.T.tolist() == [[5, 0, 1, 2, 3, 4, 5], [6, 0, 1, 2, 3, 4, 6]]
    assert counts.min() > 60


def test_2b_has_the_same_frame_and_a_random_middle():
    p = 5
    x, target = long_lag_2b(np.random.default_rng(1), p, 20_000)
    assert np.array_equal(x[1:], target[:-1])
    assert np.array_equal(x[0], target[-1])
    assert abs(np.mean(x[0] == p - 1) - 0.5) < 0.02
    assert set(x[0]) == {p - 1, p}
    middle = x[1:]
    seen, counts = np.unique(middle, axis=1, return_counts=True)
    assert seen.shape[1] == (p - 1) ** (p - 1)  # all of them, equally often
    expected = 20_000 / 256
    assert np.abs(counts - expected).max() < 5 * np.sqrt(expected)
    assert np.abs([np.corrcoef(row, x[0])[0, 1] for row in middle]).max() < 0.035


def test_2c_by_its_letters():
    q, p = 4, 3
    x, label, lengths = long_lag_2c(np.random.default_rng(2), q, p, 500)
    letters = "".join(chr(ord("0") + k) for k in range(p)) + "ebxy"
    for b, length in enumerate(lengths):
        text = "".join(letters[k] for k in x[:length, b])
        assert re.fullmatch(rf"b[xy][0-2]{{{q},}}e", text)
        assert (text[1] == "y") == label[b]
        assert not x[length:, b].any()
    assert len(x) == lengths.max()


def test_2c_lengths_are_geometric_and_the_paper_sum_is_q_plus_13():
    q, n = 10, 40_000
    x, label, lengths = long_lag_2c(np.random.default_rng(3), q, 5, n)
    k = lengths - q - 3
    assert k.min() == 0
    for j in range(6):
        chance = 0.1 * 0.9**j
        assert abs(np.mean(k == j) - chance) < 5 * np.sqrt(chance / n)
    exact = 4 + sum(0.1 * 0.9**j * (q + j) for j in range(2000))  # of all symbols, the answer too
    assert exact == pytest.approx(q + 13, abs=1e-9)
    assert abs(np.mean(lengths + 1) - exact) < 0.25  # standard deviation .047
    assert abs(label.mean() - 0.5) < 0.015
    assert abs(np.corrcoef(label, k)[0, 1]) < 0.03
    noise = x[2 : q + 2]
    assert np.abs(np.bincount(noise.ravel()) / noise.size - 0.2).max() < 0.004


def test_2a_is_solved_when_every_unit_is_right_at_every_step():
    x = np.array([[3, 4], [0, 0], [1, 1], [2, 2]])
    batch = NextSymbolBatch(x, np.vstack([x[1:], x[:1]]))
    outputs = 0.2 + 0.6 * np.eye(5)[batch.target]
    assert long_lag_2a_solved(outputs, batch)
    outputs[1, 0, 4] = 0.25
    assert not long_lag_2a_solved(outputs, batch)
    with pytest.raises(ValueError, match="^batch: expected both sequences in it, got 1 times the same"):
        long_lag_2a_solved(outputs[:, :1], NextSymbolBatch(*(a[:, :1] for a in batch)))
    with pytest.raises(ValueError, match=r"^outputs: expected shape \(T, B, p\)"):
        long_lag_2a_solved(outputs[:-1], batch)


@pytest.mark.parametrize(("solved", "bound"), [(long_lag_2b_solved, 0.25), (long_lag_2c_solved, 0.2)])
def test_2b_and_2c_are_solved_when_all_ends_are_right(solved, bound):
    label = np.arange(10_000) % 2
    outputs = np.eye(2)[label] * (1 - 2 * (bound - 0.01)) + (bound - 0.01)
    assert solved(outputs, label)
    outputs[9_999, 0] += 0.02
    assert not solved(outputs, label)
    assert solved(outputs[:100], label[:100], sequences=100)
    with pytest.raises(ValueError, match="^errors: expected at least 10000 sequences, got 100"):
        solved(outputs[:100], label[:100])


@pytest.mark.parametrize(
    "make",
    [
        lambda rng: long_lag_2a(rng, 5, 3),
        lambda rng: long_lag_2b(rng, 5, 3),
        lambda rng: long_lag_2c(rng, 5, 3, 3),
    ],
)
def test_the_same_seed_gives_the_same_batch(make):
    one, two = (make(np.random.default_rng(5)) for _ in range(2))
    assert all(np.array_equal(a, b) for a, b in zip(one, two, strict=True))


@pytest.mark.parametrize(
    ("task", "arguments", "error", "message"),
    [
        (long_lag_2a, {"p": 1}, ValueError, "^p: expected a whole number of at least 2, got 1"),
        (long_lag_2b, {"p": 2.0}, ValueError, r"^p: expected .* got 2\.0"),
        (long_lag_2b, {"batch_size": 0}, ValueError, "^batch_size: expected .* got 0"),
        (long_lag_2c, {"p": 0, "q": 1}, ValueError, "^p: expected .* got 0"),
        (long_lag_2c, {"q": 0}, ValueError, "^q: expected .* got 0"),
        (long_lag_2c, {"rng": 7, "q": 1}, TypeError, "^rng: expected a numpy.random.Generator, got int"),
    ],
)
def test_bad_input(task, arguments, error, message):
    with pytest.raises(error, match=message):
        task(**({"rng": np.random.default_rng(0), "p": 3, "batch_size": 2} | arguments))


def test_the_best_guess_of_the_middle_of_2b_is_one_of_p_minus_1():
    """What is left to learn of 2b but its end costs ln(p - 1) at each of p - 1 steps: by counting."""
    p = 4
    x, target = long_lag_2b(np.random.default_rng(4), p, 30_000)
    for t in range(p - 1):
        joint = np.zeros((p + 1, p + 1))
        np.add.at(joint, (x[t], target[t]), 1 / 30_000)
        with np.errstate(divide="ignore", invalid="ignore"):
            terms = np.where(joint > 0, -joint * np.log(joint / joint.sum(1, keepdims=True)), 0)
        assert abs(terms.sum() - log(p - 1)) < 0.005
