"""The comparison of chapter 07 in full: RNN and LSTM, tuned alike, on lags of 100, 200 and 400 steps.

At the lag of 100 there are two tasks, tuned apart: five steps of noise before the bit, and none.

It takes some minutes, so its results are kept in `rivals.csv`, one line a training. This makes them anew
(set ``OPENBLAS_NUM_THREADS=1``: a second thread makes small steps slower)::

    python -m lstm_book.chapter_07.rivals

Every training sees fresh batches of 32 sequences, with Adam and the gradient clipped at norm 1. The share of
right answers is that on 1000 sequences that no training saw.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Iterable, Iterator
from itertools import product
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from lstm_teach import Adam, Hold, binary_cross_entropy, readout, train, unroll
from lstm_teach.cells import LSTM, RNN, Cell
from lstm_teach.model import Model, gradient_of, init_model
from lstm_teach.tasks import BitBatch, bit_through_noise
from lstm_teach.tasks.bit_through_noise import WRITE

FILE = Path(__file__).with_name("rivals.csv")
CELLS: dict[str, Cell] = {"RNN": RNN, "LSTM": LSTM}
HELD = "LSTM, f held at 1"  # the store of 1997, its input gates half open
USUAL = "LSTM, f 1"  # started as libraries do, without regard to the lag
TESTS = {"tuning": "test", "tuning, bit first": "test, bit first"}  # where the best of a tuning is tested
SOLVED = 0.95  # the share of right answers from which on a network solves the task


class Setting(NamedTuple):
    """One way to start and to train a network."""

    part: str  # a part of `TESTS`, or "longer lags", "open door", "usual start"
    cell: str
    units: int
    delay: int
    lead: int  # steps of noise before the bit
    input_scale: float  # of W_x, times Glorot
    recurrent: str  # how W_h starts
    rate: float
    updates: int  # looked at after a sixth, a half and all of them


class Row(NamedTuple):
    """What one training gave."""

    setting: Setting
    seed: int
    shares: tuple[float, float, float]  # right answers after a sixth, a half and all updates


def _grid(part: str, lead: int, updates: int) -> Iterator[tuple[Setting, range]]:
    """Yield what is tuned at a lag of 100: 27 settings of the RNN and 6 of the LSTM, on two seeds."""
    for scale, start, rate in product(
        (1.0, 0.3, 0.1), ("orthogonal", "identity", "uniform"), (0.001, 0.003, 0.01)
    ):
        yield Setting(part, "RNN", 18, 100, lead, scale, start, rate, updates), range(2)
    for scale, rate in product((1.0, 0.3), (0.003, 0.01, 0.03)):
        yield Setting(part, "LSTM", 8, 100, lead, scale, "orthogonal", rate, updates), range(2)


def settings() -> Iterator[tuple[Setting, range]]:
    """Yield what is tuned, and the long lags, with their seeds; what is tested follows from the tuning."""
    yield from _grid("tuning", lead=5, updates=600)
    for delay in (200, 400):
        for scale, rate in product((0.3, 0.1), (0.001, 0.003)):
            yield (
                Setting("longer lags", "RNN", 18, delay, 0, scale, "orthogonal", rate, 600),
                range(4),
            )
        yield Setting("longer lags", "LSTM", 4, delay, 0, 1.0, "orthogonal", 0.03, 600), range(4)
    yield Setting("open door", HELD, 8, 100, 5, 1.0, "orthogonal", 0.01, 300), range(5)
    for rate in (0.003, 0.01, 0.03):
        yield Setting("usual start", USUAL, 8, 100, 5, 1.0, "orthogonal", rate, 600), range(5)
    yield from _grid("tuning, bit first", lead=0, updates=150)


def run(setting: Setting, seed: int) -> Row:
    """Train once, and return what it gave."""
    return trained(setting, seed)[1]


def trained(setting: Setting, seed: int) -> tuple[Model, Row]:
    """Train once. The LSTM's gates start at ln n (forget) and -ln n (input), with the delay as n."""
    kind = CELLS.get(setting.cell, LSTM)
    holds = (Hold("f", 1.0),) if setting.cell == HELD else ()
    options: dict[str, Any] = {}
    if setting.cell == "LSTM":
        lag = math.log(setting.delay)
        options = {"forget_gate_bias": lag, "input_gate_bias": -lag}
    rng = np.random.default_rng(seed)
    start = {"recurrent": setting.recurrent, "input_scale": setting.input_scale}
    model = init_model(kind, rng, 3, setting.units, 1, **start, **options)
    seen: list[float] = []
    test = unseen(setting, seed)
    marks = (setting.updates // 6, setting.updates // 2, setting.updates)

    def gradient(model: Model, batch: BitBatch) -> tuple[float, Model]:
        count[0] += 1
        if count[0] - 1 in marks:  # after so many updates
            seen.append(share_right(kind, model, test, holds))
        return of_batch(model, batch)

    count = [0]
    of_batch = gradient_of(kind, lambda y, batch: binary_cross_entropy(y, batch.bit), holds=holds)
    model, _ = train(
        model, gradient, _batches(rng, setting), Adam(setting.rate), steps=setting.updates, clip=1.0,
        progress=iter,
    )  # fmt: skip
    seen.append(share_right(kind, model, test, holds))
    return model, Row(setting, seed, (seen[0], seen[1], seen[2]))


def unseen(setting: Setting, seed: int) -> BitBatch:
    """Return the 1000 sequences that a training is judged on."""
    return bit_through_noise(np.random.default_rng(10_000 + seed), setting.delay, 1000, lead=setting.lead)


def without_mark(setting: Setting, seed: int) -> float:
    """Train once, and return the share of right answers on the same sequences with no mark at the bit."""
    model, _ = trained(setting, seed)
    batch = unseen(setting, seed)
    x = batch.x.copy()
    x[:, :, WRITE] = 0.0
    return share_right(CELLS[setting.cell], model, batch._replace(x=x))


def share_right(cell: Cell, model: Model, batch: BitBatch, holds: tuple[Hold, ...] = ()) -> float:
    """Return the share of right answers at the last step."""
    answers = readout(model.out, unroll(cell, model.cell, batch.x, holds=holds).h[-1]) > 0
    return float(np.mean(answers == (batch.bit > 0.5)))


def _batches(rng: np.random.Generator, setting: Setting) -> Iterator[BitBatch]:
    while True:
        yield bit_through_noise(rng, setting.delay, 32, lead=setting.lead)


def best(rows: Iterable[Row], cell: str, part: str = "tuning") -> Setting:
    """Return a cell's best setting of a tuning: most right answers in the mean over seeds and three looks."""
    shares: dict[Setting, list[float]] = {}
    for row in rows:
        if row.setting.part == part and row.setting.cell == cell:
            shares.setdefault(row.setting, []).append(float(np.mean(row.shares)))
    return max(shares, key=lambda setting: float(np.mean(shares[setting])))


def solved(rows: Iterable[Row], look: int = 2, **wanted: Any) -> tuple[int, int]:
    """Return how many trainings solved the task at a look (0, 1, 2), and of how many.

    ``wanted`` are values of `Setting` that a row must have.
    """
    shares = [
        row.shares[look]
        for row in rows
        if all(getattr(row.setting, name) == value for name, value in wanted.items())
    ]
    return sum(share >= SOLVED for share in shares), len(shares)


def settings_solved(rows: Iterable[Row], cell: str, part: str = "tuning") -> tuple[int, int]:
    """Return how many of a cell's settings in a tuning solved the task on both seeds, and of how many."""
    shares: dict[Setting, list[float]] = {}
    for row in rows:
        if (row.setting.cell, row.setting.part) == (cell, part):
            shares.setdefault(row.setting, []).append(row.shares[-1])
    return sum(min(of_seeds) >= SOLVED for of_seeds in shares.values()), len(shares)


def load() -> list[Row]:
    """Return all results."""
    with FILE.open(encoding="utf-8", newline="") as stream:
        return [_row(line) for line in csv.DictReader(stream)]


def _row(line: dict[str, str]) -> Row:
    words = {"part", "cell", "recurrent"}
    fractions = {"input_scale", "rate"}
    values: dict[str, Any] = {
        name: line[name] if name in words else float(line[name]) if name in fractions else int(line[name])
        for name in Setting._fields
    }
    shares = (float(line["sixth"]), float(line["half"]), float(line["all"]))
    return Row(Setting(**values), int(line["seed"]), shares)


def main() -> None:
    """Run everything, and write the file."""
    rows: list[Row] = []
    for setting, seeds in settings():
        rows += [run(setting, seed) for seed in seeds]
        print(*setting, *(row.shares for row in rows[-len(seeds) :]), flush=True)
    for (tuning, test), cell in product(TESTS.items(), CELLS):
        chosen = best(rows, cell, tuning)._replace(part=test)
        rows += [run(chosen, seed) for seed in range(10, 18)]
        print(*chosen, *(row.shares for row in rows[-8:]), flush=True)
    with FILE.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow((*Setting._fields, "seed", "sixth", "half", "all"))
        writer.writerows((*row.setting, row.seed, *(f"{share:.3f}" for share in row.shares)) for row in rows)


if __name__ == "__main__":
    main()
