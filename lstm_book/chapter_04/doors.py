"""Memory cells without a way back in: the doors alone, trained on the bit through noise.

With :math:`W_h = 0` the gates hear the present input only. Then all steps can be computed at once, the store
is a sum over them, and the error at the store is one for all steps, which makes a training run about ten
times as quick as `unroll` and `bptt` step by step. That both find the same gradient is tested.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from lstm_teach.cells.memory_block import MEMORY_BLOCK, MemoryBlockParams, psi_in, psi_out
from lstm_teach.losses import binary_cross_entropy
from lstm_teach.model import Model, init_model, readout, readout_backward
from lstm_teach.numerics import Array, sigmoid
from lstm_teach.optim import Adam
from lstm_teach.tasks import BitBatch, bit_through_noise
from lstm_teach.training import Trained, below, train

CELLS, BATCH, UPDATES = 4, 32, 200


class Doors(NamedTuple):
    """What single memory cells do with a batch; H of them, each with gates of its own."""

    y_in: Array  # (T, B, H)
    g: Array  # (T, B, H)
    c: Array  # (T, B, H)
    y_out: Array  # (B, H), at the last step
    h: Array  # (B, H), at the last step


def run_doors(cell: MemoryBlockParams, x: Array, held_open: Sequence[str] = ()) -> Doors:
    """Return gates and stores for inputs (T, B, D); "y_in" and "y_out" may be held open throughout."""
    a = x @ cell.W_x + np.concatenate([np.asarray(cell.b_gates), np.asarray(cell.b_cells)])
    a_in, a_out, a_g = np.split(a, 3, axis=-1)
    y_in = np.ones_like(a_in) if "y_in" in held_open else sigmoid(a_in)
    y_out = np.ones_like(a_out[-1]) if "y_out" in held_open else sigmoid(a_out[-1])
    g = psi_in(a_g)
    c = np.cumsum(y_in * g, axis=0)
    return Doors(y_in, g, c, y_out, y_out * psi_out(c[-1]))


def gradient_of_doors(model: Model, batch: BitBatch, held_open: Sequence[str] = ()) -> tuple[float, Model]:
    """Return the loss at the last step and its gradient; that of W_h is 0."""
    cell: MemoryBlockParams = model.cell
    run = run_doors(cell, batch.x, held_open)
    loss, dy = binary_cross_entropy(readout(model.out, run.h), batch.bit)
    d_out, dh = readout_backward(model.out, run.h, dy)
    psi = psi_out(run.c[-1])
    dc = dh * run.y_out * 0.5 * (1 - psi**2)  # one error for all steps
    da_in = dc * run.g * _slope("y_in", run.y_in, held_open)
    da_out = np.zeros_like(da_in)
    da_out[-1] = dh * psi * _slope("y_out", run.y_out, held_open)
    da_g = dc * run.y_in * (1 - 0.25 * run.g**2)
    da = np.concatenate([da_in, da_out, da_g], axis=-1).reshape(-1, 3 * run.g.shape[-1])
    db_gates, db_cells = np.split(da.sum(axis=0), [2 * run.g.shape[-1]])
    dW_x = batch.x.reshape(len(da), -1).T @ da
    return loss, Model(MemoryBlockParams(dW_x, np.zeros_like(cell.W_h), None, db_gates, db_cells), d_out)


def _slope(gate: str, y: Array, held_open: Sequence[str]) -> Array:
    return np.zeros_like(y) if gate in held_open else y * (1 - y)


def start_doors(bias: float, seed: int) -> tuple[Model, np.random.Generator]:
    """Return four cells whose input gates start at `bias`, a readout, and the generator for the batches.

    All other weights of the cells start uniform in [-0.1, 0.1], other gate biases at 0, and W_h is 0.
    """
    rng = np.random.default_rng(seed)
    model = init_model(MEMORY_BLOCK, rng, 3, CELLS, 1, gate_feedback=False, input_gate_bias=bias)
    return model._replace(cell=model.cell._replace(W_h=np.zeros_like(model.cell.W_h))), rng


def train_doors(
    bias: float, seed: int, delay: int = 80, *, rate: float = 0.03, updates: int = UPDATES,
    held_open: Sequence[str] = (),
) -> Trained:  # fmt: skip
    """Train by Adam on fresh batches of 32, clipped to norm 1, until 20 losses are below 0.02 in the mean."""
    model, rng = start_doors(bias, seed)
    return train(
        model, lambda model, batch: gradient_of_doors(model, batch, held_open), bits(rng, delay), Adam(rate),
        steps=updates, clip=1.0, stop=below(0.02, window=20), progress=iter,
    )  # fmt: skip


def bits(rng: np.random.Generator, delay: int) -> Iterator[BitBatch]:
    """Yield fresh batches of the bit through noise without end; the bit comes at step 1."""
    while True:
        yield bit_through_noise(rng, delay, BATCH)


def share_right(model: Model, delay: int, held_open: Sequence[str] = (), size: int = 1000) -> float:
    """Return the share of right answers on sequences that no training has seen."""
    batch = bit_through_noise(np.random.default_rng(99), delay, size)
    logits = readout(model.out, run_doors(model.cell, batch.x, held_open).h)
    return float(np.mean((logits > 0) == (batch.bit > 0.5)))
