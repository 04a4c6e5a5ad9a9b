"""Predictions of chapter 07, Training it.

What the chapter found is read off its stored outputs, or found by running its cells.
"""

import re
from functools import cache
from typing import Any

import numpy as np

from lstm_book.chapter_07 import rivals
from lstm_book.chapter_07.predictions import HOW_MANY, SITUATIONS, STARTS
from lstm_teach import sigmoid
from tests.book.stored import BOOK, Stored
from tests.lstm_book.predictions.case import Case

CHAPTER = BOOK / "07-training-it.ipynb"
FEW, MOST = HOW_MANY
F = float(sigmoid(np.array(2.0)))


@cache
def cells() -> list[Any]:
    return Stored.read(CHAPTER).code


@cache
def names_until(name: str) -> dict[str, Any]:
    """Run the chapter up to the cell that compares a prediction, without its trainings."""
    known: dict[str, Any] = {}
    trains = False
    for cell in cells():
        trains = trains or cell.source.startswith("# Training with a backward pass")
        if not trains:
            exec(cell.source, known)
        trains = trains and not cell.source.startswith("# The losses of the four")
        if cell.source.startswith(f'predict("{name}"'):
            return known
    raise AssertionError(f"no cell compares {name}")


def said(start: str) -> str:
    """Return what the cell printed that begins so, or its picture's alternative text."""
    (cell,) = (cell for cell in cells() if cell.source.startswith(start))
    return "".join(o.get("text") or o.get("data", {}).get("text/plain", "") for o in cell.outputs)


def final() -> tuple[dict[str, float]]:
    words = re.findall(r"(right|bug [ABC]): ends (below|above) 0\.1", said("# The losses of the four"))
    return ({name: np.float64(0.05 if word == "below" else 0.3) for name, word in words},)


def arrives() -> tuple[dict[str, float]]:
    found = re.findall(r"(.+?) +at the bit: on both roads (\S+),", said("# What arrives"))
    return ({name: np.float64(size) for name, size in found},)


def solved() -> tuple[dict[str, float]]:
    found = re.findall(r"LSTM, (.+?) *: (?:at most )?(\d) of (\d) seeds", said("# How many seeds solve it"))
    return ({name: np.float64(count) / int(of) for name, count, of in found},)


def rnn_solved() -> tuple[dict[str, float]]:
    rows = [row for row in rivals.load() if row.setting.part == "test" and row.setting.cell == "RNN"]
    assert len(rows) == 8
    looks = {"100 updates": 0, "600 updates": 2}
    return ({name: np.mean([r.shares[look] >= 0.95 for r in rows]) for name, look in looks.items()},)


def gates() -> tuple[list[list[float]]]:
    found = re.findall(r"^(\S+) +(\S+) and (\S+)", said("# Its gates in numbers"), re.MULTILINE)
    rows = [[float(value) for value in row] for row in found if row[0].startswith("0.")]
    assert len(rows) == 5
    return (rows,)


