"""The training of chapter 01: a vanilla RNN learns the bit through noise, in one of several settings."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from lstm_teach.cells import RNN
from lstm_teach.losses import binary_cross_entropy
from lstm_teach.model import Model, gradient_of, init_model, readout
from lstm_teach.optim import Adam
from lstm_teach.sequence import unroll
from lstm_teach.tasks import BitBatch, bit_through_noise
from lstm_teach.training import History, train

UNITS, BATCH, UPDATES, CLIP, TESTED = 8, 32, 200, 1.0, 1000

_gradient = gradient_of(RNN, lambda y, batch: binary_cross_entropy(y, batch.bit))


class Result(NamedTuple):
    """A trained network, its share of right answers on new sequences, and how it learned."""

    model: Model
    accuracy: float
    history: History


def trained(start: str, rate: float, delay: int, *, seed: int, noise: float = 1.0) -> Result:
    """Train eight tanh units for 200 updates of 32 fresh sequences, by Adam with gradients clipped to 1.

    W_x and the readout start as Glorot and Bengio say, the biases at 0.

    Parameters
    ----------
    start : str
        How W_h starts: "orthogonal", "uniform" or "identity".
    rate : float
        The learning rate.
    delay : int
        Steps from writing to reading; the bit comes first.
    seed : int
        Of the starting weights and of the sequences.
    noise : float
        Distractors are uniform in [-noise, noise].

    Raises
    ------
    TypeError, ValueError
        As `RNN.init`, `bit_through_noise` and `Adam`.
    """
    rng = np.random.default_rng(seed)
    model = init_model(RNN, rng, 3, UNITS, 1, recurrent=start)
    data = _batches(rng, delay, noise)
    model, history = train(model, _gradient, data, Adam(rate), steps=UPDATES, clip=CLIP, progress=iter)
    return Result(model, accuracy(model, rng, delay, noise=noise), history)


def accuracy(model: Model, rng: np.random.Generator, delay: int, *, noise: float = 1.0) -> float:
    """Return the share of right answers on 1000 new sequences."""
    batch = bit_through_noise(rng, delay, TESTED, noise=noise)
    logits = readout(model.out, unroll(RNN, model.cell, batch.x).h[-1])
    return float(np.mean((logits > 0) == (batch.bit > 0.5)))


def _batches(rng: np.random.Generator, delay: int, noise: float) -> Iterator[BitBatch]:
    while True:
        yield bit_through_noise(rng, delay, BATCH, noise=noise)
