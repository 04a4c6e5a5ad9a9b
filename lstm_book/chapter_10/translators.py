"""The translators of chapter 10: how they were trained, what they get right, and those that the book ships.

Every kind is tried at three rates with two seeds. The rate with most whole sentences right, on sentences
drawn for that, is the kind's, and is tried with three seeds more; what is told is counted on other
sentences. Results are kept in `translators.csv`, one line a training and number of phrases; weights of a few
in `translators.npz`, in half precision. Six minutes of one core make both (set ``OPENBLAS_NUM_THREADS=1``);
a broken run goes on where it was stopped, delete `translators.csv` to begin anew::

    python -m lstm_book.chapter_10.translators
"""

from __future__ import annotations

import csv
import time
from collections.abc import Mapping
from dataclasses import astuple, dataclass
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np

from lstm_book import datasets
from lstm_book.chapter_10 import translation
from lstm_book.chapter_10.translation import Translator
from lstm_teach import Adam, cosine, train
from lstm_teach.numerics import Array
from lstm_teach.params import named_leaves, tree_map
from lstm_teach.tasks.agreement_translation import (
    CZECH,
    END,
    VERB,
    TranslationBatch,
    agreement_translation,
    whole_right,
)

FILE, NETWORKS = Path(__file__).with_name("translators.csv"), "translators"
FORMAT = "lstm_book.chapter_10.translators 1"
BATCH, SEEN, NEVER_SEEN = 32, (0, 1, 2, 3, 4), 6  # phrases between subject and verb
RATES, TUNED, SEEDS = (0.01, 0.02, 0.04), range(2), range(5)
SENTENCES, JUDGED_BY, TUNED_BY = 300, 10_000, 20_000  # a number of phrases; seeds of the sentences
VERBS = [CZECH.index(form) for forms in VERB for form in forms]


class Kind(NamedTuple):
    """What a translator is, and how long it is trained."""

    hidden_size: int
    attention: bool
    updates: int


KINDS = {
    "one vector": Kind(32, False, 1000),
    "attention": Kind(32, True, 1000),
    "one vector of 64": Kind(64, False, 2000),
}
SHIPPED = {"one vector": 2, "attention": 2, "one vector of 64": 1}  # how many of a kind


class Row(NamedTuple):
    """What one training gave on sentences with one number of phrases: shares of 300 sentences."""

    name: str
    rate: float
    seed: int
    phrases: int
    tuned: float  # whole sentences right, 0 to 4 phrases, on the sentences that rates are chosen by
    seconds: float  # of one core
    whole: float
    nouns: float  # of the nouns in between, the share that stands right in its place
    verb: float  # the first form of the verb that was written, wherever it stands, is the right one
    ended: float  # the sentence ends where it should


@dataclass(frozen=True)
class Right:
    """Shares of sentences, or of nouns."""

    whole: float
    nouns: float
    verb: float
    ended: float


@cache
def trained(kind: Kind, rate: float, seed: int, updates: int | None = None) -> Translator:
    """Train a translator, once; with `updates` stop after so many of them."""
    rng = np.random.default_rng(seed)
    start = translation.init(rng, kind.hidden_size, attention=kind.attention)
    batches = (agreement_translation(rng, BATCH, phrases=SEEN) for _ in range(kind.updates))
    optimiser = Adam(cosine(rate, kind.updates))
    steps = kind.updates if updates is None else updates
    return train(start, translation.gradient, batches, optimiser, steps=steps, clip=1.0, progress=iter).params


def sentences(phrases: int, size: int = SENTENCES, seed: int = JUDGED_BY) -> TranslationBatch:
    """Return the sentences with so many phrases that translators are judged by."""
    return agreement_translation(np.random.default_rng(seed + phrases), size, phrases=(phrases,))


def judged(net: Translator, batch: TranslationBatch) -> Right:
    """Translate greedily, all sentences of one number of phrases, and count what is right.

    Raises
    ------
    ValueError
        If the sentences differ in their numbers of phrases.
    """
    k, *others = np.unique(batch.phrases)
    if others:
        raise ValueError(f"batch: expected sentences with one number of phrases, got {k} and {others[0]}")
    words = translation.translate(net, batch.x, batch.lengths, len(batch.target) + 4).words
    right = words[: len(batch.target)] == batch.target
    nouns = right[2 : 2 * k + 1 : 2]
    return Right(
        whole=float(whole_right(words, batch).mean()),
        nouns=float(nouns.mean()) if k else 1.0,
        verb=float(np.mean(first_verb(words) == batch.target[2 * k + 1])),
        ended=float(np.mean((words == CZECH.index(END)).argmax(axis=0) == batch.lengths)),
    )


def by_phrases(name: str) -> dict[int, Right]:
    """Return, for every number of phrases, the shares of the shipped translators of a kind, their mean."""
    found = {}
    for k in (*SEEN, NEVER_SEEN):
        shares = [astuple(judged(net, sentences(k))) for net in load(name)]
        found[k] = Right(*(float(np.mean(column)) for column in zip(*shares, strict=True)))
    return found


