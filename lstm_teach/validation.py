"""Checks at the public borders: every message names the argument, what was expected and what came.

Inner functions (a cell's `step` and `backward`) trust their arguments; `unroll`, `bptt`, the
losses and the optimisers call these checks once, before they compute anything.
"""

from __future__ import annotations  # evaluated, np.random.Generator would load all of numpy.random

import math
import numbers
import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import numpy as np

from lstm_teach.numerics import Array
from lstm_teach.numerics import plain as plain

ARRAYS = (np.ndarray, np.inexact)  # arithmetic makes scalars of arrays without axes
LEGAL_DTYPES = ("float64", "float32", "complex128")  # complex128 is for the complex step


class NotFinite(ValueError):
    """A number that should be finite is NaN or infinite; a kind of its own, so that `train` can tell."""


def float_array(name: str, value: Any, shape: tuple[str | int, ...] | None = None, **sizes: int) -> Array:
    """Return `value` as it is, if it is a finite floating-point array of the given shape.

    Parameters
    ----------
    name : str
        The argument's name, for the message.
    value : array
        What came.
    shape : tuple of str or int, optional
        The expected axes: a number, or a symbol such as ``"T"`` or ``"4H"``. Symbols that
        are keys of `sizes` must have that size; others may have any size of at least 1.

    Raises
    ------
    TypeError
        If `value` is no NumPy array, or one with a mask or rules of its own.
    ValueError
        For a wrong dtype, a wrong shape, an empty axis, NaN or infinity.
    """
    if not isinstance(value, ARRAYS):
        raise TypeError(
            f"{name}: expected a NumPy array, got {type(value).__name__}. Remedy: np.array(..., dtype=float)"
        )
    array: Array = plain(name, value)
    if array.dtype.char not in "dfD":  # the legal ones; asking for their names costs as much as a small step
        raise ValueError(
            f"{name}: expected dtype {', '.join(LEGAL_DTYPES)}, got {array.dtype}. "
            f"Remedy: {name}.astype(float)"
        )
    if shape is not None:
        check_shape(name, array.shape, shape, sizes)
    finite = np.isfinite(array)
    if np.count_nonzero(finite) != array.size:  # half the time of all() for a small array
        bad = ~finite
        where = tuple(int(k) for k in np.argwhere(bad)[0])
        raise NotFinite(
            f"{name}: expected finite numbers, got {array[where]} at index {where} "
            f"({int(bad.sum())} of {array.size} entries are NaN or infinite)"
        )
    return array


def check_shape(
    name: str, got: tuple[int, ...], shape: tuple[str | int, ...], sizes: Mapping[str, int]
) -> None:
    """Raise a ValueError unless `got` fits the symbolic `shape`; see `float_array`."""
    expected = [axis_size(axis, sizes) for axis in shape]
    fits = [*got] == expected or (
        len(got) == len(expected)
        and all(n >= 1 if e is None else n == e for n, e in zip(got, expected, strict=True))
    )
    if fits:
        return
    symbols = ", ".join(str(axis) for axis in shape) + ("," if len(shape) == 1 else "")
    known = ", ".join(
        f"{axis} = {e}"
        for axis, e in zip(shape, expected, strict=True)
        if e is not None and isinstance(axis, str)
    )
    free = any(e is None for e in expected) and len(got) == len(shape) and 0 in got
    reason = f" with {known}" if known else ""
    reason += "; every size must be at least 1" if free else ""
    raise ValueError(f"{name}: expected shape ({symbols}){reason}, got {got}")


def axis_size(axis: str | int, sizes: Mapping[str, int]) -> int | None:
    """Value of an axis such as 3, "H", "4H" or "2N+H"; None if one of its symbols is not known yet."""
    if isinstance(axis, int):
        return axis
    if axis in sizes:
        return sizes[axis]
    total = 0
    for factor, symbol in axis_terms(axis):
        if symbol not in sizes:
            return None
        total += factor * sizes[symbol]
    return total


@cache
def axis_terms(axis: str) -> tuple[tuple[int, str], ...]:
    """Split "2N+H" into ((2, "N"), (1, "H"))."""
    matches = [re.fullmatch(r"(\d*)([A-Za-z]\w*)", term) for term in axis.split("+")]
    if not all(matches):
        raise AssertionError(f"{axis!r} is no axis symbol")
    return tuple((int(m.group(1) or 1), m.group(2)) for m in matches if m)


def lengths_array(lengths: Any, T: int, B: int | None = None) -> np.ndarray:
    """Return sequence lengths as integers of shape (B,), each from 1 to `T`; raise otherwise."""
    try:
        array = plain("lengths", lengths)
    except ValueError as error:  # ragged
        came = type(lengths).__name__
        raise ValueError(f"lengths: expected integers of shape (B,), got a ragged {came}: {error}") from error
    if array.ndim != 1 or array.size == 0 or (B is not None and array.size != B):
        B_is = "B of at least 1" if B is None else f"B = {B}"
        raise ValueError(f"lengths: expected shape (B,) with {B_is}, got {array.shape}")
    if array.dtype.kind not in "iu":
        raise ValueError(f"lengths: expected integers, got dtype {array.dtype}")
    if array.min() < 1 or array.max() > T:
        raise ValueError(f"lengths: expected values from 1 to T = {T}, got {array.min()} to {array.max()}")
    return array.astype(np.intp)  # unsigned lengths minus steps would become floats


def whole_number(name: str, value: Any, low: int, high: int | None = None, upper: str = "") -> int:
    """Return `value` as an int if it is a whole number from `low` to `high`; raise a ValueError otherwise.

    `upper` is what the upper bound is called, for the message.
    """
    whole = isinstance(value, numbers.Integral) and not isinstance(value, bool)
    if not whole or value < low or (high is not None and value > high):
        bound = (
            f"of at least {low}" if high is None else f"from {low} to {upper + ' = ' if upper else ''}{high}"
        )
        raise ValueError(f"{name}: expected a whole number {bound}, got {value!r}")
    return int(value)


def positive_int(name: str, value: Any) -> int:
    """Return `value` if it is a whole number of at least 1; raise a ValueError otherwise."""
    return whole_number(name, value, 1)


def real_number(name: str, value: Any, low: float = -np.inf, high: float = np.inf) -> float:
    """Return `value` as a float if it is a finite real number in [low, high]; raise otherwise."""
    real = isinstance(value, numbers.Real) and not isinstance(value, bool)
    try:
        number = float(value) if real else math.nan
    except OverflowError:
        number = math.inf
    if not math.isfinite(number) or not low <= number <= high:
        bounds = "" if (low, high) == (-np.inf, np.inf) else f" from {low:g} to {high:g}"
        raise ValueError(f"{name}: expected a finite number{bounds}, got {value!r}")
    return number


def one_of(name: str, value: Any, options: Sequence[Any]) -> Any:
    """Return `value` if it is one of the options; raise a ValueError otherwise."""
    if not any(value is option or (type(value) is type(option) and value == option) for option in options):
        raise ValueError(f"{name}: expected one of {', '.join(map(repr, options))}, got {value!r}")
    return value


def generator(rng: Any) -> np.random.Generator:
    """Return `rng` if it is a NumPy generator; raise a TypeError that says how to make one otherwise."""
    if not isinstance(rng, np.random.Generator):
        raise TypeError(
            f"rng: expected a numpy.random.Generator, got {type(rng).__name__}. "
            "Remedy: np.random.default_rng(seed)"
        )
    return rng
