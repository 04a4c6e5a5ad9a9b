"""The judge of exercise 10.2: three rules without a network on seven Czech sentences."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from lstm_book.judges import NotAttempted, as_number, is_stub

ANSWERS = ("last noun", "first noun", "last nominative", "attractors")


class Noun(NamedTuple):
    """A noun: whether it is masculine (m) or feminine (f), singular (s) or plural (p), and its case."""

    kind: str
    nominative: bool = False
    subject: bool = False


def _sentence(*nouns: str) -> tuple[Noun, ...]:
    """Read nouns such as "fs", "ms nom" and "fp subject", whose case is the nominative."""
    return tuple(
        Noun(noun[:2], noun.endswith(("nom", "subject")), noun.endswith("subject")) for noun in nouns
    )


# The nouns before the verb of every sentence, in their order.
SENTENCES = {
    "Chlapec vedle dívky přišel.": _sentence("ms subject", "fs"),
    "Bez bratra dívky přišly.": _sentence("ms", "fp subject"),
    "Ženy, které viděl muž, přišly.": _sentence("fp subject", "ms nom"),
    "Sestra bez královen vedle ženy přišla.": _sentence("fs subject", "fp", "fs"),
    "Muži vedle chlapce bez žen přišli.": _sentence("mp subject", "ms", "fp"),
    "Vedle učitele vnuk sester přišel.": _sentence("ms", "ms subject", "fp"),
    "Bez žen vedle dívky učitelé přišli.": _sentence("fp", "fs", "mp subject"),
}


class Counted(NamedTuple):
    """How often each rule is right, and the number of attractors in all sentences."""

    last_noun: int
    first_noun: int
    last_nominative: int
    attractors: int


def counted(same: Any = lambda a, b: a == b) -> Counted:
    """Count, with another notion of agreement for what somebody may count in its place."""
    rows = []
    for nouns in SENTENCES.values():
        (place,) = (k for k, noun in enumerate(nouns) if noun.subject)
        kind, between = nouns[place].kind, nouns[place + 1 :]
        nominatives = [noun for noun in nouns if noun.nominative]
        rows.append(
            (
                same(nouns[-1].kind, kind),
                same(nouns[0].kind, kind),
                same(nominatives[-1].kind, kind),
                sum(not same(noun.kind, kind) for noun in between),
            )
        )
    return Counted(*(int(sum(column)) for column in zip(*rows, strict=True)))


def _places(before: bool, after: bool) -> int:
    """Return how many nouns are no subject, before it or after it."""
    total = 0
    for nouns in SENTENCES.values():
        (place,) = (k for k, noun in enumerate(nouns) if noun.subject)
        total += before * place + after * (len(nouns) - place - 1)
    return total


def _others_in_front() -> int:
    """Return how many nouns in front of the subject are of another class."""
    total = 0
    for nouns in SENTENCES.values():
        (place,) = (k for k, noun in enumerate(nouns) if noun.subject)
        total += sum(noun.kind != nouns[place].kind for noun in nouns[:place])
    return total


RIGHT = counted()
BY_NUMBER, BY_GENDER = counted(lambda a, b: a[1] == b[1]), counted(lambda a, b: a[0] == b[0])
WITH_ONE = sum(
    any(noun.kind != nouns[k].kind for noun in nouns[k + 1 :])
    for nouns in SENTENCES.values()
    for k in range(len(nouns))
    if nouns[k].subject
)
SLIPS: dict[str, dict[str, int]] = {
    "attractors": {
        "the subject is no attractor of its own verb; count the nouns between it and the verb.": (
            RIGHT.attractors + len(SENTENCES)
        ),
        "these are all nouns in between. An attractor asks for another form than the subject does.": (
            _places(before=False, after=True)
        ),
        "a noun in front of the subject is no attractor: it does not stand in between.": (
            RIGHT.attractors + _others_in_front()
        ),
        "these are all nouns but the subjects. An attractor stands in between and differs.": (
            _places(before=True, after=True)
        ),
        "that is the number of sentences with an attractor. Two of them may stand in one.": WITH_ONE,
        "in Czech a noun that differs in gender or in number is an attractor; you counted one of both.": (
            BY_NUMBER.attractors
        ),
    },
    "last noun": {
        "number alone decides in English; in Czech gender has to agree as well.": BY_NUMBER.last_noun,
        "these are the sentences in which it is wrong.": len(SENTENCES) - RIGHT.last_noun,
    },
    "first noun": {
        "number alone decides in English; in Czech gender has to agree as well.": BY_NUMBER.first_noun,
        "a rule is right whenever the form is right, even if its noun is not the subject ('učitele').": (
            RIGHT.first_noun - 1
        ),
        "these are the sentences in which it is wrong.": len(SENTENCES) - RIGHT.first_noun,
    },
    "last nominative": {
        "'muž' in 'které viděl muž' is a nominative too: the subject of 'viděl'.": len(SENTENCES),
        "these are the sentences in which it is wrong.": len(SENTENCES) - RIGHT.last_nominative,
    },
}


def judge_rules(answer: Any) -> str | None:
    """Compare the four numbers, and say of the first wrong one what was counted in its place."""
    if isinstance(answer, dict):
        if set(answer) != set(ANSWERS):
            return f"Expected the numbers {', '.join(ANSWERS)}, got {', '.join(map(str, answer))}."
        answer = [answer[name] for name in ANSWERS]
    if isinstance(answer, np.ndarray):
        answer = answer.ravel().tolist()
    if not isinstance(answer, tuple | list) or len(answer) != len(ANSWERS):
        return f"Expected four numbers: {', '.join(ANSWERS)}."
    if is_stub(answer):
        raise NotAttempted
    numbers = [as_number(value) for value in answer]
    for name, number in zip(ANSWERS, numbers, strict=True):
        if isinstance(number, str):
            return f"{name}: {number}"
        if not np.isfinite(number) or number != int(number) or number < 0:
            return f"{name}: expected a whole number, got {number:g}."
    if sorted(map(float, numbers)) == sorted(map(float, RIGHT)) and tuple(numbers) != RIGHT:
        return f"These are the right numbers in another order. Expected: {', '.join(ANSWERS)}."
    for name, number, right in zip(ANSWERS, numbers, RIGHT, strict=True):
        if number != right:
            earned = [message for message, wrong in SLIPS[name].items() if wrong == number]
            side = "many" if float(number) > right else "few"
            return f"{name}: {earned[0] if earned else f'{number:g} is too {side}.'}"
    return None
