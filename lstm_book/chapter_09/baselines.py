"""What windows and hidden states know of the grammar: n-grams and hidden Markov models, without a network.

They are judged on the test strings of the networks. A minute or two make `baselines.csv`, one line a model
(set ``OPENBLAS_NUM_THREADS=1``)::

    python -m lstm_book.chapter_09.baselines
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np

from lstm_book.chapter_09 import hmm, learning
from lstm_book.chapter_09.counting import Windows
from lstm_book.chapter_09.learning import SYMBOLS, Verdict
from lstm_teach.numerics import Array
from lstm_teach.tasks import embedded_reber

FILE = Path(__file__).with_name("baselines.csv")
LENGTHS, AMOUNTS = (1, 2, 3, 4, 6, 8, 12), (256, 2000)  # symbols of a window, strings to count in
HMM_STRINGS, SWEEPS = 1000, 120
HMM_STARTS = {8: range(3), 19: range(3), 30: range(5), 45: range(3)}  # seeds, by the number of states


class Row(NamedTuple):
    """What one model gave: the columns of the file."""

    kind: str  # "window" or "HMM"
    size: int  # symbols of the window, states of the HMM
    strings: int  # trained on
    seed: int  # 0 for a window
    stored: int  # contexts of the window, chances of the HMM
    whole: float
    outer: float
    bits: float


def window(k: int, amount: int) -> Row:
    """Count in some strings, and judge."""
    counted = Windows(learning.drawn()[0][:amount], k, SYMBOLS)
    verdict = judged(counted.predictions(learning.sets().test))
    return Row("window", k, amount, 0, len(counted.seen), *verdict)


def fitted(states: int, seed: int, sweeps: int = SWEEPS) -> tuple[hmm.HMM, Row]:
    """Train a hidden Markov model from a random start, and judge it."""
    start = hmm.random_hmm(np.random.default_rng(seed), states, SYMBOLS)
    model = hmm.baum_welch(start, learning.drawn()[0][:HMM_STRINGS], sweeps)
    verdict = judged(hmm.predictions(model, learning.sets().test))
    stored = sum(part.size for part in model)
    return model, Row("HMM", states, HMM_STRINGS, seed, stored, *verdict)


def judged(chances: Array) -> Verdict:
    """Return how good chances of the next symbol are on the test strings."""
    return learning.judge(np.log(np.maximum(chances, 1e-30)), embedded_reber(), learning.sets().test)


def load() -> list[Row]:
    """Return all models of the file."""
    numbers = {"kind": str, "whole": float, "outer": float, "bits": float}
    with FILE.open(encoding="utf-8", newline="") as stream:
        return [
            Row(**{name: numbers.get(name, int)(value) for name, value in line.items()})
            for line in csv.DictReader(stream)
        ]


def models() -> Iterator[Row]:
    """Yield all rows, made anew."""
    for amount in AMOUNTS:
        for k in LENGTHS:
            yield window(k, amount)
    for states, seeds in HMM_STARTS.items():
        for seed in seeds:
            yield fitted(states, seed)[1]


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
