"""What can be known about the next symbol of an automaton: by all of its past, by a window, by less."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from lstm_teach.numerics import Array
from lstm_teach.tasks.automaton import Automaton, PredictionBatch
from lstm_teach.tasks.criteria import class_numbers
from lstm_teach.validation import whole_number


class Limit(NamedTuple):
    """The best that a predictor can reach on an endless stream."""

    bits: float  # a symbol
    accuracy: float  # share of right top guesses
    contexts: int  # situations that it tells apart


def chances(automaton: Automaton) -> Array:
    """Return P (S, K): the chance of every symbol in every state."""
    return automaton.legal / automaton.degree[:, None]


def transitions(automaton: Automaton) -> Array:
    """Return A (S, S): the chance to go from a row's state to a column's in one symbol."""
    S = len(automaton.states)
    A = np.zeros((S, S))
    rows, symbols = np.nonzero(automaton.legal)
    np.add.at(A, (rows, automaton.after[rows, symbols]), chances(automaton)[rows, symbols])
    return A


def visits(automaton: Automaton) -> Array:
    r"""Return (S,): how often each state is met in one string, on average; the start once.

    With A between the states apart from the start, :math:`v = a_0 (1 - A)^{-1}`.
    """
    A = transitions(automaton)
    inside = np.linalg.solve(np.eye(len(A) - 1) - A[1:, 1:].T, A[0, 1:])
    return np.concatenate([[1.0], inside])


def mean_length(automaton: Automaton) -> float:
    """Return the mean number of symbols of a string: one for every state that is met."""
    return float(visits(automaton).sum())


def string_bits(automaton: Automaton) -> float:
    """Return the entropy of a string, in bits: the sum over the choices on its way."""
    return float(visits(automaton) @ np.log2(automaton.degree))


def stationary(automaton: Automaton) -> Array:
    """Return (S,): the share of the time that a stream spends in every state."""
    v = visits(automaton)
    return v / v.sum()


def all_known(automaton: Automaton) -> Limit:
    """Return the limit of a predictor that knows the state: `string_bits` over `mean_length`.

    Examples
    --------
    >>> from lstm_teach.tasks.reber import embedded_reber
    >>> limit = all_known(embedded_reber())
    >>> round(12 * limit.bits, 9), round(12 * limit.accuracy, 9)
    (7.0, 8.5)
    """
    return groups_known(automaton, np.arange(len(automaton.states)))


def groups_known(automaton: Automaton, groups: Any) -> Limit:
    """Return the limit of a predictor that knows only in which group of states the automaton is.

    Parameters
    ----------
    automaton : Automaton
    groups : int array (S,)
        States of the same number look the same to it; numbers from 0 to S - 1.

    Raises
    ------
    ValueError
        If `groups` are no such numbers.
    """
    S = len(automaton.states)
    numbers = class_numbers("groups", groups, S, S)
    joint = np.zeros((S, len(automaton.symbols)))
    np.add.at(joint, numbers, stationary(automaton)[:, None] * chances(automaton))
    return _limit(joint)


def without_outer(automaton: Automaton) -> Limit:
    """Return the limit of a predictor of an `embedded_reber` that does not know the outer symbol.

    Examples
    --------
    >>> from lstm_teach.tasks.reber import embedded_reber
    >>> limit = without_outer(embedded_reber())
    >>> round(12 * limit.bits, 9), round(12 * limit.accuracy, 9)
    (8.0, 8.0)
    """
    alike = [name if name in ("start", "outer", "end") else name[1:] for name in automaton.states]
    return groups_known(automaton, [alike.index(name) for name in alike])


def window_known(automaton: Automaton, k: int) -> Limit:
    """Return the limit of a predictor that knows the last k symbols of a stream: k-grams, unlimited data.

    Parameters
    ----------
    automaton : Automaton
    k : int
        Time and memory grow with the number of different windows.

    Raises
    ------
    ValueError
        If k is below 0.

    Examples
    --------
    >>> from lstm_teach.tasks.reber import embedded_reber
    >>> [round(window_known(embedded_reber(), k).bits, 4) for k in (3, 4, 5)]
    [0.6667, 0.6667, 0.6667]
    """
    whole_number("k", k, 0)
    P = chances(automaton)
    belief = stationary(automaton)[None]  # (contexts, S): the joint chance of a window and the state after it
    for _ in range(k):
        rows, states = np.nonzero(belief)
        symbols = len(automaton.symbols)
        longer = np.zeros((len(belief) * symbols, belief.shape[1]))
        for symbol in range(symbols):
            legal = automaton.legal[states, symbol]
            r, s = rows[legal], states[legal]
            np.add.at(longer, (r * symbols + symbol, automaton.after[s, symbol]), belief[r, s] * P[s, symbol])
        belief = longer[longer.any(axis=1)]
    return _limit(belief @ P)


def best_cross_entropy(batch: PredictionBatch) -> float:
    """Return the mean loss, in nats, of a predictor that knows all, on this very batch.

    The mean of ln(number of legal symbols) over all predictions. On strings drawn to be unlike others it
    is larger than on all, because those are longer and have more choices.
    """
    return float(np.mean(np.log(np.count_nonzero(batch.legal, axis=-1)[batch.counted])))


def _limit(joint: Array) -> Limit:
    """Return the limit for the joint chances (contexts, K) of what is known and of the next symbol."""
    known = joint[joint.any(axis=1)]
    chance = known / known.sum(axis=1, keepdims=True)
    logs = np.log2(chance, out=np.zeros_like(chance), where=chance > 0)
    return Limit(float(-np.sum(known * logs)), float(known.max(axis=1).sum()), len(known))
