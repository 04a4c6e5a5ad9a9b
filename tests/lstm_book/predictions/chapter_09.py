"""Predictions of chapter 09, A grammar with memory; measured ones are read off networks and stored lines."""

import csv
from fractions import Fraction
from itertools import product

import numpy as np

from lstm_book.chapter_09 import looking, rivals
from lstm_book.kept import load_models
from lstm_teach import readout, unroll
from lstm_teach.tasks import embedded_reber
from tests.lstm_book.predictions.case import Case

GRAMMAR = embedded_reber()


def tosses() -> Fraction:
    """Return the mean number of tosses in an inner string, by (9.1) solved with fractions."""
    n5 = Fraction(8, 3)
    n4 = 2 + n5 / 2
    n3, n2 = 2 + n5, 2 + n4
    assert n5 == 1 + n4 / 2
    return 1 + (n2 + n3) / 2


def shares() -> list[float]:
    coins = tosses() + 1
    return [float(1 - coins / 2 / 12), float(1 - (coins + 1) / 2 / 12)]


def stops_and_starts() -> list[int]:
    """Return both lengths by the entropies of walks of up to 8 letters from the stationary states."""
    chance = GRAMMAR.legal / GRAMMAR.degree[:, None]
    move = np.zeros((19, 19))
    for state, letter in product(range(19), range(7)):
        if GRAMMAR.legal[state, letter]:
            move[state, GRAMMAR.after[state, letter]] += chance[state, letter]
    share = np.linalg.matrix_power((move + np.eye(19)) / 2, 4000)[0]
    walks = {("", state): float(p) for state, p in enumerate(share)}
    entropies = [0.0]
    for _ in range(8):
        longer: dict[tuple[str, int], float] = {}
        for (text, state), p in walks.items():
            for letter in np.flatnonzero(GRAMMAR.legal[state]):
                key = text + GRAMMAR.symbols[letter], int(GRAMMAR.after[state, letter])
                longer[key] = longer.get(key, 0.0) + p * chance[state, letter]
        walks = longer
        texts: dict[str, float] = {}
        for (text, _), p in walks.items():
            texts[text] = texts.get(text, 0.0) + p
        entropies.append(-sum(p * np.log2(p) for p in texts.values()))
    bits = np.diff(entropies)  # of a letter behind a window of 0, 1, ... letters
    gains = bits[:-1] - bits[1:] > 1e-9
    stops = int(np.flatnonzero(~gains)[0])
    return [stops, int(stops + np.flatnonzero(gains[stops:])[0] + 1)]


def lines(task: str, cell: str) -> list[dict[str, str]]:
    """Return the five trainings at a cell's best setting as lines of the file."""
    setting = rivals.best(rivals.load(), task, cell)
    with rivals.FILE.open(encoding="utf-8", newline="") as stream:
        found = [line for line in csv.DictReader(stream) if (line["task"], line["cell"]) == (task, cell)]
    return [
        line
        for line in found
        if int(line["seed"]) >= 10
        and (float(line["rate"]), float(line["keep"]), float(line["write"]), line["recurrent"])
        == (setting.rate, setting.keep, setting.write, setting.recurrent)
        and float(line["input_scale"]) == setting.input_scale
    ]


def whole() -> tuple[dict[str, list[float]]]:
    return ({cell: [float(line["test whole"]) for line in lines("1", cell)] for cell in rivals.CELLS},)


def who_solves() -> list[str]:
    names = {"LSTM": "LSTM", "GRU": "GRU", "RNN": "tanh RNN"}
    return [names[cell] for cell, of in whole()[0].items() if sorted(of)[1] >= 0.95]


def after_blackout() -> tuple[float, float]:
    """Return both numbers string by string, and step by step."""
    cell, models = load_models("reber-lstm")
    batch = looking.long_strings()
    known, outer = [], []
    for model in models:
        h = np.concatenate([unroll(cell, model.cell, part).h for part in (batch.x[:7], batch.x[7:])])
        scores = readout(model.out, h)
        right, seen = np.zeros(10), np.zeros(10)
        for b, n in enumerate(batch.lengths):
            for t in range(7, min(17, n - 2)):  # not where the outer symbol comes, nor E
                legal = batch.legal[t, b]
                right[t - 7] += scores[t, b][legal].min() > scores[t, b][~legal].max()
                seen[t - 7] += 1
            own, other = batch.target[n - 2, b], 3 - batch.target[n - 2, b]
            outer.append(scores[n - 2, b, own] > scores[n - 2, b, other])
        good = right / seen >= 0.95
        known.append(next(k + 1 for k in range(10) if good[k:].all()))
    return float(np.median(known)), float(np.mean(outer))


def held(what: str) -> float:
    rows = rivals.told(rivals.load(), rivals.HELD, "LSTM")
    return sorted(getattr(row.test, what) for row in rows)[2]


TABLE = {
    "9.1": Case(
        truth=shares,
        wrong={
            "nearly all": ([1.0, 0.9], "0 of 2 right"),
            "half as good": ({"knows all": 0.708, "forgets the outer symbol": 0.35}, "1 of 2 right"),
            "the other way round": ([0.5, 0.708], "off by"),
        },
        bad=([0.7], "expected an answer for each of"),
        leaks=("0.708", "71 %", "67 %", "3.5)/12"),
    ),
    "9.2": Case(
        truth=stops_and_starts,
        wrong={
            "it always pays": ([12, 1], "0 of 2 right"),
            "one less": ([2, 6], "1 of 2 right"),
            "pays at once": ({"nothing gained beyond": 3, "gains again from": 4}, "1 of 2 right"),
        },
        bad=(["three", 6], "expected a number, got 'three'"),
        leaks=("Three letters know", "fourth and the fifth", "4,350", "Flat at"),
    ),
    "9.3": Case(
        truth=who_solves,
        found=whole,
        wrong={
            "only the LSTM": (["LSTM"], "without GRU, tanh RNN"),
            "all that have gates": (["LSTM", "GRU"], "without tanh RNN"),
            "none": ([], "without LSTM, GRU, tanh RNN"),
        },
        bad=(["CNN"], "expected one of"),
        leaks=("All three", "as good as the LSTM here", "It latches"),
    ),
    "9.4": Case(
        truth=after_blackout,
        found=after_blackout,
        wrong={
            "never": ([100, 0.5], "1 of 2 right"),
            "at once, and all comes back": ([0, 1.0], "off by"),
            "neither comes back": ({"symbols": 30, "outer symbols right": 0.0}, "0 of 2 right"),
        },
        bad=([3, "half"], "expected a number, got 'half'"),
        leaks=("only one of them heals", "which is a guess", "can restore"),
    ),
    "9.5": Case(
        truth=lambda: "8/12" if abs(held("bits") - 8 / 12) < 0.04 else "7/12, as before",
        found=lambda: (held("bits"),),
        wrong={
            "no harm": ("7/12, as before", "8/12"),
            "all is lost": ("2.74, as who only counts symbols", "not this time"),
            "in other letters": (" 7/12, AS before.", "not this time"),
        },
        bad=(0.6, "expected one of"),
        leaks=("the price that the pencil", "to hundreds within", f"{held('bits'):.3f}"),
    ),
    "9.6": Case(
        truth=lambda: held("outer"),
        found=lambda: (held("outer"),),
        wrong={
            "as good as the rest": (0.96, "not this time"),
            "a little worse": (0.85, "off by"),
            "never": (0.0, "off by"),
        },
        bad=("most", "expected a number, got 'most'"),
        leaks=("one prediction in twelve", "tosses a coin", f"{held('outer'):.3f}"),
    ),
}
