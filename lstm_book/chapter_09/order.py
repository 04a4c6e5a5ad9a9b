"""In which order the networks of chapter 09 learn: the inner grammar, and the outer symbol.

The trainings that the chapter tells of are run again, and looked at every 25 updates on 64 strings of those
to tune by. A minute makes `order.csv`, one line a training (set ``OPENBLAS_NUM_THREADS=1``)::

    python -m lstm_book.chapter_09.order
"""

from __future__ import annotations

import csv
from pathlib import Path
from typing import NamedTuple

import numpy as np

from lstm_book.chapter_09 import learning, rivals
from lstm_book.chapter_09.learning import CELLS, Setting
from lstm_teach import Model
from lstm_teach.tasks import embedded_reber
from lstm_teach.tasks.next_symbol import legal_on_top
from lstm_teach.tasks.reber import outer_asked, outer_right

FILE = Path(__file__).with_name("order.csv")
EVERY, STRINGS = 25, 64
KNOWN = 0.9  # share of strings from which on something counts as known: at two looks in a row


class Row(NamedTuple):
    """The update at which either was known: the columns of the file."""

    cell: str
    seed: int
    inner: int
    outer: int


def known(setting: Setting, seed: int) -> Row:
    """Train once, and return when what was known."""
    automaton, batch = embedded_reber(), learning.pick(learning.sets().tune, np.arange(STRINGS))
    asked = outer_asked(automaton, batch)
    shares: list[tuple[float, float]] = []
    updates = 0

    def look(model: Model) -> None:
        nonlocal updates
        if updates % EVERY == 0:
            y = learning.scores(CELLS[setting.cell], model, batch)
            inner = (legal_on_top(y, batch.legal) | asked | ~batch.counted).all(axis=0)
            shares.append((float(inner.mean()), float(outer_right(y, automaton, batch).mean())))
        updates += 1

    learning.fit_strings(setting, seed, watch=look)
    good = np.array(shares) >= KNOWN
    twice = good[:-1] & good[1:]
    first = [int(np.argmax(column)) * EVERY if column.any() else updates for column in twice.T]
    return Row(setting.cell, seed, *first)


def load() -> list[Row]:
    """Return all trainings of the file."""
    with FILE.open(encoding="utf-8", newline="") as stream:
        return [Row(line.pop("cell"), *map(int, line.values())) for line in csv.DictReader(stream)]


def main() -> None:
    """Train all, and write the file."""
    stored = rivals.load()
    with FILE.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(Row._fields)
        for cell in CELLS:
            for seed in rivals.TOLD:
                writer.writerow(row := known(rivals.best(stored, "1", cell), seed))
                print(*row, flush=True)


if __name__ == "__main__":
    main()
