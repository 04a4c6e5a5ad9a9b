"""Two marked numbers among many are added, or multiplied, at the end of a long sequence (1997)."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from lstm_teach.numerics import Array
from lstm_teach.tasks.criteria import RECENT, absolute_errors, recent_within
from lstm_teach.validation import generator, one_of, positive_int, whole_number

VALUE, MARKER = range(2)
FIRST_MARK_AMONG = 10  # pairs
RIGHT = 0.04  # absolute error of an answer that counts as right


class MarkedNumbers(NamedTuple):
    """Sequences of pairs, and the answer that is asked for at the last step of each."""

    x: Array  # (T, B, 2): value, marker; 0 behind a sequence's end
    target: Array  # (B, 1)
    lengths: Array  # (B,)
    marks: Array  # (2, B): the steps of the two pairs that were drawn; step 0 keeps its marker -1
    numbers: Array  # (2, B): the numbers of these two as they count


def adding(rng: np.random.Generator, steps: int, batch_size: int) -> MarkedNumbers:
    r"""Return a batch of the adding problem, experiment 4 of Hochreiter & Schmidhuber (1997).

    Every step has a value, uniform in [-1, 1], and a marker. The length is uniform from T to T + T/10. One
    of the first ten pairs is drawn, then one of the first T/2 - 1 pairs that are still unmarked; both get
    the marker 1. The first and the last pair have the marker -1, all others 0. The answer is
    :math:`0.5 + (X_1 + X_2) / 4`, with the values of the two drawn pairs. If the first pair of the
    sequence was drawn, 0 counts in place of its value, and its marker stays -1.

    Three readings: the paper sets "X1" to 0, here it is the number of the first pair whichever draw hit
    it; its value stays in `x`; "the first T/2 - 1 still unmarked" counts unmarked pairs, so that the mark
    may stand at step T/2 - 1. Fractions of T are rounded down.

    Parameters
    ----------
    rng : numpy.random.Generator
    steps : int
        T, the shortest length, at least 11. `x` has T + T/10 steps.
    batch_size : int
        B.

    Raises
    ------
    TypeError, ValueError
        If `rng` is no generator, `steps` below 11 or `batch_size` below 1.

    References
    ----------
    Long short-term memory, Neural Computation 9, section 5.4, doi:10.1162/neco.1997.9.8.1735. Values in
    [0, 1] and the plain sum as answer are another, later form of the task.
    """
    x, lengths, marks, numbers = _marked(rng, steps, batch_size, low=-1.0, first_counts=0.0)
    return MarkedNumbers(x, 0.5 + numbers.sum(axis=0)[:, None] / 4.0, lengths, marks, numbers)


def multiplication(rng: np.random.Generator, steps: int, batch_size: int) -> MarkedNumbers:
    r"""Return a batch of the multiplication problem, experiment 5 of Hochreiter & Schmidhuber (1997).

    As `adding`, with values uniform in [0, 1] and the answer :math:`X_1 X_2`; if the first pair of the
    sequence was drawn, 1 counts in place of its value.

    Parameters
    ----------
    rng : numpy.random.Generator
    steps : int
        T, the shortest length, at least 11.
    batch_size : int
        B.

    Raises
    ------
    TypeError, ValueError
        As `adding`.

    References
    ----------
    As `adding`, section 5.5.
    """
    x, lengths, marks, numbers = _marked(rng, steps, batch_size, low=0.0, first_counts=1.0)
    return MarkedNumbers(x, numbers.prod(axis=0)[:, None], lengths, marks, numbers)


def best_constant(task: str, steps: int) -> tuple[float, float]:
    r"""Return the constant answer with the least mean squared error, and that error, both exactly.

    What a network must beat. With chance q one of the drawn pairs is the first of the sequence: q = 0.1 +
    0.9 / (T/2 - 1). Adding: the two values have variance 1/3, hence :math:`(2 - q) / 48`. Multiplication:
    mean and mean square are 1/2 and 1/3 with chance q, else 1/4 and 1/9.

    Parameters
    ----------
    task : {"adding", "multiplication"}
    steps : int
        T.

    Raises
    ------
    ValueError
        If there is no such task or `steps` is below 11.

    Examples
    --------
    >>> [round(number, 4) for number in best_constant("adding", 100)]
    [0.5, 0.0392]
    """
    one_of("task", task, ["adding", "multiplication"])
    T = whole_number("steps", steps, FIRST_MARK_AMONG + 1)
    q = 1 / FIRST_MARK_AMONG + (1 - 1 / FIRST_MARK_AMONG) / (T // 2 - 1)
    if task == "adding":
        return 0.5, (2.0 - q) / 48.0
    mean, square = q / 2 + (1 - q) / 4, q / 3 + (1 - q) / 9
    return mean, square - mean**2


def right_answers(outputs: Array, target: Array) -> Array:
    """Return for every sequence whether its answer is right: an absolute error below 0.04.

    Parameters
    ----------
    outputs, target : array (n, 1)

    Raises
    ------
    TypeError, ValueError
        If an argument is no finite float array, or the shapes differ.
    """
    return absolute_errors(outputs, target).max(axis=1) < RIGHT


def adding_solved(outputs: Array, target: Array) -> bool:
    """Say whether training on `adding` may stop: `criteria.recent_within` 0.04 each, 0.01 on average.

    Parameters
    ----------
    outputs, target : array (n, 1)
        Of the sequences in the order they were trained on.

    Raises
    ------
    TypeError, ValueError
        As `right_answers`.
    """
    return recent_within(absolute_errors(outputs, target), RIGHT, 0.01)


def multiplication_solved(outputs: Array, target: Array, wrong: int = 13) -> bool:
    """Say whether training on `multiplication` may stop.

    Fewer than `wrong` of the 2,000 sequences trained on last have an absolute error above 0.04. The paper
    stops at 140 (the numbers are kept) and at 13 (the product is right too).

    Parameters
    ----------
    outputs, target : array (n, 1)
        Of the sequences in the order they were trained on. Fewer than 2,000 are never enough.
    wrong : int

    Raises
    ------
    TypeError, ValueError
        As `right_answers`; also if `wrong` is below 1.
    """
    positive_int("wrong", wrong)
    errors = absolute_errors(outputs, target).max(axis=1)[-RECENT:]
    return len(errors) == RECENT and bool(np.count_nonzero(errors > RIGHT) < wrong)


def _marked(
    rng: np.random.Generator, steps: int, batch_size: int, *, low: float, first_counts: float
) -> tuple[Array, Array, Array, Array]:
    """Return x, lengths, marks and numbers."""
    generator(rng)
    T = whole_number("steps", steps, FIRST_MARK_AMONG + 1)
    B = positive_int("batch_size", batch_size)
    longest, column = T + T // 10, np.arange(B)
    lengths = rng.integers(T, longest + 1, size=B)
    first = rng.integers(FIRST_MARK_AMONG, size=B)
    second = rng.integers(T // 2 - 1, size=B)
    second += second >= first  # the first mark is left out of the count
    marks = np.stack([first, second])
    x = np.zeros((longest, B, 2))
    x[:, :, VALUE] = rng.uniform(low, 1.0, size=(longest, B))
    numbers = np.where(marks == 0, first_counts, x[marks, column, VALUE])
    x[marks, column, MARKER] = 1.0
    x[0, :, MARKER] = x[lengths - 1, column, MARKER] = -1.0
    x[np.arange(longest)[:, None] >= lengths] = 0.0
    return x, lengths, marks, numbers
