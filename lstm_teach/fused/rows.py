"""How the arrays lie: features before sequences, the layers in the order g, f, i, o."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from lstm_teach.numerics import Array, columns

ROWS = "gfio"
LONG = 128  # numbers in a row


def features_first(a: Array) -> Array:
    """From (T, B, features) to (T, features, B), or back, as a view."""
    return a.transpose(0, 2, 1)


def in_rows(W: Array) -> Array:
    """Put the columns of i, f, g, o in the order of ROWS."""
    i, f, g, o = columns(W, 4)
    return np.concatenate([g, f, i, o], axis=1)


def product_of(W: Array, B: int) -> Callable[[Array, Array], object]:
    """Return what writes W z, for z of B columns."""
    if W.dtype == np.float64:
        return W.dot
    from lstm_teach.fused.products import in_pieces  # here and not above: float32 is for large nets

    return in_pieces(W, B)


def without_buffer(row: int) -> None:
    """Let NumPy compute with rows of this length where they lie; `np.errstate` puts it back.

    It copies rows that lie apart into a buffer first, unless that is smaller than a row. With long rows all
    takes twice the time by that; with short ones, it is quicker to copy.
    """
    if row >= LONG:
        np.setbufsize(16)  # numbers, the smallest buffer there is
