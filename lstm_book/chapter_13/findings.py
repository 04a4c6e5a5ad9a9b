"""What chapter 13 says of trained networks and takes longer than a reader waits: measured and kept in a file.

::

    python -m lstm_book.chapter_13.findings novel counts brackets brackets-1 brackets-2

takes some minutes and writes `findings.json`. Nothing is trained: the networks are those that the book ships.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from lstm_book import networks
from lstm_book.chapter_13 import counting, nested, reach, writing
from lstm_book.chapter_13.corpora import NESTED, NOVEL
from lstm_book.chapter_13.train import Text, load
from lstm_book.chapter_13.training import WARM, bits
from lstm_book.networks import Network
from lstm_teach.numerics import Array

FILE = Path(__file__).with_name("findings.json")
LENGTHS = (1, 2, 3, 5, 8, 12, 20, 40, 60, 80)
LAGS = (1, 2, 4, 8, 12, 16, 24)
TEMPERATURES = (0.3, 0.6, 0.8, 1.0, 1.3)
ORDERS = (5, 9, 13, 20, 40, 80)  # of the counts on nested text
WRITING = (9, 20, 40)  # of those that write
TOGETHER, DRAWS = (4, 8, 16), 12  # units shut at once, and how often as many are drawn by lot
SEEDS = ("brackets", "brackets-1", "brackets-2")
DRAW = 3  # the seed of everything that is drawn by lot


# --- the novel


def of_the_novel() -> dict[str, Any]:
    """Return how far back the network looks, and what it writes beside counts."""
    text, network = load(NOVEL), networks.load("novel")
    corpus = text.alphabet.decode(np.concatenate([text.train]))
    looks = reach.reach(network, text.test, LAGS, 1_000, 100, np.random.default_rng(DRAW))
    found: dict[str, Any] = {
        **_by_length(text, network),
        "reach": {
            "lags": LAGS,
            **{
                name: [float(f"{v:.4g}") for v in getattr(looks, name)]
                for name in ("gradient", "effect", "r")
            },
        },
        "written": {},
    }
    prompt = text.alphabet.decode(text.train[-500:])
    for temperature in TEMPERATURES:
        texts = writing.write(network, prompt, 600, 40, temperature, np.random.default_rng(DRAW))
        found["written"][f"network, {temperature}"] = _judged(texts, corpus)
        print(temperature, found["written"], flush=True)
    counts = counting.count(text.train, text.alphabet.size, 12)
    for order in (6, 12):
        ngram = counting.smooth(counts, order)
        texts = writing.write_by_counts(
            ngram, text.alphabet.decode, text.train[-order:], 600, 40, 1.0, np.random.default_rng(DRAW)
        )
        found["written"][f"count of order {order}, 1.0"] = _judged(texts, corpus)
    return found


def _by_length(text: Text, network: Network) -> dict[str, Any]:
    """Return what 1,000 characters cost after the last k alone, and after all that goes before them."""
    rng = np.random.default_rng(DRAW)
    here = rng.integers(max(LENGTHS), len(text.test), 1_000)
    lengths = reach.bits_by_length(network, text.test, LENGTHS, here, rng)
    costs = bits(network.cell, network.model, text.test, text.validation)
    return {
        "bits by length": {str(k): round(value, 4) for k, value in lengths.items()},
        "bits with all": round(float(costs[here].mean()), 4),
    }


def _judged(texts: list[str], corpus: str) -> dict[str, float]:
    copies = writing.longest_copies(texts[:20], corpus)
    return {
        "known words": round(writing.known_words(texts, corpus), 3),
        "longest copy, median": float(np.median(copies)),
        "longest copy": max(copies),
    }


# --- brackets


def of_counts() -> dict[str, Any]:
    """Return what counts of nested text come to, all in all and after closing brackets."""
    return _by_counts(load(NESTED))


def pairs_of_twins(text: Text) -> list[nested.Twins]:
    """Return all twins of the validation and the test text."""
    documents = [
        line for ids in (text.validation, text.test) for line in text.alphabet.decode(ids).split("\n")[1:-1]
    ]
    return [pair for document in documents for pair in nested.twins(document)]


@cache
def _last_lines(text_name: str) -> str:
    """Return the last two documents of the training text: what is read before a new line begins."""
    text = load(text_name)
    lines = text.alphabet.decode(text.train[-4 * WARM :]).split("\n")[:-1]
    return "\n".join(lines[-2:]) + "\n"


def _by_counts(text: Text) -> dict[str, Any]:
    counts = counting.count(text.train, text.alphabet.size, max(ORDERS))
    mask = np.isin(
        np.concatenate([text.validation[-1:], text.test[:-1]]), text.alphabet.encode(nested.CLOSING)
    )
    found: dict[str, Any] = {}
    corpus = set(text.alphabet.decode(text.train).split("\n"))
    for order in ORDERS:
        ngram = counting.smooth(counts, order)
        test = counting.bits(ngram, text.test, text.validation)
        one = {
            "validation": float(counting.bits(ngram, text.validation, text.train).mean()),
            "test": float(test.mean()),
            "after": float(test[mask].mean()),
            "elsewhere": float(test[~mask].mean()),
        }
        if order in WRITING:
            prompt, decode = text.alphabet.encode(_last_lines(NESTED)), text.alphabet.decode
            rng = np.random.default_rng(DRAW)
            texts = writing.write_by_counts(ngram, decode, prompt[-order:], 900, 40, 0.5, rng)
            one |= _written(texts, corpus)
        found[str(order)] = {key: round(value, 4) for key, value in one.items()}
    return found


def _written(texts: list[str], corpus: set[str]) -> dict[str, float]:
    documents = writing.documents(texts)
    return {
        "documents": len(documents),
        "parse": writing.share(writing.parses, documents),
        "copied": writing.share(corpus.__contains__, documents),
    }


def of_network(name: str) -> dict[str, Any]:
    """Return what a network knows of brackets, and which unit it hangs on."""
    text, network = load(NESTED), networks.load(name)
    validation, test = nested.streams(text.validation), nested.streams(text.test)
    ranked = nested.rank(network, validation)
    free = nested.measure(network, test)
    chosen = {
        "correlation": int(np.argmax(np.abs(ranked.r))),
        "lesion": int(np.argmax(ranked.rise)),
        "lot": int(np.random.default_rng(DRAW).integers(len(ranked.r))),
    }
    one = {
        "validation": bits(network.cell, network.model, text.validation, text.train).mean(),
        "test": bits(network.cell, network.model, text.test, text.validation).mean(),
        "after": free.after,
        "elsewhere": free.elsewhere,
        "probe": nested.probe(network, validation, test),
    }
    found: dict[str, Any] = {key: round(float(value), 4) for key, value in one.items()}
    found["twins"] = _twins(network, text)
    corpus = set(text.alphabet.decode(text.train).split("\n"))
    found["shut"] = {
        label: _shut(network, test, free, () if unit is None else (unit,), ranked, corpus)
        for label, unit in {"none": None, **chosen}.items()
    }
    found["together"] = _together(network, test, free, ranked)
    for temperature in (0.8, 1.0):
        texts = writing.write(network, _last_lines(NESTED), 900, 60, temperature, np.random.default_rng(DRAW))
        found[f"parse at {temperature}"] = round(_written(texts, corpus)["parse"], 4)
    found["units"] = {
        key: [round(float(v), 4) for v in getattr(ranked, key)] for key in nested.Ranked._fields
    }
    return found


def _shut(
    network: Network, test: Array, free: nested.Costs, units: tuple[int, ...], ranked: nested.Ranked,
    corpus: set[str],
) -> dict[str, Any]:  # fmt: skip
    costs = nested.measure(network, test, units)
    rng = np.random.default_rng(DRAW)
    texts = writing.write(network, _last_lines(NESTED), 900, 60, 0.5, rng, holds=nested.shut(units))
    one = {"rise": costs.after - free.after, "rise elsewhere": costs.elsewhere - free.elsewhere}
    one |= _written(texts, corpus)
    if units:
        one |= {"unit": units[0], "r": float(ranked.r[units[0]])}
        one["place in the other list"] = _place(ranked, units[0])
    return {key: round(value, 4) for key, value in one.items()}


def _together(
    network: Network, test: Array, free: nested.Costs, ranked: nested.Ranked
) -> dict[str, dict[str, Any]]:
    """Return the rise after closing brackets with several units shut at once, by how many they are.

    The best followers of the depth, and as many by lot out of the rest; the one whose loss costs most is
    among neither.
    """
    rng, dearest = np.random.default_rng(DRAW), int(np.argmax(ranked.rise))
    order = [int(unit) for unit in np.argsort(-np.abs(ranked.r)) if unit != dearest]

    def rise(units: Array | list[int]) -> float:
        return round(nested.measure(network, test, tuple(map(int, units))).after - free.after, 4)

    return {
        str(n): {
            "followers": rise(order[:n]),
            "by lot": sorted(rise(rng.choice(order[n:], n, replace=False)) for _ in range(DRAWS)),
        }
        for n in TOGETHER
    }


def _place(ranked: nested.Ranked, unit: int) -> int:
    """Return a unit's worse place in the two lists, counted from 1."""
    lists = (np.abs(ranked.r), ranked.rise)
    return max(int(np.sum(values > values[unit])) + 1 for values in lists)


