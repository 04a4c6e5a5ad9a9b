"""The ladder of chapter 14: what the second direction, the CRF, letters and the LSTM itself are each worth.

Every row is tried at three rates on three splits of the addresses, and beyond the smallest or largest of them
where that is the best. The two rates with the best mean F1 on the parts to tune on are tried on five splits,
with the split's number as its seed, and the better one, on the parts to tune on again, is the row's. What is
told is F1 on the parts to judge by. It takes half an hour on one core, so the results are kept in
`ladder.csv`, one line a training. This makes them (set ``OPENBLAS_NUM_THREADS=1``), and goes on where it was
stopped; delete the file to begin anew::

    python -m lstm_book.chapter_14.ladder

The row of the production tool is made by `lstm_book.chapter_14.production`, which needs two more packages.
"""

from __future__ import annotations

import csv
import time
from collections.abc import Callable, Iterable
from functools import partial
from itertools import product
from pathlib import Path
from typing import NamedTuple

import numpy as np

from lstm_book.chapter_14 import dumb, learning, tagger
from lstm_book.chapter_14.addresses import Address, Split, split
from lstm_book.chapter_14.entities import f1, judge
from lstm_book.chapter_14.readers import Reader
from lstm_book.chapter_14.tagger import Setting
from lstm_teach import count_weights
from lstm_teach.numerics import Array

FILE = Path(__file__).with_name("ladder.csv")
RATES, LOWER, HIGHER = (0.012, 0.024, 0.048), 0.006, 0.096
SPLITS, TUNED = range(5), range(3)  # splits to judge by, and those that rates are tuned on
ONE, TWO = Reader("LSTM", 40), Reader("LSTM", 24, both=True)
RNN, GRU = Reader("RNN", 64, both=True), Reader("GRU", 30, both=True)
SETTINGS = {
    "LSTM": Setting(ONE, crf=False, letters=False),
    "BiLSTM": Setting(TWO, crf=False, letters=False),
    "LSTM-CRF": Setting(ONE, letters=False),
    "BiLSTM-CRF": Setting(TWO, letters=False),
    "BiLSTM-CRF, letters": Setting(TWO),
    "Bi-RNN-CRF": Setting(RNN, letters=False),
    "5 words-CRF": Setting(Reader("window", 64, reach=2), letters=False),
    "LSTM, 1 late": Setting(Reader("LSTM", 40, delay=1), crf=False, letters=False),
    "LSTM, 2 late": Setting(Reader("LSTM", 40, delay=2), crf=False, letters=False),
    "Bi-RNN-CRF, letters": Setting(RNN),
    "3 words-CRF": Setting(Reader("window", 64, reach=1), letters=False),
    "LSTM-CRF, letters": Setting(ONE),
    "BiLSTM, letters": Setting(TWO, crf=False),
    "Bi-GRU-CRF": Setting(GRU, letters=False),
    "5 words-CRF, letters": Setting(Reader("window", 64, reach=2)),
    "5 words": Setting(Reader("window", 64, reach=2), crf=False, letters=False),
}
DUMB, TOOL = "most frequent tag", "crfsuite, features by hand"
ORDER = (  # in which the chapter shows the rows
    "LSTM", "LSTM, 1 late", "LSTM, 2 late", "BiLSTM", "LSTM-CRF", "BiLSTM-CRF", "BiLSTM, letters",
    "LSTM-CRF, letters", "BiLSTM-CRF, letters", "Bi-GRU-CRF", "Bi-RNN-CRF", "Bi-RNN-CRF, letters",
    "5 words", "3 words-CRF", "5 words-CRF", "5 words-CRF, letters",
)  # fmt: skip
PAIRS = (  # more, less: what the chapter compares
    ("LSTM, 1 late", "LSTM"), ("LSTM, 1 late", "LSTM, 2 late"),
    ("BiLSTM", "LSTM"), ("LSTM-CRF", "LSTM"), ("BiLSTM-CRF", "BiLSTM"), ("LSTM-CRF", "BiLSTM"),
    ("BiLSTM-CRF", "LSTM-CRF"), ("BiLSTM-CRF, letters", "LSTM-CRF, letters"),
    ("BiLSTM-CRF", "5 words-CRF"), ("BiLSTM-CRF", "Bi-RNN-CRF"), ("BiLSTM-CRF", "Bi-GRU-CRF"),
    ("BiLSTM, letters", "BiLSTM"), ("BiLSTM-CRF, letters", "BiLSTM-CRF"),
    ("Bi-RNN-CRF, letters", "Bi-RNN-CRF"), ("5 words-CRF, letters", "5 words-CRF"),
    ("BiLSTM-CRF, letters", "5 words-CRF, letters"), ("BiLSTM-CRF, letters", "Bi-RNN-CRF, letters"),
    ("BiLSTM-CRF", TOOL), ("BiLSTM-CRF, letters", TOOL),
)  # fmt: skip
CLAIMED = (  # of these, what held on every split
    ("LSTM, 1 late", "LSTM, 2 late"), ("BiLSTM", "LSTM"), ("LSTM-CRF", "LSTM"), ("BiLSTM-CRF", "BiLSTM"),
    ("Bi-RNN-CRF, letters", "Bi-RNN-CRF"), ("5 words-CRF, letters", "5 words-CRF"),
)  # fmt: skip
Answer = Callable[[list[Address], bool], list[tuple[str, ...]]]


