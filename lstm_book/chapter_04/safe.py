"""The safe with two keys, exercise 4.4: its streams, and what goes wrong in a cell that is wired for it."""

from __future__ import annotations

from typing import Any

import numpy as np

from lstm_teach.cells.memory_block import MEMORY_BLOCK, MemoryBlockParams
from lstm_teach.numerics import Array
from lstm_teach.sequence import unroll

VALUE, KEY_A, KEY_B, READ = range(4)
SILENT, LOUD, WRITTEN = 0.01, 0.2, 0.924
ALMOST = 0.05  # a store that in the end lacks no more than this fails for what (4.10) leaves out
DECOYS, PULL = 20, 200  # steps before anything is written, and after


def safe_streams() -> tuple[Array, Array]:
    """Return streams (T, B, 4) and the sign that is written in each."""
    rng = np.random.default_rng(44)
    written = np.array([1.0, -1.0, 1.0, -1.0])
    T, B = DECOYS + 1 + PULL, len(written)
    x = np.zeros((T, B, 4))
    x[:, :, VALUE] = -written  # before and after, everything pulls against what is written
    single = rng.integers(0, 3, size=(T, B))  # no key, key A or key B
    single[:, :2] = [1, 2]  # the two hardest streams: one and the same key at every step
    x[:, :, KEY_A], x[:, :, KEY_B] = single == 1, single == 2
    x[DECOYS, :, VALUE], x[DECOYS, :, KEY_A : KEY_B + 1] = written, 1.0
    x[[5, DECOYS + 40, T - 1], :, READ] = 1.0
    return x, written


def safe_fault(params: MemoryBlockParams) -> str | None:
    """Run one memory cell over streams of single keys, one pair of keys and a pull, and name the fault."""
    if params.W_h.any() or params.W_y is not None or params.b_cells is not None:
        return "W_h: expected zeros, and neither W_y nor b_cells: the gates hear the inputs only."
    x, written = safe_streams()
    trace: Any = unroll(MEMORY_BLOCK, params, x)
    opened, heard = trace.y_in[DECOYS, :, 0].min(), np.abs(trace.g[DECOYS]).min()
    if heard < WRITTEN / 2:
        return (
            f"Where the value is 1 or -1 the cell input g is {heard:.4f} in size, and no gate makes more "
            "of it: the third column of W_x must hear the value, in the first row."
        )
    if opened * heard < WRITTEN / 2:  # a half-open gate may pass enough of a large g
        return f"With both keys the input gate opens to {opened:.4f} only; what passes is not enough."
    if np.any(trace.g[DECOYS, :, 0, 0] * written < 0):
        return "The value is written with the wrong sign: the cell input must hear it with a positive weight."
    faults = (_fault_at(x, trace, written, t, b) for t in range(len(x)) for b in range(len(written)))
    return next((fault for fault in faults if fault), None)


def _near(left: float) -> str:
    """Return why a cell that obeys (4.10) may fail all the same, if so much is left in the end."""
    if left < WRITTEN / 2 - ALMOST:
        return ""
    return (
        " It fails by little: (4.10) leaves nothing for what single keys let in before the writing, nor for "
        "a gate that opens to less than 1. Shut a little tighter."
    )


def _fault_at(x: Array, trace: Any, written: Array, t: int, b: int) -> str | None:
    """Return what is wrong at one step of one stream."""
    sign, c, h = written[b], trace.c[t, b, 0, 0], trace.h[t, b, 0]
    reading, before = x[t, b, READ] == 1.0, t < DECOYS
    keys = {(1, 0): "key A alone", (0, 1): "key B alone", (0, 0): "no key", (1, 1): "both keys"}
    turned = keys[int(x[t, b, KEY_A]), int(x[t, b, KEY_B])]
    where = f"Step {t + 1}, {'before' if before else 'after'} the pair of keys: "
    leak = f"With {turned} the input gate stands at {trace.y_in[t, b, 0]:.4f}."
    if not before and sign * c < WRITTEN / 2:
        fault = f"{where}the store is {c:.4f}, expected {sign * WRITTEN / 2:.3f} or beyond. {leak}"
        return fault + _near(sign * trace.c[-1, b, 0, 0])
    if (before or not reading) and abs(h) >= SILENT:
        why = "nothing was written yet" if reading else "there is no read mark"
        return f"{where}h is {h:.4f}, expected below {SILENT} in size, for {why}. {leak}"
    if not before and reading and sign * h < LOUD:
        return f"{where}the read mark is on and h is {h:.4f}, expected {sign * LOUD} or beyond."
    return None