def _twins(network: Network, text: Text) -> dict[str, float]:
    pairs = pairs_of_twins(text)
    alone, inside = (
        nested.chance(network, "\n", [getattr(pair, side) for pair in pairs], _last_lines(NESTED))
        for side in ("alone", "inside")
    )
    one = {
        "pairs": len(pairs),
        "told apart": float(np.mean((alone > 0.5) & (inside < 0.5))),
        "alone": float(alone.mean()),
        "inside": float(inside.mean()),
        "bits": float(-np.log2(np.concatenate([alone, 1 - inside])).mean()),
    }
    return {key: round(value, 4) for key, value in one.items()}


def read() -> dict[str, Any]:
    """Return all that was found."""
    found: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8")) if FILE.is_file() else {}
    return found


PARTS: dict[str, Callable[[], dict[str, Any]]] = {"novel": of_the_novel, "counts": of_counts}


def main() -> None:
    """Measure what is asked for, and write the file."""
    names = sys.argv[1:]
    if not names or not set(names) <= {*PARTS, *SEEDS}:
        raise SystemExit(f"expected some of {', '.join([*PARTS, *SEEDS])}")
    for name in names:
        measured = PARTS[name]() if name in PARTS else of_network(name)
        print(name, {key: value for key, value in measured.items() if key != "units"}, flush=True)
        found = read()
        if name in PARTS:
            found[name] = measured
        else:
            found.setdefault("networks", {})[name] = measured
        FILE.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
