"""The symbols of a text, and their numbers: the sides of a network's die."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from lstm_teach.numerics import Array


class Alphabet(NamedTuple):
    """The symbols that a network knows; the number of a symbol is its place.

    Examples
    --------
    >>> Alphabet.of("abracadabra")
    Alphabet(symbols='abcdr')
    >>> Alphabet("abcdr").encode("cab").tolist()
    [2, 0, 1]
    """

    symbols: str

    @classmethod
    def of(cls, text: str) -> Alphabet:
        """Return the symbols that occur in a text, sorted.

        Raises
        ------
        ValueError
            If the text is empty.
        """
        if not text:
            raise ValueError("text: expected at least one character, got an empty text")
        return cls("".join(sorted(set(text))))

    @property
    def size(self) -> int:
        """The number of symbols, V."""
        return len(self.symbols)

    def encode(self, text: str) -> Array:
        """Return the numbers of the characters, integers (len(text),).

        Raises
        ------
        ValueError
            If a character is none of the symbols: the first of them is named, and its place.
        """
        number = {symbol: n for n, symbol in enumerate(self.symbols)}
        try:
            return np.array([number[character] for character in text], dtype=np.int64)
        except KeyError:
            place = next(n for n, character in enumerate(text) if character not in number)
            raise ValueError(
                f"text: expected characters of the alphabet alone, got {text[place]!r} at place {place}"
            ) from None

    def decode(self, ids: Any) -> str:
        """Return the text of a row of numbers.

        Raises
        ------
        ValueError
            If they are no integers from 0 to V - 1 in one row.
        """
        ids = np.asarray(ids)
        if ids.ndim != 1 or (ids.size and ids.dtype.kind not in "iu"):
            raise ValueError(f"ids: expected a row of integers, got shape {ids.shape} and dtype {ids.dtype}")
        if ids.size and (ids.min() < 0 or ids.max() >= self.size):
            raise ValueError(
                f"ids: expected numbers from 0 to {self.size - 1}, got {ids.min()} to {ids.max()}"
            )
        return "".join(self.symbols[n] for n in ids.tolist())
