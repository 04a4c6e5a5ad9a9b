"""The comparison of chapter 08 in full: LSTM, GRU and RNNs, tuned alike, on tasks of 1997.

It takes half an hour of one core, so its results are kept in `rivals.csv`, one line a training. This makes
them anew (set ``OPENBLAS_NUM_THREADS=1``: a second thread makes small steps slower)::

    python -m lstm_book.chapter_08.rivals

A cell's settings are tuned on two seeds and judged by the mean loss on validation sequences; the best of
them is tested on five other seeds and other sequences. "Longer" is the best setting of a cell without gates
with five times as many updates, "usual" the same setting with gates whose start knows nothing of the lag;
lest that be a fault of scale and rate, "usual tuning" tries all settings with such gates. For lags above
100 a cell takes what was best at 100, with gates that suit the lag where it has some; as the tanh RNN has
none, "further" tries nine settings of it at each.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from itertools import chain, product
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from lstm_book.chapter_08.lessons import Lesson, answers_in_parts, fit, lesson
from lstm_teach.cells import GRU, LSTM, RELU_RNN, RNN, Cell
from lstm_teach.model import Model, init_model
from lstm_teach.training import History, below

FILE = Path(__file__).with_name("rivals.csv")
CELLS: dict[str, Cell] = {"LSTM": LSTM, "GRU": GRU, "RNN": RNN, "ReLU RNN": RELU_RNN}
UNITS = {"LSTM": 8, "GRU": 9, "RNN": 18, "ReLU RNN": 18}
TUNING_SEEDS = range(2)
TEST_SEEDS = range(10, 15)
TUNED_AT = 100  # steps
LONGER, LONGER_ON = 5, ("adding", "6a")  # times the updates, for cells without gates
STARTS = ("orthogonal", "identity", "uniform")
SCALES = (1.0, 0.3, 0.1)
USUAL = {"LSTM": (1.0, 0.0), "GRU": (0.0, 0.0)}  # what libraries and papers start from


class Task(NamedTuple):
    """A task, and what is fixed for all cells that are trained on it."""

    name: str
    steps: int
    updates: int
    batch_size: int
    keep: float  # bias of the gate that keeps, in the start that suits the lag
    door: float  # bias of the input gate
    cells: tuple[str, ...] = tuple(CELLS)


TASKS = (
    Task("adding", 100, 400, 32, 5.0, -3.0),
    Task("6a", 100, 400, 32, 5.0, -2.0),
    Task("2c", 100, 310, 16, 7.0, -4.0),
    Task("2c", 1000, 310, 16, 9.0, -6.0, ("LSTM", "GRU", "RNN")),
    Task("2c", 200, 310, 16, 0.0, 0.0, ("RNN",)),
    Task("2c", 500, 310, 16, 0.0, 0.0, ("RNN",)),
    Task("3a", 100, 400, 32, 5.0, -3.0, ("LSTM", "RNN")),
)


class Setting(NamedTuple):
    """One way to start and to train a network on a task."""

    part: str  # "tuning", "further", "usual tuning", "test", "longer" or "usual"
    task: str
    steps: int
    cell: str
    input_scale: float  # of W_x, times Glorot
    recurrent: str  # how W_h starts
    keep: float
    door: float
    rate: float
    updates: int  # at most


class Row(NamedTuple):
    """What one training gave."""

    setting: Setting
    seed: int
    sequences: int  # trained on
    loss: float  # on unseen sequences: mean squared error of adding, else cross entropy
    right: float  # share of them that is right by the paper's rule


def tuning(task: Task, cell: str) -> Iterator[Setting]:
    """Yield what is tried for a cell on a task: 27 settings of the RNN, 6 of the others."""
    scales, starts = (SCALES, STARTS) if cell == "RNN" else (SCALES[:2], STARTS[:1])
    rates = (0.005, 0.01, 0.02) if cell in USUAL else (0.001, 0.003, 0.01)
    if cell == "ReLU RNN":
        starts = ("identity",)
    for scale, start, rate in product(scales, starts, rates):
        yield Setting(
            "tuning", task.name, task.steps, cell, scale, start, *gates_of(task, cell), rate, task.updates
        )


def further() -> Iterator[Setting]:
    """Yield what is tried for the tanh RNN at lags above 100: smaller inputs, and smaller steps."""
    for task in (task for task in TASKS if task.steps > TUNED_AT):
        for scale, rate in product((0.3, 0.1, 0.03), (0.0003, 0.001, 0.003)):
            yield Setting(
                "further", task.name, task.steps, "RNN", scale, "identity", 0.0, 0.0, rate, task.updates
            )


def usual_tuning() -> Iterator[Setting]:
    """Yield all settings of the cells with gates on what "longer" asks of those without, from usual gates."""
    for task in (task for task in TASKS if task.name in LONGER_ON):
        for cell, (keep, door) in USUAL.items():
            for setting in tuning(task, cell):
                yield setting._replace(part="usual tuning", keep=keep, door=door)


def gates_of(task: Task, cell: str) -> tuple[float, float]:
    """Return the biases with which a cell's gates suit the lag of a task; a cell without has 0."""
    return task.keep if cell in USUAL else 0.0, task.door if cell == "LSTM" else 0.0


