"""Train the networks that chapter 13 ships: some minutes of one core each.

::

    python -m lstm_book.chapter_13.train novel        # an LSTM of 256 units on the novel
    python -m lstm_book.chapter_13.train novel-gru    # a GRU with about as many weights
    python -m lstm_book.chapter_13.train brackets brackets-1 brackets-2    # LSTMs of 128 units on nested text

Set ``OPENBLAS_NUM_THREADS=1``: a second thread makes small steps slower. Every command writes its network
into the folder of data, and into `trained.csv` what it came to. Another machine may round otherwise, and a
long training then ends at other weights, of about the same quality.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np

from lstm_book import datasets, networks
from lstm_book.alphabet import Alphabet
from lstm_book.chapter_13.corpora import NESTED, NOVEL
from lstm_book.chapter_13.training import Plan, bits, fit, split
from lstm_book.networks import CELLS, Kept, Network
from lstm_teach import count_weights
from lstm_teach.numerics import Array

FILE = Path(__file__).with_name("trained.csv")


class Wanted(NamedTuple):
    """A network that is shipped, and how it is trained."""

    text: str
    cell: str
    plan: Plan
    seed: int = 0
    kept: Kept = "int8"


LOUDER = (("input_scale", 4.0),)  # one of 74 inputs is 1: with Glorot's weights it is hardly heard at first
OF_BRACKETS = Plan(128, 0.02, 2_000, T=128, options=LOUDER)
WANTED = {
    "novel": Wanted(NOVEL, "LSTM", Plan(256, 0.01, 12_000, drop=0.25, options=LOUDER)),
    "novel-gru": Wanted(NOVEL, "GRU", Plan(290, 0.006, 10_500, drop=0.25, options=LOUDER), kept="float16"),
    "brackets": Wanted(NESTED, "LSTM", OF_BRACKETS, 0),
    "brackets-1": Wanted(NESTED, "LSTM", OF_BRACKETS, 1),
    "brackets-2": Wanted(NESTED, "LSTM", OF_BRACKETS, 2),
}


class Text(NamedTuple):
    """A text of the chapter in numbers."""

    alphabet: Alphabet
    train: Array
    validation: Array
    test: Array


def load(name: str) -> Text:
    """Return a text that the book ships, cut in three."""
    text = datasets.text(name)
    alphabet = Alphabet.of(text)
    return Text(alphabet, *split(alphabet.encode(text)))


class Result(NamedTuple):
    """What a training came to, in bits a character; `kept` is the test with the weights as they are kept."""

    name: str
    weights: int
    updates: int
    rate: float
    seconds: float  # of one core
    train: float  # the mean loss of the last 300 updates, with dropout
    validation: float
    test: float
    kept: float


def make(name: str) -> Result:
    """Train a network, write it, and return what it came to."""
    wanted = WANTED[name]
    text, cell = load(wanted.text), CELLS[wanted.cell]
    fitted = fit(cell, text.train, text.alphabet.size, wanted.plan, wanted.seed, progress=_told)
    file = datasets.FOLDER / f"{name}.npz"
    networks.save(file, Network(cell, fitted.model, text.alphabet), wanted.kept)
    kept = networks.read(file).model
    return Result(
        name, count_weights(fitted.model), wanted.plan.updates, wanted.plan.rate,
        fitted.seconds, float(np.mean(fitted.losses[-300:])),
        float(bits(cell, fitted.model, text.validation, text.train).mean()),
        float(bits(cell, fitted.model, text.test, text.validation).mean()),
        float(bits(cell, kept, text.test, text.validation).mean()),
    )  # fmt: skip


def _told(updates: Iterable[int]) -> Iterator[int]:
    for update in updates:
        if update % 500 == 0:
            print("update", update, flush=True)
        yield update


def results() -> dict[str, Result]:
    """Return what all shipped trainings came to."""
    if not FILE.is_file():
        return {}
    with FILE.open(encoding="utf-8", newline="") as stream:
        return {row["name"]: _row(row) for row in csv.DictReader(stream)}


def _row(row: dict[str, str]) -> Result:
    whole = {"weights", "updates"}
    values = {n: row[n] if n == "name" else int(row[n]) if n in whole else float(row[n]) for n in row}
    return Result(**values)  # type: ignore[arg-type]


def main() -> None:
    """Train what is asked for, and keep the numbers."""
    names = sys.argv[1:]
    if not names or not set(names) <= set(WANTED):
        raise SystemExit(f"expected some of {', '.join(WANTED)}")
    for name in names:
        made = make(name)
        print(made, flush=True)
        known = results() | {name: made}
        with FILE.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.writer(stream, lineterminator="\n")
            writer.writerow(Result._fields)
            for one in known.values():
                writer.writerow(f"{v:.5g}" if isinstance(v, float) else v for v in one)
        datasets.write_sums()


if __name__ == "__main__":
    main()
