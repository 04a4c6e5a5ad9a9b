"""The comparison of chapter 09: LSTM, GRU and tanh RNN of equal size, tuned alike.

Strings with one and with three inner strings, and the endless stream; there also the LSTM of 1997, whose
forget gate is held open. With three inner strings the RNN's best setting and its usual start are trained
three times as long, too, for the smallest rate was its best. Every setting is trained from two seeds. The
two that are best on the strings to tune by (most of them wholly right, then the fewest bits; on the stream
the fewest bits), and the best with the usual start, are trained from five other seeds; on the stream the
best alone. The best of these, again on what is tuned by, is told by its figures on what is tested on. It
takes a quarter of an hour on one core, so the results are kept in `rivals.csv`, one line a training. This
makes them (set ``OPENBLAS_NUM_THREADS=1``), and goes on where it was stopped; delete the file to begin
anew::

    python -m lstm_book.chapter_09.rivals
"""

from __future__ import annotations

import csv
import sys
import time
from collections.abc import Iterable, Iterator
from itertools import product
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from lstm_book.chapter_09 import learning
from lstm_book.chapter_09.learning import CELLS, SETTLED, Setting, Verdict
from lstm_teach import OPEN, Hold, Model, readout, unroll
from lstm_teach.gates import Holds
from lstm_teach.tasks import embedded_reber

FILE = Path(__file__).with_name("rivals.csv")
STREAM, HELD, LONGER = "stream", "stream, f held open", "3, longer"
TASKS = ("1", "3", LONGER, STREAM, HELD)  # inner strings, or the stream
NAMES = {
    STREAM: ("LSTM", "RNN", "GRU"),
    HELD: ("LSTM",),
    LONGER: ("RNN",),
}  # the cells, where they are not all three
TUNED, TOLD = range(2), range(10, 15)  # seeds
USUAL = {"LSTM": (1.0, 0.0), "RNN": (0.0, 0.0), "GRU": (0.0, 0.0)}  # biases that libraries start from
GATES = ((1.0, 0.0), (4.0, -2.0))  # biases of forget and input gate


class Row(NamedTuple):
    """What one training gave: the columns of the file."""

    task: str
    setting: Setting
    seed: int
    tune: Verdict
    test: Verdict
    early: float  # on a stream: the largest |c| of the test after 200 symbols, and at its end
    late: float
    seconds: float  # of one core


def grid(task: str, cell: str) -> Iterator[Setting]:
    """Yield what is tuned: on the stream the rate alone; on strings the starts too, of the RNN the most.

    With the forget gate held open, which is the one in trouble, the input gate's start is tuned as well.
    """
    updates = 2000 if task in (STREAM, HELD) else 1500
    if task == LONGER:
        for scale, recurrent in ((0.1, "identity"), (1.0, "orthogonal")):
            yield Setting(cell, scale, recurrent, 0.0, 0.0, 0.003, 3 * updates)
        return
    scales: tuple[float, ...] = (1.0, 0.3) if task == "1" else (1.0,)
    if cell == "LSTM":
        gates = {STREAM: ((1.0, 0.0),), HELD: ((1.0, 0.0), (1.0, -2.0))}.get(task, GATES)
        for scale, (keep, write), rate in product(scales, gates, (0.01, 0.02, 0.04)):
            yield Setting(cell, scale, "orthogonal", keep, write, rate, updates)
    elif cell == "GRU":
        keeps = (0.0,) if task == STREAM else (0.0, 2.0)
        for scale, keep, rate in product(scales, keeps, (0.01, 0.02, 0.04)):
            yield Setting(cell, scale, "orthogonal", keep, 0.0, rate, updates)
    else:
        starts = ("orthogonal",) if task == STREAM else ("orthogonal", "identity")
        scales = (1.0,) if task == STREAM else (1.0, 0.3, 0.1)
        for scale, recurrent, rate in product(scales, starts, (0.003, 0.01, 0.03)):
            yield Setting(cell, scale, recurrent, 0.0, 0.0, rate, updates)


def trained(task: str, setting: Setting, seed: int) -> tuple[Model, Row]:
    """Train once, and return the network and what it gave."""
    began = time.process_time()
    if task in (STREAM, HELD):
        holds = held(task)
        model, _ = learning.fit_stream(setting, seed, holds)
        seconds = time.process_time() - began
        return model, Row(task, setting, seed, *_on_streams(setting, model, holds), seconds)
    inner = int(task[0])
    model, _ = learning.fit_strings(setting, seed, inner)
    seconds = time.process_time() - began
    automaton, sets = embedded_reber(inner), learning.sets(inner)
    tune, test = (
        learning.judge(learning.scores(CELLS[setting.cell], model, batch), automaton, batch)
        for batch in (sets.tune, sets.test)
    )
    return model, Row(task, setting, seed, tune, test, 0.0, 0.0, seconds)


def held(task: str) -> Holds:
    """Return what is held in a task: the forget gate in one of them."""
    return (Hold("f", OPEN),) if task == HELD else ()


def _on_streams(setting: Setting, model: Model, holds: Holds) -> tuple[Verdict, Verdict, float, float]:
    verdicts, sizes = [], (0.0, 0.0)
    for number in (1, 0):
        batch = learning.new_stream(number)
        trace = unroll(CELLS[setting.cell], model.cell, batch.x, holds=holds)
        verdicts.append(learning.judge_stream(readout(model.out, trace.h), batch))
        if setting.cell == "LSTM":
            c: Any = np.abs(trace.c).max(axis=(1, 2))  # type: ignore[attr-defined]
            sizes = float(c[SETTLED]), float(c[-1])
    return verdicts[0], verdicts[1], *sizes


