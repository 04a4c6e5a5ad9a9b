"""Five LSTMs that have learned to add: chapter 08 looks into them.

They are kept in ``lstm_book/data/adders.npz``; this trains them anew (set ``OPENBLAS_NUM_THREADS=1``)::

    python -m lstm_book.chapter_08.adders
"""

from __future__ import annotations

import numpy as np

from lstm_book import datasets
from lstm_book.chapter_08.lessons import fit, lesson
from lstm_book.kept import load_models, save_models
from lstm_teach.cells import LSTM, Cell
from lstm_teach.model import Model, init_model

NAME = "adders"
SEEDS = range(5)
UNITS = 8
UPDATES = 1500


def train_adder(seed: int, updates: int = UPDATES) -> Model:
    """Train an LSTM of 8 units on adding, T = 100, from a start that suits the lag."""
    rng = np.random.default_rng(seed)
    start = init_model(LSTM, rng, 2, UNITS, 1, forget_gate_bias=5.0, input_gate_bias=-3.0)
    return fit(LSTM, start, lesson("adding"), rng, rate=0.02, updates=updates, falling=True).params


def adders() -> tuple[Cell, tuple[Model, ...]]:
    """Return the LSTM and the five trained networks.

    Raises
    ------
    ValueError
        If the file is not what the book was written with.
    """
    return load_models(NAME)


def main() -> None:
    """Train all five, and write the file and its checksum."""
    save_models(datasets.FOLDER / f"{NAME}.npz", LSTM, [train_adder(seed) for seed in SEEDS])
    datasets.write_sums()


if __name__ == "__main__":
    main()
