"""How the error passes through a block of steps: what must wait for the step after.

There are two ways with the same numbers. Each owns the memory of a block, used again for every block; in it
the layers stand in the order i, f, g, o. After `send`, `columns[:4H]` is da for one product.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from lstm_teach.fused.memory import plan_for
from lstm_teach.fused.rows import features_first, product_of
from lstm_teach.numerics import Array


class Many:
    """Sequences side by side, eight calls a step and a product."""

    def __init__(self, W_h: Array, size: int, B: int, D: int) -> None:
        H = len(W_h)
        # The factors, and when they have served, in their place, what the weights' gradients are made of.
        work = max(6 * H, 5 * H + D + 1), size, B
        self.plan = plan_for(self._slices, W_h.dtype, work, (size, 4 * H, B), (size, H, B), (size + 1, H, B))
        self.columns, self.da, self.total, self.wires = self.plan.arrays
        # When the product of the columns is taken, the others are needed no more: a place for it, if it fits.
        others, n = self.plan.memory[self.columns.size :], 4 * H * (H + D + 1)
        self.place = others[:n].reshape(4 * H, -1) if n <= others.size else None
        self.product = product_of(W_h, B)
        self.W_h, self.dc, self.steps = W_h, np.empty((H, B), W_h.dtype), list(self.plan.steps())

    @staticmethod
    def _slices(work: Array, da: Array, total: Array, wires: Array) -> Sequence[Array]:
        size, H, B = total.shape
        layers, factors = da.reshape(size, 4, H, B), work[: 6 * H].reshape(6, size, H, B)
        from_c, to_i_f_g = factors[2:5].swapaxes(0, 1), layers[:, :3]
        return total, wires[1:], wires[:-1], da, layers[:, 3], to_i_f_g, factors[0], factors[1], from_c

    def factors(self, n: int) -> Array:
        """Return a place for what errors are multiplied by, (6, n, H, B)."""
        return self.columns[: 6 * len(self.W_h)].reshape(6, *self.total.shape)[:, :n]

    def laid(self, a: Array) -> Array:
        """Return a (n, B, H) as (n, H, B)."""
        return features_first(a)

    def send(
        self, start: int, keeps: Array, dh: Array, from_h: Array, from_c: Array, events: Any
    ) -> tuple[Array, Array]:
        """Send the error from the last step to the first; return dL/dh_t, and dL/dc_t from later steps.

        `keeps` (n, H, B) is how much of dL/dc_t goes on along the wire. What goes on to the block before
        is left in `from_h` and `from_c`.
        """
        product, multiply, add, dc = self.product, np.multiply, np.add, self.dc
        n, H = len(keeps), len(self.W_h)
        self.total[:n], self.wires[n] = features_first(dh), from_c
        t = start + n
        for f, step in zip(keeps[::-1], reversed(self.steps[:n]), strict=True):
            dh, wire, wire_before, da, da_o, da_i_f_g, h_o, h_c, c_i_f_g = step
            t -= 1
            if t in events:
                arrive(events[t], from_h, wire)
            add(dh, from_h, dh)
            multiply(dh, h_o, da_o)
            multiply(dh, h_c, dc)
            add(dc, wire, dc)
            multiply(dc, c_i_f_g, da_i_f_g)
            multiply(dc, f, wire_before)
            product(da, from_h)
        from_c[...] = self.wires[0]
        self.columns[: 4 * H, :n] = self.da[:n].transpose(1, 0, 2)
        return self.total[:n], self.wires[1 : n + 1]


class One:
    """One sequence of few units: ``[dh; dc; 1]`` of a step is a matrix times that of the step after.

    The matrices of a block are made at once. Their last column brings in what the loss adds to dh.
    Arrays have the steps last, so that inner loops are long.
    """

    def __init__(self, W_h: Array, size: int, D: int) -> None:
        H = len(W_h)
        K = 2 * H + 1
        self.plan = plan_for(self._slices, W_h.dtype, (5 * H + D + 1, size, 1), (6, H, size), (size, K, K),
                             (size + 1, K))  # fmt: skip
        self.columns, self.work, self.matrices, self.errors = self.plan.arrays
        self.place, self.steps = None, list(self.plan.steps())
        self.W = W_h.T.reshape(4, H, H).swapaxes(0, 1)  # W[j, k] is how unit j of layer k acts back on h

    @staticmethod
    def _slices(columns: Array, work: Array, matrices: Array, errors: Array) -> Sequence[Array]:
        matrices[...] = 0  # where nothing else is written, it stays
        matrices[:, -1, -1] = 1
        return matrices, errors[1:], errors[:-1]

    def factors(self, n: int) -> Array:
        """Return a place for what errors are multiplied by, (6, n, H, 1)."""
        return self.work.reshape(-1)[: self.work[..., 0].size * n].reshape(6, -1, n, 1).swapaxes(1, 2)

    def laid(self, a: Array) -> Array:
        """Return a (n, 1, H) as (n, H, 1), the steps last in memory."""
        return np.asfortranarray(features_first(a))

    def send(
        self, start: int, keeps: Array, dh: Array, from_h: Array, from_c: Array, events: Any
    ) -> tuple[Array, Array]:
        """See `Many.send`."""
        n, H, errors = len(keeps), len(from_h), self.errors
        kept, (h_o, h_c, *to_i_f_g, _) = keeps[..., 0].T, self.factors(n)[..., 0].swapaxes(1, 2)
        self._write_matrices(n, kept, h_o, h_c, *to_i_f_g)
        back = self.matrices  # (size, from, to)
        back[1:n, -1, :H], back[1:n, -1, H:-1] = dh[:-1, 0], 0
        for t, event in events.items():
            if t == start + n - 1:
                arrive(event, from_h, from_c)
            elif start <= t < start + n:
                dropped, *added = event
                back[t - start + 1, :-1, :-1] *= not dropped
                back[t - start + 1, -1, :-1] += np.concatenate(added)[:, 0]
        errors[n, :H], errors[n, H:-1], errors[n, -1] = from_h[:, 0] + dh[-1, 0], from_c[:, 0], 1
        for matrix, later, earlier in reversed(self.steps[:n]):
            later.dot(matrix, earlier)
        from_h[:, 0], from_c[:, 0] = errors[0, :H], errors[0, H:-1]
        total, wires = errors[1 : n + 1, :H], errors[1 : n + 1, H:-1]
        da, dh_t = self.columns[: 4 * H, :n, 0].reshape(4, H, n), total.T.copy()
        dc = h_c * dh_t
        dc += wires.T
        for place, factor in zip(da, to_i_f_g, strict=False):
            np.multiply(factor, dc, place)
        np.multiply(h_o, dh_t, da[3])
        return total[..., None], wires[..., None]

    def _write_matrices(self, n: int, kept: Array, h_o: Array, h_c: Array, *to_i_f_g: Array) -> None:
        """Write for each of n steps what its errors become in the step before; all factors are (H, n)."""
        H = len(kept)
        from_h, from_c = np.empty((2, H, n, 4), kept.dtype)
        for k, factor in enumerate(to_i_f_g):
            from_c[..., k] = factor
        from_c[..., 3] = 0
        np.multiply(from_c, h_c[..., None], from_h)
        from_h[..., 3] = h_o
        to_h, to_c = self.matrices[:n, :-1, :H].swapaxes(0, 1), self.matrices[:n, :-1, H:-1]
        np.matmul(from_h, self.W, out=to_h[:H])
        np.matmul(from_c, self.W, out=to_h[H:])
        for first, value in (0, kept * h_c), (H, kept):
            np.einsum("tjj->jt", to_c[:, first : first + H])[...] = value


def arrive(event: tuple[Any, ...], *errors: Array) -> None:
    """Drop the errors that come to a step from later ones, or add to them."""
    dropped, *added = event
    for error, more in zip(errors, added, strict=True):
        error[...] = more if dropped else error + more


def events_of(d_final: tuple[Array, ...], last: Array, T: int, chunk: int) -> dict[int, tuple[Any, ...]]:
    """Return for some steps what happens to the errors that come from later: dropped or not, and added to."""
    borders = range(chunk - 1, T - 1, chunk)
    if not borders and not any(map(np.count_nonzero, d_final)):
        return {}
    return {
        t: (t in borders, *(np.where(last == t, final.T, 0) for final in d_final))
        for t in {*borders, *last.tolist()}
    }
