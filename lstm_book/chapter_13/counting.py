"""Predict the next symbol by counting what followed before: n-grams, smoothed in two ways.

A model of order n looks at the n - 1 symbols before. At every order it mixes what was counted there with the
model one order shorter, down to the uniform distribution, so that nothing gets probability 0.

Every n-gram that occurs has a number of its own. An n-gram is a shorter one and a symbol behind it; so the
number of the one and the code of the other make a key that is looked up at the next order, and no order is
too long.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal, NamedTuple

import numpy as np

from lstm_teach.numerics import Array
from lstm_teach.validation import positive_int

Smoothing = Literal["Witten-Bell", "Kneser-Ney"]
UNSEEN = -1  # the number of an n-gram that never occurred


class Table(NamedTuple):
    """All n-grams of one order; its number is an n-gram's place in these arrays."""

    keys: Array  # sorted: number of the gram without its last symbol, times V, plus that symbol
    seen: Array  # how often it occurs
    before: Array  # how many different symbols stand before it; 0 at the longest order, where nobody asks


class Counts(NamedTuple):
    """What was counted in a text, by order."""

    V: int
    tables: tuple[Table, ...]


class Level(NamedTuple):
    """What a smoothed model knows of one order."""

    keys: Array
    counts: Array
    totals: Array  # by the number of the context: how often any symbol followed
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
    """Count all n-grams of a text (n,) of symbols 0 to V - 1, up to an order.

    Raises
    ------
    ValueError
        If the text is shorter than `order`.
    """
    order = positive_int("order", order)
    if len(ids) < order:
        raise ValueError(f"order: expected at most the text's length, {len(ids)}, got {order}")
    tables: list[Table] = []
    number = np.zeros(len(ids) + 1, dtype=np.int64)  # of the gram that ends before each place
    for k in range(1, order + 1):
        keys, first, number_here, seen = np.unique(
            number[k - 1 : -1] * V + ids[k - 1 :],
            return_index=True, return_inverse=True, return_counts=True,
        )  # fmt: skip
        if tables:  # each gram of this order is one more symbol before the gram without its first
            shorter = number[k:][first]
            tables[-1] = tables[-1]._replace(before=np.bincount(shorter, minlength=len(tables[-1].keys)))
        number = np.concatenate([number[:k], number_here])
        tables.append(Table(keys, seen, np.zeros_like(seen)))
    return Counts(V, tuple(tables))


def smooth(counts: Counts, order: int, smoothing: Smoothing = "Kneser-Ney") -> NGram:
    """Return the interpolated model of an order.

    Witten-Bell gives the shorter context as many votes as there were different followers. Kneser-Ney takes
    D = n1 / (n1 + 2 n2) off every count (n1, n2: how many n-grams were seen once, twice) and gives what was
    taken to the shorter context; and there it counts *how many different symbols stood before* an n-gram.
    """
    levels = []
    for k, table in enumerate(counts.tables[:order], start=1):
        seen, discount = table.seen, None
        if smoothing == "Kneser-Ney":
            seen = table.before if k < order else table.seen
            once, twice = int(np.sum(seen == 1)), int(np.sum(seen == 2))
            discount = once / (once + 2 * twice) if once and twice else 0.5
        context, size = table.keys // counts.V, len(counts.tables[k - 2].keys) if k > 1 else 1
        totals = np.bincount(context, weights=seen, minlength=size)
        kinds = np.bincount(context[seen > 0], minlength=size)
        levels.append(Level(table.keys, seen, totals, kinds, discount))
    return NGram(counts.V, tuple(levels))


def bits(ngram: NGram, ids: Array, before: Array | None = None) -> Array:
    """Return what every symbol of a text costs, in bits (n,); `before` is what stands in front of it."""
    begin = 0 if before is None else min(len(before), ngram.order - 1)
    read = ids if before is None else np.concatenate([before[len(before) - begin :], ids])
    p = np.full(len(read), 1.0 / ngram.V)
    context = np.zeros(len(read), dtype=np.int64)
    for level in ngram.levels:
        place, p = _mixed(level, context, read, ngram.V, p)
        context = np.concatenate([[UNSEEN], place[:-1]])  # the grams that end one place earlier
    return -np.log2(p[begin:])


def probabilities(ngram: NGram, contexts: Array | Sequence[Any]) -> Array:
    """Return the distribution of the next symbol, (V,) after a row of symbols, (B, V) after B of them."""
    contexts = np.asarray(contexts, dtype=np.int64)
    V, rows = ngram.V, np.atleast_2d(contexts)[:, -(ngram.order - 1) or contexts.shape[-1] :]
    p = np.full((len(rows), V), 1.0 / V)
    symbols = np.arange(V)
    ending = np.zeros((rows.shape[1] + 1, len(rows)), dtype=np.int64)  # numbers of the grams before a place
    for k, level in enumerate(ngram.levels[: rows.shape[1] + 1], start=1):
        p = _mixed(level, ending[-1][:, None], symbols, V, p)[1]
        grams = [_place(level.keys, ending[n - 1], rows[:, n - 1], V) for n in range(k, len(ending))]
        ending[k:] = np.reshape(grams, (-1, len(rows)))
        ending[: min(k, len(ending))] = UNSEEN
    return p[0] if contexts.ndim == 1 else p


def _mixed(level: Level, context: Array, symbol: Array, V: int, shorter: Array) -> tuple[Array, Array]:
    """Return the numbers of n-grams, and the probabilities of their last symbols mixed with shorter ones."""
    place = _place(level.keys, context, symbol, V)
    seen = np.where(place >= 0, level.counts[place], 0)
    total = np.where(context >= 0, level.totals[context], 0)
    kinds = np.where(context >= 0, level.kinds[context], 0)
    if level.discount is None:
        mixed = (seen + kinds * shorter) / np.maximum(total + kinds, 1)
    else:
        left = np.maximum(seen - level.discount, 0.0)
        mixed = (left + level.discount * kinds * shorter) / np.maximum(total, 1)
    return place, np.where(total > 0, mixed, shorter)


def _place(keys: Array, context: Array, symbol: Array, V: int) -> Array:
    """Return the number of every gram that is made of a context and a symbol, or `UNSEEN`."""
    asked = np.where(context >= 0, context * V + symbol, UNSEEN)
    place = np.minimum(np.searchsorted(keys, asked), len(keys) - 1)
    return np.where(keys[place] == asked, place, UNSEEN)
