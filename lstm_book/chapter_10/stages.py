"""What a network gets right while it learns, and after it has learned from too few nouns in between.

The stored table (``stages.csv``) has a row for every network and every count of updates. Made in about two
minutes of one core by::

    python -m lstm_book.chapter_10.stages
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np

from lstm_book.chapter_10.learning import JUDGED_BY, STREAMS, fit, hard, right
from lstm_teach import LSTM, Model, readout, unroll
from lstm_teach.numerics import Array
from lstm_teach.tasks.agreement import BETWEEN, CLASS, AgreementBatch, agreement

FILE = Path(__file__).with_name("stages.csv")
SEEDS = range(5)
LOOKS = (25, 50, 75, 100, 125, 150, 200, 300, 500)  # updates
ATTRACTORS = range(5)


class Stage(NamedTuple):
    """One network after some updates."""

    seen: int  # most nouns in between in what it learned from; 4 is all
    seed: int
    updates: int
    overall: float  # right in the mix of the treebank
    right: tuple[float, ...]  # with 0 to 4 attractors
    last: float  # of the wrong answers with 1 to 4 attractors: the class of the last noun; by chance 1/3


def mix() -> AgreementBatch:
    """Return sentences as they are learned from, one a stream: always the same ones."""
    return agreement(np.random.default_rng(JUDGED_BY), 1000, sentences=1)


def stage(model: Model, seen: int, seed: int, updates: int) -> Stage:
    """Return what a network gets right."""
    hard_ones = [hard(k) for k in ATTRACTORS]
    shares = tuple(right(LSTM, model, batch) for batch in hard_ones)
    named = np.concatenate([_named(model, batch) for batch in hard_ones[1:]])
    last = float(named.mean()) if len(named) else float("nan")
    return Stage(seen, seed, updates, right(LSTM, model, mix()), shares, last)


def _named(model: Model, batch: AgreementBatch) -> Array:
    """Return for each wrong answer whether it is the class of the last noun before the verb."""
    said = readout(model.out, unroll(LSTM, model.cell, batch.x).h).argmax(axis=-1)
    found = []
    for b, verb in enumerate(batch.verb[0]):
        kinds = CLASS[batch.x[:verb, b]]
        if said[verb, b] != batch.target[verb, b]:
            found.append(said[verb, b] == kinds[kinds >= 0][-1])
    return np.array(found, dtype=bool)


def watch(seed: int, looks: Sequence[int] = LOOKS) -> list[Stage]:
    """Train the network of this seed, and return what it got right after each of these many updates."""
    seen: list[Stage] = []

    def look(updates: int, model: Model) -> None:
        if updates in looks:
            seen.append(stage(model, 4, seed, updates))

    fit(seed, snapshot=look)
    return seen


def of_few(most: int, seed: int) -> Stage:
    """Train on sentences with at most so many nouns in between, and return what that network gets right."""
    share = BETWEEN[: most + 1] / BETWEEN[: most + 1].sum()

    def make(rng: np.random.Generator) -> AgreementBatch:
        # A batch has one number of nouns in between, so that the generator needs no other distribution.
        return agreement(rng, STREAMS, between=int(rng.choice(most + 1, p=share)))

    return stage(fit(seed, make=make), most, seed, 500)


@cache
def load() -> tuple[Stage, ...]:
    """Return the stored rows."""
    with FILE.open(encoding="utf-8", newline="") as stream:
        return tuple(_row(row) for row in csv.reader(stream) if row[0] != "seen")


def _row(row: list[str]) -> Stage:
    seen, seed, updates = map(int, row[:3])
    return Stage(seen, seed, updates, float(row[3]), tuple(map(float, row[4:9])), float(row[9]))


def main() -> None:
    """Train all of them, and write the table."""
    rows = [row for seed in SEEDS for row in watch(seed)]
    rows += [of_few(most, seed) for most in (0, 1, 2) for seed in SEEDS]
    with FILE.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(["seen", "seed", "updates", "overall", *ATTRACTORS, "last"])
        for row in rows:
            numbers = (row.overall, *row.right, row.last)
            writer.writerow([row.seen, row.seed, row.updates, *(f"{v:.4f}" for v in numbers)])


if __name__ == "__main__":
    main()
