"""Exercises of chapter 05, The forget gate."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from lstm_book.judges import Answer, Judge, NotAttempted, as_number, is_stub, judge_function, judge_number
from lstm_book.mistakes import mistaken, reordered, together
from lstm_book.wiring import GATES_EXCHANGED, first_wrong, judge_params
from lstm_teach.cells import LSTM, LSTMParams
from lstm_teach.cells.lstm import LSTMStep
from lstm_teach.numerics import Array
from lstm_teach.sequence import unroll
from lstm_teach.tasks import bit_stream

SYMBOLS = "aaa#a#aa"
COUNTS = {
    "with the gate at work": (1.0, 2.0, 3.0, 0.0, 1.0, 0.0, 1.0, 2.0),
    "with f held open": (1.0, 2.0, 3.0, 3.0, 4.0, 4.0, 5.0, 6.0),
}

STREAM_STEPS, STREAMS, WRITES = 1000, 40, 0.01  # of exercise 5.4
COMMITS = 5  # of exercise 5.5


def judge_counts(answer: Any) -> str | None:
    """Compare two predicted rows of counts, and name the first symbol after which one is wrong."""
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
    free, held = (np.array(row) for row in COUNTS.values())
    if _same(rows[0], held) and _same(rows[1], free):
        return "The two lists are exchanged: with the gate at work, # empties the store."
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


def _same(a: Array, b: Array) -> bool:
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
    },
    {
        "da_f: f acts twice, in f * c_prev and in (1 - f) * g. Your da_f ignores the second.": (
            lambda dc, c_prev, f, **_: dc * c_prev * f * (1 - f)
        ),
        "da_f: the sign of g. Its factor 1 - f falls when f rises.": (
            lambda dc, c_prev, f, g, **_: dc * (c_prev + g) * f * (1 - f)
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


def _wrong_bit(params: LSTMParams) -> str | None:
    """Run one LSTM unit on long streams and name the first step at which it holds the wrong bit."""
    x, bit, _ = bit_stream(np.random.default_rng(55), STREAM_STEPS, STREAMS, write=WRITES)
    trace = unroll(LSTM, params, x)
    assert isinstance(trace, LSTMStep)
    c, wanted, written = trace.c[:, :, 0], bit[:, :, 0] > 0.5, x[:, :, 1] == 1
    place = first_wrong((c > 0) != wanted)
    if place is None:
        return None
    t, b = place
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
    from lstm_book.chapter_05 import drifting_stream

    value = as_number(answer)
    if isinstance(value, str):
        return value
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


def _with_g_negated(params: LSTMParams) -> LSTMParams:
    sign = np.array([1.0, 1.0, -1.0, 1.0])
    return LSTMParams(*(part * sign for part in params))


UNIT_TURNED: dict[str, Callable[[LSTMParams], LSTMParams]] = {
    "It works with the rows of the two marks exchanged: in W_x the write mark comes before the read mark.": (
        lambda params: params._replace(W_x=params.W_x[[0, 2, 1]])
    ),
    **GATES_EXCHANGED,
    "It holds the opposite bit throughout: look at the sign of the candidate's weight.": _with_g_negated,
}
UNIT_SHAPES = {"W_x": (3, 4), "W_h": (1, 4), "b": (4,)}

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
    "5.3": judge_function(
        coupled_backward,
        cases=_coupled_cases(),
        names=COUPLED,
        wrong=together(SLIPS, _coupled_with)
        | {
            "Right values in another order: return dc_prev, da_f, da_g.": reordered(coupled_backward, 2, 1, 0)
        },
    ),
    "5.4": judge_params(LSTM, "LSTMParams(W_x, W_h, b)", UNIT_SHAPES, _wrong_bit, turned=UNIT_TURNED),
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
