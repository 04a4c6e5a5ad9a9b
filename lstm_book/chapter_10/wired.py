"""A cell of two units that agrees, wired by hand, every short sentence tried on it, and two ways to hurt it.

The language: a noun is a boy or a girl, *beside* may stand before it, *today* says nothing, and a full stop
ends a sentence. A noun that no preposition stands before is a subject; there may be several (*chlapec a
dívka přišli*). Unit 0 is the store: is one of the subjects so far masculine? Unit 1 says, for one step, that
a preposition was read.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from typing import Any, NamedTuple

import numpy as np

from lstm_teach import LSTM, Hold, LSTMParams, unroll
from lstm_teach.numerics import Array
from lstm_teach.trace import Trace
from lstm_teach.validation import positive_int

NOUN, MASC, PREP, STOP = range(4)  # the inputs: what is known of a word
CODES = {  # symbol: word, inputs
    "m": ("boy", (1.0, 1.0, 0.0, 0.0)),
    "f": ("girl", (1.0, 0.0, 0.0, 0.0)),
    "p": ("beside", (0.0, 0.0, 1.0, 0.0)),
    "a": ("today", (0.0, 0.0, 0.0, 0.0)),
    ".": (".", (0.0, 0.0, 0.0, 1.0)),
}
WORDS = {word: symbol for symbol, (word, _) in CODES.items()}


def wired(speaks: float = -40.0) -> LSTMParams:
    r"""Return the weights of the two units.

    .. math::
        a_i = (-10 + 20\,[noun] + w\, h_1,\; -10 + 20\,[prep]), \quad
        a_f = (10 - 20\,[stop],\; -10), \quad a_g = (10\,[masc],\; 10), \quad a_o = (10, 10)

    Parameters
    ----------
    speaks : float
        w, with which the output of unit 1 shuts the store's input gate.
    """
    W_x, W_h = np.zeros((4, 8)), np.zeros((2, 8))  # columns: i, f, g, o, of unit 0 and of unit 1
    W_x[NOUN, 0] = W_x[PREP, 1] = 20.0
    W_x[STOP, 2] = -20.0
    W_x[MASC, 4] = 10.0
    W_h[1, 0] = speaks
    return LSTMParams(W_x, W_h, np.array([-10.0, -10.0, 10.0, -10.0, 0.0, 10.0, 10.0, 10.0]))


def encoded(sentences: Sequence[str]) -> Array:
    """Return the inputs (T, B, 4) of sentences of one length, such as ``["fpm", "m.f"]``.

    Raises
    ------
    ValueError
        If there is none, one is empty, their lengths differ, or a symbol is unknown.
    """
    lengths = {len(sentence) for sentence in sentences}
    if len(lengths) != 1 or 0 in lengths:
        raise ValueError(f"sentences: expected one or more of one length, got lengths {sorted(lengths)}")
    unknown = set("".join(sentences)) - set(CODES)
    if unknown:
        raise ValueError(f"sentences: expected the symbols {' '.join(CODES)}, got {min(unknown)!r}")
    rows = [[CODES[symbol][1] for symbol in sentence] for sentence in sentences]
    return np.array(rows).swapaxes(0, 1)


def symbols(words: str) -> str:
    """Return the symbols of words with spaces between them: "girl beside boy" is "fpm".

    Raises
    ------
    ValueError
        If a word is unknown.
    """
    try:
        return "".join(WORDS[word] for word in words.split())
    except KeyError as error:
        raise ValueError(f"words: expected words of {', '.join(WORDS)}, got {error}") from None


def masculine(heard: str) -> bool:
    """Say what the store shall know after these symbols: whether one of the subjects is masculine."""
    sentence = heard.rpartition(".")[2]
    before = "a" + sentence
    return any(word == "m" and last != "p" for last, word in zip(before, sentence, strict=False))


class Tried(NamedTuple):
    """How many sequences were tried, and how many of them the store got wrong at some step."""

    tried: int
    wrong: int


def try_all(params: LSTMParams, longest: int = 7) -> Tried:
    """Run all sequences of the five symbols up to a length; the store says yes where its c is above 1/2.

    Raises
    ------
    ValueError
        If `longest` is no whole number of at least 1.
    """
    tried = wrong = 0
    codes = np.array([inputs for _, inputs in CODES.values()])
    m, p, stop = (list(CODES).index(symbol) for symbol in "mp.")
    for length in range(1, positive_int("longest", longest) + 1):
        words = np.array(list(product(range(len(CODES)), repeat=length))).T
        trace: Any = unroll(LSTM, params, codes[words])
        says = trace.c[:, :, 0] > 0.5
        known = np.zeros(words.shape[1], bool)
        fault = np.zeros_like(known)
        for t, word in enumerate(words):
            subject = (word == m) & (words[t - 1] != p if t else True)
            known = (known | subject) & (word != stop)
            fault |= says[t] != known
        tried, wrong = tried + words.shape[1], wrong + int(fault.sum())
    return Tried(tried, wrong)


class Lesion(NamedTuple):
    """One gate of one unit held at one word of a sentence."""

    sentence: str
    gate: str
    value: float
    unit: int
    word: int  # counted from 0

    def holds(self) -> Hold:
        """Return it in the form that `unroll` takes."""
        return Hold(self.gate, self.value, self.word, self.word + 1, (self.unit,))


LESIONS = {
    "o of the preposition's unit shut at the preposition": Lesion("girl beside boy", "o", 0.0, 1, 1),
    "f of the store held open at the full stop": Lesion("boy . girl", "f", 1.0, 0, 1),
    "f of the store held open at the new subject": Lesion("boy . girl", "f", 1.0, 0, 2),
}


def run(words: str, holds: Hold | tuple[Hold, ...] = (), params: LSTMParams | None = None) -> Trace:
    """Run the wired cell, or other weights of its shapes, on words such as "girl beside boy"."""
    return unroll(LSTM, wired() if params is None else params, encoded([symbols(words)]), holds=holds)
