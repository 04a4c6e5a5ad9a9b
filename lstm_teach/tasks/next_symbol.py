"""When the next symbols of a grammar count as predicted: the rules of 1997 and 2000, and weaker ones."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from lstm_teach.numerics import Array
from lstm_teach.tasks.automaton import PredictionBatch
from lstm_teach.tasks.criteria import class_numbers
from lstm_teach.validation import float_array, positive_int

STREAM_END = 10**6  # symbols, in the criterion of 2000


def legal_on_top(scores: Array, legal: Array) -> Array:
    """Return where all legal symbols score above all others: the rule of 1997, for every step.

    "The output unit(s) corresponding to the possible next symbol(s) is (are) always the most active ones."
    True also where no symbol is legal, which is behind the end of a sequence.

    Parameters
    ----------
    scores : array (..., K)
    legal : bool array (..., K)

    Raises
    ------
    TypeError, ValueError
        If `scores` is no finite float array or the shapes differ.
    """
    float_array("scores", scores)
    legal = _legal(legal, scores)
    lowest = np.where(legal, scores, np.inf).min(axis=-1)
    highest = np.where(legal, -np.inf, scores).max(axis=-1)
    return lowest > highest


def top_is_legal(scores: Array, legal: Array) -> Array:
    """Return where the best score belongs to a legal symbol: a weaker rule, that one of two may fail.

    Parameters
    ----------
    scores : array (..., K)
    legal : bool array (..., K)

    Raises
    ------
    TypeError, ValueError
        As `legal_on_top`.
    """
    float_array("scores", scores)
    legal = _legal(legal, scores)
    return np.take_along_axis(legal, scores.argmax(axis=-1)[..., None], axis=-1)[..., 0]


def strings_right(scores: Array, batch: PredictionBatch) -> Array:
    """Return booleans (B,): the strings in which `legal_on_top` holds at every step.

    Parameters
    ----------
    scores : array (T, B, K)
    batch : PredictionBatch

    Raises
    ------
    TypeError, ValueError
        As `legal_on_top`.
    """
    return np.all(legal_on_top(scores, batch.legal), axis=0)  # True behind the end


def reber_solved(scores: Sequence[Array], batches: Sequence[PredictionBatch]) -> bool:
    """Say whether a trial of 1997, experiment 1, is a success: every string of both sets is right.

    Parameters
    ----------
    scores : sequence of arrays (T, B, K)
    batches : sequence of PredictionBatch
        The training set and the test set; 256 strings each in the paper, and none of the test set occurs
        in the training set (see `unlike` of `strings`).

    Raises
    ------
    TypeError, ValueError
        As `legal_on_top`; also if there is no set, or more of one than of the other.
    """
    if len(scores) != len(batches) or not len(batches):
        raise ValueError(f"scores: expected one array a batch, got {len(scores)} for {len(batches)}")
    return all(bool(strings_right(s, b).all()) for s, b in zip(scores, batches, strict=True))


def right_by_squares(outputs: Array, target: Any) -> Array:
    """Return where every unit's squared error from the next symbol is below 0.49: the rule of 2000.

    Two legal symbols at 0.5 each pass, since 0.25 is below 0.49. Taken from notes on the paper, section
    4, not from the print: to be checked there.

    Parameters
    ----------
    outputs : array (..., K)
    target : int array (...)
        The symbol that came.

    Raises
    ------
    TypeError, ValueError
        If `outputs` is no finite float array or the targets do not fit.
    """
    float_array("outputs", outputs)
    K = outputs.shape[-1]
    flat = class_numbers("target", np.reshape(target, -1), outputs.size // K, K)
    squares = (outputs - np.eye(K)[flat].reshape(outputs.shape)) ** 2
    return squares.max(axis=-1) < 0.49


def steps_until_error(right: Array) -> Array:
    """Return integers (B,): how many predictions of each stream are right before the first wrong one.

    Parameters
    ----------
    right : bool array (T, B)
    """
    right = np.asarray(right)
    if right.dtype != bool or right.ndim != 2:
        raise ValueError(f"right: expected booleans (T, B), got dtype {right.dtype}, shape {right.shape}")
    return np.where(right.all(axis=0), len(right), (~right).argmax(axis=0))


def continual_verdict(right_steps: Any, perfect: int = STREAM_END) -> str:
    """Return what Gers, Schmidhuber & Cummins (2000) call a network, by ten test streams.

    ``"perfect"`` if every stream went to its end, 1,000,000 symbols, without an error; ``"good"`` if over
    1,000 predictions were right on average before the first error; ``"bad"`` otherwise. Taken from notes
    on the paper, section 4, not from the print.

    Parameters
    ----------
    right_steps : int array (10,)
        `steps_until_error` of each stream; counts may end at `perfect`.
    perfect : int
        Length of a test stream.

    Raises
    ------
    ValueError
        If there are not ten counts from 0 up.

    Examples
    --------
    >>> continual_verdict([1200] * 10)
    'good'
    """
    counts = class_numbers("right_steps", right_steps, 10, positive_int("perfect", perfect) + 1)
    if counts.min() == perfect:
        return "perfect"
    return "good" if counts.mean() > 1000 else "bad"


def _legal(legal: Any, scores: Array) -> Array:
    legal = np.asarray(legal)
    if legal.dtype != bool or legal.shape != scores.shape:
        raise ValueError(
            f"legal: expected booleans of shape {scores.shape}, got dtype {legal.dtype}, shape {legal.shape}"
        )
    return legal