TABLE = {
    "7.1": Case(
        truth=lambda: [np.round(-np.log10(np.cbrt(1.5e-16))), "no"],  # where both errors are equal
        found=lambda: (names_until("7.1")["errors"],),
        wrong={
            "the smaller, the better": ([12, "no"], "off by 7"),
            "both have a best step": ([5, "yes"], "1 of 2 right"),
            "too large": ({"central differences: best k": 2, "complex step: worse again": "no"}, "off by 3"),
        },
        bad=(["tiny", "no"], "expected a number, got 'tiny'"),
        leaks=("nine digits", "subtracts nothing", "most exact at"),
    ),
    "7.2": Case(
        truth=lambda: {"A": ["da_i", "da_f", "da_g", "dc_0"], "B": ["da_f"], "C": ["dc_0"]},
        found=lambda: (names_until("7.2")["factors"],),
        wrong={
            "A touches all": (
                {"A": ["da_i", "da_f", "da_g", "da_o", "dc_0"], "B": ["da_f"], "C": ["dc_0"]},
                "da_o too many",
            ),
            "C spoils the weights": (
                [["da_i", "da_f", "da_g", "dc_0"], "da_f", ["da_f", "dc_0"]],
                "da_f too many",
            ),
            "B touches dc_0": ([["da_o"], ["da_f", "dc_0"], []], "dc_0 too many"),
        },
        bad=({"A": ["da_x"], "B": [], "C": []}, "A: expected one of"),
        leaks=("1.2715", "1.3333", "hangs on the other factor"),
    ),
    "7.3": Case(
        truth=lambda: dict(zip(SITUATIONS, (["A"], ["A", "B"], ["A", "B", "C"]), strict=True)),
        found=lambda: (names_until("7.3")["table"],),
        wrong={
            "all by any": ([["A", "B", "C"]] * 3, "B, C too many"),
            "none by one step": ([[], [], ["A", "B", "C"]], "without A"),
            "C in one step": ([["A"], ["A", "B", "C"], ["A", "B", "C"]], "C too many"),
        },
        bad=([["A"], ["D"], []], "expected one of"),
        leaks=("bug A: caught", "as good as the right one", "Four rules follow"),
    ),
    "7.4": Case(
        truth=lambda: {"A": "worse", "B": "as well", "C": "as well"},
        found=final,
        wrong={
            "a wrong gradient does not learn": (["not at all"] * 3, "2 places off"),
            "all learn": (["as well"] * 3, "2 of 3 right"),
            "all are worse": (["worse"] * 3, "1 of 3 right"),
        },
        bad=(["a bit", "worse", "worse"], "A: expected one of"),
        leaks=("feedback alignment", "points the same way", "mostly gets worse"),
    ),
    "7.5": Case(
        truth=lambda: [F**20, (3.5 * F) ** 20],
        found=lambda: (names_until("7.5")["left"],),
        wrong={
            "nothing grows": ([0.08, 0.08], "times too small"),
            "carousel keeps all": ([1.0, 6e9], "13 times too large"),
            "one step only": ([F, 3.5 * F], "times too small"),
        },
        bad=([0.08, -1], "both roads: expected a number above 0"),
        leaks=("0.079", "six billion", "6.0e"),
    ),
    "7.6": Case(
        truth=lambda: [g for g, factor in {"i": F, "f": 2.5 * F, "o": 0.0}.items() if factor**20 > 1000],
        found=lambda: (names_until("7.6")["left_at_1"],),
        wrong={
            "always": (["i", "f", "o"], "i, o too many"),
            "never": ([], "without f"),
            "by the input": (["i"], "without f; i too many"),
        },
        bad=(["forget"], "expected one of"),
        leaks=("6.3 million", "explodes by itself", "no error gets in"),
    ),
    "7.7": Case(
        truth=lambda: [
            n for n in STARTS if sigmoid(np.log(100.0) if "f ln" in n else float(n[2])) ** 100 > 0.01
        ],
        found=arrives,
        wrong={
            "1 is enough": (list(STARTS), "too many"),
            "the suited alone": (["f ln 100, i -ln 100"], "without f ln 100, i 0"),
            "all but 0": (["f 1, i 0", "f ln 100, i 0", "f ln 100, i -ln 100"], "f 1, i 0 too many"),
        },
        bad=(["f 2, i 0"], "expected one of"),
        leaks=("0.0005", "5e-04", "lifts the bias"),
    ),
    "7.8": Case(
        truth=lambda: [FEW, FEW, MOST],
        found=solved,
        wrong={
            "an open store is enough": ([FEW, MOST, MOST], "2 of 3 right"),
            "the forget gate must learn": ([MOST, FEW, FEW], "1 of 3 right"),
            "nothing helps": ([FEW] * 3, "2 of 3 right"),
        },
        bad=([FEW, "3", MOST], "expected one of"),
        leaks=("5 of 5", "nailed open", "on every seed"),
    ),
    "7.9": Case(
        truth=lambda: {"100 updates": FEW, "600 updates": MOST},
        found=rnn_solved,
        wrong={
            "never": ([FEW, FEW], "1 of 2 right"),
            "at once": ([MOST, MOST], "1 of 2 right"),
            "the other way round": ([MOST, FEW], "0 of 2 right"),
        },
        bad=(["100", MOST], "expected one of"),
        leaks=("8 of 8", "13 of 16", "not one of ability"),
    ),
    "7.10": Case(
        truth=lambda: "for one value",
        found=gates,
        wrong={
            "as by hand": ("for both values", "not this time"),
            "no gate": ("at every step", "not this time"),
            "in other letters": ("For both values.", "for one value"),
        },
        bad=("never", "expected one of"),
        leaks=("0.49", "carry the message", "and hardly for the other"),
    ),
}
