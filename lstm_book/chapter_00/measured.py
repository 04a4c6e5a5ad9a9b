"""What was measured of the chapter's network and of three smaller ones, kept in `measured.json`.

    python -m lstm_book.chapter_00.measured            # of the book's network, some seconds
    python -m lstm_book.chapter_00.measured others     # and of three that are trained for it, some minutes

The three read the same novel: 128 units, 800 updates, three starts. They are not kept.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from lstm_book import datasets
from lstm_book.alphabet import Alphabet
from lstm_book.chapter_00 import measures
from lstm_book.chapter_00.measures import Passages
from lstm_book.chapter_00.vocabulary import NOVEL
from lstm_book.chapter_13.training import Plan, fit, split
from lstm_book.networks import Network
from lstm_teach.cells.lstm import LSTM
from lstm_teach.params import tree_map

FILE = Path(__file__).with_name("measured.json")
OTHERS = ("start 1", "start 2", "start 3")
PLAN = Plan(H=128, rate=0.01, updates=800)
DECIMALS = 4


def measured() -> dict[str, Any]:
    """Return what the file holds: for every network what `measure` says of it."""
    kept: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
    return kept


def measure(read: Passages) -> dict[str, Any]:
    """Return all that the chapter says of a network."""
    word, sentence = measures.word_unit(read), measures.sentence_unit(read)
    lot = measures.drawn_by_lot(read)
    pulses = measures.after_pulses(measures.many_passages(read.network))
    found = {
        "bits": measures.held_bits(read),
        "from the first letter": measures.from_the_first(read),
        "tables": measures.yardsticks(read),
        "means": measures.mean_gates(read),
        "held at the mean": measures.held_at_means(read),
        "f held at": measures.constant_forget(read),
        "after f shut once": list(pulses["f"]),
        "after o shut once": list(pulses["o"]),
        "word unit": _told(word, read),
        "sentence unit": _told(sentence, read),
        "by lot, never emptied": sorted(measures.never_emptied(unit, read) for unit in lot),
        "by lot, never shown": sorted(measures.never_shown(unit, read) for unit in lot),
    }
    return _rounded(found)


def _told(story: measures.Story, read: Passages) -> dict[str, float]:
    return {
        "unit": story.unit,
        "r": story.r,
        "bits if never emptied": measures.never_emptied(story.unit, read),
        "bits if never shown": measures.never_shown(story.unit, read),
        "saturated": measures.saturated(story.unit, read),
    }


def _rounded(found: Any) -> Any:
    if isinstance(found, dict):
        return {name: _rounded(part) for name, part in found.items()}
    if isinstance(found, list):
        return [_rounded(part) for part in found]
    return found if isinstance(found, int) else round(float(found), DECIMALS)


def others() -> Iterator[tuple[str, Network]]:
    """Train the three smaller networks, one after the other."""
    text = datasets.text(NOVEL)
    alphabet = Alphabet.of(text)
    seen, *_ = split(alphabet.encode(text))
    for seed, name in enumerate(OTHERS, start=1):
        model = fit(LSTM, seen, alphabet.size, PLAN, seed=seed, progress=None).model
        yield name, Network(LSTM, tree_map(lambda part: part.astype(float), model), alphabet)


def main(arguments: list[str]) -> None:
    """Measure and write the file."""
    kept = measured() if FILE.exists() else {}
    kept["novel"] = measure(measures.passages())
    if "others" in arguments:
        for name, network in others():
            kept[name] = measure(measures.cut(network))
    FILE.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
