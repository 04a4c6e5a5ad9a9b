"""How the networks of chapter 05 were tuned: 27 settings of each kind, on a stream of its own.

Every setting is tried with three seeds, the best four of a kind with eight others.

It takes some minutes, so its results are kept in `tuning.csv`, one line a setting. This makes them anew::

    python -m lstm_book.chapter_05.tuning
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import product
from pathlib import Path
from typing import NamedTuple

import numpy as np

from lstm_book.chapter_05.endless import BIT, COUNT, Kind, relative_error, right, run, trained
from lstm_teach import TrainingDiverged
from lstm_teach.numerics import Array

FILE = Path(__file__).with_name("tuning.csv")
NAMES = ("forget gate", "held open", "tanh RNN")
UPDATES = {"bit": (200, 600), "count": (300, 900)}
SCALES, RATES = (1.0, 0.3, 0.1), (0.01, 0.03, 0.1)
INPUT_BIASES, STARTS = (0.0, -2.0, -4.0), ("orthogonal", "identity", "uniform")
SEEDS = {1: range(10, 13), 2: range(20, 28)}  # of the two rounds
BEST = 4  # of a kind, which are tried in the second
STEPS, LATE, STREAM_SEED = 1000, 500, 900  # of the stream on which settings are compared; its second half


class Row(NamedTuple):
    """One setting: how good its networks are, in the mean over the seeds, and how many are good enough."""

    round: int  # the first or the second
    task: str
    name: str
    kind: Kind
    score: float  # share of right answers; for counts minus the relative error
    good: int  # of the seeds: at least 0.95 right, or an error of at most 0.3


def settings(task: str, name: str, updates: int) -> Iterator[Kind]:
    """Yield what is tried: the size of W_x, the rate, and the input gates' bias or the start of W_h."""
    for scale, rate in product(SCALES, RATES):
        plain = Kind(input_scale=scale, rate=rate, updates=updates)
        if name == "tanh RNN":
            yield from (plain._replace(tanh=True, recurrent=start) for start in STARTS)
        else:
            f = 1.0 if name == "held open" else None
            yield from (plain._replace(f=f, input_bias=bias) for bias in INPUT_BIASES)


def measured(task: str, kind: Kind, seed: int) -> float:
    """Train once, and return the score on the second half of a stream that no training saw."""
    what = BIT if task == "bit" else COUNT
    stream = what.piece(np.random.default_rng(STREAM_SEED), STEPS, 10)
    try:
        _, y = run(kind, trained(what, kind, seed), stream)
    except TrainingDiverged:
        return 0.0 if task == "bit" else -1.0
    if task == "bit":
        asked: Array = stream.asked & (np.arange(STEPS) >= LATE)[:, None]
        return float(right(y, stream)[asked].mean())
    return -relative_error(y[LATE:], stream.counts[LATE:])


def tuned(which: int, task: str, name: str, kind: Kind) -> Row:
    """Try one setting with every seed of a round."""
    scores = [measured(task, kind, seed) for seed in SEEDS[which]]
    good = sum(score >= (0.95 if task == "bit" else -0.3) for score in scores)
    return Row(which, task, name, kind, round(float(np.mean(scores)), 4), good)


def first_round() -> Iterator[Row]:
    """Try all settings."""
    for task, name in product(UPDATES, NAMES):
        for kind in (kind for updates in UPDATES[task] for kind in settings(task, name, updates)):
            yield tuned(1, task, name, kind)


def second_round(first: Sequence[Row]) -> Iterator[Row]:
    """Try the best of each kind again, with other seeds."""
    for task, name in product(UPDATES, NAMES):
        for updates in UPDATES[task]:
            for row in chosen(first, 1, task, name, updates)[:BEST]:
                yield tuned(2, task, name, row.kind)


def main() -> None:
    """Measure everything and write `tuning.csv`."""
    first = list(first_round())
    write([*first, *second_round(first)])


def write(found: Sequence[Row]) -> None:
    """Keep what was measured."""
    with FILE.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["round", "task", "name", *Kind._fields, "score", "good"])
        for row in found:
            held = "" if row.kind.f is None else row.kind.f
            writer.writerow([row.round, row.task, row.name, held, *row.kind[1:], row.score, row.good])


@cache
def rows() -> tuple[Row, ...]:
    """Return all that was measured."""
    with FILE.open(encoding="utf-8", newline="") as file:
        return tuple(_row(line) for line in csv.DictReader(file))


def _row(line: dict[str, str]) -> Row:
    kind = Kind(
        f=float(line["f"]) if line["f"] else None,
        input_bias=float(line["input_bias"]),
        forget_bias=float(line["forget_bias"]),
        input_scale=float(line["input_scale"]),
        recurrent=line["recurrent"],
        rate=float(line["rate"]),
        updates=int(line["updates"]),
        steps=int(line["steps"]),
        tanh=line["tanh"] == "True",
    )
    return Row(int(line["round"]), line["task"], line["name"], kind, float(line["score"]), int(line["good"]))


def chosen(found: Sequence[Row], which: int, task: str, name: str, updates: int) -> list[Row]:
    """Return what a round measured of one kind, the best first; of equals the one that was tried first."""
    wanted = which, task, name, updates
    of_it = [row for row in found if (row.round, row.task, row.name, row.kind.updates) == wanted]
    return sorted(of_it, key=lambda row: -row.score)


def solving(task: str, name: str, updates: int) -> int:
    """Return how many of the 27 settings of a kind are good enough with all seeds."""
    return sum(row.good == len(SEEDS[1]) for row in chosen(rows(), 1, task, name, updates))


def best(task: str, name: str, updates: int) -> Kind:
    """Return the best setting of a kind."""
    return chosen(rows(), 2, task, name, updates)[0].kind


if __name__ == "__main__":
    main()
