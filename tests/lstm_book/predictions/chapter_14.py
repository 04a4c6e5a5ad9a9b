"""Predictions of chapter 14, Reading both ways; what was measured is read off the stored ladder."""

import csv
from itertools import product

import numpy as np

from lstm_book.chapter_14 import ladder
from lstm_book.chapter_14.predictions import HALVES, SECOND
from tests.lstm_book.predictions.case import Case

CRF = "a CRF"


def lines(name: str) -> list[dict[str, str]]:
    """Return a row's lines at its rate, without the functions that the chapter uses."""
    with ladder.FILE.open(encoding="utf-8", newline="") as stream:
        found = [line for line in csv.DictReader(stream) if line["name"] == name]

    def best(rates: set[str], splits: int) -> list[str]:
        tune = {
            r: [float(x["tune"]) for x in found if x["rate"] == r and int(x["split"]) < splits] for r in rates
        }
        return sorted((r for r in rates if len(tune[r]) == splits), key=lambda r: -sum(tune[r]))

    two = set(best({line["rate"] for line in found}, 3)[:2])
    return [line for line in found if line["rate"] == best(two, 5)[0]]


def mean(name: str, what: str = "f1") -> float:
    return float(np.mean([float(line[what]) for line in lines(name)]))


def mean_f1() -> tuple[dict[str, float]]:
    rows = ladder.load()
    return ({name: float(ladder.values(rows, name).mean()) for name in ladder.SETTINGS},)


def illegal_and_gained() -> tuple[float, float]:
    rows = ladder.load()
    by = ladder.values(rows, "BiLSTM", "legal_f1") - ladder.values(rows, "BiLSTM")
    return float(ladder.values(rows, "BiLSTM", "illegal").mean()), float(by.mean())


def still_illegal() -> tuple[int]:
    return (int(ladder.values(ladder.load(), "BiLSTM-CRF", "illegal").sum()),)


def few_or_many(number: int) -> str:
    if number <= 10:
        return "1 to 10" if number else "none"
    return "11 to 50" if number <= 50 else "more than 50"


def words_of(difference: float) -> str:
    return "about as good" if abs(difference) <= 0.01 else "better" if difference > 0 else "worse"


def pencil() -> tuple[str, float]:
    """Return the best path and its product by powers of two, added up."""
    st, james = {"N": 1, "T": 2}, {"N": 3, "T": 0}
    step = {"NN": 1, "NT": 2, "TN": -2, "TT": -3}
    power = {
        a + b + c: st[a] + step[a + b] + james[b] + step[b + c] + st[c] for a, b, c in product("NT", repeat=3)
    }
    best = max(power, key=lambda path: power[path])
    return best, 2.0 ** (power[best] - power["TNT"])


TABLE = {
    "14.1": Case(
        truth=lambda: sorted(
            ("at once", "1 word late", "2 words late"),
            key=lambda when: mean("LSTM" if when == "at once" else f"LSTM, {when[0]} late"),
        ),
        found=mean_f1,
        wrong={
            "the later, the better": (["at once", "1 word late", "2 words late"], "2 of 3 pairs"),
            "the later, the worse": ("2 words late < 1 word late < at once", "1 of 3 pairs"),
            "one word is the worst": (["1 word late", "2 words late", "at once"], "2 of 3 pairs"),
        },
        bad=(["at once", "1 word late"], "expected each of"),
        leaks=("costs something", "carry every answer", f"{mean('LSTM, 1 late'):.3f}"),
    ),
    "14.2": Case(
        truth=lambda: [HALVES[0], HALVES[2]],
        wrong={
            "all have read all": (list(HALVES), "backward half too many"),
            "the forward half alone": (["forward half"], "without final state of the backward run"),
            "both halves": (["forward half", "backward half"], "backward half too many"),
        },
        bad=(["the last row"], "expected one of"),
        leaks=("after *its first step*", "moved by 0", "two final states"),
    ),
    "14.3": Case(
        truth=lambda: [mean("BiLSTM", "illegal"), "less than 0.02"],
        found=illegal_and_gained,
        wrong={
            "none, and it helps much": ([0, "more than 0.04"], "0 of 2 right"),
            "half of them": ([105, "less than 0.02"], "off by"),
            "right number, much gained": ([mean("BiLSTM", "illegal"), "more than 0.04"], "1 of 2 right"),
        },
        bad=(["few", "less than 0.02"], "expected a number, got 'few'"),
        leaks=("One answer in ten", "hardly a better", f"{mean('BiLSTM', 'illegal'):.1f}"),
    ),
    "14.4": Case(
        truth=pencil,
        wrong={
            "word by word": (["TNT", 1], "0 of 2 right"),
            "all names": (["NNN", 1], "NNT"),
            "half of it": ({"best path": "NNT", "times T N T": 2}, "1 of 2 right"),
        },
        bad=(["NNX", 4], "expected one of"),
        leaks=("512", "four times as much", "808.5"),
    ),
    "14.5": Case(
        truth=lambda: max((mean("BiLSTM"), SECOND), (mean("LSTM-CRF"), CRF))[1],
        found=mean_f1,
        wrong={
            "both ways": (SECOND, "not this time"),
            "in other letters": ("A second direction.", "not this time"),
            "with blanks": (" a second  direction ", CRF),
        },
        bad=("both", "expected one of"),
        leaks=(
            "worth at least as much as the second direction",
            f"{mean('LSTM-CRF'):.3f}",
            "a reading from the right",
        ),
    ),
    "14.6": Case(
        truth=lambda: words_of(mean("5 words-CRF") - mean("BiLSTM-CRF")),
        found=mean_f1,
        wrong={
            "the LSTM is what counts": ("worse", "1 place off"),
            "the plain one wins": ("better", "1 place off"),
            "in other letters": ("Worse.", "about as good"),
        },
        bad=(0.9, "expected one of"),
        leaks=("not needed here", f"{mean('5 words-CRF'):.3f}", "do about as well"),
    ),
    "14.7": Case(
        truth=lambda: few_or_many(sum(int(line["illegal"]) for line in lines("BiLSTM-CRF"))),
        found=still_illegal,
        wrong={
            "it cannot be": ("none", "1 place off"),
            "some": ("11 to 50", "1 place off"),
            "as many as before": ("more than 50", "2 places off"),
        },
        bad=(3, "expected one of"),
        leaks=("all but vanish", "only almost", "weights are finite", "of 1,055, and"),
    ),
}
