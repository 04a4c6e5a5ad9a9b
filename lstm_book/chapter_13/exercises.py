"""Exercises of chapter 13, Predicting text."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from lstm_book.chapter_13 import findings
from lstm_book.judges import (
    Judge,
    NotAttempted,
    is_stub,
    judge_function,
    judge_number,
    located_difference,
)
from lstm_teach.numerics import Array

DIGITS = 2e-3  # relative: an answer worked out with a pencil
ROUNDED = 6e-4  # absolute: rounded to three digits after the point
AFTER_B = ("P(r)", "P(a)", "P(b)", "P(c)")
THREE = ("the first", "the second", "the third")
Read = Callable[..., tuple[Array, Any]]


def after_b(
    kinds: float = 1,
    total: float = 2,
    shorter: tuple[float, ...] = (3 / 16, 3 / 8, 3 / 16, 1 / 8),
    divisor: float | None = None,
) -> tuple[float, ...]:
    """Return P(r), P(a), P(b), P(c) after b in abracadabra; the arguments are where a pencil goes wrong."""
    seen = (2, 0, 0, 0)
    below = total + kinds if divisor is None else divisor
    return tuple((n + kinds * p) / below for n, p in zip(seen, shorter, strict=True))


SLIPS: dict[str, tuple[float, ...]] = {
    "That is what was counted, without a vote for the shorter context: everything but r gets nothing.": (
        1.0, 0.0, 0.0, 0.0,
    ),
    "The shorter context has as many votes as there were *different* followers of b: one, not two.": (
        after_b(kinds=2)
    ),
    "The votes go to the smoothed distribution without a context; you took the raw counts 5, 2, 1 of 11.": (
        after_b(shorter=(2 / 11, 5 / 11, 2 / 11, 1 / 11))
    ),
    "The votes go to the distribution without a context, not to the uniform one.": (
        after_b(shorter=(1 / 5,) * 4)
    ),
    "These do not add up to 1: there are two followers and one vote, so divide by 3.": after_b(divisor=2),
    "That adds 1 to every count. Witten and Bell give as many votes as there were different followers.": (
        3 / 7, 1 / 7, 1 / 7, 1 / 7,
    ),
}  # fmt: skip


def judge_after_b(answer: Any) -> str | None:
    """Hear the four probabilities of exercise 13.1."""
    return _judge_row(answer, after_b(), AFTER_B, SLIPS)


def _judge_row(
    answer: Any, right: tuple[float, ...], names: tuple[str, ...], slips: dict[str, tuple[float, ...]]
) -> str | None:
    """Compare a few numbers with the right ones and with what goes wrong."""
    if is_stub(answer) or (isinstance(answer, tuple | list) and any(part is ... for part in answer)):
        raise NotAttempted
    values = tuple(answer) if isinstance(answer, tuple | list | np.ndarray) and np.ndim(answer) else answer
    if not isinstance(values, tuple):
        return f"Expected {len(names)} numbers, got {type(answer).__name__}."
    for message, slip in {"": right, **slips}.items():
        if _agrees(values, slip, names):
            return message or None
    bits = tuple(-np.log2(p) for p in right)
    if located_difference(values, bits, names, rtol=DIGITS) is None:
        return "These are bits; the probabilities are asked for."
    return _first_off(values, right, names)


def _agrees(values: tuple[Any, ...], wanted: tuple[float, ...], names: tuple[str, ...]) -> bool:
    """Whether a few numbers are the wanted ones, to three digits or to three digits after the point."""
    if located_difference(values, wanted, names, rtol=DIGITS) is None:
        return True
    if len(values) != len(wanted) or any(np.size(v) != 1 for v in values):
        return False
    given = np.array([np.ravel(v)[0] for v in values])
    return given.dtype.kind in "iuf" and bool((np.abs(given - wanted) <= ROUNDED).all())


def _first_off(values: tuple[Any, ...], right: tuple[float, ...], names: tuple[str, ...]) -> str | None:
    """Name the first number that is off, but not what it should be."""
    fault = located_difference(values, right, names, rtol=DIGITS)
    if fault is None or len(values) != len(names) or any(np.size(v) != 1 for v in values):
        return fault
    if np.asarray(values).dtype.kind not in "iuf":
        return fault
    for name, value, p in zip(names, values, right, strict=True):
        if not _agrees((value,), (p,), (name,)):
            return f"{name}: it is not {np.ravel(value)[0]:.4g}."
    return fault


SCORES = np.array([2.0, 1.0, 0.0])
WARM = np.exp(SCORES) / np.exp(SCORES).sum()  # at temperature 1: 0.665, 0.245, 0.090


def _normalised(values: Array) -> tuple[float, ...]:
    return tuple((values / values.sum()).tolist())


COLD_SLIPS: dict[str, tuple[float, ...]] = {
    "These do not add up to 1: the squares are right, divide them by their sum.": tuple(WARM**2),
    "That is temperature 2, which makes the die fairer. At 1/2 the likely becomes likelier.": (
        _normalised(np.sqrt(WARM))
    ),
    "That is temperature 1 still: dividing all three by 1/2 and normalising changes nothing.": tuple(WARM),
    "These are the probabilities divided by 1/2. It is the scores, the logarithms, that are divided.": (
        tuple(2 * WARM)
    ),
    "You put the probabilities through a softmax. It is the scores, the logarithms, that are divided.": (
        _normalised(np.exp(2 * WARM))
    ),
    "That is temperature 1/4: you squared twice.": _normalised(WARM**4),
    "That is temperature 0. At 1/2 the others are still drawn now and then.": (1.0, 0.0, 0.0),
}


def cold() -> tuple[float, ...]:
    """Return the three probabilities at temperature 1/2."""
    return _normalised(WARM**2)


def judge_cold(answer: Any) -> str | None:
    """Hear the three probabilities of exercise 13.3, to two digits after the point."""
    right = cold()
    rounded = np.round(right, 3)
    if is_stub(answer):
        raise NotAttempted
    if isinstance(answer, tuple | list | np.ndarray) and np.shape(answer) == (3,):
        given = np.asarray(answer)
        if given.dtype.kind in "iuf":
            if np.abs(given - rounded).max() < 1.5e-3:
                return None
            for message, slip in COLD_SLIPS.items():
                if np.abs(given - slip).max() < 2e-3:
                    return message
    return _judge_row(answer, right, THREE, {})


# --- 13.4: read a text in chunks


def costs_in_chunks(read: Read, ids: Array, T: int, state: Any) -> Array:
    """Return what ``ids[1:]`` cost, read T at a time with the state carried on."""
    costs = []
    for t in range(0, len(ids) - 1, T):
        part = ids[t : t + T + 1]
        cost, state = read(part[:-1], part[1:], state)
        costs.append(cost)
    return np.concatenate(costs)


def _with(
    *,
    carried: bool = True,
    overlap: bool = True,
    rest: bool = True,
    shifted: bool = True,
    twice: bool = False,
) -> Callable[..., Array]:
    """Return `costs_in_chunks` with a mistake."""

    def function(read: Read, ids: Array, T: int, state: Any) -> Array:
        costs, start, k = [], state, 0
        stride = T if overlap else T + 1
        for t in range(0, len(ids) - 1, stride):
            part = ids[t : t + T + 1]
            if len(part) < 2 or (not rest and len(part) < T + 1):
                continue
            targets = part[1:] if shifted else part[:-1]
            cost, new = read(part[:-1], targets, state)
            if twice:
                new = read(part[-1:], part[-1:], new)[1]
            state, k = (new if carried else start), k + 1
            costs.append(cost)
        return np.concatenate(costs)

    return function


def toy_read(limit: int) -> Read:
    """Return a reader whose costs depend on all that was read before; it takes no more than a limit."""

    def read(x: Array, targets: Array, state: float) -> tuple[Array, float]:
        if len(x) > limit:
            raise ValueError(f"read was given {len(x)} characters at once, expected at most {limit}")
        if len(x) != len(targets):
            inputs, asked = (
                f"{len(a)} {what}{'s' * (len(a) != 1)}" for a, what in ((x, "character"), (targets, "target"))
            )
            raise ValueError(f"read was given {inputs} and {asked}")
        costs = []
        for symbol, target in zip(x, targets, strict=True):
            state = 0.7 * state + np.sin(3.0 * float(symbol) + 1.0)
            costs.append(np.cos(state + 2.0 * float(target)) + 2.0)
        return np.array(costs), float(state)

    return read


def _chunk_cases() -> list[tuple[Any, ...]]:
    rng = np.random.default_rng(13)
    return [
        (toy_read(T), rng.integers(0, 9, n), T, state)
        for n, T, state in ((21, 5, 0.3), (24, 7, 0.0), (4, 9, 0.1))
    ]


# --- 13.6: the unit on which the closing of brackets hangs

DETECTIVE = "brackets-1"


def judge_unit(answer: Any) -> str | None:
    """Hear which unit of `DETECTIVE` it is."""
    units = findings.read()["networks"][DETECTIVE]["units"]
    rise, r = np.array(units["rise"]), np.abs(units["r"])
    try:
        value = float(np.reshape(answer, ()))
    except (TypeError, ValueError):
        return f"Expected the number of a unit, 0 to {len(r) - 1}, got {type(answer).__name__}."
    if isinstance(answer, bool) or value != int(value) or not 0 <= value < len(r):
        return f"Expected the number of a unit, 0 to {len(r) - 1}, got {answer}."
    unit = int(value)
    if unit == np.argmax(rise):
        return None
    if unit == np.argmax(r):
        return (
            f"Unit {unit} is the one whose store follows the depth best. Shut it, and see what a closing "
            f"bracket costs: {rise[unit]:+.3f} bits. Rank the units by that."
        )
    if unit == np.argmin(rise):
        return f"Unit {unit} is at the other end of the list: look for the largest rise, not the smallest."
    if unit == np.argmax(units["rise_elsewhere"]):
        return f"Unit {unit} costs most where no bracket was closed. Look after closing brackets."
    place = int(np.sum(rise > rise[unit])) + 1
    return f"Without unit {unit} what follows a closing bracket costs {rise[unit]:+.3f} bits: place {place}."


BITS, WORD = 1.672, 5.516  # bits a character; characters a word of the test text, with the blank behind it

EXERCISES: dict[str, Judge] = {
    "13.1": judge_after_b,
    "13.2": judge_number(
        3 / 7,
        atol=0.002,
        wrong={
            "What was taken off is not given back: add 1/2 times three kinds, times the share of b.": (
                3 / 8
            ),
            "That is the share of b without a context.": 1 / 7,
            "That is what was counted, 2 of 4, without a discount.": 1 / 2,
            "That is Witten and Bell's, 41/112.": 41 / 112,
            "You give back by how often b occurs, 2 of 11. Count what stands before b: one kind of 7.": (
                3 / 8 + 3 / 8 * 2 / 11
            ),
            "You give back by Witten and Bell's share, 3/16. Count what stands before b: one kind of 7.": (
                3 / 8 + 3 / 8 * 3 / 16
            ),
            "Three different symbols followed a, four times in all: give back 1/2 for each of the three.": (
                3 / 8 + 1 / 8 * 4 / 7
            ),
            "Five symbols there are, but only three kinds followed a: give back 1/2 for each of these.": (
                3 / 8 + 1 / 8 * 5 / 7
            ),
            "There are five a's, but the last one has no follower: divide by 4.": 1.5 / 5 + 0.3 / 7,
            "You gave back 1/2 once; every one of the three kinds of followers gave 1/2.": 3 / 8 + 1 / 8 / 7,
            "You give back by the uniform distribution, 1/5. Count what stands before b: one kind of 7.": (
                3 / 8 + 3 / 8 / 5
            ),
            "These are bits; the probability is asked for.": float(-np.log2(3 / 7)),
        },
    ),
    "13.3": judge_cold,
    "13.4": judge_function(
        costs_in_chunks,
        _chunk_cases(),
        ("the costs",),
        wrong={
            "Every chunk begins at the first state. Hand on the state that `read` returned.": (
                _with(carried=False)
            ),
            "Between two chunks a character is read by nobody. Chunks of T + 1 share an end: step by T.": (
                _with(overlap=False)
            ),
            "The last chunk, which is shorter, is missing.": _with(rest=False),
            "The target is the *next* character, not the one that is read.": _with(shifted=False),
            "The last character of a chunk is read twice: as its end, and as the next one's beginning.": (
                _with(twice=True)
            ),
        },
    ),
    "13.5": judge_number(
        2 ** (BITS * WORD),
        atol=6.0,
        wrong={
            "That is the perplexity of a character. A word has 5.516 of them, blank included.": 2**BITS,
            "These are the bits of a word; the perplexity is 2 to this power.": BITS * WORD,
            "Bits go with powers of 2, not of e.": float(np.exp(BITS * WORD)),
            "That is 3.19 times 5.516: perplexities multiply, character after character.": 2**BITS * WORD,
            "The blank behind a word has to be guessed too: 5.516 characters, not 4.516.": (
                2 ** (BITS * (WORD - 1))
            ),
        },
    ),
    "13.6": judge_unit,
}  # fmt: skip
