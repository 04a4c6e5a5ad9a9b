"""The stored grid of the map of starts: an LSTM is trained to add, from every pair of two biases.

Every cell of the grid sees the same sequences and starts from the same weights, seed by seed: only the
biases of the forget and the input gate differ. This trains all of them anew, in about ten minutes of one
processor, and goes on where it was if it is broken off::

    OPENBLAS_NUM_THREADS=1 python -m lstm_book.chapter_08.start_map_grid
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np

from lstm_teach.cells import LSTM
from lstm_teach.losses import squared_error
from lstm_teach.model import Model, gradient_of, init_model, readout
from lstm_teach.numerics import Array
from lstm_teach.optim import Adam, cosine
from lstm_teach.sequence import unroll
from lstm_teach.tasks import MarkedNumbers, adding
from lstm_teach.training import train

FILE = Path(__file__).with_name("start_map.npz")
FORGET = tuple(range(10))  # biases of the forget gate
INPUT = tuple(range(0, -8, -1))  # and of the input gate
LAGS = (25, 50, 100, 200, 400)  # T of the task
# Forget biases below it are left out at a lag, to save time: 4 leaves 0.0007 after 400 steps.
LEAST = {400: 5}
SEEDS = 3
HIDDEN, UPDATES, BATCH, RATE, CLIP = 8, 200, 32, 0.02, 1.0
TESTED, TEST_SEED = 500, 99  # sequences, the same for all cells of a lag
MEAN_OF = 5  # so many losses in a row are kept as one number


class Grid(NamedTuple):
    """What came of every start; the axes are lag, forget bias, input bias, seed. NaN is not trained."""

    error: Array  # (5, 10, 8, 3) mean squared error on new sequences
    curves: Array  # (5, 10, 8, 3, 40) mean loss of five updates in a row
    constant: Array  # (5,) error of the best constant on the same new sequences


def fit(forget: float, input: float, lag: int, seed: int) -> tuple[float, Array]:
    """Train from one start, and return the error on new sequences and the loss at every update.

    Parameters
    ----------
    forget, input : float
        The biases at the start.
    lag : int
        T of `adding`.
    seed : int
        Of the weights at the start and of the sequences.
    """
    rng = np.random.default_rng(seed)
    model, history = train(
        _start(rng, forget, input),
        gradient_of(LSTM, _loss, every_step=True),
        (adding(rng, lag, BATCH) for _ in range(UPDATES)),
        Adam(cosine(RATE, UPDATES)),
        steps=UPDATES,
        clip=CLIP,
        progress=lambda steps: steps,
    )
    test = new_sequences(lag)
    return float(np.mean((answers(model, test) - test.target) ** 2)), history.loss


def start(forget: float, input: float, seed: int) -> Model:
    """Return the network before any training."""
    return _start(np.random.default_rng(seed), forget, input)


def answers(model: Model, batch: MarkedNumbers) -> Array:
    """Return the answer after the last step of every sequence, (B, 1)."""
    h = unroll(LSTM, model.cell, batch.x).h
    return readout(model.out, h[batch.lengths - 1, np.arange(h.shape[1])])


@cache
def new_sequences(lag: int) -> MarkedNumbers:
    """Return the sequences that a lag is judged by; no training sees them."""
    return adding(np.random.default_rng(TEST_SEED), lag, TESTED)


@cache
def load() -> Grid:
    """Return the stored grid, all numbers as float64."""
    with np.load(FILE, allow_pickle=False) as archive:
        return Grid(*(archive[name].astype(float) for name in Grid._fields))


def kept(losses: Array) -> Array:
    """Return the mean of every few losses in a row, (..., 200) to (..., 40)."""
    means: Array = losses.reshape(*losses.shape[:-1], -1, MEAN_OF).mean(axis=-1)
    return means


def jobs() -> Iterator[tuple[int, int, int, int]]:
    """Yield lag, forget bias, input bias and seed of every training, short lags first."""
    every = ((T, f, i, seed) for T in LAGS for seed in range(SEEDS) for f in FORGET for i in INPUT)
    return (job for job in every if is_trained(job[0], job[1]))


def is_trained(lag: int, forget: int) -> bool:
    """Say whether the grid has the starts with a forget bias at a lag."""
    return forget >= LEAST.get(lag, FORGET[0])


def main(folder: Path) -> None:
    """Do the trainings that are not in the folder yet, then write the file."""
    folder.mkdir(parents=True, exist_ok=True)
    done, begun = 0, time.process_time()
    for job in jobs():
        file = _file(folder, job)
        if not file.is_file():
            lag, forget, input, seed = job
            error, losses = fit(forget, input, lag, seed)
            np.save(file, np.append(losses, error))
            done += 1
            print(*job, f"{error:.4f}", f"{time.process_time() - begun:.0f} s", flush=True)
    table = np.full((len(LAGS), len(FORGET), len(INPUT), SEEDS, UPDATES + 1), np.nan)
    for job in jobs():
        lag, forget, input, seed = job
        table[LAGS.index(lag), FORGET.index(forget), INPUT.index(input), seed] = np.load(_file(folder, job))
    constant = [np.mean((new_sequences(T).target - 0.5) ** 2) for T in LAGS]
    np.savez_compressed(
        FILE,
        error=table[..., -1].astype(np.float32),
        curves=kept(table[..., :-1]).astype(np.float16),
        constant=np.array(constant, np.float32),
    )
    print(done, "trainings,", FILE.stat().st_size, "bytes")


def _file(folder: Path, job: tuple[int, ...]) -> Path:
    return folder / ("-".join(str(abs(number)) for number in job) + ".npy")


def _start(rng: np.random.Generator, forget: float, input: float) -> Model:
    biases = {"forget_gate_bias": float(forget), "input_gate_bias": float(input)}
    return init_model(LSTM, rng, 2, HIDDEN, 1, **biases)


def _loss(y: Array, batch: MarkedNumbers) -> tuple[float, Array]:
    at_end = np.arange(len(y))[:, None] == batch.lengths - 1
    return squared_error(y, np.broadcast_to(batch.target, y.shape), at_end)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(tempfile.gettempdir()) / "start-map-grid")
