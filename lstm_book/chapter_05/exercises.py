"""Exercises of chapter 05, The forget gate."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from lstm_book.judges import Judge, NotAttempted, judge_function, judge_number
from lstm_teach.cells import LSTM, LSTMParams
from lstm_teach.cells.lstm import LSTMStep
from lstm_teach.numerics import Array
from lstm_teach.sequence import unroll
from lstm_teach.tasks import bit_stream

SYMBOLS = "aaa#a#aa"
COUNTS = {
    "with the gate learned": (1.0, 2.0, 3.0, 0.0, 1.0, 0.0, 1.0, 2.0),
    "with f held open": (1.0, 2.0, 3.0, 3.0, 4.0, 4.0, 5.0, 6.0),
}

STREAM_STEPS, STREAMS, WRITES = 1000, 40, 0.01  # of exercise 5.4
COMMITS = 5  # of exercise 5.5


def judge_counts(answer: Any) -> str | None:
    """Compare two predicted rows of counts, and name the first symbol after which one is wrong."""
    if not isinstance(answer, tuple | list | np.ndarray) or len(answer) != 2:
        return "Expected two lists: the counts with the gate learned, and those with f held open."
    if any(_untouched(row) for row in answer):
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
    learned, held = (np.array(row) for row in COUNTS.values())
    if _same(rows[0], held) and _same(rows[1], learned):
        return "The two lists are exchanged: with the gate learned, # empties the store."
    if _same(rows[1], np.arange(1.0, len(SYMBOLS) + 1)):
        return "with f held open: at # the input gate is still shut, so that # itself is not counted."
    for (name, right), row in zip(COUNTS.items(), rows, strict=True):
        if not _same(row, np.array(right)):
            t = int(np.argmax(~np.isclose(row, right, rtol=0, atol=0.01)))
            return (
                f"{name}: step {t + 1}, the symbol {SYMBOLS[t]}: {row[t]:g} is not right. "
                "What do f and i do there, and what stood in the store before?"
            )
    return None


def _untouched(part: Any) -> bool:
    """Whether the three dots stand for the part or somewhere inside it."""
    return part is ... or (isinstance(part, tuple | list) and any(_untouched(entry) for entry in part))


def _same(a: Array, b: Array) -> bool:
    return bool(np.allclose(a, b, rtol=0, atol=0.01))


def coupled_backward(c_prev: Array, f: Array, g: Array, dc: Array) -> tuple[Array, Array, Array]:
    """Return dc_prev, da_f, da_g for c = f * c_prev + (1 - f) * g."""
    return dc * f, dc * (c_prev - g) * f * (1 - f), dc * (1 - f) * (1 - g**2)


# What is likely to go wrong in each of the three values, in the order in which they are returned.
SLIPS: tuple[dict[str, Callable[..., Array]], ...] = (
    {
        "dc_prev: the old content entered through f, not through 1 - f.": (
            lambda c_prev, f, g, dc: dc * (1 - f)
        ),
        "dc_prev: the error is no longer handed on unchanged; f multiplies it.": lambda c_prev, f, g, dc: dc,
    },
    {
        "da_f: f acts twice, in f * c_prev and in (1 - f) * g. Your da_f ignores the second.": (
            lambda c_prev, f, g, dc: dc * c_prev * f * (1 - f)
        ),
        "da_f: the sign of g. Its factor 1 - f falls when f rises.": (
            lambda c_prev, f, g, dc: dc * (c_prev + g) * f * (1 - f)
        ),
        "da_f has the wrong sign.": lambda c_prev, f, g, dc: dc * (g - c_prev) * f * (1 - f),
        "da_f: the slope f * (1 - f) of the sigmoid is missing.": lambda c_prev, f, g, dc: dc * (c_prev - g),
        "da_f: f acts twice, and the slope f * (1 - f) of the sigmoid is missing.": (
            lambda c_prev, f, g, dc: dc * c_prev
        ),
    },
    {
        "da_g: the candidate enters through 1 - f, not through f.": (
            lambda c_prev, f, g, dc: dc * f * (1 - g**2)
        ),
        "da_g: the slope 1 - g**2 of tanh is missing.": lambda c_prev, f, g, dc: dc * (1 - f),
        "da_g: g is already the tanh; its slope is 1 - g**2, without another tanh.": (
            lambda c_prev, f, g, dc: dc * (1 - f) * (1 - np.tanh(g) ** 2)
        ),
        "da_g: the slope of tanh is 1 - g**2, not (1 - g)**2.": (
            lambda c_prev, f, g, dc: dc * (1 - f) * (1 - g) ** 2
        ),
        "da_g: g is a tanh; its slope is 1 - g**2, that of the sigmoid is g * (1 - g).": (
            lambda c_prev, f, g, dc: dc * (1 - f) * g * (1 - g)
        ),
    },
)


def _with_slips(slips: Sequence[Callable[..., Array] | None]) -> Callable[..., tuple[Array, ...]]:
    """Return `coupled_backward` with mistakes in some of its three values."""

    def step(*given: Array) -> tuple[Array, ...]:
        right = coupled_backward(*given)
        return tuple(slip(*given) if slip else value for slip, value in zip(slips, right, strict=True))

    return step


def _slips_together() -> dict[str, Callable[..., tuple[Array, ...]]]:
    """Return every combination of slips, so that two of them are both named."""
    none: tuple[str, None] = ("", None)
    choices = list(itertools.product(*([none, *slips.items()] for slips in SLIPS)))[1:]
    return {
        " ".join(text for text, _ in choice if text): _with_slips([slip for _, slip in choice])
        for choice in choices
    }


def _coupled_cases() -> list[tuple[Array, ...]]:
    rng = np.random.default_rng(5)
    return [
        (rng.standard_normal(shape), rng.uniform(0.1, 0.9, shape), np.tanh(rng.standard_normal(shape)),
         rng.standard_normal(shape))
        for shape in ((3, 4), (1, 2))
    ]  # fmt: skip


def judge_coupled(answer: Any) -> str | None:
    """Compare a reader's `coupled_backward` with the right one; a list or an array of three will do."""
    judge = judge_function(
        coupled_backward,
        cases=_coupled_cases(),
        names=["dc_prev", "da_f", "da_g"],
        wrong=_slips_together()
        | {
            "Right values in another order: return dc_prev, da_f, da_g.": lambda *given: coupled_backward(
                *given
            )[::-1]
        },
    )

    def in_a_tuple(*given: Array) -> Any:
        values = answer(*given)
        stacked = isinstance(values, np.ndarray) and values.ndim == 3  # as np.stack makes it
        return tuple(values) if stacked or isinstance(values, list) else values

    return judge(in_a_tuple if callable(answer) else answer)


