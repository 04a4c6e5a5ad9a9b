"""Who predicts in the co-writer and in the game: a network, and a count of the text that it has read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

import numpy as np

from lstm_book import datasets, networks
from lstm_book.alphabet import Alphabet
from lstm_book.chapter_13 import counting, training
from lstm_book.chapter_13.corpora import NESTED, NOVEL
from lstm_book.networks import Network
from lstm_teach.gates import Hold
from lstm_teach.model import readout
from lstm_teach.numerics import Array, log_softmax
from lstm_teach.sequence import unroll
from lstm_teach.trace import Trace
from lstm_teach.validation import one_of

# What a network of the book has read, and the order of the n-gram that is best on its test text.
TEXTS = {"novel": NOVEL, "novel-gru": NOVEL, "brackets": NESTED, "brackets-1": NESTED}
ORDERS = {NOVEL: 7, NESTED: 9}
BEFORE = 200  # characters at most that are read before the first one of a reader
ORDER = 7


@dataclass(frozen=True, eq=False)
class Pair:
    """A network and, if there is one, a count of the same text; a widget keeps its pair.

    Parameters
    ----------
    name : str
        What code calls it: "novel" or "brackets"; "network" for one of the reader's own.
    network : Network
    ngram : counting.NGram, optional
    before : str
        What both read before the first character, so that neither begins without any context; a line break,
        or what there is, if it is empty.
    test : str
        Text that neither has read.
    follows : array (V, V), optional
        How often one symbol followed another in the text that both read.
    """

    name: str
    network: Network
    ngram: counting.NGram | None = None
    before: str = ""
    test: str = ""
    follows: Array | None = None

    def __post_init__(self) -> None:
        symbols = self.network.alphabet.symbols
        first = next((symbol for symbol in "\n " if symbol in symbols), symbols[:1])
        object.__setattr__(self, "before", self.before or first)

    @property
    def alphabet(self) -> Alphabet:
        """The symbols that both know."""
        return self.network.alphabet

    @property
    def H(self) -> int:
        """The number of units."""
        return int(self.network.model.out.W_y.shape[0])

    @property
    def nested(self) -> bool:
        """Whether the text has braces, so that their depth is worth a look."""
        return {"{", "}"} <= set(self.alphabet.symbols)

    def __repr__(self) -> str:
        return repr(self.name) if self.name in TEXTS else self.name


class Reading(NamedTuple):
    """What the network makes of a text: the run over all that it has read, and what it expects where."""

    trace: Trace  # over the text before and the text
    start: int  # the step after which the text begins
    log2_p: Array  # (n + 1, V): before each character, and after the last one

    def state(self, k: int, names: Sequence[str]) -> list[Array]:
        """Return the states (1, H) from which character k is predicted."""
        return [getattr(self.trace, name)[self.start + k - 1] for name in names]


def as_pair(name: str, given: Any) -> Pair:
    """Return a pair from what a widget is given: a name of the book's, a Network, a Pair or what has one.

    Raises
    ------
    TypeError, ValueError
        If it is none of these.
    """
    if isinstance(given, str):
        return of_the_book(one_of(name, given, list(TEXTS)))
    given = getattr(given, "pair", given)
    if isinstance(given, Network):
        return Pair("network", networks.checked(given))
    if not isinstance(given, Pair):
        known = ", ".join(map(repr, TEXTS))
        raise TypeError(f"{name}: expected {known} or a Network, got {type(given).__name__}")
    return given


@cache
def of_the_book(name: str) -> Pair:
    """Return a network of the book with a Kneser-Ney count of what it was trained on."""
    network = networks.load(name)
    ids, _, test = training.split(network.alphabet.encode(datasets.text(TEXTS[name])))
    return pair_of(name, network, ids, network.alphabet.decode(test), ORDERS[TEXTS[name]])


def pair_of(name: str, network: Network, ids: Array, test: str, order: int = ORDER) -> Pair:
    """Return a network with a Kneser-Ney count of the text that it read, whose end both read before."""
    V = network.alphabet.size
    ngram = counting.smooth(counting.count(ids, V, order), order)
    follows = np.bincount(ids[:-1] * V + ids[1:], minlength=V * V).reshape(V, V)
    before = ending(network.alphabet.decode(ids[-3 * BEFORE :]))
    return Pair(name, network, ngram, before, test, follows)


def ending(text: str) -> str:
    """Return the end of a text up to its last line break: what follows begins a new line."""
    whole, _, _ = text.rpartition("\n")
    return f"{whole}\n"[-BEFORE:] if whole else text[-BEFORE:]


def read(pair: Pair, text: str, holds: Sequence[Hold] = ()) -> Reading:
    """Let the network read a text, whose characters it must know, after what stands before."""
    cell, model, alphabet = pair.network
    ids, start = alphabet.encode(pair.before + text), len(pair.before)
    trace = unroll(cell, model.cell, ids[:, None], holds=holds)
    scores = readout(model.out, trace.h[start - 1 :])[:, 0]
    return Reading(trace, start, log_softmax(scores.astype(float)) / np.log(2))


def counted_bits(pair: Pair, text: str) -> Array:
    """Return what every character of the text costs by counting, in bits; NaN without a count."""
    if pair.ngram is None or not text:
        return np.full(len(text), np.nan)
    return counting.bits(pair.ngram, pair.alphabet.encode(text), pair.alphabet.encode(pair.before))


def counted_next(pair: Pair, text: str) -> Array | None:
    """Return log2 of the probabilities (V,) of the next character after a text by counting."""
    if pair.ngram is None:
        return None
    last = (pair.before + text)[-(pair.ngram.order - 1) :]
    return np.log2(counting.probabilities(pair.ngram, pair.alphabet.encode(last)))


def shown(symbol: str) -> str:
    """Return a character such that it is seen."""
    return {" ": "␣", "\n": "↵", "\t": "⇥"}.get(symbol, symbol)
