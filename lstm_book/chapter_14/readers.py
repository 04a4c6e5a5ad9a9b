"""Three ways from the words' vectors x (T, B, D) to what is known at each word, h (T, B, n).

One cell from left to right, which may answer some words late; two cells, one from each end; and no recurrence
at all, a tanh layer over a window of words. Padding behind an address is 0 and changes nothing.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from lstm_teach import bptt, length_mask, unroll
from lstm_teach.cells import GRU, LSTM, RNN, Cell
from lstm_teach.compose import Both, bptt_bidirectional, outputs_bidirectional, unroll_bidirectional
from lstm_teach.numerics import Array

CELLS: dict[str, Cell] = {"LSTM": LSTM, "GRU": GRU, "RNN": RNN}


class Reader(NamedTuple):
    """How words are read."""

    cell: str  # a name in `CELLS`, or "window"
    units: int  # in each direction
    both: bool = False  # from both ends
    delay: int = 0  # words that are read beyond the one that is answered, for one direction
    reach: int = 0  # words to either side, for the window

    @property
    def outputs(self) -> int:
        """How many numbers are known at each word."""
        return self.units * (2 if self.both else 1)


class WindowParams(NamedTuple):
    """Weights of the window's layer."""

    W: Array  # ((2 reach + 1) D, units)
    b: Array  # (units,)


def init(rng: np.random.Generator, reader: Reader, D: int) -> Any:
    """Return starting weights, those of the cells as they start by themselves."""
    if reader.cell == "window":
        n = (2 * reader.reach + 1) * D
        return WindowParams(rng.normal(size=(n, reader.units)) / np.sqrt(n), np.zeros(reader.units))
    cell = CELLS[reader.cell]
    first = cell.init(rng, D, reader.units)
    return Both(first, cell.init(rng, D, reader.units)) if reader.both else first


def forward(reader: Reader, params: Any, x: Array, lengths: Array) -> tuple[Array, Any]:
    """Return h and what the way back needs."""
    if reader.cell == "window":
        return _window(reader, params, x)
    cell = CELLS[reader.cell]
    if reader.both:
        traces = unroll_bidirectional(cell, params, x, lengths)
        return outputs_bidirectional(traces, lengths), traces
    late = np.concatenate([x, np.zeros((reader.delay, *x.shape[1:]))])
    trace = unroll(cell, params, late)
    return trace.h[reader.delay :], trace


def backward(reader: Reader, params: Any, saved: Any, dh: Array, lengths: Array) -> tuple[Any, Array]:
    """Return dL/dparams and dL/dx."""
    if reader.cell == "window":
        return _window_backward(reader, params, saved, dh)
    cell = CELLS[reader.cell]
    dh = dh * length_mask(lengths, len(dh))[..., None]
    if reader.both:
        found = bptt_bidirectional(cell, params, saved, dh, lengths=lengths)
        return found.params, found.x
    late = np.concatenate([np.zeros((reader.delay, *dh.shape[1:])), dh])
    found = bptt(cell, params, saved, late, errors=False)
    return found.params, found.x[: len(dh)]


def _window(reader: Reader, params: WindowParams, x: Array) -> tuple[Array, tuple[Array, Array]]:
    edge = np.zeros((reader.reach, *x.shape[1:]))
    wide = np.concatenate([edge, x, edge])
    windows = np.concatenate([wide[k : k + len(x)] for k in range(2 * reader.reach + 1)], axis=2)
    h = np.tanh(windows @ params.W + params.b)
    return h, (windows, h)


def _window_backward(
    reader: Reader, params: WindowParams, saved: tuple[Array, Array], dh: Array
) -> tuple[WindowParams, Array]:
    windows, h = saved
    da = dh * (1 - h**2)
    d_windows, T = da @ params.W.T, len(dh)
    parts = np.split(d_windows, 2 * reader.reach + 1, axis=2)
    wide = np.zeros((T + 2 * reader.reach, *parts[0].shape[1:]))
    for k, part in enumerate(parts):
        wide[k : k + T] += part
    rows = da.reshape(-1, da.shape[-1])
    d_params = WindowParams(windows.reshape(len(rows), -1).T @ rows, rows.sum(axis=0))
    return d_params, wide[reader.reach : reader.reach + T]
