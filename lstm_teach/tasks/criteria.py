"""When a task of 1997 counts as solved: absolute errors of output units at the ends of sequences.

Hochreiter & Schmidhuber (1997), Long short-term memory, Neural Computation 9, Tables 10 and 11,
doi:10.1162/neco.1997.9.8.1735, name two kinds, which the tasks here share: a criterion on a set of new
sequences, and one on the sequences that were trained on last.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from lstm_teach.numerics import Array
from lstm_teach.validation import float_array, positive_int, real_number

RECENT = 2000  # sequences in the criterion on what was trained on last


def absolute_errors(outputs: Array, target: Array) -> Array:
    """Return |output - target| of every unit, (n, O), for the outputs at the ends of n sequences.

    Raises
    ------
    TypeError, ValueError
        If an argument is no finite float array, or the shapes differ.
    """
    float_array("outputs", outputs, ("n", "O"))
    float_array("target", target, outputs.shape)
    return np.abs(outputs - target)


def class_errors(outputs: Array, label: Any) -> Array:
    """Return `absolute_errors` for a target of 1 at the unit of the right class and 0 at all others.

    Parameters
    ----------
    outputs : array (n, K)
    label : int array (n,)
        From 0 to K - 1.

    Raises
    ------
    TypeError, ValueError
        As `absolute_errors`; also if a label is no class.
    """
    float_array("outputs", outputs, ("n", "K"))
    n, K = outputs.shape
    return absolute_errors(outputs, np.eye(K)[class_numbers("label", label, n, K)])


def class_numbers(name: str, label: Any, n: int, K: int) -> Array:
    """Return n numbers from 0 to K - 1; raise a ValueError otherwise."""
    labels = np.asarray(label)
    if labels.dtype.kind not in "iu":
        raise ValueError(f"{name}: expected integers from 0 to {K - 1}, got dtype {labels.dtype}")
    if labels.shape != (n,):
        raise ValueError(f"{name}: expected shape ({n},), got {labels.shape}")
    if labels.min() < 0 or labels.max() >= K:
        raise ValueError(f"{name}: expected integers from 0 to {K - 1}, got {labels.min()} to {labels.max()}")
    return labels


def all_within(errors: Array, bound: float, sequences: int) -> bool:
    """Say whether every unit's error is below `bound` on all of at least `sequences` new sequences.

    Raises
    ------
    TypeError, ValueError
        If there are fewer sequences, or an argument is of the wrong kind.
    """
    float_array("errors", errors, ("n", "O"))
    enough("errors", len(errors), sequences)
    return bool(np.max(errors) < real_number("bound", bound, low=0.0))


def recent_within(errors: Array, bound: float, mean: float) -> bool:
    """Say whether training may stop: ST3 of the paper's Table 11.

    The 2,000 most recent sequences have all their units' errors below `bound`, and the average error is
    below `mean`. The paper does not say what the average runs over; here over all units of those 2,000.

    Parameters
    ----------
    errors : array (n, O)
        `absolute_errors` of the sequences in the order they were trained on. Fewer than 2,000 never do.
    bound, mean : float

    Raises
    ------
    TypeError, ValueError
        If an argument is of the wrong kind.
    """
    float_array("errors", errors, ("n", "O"))
    real_number("bound", bound, low=0.0)
    real_number("mean", mean, low=0.0)
    last = errors[-RECENT:]
    return len(last) == RECENT and bool(last.max() < bound and last.mean() < mean)


def enough(name: str, n: int, sequences: int) -> None:
    """Raise a ValueError if a criterion is asked of fewer sequences than it is about."""
    if n < positive_int("sequences", sequences):
        raise ValueError(f"{name}: expected at least {sequences} sequences, got {n}")
