"""Exercises of chapter 09, A grammar with memory."""

from __future__ import annotations

from typing import Any

import numpy as np

from lstm_book.chapter_09.three_units import judge_three_units
from lstm_book.judges import Judge, NotAttempted, as_number, is_stub, judge_function, number_fault
from lstm_teach.numerics import Array
from lstm_teach.tasks import Automaton, embedded_reber
from lstm_teach.tasks.limits import all_known, string_bits

AUTOMATON, WALK = embedded_reber(), "BPBPVP"
LEGAL = [AUTOMATON.legal_after(WALK[:n]) for n in range(1, len(WALK) + 1)]
TELLING = {  # answers that show what was mistaken, by the place in the walk
    (1, "TV"): "this P is the outer symbol, not one of the inner string, which begins behind it with B.",
    (1, "TP"): "the outer symbol has been read; what comes is the B of the inner string.",
    (2, "B"): "that B has been read; behind it the inner string goes to T or P.",
    (2, "P"): "the inner string knows nothing of the outer P: both ways are open.",
    (3, "B"): "this P is one of the inner string; after the outer one came the B.",
    (3, "SX"): "that is what follows an inner T.",
    (3, "XS"): "that is what follows an inner T.",
    (4, "E"): "E follows another V, the one that leads to the end of the inner string.",
    (5, "TV"): "behind V P leads to another place in the graph than B P does.",
    (5, "E"): "this P does not end the string: an inner E must come before.",
    (5, "P"): "the outer P comes again only behind the inner E.",
}
FOUR = embedded_reber(outer="TPSX")
BITS, BITS_A_SYMBOL, ACCURACY = string_bits(FOUR), all_known(FOUR).bits, all_known(FOUR).accuracy
SLIPS_OF_FOUR: tuple[tuple[str, float, dict[str, float]], ...] = (
    ("bits a string", BITS, {
        "one of four costs two bits, but the one bit of two was in the seven already.": 9.0,
        "that is the cost with two outer symbols.": 7.0,
        "one of four is two tosses of a coin, not four.": 10.0,
        "the inner string is still to be paid: six bits.": 2.0,
        "the outer symbol is still to be paid.": 6.0,
        "it is paid once: when it comes again it is known.": 10.5,
    }),
    ("bits a symbol", BITS_A_SYMBOL, {
        "that is the figure with two outer symbols.": 7 / 12,
        "in the stream the first B is a symbol like others: twelve, not eleven.": 8 / 11,
        "eight symbols has the inner string; the whole one has twelve.": 1.0,
        "that is the cost of who forgets the outer one, two bits more.": 10 / 12,
        "nine bits would be the cost if the two bits came on top of the seven.": 9 / 12,
    }),
    ("accuracy", ACCURACY, {
        "that is the share with two outer symbols: one of four is guessed in one case of four.": 8.5 / 12,
        "the outer symbol has to be guessed as well, the first time.": 9 / 12,
        "the second outer symbol is known for certain.": 7.5 / 12,
        "the outer symbol is not always wrong: one case in four is right.": 8 / 12,
        "that is the share of wrong guesses.": 1 - ACCURACY,
    }),
)  # fmt: skip


def judge_walk(answer: Any) -> str | None:
    """Hear what may follow each symbol of the walk."""
    if is_stub(answer):
        raise NotAttempted
    if not isinstance(answer, tuple | list | np.ndarray) or len(answer) != len(LEGAL):
        return f'Expected six sets of letters, one a symbol of {WALK}, such as ["TP", ...].'
    for place, (said, right) in enumerate(zip(answer, LEGAL, strict=True)):
        after = f"After {WALK[: place + 1]}: "
        try:
            letters = {str(letter).strip().upper() for letter in said} - {"", ","}
        except TypeError:
            return f"{after}expected letters, got {said!r}."
        if letters == set(right):
            continue
        told = {set_of: text for (at, set_of), text in TELLING.items() if at == place}
        for set_of, text in told.items():
            if letters == set(set_of):
                return after + text
        missing, extra = sorted(set(right) - letters), sorted(letters - set(right))
        parts = [f"{', '.join(missing)} may come too"] if missing else []
        parts += [f"{', '.join(extra)} may not come"] if extra else []
        return f"{after}{'; '.join(parts)}."
    return None


