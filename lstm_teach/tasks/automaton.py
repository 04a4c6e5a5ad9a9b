"""A machine with states that writes symbols: strings, endless streams, and what may come next."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np

from lstm_teach.numerics import Array
from lstm_teach.validation import generator, positive_int

NOWHERE = -1  # in `after`, where no edge is


@dataclass(frozen=True, eq=False)
class Automaton:
    """A deterministic automaton whose edges out of a state are all equally likely.

    State 0 is the start. A string is a walk from the start to its first return; a stream walks on.
    """

    symbols: str  # K letters; a symbol is its place here
    states: tuple[str, ...]  # S names, the start's first
    after: Array  # (S, K): the state after a symbol, NOWHERE where it is not legal

    @classmethod
    def from_edges(cls, symbols: str, edges: Mapping[str, Mapping[str, str]]) -> Automaton:
        """Return the automaton of a table: state -> symbol -> next state, the start first.

        Raises
        ------
        ValueError
            If a symbol or a state is unknown, or no way leads back to the start, so that a string had no end.
        """
        states = tuple(edges)
        after = np.full((len(states), len(symbols)), NOWHERE)
        for state, ways in edges.items():
            for symbol, target in ways.items():
                if len(symbol) != 1 or symbol not in symbols:
                    raise ValueError(f"edges: expected symbols of {symbols!r}, got {symbol!r} at {state!r}")
                if target not in edges:
                    raise ValueError(f"edges: expected states of the table, got {target!r} at {state!r}")
                after[states.index(state), symbols.index(symbol)] = states.index(target)
        after.setflags(write=False)
        returns = {states[0]}
        for _ in states:
            returns |= {state for state, ways in edges.items() if returns & set(ways.values())}
        for state in states:
            if state not in returns or not edges[state]:
                raise ValueError(
                    f"edges: expected a way from every state to the start, got none from {state!r}"
                )
        return cls(symbols, states, after)

    @cached_property
    def legal(self) -> Array:
        """Booleans (S, K): which symbols may come in each state."""
        return self.after != NOWHERE

    @cached_property
    def degree(self) -> Array:
        """Integers (S,): how many symbols may come in each state."""
        return np.count_nonzero(self.legal, axis=1)

    @cached_property
    def choices(self) -> Array:
        """Integers (S, K): the legal symbols of each state, in order, then the others."""
        return np.argsort(~self.legal, axis=1, kind="stable")

    def encode(self, text: str) -> Array:
        """Return the numbers of the symbols of a text.

        Raises
        ------
        ValueError
            If a letter is no symbol.
        """
        for place, letter in enumerate(text):
            if letter not in self.symbols:
                raise ValueError(
                    f"text: expected letters of {self.symbols!r}, got {letter!r} at place {place}"
                )
        return np.array([self.symbols.index(letter) for letter in text], dtype=np.int64)

    def decode(self, x: Any) -> str:
        """Return the text of numbers of symbols, shape (n,)."""
        return "".join(self.symbols[k] for k in np.asarray(x))

    def walk(self, x: Any, start: int = 0) -> Array:
        """Return the states before each symbol of one sequence and after the last, shape (n + 1,).

        Raises
        ------
        ValueError
            If a symbol is not legal where it stands, or `x` are no integers.
        """
        symbols = np.asarray(x)
        if symbols.dtype.kind not in "iu" or symbols.ndim != 1:
            raise ValueError(
                f"x: expected integers of shape (n,), got dtype {symbols.dtype}, shape {symbols.shape}"
            )
        states = [start]
        for place, symbol in enumerate(symbols.tolist()):
            if not 0 <= symbol < len(self.symbols) or not self.legal[states[-1], symbol]:
                may = self.decode(np.flatnonzero(self.legal[states[-1]]))
                came = self.symbols[symbol] if 0 <= symbol < len(self.symbols) else symbol
                raise ValueError(f"x: expected one of {may!r} at place {place}, got {came!r}")
            states.append(self.after[states[-1], symbol])
        return np.array(states, dtype=np.int64)

    def legal_after(self, prefix: str) -> str:
        """Return the symbols that may follow a prefix of a string, or of a stream.

        Raises
        ------
        ValueError
            If the prefix itself is not legal.
        """
        return self.decode(np.flatnonzero(self.legal[self.walk(self.encode(prefix))[-1]]))


class PredictionBatch(NamedTuple):
    """Sequences without their last symbol, and what may come after every step of theirs."""

    x: Array  # (T, B): numbers of symbols; 0 behind a sequence's end, never to be read
    target: Array  # (T, B): the symbol that came; 0 behind the end
    legal: Array  # (T, B, K): booleans, the symbols that might have come; False behind the end
    state: Array  # (T, B): the automaton's state after x; 0 behind the end
    lengths: Array  # (B,): predictions in each sequence

    @property
    def counted(self) -> Array:
        """Booleans (T, B): True up to a sequence's end, the mask of a loss."""
        return np.arange(len(self.x))[:, None] < self.lengths


