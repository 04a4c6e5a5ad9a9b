"""LSTMs without a forget gate that go on where their training ended, in place of a test that begins at zero.

A minute makes `going_on.csv`, one line a training (set ``OPENBLAS_NUM_THREADS=1``)::

    python -m lstm_book.chapter_09.going_on
"""

from __future__ import annotations

import csv
from pathlib import Path
from typing import NamedTuple

import numpy as np

from lstm_book.chapter_09 import learning, rivals
from lstm_book.chapter_09.learning import CELLS, STREAMS, Carried, Setting
from lstm_teach import readout, unroll
from lstm_teach.tasks import embedded_reber, stream

FILE = Path(__file__).with_name("going_on.csv")
STEPS = 3000


class Row(NamedTuple):
    """What one network pays on from its own state: the columns of the file."""

    write: float  # bias of the input gate at the start
    seed: int
    largest: float  # |c| at the end of the training
    outer: float
    bits: float


def going_on(setting: Setting, seed: int) -> Row:
    """Train with the forget gate held open, and go on for 3,000 symbols of four new streams."""
    holds = rivals.held(rivals.HELD)
    carried = Carried(CELLS["LSTM"], holds)
    model, _ = learning.fit_carried(setting, seed, carried)
    batch = next(stream(np.random.default_rng(7_002), embedded_reber(), STEPS, STREAMS))
    trace = unroll(CELLS["LSTM"], model.cell, batch.x, carried.state, holds)
    verdict = learning.judge_stream(readout(model.out, trace.h), batch)
    return Row(setting.write, seed, float(np.abs(carried.state.c).max()), verdict.outer, verdict.bits)


def load() -> list[Row]:
    """Return all trainings of the file."""
    with FILE.open(encoding="utf-8", newline="") as stream_:
        return [
            Row(float(line["write"]), int(line["seed"]), *(float(line[name]) for name in Row._fields[2:]))
            for line in csv.DictReader(stream_)
        ]


def main() -> None:
    """Train the best setting and the usual one from five seeds each, and write the file."""
    rows = rivals.load()
    both = [of(rows, rivals.HELD, "LSTM")[0].setting for of in (rivals.told, rivals.usual)]
    with FILE.open("w", encoding="utf-8", newline="") as stream_:
        writer = csv.writer(stream_, lineterminator="\n")
        writer.writerow(Row._fields)
        for setting in both:
            for seed in rivals.TOLD:
                row = going_on(setting, seed)
                writer.writerow([f"{entry:.4g}" if isinstance(entry, float) else entry for entry in row])
                print(*row, flush=True)


if __name__ == "__main__":
    main()
