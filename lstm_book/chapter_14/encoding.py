"""Addresses as numbers: words that training saw, a bit for a comma, and the letters of every word."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np

from lstm_book.chapter_14.addresses import TAGS, Address
from lstm_teach import length_mask
from lstm_teach.numerics import Array

LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.,#-&/'()"  # any other: 0
LONGEST = 16  # letters of a word that are read; one 0 stands before them and at least one behind


class Vocabulary(NamedTuple):
    """The words that have a vector of their own; number 0 is every other word."""

    words: tuple[str, ...]

    def number(self) -> dict[str, int]:
        """Return the number of every word, from 1."""
        return {word: k + 1 for k, word in enumerate(self.words)}


class Batch(NamedTuple):
    """Addresses side by side, padded at their ends; noise that training multiplies in, 1 elsewhere."""

    words: Array  # (T, B) numbers
    comma: Array  # (T, B) 1 where a comma or semicolon ends the word
    letters: Array  # (T, B, LONGEST + 2) numbers
    tags: Array  # (T, B) numbers, 0 where nobody knows
    lengths: Array  # (B,)

    def counted(self) -> Array:
        """Return booleans (T, B): where there is a word."""
        return length_mask(self.lengths, len(self.words))


def normal(word: str) -> str:
    """Return a word in lower case, without punctuation around it, every digit as 0.

    Examples
    --------
    >>> normal("N.W.,"), normal("60614-2203"), normal("#")
    ('n.w', '00000-0000', '#')
    """
    lower = word.lower()
    return re.sub(r"\d", "0", re.sub(r"^\W+|\W+$", "", lower) or lower)


def vocabulary(addresses: Iterable[Address]) -> Vocabulary:
    """Return the words that stand at least twice in the addresses."""
    times = Counter(normal(word) for address in addresses for word in address.words)
    return Vocabulary(tuple(sorted(word for word, count in times.items() if count > 1)))


def words_of(text: str) -> tuple[str, ...]:
    """Cut a line at its spaces; a comma that stands alone goes to the word before it.

    Raises
    ------
    TypeError, ValueError
        If it is no text, or holds no word.
    """
    if not isinstance(text, str):
        raise TypeError(f"text: expected a text, got {type(text).__name__}")
    words = re.sub(r"\s+(?=[,;])", "", text.strip()).split()
    if not words:
        raise ValueError("text: expected an address, got an empty text")
    return tuple(words)


def batch(known: Vocabulary, addresses: Sequence[Address]) -> Batch:
    """Return addresses as numbers."""
    number, tag_number = known.number(), {tag: k for k, tag in enumerate(TAGS)}
    lengths = np.array([len(address.words) for address in addresses])
    shape = int(lengths.max()), len(addresses)
    words, tags, comma = np.zeros(shape, int), np.zeros(shape, int), np.zeros(shape)
    letters = np.zeros((*shape, LONGEST + 2), int)
    for b, address in enumerate(addresses):
        for t, (word, tag) in enumerate(zip(address.words, address.tags, strict=True)):
            words[t, b], tags[t, b] = number.get(normal(word), 0), tag_number[tag]
            comma[t, b] = word[-1] in ",;"
            row = [LETTERS.find(letter) + 1 for letter in word[:LONGEST]]
            letters[t, b, 1 : 1 + len(row)] = row
    return Batch(words, comma, letters, tags, lengths)
