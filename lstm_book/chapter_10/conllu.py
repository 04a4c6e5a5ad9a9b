"""A small reader of the CoNLL-U format: one line a word, ten columns, an empty line after each sentence.

Only what the rules of chapter 10 look at is kept: number, form, part of speech, features, head, relation.
A package would read comments, ranges and enhanced graphs as well, of which nothing is needed here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

COLUMNS = 10


class Word(NamedTuple):
    """A syntactic word of a sentence."""

    number: int  # from 1
    form: str
    upos: str
    feats: Mapping[str, str]
    head: int  # 0: none
    relation: str


def sentences(lines: Iterable[str]) -> Iterator[list[Word]]:
    """Yield the words of every sentence.

    Comments, ranges such as "3-4" (two words written as one) and empty nodes such as "5.1" are left out.

    Raises
    ------
    ValueError
        If a line has not ten columns, a number in it is none, or words are not numbered 1, 2, ...
    """
    words: list[Word] = []
    for place, line in enumerate(lines, 1):
        line = line.rstrip("\r\n")
        if not line.strip():
            if words:
                yield words
            words = []
        elif not line.startswith("#") and (word := _word(line, place)):
            if word.number != len(words) + 1:
                raise ValueError(f"line {place}: expected word {len(words) + 1}, got {word.number}")
            words.append(word)
    if words:
        yield words


def _word(line: str, place: int) -> Word | None:
    columns = line.split("\t")
    if len(columns) != COLUMNS:
        raise ValueError(
            f"line {place}: expected {COLUMNS} columns with tabs between them, got {len(columns)}"
        )
    number, form, _, upos, _, feats, head, relation = columns[:8]
    if "-" in number or "." in number:
        return None
    if not (number.isdigit() and head.isdigit()):
        raise ValueError(
            f"line {place}: expected numbers of a word and of its head, got {number!r}, {head!r}"
        )
    pairs = (pair.split("=", 1) for pair in feats.split("|") if "=" in pair)
    return Word(int(number), form, upos, dict(pairs), int(head), relation)
