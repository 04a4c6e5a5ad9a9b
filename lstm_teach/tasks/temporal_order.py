"""Two or three symbols far apart in noise: their order is the class (1997)."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from lstm_teach.numerics import Array
from lstm_teach.tasks.criteria import class_errors, recent_within
from lstm_teach.validation import generator, one_of, positive_int

SYMBOLS = "abcdXYEB"
X, Y, E, B_TRIGGER = (SYMBOLS.index(symbol) for symbol in "XYEB")
CLASSES = "QRSUVABC"  # the paper's names; 6a has the first four
SHORTEST, LONGEST = 100, 110
POSITIONS = {2: ((10, 20), (50, 60)), 3: ((10, 20), (33, 43), (66, 76))}


class OrderBatch(NamedTuple):
    """Sequences of symbols and their classes."""

    x: Array  # (T, B): numbers of symbols; 0 behind a sequence's end, never to be read
    label: Array  # (B,): X and Y read as binary digits 0 and 1, the first one highest
    lengths: Array  # (B,)
    positions: Array  # (relevant, B): the steps of the X and Y


def temporal_order(rng: np.random.Generator, batch_size: int, *, relevant: int = 2) -> OrderBatch:
    """Return a batch of task 6a (two relevant symbols) or 6b (three) of Hochreiter & Schmidhuber (1997).

    A sequence begins with E and ends with B; its length, both included, is uniform from 100 to 110. At
    steps t1 and t2, uniform from 10 to 20 and from 50 to 60 (6b: t1, t2, t3 from 10 to 20, 33 to 43, 66 to
    76), stands X or Y with equal chance, at all others one of a, b, c, d. The class is the order: XX, XY,
    YX, YY are 0 to 3; XXX to YYY are 0 to 7. Steps are counted from 0; whether the paper counts from 0
    or 1, it does not say. The input of a net is ``np.eye(8)[x]``.

    Parameters
    ----------
    rng : numpy.random.Generator
    batch_size : int
        B.
    relevant : {2, 3}

    Raises
    ------
    TypeError, ValueError
        If `rng` is no generator, `batch_size` below 1, or `relevant` neither 2 nor 3.

    References
    ----------
    Long short-term memory, Neural Computation 9, section 5.6, doi:10.1162/neco.1997.9.8.1735.
    """
    generator(rng)
    B = positive_int("batch_size", batch_size)
    ranges = POSITIONS[one_of("relevant", relevant, list(POSITIONS))]
    column = np.arange(B)
    lengths = rng.integers(SHORTEST, LONGEST + 1, size=B)
    positions = np.stack([rng.integers(low, high + 1, size=B) for low, high in ranges])
    digits = rng.integers(2, size=(relevant, B))
    x = rng.integers(X, size=(LONGEST, B))  # a to d are the numbers below X
    x[0] = E
    x[positions, column] = X + digits
    x[lengths - 1, column] = B_TRIGGER
    x[np.arange(LONGEST)[:, None] >= lengths] = 0
    label = 2 ** np.arange(relevant)[::-1] @ digits
    return OrderBatch(x, label, lengths, positions)


def right_classes(outputs: Array, label: Any) -> Array:
    """Return for every sequence whether all units' final errors are below 0.3, the paper's rule.

    Parameters
    ----------
    outputs : array (n, K)
        K = 4 or 8; the target is 1 for the right class and 0 for the others.
    label : int array (n,)

    Raises
    ------
    TypeError, ValueError
        If `outputs` is no finite float array, or the labels do not fit.
    """
    return class_errors(outputs, label).max(axis=1) < 0.3


def temporal_order_solved(outputs: Array, label: Any) -> bool:
    """Say whether training may stop: `criteria.recent_within` 0.3 each, 0.1 on average.

    Parameters
    ----------
    outputs : array (n, K)
        At the ends of the sequences, in the order they were trained on.
    label : int array (n,)

    Raises
    ------
    TypeError, ValueError
        As `right_classes`.
    """
    return recent_within(class_errors(outputs, label), 0.3, 0.1)
