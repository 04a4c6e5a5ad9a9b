"""The networks of the race in chapter 05: the best setting of each kind, trained from ten seeds.

At the rates that won, a training may end elsewhere if its start differs in the fourteenth digit, as it does
from one processor to another. So the networks are kept, in `race.npz`. This trains them anew::

    OPENBLAS_NUM_THREADS=1 python -m lstm_book.chapter_05.race  (a second thread makes small steps slower)
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from lstm_book.chapter_05.endless import BIT, COUNT, Kind, trained
from lstm_book.chapter_05.tuning import NAMES, best
from lstm_teach.cells import LSTMParams, RNNParams
from lstm_teach.model import Model, ReadoutParams

FILE = Path(__file__).with_name("race.npz")
SEEDS = range(10)
PARTS = ("W_x", "W_h", "b", "W_y", "b_y")
TASKS = {"bit": BIT, "count": COUNT}
# Which kinds run, and after how many updates.
RUNNERS = {
    "bit": [(NAMES[0], 200), (NAMES[1], 200), (NAMES[1], 600), (NAMES[2], 200), (NAMES[2], 600)],
    "count": [(name, updates) for updates in (300, 900) for name in NAMES],
}


def kinds(task: str) -> dict[str, Kind]:
    """Return the best setting of every kind that runs, by names such as "held open, 200"."""
    return {f"{name}, {updates}": best(task, name, updates) for name, updates in RUNNERS[task]}


def networks(task: str) -> dict[tuple[str, int], Model]:
    """Return the trained networks by the name of their kind and their seed."""
    found = {}
    with np.load(FILE) as kept:
        for name, kind in kinds(task).items():
            parts = [kept[f"{task}, {name}, {part}"] for part in PARTS]
            for place, seed in enumerate(SEEDS):
                W_x, W_h, b, W_y, b_y = (part[place] for part in parts)
                cell = RNNParams(W_x, W_h, b) if kind.tanh else LSTMParams(W_x, W_h, b)
                found[name, seed] = Model(cell, ReadoutParams(W_y, b_y))
    return found


def main() -> None:
    """Train all networks and write `race.npz`."""
    kept: dict[str, np.ndarray] = {}
    for task, what in TASKS.items():
        for name, kind in kinds(task).items():
            models = [trained(what, kind, seed) for seed in SEEDS]
            stacked = (np.stack(parts) for parts in zip(*map(_parts, models), strict=True))
            kept |= {f"{task}, {name}, {part}": a for part, a in zip(PARTS, stacked, strict=True)}
    np.savez_compressed(FILE, allow_pickle=False, **kept)


def _parts(model: Model) -> list[np.ndarray]:
    assert model.out.b_y is not None
    return [*model.cell[:3], model.out.W_y, model.out.b_y]


if __name__ == "__main__":
    main()
