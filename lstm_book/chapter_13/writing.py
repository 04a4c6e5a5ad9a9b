"""Let networks and counts write, many texts side by side, and judge what they wrote."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from lstm_book.chapter_13.counting import NGram, probabilities
from lstm_book.networks import Network
from lstm_teach import final_state, readout, step, unroll
from lstm_teach.gates import Hold
from lstm_teach.numerics import Array

WORD = re.compile(r"[A-Za-z]+")


def write(
    network: Network, prompt: str, n: int, texts: int, temperature: float, rng: np.random.Generator,
    holds: Sequence[Hold] = (),
) -> list[str]:  # fmt: skip
    """Return texts of n characters that a network writes after a prompt, which is not part of them.

    The holds are in force from the first character that is written.
    """
    cell, model, alphabet = network
    V = alphabet.size
    one_hot = np.eye(V, dtype=np.float32)
    trace = unroll(cell, model.cell, one_hot[np.repeat(alphabet.encode(prompt)[:, None], texts, axis=1)])
    state, written = final_state(cell, trace), []
    for _ in range(n):
        scores = readout(model.out, state.h)
        drawn = np.argmax(scores + temperature * rng.gumbel(size=scores.shape), axis=1)
        written.append(drawn)
        state = cell.state(step(cell, model.cell, one_hot[drawn], state, holds))
    return [alphabet.decode(row) for row in np.stack(written, axis=1)]


def write_by_counts(
    ngram: NGram, decode: Callable[[Any], str], prompt: Array, n: int, texts: int, temperature: float,
    rng: np.random.Generator,
) -> list[str]:  # fmt: skip
    """Return texts that an n-gram model writes after the symbols of a prompt."""
    written = np.repeat(prompt[None], texts, axis=0)
    for _ in range(n):
        log_p = np.log(probabilities(ngram, written[:, -(ngram.order - 1) :]))
        drawn = np.argmax(log_p + temperature * rng.gumbel(size=log_p.shape), axis=1)
        written = np.column_stack([written, drawn])
    return [decode(row[len(prompt) :]) for row in written]


def known_words(texts: Sequence[str], corpus: str) -> float:
    """Return the share of words that occur in a corpus; a word that a text's end may have cut is left out."""
    known = set(WORD.findall(corpus))
    words = [word for text in texts for word in WORD.findall(text)[1:-1]]
    return sum(word in known for word in words) / len(words)


def longest_copies(texts: Sequence[str], corpus: str) -> list[int]:
    """Return for every text the length of its longest piece that stands in the corpus."""
    return [_longest_copy(text, corpus) for text in texts]


def _longest_copy(text: str, corpus: str) -> int:
    longest = 0
    for start in range(len(text)):
        while start + longest < len(text) and text[start : start + longest + 1] in corpus:
            longest += 1
    return longest


def documents(texts: Sequence[str]) -> list[str]:
    """Return the whole lines, without the last of every text, which may have been cut."""
    return [line for text in texts for line in text.split("\n")[:-1]]


def parses(document: str) -> bool:
    """Whether a document is JSON."""
    try:
        json.loads(document)
    except ValueError:
        return False
    return True


def share(function: Callable[[str], bool], texts: Sequence[str]) -> float:
    """Return the share of texts of which something is true, NaN of none."""
    return sum(map(function, texts)) / len(texts) if texts else float("nan")
