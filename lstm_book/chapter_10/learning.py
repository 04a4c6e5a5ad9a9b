"""Networks that learn the little language of chapter 10: which class, of four, is the subject of each verb?

All of them train on streams of three sentences, whose state is never reset, by Adam with a rate that falls
to 0 along a cosine, on 32 streams an update, their gradient clipped at norm 1.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import cycle, islice
from typing import Any

import numpy as np

from lstm_teach import (
    LSTM,
    Adam,
    Cell,
    Model,
    cosine,
    gradient_of,
    init_model,
    readout,
    softmax_cross_entropy,
    train,
    unroll,
)
from lstm_teach.gates import Holds
from lstm_teach.numerics import Array
from lstm_teach.tasks.agreement import CLASSES, WORDS, AgreementBatch, agreement

UNITS, RATE, UPDATES = 6, 0.02, 500
STREAMS = 32  # in a batch
STORED = 250  # batches; then they come again, which does no harm and saves their making
JUDGED_BY = 1000  # the seed of the sentences that networks are judged by
Weighed = Callable[[Array, Any], tuple[float, Array]]


def of_four(y: Array, batch: AgreementBatch) -> tuple[float, Array]:
    """Return the loss of a network with four scores, at the verbs alone, and dL/dy."""
    return softmax_cross_entropy(y, batch.target, batch.asked)


def fit(
    seed: int,
    cell: Cell = LSTM,
    *,
    hidden: int = UNITS,
    rate: float = RATE,
    updates: int = UPDATES,
    loss: Weighed = of_four,
    outputs: int = len(CLASSES),
    make: Callable[[np.random.Generator], Any] = lambda rng: agreement(rng, STREAMS),
    snapshot: Callable[[int, Model], Any] | None = None,
    **start: Any,
) -> Model:
    """Return a trained network.

    Parameters
    ----------
    seed : int
        Of the starting weights and of the sentences.
    cell, hidden, rate, updates
        The cell, its units H, Adam's rate at the start, and the number of updates.
    loss : callable
        ``loss(y, batch) -> (L, dL/dy)`` for y of shape (T, B, outputs).
    outputs : int
    make : callable
        From a generator to a batch.
    snapshot : callable, optional
        Called with the number of updates made and the model, before each update and at the end.
    **start
        Options of ``cell.init``.
    """
    weights, sentences = np.random.default_rng(seed).spawn(2)
    model = init_model(cell, weights, len(WORDS), hidden, outputs, **start)
    gradient, made = gradient_of(cell, loss, every_step=True), iter(range(updates))

    def seen(model: Model, batch: Any) -> tuple[float, Model]:
        if snapshot is not None:
            snapshot(next(made), model)
        return gradient(model, batch)

    batches = islice(endless(sentences, make), updates)
    optimiser = Adam(cosine(rate, updates))
    trained: Model = train(model, seen, batches, optimiser, steps=updates, clip=1.0).params
    if snapshot is not None:
        snapshot(updates, trained)
    return trained


def endless(rng: np.random.Generator, make: Callable[[np.random.Generator], Any]) -> Iterator[Any]:
    """Yield `STORED` batches, made when they are asked for, and then the same again and again."""
    kept = []
    for _ in range(STORED):
        kept.append(make(rng))
        yield kept[-1]
    yield from cycle(kept)


def answers(cell: Cell, model: Model, x: Array, holds: Holds = ()) -> Array:
    """Return the classes that are answered at the last word of x (T, B)."""
    scores = readout(model.out, unroll(cell, model.cell, x, holds=holds).h[-1])
    return np.asarray(scores.argmax(axis=-1))


def hard(k: int, sentences: int = 500, stops: bool = True) -> AgreementBatch:
    """Return sentences of their own with k nouns in between, all of them attractors; always the same ones."""
    rng = np.random.default_rng((JUDGED_BY, k))
    return agreement(rng, sentences, sentences=1, between=k, attractors_only=True, stops=stops)


def right(cell: Cell, model: Model, batch: AgreementBatch) -> float:
    """Return the share of right answers."""
    scores = readout(model.out, unroll(cell, model.cell, batch.x).h)
    return float((scores.argmax(axis=-1) == batch.target)[batch.asked].mean())
