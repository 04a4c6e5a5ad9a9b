"""What is measured of the chapter's network: bits under held gates, after a pulse, and units with a story.

All of it is read off passages of the part of the novel that the network was not trained on: after `BEFORE`
letters a gate is held, and the next `COUNTED` letters are scored.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

import numpy as np

from lstm_book import datasets, networks
from lstm_book.chapter_00.machine_run import GATES, WHOLE, novel
from lstm_book.chapter_00.vocabulary import NOVEL
from lstm_book.chapter_13.training import split
from lstm_book.networks import Network
from lstm_teach.cells.lstm import LSTM, LSTMStep
from lstm_teach.gates import CLOSED, OPEN, Hold
from lstm_teach.model import readout
from lstm_teach.numerics import Array, log_softmax
from lstm_teach.sequence import unroll

# Passages are short: with i open rounding errors grow by a third at every letter, and after some hundred
# letters two machines no longer agree.
PASSAGES, BEFORE, COUNTED = 40, 50, 60
PULSES, AFTER = 300, 40  # passages with a pulse, and letters that are looked at after it
SMALL = 0.05  # bits: from where on ten letters in a row cost no more than this, a pulse is over
LEAST = 0.05  # the pseudo-count of every pair of letters
LONG_WORD, LONG_SENTENCE = 12, 60  # letters, where the counts of the stories end
CONTROLS = 10
SIX = tuple(f"{gate} {word}" for word in WHOLE for gate in GATES)


class Passages(NamedTuple):
    """Passages of the unseen part, side by side, and a network that reads them."""

    network: Network
    ids: Array  # (BEFORE + COUNTED + 1, PASSAGES)

    def run(self, holds: Sequence[Hold] = ()) -> LSTMStep:
        """Let the network read all but the last letter of each."""
        trace = unroll(LSTM, self.network.model.cell, self.ids[:-1], holds=tuple(holds))
        assert isinstance(trace, LSTMStep)
        return trace

    def costs(self, holds: Sequence[Hold] = ()) -> Array:
        """Return what every letter but the first costs in bits, (BEFORE + COUNTED, PASSAGES)."""
        scores = log_softmax(readout(self.network.model.out, self.run(holds).h))
        return -np.take_along_axis(scores, self.ids[1:, :, None], axis=-1)[..., 0] / np.log(2)

    def bits(self, holds: Sequence[Hold] = ()) -> float:
        """Return the mean cost of the letters that count."""
        return float(self.costs(holds)[BEFORE:].mean())


def cut(network: Network, passages: int = PASSAGES) -> Passages:
    """Cut passages, evenly spread, out of the unseen part of the novel."""
    *_, unseen = split(network.alphabet.encode(datasets.text(NOVEL)))
    length = BEFORE + COUNTED + 1
    starts = np.linspace(0, len(unseen) - length, passages).astype(int)
    return Passages(network, np.stack([unseen[s : s + length] for s in starts], axis=1))


@cache
def passages() -> Passages:
    """Return the passages that the chapter reads, with its network."""
    return cut(novel())


def held_bits(read: Passages | None = None) -> dict[str, float]:
    """Return the bits a letter of the untouched network, and with each gate held shut or open."""
    read = passages() if read is None else read
    found = {"untouched": read.bits()}
    for word, value in WHOLE.items():
        for gate in GATES:
            found[f"{gate} {word}"] = read.bits((Hold(gate, value, BEFORE),))
    return found


def blind(read: Passages | None = None) -> float:
    """Return what a letter costs if all of them are equally likely."""
    return float(np.log2((passages() if read is None else read).network.alphabet.size))


def yardsticks(read: Passages | None = None) -> dict[str, float]:
    """Return what the same letters cost two tables that were counted in what the network was trained on."""
    read = passages() if read is None else read
    V = read.network.alphabet.size
    seen, *_ = split(read.network.alphabet.encode(datasets.text(NOVEL)))
    pairs = np.bincount(seen[:-1] * V + seen[1:], minlength=V * V).reshape(V, V) + LEAST
    single = pairs.sum(axis=0)
    before, now = read.ids[BEFORE:-1], read.ids[BEFORE + 1 :]
    given = pairs / pairs.sum(axis=1, keepdims=True)
    return {
        "single letters": float(-np.log2(single / single.sum())[now].mean()),
        "letter pairs": float(-np.log2(given)[before, now].mean()),
    }


def after_pulses(read: Passages | None = None) -> dict[str, Array]:
    """Return how many bits the 1st, 2nd, ... letter costs more after f, or o, was shut for one letter.

    One pulse costs little and differs from place to place, so it takes many; single precision will do.
    """
    read = many_passages(networks.load("novel")) if read is None else read
    untouched = read.costs()[BEFORE : BEFORE + AFTER]
    found = {}
    for gate in "fo":
        costs = read.costs((Hold(gate, CLOSED, BEFORE, BEFORE + 1),))[BEFORE : BEFORE + AFTER]
        found[gate] = np.asarray((costs - untouched).mean(axis=1), float)
    return found


def many_passages(network: Network) -> Passages:
    """Return as many passages as pulses need."""
    return cut(network, PULSES)


def letters_to_recover(more: Array) -> int:
    """Return after how many letters ten in a row cost less than `SMALL` more; `AFTER` if never."""
    means = np.convolve(more, np.ones(10) / 10, mode="valid")
    return int(np.argmax(means < SMALL)) if (means < SMALL).any() else AFTER


def since(read: Passages, ends: str, longest: int) -> Array:
    """Return how many letters ago one of `ends` was read, up to `longest`, (BEFORE + COUNTED, PASSAGES)."""
    marks = np.isin(read.ids[:-1], read.network.alphabet.encode(ends))
    found, count = [], np.full(marks.shape[1], longest)
    for row in marks:
        count = np.where(row, 0, np.minimum(count + 1, longest))
        found.append(count)
    return np.array(found)


class Story(NamedTuple):
    """A unit whose store follows something that can be seen in the text."""

    unit: int
    r: float  # the correlation of its store with what it follows


def follower(ends: str, longest: int, read: Passages | None = None) -> Story:
    """Return the unit whose store follows most closely how many letters ago one of `ends` was read."""
    read = passages() if read is None else read
    counted = since(read, ends, longest)[BEFORE:].ravel()
    stores = read.run().c[BEFORE:].reshape(counted.size, -1)
    stores = stores - stores.mean(axis=0)
    counted = counted - counted.mean()
    r = counted @ stores / np.sqrt((counted**2).sum() * (stores**2).sum(axis=0))
    best = int(np.argmax(np.abs(r)))
    return Story(best, float(r[best]))


def word_unit(read: Passages | None = None) -> Story:
    """Return the unit that follows the letters since the last blank."""
    return follower(" \n", LONG_WORD, read)


def sentence_unit(read: Passages | None = None) -> Story:
    """Return the unit that follows the letters since the last full stop, question or exclamation mark."""
    return follower(".!?", LONG_SENTENCE, read)


def never_emptied(unit: int, read: Passages | None = None) -> float:
    """Return the bits a letter if the forget gate of one unit is held open."""
    read = passages() if read is None else read
    return read.bits((Hold("f", OPEN, BEFORE, units=(unit,)),))


def never_shown(unit: int, read: Passages | None = None) -> float:
    """Return the bits a letter if the output gate of one unit is held shut: the others do without it."""
    read = passages() if read is None else read
    return read.bits((Hold("o", CLOSED, BEFORE, units=(unit,)),))


def drawn_by_lot(read: Passages | None = None) -> list[int]:
    """Return `CONTROLS` units drawn by lot."""
    read = passages() if read is None else read
    H = LSTM.sizes(read.network.model.cell)["H"]
    drawn = np.random.default_rng(0).choice(H, CONTROLS, replace=False)
    return [int(unit) for unit in drawn]


def from_the_first(read: Passages | None = None) -> dict[str, float]:
    """Return the bits a letter with the input or the output gate shut from the very first letter on."""
    read = passages() if read is None else read
    return {f"{gate} shut": read.bits((Hold(gate, CLOSED),)) for gate in "io"}


def mean_gates(read: Passages | None = None) -> dict[str, float]:
    """Return how far each gate is open in the mean over units and letters, if nothing is held."""
    trace = (passages() if read is None else read).run()
    return {gate: float(getattr(trace, gate)[BEFORE:].mean()) for gate in GATES}


def held_at_means(read: Passages | None = None) -> dict[str, float]:
    """Return the bits a letter with each gate held at its own mean."""
    read = passages() if read is None else read
    return {gate: read.bits((Hold(gate, mean, BEFORE),)) for gate, mean in mean_gates(read).items()}


def constant_forget(read: Passages | None = None) -> dict[str, float]:
    """Return the bits a letter with the forget gate of all units held at 0, 0.1, ... 1."""
    read = passages() if read is None else read
    values = [n / 10 for n in range(11)]
    return {f"{value:g}": read.bits((Hold("f", value, BEFORE),)) for value in values}


def saturated(unit: int, read: Passages | None = None) -> float:
    """Return at which share of the letters a unit's store, squashed, is within 0.01 of -1 or 1."""
    c = (passages() if read is None else read).run().c[BEFORE:, :, unit]
    return float(np.mean(np.abs(np.tanh(c)) > 0.99))
