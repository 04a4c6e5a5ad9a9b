"""A fair race on the bit through noise: eight tanh units against four memory cells, 96 weights each.

Both were tuned alike: three sizes of the weights from the input, three starts of what is special to the
cell, three learning rates, five seeds for each of the 27 settings; then the best four of each kind with ten
more seeds. ``python -m lstm_book.chapter_04.rivals`` does it again and prints the tables below (some five
minutes of one core).
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from itertools import product
from typing import Any, NamedTuple

import numpy as np

from lstm_book.chapter_04.doors import CELLS, UPDATES, bits
from lstm_teach.cells import MEMORY_BLOCK, RNN, Cell
from lstm_teach.losses import binary_cross_entropy
from lstm_teach.model import Model, gradient_of, init_model, readout
from lstm_teach.optim import Adam
from lstm_teach.sequence import unroll
from lstm_teach.tasks import bit_through_noise
from lstm_teach.training import Trained, TrainingDiverged, below, train

DELAY, ENOUGH, SEEDS, MORE_SEEDS = 80, 0.95, range(5), range(5, 15)
TANH_UNITS = 8
GLOROT = float(np.sqrt(6 / (3 + TANH_UNITS)))  # half the width of the tanh net's usual start
WIDTHS, RATES = (0.74, 0.3, 0.1), (0.003, 0.01, 0.03)
STARTS: Mapping[str, tuple[Any, ...]] = {
    "tanh": ("orthogonal", "uniform", "identity"),  # of W_h
    "memory cells": (0.0, -2.0, -5.0),  # bias of the input gates
}


class Setting(NamedTuple):
    """How a network starts and learns; `width` is half that of the interval that W_x is drawn from."""

    start: Any
    width: float
    rate: float


class Count(NamedTuple):
    """Of several networks: how many solve the task, how many are right at a delay of 1000, median updates."""

    solved: int
    hold: int
    updates: int


# What the command at the top prints: a row for each width, its three rates side by side.
FOUND: Mapping[str, Sequence[Count]] = {
    "tanh": (
        Count(0, 0, 200), Count(1, 1, 200), Count(0, 0, 200),
        Count(5, 2, 200), Count(5, 0, 124), Count(2, 0, 200),
        Count(5, 1, 200), Count(4, 0, 139), Count(2, 1, 200),
        Count(0, 0, 200), Count(0, 0, 200), Count(0, 0, 200),
        Count(0, 0, 200), Count(0, 0, 200), Count(0, 0, 200),
        Count(0, 0, 200), Count(0, 0, 200), Count(2, 1, 200),
        Count(0, 0, 200), Count(0, 0, 200), Count(0, 0, 200),
        Count(4, 5, 200), Count(0, 0, 200), Count(0, 0, 200),
        Count(4, 4, 200), Count(2, 2, 200), Count(0, 0, 200),
    ),
    "memory cells": (
        Count(5, 5, 200), Count(5, 5, 129), Count(4, 4, 195),
        Count(4, 4, 200), Count(4, 5, 155), Count(3, 4, 126),
        Count(4, 4, 200), Count(3, 4, 200), Count(5, 5, 191),
        Count(5, 5, 200), Count(5, 5, 102), Count(5, 5, 52),
        Count(5, 5, 200), Count(5, 5, 107), Count(5, 5, 59),
        Count(4, 5, 200), Count(5, 5, 127), Count(5, 5, 72),
        Count(3, 3, 200), Count(5, 5, 106), Count(5, 5, 61),
        Count(1, 1, 200), Count(5, 5, 116), Count(5, 5, 67),
        Count(0, 0, 200), Count(5, 5, 126), Count(5, 5, 70),
    ),
}  # fmt: skip


# The same of ten networks each, with other seeds.
FINALS: Mapping[str, Mapping[Setting, Count]] = {
    "tanh": {
        Setting("orthogonal", 0.3, 0.003): Count(8, 0, 200),
        Setting("orthogonal", 0.1, 0.003): Count(10, 1, 200),
        Setting("orthogonal", 0.3, 0.01): Count(3, 2, 200),
        Setting("orthogonal", 0.1, 0.01): Count(10, 4, 137),
    },
    "memory cells": {
        Setting(-2.0, 0.74, 0.03): Count(10, 10, 56),
        Setting(-2.0, 0.3, 0.03): Count(10, 10, 69),
        Setting(-5.0, 0.74, 0.03): Count(10, 10, 65),
        Setting(-5.0, 0.3, 0.03): Count(10, 10, 68),
    },
}


def cell_of(kind: str) -> Cell:
    """Return the cell of a "tanh" network or of "memory cells"."""
    return {"tanh": RNN, "memory cells": MEMORY_BLOCK}[kind]


def start(kind: str, setting: Setting, rng: np.random.Generator) -> Model:
    """Return a network before training."""
    if kind == "tanh":
        options: dict[str, Any] = {"recurrent": setting.start, "input_scale": setting.width / GLOROT}
        return init_model(RNN, rng, 3, TANH_UNITS, 1, **options)
    options = {"input_gate_bias": setting.start, "input_scale": setting.width / 0.1}
    return init_model(MEMORY_BLOCK, rng, 3, CELLS, 1, gate_feedback=False, **options)


def train_rival(kind: str, setting: Setting, seed: int, updates: int = UPDATES) -> Trained:
    """Train one network as `doors.train_doors` does, but with its way back in."""
    rng = np.random.default_rng(seed)
    model = start(kind, setting, rng)
    gradient = gradient_of(cell_of(kind), lambda y, batch: binary_cross_entropy(y, batch.bit))
    return train(
        model, gradient, bits(rng, DELAY), Adam(setting.rate),
        steps=updates, clip=1.0, stop=below(0.02, window=20), progress=iter,
    )  # fmt: skip


def accuracy(kind: str, model: Model, delay: int, size: int = 1000) -> float:
    """Return the share of right answers on sequences that no training has seen."""
    batch = bit_through_noise(np.random.default_rng(99), delay, size)
    logits = readout(model.out, unroll(cell_of(kind), model.cell, batch.x).h[-1])
    return float(np.mean((logits > 0) == (batch.bit > 0.5)))


def count(kind: str, setting: Setting, seeds: Sequence[int] = SEEDS) -> Count:
    """Train and try the networks of a setting."""
    solved = hold = 0
    updates = []
    for seed in seeds:
        try:
            model, history = train_rival(kind, setting, seed)
        except TrainingDiverged as error:
            updates.append(len(error.history))
            continue
        updates.append(len(history))
        solved += accuracy(kind, model, DELAY) >= ENOUGH
        hold += accuracy(kind, model, 1000, 200) >= ENOUGH
    return Count(solved, hold, int(np.median(updates)))


def settings(kind: str) -> list[Setting]:
    """Return the 27 settings of a kind, in the order of `FOUND`."""
    return [Setting(*parts) for parts in product(STARTS[kind], WIDTHS, RATES)]


def best(kind: str) -> Setting:
    """Return which of the `FINALS` solved most often, of equals the one with fewest updates."""
    return max(FINALS[kind], key=lambda setting: _rank(FINALS[kind][setting]))


def finalists(kind: str) -> list[Setting]:
    """Return the four settings that solved most often in `FOUND`, of equals those with fewest updates."""
    found = dict(zip(settings(kind), FOUND[kind], strict=True))
    return sorted(found, key=lambda setting: _rank(found[setting]), reverse=True)[:4]


def _rank(count: Count) -> tuple[int, int]:
    return count.solved, -count.updates


if __name__ == "__main__":
    for kind in STARTS:
        for setting in settings(kind):
            sys.stdout.write(f"{kind}, {setting}: {count(kind, setting)}\n")
        for setting in finalists(kind):
            sys.stdout.write(f"{kind}, {setting}, more seeds: {count(kind, setting, MORE_SEEDS)}\n")
