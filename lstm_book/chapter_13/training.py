"""Train a network to predict the next character: streams, a state that is carried, a gradient that is cut.

Everything is float32. The text is cut into B streams that are read side by side, T characters an update; the
state goes on from update to update, the gradient does not.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np

from lstm_teach import (
    bptt,
    final_state,
    log_softmax,
    readout,
    readout_backward,
    softmax_cross_entropy,
    unroll,
)
from lstm_teach.cells import Cell
from lstm_teach.gates import Hold
from lstm_teach.model import Model, init_model
from lstm_teach.numerics import Array
from lstm_teach.optim import Adam, cosine
from lstm_teach.params import tree_map
from lstm_teach.training import train

WARM = 2_000  # characters that a network reads before it is scored
CHARACTERS = 2_048  # an update, as B * T


class Batch(NamedTuple):
    """What one update reads."""

    ids: Array  # (T + 1, B): the inputs are all but the last, the targets all but the first
    fresh: bool  # whether the streams begin anew


def split(ids: Array) -> tuple[Array, Array, Array]:
    """Return the first 90 % for training, then 5 % for validation and 5 % for the test."""
    first, second = int(0.9 * len(ids)), int(0.95 * len(ids))
    return ids[:first], ids[first:second], ids[second:]


def streams(ids: Array, B: int, T: int) -> Iterator[Batch]:
    """Yield batches without end: B streams of equal length side by side, T steps an update."""
    length = (len(ids) - 1) // B
    side_by_side = np.stack([ids[b * length : (b + 1) * length + 1] for b in range(B)], axis=1)
    while True:
        for t in range(0, length - T + 1, T):
            yield Batch(side_by_side[t : t + T + 1], fresh=t == 0)


def rows(ids: Array, V: int) -> Array:
    """Return what the cell reads for symbols (T, B)."""
    return np.eye(V, dtype=np.float32)[ids]


@dataclass
class Carried:
    """The gradient of a chunk; it keeps the state at the chunk's end, and begins the next one there.

    ``Carried(cell, V)(model, batch) -> (loss, gradient)``. With ``drop`` that share of the numbers that the
    readout hears is 0 at random.
    """

    cell: Cell
    V: int
    drop: float = 0.0
    rng: np.random.Generator = field(default_factory=lambda: np.random.default_rng(777))
    state: Any = None

    def __call__(self, model: Model, batch: Batch) -> tuple[float, Model]:
        x, targets = rows(batch.ids[:-1], self.V), batch.ids[1:]
        trace = unroll(self.cell, model.cell, x, None if batch.fresh else self.state)
        self.state = final_state(self.cell, trace)
        mask = self._mask(trace.h)
        loss, d_scores = softmax_cross_entropy(readout(model.out, trace.h * mask), targets)
        d_out, dh = readout_backward(model.out, trace.h * mask, d_scores)
        gradients = bptt(self.cell, model.cell, trace, dh * mask, inputs=False, errors=False)
        return loss, Model(gradients.params, d_out)

    def _mask(self, h: Array) -> Any:
        if not self.drop:
            return np.float32(1.0)
        kept = self.rng.random(h.shape, dtype=np.float32) >= self.drop
        return kept.astype(np.float32) / np.float32(1 - self.drop)


class Plan(NamedTuple):
    """How a network is trained."""

    H: int
    rate: float
    updates: int
    B: int = 32
    T: int = 64
    drop: float = 0.0
    options: tuple[tuple[str, Any], ...] = ()  # of the cell's `init`


class Fitted(NamedTuple):
    """A trained network, the loss of every update in bits, and what it cost."""

    model: Model
    losses: Array
    seconds: float  # of one core


def start(cell: Cell, V: int, plan: Plan, seed: int) -> Model:
    """Return the starting weights in float32."""
    model = init_model(cell, np.random.default_rng(seed), V, plan.H, V, **dict(plan.options))
    return tree_map(lambda part: part.astype(np.float32), model)


def fit(
    cell: Cell, ids: Array, V: int, plan: Plan, seed: int = 0, progress: Callable[..., Any] | None = iter
) -> Fitted:
    """Train on a text: Adam, its rate falling as a cosine to a fiftieth, the gradient clipped at norm 1."""
    began = time.process_time()
    gradient = Carried(cell, V, plan.drop, np.random.default_rng(seed + 777))
    optimiser = Adam(cosine(plan.rate, plan.updates, plan.rate / 50))
    model, history = train(
        start(cell, V, plan, seed), gradient, streams(ids, plan.B, plan.T), optimiser,
        steps=plan.updates, clip=1.0, progress=progress,
    )  # fmt: skip
    return Fitted(model, history.loss / np.log(2), time.process_time() - began)


def bits(
    cell: Cell, model: Model, ids: Array, warm: Array | None = None, holds: Sequence[Hold] = ()
) -> Array:
    """Return what every character of a text costs, in bits; the first is left out if nothing goes before it.

    Parameters
    ----------
    cell, model
        The network.
    ids : int array (n,)
        The text, read as one stream.
    warm : int array, optional
        What is read before it; its last `WARM` characters are taken.
    holds : sequence of Hold
        Gates that are held all the time.

    Returns
    -------
    array (n,) or, without `warm`, (n - 1,)
    """
    before = ids[:0] if warm is None else warm[-WARM:]
    read = np.concatenate([before, ids])
    V, state, costs = model.out.W_y.shape[1], None, []
    for t in range(0, len(read) - 1, 2_000):
        part = read[t : t + 2_001]
        trace = unroll(cell, model.cell, rows(part[:-1, None], V), state, holds=holds)
        state = final_state(cell, trace)
        log_p = log_softmax(readout(model.out, trace.h))[:, 0]
        costs.append(-log_p[np.arange(len(part) - 1), part[1:]] / np.log(2))
    return np.concatenate(costs)[max(len(before) - 1, 0) :].astype(float)