def finalists(rows: Iterable[Row], task: str, cell: str) -> list[Setting]:
    """Return a cell's two best settings on a task, by the seeds that all were tried on, and the best usual.

    Where nearly all settings solve a task, the first two are chosen by chance; hence the third. On the
    stream only the best; with the forget gate held open one of the two.
    """
    tried = set(grid(task, cell))
    order = [setting for setting in _in_order(rows, task, cell, TUNED) if setting in tried]
    if task == STREAM:
        return order[:1]
    usually = next(setting for setting in order if is_usual(setting))
    return list(dict.fromkeys([*order[: 1 if task == HELD else 2], usually]))


def best(rows: Iterable[Row], task: str, cell: str) -> Setting:
    """Return the best of these, by the five other seeds."""
    rows = list(rows)
    few = finalists(rows, task, cell)
    return _in_order((row for row in rows if row.setting in few), task, cell, TOLD)[0]


def _in_order(rows: Iterable[Row], task: str, cell: str, seeds: Iterable[int]) -> list[Setting]:
    """Return the settings that were tried on all of some seeds, the best to tune by first.

    On strings that is who gets most of them right, then who has the fewest bits; on the stream who has the
    fewest bits.
    """
    wanted = set(seeds)
    tune: dict[Setting, dict[int, Verdict]] = {}
    for row in rows:
        if (row.task, row.setting.cell) == (task, cell) and row.seed in wanted:
            tune.setdefault(row.setting, {})[row.seed] = row.tune
    tried = [setting for setting, found in tune.items() if found.keys() == wanted]

    def key(setting: Setting) -> tuple[float, float]:
        whole, _, bits = np.mean(list(tune[setting].values()), axis=0)
        return (0.0 if task in (STREAM, HELD) else -float(whole)), float(bits)

    return sorted(tried, key=key)


def usual(rows: Iterable[Row], task: str, cell: str) -> list[Row]:
    """Return the five trainings of the best setting with the usual start, in the order of their seeds."""
    rows = list(rows)
    setting = next(setting for setting in finalists(rows, task, cell) if is_usual(setting))
    return _five(rows, task, setting)


def is_usual(setting: Setting) -> bool:
    """Whether a network started as libraries start it."""
    return setting[1:5] == (1.0, "orthogonal", *USUAL[setting.cell])


def told(rows: Iterable[Row], task: str, cell: str) -> list[Row]:
    """Return the five trainings of a cell's best setting on a task, in the order of their seeds."""
    rows = list(rows)
    return _five(rows, task, best(rows, task, cell))


def all_told(rows: Iterable[Row], task: str, cell: str) -> list[list[Row]]:
    """Return the five trainings of all settings that were trained from five seeds, the best first."""
    rows = list(rows)
    return [_five(rows, task, setting) for setting in _in_order(rows, task, cell, TOLD)]


def settings_right(rows: Iterable[Row], task: str, cell: str) -> tuple[int, int]:
    """Return how many of a cell's settings got every test string right from both seeds, and of how many."""
    whole: dict[Setting, list[float]] = {}
    for row in rows:
        if (row.task, row.setting.cell) == (task, cell) and row.seed in TUNED:
            whole.setdefault(row.setting, []).append(row.test.whole)
    return sum(min(of_seeds) == 1.0 for of_seeds in whole.values()), len(whole)


def _five(rows: Iterable[Row], task: str, setting: Setting) -> list[Row]:
    of_it = [row for row in rows if (row.task, row.setting) == (task, setting) and row.seed in TOLD]
    return sorted(of_it, key=lambda row: row.seed)


def load() -> list[Row]:
    """Return all trainings of the file, none if there is no file."""
    if not FILE.exists():
        return []
    with FILE.open(encoding="utf-8", newline="") as stream:
        return [_row(line) for line in csv.DictReader(stream)]


def _row(line: dict[str, str]) -> Row:
    words = {"cell", "recurrent"}
    setting: dict[str, Any] = {
        name: line[name] if name in words else float(line[name]) for name in Setting._fields
    }
    setting["updates"] = int(line["updates"])
    tune, test = (
        Verdict(*(float(line[f"{part} {name}"]) for name in Verdict._fields)) for part in ("tune", "test")
    )
    early, late, seconds = (float(line[name]) for name in ("early", "late", "seconds"))
    return Row(line["task"], Setting(**setting), int(line["seed"]), tune, test, early, late, seconds)


COLUMNS = (
    "task", *Setting._fields, "seed",
    *(f"{part} {name}" for part in ("tune", "test") for name in Verdict._fields),
    "early", "late", "seconds",
)  # fmt: skip


def add(row: Row) -> None:
    """Write one more line."""
    new = not FILE.exists()
    entries = (
        row.task, *row.setting, row.seed, *row.tune, *row.test, row.early, row.late, row.seconds
    )  # fmt: skip
    with FILE.open("a", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        if new:
            writer.writerow(COLUMNS)
        writer.writerow([f"{entry:.4g}" if isinstance(entry, float) else entry for entry in entries])


def main(tasks: Iterable[str] = TASKS) -> None:
    """Train what is not in the file yet, of some tasks or of all."""
    known = {(row.task, row.setting, row.seed) for row in load()}
    for task in tasks:
        for cell in NAMES.get(task, tuple(CELLS)):
            for setting, seed in product(grid(task, cell), TUNED):
                _train_if_new(known, task, setting, seed)
            for setting, seed in product(finalists(load(), task, cell), TOLD):
                _train_if_new(known, task, setting, seed)


def _train_if_new(known: set[tuple[str, Setting, int]], task: str, setting: Setting, seed: int) -> None:
    if (task, setting, seed) not in known:
        _, row = trained(task, setting, seed)
        add(row)
        known.add((task, setting, seed))
        print(task, *setting, seed, *row.test, f"{row.seconds:.1f}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:] or TASKS)