def table(found: Mapping[str, Mapping[int, Right]]) -> str:
    """Return the shares of several kinds in columns, a line for each number of phrases."""
    parts = {"whole": "whole", "nouns": "nouns", "verb": "verb", "ended": "end"}
    width = 6 * len(parts)
    lines = ["phrases" + "".join(f"{name:>{width}}" for name in found)]
    lines.append(" " * 7 + "".join(f"{word:>6}" for word in parts.values()) * len(found))
    for k in next(iter(found.values())):
        shares = (getattr(found[name][k], part) for name in found for part in parts)
        lines.append(f"{k:<7}" + "".join(f"{share:>6.2f}" for share in shares))
    return "\n".join(lines)


def first_verb(words: Array) -> Array:
    """Return the first form of the verb in each written sentence (T, B), -1 where there is none."""
    is_verb = np.isin(words, VERBS)
    found = words[is_verb.argmax(axis=0), np.arange(words.shape[1])]
    return np.where(is_verb.any(axis=0), found, -1)


def rows_of(name: str, rate: float, seed: int) -> list[Row]:
    """Train once, and return its rows, one for each number of phrases."""
    began = time.process_time()
    net = trained(KINDS[name], rate, seed)
    seconds = round(time.process_time() - began, 1)
    tuned = round(float(np.mean([judged(net, sentences(k, 100, TUNED_BY)).whole for k in SEEN])), 4)
    return [
        Row(
            name,
            rate,
            seed,
            k,
            tuned,
            seconds,
            *(round(share, 4) for share in astuple(judged(net, sentences(k)))),
        )
        for k in (*SEEN, NEVER_SEEN)
    ]


def load_rows() -> list[Row]:
    """Return all rows of the file, none if there is no file."""
    if not FILE.exists():
        return []
    kinds = {"name": str, "seed": int, "phrases": int}
    with FILE.open(encoding="utf-8", newline="") as stream:
        return [
            Row(**{key: kinds.get(key, float)(value) for key, value in line.items()})
            for line in csv.DictReader(stream)
        ]


def best_rate(rows: list[Row], name: str) -> float:
    """Return the rate at which a kind, in the mean over the seeds of the first round, does best."""
    return max(
        RATES,
        key=lambda rate: np.mean(
            [row.tuned for row in rows if (row.name, row.rate) == (name, rate) and row.seed in TUNED]
        ),
    )


def chosen(rows: list[Row], name: str, phrases: int) -> list[Row]:
    """Return a kind's rows at its best rate for one number of phrases, in the order of the seeds."""
    rate = best_rate(rows, name)
    found = [row for row in rows if (row.name, row.rate, row.phrases) == (name, rate, phrases)]
    return sorted(found, key=lambda row: row.seed)


@cache
def load(name: str) -> tuple[Translator, ...]:
    """Return the shipped translators of a kind, in the order of their seeds; their weights are float64.

    Raises
    ------
    ValueError
        If none of the kind is shipped, or the file is not what the book was written with.
    """
    if name not in SHIPPED:
        raise ValueError(f"name: expected one of {', '.join(SHIPPED)}, got {name!r}")
    _, arrays = datasets.read_npz(datasets.network_path(NETWORKS), FORMAT)
    kind = KINDS[name]
    like = translation.init(np.random.default_rng(0), kind.hidden_size, attention=kind.attention)
    loaded = []
    for seed in range(SHIPPED[name]):
        leaves = iter([arrays[f"{name}.{seed}.{part}"].astype(float) for part, _ in named_leaves(like)])
        loaded.append(tree_map(lambda _, leaves=leaves: next(leaves), like))
    return tuple(loaded)


def save(nets: dict[str, list[Translator]]) -> None:
    """Write the translators that the book ships, and the checksums."""
    arrays = {
        f"{name}.{seed}.{part}": weights.astype(np.float16)
        for name, several in nets.items()
        for seed, net in enumerate(several)
        for part, weights in named_leaves(net)
    }
    datasets.write_npz(datasets.FOLDER / f"{NETWORKS}.npz", {"format": FORMAT}, arrays)
    datasets.write_sums()


def main() -> None:
    """Do what is missing of both rounds, then train those that are shipped."""
    for second in (False, True):
        for name in KINDS:
            rates = (best_rate(load_rows(), name),) if second else RATES
            for rate in rates:
                for seed in SEEDS if second else TUNED:
                    if not any(row[:3] == (name, rate, seed) for row in load_rows()):
                        _append(rows_of(name, rate, seed))
    rows = load_rows()
    save(
        {
            name: [trained(KINDS[name], best_rate(rows, name), s) for s in range(n)]
            for name, n in SHIPPED.items()
        }
    )


def _append(rows: list[Row]) -> None:
    is_new = not FILE.exists()
    with FILE.open("a", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        if is_new:
            writer.writerow(Row._fields)
        writer.writerows(rows)
    print(*rows[-2:], sep="\n", flush=True)


if __name__ == "__main__":
    main()
