"""How the arrays lie: features before sequences, the layers in the order g, f, i, o."""

from __future__ import annotations

import numpy as np

from lstm_teach.numerics import Array, columns

ROWS = "gfio"


def features_first(a: Array) -> Array:
    """From (T, B, features) to (T, features, B), or back, as a view."""
    return a.transpose(0, 2, 1)


def in_rows(W: Array) -> Array:
    """Put the columns of i, f, g, o in the order of ROWS."""
    i, f, g, o = columns(W, 4)
    return np.concatenate([g, f, i, o], axis=1)
