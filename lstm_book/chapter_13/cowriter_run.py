"""What the co-writer computes: its settings, the surprise of every character, and how the text goes on."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any, ClassVar, NamedTuple

import numpy as np

from lstm_book.chapter_13.cowriter_models import Pair, Reading, as_pair, counted_bits, counted_next, read
from lstm_teach.gates import CLOSED, Hold
from lstm_teach.generate import Generated, Generator, dice, generate
from lstm_teach.numerics import Array
from lstm_teach.settings import Settings, real, setting, whole
from lstm_teach.trace import Trace
from lstm_teach.validation import whole_number

MOST = 1000  # characters of a text
AHEAD = 40  # characters of the continuation
LETTER = "My dear reader, I have not the least obj"
DOCUMENT = '{"shimmer":{"status":["sta"],"in":{"chrome":{"version_added":"91"},"edge":{"ver'
OPENINGS = {"novel": LETTER, "novel-gru": LETTER, "brackets": DOCUMENT, "brackets-1": DOCUMENT}
OPEN_BRACKETS, CLOSING_BRACKETS = "[{", "]}"


def _text(name: str, text: Any, state: CoWriterState) -> str:
    if text is None:
        text = OPENINGS.get(state.network.name, "")
    if not isinstance(text, str):
        raise TypeError(f"{name}: expected a text, got {text!r}")
    if len(text) > MOST:
        raise ValueError(f"{name}: expected at most {MOST} characters, got {len(text)}")
    return text


def _place(name: str, t: Any, state: CoWriterState) -> int:
    end = len(state.text) + 1
    return end if t is None else whole_number(name, t, 1, end, "the place after the text")


@dataclass(frozen=True, repr=False)
class CoWriterState(Settings):
    """The settings of a `CoWriter`. Without a text it begins with one of its own; `t` is its end then."""

    network: Pair = setting("novel", lambda name, given, _: as_pair(name, given))
    text: str = setting(None, _text, last=True)
    t: int = setting(None, _place, looking=True, last=True, limits=lambda state: (1, len(state.text) + 1))
    temperature: float = real(0.5, 0.1, 1.5)
    seed: int = whole(0, 0, 999)
    unit: int = whole(0, 0, lambda state: state.network.H - 1, upper="the last unit")
    shut: bool = setting(False, lambda name, value, _: _switch(name, value))

    widget: ClassVar[str] = "CoWriter"

    @property
    def holds(self) -> tuple[Hold, ...]:
        """What is held: the output gate of the chosen unit, if it is shut."""
        return (Hold("o", CLOSED, units=(self.unit,)),) if self.shut else ()


def _switch(name: str, value: Any) -> bool:
    if not isinstance(value, bool | np.bool_):
        raise ValueError(f"{name}: expected True or False, got {value!r}")
    return bool(value)


class CoWriting(NamedTuple):
    """What was computed for a text of n characters."""

    pair: Pair
    text: str
    known: Array  # bool (n,): a character that is no symbol of the alphabet is passed over
    reading: Reading  # of the characters that are known
    network: Array  # (n,) what each costs, in bits; NaN where it is passed over
    counting: Array  # (n,)
    free: Array  # (n,) what each costs the network with no gate held
    ahead: str  # how the text goes on
    states: Any  # of the network while it writes that, arrays (AHEAD + 1, 1, H)

    @property
    def trace(self) -> Trace:
        """The network's run, what stands before the text included."""
        return self.reading.trace

    def expected(self, k: int) -> Array:
        """Return log2 of the probabilities (V,) of character k, from 0, by the network."""
        row: Array = self.reading.log2_p[np.count_nonzero(self.known[:k])]
        return row

    def counted(self, k: int) -> Array | None:
        """Return the same by counting; None without a count."""
        return counted_next(self.pair, _read(self.text[:k], self.known[:k]))

    def unit(self, unit: int) -> Array:
        """Return c of a unit after every character of the text and its continuation; h of a cell without c.

        NaN where a character was passed over.
        """
        memory, ahead = (getattr(one, "c", one.h)[:, 0, unit] for one in (self.trace, self.states))
        values = np.full(len(self.text), np.nan)
        values[self.known] = memory[self.reading.start :]
        return np.concatenate([values, ahead[1:]])


def run(state: CoWriterState) -> CoWriting:
    """Read the text and write on: with the same dice as long as the seed is the same."""
    pair, text = state.network, state.text
    known = np.array([symbol in pair.alphabet.symbols for symbol in text], bool)
    heard = _read(text, known)
    reading = read(pair, heard, state.holds)
    free = read(pair, heard) if state.holds else reading
    rows = [_bits(pair, one, heard) for one in (reading, free)]
    network, without, counted = (_spread(row, known) for row in (*rows, counted_bits(pair, heard)))
    made = _ahead(state, reading, heard)
    ahead = pair.alphabet.decode(made.ids)
    return CoWriting(pair, text, known, reading, network, counted, without, ahead, made.states)


def _ahead(state: CoWriterState, reading: Reading, heard: str) -> Generated:
    """Write on. Every place of a text has dice of its own: what is taken changes nothing of what follows."""
    cell, model, alphabet = state.network.network
    writer = Generator(cell, model, state.holds)
    thrown = _dice(state.seed, alphabet.size)[len(heard) :]
    begin = cell.state_type(*reading.state(len(heard), cell.state_names))
    return generate(writer, [], AHEAD, dice=thrown, temperature=state.temperature, state=begin)


@lru_cache(maxsize=4)
def _dice(seed: int, V: int) -> Array:
    return dice(np.random.default_rng(seed), MOST + AHEAD, V)


def _bits(pair: Pair, reading: Reading, heard: str) -> Array:
    row: Array = -reading.log2_p[np.arange(len(heard)), pair.alphabet.encode(heard)]
    return row


def _read(text: str, known: Array) -> str:
    return "".join(symbol for symbol, is_known in zip(text, known, strict=True) if is_known)


def _spread(bits: Array, known: Array) -> Array:
    whole = np.full(len(known), np.nan)
    whole[known] = bits
    return whole


def next_word(ahead: str) -> str:
    """Return the first word of a continuation, with the blank behind it if there is one.

    Examples
    --------
    >>> next_word("nowledged, that"), next_word(" that a"), next_word('"chrome":{')
    ('nowledged, ', ' that ', '"chrome":')
    """
    inside = False
    for n, symbol in enumerate(ahead):
        if inside and (symbol.isspace() or symbol in ":,"):
            more = n + 1
            return ahead[: more + 1] if ahead[more : more + 1] == " " else ahead[:more]
        inside = inside or symbol.isalnum()
    return ahead


def depth(text: str) -> list[int]:
    """Return how many brackets are open after every character; those between quotes do not count.

    Examples
    --------
    >>> depth('{"a[":[]}')
    [1, 1, 1, 1, 1, 1, 2, 1, 0]
    """
    depths, now, quoted, escaped = [], 0, False, False
    for symbol in text:
        if symbol == "\n":
            now, quoted, escaped = 0, False, False
        elif quoted:
            quoted = escaped or symbol != '"'
            escaped = symbol == "\\" and not escaped
        elif symbol == '"':
            quoted = True
        else:
            now = max(now + (symbol in OPEN_BRACKETS) - (symbol in CLOSING_BRACKETS), 0)
        depths.append(now)
    return depths