class Row(NamedTuple):
    """What one training gave: the columns of the file."""

    name: str
    split: int
    rate: float  # of the tool: the strength of its penalty
    seconds: float  # of one core
    tune: float  # F1 on the part to tune on
    f1: float  # from here on: on the part to judge by
    words: float
    whole: float
    illegal: int
    torn: int
    legal_f1: float  # with illegal steps forbidden, the weights unchanged
    legal_whole: float


def trained(name: str, number: int, rate: float) -> Row:
    """Train one row of the ladder on a split."""
    parts, began = split(number), time.process_time()
    found = learning.fit(SETTINGS[name], parts.train, rate, seed=number)
    seconds = time.process_time() - began
    return judged(
        (name, number, rate, seconds), parts,
        lambda addresses, legal: tagger.answers(found, addresses, legal=legal),
    )  # fmt: skip


def counted(number: int) -> Row:
    """Return the row of the tagger that only counts."""
    parts = split(number)
    answer = partial(dumb.answers, parts.train)
    return judged((DUMB, number, 0.0, 0.0), parts, lambda addresses, legal: answer(addresses))


def judged(begin: tuple[str, int, float, float], parts: Split, answer: Answer) -> Row:
    """Return a row whose first four entries are given."""
    tune = f1([address.tags for address in parts.tune], answer(parts.tune, False))
    gold = [address.tags for address in parts.test]
    plain, legal = (judge(gold, answer(parts.test, rule)) for rule in (False, True))
    return Row(
        *begin, tune, plain.f1, plain.words, plain.whole, plain.illegal, plain.torn, legal.f1, legal.whole
    )  # fmt: skip


def load() -> list[Row]:
    """Return all trainings of the file, none if there is no file."""
    if not FILE.exists():
        return []
    kinds = {"name": str, "split": int, "illegal": int, "torn": int}
    with FILE.open(encoding="utf-8", newline="") as stream:
        return [
            Row(**{key: kinds.get(key, float)(value) for key, value in line.items()})
            for line in csv.DictReader(stream)
        ]


def chosen(rows: Iterable[Row], name: str) -> list[Row]:
    """Return a row's trainings at its best rate, in the order of splits.

    Raises
    ------
    ValueError
        If there is no such row.
    """
    of_name = sorted((row for row in rows if row.name == name), key=lambda row: row.split)
    if not of_name:
        raise ValueError(f"name: expected one of {', '.join((DUMB, *SETTINGS, TOOL))}, got {name!r}")
    two = best_rates(of_name)[:2]
    rate = best_rates((row for row in of_name if row.rate in two), SPLITS)[0]
    return [row for row in of_name if row.rate == rate]


