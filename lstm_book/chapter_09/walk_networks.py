"""The networks that can be walked with: trained for next symbols of the embedded grammar."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

import numpy as np

from lstm_teach.cells import LSTM, RNN, Cell
from lstm_teach.gates import OPEN, Hold, Holds
from lstm_teach.losses import softmax_cross_entropy
from lstm_teach.model import Model, gradient_of, init_model
from lstm_teach.optim import Adam, cosine
from lstm_teach.tasks.automaton import PredictionBatch, string_batch, strings
from lstm_teach.tasks.reber import embedded_reber
from lstm_teach.training import train

NAMES = ("LSTM", "tanh RNN", "LSTM, f open")


class Network(NamedTuple):
    """A trained network, and what is done to it while it reads."""

    cell: Cell
    model: Model
    holds: Holds = ()


@cache
def network(name: str) -> Network:
    """Return a network by its name, one of `NAMES`."""
    cell = RNN if name == "tanh RNN" else LSTM
    return Network(
        cell, _trained("RNN" if cell is RNN else "LSTM"), Hold("f", OPEN) if "open" in name else ()
    )


@cache
def _trained(kind: str) -> Model:
    cell, H, rate = (RNN, 26, 0.01) if kind == "RNN" else (LSTM, 12, 0.02)
    rng, automaton = np.random.default_rng(1), embedded_reber()
    pool = strings(rng, automaton, 2000)

    def batches() -> Iterator[PredictionBatch]:
        while True:
            yield string_batch(automaton, [pool[k] for k in rng.integers(len(pool), size=8)])

    gradient = gradient_of(
        cell, lambda y, batch: softmax_cross_entropy(y, batch.target, batch.counted), every_step=True
    )
    model = init_model(cell, rng, 7, H, 7)
    return train(model, gradient, batches(), Adam(cosine(rate, 1500)), steps=1500, clip=1.0)[0]
