"""The two kinds of criteria: bounds are strict, counts are kept, and what is refused."""

import numpy as np
import pytest

from lstm_teach.tasks import criteria


def test_class_errors_are_those_of_the_one_hot_target():
    outputs = np.array([[0.9, 0.2, 0.0], [0.5, 0.25, -0.25]])
    assert np.allclose(criteria.class_errors(outputs, [0, 2]), [[0.1, 0.2, 0.0], [0.5, 0.25, 1.25]])


@pytest.mark.parametrize(
    ("worst", "solved"), [(0.1999, True), (0.2, False), (0.3, False)], ids=["below", "at", "above"]
)
def test_all_of_the_new_sequences_are_below_the_bound(worst, solved):
    errors = np.zeros((300, 2))
    errors[137, 1] = worst
    assert criteria.all_within(errors, 0.2, 300) is solved


def test_a_criterion_on_new_sequences_is_not_asked_of_fewer():
    with pytest.raises(ValueError, match="^errors: expected at least 300 sequences, got 299"):
        criteria.all_within(np.zeros((299, 2)), 0.2, 300)


@pytest.mark.parametrize(
    ("n", "wrong_at", "others", "solved"),
    [
        (2000, None, 0.005, True),
        (1999, None, 0.005, False),  # too few so far
        (5000, 2999, 0.005, True),  # long ago
        (5000, 3000, 0.005, False),  # the oldest of the last 2,000
        (5000, 4999, 0.005, False),
        (2000, None, 0.0101, False),  # all right, but not on average
    ],
)
def test_the_sequences_trained_on_last(n, wrong_at, others, solved):
    errors = np.full((n, 1), others)
    if wrong_at is not None:
        errors[wrong_at] = 0.04
    assert criteria.recent_within(errors, 0.04, 0.01) is solved


@pytest.mark.parametrize(
    ("outputs", "label", "error", "message"),
    [
        ([[0.0, 1.0]], [1], TypeError, "^outputs: expected a NumPy array, got list"),
        (np.zeros(3), [1], ValueError, r"^outputs: expected shape \(n, O\), got \(3,\)|^outputs: .*\(n, K\)"),
        (np.zeros((2, 3)), [0, 3], ValueError, "^label: expected integers from 0 to 2, got 0 to 3"),
        (np.zeros((2, 3)), [0, -1], ValueError, "^label: expected integers from 0 to 2, got -1 to 0"),
        (np.zeros((2, 3)), [0], ValueError, r"^label: expected shape \(2,\), got \(1,\)"),
        (np.zeros((2, 3)), [0.0, 1.0], ValueError, "^label: expected integers .* got dtype float64"),
        (np.full((2, 3), np.nan), [0, 1], ValueError, "^outputs: expected finite numbers, got nan"),
    ],
)
def test_bad_input(outputs, label, error, message):
    with pytest.raises(error, match=message):
        criteria.class_errors(outputs, label)


def test_outputs_and_targets_have_one_shape():
    with pytest.raises(ValueError, match=r"^target: expected shape \(3, 1\), got \(3, 2\)"):
        criteria.absolute_errors(np.zeros((3, 1)), np.zeros((3, 2)))
