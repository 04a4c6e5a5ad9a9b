"""Exercises of chapter 14, Reading both ways."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from lstm_book.chapter_14.exercises_networks import NETWORKS
from lstm_book.chapter_14.pencil_judge import judge_pencil
from lstm_book.chapter_14.viterbi_judge import CASES, best_path, slips_of_viterbi
from lstm_book.judges import Judge, judge_function
from lstm_book.mistakes import mistaken, together


def legal_steps(C: int) -> tuple[int, int]:
    """Return how many transitions are legal with C classes, of BIO and of BIOES (exercise 14.3)."""
    return (2 * C + 1) * (C + 1) + 2 * C, (2 * C + 1) ** 2 + 4 * C


def _bio(count: Callable[[int], int]) -> Callable[..., int]:
    return lambda C, **_: count(C)


SCHEMES = ("BIO", "BIOES")
SLIPS: tuple[dict[str, Callable[..., int]], ...] = (
    {
        "BIO: from O to I-x is illegal: a piece begins with its B.": _bio(lambda C: 2 * C**2 + 6 * C + 1),
        "BIO: I-x may follow I-x as well: pieces of three words and more.": _bio(
            lambda C: 2 * C**2 + 4 * C + 1
        ),
        "BIO: I-x follows B-x and I-x of the same class x alone.": _bio(lambda C: 4 * C**2 + 3 * C + 1),
        "BIO: those are all pairs of tags, legal or not.": _bio(lambda C: (2 * C + 1) ** 2),
        "BIO: those are the illegal ones.": _bio(lambda C: (2 * C + 1) ** 2 - legal_steps(C)[0]),
        "BIO: from O to O is a step too.": _bio(lambda C: legal_steps(C)[0] - 1),
        "BIO: O is a tag too: from it, and to it.": _bio(lambda C: 2 * C**2 + 2 * C),
        "BIO: the start is no transition.": _bio(lambda C: legal_steps(C)[0] + C + 1),
        "BIO: a piece of the same class may follow at once: B-x after B-x and after I-x.": _bio(
            lambda C: legal_steps(C)[0] - 2 * C
        ),
        "BIO: a piece may have one word: O or a B may follow B-x.": _bio(lambda C: C**2 + 4 * C + 1),
        "BIO: I-x may follow; the steps into an I are missing.": _bio(lambda C: (2 * C + 1) * (C + 1)),
    },
    {
        "BIOES: those are all pairs of tags, legal or not.": _bio(lambda C: (4 * C + 1) ** 2),
        "BIOES: those are the illegal ones.": _bio(lambda C: (4 * C + 1) ** 2 - legal_steps(C)[1]),
        "BIOES: a piece that has begun must end: after B-x neither O nor B nor S.": _bio(
            lambda C: legal_steps(C)[1] + C * (2 * C + 1)
        ),
        "BIOES: after B-x and after I-x come I-x and E-x: four steps for each class.": _bio(
            lambda C: legal_steps(C)[1] - C
        ),
        "BIOES: two steps for each class are missing: after B-x and I-x may come both I-x and E-x.": _bio(
            lambda C: legal_steps(C)[1] - 2 * C
        ),
        "BIOES: inside a piece the class stays: I-x and E-x of the same x alone.": _bio(
            lambda C: (2 * C + 1) ** 2 + 4 * C**2
        ),
        "BIOES: from O neither to an I nor to an E.": _bio(lambda C: legal_steps(C)[1] + 2 * C),
        "BIOES: O is a tag too: from it, and to it.": _bio(lambda C: 4 * C**2 + 4 * C),
        "BIOES: the steps inside of pieces are missing.": _bio(lambda C: (2 * C + 1) ** 2),
        "BIOES: that is the number of BIO.": _bio(lambda C: legal_steps(C)[0]),
        "BIOES: from O to O is a step too.": _bio(lambda C: legal_steps(C)[1] - 1),
        "BIOES: the start is no transition.": _bio(lambda C: legal_steps(C)[1] + 2 * C + 1),
    },
)


def _with_slips(bio: Callable[..., int] | None, bioes: Callable[..., int] | None) -> Callable[..., Any]:
    slips = {name: slip for name, slip in zip(SCHEMES, (bio, bioes), strict=True) if slip is not None}
    return mistaken(legal_steps, SCHEMES, **slips)


EXERCISES: dict[str, Judge] = {
    "14.1": judge_pencil,
    "14.2": judge_function(
        best_path,
        cases=CASES,
        names=["the path"],
        wrong=slips_of_viterbi(),
    ),
    "14.3": judge_function(
        legal_steps,
        cases=[(10,), (3,), (1,)],
        names=SCHEMES,
        wrong={
            "The order: BIO first, then BIOES.": lambda C: legal_steps(C)[::-1],
            **together(SLIPS, _with_slips),
        },
    ),
    **NETWORKS,
}
