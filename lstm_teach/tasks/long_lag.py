"""One symbol is kept over a long lag: without noise, with a random middle, with a random length (1997)."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from lstm_teach.numerics import Array
from lstm_teach.tasks.criteria import all_within, class_errors
from lstm_teach.validation import float_array, generator, positive_int, whole_number

SEQUENCES = 10_000  # in each of the three criteria


class NextSymbolBatch(NamedTuple):
    """Sequences of symbols without their last, and the next symbol at every step."""

    x: Array  # (T, B): numbers of symbols
    target: Array  # (T, B): the symbol after each


class TriggeredBatch(NamedTuple):
    """Sequences of symbols of different length, and what is asked for at the last step of each."""

    x: Array  # (T, B): numbers of symbols; 0 behind a sequence's end, never to be read
    label: Array  # (B,): 0 for x, 1 for y
    lengths: Array  # (B,)


def long_lag_2a(rng: np.random.Generator, p: int, batch_size: int) -> NextSymbolBatch:
    """Return a batch of task 2a of Hochreiter & Schmidhuber (1997): a long lag without noise.

    There are two sequences: (x, a1, a2, ..., a(p-1), x) and (y, a1, a2, ..., a(p-1), y), each with chance
    1/2. The next symbol is asked for at every step; only the last answer needs memory, over p steps.
    Symbols: a1 to a(p-1) are 0 to p - 2, x is p - 1, y is p. The input of a net is ``np.eye(p + 1)[x]``.

    Parameters
    ----------
    rng : numpy.random.Generator
    p : int
        The lag, at least 2; T = p.
    batch_size : int
        B.

    Raises
    ------
    TypeError, ValueError
        If `rng` is no generator, `p` below 2 or `batch_size` below 1.

    References
    ----------
    Long short-term memory, Neural Computation 9, section 5.2, doi:10.1162/neco.1997.9.8.1735.
    """
    return _framed(rng, p, batch_size, random_middle=False)


def long_lag_2b(rng: np.random.Generator, p: int, batch_size: int) -> NextSymbolBatch:
    """Return a batch of task 2b of Hochreiter & Schmidhuber (1997): no local regularities.

    As `long_lag_2a`, but the p - 1 symbols in the middle are drawn anew, each uniform among a1 to a(p-1).
    The next symbol is still asked for at every step, but nothing else than the last can be known.

    Parameters
    ----------
    rng : numpy.random.Generator
    p : int
        The lag, at least 2; T = p.
    batch_size : int
        B.

    Raises
    ------
    TypeError, ValueError
        As `long_lag_2a`.

    References
    ----------
    As `long_lag_2a`.
    """
    return _framed(rng, p, batch_size, random_middle=True)


def long_lag_2c(rng: np.random.Generator, q: int, p: int, batch_size: int) -> TriggeredBatch:
    """Return a batch of task 2c of Hochreiter & Schmidhuber (1997): very long lags of random length.

    A sequence is b, then x or y, then q distractors, then one more with chance 9/10 again and again, and
    at last the trigger e; after e the second symbol is asked for. Distractors are uniform among p
    symbols. With k further ones the length is q + k + 3, on average q + 12; the paper counts the answer
    too, hence q + k + 4, and prints q + 14 for the mean of that, where its sum gives q + 13.
    Symbols: a1 to ap are 0 to p - 1, e is p, b is p + 1, x is p + 2, y is p + 3. The input of a net is
    ``np.eye(p + 4)[x]``. (The paper's sets of sequences have indices up to q; its text and its table have
    p distractors.)

    Parameters
    ----------
    rng : numpy.random.Generator
    q : int
        Least number of distractors; the answer comes q + 1 steps or more after what it depends on.
    p : int
        Number of different distractors.
    batch_size : int
        B.

    Raises
    ------
    TypeError, ValueError
        If `rng` is no generator or a size is below 1.

    References
    ----------
    As `long_lag_2a`.
    """
    generator(rng)
    q, p = positive_int("q", q), positive_int("p", p)
    B = positive_int("batch_size", batch_size)
    lengths = q + 2 + rng.geometric(0.1, size=B)  # b, x or y, q distractors; the k others and e
    T = int(lengths.max())
    label = rng.integers(2, size=B)
    x = rng.integers(p, size=(T, B))
    x[0], x[1] = p + 1, p + 2 + label
    x[lengths - 1, np.arange(B)] = p
    x[np.arange(T)[:, None] >= lengths] = 0
    return TriggeredBatch(x, label, lengths)


def long_lag_2a_solved(outputs: Array, batch: NextSymbolBatch) -> bool:
    """Say whether all units' errors are below 0.25 at every step of both sequences.

    The paper asks it of 10,000 sequences drawn one after another. There are but two, so a batch in which
    both stand is as good.

    Parameters
    ----------
    outputs : array (T, B, p + 1)
    batch : NextSymbolBatch

    Raises
    ------
    TypeError, ValueError
        If `outputs` is no finite float array of that shape, or only one of the two sequences is there.
    """
    T, B = batch.x.shape
    float_array("outputs", outputs, ("T", "B", "p"), T=T, B=B, p=T + 1)
    if len(np.unique(batch.x[0])) < 2:
        raise ValueError(f"batch: expected both sequences in it, got {B} times the same")
    steps = outputs.reshape(T * B, T + 1)
    return bool(class_errors(steps, batch.target.reshape(-1)).max() < 0.25)


def long_lag_2b_solved(outputs: Array, last: Any, sequences: int = SEQUENCES) -> bool:
    """Say whether all units' errors are below 0.25 at the ends of 10,000 new sequences.

    Parameters
    ----------
    outputs : array (n, p + 1)
        At the last step.
    last : int array (n,)
        The last targets, ``batch.target[-1]``.
    sequences : int
        The least n; 10,000 in the paper.

    Raises
    ------
    TypeError, ValueError
        If `outputs` is no finite float array, the targets do not fit, or there are fewer sequences.
    """
    return all_within(class_errors(outputs, last), 0.25, sequences)


def long_lag_2c_solved(outputs: Array, label: Any, sequences: int = SEQUENCES) -> bool:
    """Say whether both units' errors are below 0.2 at the ends of 10,000 new sequences.

    Parameters
    ----------
    outputs : array (n, 2)
        At the last step, the trigger's.
    label : int array (n,)
    sequences : int
        The least n; 10,000 in the paper.

    Raises
    ------
    TypeError, ValueError
        As `long_lag_2b_solved`.
    """
    return all_within(class_errors(outputs, label), 0.2, sequences)


def _framed(rng: np.random.Generator, p: int, batch_size: int, *, random_middle: bool) -> NextSymbolBatch:
    """Return sequences whose first and last symbol are the same x or y."""
    generator(rng)
    p, B = whole_number("p", p, 2), positive_int("batch_size", batch_size)
    symbols = np.empty((p + 1, B), dtype=np.int64)
    symbols[0] = symbols[-1] = p - 1 + rng.integers(2, size=B)
    symbols[1:-1] = rng.integers(p - 1, size=(p - 1, B)) if random_middle else np.arange(p - 1)[:, None]
    return NextSymbolBatch(symbols[:-1], symbols[1:])