def task_of(setting: Setting) -> Task:
    """Return the task of a setting."""
    return next(task for task in TASKS if (task.name, task.steps) == (setting.task, setting.steps))


def trained(setting: Setting, seed: int) -> tuple[Model, History]:
    """Train once: from one generator come the starting weights and then the sequences.

    Adding takes all its updates, at a rate that falls to 0; the others stop when the mean loss of 15 batches
    is below 0.01.
    """
    task, what, cell = task_of(setting), lesson(setting.task, setting.steps), CELLS[setting.cell]
    options: dict[str, Any] = {"input_scale": setting.input_scale, "recurrent": setting.recurrent}
    if cell is LSTM:
        options |= {"forget_gate_bias": setting.keep, "input_gate_bias": setting.door}
    elif cell is GRU:
        options |= {"update_gate_bias": setting.keep}
    rng = np.random.default_rng(seed)
    model = init_model(cell, rng, what.inputs, UNITS[setting.cell], what.outputs, **options)
    adds = setting.task == "adding"
    return fit(
        cell, model, what, rng, rate=setting.rate, updates=setting.updates, batch_size=task.batch_size,
        falling=adds, stop=None if adds else below(0.01, 15),
    )  # fmt: skip


def run(setting: Setting, seed: int) -> Row:
    """Train once, and measure on sequences that were not seen, others for tuning than for a test.

    Of 2c, 10,000 sequences are tested, as in the paper, else 1,000.
    """
    model, history = trained(setting, seed)
    what = lesson(setting.task, setting.steps)
    final = setting.part in ("test", "longer", "usual")
    sequences = 10_000 if final and setting.task == "2c" else 1000
    loss, right = measured(what, CELLS[setting.cell], model, 1 if final else 2, sequences)
    return Row(setting, seed, len(history) * task_of(setting).batch_size, loss, right)


def measured(what: Lesson, cell: Cell, model: Model, seed: int, sequences: int) -> tuple[float, float]:
    """Return loss and share of right answers on new sequences, drawn 100 at a time."""
    pairs = answers_in_parts(cell, model, what, np.random.default_rng(seed), sequences)
    losses, rights = zip(*((what.error(y, batch), what.right(y, batch).mean()) for y, batch in pairs),
                         strict=True)  # fmt: skip
    return float(np.mean(losses)), float(np.mean(rights))


def best(rows: Iterable[Row], task: Task, cell: str) -> Setting:
    """Return a cell's best setting of the tuning, with the lowest mean of the losses, for a task."""
    losses: dict[Setting, list[float]] = {}
    for row in of_part(rows, "tuning", task.name, TUNED_AT, cell):
        losses.setdefault(row.setting, []).append(row.loss)
    least = min(losses, key=lambda setting: float(np.mean(losses[setting])))
    keep, door = gates_of(task, cell)
    return least._replace(steps=task.steps, keep=keep, door=door)


def after_tuning(rows: list[Row]) -> Iterator[Setting]:
    """Yield what is run on the test seeds, by the rows of the tuning."""
    for task in TASKS:
        for cell in task.cells:
            chosen = best(rows, task, cell)
            yield chosen._replace(part="test")
            if task.steps != TUNED_AT:
                continue
            if cell in USUAL:
                keep, door = USUAL[cell]
                yield chosen._replace(part="usual", keep=keep, door=door)
            elif task.name in LONGER_ON:
                yield chosen._replace(part="longer", updates=LONGER * task.updates)


def tuned_for(task: str, cell: str) -> Setting:
    """Return a cell's best stored setting for a task at the lag of the tuning."""
    return best(load(), next(one for one in TASKS if one.name == task), cell)


def of_part(rows: Iterable[Row], part: str, task: str, steps: int, cell: str) -> list[Row]:
    """Return the rows of a part for a cell on a task."""
    return [row for row in rows if row.setting[:4] == (part, task, steps, cell)]


def load() -> list[Row]:
    """Return all results."""
    with FILE.open(encoding="utf-8", newline="") as stream:
        return [_row(line) for line in csv.DictReader(stream)]


def _row(line: dict[str, str]) -> Row:
    kinds = {"steps": int, "updates": int, "part": str, "task": str, "cell": str, "recurrent": str}
    setting = Setting(*(kinds.get(name, float)(line[name]) for name in Setting._fields))
    return Row(setting, int(line["seed"]), int(line["sequences"]), float(line["loss"]), float(line["right"]))


def main() -> None:
    """Run everything, and write the file."""
    rows: list[Row] = []

    def note(setting: Setting, seeds: Iterable[int]) -> None:
        rows.extend(run(setting, seed) for seed in seeds)
        print(*setting, *(row[1:] for row in rows if row.setting == setting), flush=True)

    for task in TASKS:
        if task.steps == TUNED_AT:
            for setting in (setting for cell in task.cells for setting in tuning(task, cell)):
                note(setting, TUNING_SEEDS)
    for setting in chain(further(), usual_tuning()):
        note(setting, TUNING_SEEDS)
    for setting in list(after_tuning(rows)):
        note(setting, TEST_SEEDS)
    with FILE.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow((*Setting._fields, "seed", "sequences", "loss", "right"))
        writer.writerows((*r.setting, r.seed, r.sequences, f"{r.loss:.6f}", f"{r.right:.4f}") for r in rows)


if __name__ == "__main__":
    main()
