"""A hidden Markov model of symbols, and how it learns: the forward and backward sums of Baum and Welch.

Reference: Rabiner (1989), A tutorial on hidden Markov models, Proc. IEEE 77, doi:10.1109/5.18626. A state
shows a symbol, then chance alone chooses the next state.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from lstm_teach.numerics import Array
from lstm_teach.tasks import Automaton, PredictionBatch

FLOOR = 1e-6  # added to every count, so that nothing becomes impossible


class HMM(NamedTuple):
    """N states and K symbols; every row adds up to 1."""

    first: Array  # (N,): the chance of the first state
    moves: Array  # (N, N): from a row's state to a column's
    shows: Array  # (N, K): the chance of a symbol in a state


class Expected(NamedTuple):
    """What is expected to have happened in the hidden states, given the symbols."""

    first: Array  # (N,): strings that began in a state
    moves: Array  # (N, N): moves that were made
    shows: Array  # (N, K): symbols that were shown
    log_likelihood: float  # of all strings, in nats


def random_hmm(rng: np.random.Generator, states: int, symbols: int, spread: float = 1.0) -> HMM:
    """Return a model with random rows that add up to 1, by Dirichlet's distribution.

    With a spread of 1 all such rows are equally likely; below it each row prefers a few of its entries.
    """
    first, shown = np.full(states, spread), np.full(symbols, spread)
    return HMM(rng.dirichlet(first), rng.dirichlet(first, states), rng.dirichlet(shown, states))


def expect(model: HMM, symbols: Array, inside: Array) -> Expected:
    """Return the expected counts over strings: one forward and one backward sweep.

    Parameters
    ----------
    model : HMM
    symbols : int array (T, B)
    inside : bool array (T, B)
        False behind a string's end.
    """
    T, B = symbols.shape
    shown = np.where(inside[:, :, None], model.shows.T[symbols], 1.0)
    alpha, scale = np.empty(shown.shape), np.ones((T, B))  # alpha: P(state | symbols so far)
    now = model.first * shown[0]
    for t in range(T):
        if t:
            now = np.where(inside[t][:, None], (alpha[t - 1] @ model.moves) * shown[t], alpha[t - 1])
        scale[t] = now.sum(axis=1)
        alpha[t] = now / scale[t][:, None]
    gamma, moves = np.empty(shown.shape), np.zeros_like(model.moves)  # gamma: P(state | all symbols)
    gamma[-1] = alpha[-1]
    beta = np.ones((B, len(model.first)))
    for t in range(T - 2, -1, -1):
        after = shown[t + 1] * beta / scale[t + 1][:, None]
        goes_on = inside[t + 1][:, None]
        moves += (alpha[t] * goes_on).T @ after * model.moves
        beta = np.where(goes_on, after @ model.moves.T, beta)
        gamma[t] = alpha[t] * beta
    gamma *= inside[:, :, None]
    shows = np.stack([gamma[symbols == k].sum(axis=0) for k in range(model.shows.shape[1])], axis=1)
    return Expected(gamma[0].sum(axis=0), moves, shows, float(np.log(scale).sum()))


def baum_welch(model: HMM, of: Sequence[Array], sweeps: int) -> HMM:
    """Return the model after some sweeps over strings: expect, then take that for the chances."""
    symbols, inside = padded(of)
    for _ in range(sweeps):
        found = expect(model, symbols, inside)
        model = HMM(*(_rows(counts + FLOOR) for counts in found[:3]))
    return model


def predictions(model: HMM, batch: PredictionBatch) -> Array:
    """Return the chances (T, B, K) of the next symbol, after every symbol of a batch of strings."""
    belief = model.first * model.shows.T[batch.x[0]]
    chances = []
    for t in range(len(batch.x)):
        ahead = belief / belief.sum(axis=1, keepdims=True) @ model.moves
        chances.append(ahead @ model.shows)
        if t + 1 < len(batch.x):
            inside = batch.counted[t + 1][:, None]
            belief = np.where(inside, ahead * model.shows.T[batch.x[t + 1]], belief)
    return np.array(chances)


def written_down(automaton: Automaton) -> HMM:
    """Return the HMM that knows an automaton's strings: one state an edge, which shows the edge's symbol."""
    rows, symbols = np.nonzero(automaton.legal)
    chance = 1.0 / automaton.degree[rows]
    behind = automaton.after[rows, symbols]
    moves = np.where(behind[:, None] == rows, chance, 0.0)
    return HMM(np.where(rows == 0, chance, 0.0), moves, np.eye(len(automaton.symbols))[symbols])


def padded(of: Sequence[Array]) -> tuple[Array, Array]:
    """Return strings as (T, B), 0 behind their ends, and where they are."""
    lengths = np.array([len(string) for string in of])
    inside = np.arange(lengths.max())[:, None] < lengths
    symbols = np.zeros(inside.shape, dtype=np.int64)
    for b, string in enumerate(of):
        symbols[: len(string), b] = string
    return symbols, inside


def _rows(counts: Array) -> Array:
    return counts / counts.sum(axis=-1, keepdims=True)
