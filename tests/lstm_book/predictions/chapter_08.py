"""Predictions of chapter 08, Bridging long time lags.

What the chapter trained or ran is taken from the stored rows, or found again in another way.
"""

import re
from functools import cache
from typing import Any

import numpy as np

from lstm_book.chapter_08 import adders, rivals, start_map_grid
from lstm_book.chapter_08.predictions import GUESSED, LEFT
from lstm_teach import Hold, readout, unroll
from lstm_teach.tasks import adding
from tests.book.stored import BOOK, Stored
from tests.lstm_book.predictions.case import Case

CHAPTER = BOOK / "08-bridging-long-time-lags.ipynb"


def said(start: str) -> str:
    """Return what the folded cell printed that begins so."""
    (cell,) = (cell for cell in Stored.read(CHAPTER).code if cell.source.startswith(start))
    return "".join(o.get("text", "") for o in cell.outputs)


def hits() -> tuple[dict[str, int]]:
    found = re.findall(r"^(\S.*?) +(\d+) of 1,500", said("# The counts"), re.MULTILINE)
    return ({name: int(count) for name, count in found},)


def taken() -> tuple[dict[int, float]]:
    rows = [row for row in rivals.load() if row.setting[:2] == ("test", "2c") and row.setting.cell == "LSTM"]
    return (
        {
            lag: float(np.median([row.sequences for row in rows if row.setting.steps == lag]))
            for lag in (100, 1000)
        },
    )


def adds() -> tuple[dict[str, int]]:
    rows = [row for row in rivals.load() if row.setting.task == "adding"]
    parts = {
        "GRU, usual start": ("usual", "GRU"),
        "GRU, gate open": ("test", "GRU"),
        "ReLU RNN": ("test", "ReLU RNN"),
    }
    return (
        {
            name: sum(row.loss < 0.01 for row in rows if (row.setting.part, row.setting.cell) == part)
            for name, part in parts.items()
        },
    )


@cache
def weights_left() -> tuple[Any]:
    """Return the weights by hand: the answer's covariance with each number, the first mark unheard."""
    cell, nets = adders()
    x = np.zeros((100, 400, 2))
    x[:, :, 0] = np.random.default_rng(8).uniform(-1, 1, (100, 400))
    x[[0, -1], :, 1], x[[5, 40], :, 1] = -1.0, 1.0
    found = []
    for net in nets:
        i: Any = unroll(cell, net.cell, x)
        units = np.argsort(np.median(i.i[[5, 40]], axis=(0, 1))).tolist()
        weights = []
        for some in (units, units[-1:], units[:4]):
            held = Hold("i", 0.0, start=5, stop=6, units=tuple(some))
            answer = readout(net.out, unroll(cell, net.cell, x, holds=held).h[-1])[:, 0]
            spread = answer - answer.mean()
            weights.append([spread @ x[t, :, 0] / (x[t, :, 0] @ x[t, :, 0]) for t in (5, 40)])
        found.append((*weights[0], weights[1][0], weights[2][0]))
    return (np.median(found, axis=0),)


@cache
def longer() -> tuple[float, int]:
    """Return the share for the bit as the chapter tells it, and the count for adders on other sequences."""
    (share,) = re.findall(r"bit, right at 1,000: (\S+)", said("# The bit"))
    cell, nets = adders()
    batch = adding(np.random.default_rng(8), 500, 100)
    ends = batch.lengths - 1, np.arange(100)
    errors = [
        np.mean((readout(net.out, unroll(cell, net.cell, batch.x).h[ends]) - batch.target) ** 2)
        for net in nets
    ]
    return float(share), int(sum(error < np.var(batch.target) for error in errors))


def on_the_map() -> list[float]:
    stored = start_map_grid.load().error[2]  # of a lag of 100; rows from 0 up, columns from 0 down
    return [float(np.sort(stored[8, -b])[1]) for b in (0, -4, -7)]


TABLE = {
    "8.1": Case(
        truth=lambda: ["4 to 100", "4 to 100", "none"],
        found=hits,
        wrong={
            "none": (dict.fromkeys(GUESSED, "none"), "2 places off"),
            "many": (["more than 100", "more than 100", "4 to 100"], "1 place off"),
            "half": ({"3a": "4 to 100", "2c, V = 2": "none", "2c, V = 100": "none"}, "2 places off"),
        },
        bad=(["some", "none", "none"], "expected one of"),
        leaks=("31 of", "10 of 1,500", "One guess in fifty", "number 40"),
    ),
    "8.2": Case(
        truth=lambda: taken()[0][1000] / taken()[0][100],
        found=taken,
        wrong={"ten": (10, "too large"), "hundred": (100, "too large"), "less": (0.4, "too small")},
        bad=(-1, "above 0"),
        leaks=("twice as many", "1,920 sequences", "second surprise"),
    ),
    "8.3": Case(
        truth=lambda: list(adds()[0].values()),
        found=adds,
        wrong={
            "none": ([0, 0, 0], "off by 5"),
            "all": ({"GRU, usual start": 5, "GRU, gate open": 5, "ReLU RNN": 5}, "off by 5"),
            "some": ((2, 2, 2), "off by"),
        },
        bad=(["few", 5, 5], "expected a number"),
        leaks=("none of the five", "All five GRUs", "0.0379", "not the only way", "cannot add"),
    ),
    "8.4": Case(
        truth=on_the_map,
        wrong={
            "all": ([0.004, 0.004, 0.004], "too small"),
            "none": ([0.04, 0.04, 0.04], "too large"),
            "turned": ({"b_i 0": 0.001, "b_i -4": 0.01, "b_i -7": 0.04}, "too small"),
        },
        bad=([0, 0.04, 0.04], "above 0"),
        leaks=("The first learns nothing", "0.041", "has just begun", "runs off by itself"),
    ),
    "8.5": Case(
        truth=lambda: [0.0, 0.24, 0.11, 0.25],
        found=weights_left,
        wrong={
            "both less": ([0.12, 0.12, 0.2, 0.2], "off by 0.12"),
            "nothing": ([0.25, 0.25, 0.25, 0.25], "off by 0.2"),
            "all lost": (dict.fromkeys(LEFT, 0), "off by 0.24"),
        },
        bad=(["none", 0.25, 0.1, 0.2], "expected a number"),
        leaks=("0.24", "and nothing else", "second number alone", "three fifths"),
    ),
    "8.6": Case(
        truth=lambda: [1.0, 0.0],
        found=longer,
        wrong={
            "forgotten": ([0.5, 0], "off by 0.5"),
            "both last": ([1.0, 5], "off by 5"),
            "some": (
                {"bit at 1,000: share right": 0.8, "adders at 500: better than a constant": 3},
                "off by",
            ),
        },
        bad=([1.0, "all"], "expected a number"),
        leaks=("the numbers are not", "worse than a constant", "still right", "R² above"),
    ),
}
