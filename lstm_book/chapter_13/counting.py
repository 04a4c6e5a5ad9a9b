"""Predict the next symbol by counting what followed before: n-grams, smoothed in two ways.

A model of order n looks at the n - 1 symbols before. At every order it mixes what was counted there with the
model one order shorter, down to the uniform distribution, so that nothing gets probability 0.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal, NamedTuple

import numpy as np

from lstm_teach.numerics import Array
from lstm_teach.validation import positive_int

Smoothing = Literal["Witten-Bell", "Kneser-Ney"]
LONGEST = 62.0  # bits of a number that stands for an n-gram


class Counts(NamedTuple):
    """All n-grams of a text up to an order, each as a number in base V, and how often it occurs."""

    V: int
    tables: tuple[tuple[Array, Array], ...]  # of order 1, 2, ...: sorted numbers, counts


class Level(NamedTuple):
    """What a model knows of one order."""

    grams: Array  # sorted numbers
    counts: Array
    contexts: Array  # sorted: the grams without their last symbol
    totals: Array  # how often any symbol followed
    kinds: Array  # how many different symbols followed
    discount: float | None  # of Kneser-Ney; none of Witten-Bell


class NGram(NamedTuple):
    """A smoothed model."""

    V: int
    levels: tuple[Level, ...]

    @property
    def order(self) -> int:
        """How many symbols an n-gram has."""
        return len(self.levels)


def count(ids: Array, V: int, order: int) -> Counts:
    """Count all n-grams of the text up to an order.

    Raises
    ------
    ValueError
        If the text is shorter than `order`, or V^order does not fit into an integer.
    """
    order = positive_int("order", order)
    if len(ids) < order or order * np.log2(V) > LONGEST:
        raise ValueError(f"order: expected at most {min(len(ids), int(LONGEST / np.log2(V)))}, got {order}")
    tables = (np.unique(_numbers(ids, k, V), return_counts=True) for k in range(1, order + 1))
    return Counts(V, tuple(tables))


def smooth(counts: Counts, order: int, smoothing: Smoothing = "Kneser-Ney") -> NGram:
    """Return the interpolated model of an order.

    Witten-Bell gives the shorter context as many votes as there were different followers. Kneser-Ney takes
    D = n1 / (n1 + 2 n2) off every count (n1, n2: how many n-grams were seen once, twice) and gives what was
    taken to the shorter context; and there it counts *how many different symbols stood before* an n-gram.
    """
    levels = []
    for k in range(1, order + 1):
        grams, seen = counts.tables[k - 1]
        discount = None
        if smoothing == "Kneser-Ney":
            if k < order:
                grams, seen = np.unique(counts.tables[k][0] % counts.V**k, return_counts=True)
            once, twice = int(np.sum(seen == 1)), int(np.sum(seen == 2))
            discount = once / (once + 2 * twice) if once and twice else 0.5
        contexts, first = np.unique(grams // counts.V, return_index=True)
        kinds = np.diff(np.append(first, len(grams)))
        levels.append(Level(grams, seen, contexts, np.add.reduceat(seen, first), kinds, discount))
    return NGram(counts.V, tuple(levels))


def bits(ngram: NGram, ids: Array, before: Array | None = None) -> Array:
    """Return what every symbol of a text costs, in bits (n,); `before` is what stands in front of it."""
    begin = 0 if before is None else min(len(before), ngram.order - 1)
    read = ids if before is None else np.concatenate([before[len(before) - begin :], ids])
    p = np.full(len(read), 1.0 / ngram.V)
    for k, level in enumerate(ngram.levels, start=1):
        p[k - 1 :] = _mixed(level, _numbers(read, k, ngram.V), ngram.V, p[k - 1 :])
    return -np.log2(p[begin:])


def probabilities(ngram: NGram, contexts: Array | Sequence[Any]) -> Array:
    """Return the distribution of the next symbol, (V,) after a row of symbols, (B, V) after B of them."""
    contexts = np.asarray(contexts, dtype=np.int64)
    V, rows = ngram.V, np.atleast_2d(contexts)
    p = np.full((len(rows), V), 1.0 / V)
    for k, level in enumerate(ngram.levels, start=1):
        if k - 1 > rows.shape[1]:
            break
        last = rows[:, rows.shape[1] - k + 1 :] @ (V ** np.arange(k - 2, -1, -1, dtype=np.int64))
        p = _mixed(level, (last[:, None] * V + np.arange(V)).ravel(), V, p.ravel()).reshape(-1, V)
    return p[0] if contexts.ndim == 1 else p


def _mixed(level: Level, grams: Array, V: int, shorter: Array) -> Array:
    """Return the probabilities of the last symbols of n-grams, from those of one order shorter."""
    seen = _found(level.grams, level.counts, grams)
    total = _found(level.contexts, level.totals, grams // V)
    kinds = _found(level.contexts, level.kinds, grams // V)
    if level.discount is None:
        mixed = (seen + kinds * shorter) / np.maximum(total + kinds, 1)
    else:
        left = np.maximum(seen - level.discount, 0.0)
        mixed = (left + level.discount * kinds * shorter) / np.maximum(total, 1)
    return np.where(total > 0, mixed, shorter)


def _numbers(ids: Array, k: int, V: int) -> Array:
    """Return the number of the k-gram that ends at each place from k - 1 on."""
    numbers = np.zeros(len(ids) - k + 1, dtype=np.int64)
    for j in range(k):
        numbers = numbers * V + ids[j : len(ids) - k + 1 + j]
    return numbers


def _found(keys: Array, values: Array, asked: Array) -> Array:
    """Return the value of every key that is asked for, 0 where there is none."""
    place = np.minimum(np.searchsorted(keys, asked), len(keys) - 1)
    return np.where(keys[place] == asked, values[place], 0)
