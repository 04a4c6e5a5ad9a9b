"""Predictions 10.1 (real sentences) and 10.6 (translation) of chapter 10.

`PREDICTIONS` of the chapter takes them by their keys. 10.1 rests on the counts of `real_sentences`, which
were made once; 10.6 is taken from what the chapter found.
"""

from __future__ import annotations

from collections.abc import Mapping

from lstm_book.chapter_10.real_sentences import MEASURED
from lstm_book.chapter_10.translators import NEVER_SEEN, SEEN, Right
from lstm_book.choices import Choice
from lstm_book.questions import Number, Question, Several

LANGUAGES = ("English", "Czech")
LOST = ("the nouns in between", "the form of the verb")
LONGEST = max(SEEN)
WHOLE = (f"{LONGEST} phrases, attention: whole", f"{NEVER_SEEN} phrases, attention: whole")
VERB = f"{NEVER_SEEN} phrases, attention: verb"
Found = Mapping[str, Mapping[int, Right]]


def last_noun() -> list[float]:
    """Return the share of real verbs, English and Czech, that agree with the last noun before them."""
    rows = (MEASURED["English"], MEASURED["Czech"])
    return [row.last_noun / row.pairs for row in rows]


def translated(found: Found) -> list[float | str]:
    """Return what one vector loses first, and what attention gets right where there are many phrases."""
    vector, attention = found["one vector"], found["attention"]
    longest = vector[LONGEST]
    return [
        LOST[longest.verb < longest.nouns],
        attention[LONGEST].whole,
        attention[NEVER_SEEN].whole,
        attention[NEVER_SEEN].verb,
    ]


ON_REAL_SENTENCES: dict[str, Question] = {
    "10.1": Several(truth=last_noun, parts={name: Number(near=0.05, spec=".2f") for name in LANGUAGES}),
}
ON_TRANSLATION: dict[str, Question] = {
    "10.6": Several(
        truth=translated,
        needs=("translated",),
        parts={
            f"{LONGEST} phrases, one vector: lost first": Choice(options=LOST),
            **{name: Number(near=0.1, spec=".2f") for name in (*WHOLE, VERB)},
        },
    ),
}
