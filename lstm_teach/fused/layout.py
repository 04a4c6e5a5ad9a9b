"""How the arrays lie: features before sequences, the layers in the order o, i, f, g."""

from __future__ import annotations

import numpy as np

from lstm_teach.numerics import Array

ROWS = "oifg"


def features_first(a: Array) -> Array:
    """From (T, B, features) to (T, features, B), or back, as a view."""
    return a.transpose(0, 2, 1)


def o_first(W: Array) -> Array:
    """Put the columns of i, f, g, o in the order o, i, f, g."""
    H = W.shape[1] // 4
    return np.concatenate([W[:, 3 * H :], W[:, : 3 * H]], axis=1)