def judge_latest_bit(answer: Any) -> str | None:
    """Run one LSTM unit on long streams and name the first step at which it holds the wrong bit."""
    if not isinstance(answer, LSTMParams):
        return f"Expected LSTMParams(W_x, W_h, b), got {type(answer).__name__}."
    parts: tuple[Any, ...] = answer
    if any(_untouched(part) for part in parts):
        raise NotAttempted
    for name, part, shape in zip(answer._fields, parts, ((3, 4), (1, 4), (4,)), strict=True):
        if np.shape(part) != shape:
            return f"{name}: expected shape {shape}, got {np.shape(part)}."
    try:
        params = LSTMParams(*(np.asarray(part, dtype=float) for part in parts))
        LSTM.sizes(params)
    except (TypeError, ValueError) as error:
        return str(error)
    fault = _wrong_bit(params)
    if fault is None:
        return None
    turned = {
        "It works with the rows of the two marks exchanged: in W_x the write mark comes before the read "
        "mark.": params._replace(W_x=params.W_x[[0, 2, 1]]),
        "It works with the columns of f and i exchanged: they stand in the order i, f, g, o.": _with_columns(
            params, [1, 0, 2, 3]
        ),
        "It works with the columns in the order i, f, g, o; yours stand in the order i, f, o, g.": (
            _with_columns(params, [0, 1, 3, 2])
        ),
        "It holds the opposite bit throughout: look at the sign of the candidate's weight.": _with_g_negated(
            params
        ),
    }
    for message, other in turned.items():
        if _wrong_bit(other) is None:
            return message
    return fault


def _with_columns(params: LSTMParams, order: Sequence[int]) -> LSTMParams:
    return LSTMParams(*(part[..., list(order)] for part in params))


