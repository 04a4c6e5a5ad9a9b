"""Which words are real: those that stand anywhere in the novel."""

from __future__ import annotations

import re
from functools import cache

from lstm_book import datasets

NOVEL = "pride-and-prejudice.txt.gz"
WORD = re.compile("[a-z]+")


@cache
def known_words() -> frozenset[str]:
    """Return all words of the novel, in small letters."""
    return frozenset(WORD.findall(datasets.text(NOVEL).lower()))


def whole_words(text: str, start: int = 0) -> list[str]:
    """Return the words that begin at letter `start` or later and have ended before the text does.

    Examples
    --------
    >>> whole_words("It is a truth univ", 3)
    ['is', 'a', 'truth']
    """
    text = text.lower()
    found = WORD.finditer(text)
    return [one.group() for one in found if one.start() >= start and one.end() < len(text)]


def real_words(text: str, start: int = 0) -> tuple[int, int]:
    """Return how many of the `whole_words` are real, and how many they are."""
    words = whole_words(text, start)
    return sum(word in known_words() for word in words), len(words)
