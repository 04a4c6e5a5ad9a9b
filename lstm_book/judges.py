"""Judges: each hears an answer and says what is wrong and where, or nothing if it is right."""

from __future__ import annotations

import inspect
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from lstm_teach.numerics import Array

Judge = Callable[[Any], str | None]  # None for a right answer, otherwise what is wrong and where
Answer = Callable[..., Any]  # a reader's function, or one that a reader may well write


_EPS_FACTOR = 100  # an answer in float32 may be this many of its own roundings off


class NotAttempted(Exception):
    """Raised by a judge when the answer is still the stub."""


def is_stub(answer: Any) -> bool:
    """Whether the three dots stand for the answer or somewhere inside it."""
    return answer is ... or (isinstance(answer, tuple | list) and any(is_stub(part) for part in answer))


@dataclass(frozen=True)
class NumberJudge:
    """A judge of a single number, which a page without a kernel can ask beforehand; see `judge_number`."""

    expected: float
    atol: float
    wrong: Mapping[str, float]

    def __call__(self, answer: Any) -> str | None:
        value = as_number(answer)
        if isinstance(value, str):
            return value
        if not math.isfinite(value):
            return f"Expected a finite number, got {value}."
        return number_fault(value, self.expected, self.atol, self.wrong, f"{value:.6g}")


def judge_number(expected: float, atol: float, wrong: Mapping[str, float] | None = None) -> NumberJudge:
    """Return a judge of a single number.

    Parameters
    ----------
    expected : float
    atol : float
        How far off still counts as right.
    wrong : mapping, optional
        Feedback for plausible wrong answers: from the message to the number that earns it. One that is
        smaller than `expected` must be met as much closer.
    """
    return NumberJudge(expected, atol, wrong or {})


def as_number(answer: Any) -> float | str:
    """Return an answer as a number, an array of a single entry too, or say what is wrong with it."""
    try:
        return float(np.reshape(answer, ()) if isinstance(answer, np.ndarray | list | tuple) else answer)
    except (TypeError, ValueError):
        return f"Expected a number, got {_what(answer)}."


def _what(answer: Any) -> str:
    if isinstance(answer, np.ndarray):
        return f"an array of shape {answer.shape}"
    return type(answer).__name__


def number_fault(
    value: float, expected: float, atol: float, wrong: Mapping[str, float], told: str
) -> str | None:
    """Return the feedback on a number, which it calls `told`; see `judge_number` for the others."""

    def near(number: float) -> bool:
        smaller = min(1.0, abs(number / expected)) if number and expected else 1.0
        return math.isclose(value, number, rel_tol=0, abs_tol=atol * smaller)

    if near(expected):
        return None
    earned = [message for message, mistake in wrong.items() if near(mistake)]
    if earned:
        return min(earned, key=lambda message: abs(value - wrong[message]))
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
    """Call a reader's function; return its value, or a message that says what went wrong and where."""
    if unfit := _wrong_arguments(function, len(arguments)):
        return None, unfit
    try:
        value = function(*arguments)
    except NotImplementedError as error:
        raise NotAttempted from error
    except Exception as error:  # a reader's function may raise anything: it is reported, not hidden
        where = _last_own_line(function, error)
        return None, f"Your function raised {type(error).__name__}{where}: {error}"
    if value is None:
        return None, "Your function returned nothing. Is a return missing, at the end or on some path?"
    if is_stub(value):
        raise NotAttempted
    return value, ""


def _last_own_line(function: Callable[..., Any], error: Exception) -> str:
    """Return the last place that an error passed in the reader's own cell; "" if it passed none."""
    own = getattr(getattr(function, "__code__", None), "co_filename", None)
    frames = inspect.getinnerframes(error.__traceback__) if error.__traceback__ else []
    passed = [frame for frame in frames if frame.filename == own]
    return f" in {passed[-1].function}, line {passed[-1].lineno} of its cell" if passed else ""


def _wrong_arguments(function: Callable[..., Any], count: int) -> str:
    """Return what is wrong with the arguments that a function takes, without a call; "" if nothing is."""
    try:
        signature = inspect.signature(function)
    except (TypeError, ValueError):  # a built-in function need not tell
        return ""
    try:
        signature.bind(*range(count))
    except TypeError:
        takes = ", ".join(signature.parameters) or "none"
        return f"Your function is called with {count} arguments; it takes {takes}."
    return ""


def located_difference(got: Any, expected: Any, names: Sequence[str], rtol: float = 1e-9) -> str | None:
    """Return None if values agree, otherwise a sentence that names the first place where they do not."""
    if len(names) == 1:
        got, expected = (got,), (expected,)
    elif isinstance(got, np.ndarray) and (
        (got.ndim and got.shape[1:] == np.shape(expected[0]))
        or (got.size == len(names) and all(np.ndim(value) == 0 for value in expected))
    ):
        got = tuple(got if got.shape[1:] == np.shape(expected[0]) else got.ravel())  # all in one array
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
    rtol = max(rtol, _EPS_FACTOR * float(np.finfo(got.dtype).eps)) if got.dtype.kind in "fc" else rtol
    counts = expected.dtype.kind in "biu"  # numbers of things, or their names: no ratio tells what went wrong
    expected = expected.astype(np.result_type(expected, float))  # so that 1.7 is not taken for the integer 1
    got = got.astype(expected.dtype)
    if got.size == expected.size == 1:  # a number is a number, in however many brackets
        got = got.reshape(expected.shape)
    if got.shape != expected.shape:
        return f"{name}: expected shape {expected.shape}, got {got.shape}."
    largest = np.max(np.abs(expected), initial=0.0)
    off = ~(np.abs(got - expected) <= rtol * (np.abs(expected) + largest))  # written so that NaN is off
    if not off.any():
        return None
    index = _furthest(got, expected, off, rtol * largest)
    where = f"[{', '.join(map(str, index))}]" if index else ""
    wanted, came_out = _until_they_differ(expected[index], got[index])
    # In an array of gradients the ratio shows a forgotten factor; of a single number it says nothing.
    telling = not counts and off.size > 1 and expected[index] != 0 and got[index] != 0
    times = f"{got[index] / expected[index]:.4g}" if telling else ""
    ratio = f", {times} times as much" if times not in ("", "1") else ""
    count = f" ({int(off.sum())} of {off.size} entries are off)" if off.size > 1 else ""
    return f"{name}{where}: expected {wanted}, got {came_out}{ratio}{count}."


def _furthest(got: Array, expected: Array, off: Array, smallest: float) -> tuple[int, ...]:
    """Return the place of the entry that is relatively furthest off; of nearly equal ones the first."""
    scale = np.abs(expected) + smallest
    apart = np.where(off, np.abs(got - expected) / np.where(scale == 0, 1.0, scale), 1e-300)
    apart[np.isnan(apart)] = np.inf
    return tuple(int(k) for k in np.unravel_index(int(np.argmax(np.round(np.log10(apart), 2))), off.shape))


def _until_they_differ(expected: Any, got: Any) -> tuple[str, str]:
    """Return two numbers with four digits, or with as many as it takes to tell them apart."""
    for digits in range(4, 18):
        pair = f"{expected:.{digits}g}", f"{got:.{digits}g}"
        if pair[0] != pair[1]:
            break
    return pair
