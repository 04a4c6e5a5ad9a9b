"""What Shannon's game computes: a stretch of text, what a reader's guesses cost, and what a network's would.

A guess is a bet. Its share p of the probability goes to the character that is guessed; the rest goes to all
others, in proportion to how often they follow the character before in the training text. So a reader has a
distribution over the whole alphabet, as network and count have, and pays -log2 of the true character's share.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, ClassVar, NamedTuple

import numpy as np

from lstm_book.chapter_13.cowriter_models import Pair, as_pair, counted_next, read
from lstm_teach.numerics import Array
from lstm_teach.settings import Settings, one, setting, whole
from lstm_teach.trace import Trace
from lstm_teach.validation import one_of, whole_number

LENGTH = 30  # characters that are guessed
CONTEXT = 190  # characters at most that stand before them
PASSAGES = 20  # at most
BETS = (0.25, 0.5, 0.75, 0.9)


@lru_cache(maxsize=8)
def passages(pair: Pair) -> tuple[int, ...]:
    """Return where stretches of the test text begin: at words of long lines, spread over the text.

    Raises
    ------
    ValueError
        If there is no test text, or it has no line that is long enough.
    """
    starts = _starts(pair.test, CONTEXT) or _starts(pair.test, 20)
    if not starts or pair.follows is None or pair.ngram is None:
        raise ValueError(
            f"network: expected one with a test text that has lines of {20 + LENGTH} characters, "
            f"such as 'novel', got {pair}"
        )
    return tuple(starts[:: -(-len(starts) // PASSAGES)])


def _starts(text: str, least: int) -> list[int]:
    """Return the first word of every line that has enough of the line before it, and after it."""
    starts, at = [], 0
    for line in text.splitlines(keepends=True):
        words = (k for k in range(least, len(line.rstrip("\n")) - LENGTH) if line[k - 1] == " ")
        starts += [at + k for k in list(words)[:1] if at + k >= CONTEXT]
        at += len(line)
    return starts


def _guesses(name: str, guesses: Any, _: Any) -> str:
    if not isinstance(guesses, str):
        raise TypeError(f"{name}: expected a text, got {guesses!r}")
    if len(guesses) > LENGTH:
        raise ValueError(f"{name}: expected at most {LENGTH} characters, got {len(guesses)}")
    return guesses


def _bets(name: str, bets: Any, state: GuessingState) -> tuple[float, ...]:
    count = len(state.guesses)
    given = () if bets is None else tuple(one_of(name, bet, BETS) for bet in bets)
    if len(given) > count:
        raise ValueError(f"{name}: expected one for each of {count} guesses, got {len(given)}")
    return given + (state.bet,) * (count - len(given))


def _place(name: str, t: Any, state: GuessingState) -> int:
    low, high = state.limits("t") or (0, 0)
    return high if t is None else whole_number(name, t, low, high, "number of guesses")


@dataclass(frozen=True, repr=False)
class GuessingState(Settings):
    """The settings of a `GuessingGame`: `bets` has a bet for every guess, `bet` is that of the next one."""

    passage: int = whole(1, 1, lambda state: len(passages(state.network)), upper="the last passage")
    guesses: str = setting("", _guesses)
    bet: float = one(0.5, BETS)
    bets: tuple[float, ...] = setting(None, _bets, last=True)
    t: int = setting(
        None, _place, looking=True, last=True,
        limits=lambda state: (min(1, len(state.guesses)), len(state.guesses)),
    )  # fmt: skip
    network: Pair = setting("novel", lambda name, given, _: as_pair(name, given))

    widget: ClassVar[str] = "GuessingGame"


class Passage(NamedTuple):
    """A stretch of text, and what was expected at every character of it."""

    context: str
    hidden: str
    trace: Trace
    network: Array  # log2 p, (LENGTH, V)
    counting: Array  # (LENGTH, V)


class Game(NamedTuple):
    """How the game stands; all arrays as long as what was guessed."""

    passage: Passage
    true: str  # what is revealed
    right: Array  # bool (3, n): of you, network and counting, whether the first guess was right
    bits: Array  # (3, n)

    @property
    def trace(self) -> Trace:
        """The network's run over the whole stretch."""
        return self.passage.trace


@lru_cache(maxsize=8)
def passage(pair: Pair, number: int) -> Passage:
    """Read a stretch of the test text after what stands before it, and nothing else: what the reader sees."""
    at = passages(pair)[number - 1]
    _, _, context = pair.test[at - CONTEXT : at].partition(" ")
    hidden = pair.test[at : at + LENGTH]
    seen = replace(pair, before=context)
    reading = read(seen, hidden)
    counted = [counted_next(seen, hidden[:k]) for k in range(LENGTH)]
    return Passage(context, hidden, reading.trace, reading.log2_p[:LENGTH], np.array(counted))


def run(state: GuessingState) -> Game:
    """Score what was guessed so far."""
    pair, n = state.network, len(state.guesses)
    of = passage(pair, state.passage)
    true = of.hidden[:n]
    ids, at = pair.alphabet.encode(true), np.arange(n)
    before = (of.context + of.hidden)[len(of.context) - 1 :]
    yours = [cost(pair, *each) for each in zip(before, true, state.guesses, state.bets, strict=False)]
    bits = np.array([yours, -of.network[at, ids], -of.counting[at, ids]]).reshape(3, n)
    first = [[a == b for a, b in zip(true, state.guesses, strict=True)]]
    first += [(table[:n].argmax(axis=1) == ids).tolist() for table in (of.network, of.counting)]
    return Game(of, true, np.array(first, bool).reshape(3, n), bits)


def cost(pair: Pair, last: str, true: str, guess: str, bet: float) -> float:
    """Return what a bet costs, in bits, when `true` comes after `last`."""
    if guess == true:
        return float(-np.log2(bet))
    assert pair.follows is not None
    counts = pair.follows[pair.alphabet.symbols.index(last)] + 0.5  # no character is impossible
    place = pair.alphabet.symbols.find(guess)
    rest = counts.sum() - (counts[place] if place >= 0 else 0.0)
    return float(-np.log2((1 - bet) * counts[pair.alphabet.symbols.index(true)] / rest))
