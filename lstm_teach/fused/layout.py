"""How the arrays lie: features before sequences, the layers in the order o, i, f, g, one piece of memory."""

from __future__ import annotations

import weakref
from collections import deque
from itertools import accumulate
from math import prod
from typing import Any

import numpy as np

from lstm_teach.numerics import Array

ROWS = "oifg"
SPARED = 2**25, 2**30  # bytes of memory that are kept for the next run; less stays with the C library
spare: deque[Array] = deque(maxlen=1)


def carve(dtype: Any, *shapes: tuple[int, ...], reuse: bool = False) -> list[Array]:
    """Return arrays in one piece of memory, with whatever is there.

    Of many pieces the C library gives some back after every run; getting them anew can double its time.
    """
    ends = list(accumulate(map(prod, shapes)))
    memory = _used_before(ends[-1], dtype) if reuse else np.empty(ends[-1], dtype)
    return [
        memory[start:end].reshape(shape) for start, end, shape in zip([0, *ends], ends, shapes, strict=False)
    ]


def _used_before(n: int, dtype: Any) -> Array:
    """Return n numbers with whatever is there, in the memory of an earlier run if that is free and fits.

    The system fills new pages with zeros, and for a wide layer that takes a tenth of a training step.
    """
    size = n * dtype.itemsize
    if not SPARED[0] <= size <= SPARED[1]:
        return np.empty(n, dtype)
    try:
        piece = spare.pop()  # out of the list before it is looked at: two threads never have the same
    except IndexError:
        piece = None
    if piece is None or not size <= piece.nbytes <= 2 * size:
        piece = np.empty(size, np.uint8)
    lent: Array = np.frombuffer(piece.data, dtype, n)
    # Every array that lies in it keeps `lent` alive, and when the last one is gone the piece is free.
    weakref.finalize(lent, spare.append, piece).atexit = False
    return lent


def features_first(a: Array) -> Array:
    """From (T, B, features) to (T, features, B), or back, as a view."""
    return a.transpose(0, 2, 1)


def o_first(W: Array) -> Array:
    """Put the columns of i, f, g, o in the order o, i, f, g."""
    H = W.shape[1] // 4
    return np.concatenate([W[:, 3 * H :], W[:, : 3 * H]], axis=1)
