"""A model: a cell, and the linear layer that reads an answer off its hidden state."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, NamedTuple

import numpy as np

from lstm_teach.cells import starts
from lstm_teach.cells.base import Cell
from lstm_teach.gates import Cuts, Holds
from lstm_teach.numerics import Array
from lstm_teach.sequence import bptt, unroll
from lstm_teach.validation import float_array


class ReadoutParams(NamedTuple):
    """Weights of a readout."""

    W_y: Array  # (H, O)
    b_y: Array | None = None  # (O,)


def init_readout(
    rng: np.random.Generator, hidden_size: int, output_size: int, *, bias: bool = True
) -> ReadoutParams:
    """Return Glorot weights and a bias of 0, or none.

    Raises
    ------
    TypeError, ValueError
        If `rng` is no generator or a size is below 1.
    """
    starts.checked(rng, hidden_size=hidden_size, output_size=output_size)
    return ReadoutParams(
        starts.glorot(rng, hidden_size, output_size), np.zeros(output_size) if bias else None
    )


@np.errstate(under="ignore")
def readout(params: ReadoutParams, h: Array) -> Array:
    r"""Return :math:`y = h W_y + b_y`, for h of shape (..., H); y has shape (..., O).

    Raises
    ------
    TypeError, ValueError
        If an argument is no finite float array of the right shape.
    """
    _check(params, h)
    y = h @ params.W_y
    return y if params.b_y is None else y + params.b_y


@np.errstate(under="ignore")
def readout_backward(params: ReadoutParams, h: Array, dy: Array) -> tuple[ReadoutParams, Array]:
    r"""Return dL/dparams and dL/dh: :math:`dW_y = \sum h^\top dy`, :math:`dh = dy\, W_y^\top`.

    Raises
    ------
    TypeError, ValueError
        If an argument is no finite float array of the right shape.
    """
    _check(params, h)
    float_array("dy", dy, (*h.shape[:-1], params.W_y.shape[1]))
    rows_h, rows_dy = h.reshape(-1, h.shape[-1]), dy.reshape(-1, dy.shape[-1])
    db_y = None if params.b_y is None else rows_dy.sum(axis=0)
    # One product for all steps takes half the time of one a step, and differs from it in the last digits.
    dh = (rows_dy if dy.dtype == np.float32 else dy) @ params.W_y.T
    return ReadoutParams(rows_h.T @ rows_dy, db_y), dh.reshape(h.shape)


class Model(NamedTuple):
    """Weights of a cell and of the readout above it; gradients have this form too."""

    cell: Any
    out: ReadoutParams


def init_model(
    cell: Cell, rng: np.random.Generator, input_size: int, hidden_size: int, output_size: int, **options: Any
) -> Model:
    """Return starting weights: ``cell.init`` with its `options`, then `init_readout`, from one generator.

    Raises
    ------
    TypeError, ValueError
        As these two.
    """
    weights = cell.init(rng, input_size, hidden_size, **options)
    return Model(weights, init_readout(rng, hidden_size, output_size))


def gradient_of(
    cell: Cell,
    loss: Callable[[Array, Any], tuple[float, Array]],
    *,
    every_step: bool = False,
    holds: Holds = (),
    cuts: Cuts = (),
    cut: Sequence[str] = (),
) -> Callable[[Model, Any], tuple[float, Model]]:
    r"""Return what `train` asks for: from a model and a batch to the loss and dL/d(model).

    Parameters
    ----------
    cell : Cell
    loss : callable
        ``loss(y, batch) -> (L, dL/dy)`` for :math:`y = h W_y + b_y`, such as
        ``lambda y, batch: binary_cross_entropy(y, batch.bit)``.
    every_step : bool
        Whether y is read at every step, (T, B, O), or at the last one alone, (B, O).
    holds, cuts, cut
        As for `unroll`, the last for `bptt`.

    Returns
    -------
    callable
        ``gradient(model, batch)``; the batch has an attribute `x` of shape (T, B, D).

    Raises
    ------
    TypeError, ValueError
        When it is called, as `unroll`, `readout` and `bptt`.
    """
    return partial(_gradient, cell, loss, every_step, holds, cuts, cut)


def _gradient(
    cell: Cell,
    loss: Callable[[Array, Any], tuple[float, Array]],
    every_step: bool,
    holds: Holds,
    cuts: Cuts,
    cut: Sequence[str],
    model: Model,
    batch: Any,
) -> tuple[float, Model]:
    trace = unroll(cell, model.cell, batch.x, holds=holds, cuts=cuts)
    read = slice(None) if every_step else -1
    value, dy = loss(readout(model.out, trace.h[read]), batch)
    d_out, d_read = readout_backward(model.out, trace.h[read], dy)
    dh = d_read
    if not every_step:
        dh = np.zeros_like(trace.h)
        dh[read] = d_read
    gradients = bptt(cell, model.cell, trace, dh, cut=cut, inputs=False, errors=False)
    return value, Model(gradients.params, d_out)


def _check(params: Any, h: Any) -> None:
    if not isinstance(params, ReadoutParams):
        raise TypeError(f"params: expected ReadoutParams, got {type(params).__name__}")
    float_array("params.W_y", params.W_y, ("H", "O"))
    H, outputs = params.W_y.shape
    if params.b_y is not None:
        float_array("params.b_y", params.b_y, ("O",), O=outputs)
    float_array("h", h)
    if h.ndim == 0 or h.shape[-1] != H or h.size == 0:
        raise ValueError(f"h: expected shape (..., H) with H = {H} and no empty axis, got {h.shape}")
