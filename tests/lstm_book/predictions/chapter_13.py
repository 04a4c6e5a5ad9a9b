"""Predictions of chapter 13, Predicting text.

What the chapter found is measured again where that is quick, and otherwise read from what it keeps.
"""

from functools import cache
from typing import Any

import numpy as np

from lstm_book import networks
from lstm_book.chapter_13 import counting, findings, ladder, nested, train, training, writing
from lstm_book.chapter_13.predictions import AFTERWARDS, READERS, RUNGS
from tests.lstm_book.predictions.case import Case

NOVEL = "pride-and-prejudice.txt"
MOST, SOME, HARDLY = AFTERWARDS
NETWORK, COUNT, HALF = READERS


@cache
def by_order() -> dict[int, float]:
    text = train.load(NOVEL)
    counts = counting.count(text.train, text.alphabet.size, 9)
    return {
        n: counting.bits(counting.smooth(counts, n), text.test, text.validation).mean() for n in range(1, 10)
    }


def rungs() -> dict[str, float]:
    found = [row for row in ladder.read() if row.part == "test"]
    return {name: np.mean([r.test for r in found if r.rung == name]) for name in ladder.RUNGS}


@cache
def costs() -> dict[str, float]:
    """The costs on the first 8,000 characters of the test text alone: the order is the same."""
    text, net = train.load(NOVEL), networks.load("novel")
    count = counting.smooth(counting.count(text.train, text.alphabet.size, 7), 7)
    a = training.bits(net.cell, net.model, text.test, text.validation)
    b = counting.bits(count, text.test, text.validation)
    return {NETWORK: a.mean(), COUNT: b.mean(), HALF: (1 - np.log2(2**-a + 2**-b)).mean()}


def of_novel() -> dict[str, Any]:
    return findings.read()["novel"]


def looks() -> dict[str, list[float]]:
    return of_novel()["reach"]


def by_length() -> dict[int, float]:
    return {int(k): bits for k, bits in of_novel()["bits by length"].items()}


def with_all() -> float:
    return of_novel()["bits with all"]


@cache
def twin_paid() -> dict[Any, float]:
    """Other dice than the chapter's."""
    text = train.load("browsers.txt")
    rng = np.random.default_rng(1)
    digits = text.alphabet.encode("123456789")
    twin = text.test.copy()
    places = np.isin(twin, text.alphabet.encode("0123456789"))
    twin[places] = digits[rng.integers(0, 9, places.sum())]
    after = np.isin(np.r_[text.validation[-1:], twin[:-1]], text.alphabet.encode("}]"))
    count = counting.smooth(counting.count(text.train, text.alphabet.size, 40), 40)
    net = networks.load("brackets")
    return {
        40: counting.bits(count, twin, text.validation)[after].mean(),
        "brackets": training.bits(net.cell, net.model, twin, text.validation)[after].mean(),
    }


@cache
def parse() -> dict[str, float]:
    """Written as the chapter's cell writes; the share of the lesion is 1 of 30 there."""
    text, net = train.load("browsers.txt"), networks.load("brackets")
    units = findings.read()["networks"]["brackets"]["units"]
    before = "\n".join(text.alphabet.decode(text.train[-8000:]).split("\n")[-3:-1]) + "\n"
    chosen = {"correlation": np.argmax(np.abs(units["r"])), "lesion": np.argmax(units["rise"])}

    def share(unit: int) -> float:
        rng, holds = np.random.default_rng(3), nested.shut((unit,))
        texts = writing.write(net, before, 900, 60, 0.5, rng, holds=holds)
        return writing.share(writing.parses, writing.documents(texts))

    return {which: share(int(unit)) for which, unit in chosen.items()}


def written_in_python() -> list[Any]:
    """By order: the one that the validation text chooses, and what it costs on the test text."""
    text = train.load(NOVEL)
    counts = counting.count(text.train, text.alphabet.size, 9)
    models = {n: counting.smooth(counts, n) for n in range(1, 10)}
    best = min(models, key=lambda n: counting.bits(models[n], text.validation, text.train).mean())
    return [best, 1.67]


TABLE = {
    "13.1": Case(
        truth=written_in_python,
        found=lambda: (by_order(),),
        wrong={
            "short and dear": ([3, 2.6], "off by 4"),
            "as long as possible": ([9, 1.2], "off by 2"),
            "half a bit": ({"best order": 6, "bits": 0.5}, "off by 1.2"),
        },
        bad=(["six", 2], "best order: expected a number"),
        leaks=("1.672", "order 7", "Six characters"),
    ),
    "13.2": Case(
        truth=lambda: [name for name in RUNGS if rungs()[name] < 1.75],
        found=lambda: (rungs(), by_order()[5]),
        wrong={
            "all with a memory": (["RNN", "GRU", "LSTM"], "too many"),
            "the gated ones": (["GRU", "LSTM"], "too many"),
            "all": (list(RUNGS), "too many"),
        },
        bad=(["transformer"], "expected one of"),
        leaks=("All lose", "None of them"),
    ),
    "13.3": Case(
        truth=lambda: [HALF, NETWORK, COUNT],
        found=lambda: (costs(),),
        wrong={
            "half lies between": ([NETWORK, HALF, COUNT], "1 of 3 pairs"),
            "counting wins": ([COUNT, HALF, NETWORK], "2 of 3 pairs"),
            "worst last": ([COUNT, NETWORK, HALF], "3 of 3 pairs"),
        },
        bad=([NETWORK, COUNT], "expected each of"),
        leaks=("the best by far", "different things"),
    ),
    "13.4": Case(
        truth=lambda: min(
            (k for k in (6, 20, 60, 200)),
            key=lambda k: abs(k - min(n for n, b in by_length().items() if b < with_all() + 0.02)),
        ),
        found=lambda: (by_length(), with_all()),
        wrong={
            "as the count": (6, "1 place off"),
            "as the chunk": (60, "1 place off"),
            "all it can": (200, "2 places off"),
        },
        bad=(64, "expected one of"),
        leaks=("About twenty", "three or four words"),
    ),
    "13.5": Case(
        truth=lambda: [
            np.divide(*np.array(looks()[way])[[looks()["lags"].index(1), looks()["lags"].index(12)]])
            for way in ("gradient", "effect")
        ],
        found=lambda: (looks(),),
        wrong={
            "no difference": ([1, 1], "times too small"),
            "lag by lag": ([12, 12], "times too large"),
            "as the study of a smaller net": ([100, 350], "times too large"),
        },
        bad=([12, 0], "another character: expected a number above 0"),
        leaks=("hardly falls", "no small change"),
    ),
    "13.6": Case(
        truth=lambda: [0.7, 0.3],
        found=lambda: (twin_paid(),),
        wrong={
            "nothing changes": ([0.25, 0.25], "2.9 times too small"),
            "both are lost": ([1.0, 1.0], "times too large"),
            "the network is lost": ({"count of order 40": 0.3, "network": 0.7}, "times too large"),
        },
        bad=([0.7, "less"], "network: expected a number"),
        leaks=("0.72", "0.31", "what does not matter", "0.21"),
    ),
    "13.7": Case(
        truth=lambda: [MOST, HARDLY],
        found=lambda: (parse(),),
        wrong={
            "the one that looks so": ([HARDLY, MOST], "places off"),
            "both": ([HARDLY, HARDLY], "1 of 2 right"),
            "neither, as much is spread": ([MOST, MOST], "1 of 2 right"),
        },
        bad=([MOST, "none"], "expected one of"),
        leaks=("nothing happens", "goes on closing"),
    ),
}
