"""When a symbol counts as predicted: the rules on small cases, and what each rule lets through."""

import numpy as np
import pytest

from lstm_teach.tasks import embedded_reber, stream, string_batch, strings
from lstm_teach.tasks.next_symbol import (
    continual_verdict,
    legal_on_top,
    reber_solved,
    right_by_squares,
    steps_until_error,
    strings_right,
    top_is_legal,
)

LEGAL = np.array([False, True, True, False])


@pytest.mark.parametrize(
    ("scores", "all_legal", "top"),
    [
        ([0.0, 1.0, 2.0, 0.5], True, True),
        ([0.0, 1.0, 2.0, 1.5], False, True),  # the second legal one is below another
        ([0.0, 1.0, 2.0, 1.0], False, True),  # a draw is not above
        ([3.0, 1.0, 2.0, 0.5], False, False),
        ([-9.0, -1.0, -2.0, -3.0], True, True),
    ],
)
def test_legal_symbols_on_top(scores, all_legal, top):
    assert legal_on_top(np.array(scores), LEGAL) == all_legal
    assert top_is_legal(np.array(scores), LEGAL) == top


def test_the_rule_by_sorting():
    """The k legal symbols are the k best: another way to say it, on random scores without draws."""
    rng = np.random.default_rng(0)
    legal = rng.random((500, 7)) < 0.3
    scores = rng.standard_normal((500, 7)) + 2 * legal
    by_rank = [
        set(np.argsort(-s)[: sum(row)]) == set(np.flatnonzero(row))
        for s, row in zip(scores, legal, strict=True)
    ]
    assert np.array_equal(legal_on_top(scores, legal), by_rank)
    assert 50 < sum(by_rank) < 450


def batch_of(seed, n=40):
    automaton = embedded_reber()
    return string_batch(automaton, strings(np.random.default_rng(seed), automaton, n))


def test_a_trial_is_solved_when_all_strings_of_both_sets_are_right():
    sets = [batch_of(1), batch_of(2)]
    scores = [np.where(b.legal, 0.5, 0.0) for b in sets]
    for s, b in zip(scores, sets, strict=True):
        s[~b.counted] = 7.0  # behind the end nothing counts
    assert reber_solved(scores, sets)
    b = 3
    last = sets[1].lengths[b] - 1
    scores[1][last, b] = 0.0
    assert np.flatnonzero(~strings_right(scores[1], sets[1])).tolist() == [b]
    assert not reber_solved(scores, sets)
    with pytest.raises(ValueError, match="^scores: expected one array a batch, got 1 for 2"):
        reber_solved(scores[:1], sets)


def test_half_for_each_of_two_legal_symbols_passes_the_rule_of_2000():
    batch = batch_of(3)
    known = batch.legal / np.maximum(batch.legal.sum(axis=-1, keepdims=True), 1)
    assert right_by_squares(known, batch.target)[batch.counted].all()
    # A coin instead of the outer symbol passes too: 1/4 is below .49; an answer below 0.3 does not.
    assert right_by_squares(np.array([[0.5, 0.5]]), [0]).all()
    assert right_by_squares(np.array([[0.301, 0.699]]), [0]).all()
    assert not right_by_squares(np.array([[0.299, 0.5]]), [0]).any()
    assert not right_by_squares(np.array([[1.0, 0.701]]), [0]).any()


def test_steps_until_the_first_error():
    right = np.array([[1, 1, 0], [1, 0, 1], [1, 1, 0], [1, 0, 0]], dtype=bool)
    assert steps_until_error(right).tolist() == [4, 1, 0]
    batch = next(stream(np.random.default_rng(4), embedded_reber(), 30, 2))
    scores = batch.legal.astype(float)
    scores[17, 1] = 0.0
    assert steps_until_error(legal_on_top(scores, batch.legal)).tolist() == [30, 17]


@pytest.mark.parametrize(
    ("counts", "verdict"),
    [
        ([10**6] * 10, "perfect"),
        ([10**6] * 9 + [0], "good"),
        ([1001] * 10, "good"),
        ([1000] * 10, "bad"),
        ([10001] + [0] * 9, "good"),
    ],
)
def test_verdicts_of_2000(counts, verdict):
    assert continual_verdict(counts) == verdict


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: legal_on_top([1.0], LEGAL), TypeError, "^scores: expected a NumPy array, got list"),
        (lambda: legal_on_top(np.zeros(3), LEGAL), ValueError, r"^legal: expected booleans of shape \(3,\)"),
        (lambda: top_is_legal(np.zeros(4), np.ones(4)), ValueError, "^legal: expected .* got dtype float64"),
        (lambda: right_by_squares(np.zeros((2, 3)), [0, 3]), ValueError, "^target: expected .* got 0 to 3"),
        (lambda: steps_until_error([1, 0]), ValueError, r"^right: expected booleans \(T, B\), got dtype int"),
        (lambda: continual_verdict([5] * 9), ValueError, r"^right_steps: expected shape \(10,\), got \(9,\)"),
        (lambda: continual_verdict([11] * 10, 10), ValueError, "^right_steps: expected .* from 0 to 10"),
    ],
)
def test_bad_input(call, error, message):
    with pytest.raises(error, match=message):
        call()
