"""What a straight line can read off a store, and off the store of a network that never learned."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

from lstm_book.chapter_10.lined_up import LinedUp, lined_up
from lstm_book.chapter_10.shipped import ALL_ABOUT_A_WORD, facts
from lstm_teach import LSTM, Model, init_model, readout, unroll
from lstm_teach.numerics import Array
from lstm_teach.tasks.agreement import CLASS, NOUNS, WORDS

HALF = 2000  # sentences to fit a line on, and as many to judge it by
COINS = 10


class Questions(NamedTuple):
    """Sentences, and the answers to yes-or-no questions about their subjects."""

    pairs: LinedUp
    y: Array  # (B, questions): 0 or 1
    coins: Array  # (B, COINS): what was tossed for the subject's word


def questions() -> Questions:
    """Return 4,000 lined-up pairs whose nouns in between are of any class, and what is asked about them."""
    rng = np.random.default_rng(77)
    pairs = lined_up(rng, 2 * HALF, attractors_only=False)
    subject = pairs.x[pairs.at("S2")]
    return Questions(pairs, facts(subject), coins(rng)[:, subject].T)


def coins(rng: np.random.Generator) -> Array:
    """Return `COINS` times a 0 or 1 for each noun: the same for all uses of the word, and no more than that.

    In every class four or five of nine words have a 1, so that the class tells as little of it as can be.
    """
    tossed = np.zeros((COINS, len(NOUNS)))
    for c in range(4):
        words = np.flatnonzero(c == CLASS)
        for coin in tossed:
            coin[rng.permutation(words)[: 4 + (c + int(coin.sum())) % 2]] = 1
    return tossed


def untrained(seed: int, hidden: int = 16) -> Model:
    """Return a network as it starts."""
    return init_model(LSTM, np.random.default_rng(seed), len(WORDS), hidden, 4)


def probe(store: Array, y: Array) -> Array:
    """Return the share that a least-squares line through the first half gets right in the second.

    Parameters
    ----------
    store : array (B, H)
    y : array (B, questions)
        0 or 1.

    Returns
    -------
    array (questions,)
    """
    half = len(store) // 2
    known = np.column_stack([store, np.ones(len(store))])
    line = np.linalg.lstsq(known[:half], 2 * y[:half] - 1, rcond=None)[0]
    return ((known[half:] @ line > 0) == (y[half:] > 0.5)).mean(axis=0)


def readable(model: Model, asked: Questions, word: str) -> dict[str, float]:
    """Return what a line reads off the store right after a word of the form: "S2" or "___" (the second)."""
    step = asked.pairs.at(word, -1)
    trace: Any = unroll(LSTM, model.cell, asked.pairs.x)
    found = probe(trace.c[step], np.column_stack([asked.y, asked.coins]))
    n = len(ALL_ABOUT_A_WORD)
    return dict(zip(ALL_ABOUT_A_WORD, found[:n].tolist(), strict=True)) | {"a coin": float(found[n:].mean())}


def always_the_same(asked: Questions) -> Mapping[str, float]:
    """Return what is right, in the second half, if always the commoner answer of the first is given."""
    y = np.column_stack([asked.y, asked.coins])
    common = y[:HALF].mean(axis=0) > 0.5
    found = ((y[HALF:] > 0.5) == common).mean(axis=0)
    n = len(ALL_ABOUT_A_WORD)
    return dict(zip(ALL_ABOUT_A_WORD, found[:n].tolist(), strict=True)) | {"a coin": float(found[n:].mean())}


def answered(model: Model, asked: Questions) -> dict[str, float]:
    """Return what a network that was asked all questions answers at the verb, the share that is right."""
    said = readout(model.out, unroll(LSTM, model.cell, asked.pairs.x).h[-1]) > 0
    found = (said == (asked.y > 0.5)).mean(axis=0)
    return dict(zip(ALL_ABOUT_A_WORD, found.tolist(), strict=True))
