"""Predict the next symbol of a string by counting what followed the last k symbols: n-grams."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from lstm_teach.numerics import Array
from lstm_teach.tasks import PredictionBatch

TRUSTED = 2  # a context that was met less often is shortened by its oldest symbol
ADDED = 0.01  # to every count, so that nothing is impossible


class Windows:
    """Counts of what followed every context of up to k symbols.

    The place before a string's beginning counts as a symbol of its own, so that a window near the beginning
    knows that it is there: without it the first ``B T`` of a string and the ``B T`` in its middle look alike.
    """

    def __init__(self, of: Sequence[Array], k: int, symbols: int) -> None:
        self.k, self.symbols = k, symbols
        self.seen: dict[tuple[int, ...], Array] = {}
        for string in of:
            filled = self._filled(string)
            for t in range(k + 1, len(filled)):
                for j in range(k + 1):
                    self.seen.setdefault(tuple(filled[t - j : t]), np.zeros(symbols))[filled[t]] += 1

    def predictions(self, batch: PredictionBatch) -> Array:
        """Return the chances (T, B, K) of the next symbol."""
        chances = np.full((*batch.x.shape, self.symbols), 1.0 / self.symbols)
        for b, n in enumerate(batch.lengths):
            filled = self._filled(batch.x[:n, b])
            for t in range(n):
                chances[t, b] = self._after(filled[: t + self.k + 1])
        return chances

    def _filled(self, string: Array) -> list[int]:
        return [self.symbols] * self.k + [int(symbol) for symbol in string]

    def _after(self, past: list[int]) -> Array:
        for j in range(self.k, -1, -1):
            counts = self.seen.get(tuple(past[len(past) - j :]))
            if counts is not None and counts.sum() >= TRUSTED:
                return (counts + ADDED) / (counts.sum() + self.symbols * ADDED)
        return np.full(self.symbols, 1.0 / self.symbols)
