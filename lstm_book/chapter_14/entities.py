"""The pieces of an address, and four ways to judge a tagger by them.

A piece is a run of words with one class: it begins with B- (or with an I- that follows nothing of its class,
which is illegal but has to count as something) and goes on with I- of the same class.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from lstm_book.chapter_14.addresses import may_follow

ONCE = (
    "NUMBER",
    "STREET",
    "TYPE",
    "CITY",
    "STATE",
    "ZIP",
)  # seldom in two pieces
Tags = Sequence[str]


class Piece(NamedTuple):
    """Words `start` to `stop` (not included) of one class."""

    start: int
    stop: int
    kind: str


class Judgement(NamedTuple):
    """How the answers on some addresses compare with the labels."""

    f1: float  # of pieces: both ends and the class must be right
    words: float  # share of words with the right tag
    whole: float  # share of addresses without a mistake
    illegal: int  # addresses with an I- that goes on nothing
    torn: int  # addresses with a class in two pieces that seldom is


def pieces(tags: Tags) -> list[Piece]:
    """Return the pieces of an address in their order.

    Examples
    --------
    >>> pieces(["B-CITY", "I-CITY", "O", "B-ZIP"])
    [Piece(start=0, stop=2, kind='CITY'), Piece(start=3, stop=4, kind='ZIP')]
    """
    found: list[Piece] = []
    for place, tag in enumerate(tags):
        if tag == "O":
            continue
        before = tags[place - 1] if place else "O"
        if tag[0] == "I" and may_follow(before, tag):
            found[-1] = found[-1]._replace(stop=place + 1)
        else:
            found.append(Piece(place, place + 1, tag[2:]))
    return found


def f1(gold: Iterable[Tags], answers: Iterable[Tags]) -> float:
    r"""Return :math:`F_1 = 2\,\text{right} / (\text{pieces of the labels} + \text{pieces of the answers})`.

    It is the harmonic mean of precision and recall; 0 if nobody names a piece.
    """
    right = total = 0
    for wanted, answer in zip(gold, answers, strict=True):
        a, b = set(pieces(wanted)), set(pieces(answer))
        right += len(a & b)
        total += len(a) + len(b)
    return 2 * right / total if total else 0.0


def is_legal(tags: Tags) -> bool:
    """Say whether every I- goes on a piece of its class."""
    return all(may_follow(before, tag) for before, tag in zip(["O", *tags], tags, strict=False))


def is_torn(tags: Tags) -> bool:
    """Say whether a class that an address seldom has twice stands in two pieces."""
    times = Counter(piece.kind for piece in pieces(tags))
    return any(times[kind] > 1 for kind in ONCE)


def judge(gold: Sequence[Tags], answers: Sequence[Tags]) -> Judgement:
    """Compare answers with labels, address by address."""
    pairs = [(a, b) for wanted, answer in zip(gold, answers, strict=True)
             for a, b in zip(wanted, answer, strict=True)]  # fmt: skip
    return Judgement(
        f1=f1(gold, answers),
        words=sum(a == b for a, b in pairs) / len(pairs),
        whole=sum(tuple(a) == tuple(b) for a, b in zip(gold, answers, strict=True)) / len(gold),
        illegal=sum(not is_legal(answer) for answer in answers),
        torn=sum(is_torn(answer) for answer in answers),
    )