def best_rates(rows: Iterable[Row], splits: Iterable[int] = TUNED) -> list[float]:
    """Return the rates that were tried on all of some splits, the best on the parts to tune on first."""
    wanted = set(splits)
    tune: dict[float, dict[int, float]] = {}
    for row in rows:
        if row.split in wanted:
            tune.setdefault(row.rate, {})[row.split] = row.tune
    whole = [rate for rate, found in tune.items() if found.keys() == wanted]
    return sorted(whole, key=lambda rate: -float(np.mean(list(tune[rate].values()))))


def values(rows: Iterable[Row], name: str, what: str = "f1") -> Array:
    """Return one column of a row's chosen trainings, in the order of splits."""
    return np.array([getattr(row, what) for row in chosen(rows, name)])


class Difference(NamedTuple):
    """What one row has more than another on the same splits."""

    mean: float
    low: float
    high: float
    more: int  # splits on which it has more


def difference(rows: Iterable[Row], name: str, other: str, what: str = "f1") -> Difference:
    """Compare two rows split by split."""
    rows = list(rows)
    by = values(rows, name, what) - values(rows, other, what)
    return Difference(float(by.mean()), float(by.min()), float(by.max()), int(np.sum(by > 0)))


def weights(name: str) -> int:
    """Return how many weights read the words in a row's network: without vectors, readout and CRF."""
    setting = SETTINGS[name]
    net = tagger.init(np.random.default_rng(0), setting, words=1)
    return count_weights(net.reader) + (count_weights(net.letters) if setting.letters else 0)


def table(rows: Iterable[Row], names: Iterable[str]) -> str:
    """Return rows of the ladder as text: means over the splits, with the lowest and highest F1."""
    rows = list(rows)
    lines = [f"{'':27}F1     lowest, highest   whole  illegal  torn  CPU s  weights"]
    for name in names:
        some = chosen(rows, name)
        f1s = [row.f1 for row in some]
        whole, illegal, torn, seconds = (
            float(np.mean([getattr(row, what) for row in some]))
            for what in ("whole", "illegal", "torn", "seconds")
        )
        size = f"{weights(name)}" if name in SETTINGS else ""
        lines.append(
            f"{name:26} {np.mean(f1s):.3f}  {min(f1s):.3f}, {max(f1s):.3f} {whole:8.2f} {illegal:8.1f}"
            f" {torn:5.0f} {seconds:6.1f} {size:>8}".rstrip()
        )
    return "\n".join(lines)


def differences(rows: Iterable[Row], pairs: Iterable[tuple[str, str]], what: str = "f1") -> str:
    """Return what one row has more than another as text: mean, lowest and highest, splits with more."""
    rows, lines = list(rows), []
    for more, less in pairs:
        by = difference(rows, more, less, what)
        lines.append(
            f"{more + ' - ' + less:50} {by.mean:+.3f}  ({by.low:+.3f} to {by.high:+.3f})  {by.more} of 5"
        )
    return "\n".join(lines)


def add(row: Row) -> None:
    """Write one more line."""
    new = not FILE.exists()
    with FILE.open("a", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        if new:
            writer.writerow(Row._fields)
        writer.writerow([f"{entry:.4g}" if isinstance(entry, float) else entry for entry in row])


def main() -> None:
    """Train what is not in the file yet."""
    if all(row.name != DUMB for row in load()):
        for number in SPLITS:
            add(counted(number))
    for name, number, rate in product(SETTINGS, TUNED, RATES):
        _train_if_new(name, number, rate)
    for name in SETTINGS:
        beyond = {min(RATES): LOWER, max(RATES): HIGHER}
        first = best_rates(row for row in load() if row.name == name and row.rate in RATES)[0]
        if first in beyond:
            for number in TUNED:
                _train_if_new(name, number, beyond[first])
        two = best_rates(row for row in load() if row.name == name)[:2]
        for rate, number in product(two, SPLITS):
            _train_if_new(name, number, rate)


def _train_if_new(name: str, number: int, rate: float) -> None:
    if all((row.name, row.split, row.rate) != (name, number, rate) for row in load()):
        row = trained(name, number, rate)
        add(row)
        print(*row, flush=True)


if __name__ == "__main__":
    main()
