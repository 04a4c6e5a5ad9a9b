"""Exercises of chapter 10, Agreement."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any

import numpy as np

from lstm_book.chapter_10.exercises_wired import judge_wiring
from lstm_book.chapter_10.lesions import GATES, any_gate
from lstm_book.chapter_10.lined_up import FORM, lined_up
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


OPEN = {"open": 1.0, "shut": 0.0}


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
def one_step_errors() -> dict[tuple[str, float, int], float]:
    """Return the networks' mean error for every gate, open and shut, at each step but the last."""
    pairs = lined_up(np.random.default_rng(0), 500)
    found = any_gate(load_models("agreement")[1], pairs)
    return {clamp: float(errors.mean()) for clamp, errors in found.items()}


def judge_clamp(answer: Any) -> str | None:
    """Say whether a clamp of one step is the one with the most errors, and what it costs if not."""
    if is_stub(answer):
        raise NotAttempted
    if not isinstance(answer, tuple | list) or len(answer) != 3:
        return 'Expected three values, a gate, what it is held at and a step, such as ("o", "shut", 5).'
    gate, held, step = answer
    value = OPEN.get(held) if isinstance(held, str) else as_number(held)
    place = as_number(step)
    if gate not in GATES:
        return f"gate: expected one of {', '.join(GATES)}, got {gate!r}."
    if not isinstance(value, float) or value not in (0.0, 1.0):
        return f'held at: expected "open" or "shut", got {held!r}.'
    if isinstance(place, str) or place not in range(len(FORM)):
        return f"step: expected one step from 0 to {len(FORM) - 1}, got {step!r}."
    if place == len(FORM) - 1:
        return "The last ___ is where the answer is read; it was left out."
    costs = one_step_errors()
    worst, this = max(costs, key=lambda clamp: costs[clamp]), (gate, value, int(place))
    if this == worst:
        return None
    word = FORM[this[2]]
    return (
        f"{gate} {'open' if value else 'shut'} at {word} leaves {costs[this]:.2f} of the answers wrong. "
        f"{_more(gate, value, word, costs[worst])}"
    )


def _more(gate: str, value: float, word: str, most: float) -> str:
    if (gate, value, word) == ("f", 1.0, "."):
        return f"That is where it forgets; but forgetting too early is worse, up to {most:.2f}."
    if (gate, value, word) == ("f", 0.0, "N2"):
        return f"The right gate and value; at another word it is {most:.2f}."
    if (gate, value, word) == ("i", 0.0, "S2"):
        return f"Not to take the subject in is nearly the worst; there is one of {most:.2f}."
    return f"Another clamp of one step leaves {most:.2f}."


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
    rng = np.random.default_rng(10)
    cases = []
    for B, H, K in ((300, 3, 4), (500, 5, 3)):
        store = rng.standard_normal((B, H)) + 0.7
        y = (store[:, 0] + 0.8 * rng.standard_normal(B) > 0.4).astype(float)
        coins = (rng.random((B, K)) < 0.4).astype(float)
        cases.append((store, y, coins))
    return cases


@cache
def _twins() -> Array:
    """Return the flips of the network of exercise 10.5."""
    return flips(load_models("agreement-two-answers")[1][4], lined_up(np.random.default_rng(1), 500))


def judge_unit(answer: Any) -> str | None:
    """Compare a unit with the one whose exchange turns the number round most often."""
    table = _twins()
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
    "10.3": judge_clamp,
    "10.4": judge_function(selectivity, _cases(), ("selectivity",), dict(_SLIPS)),
    "10.5": judge_unit,
    "10.6": judge_wiring,
}
