"""The ladder of chapter 13: networks with equally many weights, trained equally long on the novel.

Every rung is tuned on the validation text: the scale of the weights from the input, and the learning rate,
which is doubled until the result has become worse. What won is trained on three other seeds and tested. The
results are kept in `ladder.csv`; this makes them anew in some minutes (set ``OPENBLAS_NUM_THREADS=1``)::

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
RUNGS = {MLP: (148, 0.002), "RNN": (256, 0.001), "GRU": (144, 0.004), "LSTM": (128, 0.008)}  # H, lowest rate
SCALES = (1.0, 4.0)


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


def tune(rung: str, text: Text) -> Iterator[Row]:
    """Yield a training for every rate, doubled until the result has become worse."""
    for scale in SCALES:
        rate = RUNGS[rung][1]
        found: list[float] = []
        while len(found) < 3 or found[-1] <= min(found):
            row = run("tuning", rung, scale, rate, 0, text)
            found.append(row.validation)
            yield row
            rate *= 2


def best(found: list[Row], rung: str) -> Row:
    """Return the training of a tuning that was best on the validation text."""
    tuned = [row for row in found if (row.part, row.rung) == ("tuning", rung)]
    return min(tuned, key=lambda row: row.validation)


def read() -> list[Row]:
    """Return all results."""
    kinds = (str, str, int, int, float, float, int, float, float, float)
    with FILE.open(encoding="utf-8", newline="") as stream:
        lines = list(csv.reader(stream))[1:]
    return [Row(*(kind(v) for kind, v in zip(kinds, line, strict=True))) for line in lines]  # type: ignore[arg-type]


def main() -> None:
    """Run everything, and write the file."""
    text, found = load(NOVEL), []
    for rung in RUNGS:
        for row in tune(rung, text):
            found.append(row)
            print(*row, flush=True)
        won = best(found, rung)
        for seed in SEEDS:
            found.append(run("test", rung, won.scale, won.rate, seed, text))
            print(*found[-1], flush=True)
    with FILE.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(Row._fields)
        writer.writerows([f"{v:.5g}" if isinstance(v, float) else v for v in row] for row in found)


if __name__ == "__main__":
    main()
