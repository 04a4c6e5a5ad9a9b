"""The trained networks that chapter 10 looks into. One kind, or all of them, anew::

python -m lstm_book.chapter_10.shipped agreement
python -m lstm_book.chapter_10.shipped
"""

from __future__ import annotations

import sys
import time
from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

from lstm_book import datasets
from lstm_book.chapter_10.learning import STREAMS, fit
from lstm_book.kept import save_models
from lstm_teach import LSTM, binary_cross_entropy
from lstm_teach.numerics import Array
from lstm_teach.tasks.agreement import CLASS, WORDS, AgreementBatch, agreement

ALL_ABOUT_A_WORD = ("plural", "feminine", "capital", "more than 8 letters")  # questions with yes or no


def facts(words: Array) -> Array:
    """Return the answers to `ALL_ABOUT_A_WORD` about nouns, 0 or 1, on a new last axis."""
    length = np.array([len(word) for word in WORDS])
    capital = np.array([word[0].isupper() for word in WORDS])
    return np.stack([CLASS % 2, CLASS // 2, capital, length > 8], axis=-1)[words].astype(float)


class AskedBatch(NamedTuple):
    """A batch of streams with questions that are answered by yes or no, each about every subject."""

    x: Array  # (T, B)
    y: Array  # (T, B, questions), 0 where nothing is asked
    asked: Array  # (T, B)


def asked(batch: AgreementBatch, questions: int) -> AskedBatch:
    """Return the batch with the first of `ALL_ABOUT_A_WORD` asked about each subject at its verb."""
    y = np.zeros((*batch.x.shape, questions))
    column = np.arange(batch.x.shape[1])
    y[batch.verb, column] = facts(batch.x[batch.subject, column])[..., :questions]
    return AskedBatch(batch.x, y, batch.asked)


def yes_or_no(scores: Array, batch: AskedBatch) -> tuple[float, Array]:
    """Return the loss of a network with one score a question, at the verbs alone, and dL/dy."""
    return binary_cross_entropy(scores, batch.y, batch.asked)


def _questions(number: int) -> dict[str, Any]:
    return {
        "loss": yes_or_no,
        "outputs": number,
        "make": lambda rng: asked(agreement(rng, STREAMS), number),
    }


class Kind(NamedTuple):
    """What a file holds: so many networks, from the seeds 0, 1, ...."""

    networks: int
    options: dict[str, Any]  # of `fit`


KINDS: Mapping[str, Kind] = {
    "agreement": Kind(8, {}),
    "agreement-without-stops": Kind(8, {"make": lambda rng: agreement(rng, STREAMS, stops=False)}),
    "agreement-two-answers": Kind(8, _questions(2)),
    "agreement-sixteen-units": Kind(4, {"hidden": 16}),
    "agreement-four-questions": Kind(4, {"hidden": 16, **_questions(4)}),
}


def main(names: list[str]) -> None:
    """Train networks of these kinds, one of each seed, and write their files and the checksums."""
    for name in names or KINDS:
        began = time.process_time()
        kind = KINDS[name]
        models = [fit(seed, **kind.options) for seed in range(kind.networks)]
        save_models(datasets.FOLDER / f"{name}.npz", LSTM, models)
        print(f"{name}: {len(models)} networks, {time.process_time() - began:.0f} CPU seconds", flush=True)
    datasets.write_sums()


if __name__ == "__main__":
    main(sys.argv[1:])
