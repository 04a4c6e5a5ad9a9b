"""The product of a step with weights, quicker: what symbols bring is looked up, and float32 is cut in pieces.

With symbols, the rows that they choose need no product: for each, a row of W_x is added.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import numpy as np

from lstm_teach.numerics import Array

Product = Callable[[Array, Array], object]  # (z, out): writes the product with z into out

SMALL = 10**6  # M * N * K up to which OpenBLAS multiplies without putting the matrix in order first
FEWEST = 16  # rows of a piece
PAD = 16
# The C library of Linux gives memory back to the system when twice as much is free as the largest piece that
# it has got back, and to fetch it again, filled with zeros, takes a tenth of a step of training.
np.empty(2**24, np.uint8)


def with_lookup(W: Array, H: int, symbols: Array) -> Product:
    """Return what stands for the product of W (rows, H + D + 1) with [h; x; 1], from h and by symbols (T, B).

    Every call is a step.
    """
    B, M = symbols.shape[1], len(W)
    # A little longer than need be: in the cache, rows a power of 2 apart would stand in each other's way.
    rows = np.empty((W.shape[1] - H - 1, M + PAD), W.dtype)
    np.add(W[:, H:-1].T, W[:, -1], rows[:, :M])
    product, add, by_step = in_pieces(np.asfortranarray(W[:, :H]), B), np.add, iter(symbols)
    chosen = np.empty((B, M + PAD), W.dtype)
    from_x = chosen[:, :M].T

    def run(z: Array, out: Array) -> None:
        product(z, out)
        rows.take(next(by_step), 0, chosen, "clip")  # "raise" would write elsewhere first
        add(out, from_x, out)

    return run


def in_pieces(W: Array, B: int) -> Product:
    """Return what writes W z for z (K, B): in float32, where it pays, some rows of W at a time."""
    (M, K), n = W.shape, 1
    while M % (2 * n) == 0 and M // (2 * n) >= FEWEST and M // n * K * B > SMALL:
        n *= 2
    if W.dtype != np.float32 or n == 1 or M // n * K * B > SMALL or not long_registers():
        return W.dot
    pieces = np.ascontiguousarray(W.reshape(n, M // n, K).swapaxes(1, 2)).swapaxes(1, 2)
    matmul, shape = np.matmul, (n, M // n, B)
    return lambda z, out: matmul(pieces, z, out.reshape(shape))


@cache
def long_registers() -> bool:
    """Whether there is AVX-512, as NumPy finds it: for that alone OpenBLAS has a way without that order."""
    from numpy.lib import introspect

    current = introspect.opt_func_info(func_name="^tanh$")["tanh"].get("ff", {}).get("current", "")
    return "V4" in current or "AVX512" in current
