"""LSTM, GRU and tanh RNN on the little language, each tuned, with about as many weights.

Every training has 500 updates as in `learning`. Two seeds tune, five others are judged, on other sentences.
Results are kept in ``rivals.csv``, one line a training; some ten minutes of one core make them anew::

    python -m lstm_book.chapter_10.rivals
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from itertools import product
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from lstm_book.chapter_10.learning import fit, hard, right
from lstm_teach.cells import GRU, LSTM, RNN, Cell
from lstm_teach.tasks.agreement import AgreementBatch, agreement

FILE = Path(__file__).with_name("rivals.csv")
CELLS: dict[str, Cell] = {"LSTM": LSTM, "GRU": GRU, "RNN": RNN}
UNITS = {"LSTM": 6, "GRU": 8, "RNN": 20}  # about 1,300 weights each
RATES = (0.005, 0.01, 0.02, 0.03, 0.05)
OPEN = {"LSTM": "forget_gate_bias", "GRU": "update_gate_bias"}  # what keeps the store, open from the start
TUNED_ON, JUDGED = range(100, 102), range(5)


class Setting(NamedTuple):
    """One way to start and to train a network."""

    cell: str
    rate: float
    input_scale: float  # of W_x, times Glorot
    recurrent: str  # how W_h starts
    bias: float  # of the gate that keeps; 0 in the RNN, which has none


class Row(NamedTuple):
    """One training: for tuning, on sentences of their own, or the best setting, on those that judge."""

    part: str  # "tuning" or "judged"
    setting: Setting
    seed: int
    right: tuple[float, ...]  # with 0 to 4 attractors


def settings(cell: str) -> Iterator[Setting]:
    """Yield what is tuned: twenty settings of the RNN, ten of LSTM and GRU."""
    if cell == "RNN":
        for rate, scale, start in product(RATES, (1.0, 0.1), ("orthogonal", "identity")):
            yield Setting(cell, rate, scale, start, 0.0)
    else:
        for rate, bias in product(RATES, (0.0, 1.0)):
            yield Setting(cell, rate, 1.0, "orthogonal", bias)


def to_tune(k: int) -> AgreementBatch:
    """Return the sentences with k attractors that settings are chosen by."""
    return agreement(np.random.default_rng((2000, k)), 500, sentences=1, between=k, attractors_only=True)


def run(part: str, setting: Setting, seed: int) -> Row:
    """Train once, and return what it gave."""
    cell = CELLS[setting.cell]
    options: dict[str, Any] = {OPEN[setting.cell]: setting.bias} if setting.cell in OPEN else {}
    model = fit(
        seed, cell, hidden=UNITS[setting.cell], rate=setting.rate, recurrent=setting.recurrent,
        input_scale=setting.input_scale, **options,
    )  # fmt: skip
    ask = to_tune if part == "tuning" else hard
    return Row(part, setting, seed, tuple(right(cell, model, ask(k)) for k in range(5)))


def best(rows: Iterable[Row], cell: str) -> Setting:
    """Return a cell's setting with the most right answers in tuning, four attractors counting alone."""
    shares: dict[Setting, list[float]] = {}
    for row in rows:
        if row.part == "tuning" and row.setting.cell == cell:
            shares.setdefault(row.setting, []).append(row.right[4])
    return max(shares, key=lambda setting: float(np.mean(shares[setting])))


def by_rate(rows: Iterable[Row], cell: str, k: int = 4) -> dict[float, tuple[float, float]]:
    """Return for every rate the least and the most right with k attractors in tuning."""
    shares: dict[float, list[float]] = {}
    for row in rows:
        if row.part == "tuning" and row.setting.cell == cell:
            shares.setdefault(row.setting.rate, []).append(row.right[k])
    return {rate: (min(some), max(some)) for rate, some in shares.items()}


def load() -> list[Row]:
    """Return all results."""
    with FILE.open(encoding="utf-8", newline="") as stream:
        return [_row(line) for line in list(csv.reader(stream))[1:]]


def _row(line: list[str]) -> Row:
    part, cell, rate, scale, recurrent, bias, seed, *shares = line
    setting = Setting(cell, float(rate), float(scale), recurrent, float(bias))
    return Row(part, setting, int(seed), tuple(map(float, shares)))


def main() -> None:
    """Run everything, and write the file."""
    rows: list[Row] = []
    for cell in CELLS:
        for setting, seed in product(settings(cell), TUNED_ON):
            rows.append(run("tuning", setting, seed))
            print(*rows[-1], flush=True)
        for seed in JUDGED:
            rows.append(run("judged", best(rows, cell), seed))
            print(*rows[-1], flush=True)
    with FILE.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(("part", *Setting._fields, "seed", *range(5)))
        for row in rows:
            writer.writerow((row.part, *row.setting, row.seed, *(f"{share:.3f}" for share in row.right)))


if __name__ == "__main__":
    main()