def _with_g_negated(params: LSTMParams) -> LSTMParams:
    sign = np.array([1.0, 1.0, -1.0, 1.0])
    return LSTMParams(*(part * sign for part in params))


def _wrong_bit(params: LSTMParams) -> str | None:
    x, bit, _ = bit_stream(np.random.default_rng(55), STREAM_STEPS, STREAMS, write=WRITES)
    trace = unroll(LSTM, params, x)
    assert isinstance(trace, LSTMStep)
    c, wanted, written = trace.c[:, :, 0], bit[:, :, 0] > 0.5, x[:, :, 1] == 1
    wrong = (c > 0) != wanted
    if not wrong.any():
        return None
    t = int(np.argmax(wrong.any(axis=1)))  # the earliest step at which any stream goes wrong
    b = int(np.argmax(wrong[t]))
    mark = int(np.flatnonzero(written[: t + 1, b])[-1])
    f, i = trace.f[:, b, 0], trace.i[:, b, 0]
    steps = "1 step" if t - mark == 1 else f"{t - mark} steps"
    where = "at the write mark itself" if t == mark else f"{steps} after the bit was written"
    told = (
        f"A stream goes wrong at step {t + 1}, {where}: c = {c[t, b]:.4f} for the bit {int(wanted[t, b])}. "
    )
    kept = float(np.prod(f[mark + 1 : t + 1]))
    let_in = float(np.sum(i[mark + 1 : t + 1]))
    if t > mark and kept < 0.5:
        return (
            f"{told}Between the marks f = {f[t]:.4f}, after {steps} {kept:.2g} of the bit is left: "
            "nothing should be forgotten there."
        )
    if f[mark] > 0.5:
        return (
            f"{told}At the mark f = {f[mark]:.4f}: the old content is kept and the new bit only added to it."
        )
    if i[mark] < 0.5:
        return f"{told}At the mark i = {i[mark]:.4f}: does the input gate let the new bit in?"
    if t > mark and let_in > 0.5:
        return (
            f"{told}Between the marks i = {i[t]:.4f}, which in {steps} adds up to {let_in:.2g}: "
            "the distractors should stay outside."
        )
    return f"{told}What does the candidate g = {trace.g[mark, b, 0]:.4f} at the mark say?"


def judge_stream_value(answer: Any) -> str | None:
    """Try a value of the forget gate on several batches of unseen streams."""
    # Imported here: a chapter's judge is asked in a notebook, where the widgets are loaded already.
    from lstm_teach.widgets.console import drifting_stream

    try:
        value = float(answer)
    except (TypeError, ValueError):
        return f"Expected a number, got {type(answer).__name__}."
    if not 0.0 <= value <= 1.0:
        return f"A gate stands between 0 and 1, got {value:g}."
    console = drifting_stream(seed=5)
    console.forget = value
    results = [console.commit() for _ in range(COMMITS)]
    right, total = sum(r.right for r in results), sum(r.total for r in results)
    if right >= 0.95 * total:
        return None
    fault = next(r.fault for r in results if r.fault is not None)
    return f"{right} of {total} unseen streams are right. For example, at step {fault.step}: {fault.what}."


EXERCISES: dict[str, Judge] = {
    "5.1": judge_counts,
    "5.2": judge_function(
        lambda n: -np.log(2 ** (1 / n) - 1),
        cases=[(2,), (10,), (200,)],
        names=["the bias"],
        rtol=1e-6,
        wrong={
            "The sign: a larger bias opens the gate.": lambda n: np.log(2 ** (1 / n) - 1),
            "That is f itself. Asked is the bias b with sigmoid(b) = f.": lambda n: 0.5 ** (1 / n),
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
    "5.3": judge_coupled,
    "5.4": judge_latest_bit,
    "5.5": judge_stream_value,
    "5.6": judge_number(
        10,
        atol=1e-6,
        wrong={
            "1 / f is not the sum of the series 1 + f + f^2 + ...": 1 / 0.9,
            "That is the largest size after two steps. Let the steps go on.": 1.9,
            "One over (1 - f), not one over (1 - f)^2.": 100,
            "That is the half-life in steps, not the size of c.": float(np.log(2) / -np.log(0.9)),
        },
    ),
}