def strings(
    rng: np.random.Generator, automaton: Automaton, n: int, unlike: Collection[Sequence[int]] = ()
) -> list[Array]:
    """Return n strings of an automaton, from the start to the first return to it.

    Parameters
    ----------
    rng : numpy.random.Generator
    automaton : Automaton
    n : int
    unlike : collection of strings
        These are left out, such as the training strings for a test set. The n may contain doubles.

    Raises
    ------
    TypeError, ValueError
        If `rng` is no generator or n is below 1; also if the last 10,000 strings drawn were all in `unlike`.
    """
    generator(rng)
    n = positive_int("n", n)
    seen = {tuple(int(k) for k in string) for string in unlike}
    found: list[Array] = []
    fruitless = 0
    while len(found) < n:
        drawn = _draw(rng, automaton, n - len(found))
        fresh = [string for string in drawn if tuple(string.tolist()) not in seen]
        fruitless = 0 if fresh else fruitless + len(drawn)
        if fruitless >= 10_000:
            raise ValueError(f"unlike: expected strings to be left, got none in the last {fruitless} drawn")
        found += fresh
    return found


def string_batch(automaton: Automaton, of: Sequence[Any]) -> PredictionBatch:
    """Return strings as a batch: every symbol but the last is read, every one but the first predicted.

    Parameters
    ----------
    automaton : Automaton
    of : sequence of int arrays
        Strings, as `strings` draws them; each of at least two symbols.

    Raises
    ------
    ValueError
        If there is none, one is too short, or one is not legal.
    """
    if not len(of) or min(map(len, of)) < 2:
        shortest = min(map(len, of)) if len(of) else "no string"
        raise ValueError(f"of: expected strings of at least two symbols, got {shortest}")
    lengths = np.array([len(string) - 1 for string in of])
    T, B = int(lengths.max()), len(of)
    x, target, state = np.zeros((3, T, B), dtype=np.int64)
    for b, string in enumerate(of):
        n = lengths[b]
        x[:n, b], target[:n, b], state[:n, b] = string[:-1], string[1:], automaton.walk(string)[1:-1]
    counted = np.arange(T)[:, None] < lengths
    return PredictionBatch(x, target, automaton.legal[state] & counted[:, :, None], state, lengths)


def stream(
    rng: np.random.Generator, automaton: Automaton, steps: int, batch_size: int
) -> Iterator[PredictionBatch]:
    """Return an iterator without an end over pieces of endless streams: each goes on where the last ended.

    A network's state must be carried from piece to piece. Every stream begins at the start.

    Parameters
    ----------
    rng : numpy.random.Generator
    automaton : Automaton
    steps : int
        T of each piece.
    batch_size : int
        B, independent streams.

    Raises
    ------
    TypeError, ValueError
        If `rng` is no generator or a size is below 1.
    """
    generator(rng)
    T, B = positive_int("steps", steps), positive_int("batch_size", batch_size)
    return _pieces(rng, automaton, T, B)


def _pieces(rng: np.random.Generator, automaton: Automaton, T: int, B: int) -> Iterator[PredictionBatch]:
    state = np.zeros(B, dtype=np.int64)
    pending, state = _step(rng, automaton, state)
    while True:
        symbols, states = np.empty((2, T + 1, B), dtype=np.int64)
        symbols[0], states[0] = pending, state
        for t in range(1, T + 1):
            symbols[t], states[t] = _step(rng, automaton, states[t - 1])
        pending, state = symbols[-1], states[-1]
        lengths = np.full(B, T)
        yield PredictionBatch(symbols[:-1], symbols[1:], automaton.legal[states[:-1]], states[:-1], lengths)


def _step(rng: np.random.Generator, automaton: Automaton, state: Array) -> tuple[Array, Array]:
    """Return a symbol for each state, all legal ones equally likely, and the states after them."""
    symbol = automaton.choices[state, rng.integers(automaton.degree[state])]
    return symbol, automaton.after[state, symbol]


def _draw(rng: np.random.Generator, automaton: Automaton, n: int) -> list[Array]:
    """Return n strings, drawn side by side."""
    state = np.zeros(n, dtype=np.int64)
    rows, going = [], np.ones(n, dtype=bool)
    lengths = np.zeros(n, dtype=np.int64)
    while going.any():
        symbol, state = _step(rng, automaton, state)
        rows.append(symbol)
        lengths += going
        going = going & (state != 0)
    table = np.array(rows)
    return [table[:length, b].copy() for b, length in enumerate(lengths)]