def judge_four(answer: Any) -> str | None:
    """Compare the three numbers of the pencil exercise."""
    if isinstance(answer, np.ndarray):
        answer = answer.ravel().tolist()
    if not isinstance(answer, tuple | list) or len(answer) != len(SLIPS_OF_FOUR):
        return "Expected three numbers: bits a string, bits a symbol, accuracy."
    if is_stub(answer):
        raise NotAttempted
    for value, (name, expected, slips) in zip(answer, SLIPS_OF_FOUR, strict=True):
        number = as_number(value)
        if isinstance(number, str):
            return f"{name}: {number}"
        if not np.isfinite(number):
            return f"{name}: expected a finite number, got {number}."
        told = {f"{name}: {text}": wrong for text, wrong in slips.items()}
        if fault := number_fault(number, expected, 0.002, told, f"{name}: {number:.4g}"):
            return fault
    return None


def state_after(after: Any, x: Any) -> int:
    """Return the state of an automaton after some symbols."""
    state = 0
    for symbol in x:
        state = after[state][symbol]
    return int(state)


def may_follow(after: Any, x: Any) -> Array:
    """Return booleans (K,): which symbols may follow (exercise 9.3)."""
    row: Array = np.asarray(after)[state_after(after, x)]
    return row != -1


def _by_the_last(after: Any, x: Any) -> Array:
    after = np.asarray(after)
    if not len(x):
        return after[0] != -1
    behind = after[:, x[-1]]
    found: Array = (after[behind[behind != -1]] != -1).any(axis=0)
    return found


def _nothing_behind_the_end(after: Any, x: Any) -> Array:
    return may_follow(after, x) & (not len(x) or state_after(after, x) != 0)


def _one_too_early(after: Any, x: Any) -> Array:
    return may_follow(after, x[:-1])


SONG = Automaton.from_edges(
    "ABV",
    {"0": {"A": "a", "B": "b"}, "a": {"V": "a2"}, "b": {"V": "b2"}, "a2": {"V": "a2", "A": "0"},
     "b2": {"V": "b2", "B": "0"}},
)  # fmt: skip
WALKS = [(AUTOMATON, text) for text in ("BPBTXSE", "BPBPVP", "BPBTXSEP", "BTBPVVETE", "BPBPVVEPEBT", "")]
WALKS += [(SONG, text) for text in ("AV", "BVVV", "BVB")]


def all_legal(scores: Array, legal: Array, lengths: Any) -> Array:
    """Return booleans (B,): all legal symbols above all others at every step of a string (9.4)."""
    lowest = np.where(legal, scores, np.inf).min(axis=2)
    highest = np.where(legal, -np.inf, scores).max(axis=2)
    behind = np.arange(len(scores))[:, None] >= np.asarray(lengths)
    right: Array = ((lowest > highest) | behind).all(axis=0)
    return right


def _inside(scores: Array, lengths: Any) -> Array:
    return np.arange(len(scores))[:, None] < np.asarray(lengths)


def _on_top(scores: Array, legal: Array) -> Array:
    lowest = np.where(legal, scores, np.inf).min(axis=2)
    right: Array = lowest > np.where(legal, -np.inf, scores).max(axis=2)
    return right


def _top_legal(scores: Array, legal: Array) -> Array:
    top: Array = np.take_along_axis(legal, scores.argmax(axis=2)[:, :, None], 2)[:, :, 0]
    return top


