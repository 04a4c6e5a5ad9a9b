"""Exercises of chapter 10, Agreement."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any

import numpy as np

from lstm_book.chapter_10.exercises_wired import judge_wiring
from lstm_book.chapter_10.lesions import any_gate
from lstm_book.chapter_10.lined_up import lined_up
from lstm_book.chapter_10.twins import GENDER, NUMBER, flips
from lstm_book.judges import Judge, NotAttempted, as_number, is_stub, judge_function, judge_number
from lstm_book.kept import load_models
from lstm_teach.numerics import Array
from lstm_teach.tasks.agreement import CLASS, PREPOSITIONS
from lstm_teach.tasks.agreement import NUMBER as PLACE

SENTENCES = (
    "beside queens boy whom girl saw today ___",
    "girls beside women without sister ___",
    "without men king beside Englishman whom policemen saw beside queen ___",
    "sisters whom brothers saw beside boys again ___",
)
Counted = tuple[str, int]
Counts = Callable[[int, int], bool]  # from the classes of a noun and of the subject: is it an attractor?


def other(noun: int, subject: int) -> bool:
    """Say whether two classes differ."""
    return noun != subject


WITHOUT, HALF = "agreement-without-stops", 0.5


def counted(sentence: str, counts: Counts = other) -> Counted:
    """Return the subject of a sentence, and how many nouns between it and the verb count.

    Parameters
    ----------
    sentence : str
    counts : callable
        From the classes of the noun and of the subject to whether it is an attractor.
    """
    words = sentence.split()
    place = 2 if words[0] in PREPOSITIONS else 0
    classes = [int(CLASS[PLACE[word]]) for word in words]
    between = (c for c in classes[place + 1 :] if c >= 0)
    return words[place], sum(counts(c, classes[place]) for c in between)


def _rows(counts: Counts = other, more: Callable[[str], int] = lambda sentence: 0) -> list[Counted]:
    found = [(sentence, *counted(sentence, counts)) for sentence in SENTENCES]
    return [(subject, number + more(sentence)) for sentence, subject, number in found]


MISCOUNTED: Mapping[str, list[Counted]] = {
    "The subject itself is counted: an attractor stands between it and the verb.": _rows(
        more=lambda sentence: 1
    ),
    "Every noun in between is counted. One of the subject's own class wants the same form.": (
        _rows(lambda noun, subject: True)
    ),
    "The noun of the opening phrase is counted; it stands before the subject.": _rows(
        more=lambda sentence: int(sentence.split()[0] in PREPOSITIONS),
    ),
    "Only the number is compared. A noun of the other gender wants another form as well.": _rows(
        lambda noun, subject: noun % 2 != subject % 2
    ),
    "Only the gender is compared. A noun of the other number wants another form as well.": _rows(
        lambda noun, subject: noun // 2 != subject // 2
    ),
}


def judge_counting(answer: Any) -> str | None:
    """Compare subjects and numbers of attractors with those of `SENTENCES`."""
    if not isinstance(answer, list | tuple | np.ndarray) or len(answer) != len(SENTENCES):
        return f"Expected a subject and a number for each of {len(SENTENCES)} sentences."
    rows = [tuple(row) if isinstance(row, list | tuple | np.ndarray) else (row,) for row in answer]
    if is_stub(rows):
        raise NotAttempted
    said: list[Counted] = []
    for k, row in enumerate(rows, start=1):
        number = as_number(row[1]) if len(row) == 2 else "Expected"
        if isinstance(number, str) or number != int(number):
            return f'Sentence {k}: expected a subject and a whole number, such as ("boy", 1).'
        said.append((str(row[0]).strip(), int(number)))
    if said == [counted(sentence) for sentence in SENTENCES]:
        return None
    for message, mistake in MISCOUNTED.items():
        if said == mistake:
            return message
    return next(_of_one(k, *row) for k, row in enumerate(said) if row != counted(SENTENCES[k]))


def _of_one(k: int, subject: str, number: int) -> str:
    words, right = SENTENCES[k].split(), counted(SENTENCES[k])
    if subject == right[0]:
        return (
            f"Sentence {k + 1}: it is not {number}. Count the nouns between {subject} and ___ that are not "
            f"of its class."
        )
    if subject not in words:
        return f"Sentence {k + 1}: there is no {subject!r} in it."
    if words.index(subject) and words[words.index(subject) - 1] in PREPOSITIONS:
        return f"Sentence {k + 1}: {subject} stands behind a preposition, so it is no subject."
    return f"Sentence {k + 1}: {subject} does not do what ___ says."


@cache
def one_step_errors(name: str) -> Array:
    """Return the error (clamps, networks) for every gate, open and shut, at each step but the last."""
    pairs = lined_up(np.random.default_rng(0), 1000, stops=name == "agreement")
    return np.array(list(any_gate(load_models(name)[1], pairs).values()))


def deadly() -> int:
    """Return how many clamps of one step, without full stops, leave more than half of the answers wrong."""
    return int((one_step_errors(WITHOUT).mean(axis=1) > HALF).sum())


def judge_deadly(answer: Any) -> str | None:
    """Compare a number of clamps with `deadly`, and with what other ways of counting give."""
    number = as_number(answer)
    if isinstance(number, str):
        return number
    errors, right = one_step_errors(WITHOUT), deadly()
    mean = errors.mean(axis=1)
    if number == right:
        return None
    if number != int(number) or not 0 <= number <= len(errors):
        return f"Expected how many of the {len(errors)} clamps, a whole number, got {number:.4g}."
    ways = {
        "These are those of the networks *with* full stops.": one_step_errors("agreement").mean(axis=1)
        > HALF,
        "Of that many at least one network dies; the mean over the eight is asked for.": (
            errors.max(axis=1) > HALF
        ),
        "That many break half of each of the eight networks; their mean is asked for.": (
            errors.min(axis=1) > HALF
        ),
        "That many leave less than half wrong.": mean < HALF,
        "That many leave more than a quarter wrong.": mean > HALF / 2,
    }
    for message, counts in ways.items():
        if number == counts.sum():
            return message
    return f"It is not {number:.0f}. Take the mean of each array of `any_gate`, and count those above 0.5."


def selectivity(store: Array, y: Array, coins: Array, **slip: Any) -> float:
    """Return by how much a probe is better at a question than at coins, the reference of exercise 10.4."""
    half = len(store) // 2
    known = store if slip.get("no_constant") else np.column_stack([store, np.ones(len(store))])
    fitted = slice(None) if slip.get("fit_on_all") else slice(0, half)
    judged = slice(0, half) if slip.get("judge_the_fitted") else slice(half, None)

    def share(answers: Array) -> float:
        target = answers if slip.get("zero_one") else 2 * answers - 1
        line = np.linalg.lstsq(known[fitted], target[fitted], rcond=None)[0]
        return float(((known[judged] @ line > 0) == (answers[judged] > 0.5)).mean())

    return share(y) - float(slip.get("over", np.mean)([share(coin) for coin in coins.T]))


def _share_less_base(store: Array, y: Array, half: int) -> float:
    known = np.column_stack([store, np.ones(len(store))])
    line = np.linalg.lstsq(known[:half], 2 * y[:half] - 1, rcond=None)[0]
    share = ((known[half:] @ line > 0) == (y[half:] > 0.5)).mean()
    return float(share - max(y[half:].mean(), 1 - y[half:].mean()))


def _cases() -> list[tuple[Array, Array, Array]]:
    rng = np.random.default_rng(15)  # with it the first coin is neither the best nor the worst
    cases = []
    for B, H, K in ((300, 3, 4), (500, 5, 3)):
        store = rng.standard_normal((B, H)) + 0.7
        y = (store[:, 0] + 0.8 * rng.standard_normal(B) > 0.4).astype(float)
        coins = np.column_stack([rng.permutation(y) for _ in range(K)])  # yes as often as the question
        cases.append((store, y, coins))
    return cases


@cache
def twins() -> Array:
    """Return the flips of the network of exercise 10.5."""
    return flips(load_models("agreement-two-answers")[1][4], lined_up(np.random.default_rng(1), 500))


def judge_unit(answer: Any) -> str | None:
    """Compare a unit with the one whose exchange turns the number round most often."""
    table = twins()
    own = table[NUMBER, :, NUMBER]
    right, H = int(own.argmax()), len(own)
    unit = as_number(answer)
    if isinstance(unit, str):
        return unit
    if unit not in range(H):
        return f"Expected a unit from 0 to {H - 1}, got {unit:.4g}."
    if unit == right:
        return None
    if unit == table[GENDER, :, GENDER].argmax():
        return "That is its strongest store for gender. Take the twin of the other number."
    if unit == right + 1:
        return "Units are counted from 0."
    return f"Exchanging this store turns the number round in {own[int(unit)]:.2f} of them; one does more."


def _with(**slip: Any) -> Callable[..., float]:
    return lambda store, y, coins: selectivity(store, y, coins, **slip)


_SLIPS: Sequence[tuple[str, Callable[..., float]]] = (
    ("Judged on the half that the line was fitted to; the second half is the one that counts.",
     _with(judge_the_fitted=True)),
    ("The line was fitted to all sentences, those too that judge it.", _with(fit_on_all=True)),
    ("A column of ones is missing beside the store: the line has to go through 0.", _with(no_constant=True)),
    ("With targets 0 and 1 the border lies at 1/2, not at 0. Fit to -1 and +1.", _with(zero_one=True)),
    ("Subtracted is the share of the commoner answer; the coins are asked for.",
     lambda store, y, coins: _share_less_base(store, y, len(y) // 2)),
    ("Only the first coin is subtracted; take the mean over all of them.",
     lambda store, y, coins: selectivity(store, y, coins[:, :1])),
    ("That is the best of the coins; take their mean.", _with(over=np.max)),
    ("Nothing is subtracted: this is the share of right answers.",
     lambda store, y, coins: selectivity(store, y, y[:, None] * 0) + 1.0),
    ("The other way round: the question's share less the coins'.",
     lambda store, y, coins: -selectivity(store, y, coins)),
)  # fmt: skip

EXERCISES: dict[str, Judge] = {
    "10.1": judge_number(
        13,
        0.25,
        {
            "12.5 is where the store would cross 0. Which attractor is the first to find it below 0?": 12.51,
            "Rounded down: after 12 attractors c is still above 0.": 12,
            "That is the unit of the text, with i = 0.1 and f = 0.9.": 7,
            "With f held open c falls by 0.04 a time and is exactly 0 after 18. Here f is 0.95.": 18,
            "This forgets that f shrinks the store as well: it is not 0.72 less 0.04 a time.": 19,
            "One too many: the subject is no attractor; c_0 = 0.72 is what it leaves.": 14,
        },
    ),
    "10.2": judge_counting,
    "10.3": judge_deadly,
    "10.4": judge_function(selectivity, _cases(), ("selectivity",), dict(_SLIPS)),
    "10.5": judge_unit,
    "10.6": judge_wiring,
}
