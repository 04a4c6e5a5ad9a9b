"""The weights of a net of 1997: how they start, and what the trained net answers."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from lstm_book.reproduced.experiment import Experiment
from lstm_teach import MEMORY_BLOCK, MemoryBlockParams, unroll
from lstm_teach.numerics import Array, sigmoid


class Weights(NamedTuple):
    """Weights of one net, changed in place by learning.

    Rows of `W` are what is heard: inputs (D), cells (H), input and output gates (2N, or none), 1. Columns are
    what hears: input gates (N), output gates (N), cells (H). Rows of `V`, into the outputs: cells (H), inputs
    (D, or none), 1. A bias that is not learned stays at 0, which `learned` sees to.
    """

    W: Array  # (K, R)
    V: Array  # (H + D + 1, O) or (H + 1, O)
    learned: Array  # (R,): 1 where the bias is learned, else 0
    learned_out: Array  # (O,)


def start(experiment: Experiment, rng: np.random.Generator) -> Weights:
    """Return starting weights, uniform in [-scale, scale], and biases as given."""
    e = experiment
    N, H, R = e.blocks, e.hidden, e.columns
    W = rng.uniform(-e.scale, e.scale, size=(e.sources, R))
    V = rng.uniform(-e.scale, e.scale, size=(H + e.inputs * e.direct + 1, e.outputs))
    for place, given in ((0, e.input_gates), (N, e.output_gates)):
        if given:
            W[-1, place : place + N] = given
    learned = np.repeat([float(e.gate_biases), float(e.cell_biases)], [2 * N, H])
    learned_out = np.full(e.outputs, float(e.output_biases))
    W[-1] *= learned
    V[-1] *= learned_out
    return Weights(W, V, learned, learned_out)


def params_of(experiment: Experiment, W: Array) -> MemoryBlockParams:
    """Return the weights as the package's memory block has them."""
    e = experiment
    D, H, N = e.inputs, e.hidden, e.blocks
    W_x, W_h, W_y, bias = np.split(W, [D, D + H, D + H + 2 * N * e.feedback])
    return MemoryBlockParams(
        W_x, W_h, W_y if e.feedback else None,
        bias[0, : 2 * N] if e.gate_biases else None, bias[0, 2 * N :] if e.cell_biases else None,
    )  # fmt: skip


def outputs(experiment: Experiment, V: Array, h: Array, x: Array) -> Array:
    """Return the outputs (..., O) for cell outputs h (..., H) and the inputs x: symbols (...)."""
    H = experiment.hidden
    a = h @ V[:H] + V[-1]
    if experiment.direct:
        a = a + V[H:-1][x]
    return a if experiment.output == "linear" else sigmoid(a)


def answers(experiment: Experiment, weights: Weights, x: Array, lengths: Array | None = None) -> Array:
    """Return the outputs of the net, by the package's own `unroll`: (T, B, O), or (B, O) at the ends.

    Parameters
    ----------
    experiment : Experiment
    weights : Weights
    x : array
        Symbols (T, B), or numbers (T, B, D).
    lengths : int array (B,), optional
        Given: the outputs at these ends alone.
    """
    h = unroll(MEMORY_BLOCK, params_of(experiment, weights.W), x).h
    if lengths is None:
        return outputs(experiment, weights.V, h, x)
    ends: Any = (lengths - 1, np.arange(len(lengths)))
    return outputs(experiment, weights.V, h[ends], x[ends])
