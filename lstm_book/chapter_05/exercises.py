"""Exercises of chapter 05, The forget gate."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import permutations
from typing import Any

import numpy as np

from lstm_book.chapter_05.latest_bit import judge_latest_bit
from lstm_book.judges import Answer, Judge, NotAttempted, as_number, is_stub, judge_function, judge_number
from lstm_book.mistakes import mistaken, reordered, together
from lstm_teach.numerics import Array, sigmoid

SYMBOLS = "aaa#a#aa"
COUNTS = {
    "With the gate at work": (1.0, 2.0, 3.0, 0.0, 1.0, 0.0, 1.0, 2.0),
    "With f held open": (1.0, 2.0, 3.0, 3.0, 4.0, 4.0, 5.0, 6.0),
}

# What is likely to go wrong in each of the two rows.
AT_WORK_SLIPS = {
    "at a # the forget gate shuts, so that what is stored does not go on.": COUNTS["With f held open"],
    "a # empties the store and is not counted itself: the input gate is shut there.": (
        1,
        2,
        3,
        1,
        2,
        1,
        2,
        3,
    ),
    "a # does not take one away; it multiplies by next to zero whatever there is.": (1, 2, 3, 2, 3, 2, 3, 4),
    "after a # the count begins again at the next a; it does not stop.": (1, 2, 3, 0, 0, 0, 0, 0),
    "an a is in the store at its own step, not only at the next.": (0, 1, 2, 3, 0, 1, 0, 1),
    "at an a the forget gate is open: what was there stays, and 1 is added.": (1, 1, 1, 0, 1, 0, 1, 1),
}
HELD_OPEN_SLIPS = {
    "held open, the gate does not heed the #: nothing empties the store.": COUNTS["With the gate at work"],
    "at # the input gate is still shut, so that # itself is not counted.": (1, 2, 3, 4, 5, 6, 7, 8),
    "at # nothing is taken away either: its only way to the store is the forget gate, which is held.": (
        (1, 2, 3, 2, 3, 2, 3, 4)
    ),
    "an a is in the store at its own step, not only at the next.": (0, 1, 2, 3, 3, 4, 4, 5),
    "held open, the old content stays at every step, and each a adds 1.": (1, 1, 1, 1, 1, 1, 1, 1),
}

COMMITS = 5  # of exercise 5.5


def judge_counts(answer: Any) -> str | None:
    """Compare two predicted rows of counts, and say what went wrong in the first that is not right."""
    if isinstance(answer, Mapping):
        answer = list(answer.values())
    if not isinstance(answer, tuple | list | np.ndarray) or len(answer) != 2:
        return "Expected two lists: the counts with the gate at work, and those with f held open."
    if any(is_stub(row) for row in answer):
        raise NotAttempted
    rows = []
    for name, row in zip(COUNTS, answer, strict=True):
        try:
            values = np.asarray(row, dtype=float)
        except (TypeError, ValueError):
            return f"{name}: expected a list of numbers, got {row!r}."
        if values.shape != (len(SYMBOLS),):
            return f"{name}: expected {len(SYMBOLS)} numbers, one for each symbol, got shape {values.shape}."
        rows.append(values)
    free, held = COUNTS.values()
    if _same(rows[0], held) and _same(rows[1], free):
        return "The two lists are exchanged: with the gate at work, # empties the store."
    slips = AT_WORK_SLIPS, HELD_OPEN_SLIPS
    for (name, wanted), row, known in zip(COUNTS.items(), rows, slips, strict=True):
        if not _same(row, wanted):
            return f"{name}: {_wrong_row(row, wanted, known)}"
    return None


def _wrong_row(row: Array, wanted: Sequence[float], known: Mapping[str, Sequence[float]]) -> str:
    for message, slip in known.items():
        if _same(row, slip):
            return message
    if _same(row, np.tanh(wanted)):
        return "those are h = tanh(c) behind an open output gate; asked is the store, c."
    t = int(np.argmax(~np.isclose(row, wanted, rtol=0, atol=0.01)))
    return (
        f"step {t + 1}, the symbol {SYMBOLS[t]}: {row[t]:g} is not right. "
        "What do f and i do there, and what stood in the store before?"
    )


def _same(a: Any, b: Any) -> bool:
    return bool(np.allclose(a, b, rtol=0, atol=0.01))


def coupled_backward(c_prev: Array, f: Array, g: Array, dc: Array) -> tuple[Array, Array, Array]:
    """Return dc_prev, da_f, da_g for c = f * c_prev + (1 - f) * g."""
    return dc * f, dc * (c_prev - g) * f * (1 - f), dc * (1 - f) * (1 - g**2)


COUPLED = ("dc_prev", "da_f", "da_g")

# What is likely to go wrong in each of the three values, in the order in which they are returned.
SLIPS: tuple[dict[str, Answer], ...] = (
    {
        "dc_prev: the old content entered through f, not through 1 - f.": lambda dc, f, **_: dc * (1 - f),
        "dc_prev: the error is no longer handed on unchanged; f multiplies it.": lambda dc, **_: dc,
        "dc_prev: the slope f * (1 - f) belongs to da_f; the old content is multiplied by f alone.": (
            lambda dc, f, **_: dc * f * (1 - f)
        ),
    },
    {
        "da_f: f acts twice, in f * c_prev and in (1 - f) * g. Your da_f ignores the second.": (
            lambda dc, c_prev, f, **_: dc * c_prev * f * (1 - f)
        ),
        "da_f: f acts twice, in f * c_prev and in (1 - f) * g. Your da_f ignores the first.": (
            lambda dc, f, g, **_: -dc * g * f * (1 - f)
        ),
        "da_f: the sign of g. Its factor 1 - f falls when f rises.": (
            lambda dc, c_prev, f, g, **_: dc * (c_prev + g) * f * (1 - f)
        ),
        "da_f: where f rises by a little, (1 - f) * g falls by g times that, not by 1.": (
            lambda dc, c_prev, f, **_: dc * (c_prev - 1) * f * (1 - f)
        ),
        "da_f has the wrong sign.": lambda dc, c_prev, f, g, **_: dc * (g - c_prev) * f * (1 - f),
        "da_f: the slope f * (1 - f) of the sigmoid is missing.": lambda dc, c_prev, g, **_: (
            dc * (c_prev - g)
        ),
        "da_f: f acts twice, and the slope f * (1 - f) of the sigmoid is missing.": (
            lambda dc, c_prev, **_: dc * c_prev
        ),
    },
    {
        "da_g: the candidate enters through 1 - f, not through f.": (
            lambda dc, f, g, **_: dc * f * (1 - g**2)
        ),
        "da_g: the candidate comes in through 1 - f; this factor is missing.": (
            lambda dc, g, **_: dc * (1 - g**2)
        ),
        "da_g: that multiplies by g itself; asked is the slope of tanh, 1 - g**2.": (
            lambda dc, f, g, **_: dc * (1 - f) * g
        ),
        "da_g: the slope 1 - g**2 of tanh is missing.": lambda dc, f, **_: dc * (1 - f),
        "da_g: g is already the tanh; its slope is 1 - g**2, without another tanh.": (
            lambda dc, f, g, **_: dc * (1 - f) * (1 - np.tanh(g) ** 2)
        ),
        "da_g: the slope of tanh is 1 - g**2, not (1 - g)**2.": (
            lambda dc, f, g, **_: dc * (1 - f) * (1 - g) ** 2
        ),
        "da_g: g is a tanh; its slope is 1 - g**2, that of the sigmoid is g * (1 - g).": (
            lambda dc, f, g, **_: dc * (1 - f) * g * (1 - g)
        ),
    },
)


def _coupled_with(*slips: Answer | None) -> Answer:
    wrong = {name: slip for name, slip in zip(COUPLED, slips, strict=True) if slip}
    return mistaken(coupled_backward, COUPLED, **wrong)


def _coupled_cases() -> list[tuple[Array, ...]]:
    rng = np.random.default_rng(5)
    return [
        (rng.standard_normal(shape), rng.uniform(0.1, 0.9, shape), np.tanh(rng.standard_normal(shape)),
         rng.standard_normal(shape))
        for shape in ((3, 4), (1, 2))
    ]  # fmt: skip


def judge_stream_value(answer: Any) -> str | None:
    """Try a value of the forget gate on several batches of unseen streams."""
    # Imported here: a chapter's judge is asked in a notebook, where the widgets are loaded already.
    from lstm_book.chapter_05.drifting_stream import tried

    value = as_number(answer)
    if isinstance(value, str):
        return value
    if not 0.0 <= value <= 1.0:
        if value > 1.0:
            as_bias = float(sigmoid(np.array(value)))
            return (
                f"A gate stands between 0 and 1, got {value:g}. If you mean a bias: it holds the gate at "
                f"{as_bias:.4g}. If you mean per cent: divide by 100."
            )
        return f"A gate stands between 0 and 1, got {value:g}."
    results = [tried(value, seed=5, commit=n) for n in range(1, COMMITS + 1)]
    right, total = sum(r.right for r in results), sum(r.total for r in results)
    if right >= 0.95 * total:
        return None
    fault = next(r.fault for r in results if r.fault is not None)
    return f"{right} of {total} unseen streams are right. For example, at step {fault.step}: {fault.what}."


CEILINGS = {
    "1 / f is not the sum of the series 1 + f + f^2 + ...": 1 / 0.9,
    "That is the largest size after two steps. Let the steps go on.": 1.9,
    "One over (1 - f), not one over (1 - f)^2.": 100.0,
    "The series begins with 1, which is written at the step itself, not with 0.9.": 9.0,
    "That is 1 - f, the share that is lost at a step. What sum stands in (5.6)?": 0.1,
    "That is f. What sum stands in (5.6)?": 0.9,
    "That bounds h, for tanh and the output gate stay below 1. Asked is the store c.": 1.0,
    "One writes at most 1 in size, not 2: |g| < 1.": 20.0,
}


def _ceiling(answer: Any) -> str | None:
    """Judge the bound of a leak of 0.9; some slips are known by their first digits."""
    value = as_number(answer)
    rounded = {
        "That is the half-life in steps, not the size of c.": np.log(2) / -np.log(0.9),
        "That is 0.69 / (1 - f), nearly the half-life. Asked is the size of c.": np.log(2) / 0.1,
        "That is reached after 20 steps. But the state is handed over from part to part, and goes on.": (
            (1 - 0.9**20) / 0.1
        ),
    }
    if not isinstance(value, str):
        for message, slip in rounded.items():
            if abs(value - slip) < 0.01:
                return message
    return judge_number(10, 1e-6, CEILINGS)(answer)


EXERCISES: dict[str, Judge] = {
    "5.1": judge_counts,
    "5.2": judge_function(
        lambda n: -np.log(2 ** (1 / n) - 1),
        cases=[(10,), (2,), (200,)],  # at n = 2 slips look alike: 1 / (sqrt(2) - 1) is sqrt(2) + 1
        names=["the bias"],
        rtol=1e-6,
        wrong={
            "The sign: a larger bias opens the gate.": lambda n: np.log(2 ** (1 / n) - 1),
            "That is f itself. Asked is the bias b with sigmoid(b) = f.": lambda n: 0.5 ** (1 / n),
            "You solved f = (1/2)**n. It is f**n that is to be 1/2.": lambda n: -np.log(2.0**n - 1),
            "That is ln f. Asked is the bias b with sigmoid(b) = f.": lambda n: -np.log(2) / n,
            "That is -ln f. Asked is the bias b with sigmoid(b) = f.": lambda n: np.log(2) / n,
            "Nearly: 1/f = 1 + e**-b gives e**-b = 2**(1/n) - 1, with a minus.": (
                lambda n: -np.log(2 ** (1 / n) + 1)
            ),
            "That is e**-b. Take the logarithm.": lambda n: 2 ** (1 / n) - 1,
            "That is e**b. Take the logarithm.": lambda n: 1 / (2 ** (1 / n) - 1),
            "That applies the sigmoid to f. Asked is its inverse: the b with sigmoid(b) = f.": (
                lambda n: 1 / (1 + np.exp(-(0.5 ** (1 / n))))
            ),
            "That is the inverse of tanh. The gate is a sigmoid.": lambda n: np.arctanh(0.5 ** (1 / n)),
            "That takes the logarithm to base 10; the sigmoid has e in it.": (
                lambda n: -np.log10(2 ** (1 / n) - 1)
            ),
            "That takes n losses of 1/(2n) for one half; each loss is a share of what is left.": (
                lambda n: np.log(2 * n - 1)
            ),
            "That is e**b, for a large n. Take the logarithm, and solve f**n = 1/2 exactly.": (
                lambda n: n / np.log(2)
            ),
            "That bias leaves 1/e after n steps, not one half.": lambda n: -np.log(np.exp(1 / n) - 1),
            "ln n is the usual rule of thumb; it leaves about 1/e after n steps, not one half.": np.log,
            "That is the approximation for a large n. Solve f**n = 1/2 exactly, then invert the sigmoid.": (
                lambda n: np.log(n / np.log(2))
            ),
            "That is the half-life of the bias n: asked is the inverse.": (
                lambda n: np.log(2) / np.log1p(np.exp(-n))
            ),
        },
    ),
    "5.3": judge_function(
        coupled_backward,
        cases=_coupled_cases(),
        names=COUPLED,
        wrong=together(SLIPS, _coupled_with)
        | {
            f"Right values in another order: yours are {', '.join(COUPLED[n] for n in order)}; "
            "return dc_prev, da_f, da_g.": reordered(coupled_backward, *order)
            for order in permutations(range(3))
            if order != (0, 1, 2)
        },
    ),
    "5.4": judge_latest_bit,
    "5.5": judge_stream_value,
    "5.6": _ceiling,
}
