"""The tagger that learns nothing about neighbours: the most frequent tag of a word, or of its shape."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence

from lstm_book.chapter_14.addresses import Address
from lstm_book.chapter_14.encoding import normal


def shape(word: str) -> str:
    """Return what a word looks like: letters as a, digits as 0, each run once.

    Examples
    --------
    >>> shape("60614-2203"), shape("Ave."), shape("5th")
    ('0-0', 'a.', '0a')
    """
    return re.sub(r"[a-z]+", "a", re.sub(r"\d+", "0", word.lower()))


def answers(train: Sequence[Address], addresses: Sequence[Address]) -> list[tuple[str, ...]]:
    """Return the tags of each address: the word's most frequent one, the shape's if the word is new."""
    words: dict[str, Counter[str]] = defaultdict(Counter)
    shapes: dict[str, Counter[str]] = defaultdict(Counter)
    for address in train:
        for word, tag in zip(address.words, address.tags, strict=True):
            words[normal(word)][tag] += 1
            shapes[shape(word)][tag] += 1
    every = sum(words.values(), Counter())

    def answer(word: str) -> str:
        seen = words.get(normal(word)) or shapes.get(shape(word)) or every
        return seen.most_common(1)[0][0]

    return [tuple(answer(word) for word in address.words) for address in addresses]
