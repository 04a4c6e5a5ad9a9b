"""Judges: each hears an answer and says what is wrong and where, or nothing if it is right."""

from __future__ import annotations

import inspect
import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from lstm_teach.numerics import Array

Judge = Callable[[Any], str | None]  # None for a right answer, otherwise what is wrong and where
Answer = Callable[..., Any]  # a reader's function, or one that a reader may well write


class NotAttempted(Exception):
    """Raised by a judge when the answer is still the stub."""


def is_stub(answer: Any) -> bool:
    """Whether the three dots stand for the answer or somewhere inside it."""
    return answer is ... or (isinstance(answer, tuple | list) and any(is_stub(part) for part in answer))


def judge_number(expected: float, atol: float, wrong: Mapping[str, float] | None = None) -> Judge:
    """Return a judge of a single number.

    Parameters
    ----------
    expected : float
    atol : float
        How far off still counts as right.
    wrong : mapping, optional
        Feedback for plausible wrong answers: from the message to the number that earns it.
    """

    def judge(answer: Any) -> str | None:
        value = as_number(answer)
        if isinstance(value, str):
            return value
        if not math.isfinite(value):
            return f"Expected a finite number, got {value}."
        return number_fault(value, expected, atol, wrong or {}, f"{value:.6g}")

    return judge


def as_number(answer: Any) -> float | str:
    """Return an answer as a number, or what is wrong with it."""
    try:
        return float(answer)
    except (TypeError, ValueError):
        return f"Expected a number, got {type(answer).__name__}."


def number_fault(
    value: float, expected: float, atol: float, wrong: Mapping[str, float], told: str
) -> str | None:
    """Return the feedback on a number, which it calls `told`; see `judge_number` for the others."""

    def near(number: float) -> bool:
        return math.isclose(value, number, rel_tol=0, abs_tol=atol)

    if near(expected):
        return None
    for message, mistake in wrong.items():
        if near(mistake):
            return message
    return f"{told} is too {'large' if value > expected else 'small'}."


def judge_function(
    reference: Answer,
    cases: Sequence[tuple[Any, ...]],
    names: Sequence[str],
    wrong: Mapping[str, Answer] | None = None,
    rtol: float = 1e-9,
) -> Judge:
    """Return a judge of a function: it is called with several inputs and compared with a reference.

    Parameters
    ----------
    reference : callable
        A right answer.
    cases : sequence of tuple
        Arguments to call both with. Use asymmetric numbers, or some mistakes cannot be seen.
    names : sequence of str
        What the returned values are called, in order.
    wrong : mapping, optional
        Feedback for plausible wrong answers: from the message to a function that makes the mistake.
    rtol : float
        Relative tolerance of the comparison.
    """

    def judge(answer: Any) -> str | None:
        if not callable(answer):
            return f"Expected a function, got {type(answer).__name__}."
        for arguments in cases:
            kept = [np.array(a) if isinstance(a, np.ndarray) else a for a in arguments]
            got, raised = _call(answer, kept)
            if raised:
                return raised
            fault = located_difference(got, reference(*arguments), names, rtol)
            if fault is None:
                continue
            for message, mistake in (wrong or {}).items():
                if _is_made(mistake, arguments, got, names, rtol):
                    return message
            return _asked(answer, arguments) + fault
        return None

    return judge


def _is_made(mistake: Answer, arguments: Sequence[Any], got: Any, names: Sequence[str], rtol: float) -> bool:
    try:
        return located_difference(got, mistake(*arguments), names, rtol) is None
    except ValueError:  # a matrix that is not square cannot be taken for its transpose
        return False


def _asked(function: Callable[..., Any], arguments: Sequence[Any]) -> str:
    """Return "For D = 3, H = 5: " where the arguments are numbers, nothing where they are arrays."""
    if any(np.ndim(argument) for argument in arguments):
        return ""
    try:
        names = list(inspect.signature(function).parameters)
    except ValueError:  # a built-in function need not have one
        return ""
    pairs = ", ".join(f"{name} = {value}" for name, value in zip(names, arguments, strict=False))
    return f"For {pairs}: "


def _call(function: Callable[..., Any], arguments: Sequence[Any]) -> tuple[Any, str]:
    """Call a reader's function; return its value, or a message that says what it raised and where."""
    try:
        value = function(*arguments)
    except NotImplementedError as error:
        raise NotAttempted from error
    except Exception as error:  # a reader's function may raise anything: it is reported, not hidden
        last = inspect.getinnerframes(error.__traceback__)[-1] if error.__traceback__ else None
        where = f" in {last.function}, line {last.lineno} of its cell" if last else ""
        return None, f"Your function raised {type(error).__name__}{where}: {error}"
    if value is None or is_stub(value):
        raise NotAttempted
    return value, ""


def located_difference(got: Any, expected: Any, names: Sequence[str], rtol: float = 1e-9) -> str | None:
    """Return None if values agree, otherwise a sentence that names the first place where they do not."""
    if len(names) == 1:
        got, expected = (got,), (expected,)
    elif isinstance(got, np.ndarray) and got.ndim and got.shape[1:] == np.shape(expected[0]):
        got = tuple(got)  # the values in one array, as np.stack makes it
    if not isinstance(got, tuple | list) or len(got) != len(names):
        came = f"{len(got)} values" if isinstance(got, tuple | list) else type(got).__name__
        return f"Expected {len(names)} values ({', '.join(names)}), got {came}."
    for name, g, e in zip(names, got, expected, strict=True):
        fault = _array_difference(name, g, np.asarray(e), rtol)
        if fault:
            return fault
    return None


def _array_difference(name: str, got: Any, expected: Array, rtol: float) -> str | None:
    came = type(got).__name__
    try:
        got = np.asarray(got)
    except ValueError:  # ragged
        return f"{name}: expected numbers, got {came}."
    if got.dtype.kind not in "biufc" or (got.dtype.kind == "c") > (expected.dtype.kind == "c"):
        return f"{name}: expected numbers, got {came} of dtype {got.dtype}."
    expected = expected.astype(np.result_type(expected, float))  # so that 1.7 is not taken for the integer 1
    got = got.astype(expected.dtype)
    if got.shape != expected.shape:
        return f"{name}: expected shape {expected.shape}, got {got.shape}."
    bound = rtol * (np.abs(expected) + np.max(np.abs(expected), initial=0.0))
    off = ~(np.abs(got - expected) <= bound)  # written so that NaN is off
    if not off.any():
        return None
    index = tuple(int(k) for k in np.argwhere(off)[0])
    where = f"[{', '.join(map(str, index))}]" if index else ""
    # In an array of gradients the ratio shows a forgotten factor; of a single number it says nothing.
    telling = off.size > 1 and expected[index] != 0 and got[index] != 0
    ratio = f", {got[index] / expected[index]:.4g} times as much" if telling else ""
    count = f" ({int(off.sum())} of {off.size} entries are off)" if off.size > 1 else ""
    return f"{name}{where}: expected {expected[index]:.4g}, got {got[index]:.4g}{ratio}{count}."
