"""The ladder of chapter 13: networks with equally many weights, trained equally long on the novel.

Every rung is tuned on the validation text: the learning rate, until half of it and twice of it are worse, and
the scale of the weights from the input. What won is trained on three other seeds and tested. The results are
kept in `ladder.csv`; without that file this makes them anew in minutes (set ``OPENBLAS_NUM_THREADS=1``)::

    python -m lstm_book.chapter_13.ladder
"""

from __future__ import annotations

import csv
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np

from lstm_book.chapter_13.corpora import NOVEL
from lstm_book.chapter_13.train import Text, load
from lstm_book.chapter_13.training import Plan, bits, fit, rows, start
from lstm_book.networks import CELLS
from lstm_teach import RNN, Adam, TrainingDiverged, cosine, gradient_of, softmax_cross_entropy, train
from lstm_teach.model import Model, readout
from lstm_teach.numerics import Array, log_softmax
from lstm_teach.sequence import unroll

FILE = Path(__file__).with_name("ladder.csv")
UPDATES = 600  # of 2,048 characters each: two passes through the text
BEHIND = 8  # characters that the network without a memory sees
SEEDS = (10, 11, 12)
MLP = "MLP"
RUNGS = {MLP: (148, 0.004), "RNN": (256, 0.004), "GRU": (144, 0.016), "LSTM": (128, 0.016)}  # H, first rate
SCALES = (4.0, 1.0)


class Row(NamedTuple):
    """One training; a rate with which it diverged costs infinitely many bits."""

    part: str  # "tuning" or "test"
    rung: str
    H: int
    weights: int
    scale: float  # of W_x, times Glorot's
    rate: float
    seed: int
    validation: float
    test: float
    seconds: float


def run(part: str, rung: str, scale: float, rate: float, seed: int, text: Text) -> Row:
    """Train once, and return what it came to in bits a character."""
    H, _ = RUNGS[rung]
    plan = Plan(H, rate, UPDATES, options=(("input_scale", scale),))
    V = text.alphabet.size
    weights = (BEHIND * V + 1 + V) * H + V if rung == MLP else _weights(rung, V, H)
    began = time.process_time()
    try:
        if rung == MLP:
            model = _fit_window(text.train, V, plan, seed)
            seconds = time.process_time() - began
            costs = [_window_bits(model, ids, V) for ids in (text.validation, text.test)]
        else:
            model, _, seconds = fit(CELLS[rung], text.train, V, plan, seed)
            pairs = ((text.validation, text.train), (text.test, text.validation))
            costs = [bits(CELLS[rung], model, ids, before) for ids, before in pairs]
    except TrainingDiverged:
        return Row(part, rung, H, weights, scale, rate, seed, np.inf, np.inf, 0.0)
    validation, test = (float(cost.mean()) for cost in costs)
    return Row(part, rung, H, weights, scale, rate, seed, validation, test, seconds)


def _weights(rung: str, V: int, H: int) -> int:
    parts = start(CELLS[rung], V, Plan(H, 0.0, 0), 0)
    return sum(np.size(part) for tree in parts for part in tree if part is not None)


# --- the network without a memory: one step of an RNN whose input is the last eight characters side by side


class Windows(NamedTuple):
    """Places of the text: what stands before them (1, B, 8 V), and what follows (1, B)."""

    x: Array
    target: Array


def _windows(ids: Array, places: Array, V: int) -> Windows:
    behind = ids[places[:, None] - np.arange(BEHIND, 0, -1)]
    return Windows(rows(behind, V).reshape(1, len(places), BEHIND * V), ids[places][None])


def _fit_window(ids: Array, V: int, plan: Plan, seed: int) -> Model:
    def batches() -> Iterator[Windows]:
        rng = np.random.default_rng(seed + 777)
        while True:
            yield _windows(ids, rng.integers(BEHIND, len(ids), plan.B * plan.T), V)

    model = start(RNN, BEHIND * V, plan, seed)
    model = model._replace(out=start(RNN, V, plan, seed).out)
    gradient = gradient_of(RNN, lambda y, batch: softmax_cross_entropy(y, batch.target), every_step=True)
    optimiser = Adam(cosine(plan.rate, plan.updates, plan.rate / 50))
    return train(model, gradient, batches(), optimiser, steps=plan.updates, clip=1.0, progress=iter).params


def _window_bits(model: Model, ids: Array, V: int) -> Array:
    batch = _windows(ids, np.arange(BEHIND, len(ids)), V)
    log_p = log_softmax(readout(model.out, unroll(RNN, model.cell, batch.x).h))[0]
    return -log_p[np.arange(len(log_p)), batch.target[0]] / np.log(2)


# --- tuning


class Ladder:
    """All trainings, kept in a file as they come: what is there already is not done again."""

    def __init__(self, text: Text, file: Path) -> None:
        self.text, self.file = text, file
        self.found = read(file) if file.is_file() else []

    def row(self, part: str, rung: str, scale: float, rate: float, seed: int) -> Row:
        """Return a training, and do it if nobody has."""
        for row in self.found:
            same = (row.part, row.rung, row.scale, row.seed) == (part, rung, scale, seed)
            if same and np.isclose(row.rate, rate):
                return row
        self.found.append(run(part, rung, scale, rate, seed, self.text))
        print(*self.found[-1], flush=True)
        with self.file.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.writer(stream, lineterminator="\n")
            writer.writerow(Row._fields)
            rows = ([f"{v:.5g}" if isinstance(v, float) else v for v in row] for row in self.found)
            writer.writerows(rows)
        return self.found[-1]

    def tune(self, rung: str) -> None:
        """Find the best rate at one scale; if the other scale is better with it, the best rate there too."""
        loud, usual = SCALES
        rate = self._valley(rung, loud, RUNGS[rung][1])
        at_usual = self.row("tuning", rung, usual, rate, 0)
        if at_usual.validation < self.row("tuning", rung, loud, rate, 0).validation:
            self._valley(rung, usual, rate)

    def _valley(self, rung: str, scale: float, rate: float) -> float:
        """Return a rate that is better than half and than twice of it, from a first guess downhill."""
        tried: dict[float, float] = {}
        while True:
            best = min(tried, key=lambda r: tried[r]) if tried else rate
            missing = [r for r in (best, 2 * best, best / 2) if r not in tried]
            if not missing:
                return best
            tried[missing[0]] = self.row("tuning", rung, scale, missing[0], 0).validation


def best(found: list[Row], rung: str) -> Row:
    """Return the training of a tuning that was best on the validation text."""
    tuned = [row for row in found if (row.part, row.rung) == ("tuning", rung)]
    return min(tuned, key=lambda row: row.validation)


def read(file: Path = FILE) -> list[Row]:
    """Return all results."""
    kinds = (str, str, int, int, float, float, int, float, float, float)
    with file.open(encoding="utf-8", newline="") as stream:
        lines = list(csv.reader(stream))[1:]
    return [Row(*(kind(v) for kind, v in zip(kinds, line, strict=True))) for line in lines]  # type: ignore[arg-type]


def main() -> None:
    """Run everything, and write the file."""
    all_rungs = Ladder(load(NOVEL), FILE)
    for rung in RUNGS:
        all_rungs.tune(rung)
        won = best(all_rungs.found, rung)
        for seed in SEEDS:
            all_rungs.row("test", rung, won.scale, won.rate, seed)


if __name__ == "__main__":
    main()
