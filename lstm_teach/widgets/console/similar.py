"""Which units do alike over a stretch of steps."""

from __future__ import annotations

import numpy as np

from lstm_teach.numerics import Array
from lstm_teach.validation import whole_number


def correlations(field: Array, sequence: int, unit: int, first: int, last: int) -> Array:
    """Return Pearson's correlation of every unit with one of them, over the steps `first` to `last`.

    Parameters
    ----------
    field : array (T, B, H)
        What is compared, such as ``trace.h``; with more axes, those behind (T, B) are the units.
    sequence, unit : int
        From 0.
    first, last : int
        Steps as pictures count them, from 1; both are included.

    Returns
    -------
    array (H,)
        0 where a unit does not change, or the chosen one does not.

    Raises
    ------
    ValueError
        If there is no such step, sequence or unit.
    """
    T, B = field.shape[:2]
    whole_number("sequence", sequence, 0, B - 1, "B - 1")
    whole_number("last", last, 1, T, "T")
    whole_number("first", first, 1, last, "last")
    values = np.real(field[first - 1 : last, sequence]).reshape(last - first + 1, -1)
    whole_number("unit", unit, 0, values.shape[1] - 1, "H - 1")
    # Relative to the largest of them all squares are finite, and what does not change is exactly its mean.
    sizes = np.abs(values).max(axis=0)
    values = values / np.where(sizes > 0, sizes, 1.0)
    apart = values - values.mean(axis=0)
    lengths = np.sqrt((apart**2).sum(axis=0))
    units = apart / np.where(lengths > 0, lengths, 1.0)
    return np.clip(units.T @ units[:, unit], -1.0, 1.0)


def similar_units(field: Array, sequence: int, unit: int, first: int, last: int) -> tuple[int, ...]:
    """Return all units, the one most like a chosen one first, whatever the sign of `correlations`.

    The chosen unit stands first; units that are as much alike keep their order.
    """
    sizes = np.round(np.abs(correlations(field, sequence, unit, first, last)), 12)
    sizes[unit] = np.inf
    return tuple(int(n) for n in np.argsort(-sizes, kind="stable"))