def _score_cases() -> list[tuple[Any, ...]]:
    """Return scores whose strings differ: right, or wrong in one of several ways."""
    rng = np.random.default_rng(94)
    lengths = np.array([6, 4, 5, 3, 6, 2])
    legal = rng.random((6, 6, 7)) < 0.3
    legal[:, :, 0] = True
    scores = rng.normal(size=legal.shape) + 8.0 * legal
    legal[:, :, 1] = True
    scores[:, :, 1] = 10.0
    scores[3, 0, 1] = -9.0  # a legal symbol below all, not the best
    behind = np.arange(6)[:, None] >= lengths
    scores[1, 2] = np.where(legal[1, 2], -1.0, 1.0)  # nothing right early on
    scores[:, 5] = np.where(legal[:, 5], -1.0, 1.0)  # nothing right at all
    scores[5, 4] = np.where(legal[5, 4], -1.0, 1.0)  # nothing right at the last step
    scores[behind] = -scores[behind]
    return [(scores, legal, lengths), (scores[:, 1:4], legal[:, 1:4], lengths[1:4])]


EXERCISES: dict[str, Judge] = {
    "9.1": judge_walk,
    "9.2": judge_four,
    "9.3": judge_function(
        may_follow,
        [(automaton.after, automaton.encode(text)) for automaton, text in WALKS],
        ["the symbols"],
        wrong={
            "That is what might have come in the place of the last symbol: one step further.": _one_too_early,
            "The start of a string has the number 0, and is a state as well: only -1 says that there is no "
            "edge.": lambda after, x: np.asarray(after)[state_after(after, x)] > 0,
            "Behind the end of a string the next begins.": _nothing_behind_the_end,
            "The last symbol is not enough: where it leads depends on the state before it.": _by_the_last,
            "Those are the symbols that may not follow.": lambda after, x: ~may_follow(after, x),
            "That is the state's row of the table; asked is which of its symbols have an edge.": (
                lambda after, x: np.asarray(after)[state_after(after, x)]
            ),
            "That is the state, not the symbols that may follow.": state_after,
            "That takes the number of the last letter for that of a state.": (
                lambda after, x: np.asarray(after)[x[-1] if len(x) else 0] != -1
            ),
            "That is what may begin a string: nothing of x was read.": (
                lambda after, x: np.asarray(after)[0] != -1
            ),
        },
    ),
    "9.4": judge_function(
        all_legal,
        _score_cases(),
        ["strings that are right"],
        wrong={
            "That asks for the best symbol alone to be legal; the other legal ones may stand below others.": (
                lambda s, legal, n: (_top_legal(s, legal) | ~_inside(s, n)).all(axis=0)
            ),
            "The best symbol alone, and the padding is counted.": (
                lambda s, legal, n: _top_legal(s, legal).all(axis=0)
            ),
            "What stands behind a string's end is counted: only steps before lengths[b] matter.": (
                lambda s, legal, n: _on_top(s, legal).all(axis=0)
            ),
            "That is the share of right steps; a string is right if all of its steps are.": (
                lambda s, legal, n: (_on_top(s, legal) & _inside(s, n)).sum(axis=0) / np.asarray(n)
            ),
            "That is the share of right steps, and with the padding; all steps of a string must be right.": (
                lambda s, legal, n: _on_top(s, legal).mean(axis=0)
            ),
            "One right step makes no right string: all, not any.": (
                lambda s, legal, n: (_on_top(s, legal) & _inside(s, n)).any(axis=0)
            ),
            "That looks at the last step of each string alone.": (
                lambda s, legal, n: _on_top(s, legal)[np.asarray(n) - 1, np.arange(len(n))]
            ),
            "That says which strings are wrong.": lambda s, legal, n: ~all_legal(s, legal, n),
            "That says of every step whether it is right for all strings: the axes are (T, B, K).": (
                lambda s, legal, n: (_on_top(s, legal) | ~_inside(s, n)).all(axis=1)
            ),
        },
    ),
    "9.5": judge_three_units,
}
