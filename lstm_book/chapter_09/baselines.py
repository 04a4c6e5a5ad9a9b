"""What windows and hidden states know of the grammar: n-grams and hidden Markov models, without a network.

They are judged on the test strings of the networks, and on strings as the grammar gives them. Four minutes
make `baselines.csv`, one line a model (set ``OPENBLAS_NUM_THREADS=1``)::

    python -m lstm_book.chapter_09.baselines
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from lstm_book.chapter_09 import hmm, learning
from lstm_book.chapter_09.counting import Windows
from lstm_book.chapter_09.learning import SYMBOLS, Verdict
from lstm_teach.numerics import Array
from lstm_teach.tasks import PredictionBatch, embedded_reber

FILE = Path(__file__).with_name("baselines.csv")
LENGTHS, AMOUNTS = (1, 2, 3, 4, 6, 8, 12), (256, 2000)  # symbols of a window, strings to count in
HMM_STRINGS = 1000
HMM_TRIED = (  # states, sweeps, spread of the random start (`hmm.random_hmm`), seeds
    (8, 120, 1.0, 3),
    (19, 120, 1.0, 3),
    (30, 120, 1.0, 5),
    (45, 120, 1.0, 3),
    (30, 600, 1.0, 1),
    (30, 300, 0.2, 2),
)


class Row(NamedTuple):
    """What one model gave: the columns of the file."""

    kind: str  # "window" or "HMM"
    size: int  # symbols of the window, states of the HMM
    strings: int  # trained on
    seed: int  # 0 for a window, as the next two
    sweeps: int
    spread: float
    stored: int  # contexts of the window, chances of the HMM
    whole: float  # on the test strings
    outer: float
    bits: float
    fresh_whole: float  # on strings as the grammar gives them
    fresh_outer: float
    fresh_bits: float


def window(k: int, amount: int) -> Row:
    """Count in some strings, and judge."""
    counted = Windows(learning.drawn()[0][:amount], k, SYMBOLS)
    return Row("window", k, amount, 0, 0, 0.0, len(counted.seen), *judged_twice(counted.predictions))


def fitted(states: int, seed: int, sweeps: int = 120, spread: float = 1.0) -> tuple[hmm.HMM, Row]:
    """Train a hidden Markov model from a random start, and judge it."""
    start = hmm.random_hmm(np.random.default_rng(seed), states, SYMBOLS, spread)
    model = hmm.baum_welch(start, learning.drawn()[0][:HMM_STRINGS], sweeps)
    stored = sum(part.size for part in model)
    verdicts = judged_twice(lambda batch: hmm.predictions(model, batch))
    return model, Row("HMM", states, HMM_STRINGS, seed, sweeps, spread, stored, *verdicts)


def judged_twice(predictions: Callable[[PredictionBatch], Array]) -> tuple[float, ...]:
    """Return how good a model is on the test strings, and on strings as they come."""
    batches = learning.sets().test, learning.fresh()
    return tuple(entry for batch in batches for entry in judged(predictions(batch), batch))


def judged(chances: Array, batch: PredictionBatch) -> Verdict:
    """Return how good chances of the next symbol are."""
    return learning.judge(np.log(np.maximum(chances, 1e-30)), embedded_reber(), batch)


def load() -> list[Row]:
    """Return all models of the file."""
    whole_numbers = {"size", "strings", "seed", "sweeps", "stored"}
    kinds: dict[str, Callable[[str], Any]] = dict.fromkeys(Row._fields, float)
    kinds |= {"kind": str} | dict.fromkeys(whole_numbers, int)
    with FILE.open(encoding="utf-8", newline="") as stream:
        return [
            Row(**{name: kinds[name](value) for name, value in line.items()})
            for line in csv.DictReader(stream)
        ]


def models() -> Iterator[Row]:
    """Yield all rows, made anew."""
    for amount in AMOUNTS:
        for k in LENGTHS:
            yield window(k, amount)
    for states, sweeps, spread, seeds in HMM_TRIED:
        for seed in range(seeds):
            yield fitted(states, seed, sweeps, spread)[1]


def main() -> None:
    """Make all models, and write the file."""
    with FILE.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(Row._fields)
        for row in models():
            writer.writerow([f"{entry:.4g}" if isinstance(entry, float) else entry for entry in row])
            print(*row, flush=True)


if __name__ == "__main__":
    main()
