"""Judges: each hears an answer and says what is wrong and where, or nothing if it is right."""

from __future__ import annotations

import inspect
import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from lstm_teach.numerics import Array

Judge = Callable[[Any], str | None]  # None for a right answer, otherwise what is wrong and where


class NotAttempted(Exception):
    """Raised by a judge when the answer is still the stub."""


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
        try:
            value = float(answer)
        except (TypeError, ValueError):
            return f"Expected a number, got {type(answer).__name__}."
        if not math.isfinite(value):
            return f"Expected a finite number, got {value}."
        if math.isclose(value, expected, rel_tol=0, abs_tol=atol):
            return None
        for message, mistake in (wrong or {}).items():
            if math.isclose(value, mistake, rel_tol=0, abs_tol=atol):
                return message
        return f"{value:.6g} is too {'large' if value > expected else 'small'}."

    return judge


def judge_function(
    reference: Callable[..., Any],
    cases: Sequence[tuple[Any, ...]],
    names: Sequence[str],
    wrong: Mapping[str, Callable[..., Any]] | None = None,
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
                if located_difference(got, mistake(*arguments), names, rtol) is None:
                    return message
            return _asked(answer, arguments) + fault
        return None

    return judge


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
    if value is Ellipsis or value is None or (isinstance(value, tuple) and any(v is Ellipsis for v in value)):
        raise NotAttempted
    return value, ""


def located_difference(got: Any, expected: Any, names: Sequence[str], rtol: float = 1e-9) -> str | None:
    """Return None if values agree, otherwise a sentence that names the first place where they do not."""
    if len(names) == 1:
        got, expected = (got,), (expected,)
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
