"""How the arrays lie: features before sequences, the layers in the order o, i, f, g, one piece of memory."""

from __future__ import annotations

from itertools import accumulate
from math import prod
from typing import Any

import numpy as np

from lstm_teach.numerics import Array

ROWS = "oifg"


def carve(dtype: Any, *shapes: tuple[int, ...]) -> list[Array]:
    """Return empty arrays in one piece of memory.

    Of many pieces the C library gives some back after every run; getting them anew can double its time.
    """
    ends = list(accumulate(map(prod, shapes)))
    memory = np.empty(ends[-1], dtype)
    return [
        memory[start:end].reshape(shape) for start, end, shape in zip([0, *ends], ends, shapes, strict=False)
    ]


def features_first(a: Array) -> Array:
    """From (T, B, features) to (T, features, B), or back, as a view."""
    return a.transpose(0, 2, 1)


def o_first(W: Array) -> Array:
    """Put the columns of i, f, g, o in the order o, i, f, g."""
    H = W.shape[1] // 4
    return np.concatenate([W[:, 3 * H :], W[:, : 3 * H]], axis=1)
