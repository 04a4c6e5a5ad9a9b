"""What is known of the predictions 10.1 and 10.6, for the table of chapter 10."""

from functools import cache
from typing import Any

import numpy as np

from lstm_book.chapter_10 import translators
from lstm_book.chapter_10.predictions_translation import LOST
from lstm_book.chapter_10.translation import run
from lstm_teach.tasks.agreement_translation import CZECH, VERB
from tests.lstm_book.predictions.case import Case


@cache
def found() -> tuple[dict[str, Any]]:
    return ({name: translators.by_phrases(name) for name in ("one vector", "attention")},)


def given_the_words_before() -> list[Any]:
    """Judge networks that are given the right words, not their own; a word wrong here is wrong there."""
    verbs = [CZECH.index(form) for forms in VERB for form in forms]
    shares: dict[tuple[str, int], list[tuple[float, float, float]]] = {}
    for name in ("one vector", "attention"):
        for net in translators.load(name):
            for k in (4, 6):
                batch = translators.sentences(k)
                scores = run(net, batch.x, batch.lengths, batch.given).scores
                right = scores.argmax(axis=-1) == batch.target
                form = np.array(verbs)[scores[2 * k + 1][:, verbs].argmax(axis=-1)] == batch.target[2 * k + 1]
                shares.setdefault((name, k), []).append(
                    (right.all(axis=0).mean(), right[2 : 2 * k + 1 : 2].mean(), form.mean())
                )
    mean = {key: np.mean(rows, axis=0) for key, rows in shares.items()}
    _, nouns, verb = mean["one vector", 4]
    return [
        LOST[bool(verb < nouns)],
        mean["attention", 4][0],
        mean["attention", 6][0],
        mean["attention", 6][2],
    ]


TABLE = {
    "10.1": Case(
        truth=lambda: {"English": 463 / 501, "Czech": 310 / 408},
        wrong={
            "half of them": ([0.5, 0.5], "off by 0.42"),
            "only if nothing stands between": ([0.9, 0.706], "1 of 2 right"),
            "Czech is no harder": ({"English": 0.92, "Czech": 0.92}, "off by 0.16"),
        },
        bad=(["most", 0.7], "English: expected a number, got 'most'"),
        leaks=("0.92", "0.76", "463", "310"),
    ),
    "10.6": Case(
        truth=given_the_words_before,
        found=found,
        wrong={
            "the verb is furthest away": ([LOST[1], 1.0, 0.0, 1.0], "3 of 4 right"),
            "attention solves long sentences": ([LOST[0], 1.0, 1.0, 1.0], "3 of 4 right"),
            "what fails fails altogether": ([LOST[0], 1.0, 0.0, 0.0], "3 of 4 right"),
        },
        bad=(["all", 1.0, 0.0, 1.0], "expected one of"),
        leaks=("a phrase too early", "loses count", "1.00  1.00"),
    ),
}
