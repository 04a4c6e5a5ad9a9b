"""Symbols in place of one-hot rows: whole numbers from 0 to D - 1, as `unroll` takes them."""

from __future__ import annotations

from typing import Any

import numpy as np

from lstm_teach.numerics import Array
from lstm_teach.params import named_leaves
from lstm_teach.validation import plain


def one_hot(symbols: Any, D: int, params: Any) -> Array:
    """Return the rows (T, B, D) that symbols (T, B) stand for, read-only, in the dtype of the parameters.

    They lie in memory as those of a fast run do, features first.

    Raises
    ------
    ValueError
        If `symbols` are no integers of shape (T, B), empty, or not from 0 to D - 1.
    """
    symbols = plain("x", symbols)
    expected = f"x: expected floats (T, B, D), such as float64, or integers (T, B), symbols from 0 to {D - 1}"
    if symbols.ndim != 2 or symbols.size == 0 or symbols.dtype.kind not in "iu":
        raise ValueError(f"{expected}, got shape {symbols.shape} of dtype {symbols.dtype}")
    low, high = symbols.min(), symbols.max()
    if low < 0 or high >= D:
        raise ValueError(f"{expected}, got symbols from {low} to {high}")
    T, B = symbols.shape
    rows = np.zeros((T, D, B), np.result_type(*(leaf for _, leaf in named_leaves(params))))
    rows[np.arange(T)[:, None], symbols, np.arange(B)] = 1
    rows.flags.writeable = False
    return rows.swapaxes(1, 2)
