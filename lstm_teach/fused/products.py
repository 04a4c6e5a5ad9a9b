"""The product of a step with weights, quicker: what symbols bring is looked up, and float32 is cut in pieces.

With symbols, the rows that they choose need no product: one column of W_x and b for each is added.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import numpy as np

from lstm_teach.numerics import Array

SMALL = 10**6  # M * N * K up to which OpenBLAS multiplies without putting the matrix in order first
FEWEST = 16  # rows of a piece

Product = Callable[[Array, Array], object]  # (z, out): writes the product with z into out


def with_lookup(W: Array, H: int, symbols: Array) -> Product:
    """Return what stands for the product of W (rows, H + D + 1) with [h; x; 1], from h and by symbols (T, B).

    Every call is a step.
    """
    table, by_step = np.add(W[:, H:-1], W[:, -1:], order="C"), iter(symbols)
    product, add = in_pieces(np.asfortranarray(W[:, :H]), symbols.shape[1]), np.add

    def run(z: Array, out: Array) -> None:
        product(z, out)
        add(out, table[:, next(by_step)], out)

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
