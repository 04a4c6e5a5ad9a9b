"""What a network knows of the brackets that are open, and which of its units it needs for that.

A text is read as thirty streams side by side. Costs are counted from the first line end of every stream on,
so that the depth is known there: how many brackets are open after a character.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from lstm_book.alphabet import Alphabet
from lstm_book.chapter_13.training import rows
from lstm_book.networks import Network
from lstm_teach import CLOSED, log_softmax, readout, unroll
from lstm_teach.gates import Hold
from lstm_teach.numerics import Array

STREAMS = 30
OPENING, CLOSING = "{[", "}]"
UNKNOWN = -1  # the depth before the first line end of a stream


class Costs(NamedTuple):
    """Bits a character: where a bracket has just been closed, and everywhere else."""

    after: float
    elsewhere: float


def streams(ids: Array) -> Array:
    """Return a text as streams side by side, (T, 30)."""
    length = len(ids) // STREAMS
    return ids[: length * STREAMS].reshape(STREAMS, length).T


def depths(ids: Array, alphabet: Alphabet) -> Array:
    """Return how many brackets are open after each character of the streams; `UNKNOWN` before a line end."""
    opens, closes = (np.isin(ids, alphabet.encode(marks)) for marks in (OPENING, CLOSING))
    ends = ids == alphabet.encode("\n")[0]
    depth, now = np.full(ids.shape, UNKNOWN), np.full(ids.shape[1:], UNKNOWN)
    for t in range(len(ids)):
        now = np.where(ends[t], 0, np.where(now == UNKNOWN, UNKNOWN, now + opens[t] - closes[t]))
        depth[t] = now
    return depth


def shut(units: Sequence[int]) -> tuple[Hold, ...]:
    """Return the hold that keeps the output gates of some units shut; none for no units."""
    return (Hold("o", CLOSED, units=tuple(units)),) if len(units) else ()


def bits(network: Network, ids: Array, units: Sequence[int] = ()) -> Array:
    """Return what each character of the streams costs, (T - 1, B), with the output of some units shut."""
    cell, model, alphabet = network
    trace = unroll(cell, model.cell, rows(ids[:-1], alphabet.size), holds=shut(units))
    log_p = log_softmax(readout(model.out, trace.h))
    return -np.take_along_axis(log_p, ids[1:, :, None], axis=2)[..., 0] / np.log(2)


def places(ids: Array, alphabet: Alphabet) -> tuple[Array, Array]:
    """Return two masks of the costs (T - 1, B): after a closing bracket, and elsewhere."""
    known = depths(ids, alphabet)[:-1] != UNKNOWN
    closed = np.isin(ids[:-1], alphabet.encode(CLOSING))
    return known & closed, known & ~closed


def measure(network: Network, ids: Array, units: Sequence[int] = ()) -> Costs:
    """Return the costs of the streams, with the output of some units shut."""
    costs = bits(network, ids, units)
    return Costs(*(float(costs[mask].mean()) for mask in places(ids, network.alphabet)))


class Ranked(NamedTuple):
    """What is found of every unit, (H,): how its store follows the depth, and what goes wrong without it."""

    r: Array  # correlation of c with the depth
    rise: Array  # of the bits after a closing bracket, with the unit's output shut
    rise_elsewhere: Array


def rank(network: Network, ids: Array) -> Ranked:
    """Return both lists for all units: it takes a run for each."""
    free, H = measure(network, ids), network.model.out.W_y.shape[0]
    lesions = np.array([measure(network, ids, (unit,)) for unit in range(H)]) - free
    return Ranked(correlations(network, ids), lesions[:, 0], lesions[:, 1])


def stores(network: Network, ids: Array) -> tuple[Array, Array]:
    """Return the stores (n, H) and the depths (n,) wherever the depth is known."""
    cell, model, alphabet = network
    depth = depths(ids, alphabet)
    c = cell.state(unroll(cell, model.cell, rows(ids, alphabet.size))).c
    return c[depth != UNKNOWN].astype(float), depth[depth != UNKNOWN].astype(float)


def correlations(network: Network, ids: Array) -> Array:
    """Return the correlation of every unit's store with the depth, (H,)."""
    c, depth = stores(network, ids)
    c, depth = c - c.mean(axis=0), depth - depth.mean()
    return (c * depth[:, None]).mean(axis=0) / (c.std(axis=0) * depth.std() + 1e-12)


def probe(network: Network, fitted_on: Array, tested_on: Array) -> float:
    """Return the share R^2 of the depth's variance that a linear readout of all stores explains on a test."""
    c, depth = stores(network, fitted_on)
    weights = np.linalg.lstsq(np.column_stack([c, np.ones(len(c))]), depth)[0]
    c, depth = stores(network, tested_on)
    left = depth - np.column_stack([c, np.ones(len(c))]) @ weights
    return float(1 - np.mean(left**2) / np.var(depth))


# --- twins: two beginnings whose last characters are the same, one with a bracket more open further back


class Twins(NamedTuple):
    """Two beginnings of a line; of the first no bracket is open that is open in the second."""

    alone: str
    inside: str
    same: int  # how many characters at the end are the same


def twins(document: str) -> list[Twins]:
    """Return a pair for every feature that stands in another one: the same feature, alone in its line.

    After the first a line end follows, after the second one more bracket.
    """
    ((_, outer),) = json.loads(document).items()
    pairs = []
    for name, feature in outer.items():
        if isinstance(feature, dict) and name != "in":
            end = json.dumps({name: feature}, separators=(",", ":"))  # with a bracket at either side
            place = document.find(end[1:-1])
            inside = document[: place + len(end) - 2] + "}"
            pairs.append(Twins(end, inside, len(end) - 1))
    return pairs


@np.errstate(under="ignore")  # a probability may be too small to be held
def chance(network: Network, symbol: str, texts: Sequence[str], before: str) -> Array:
    """Return the probability of a symbol after each text, which begins a line; `before` goes first."""
    cell, model, alphabet = network
    ids = [alphabet.encode(before + text) for text in texts]
    padded = np.zeros((max(map(len, ids)), len(ids)), dtype=np.int64)
    for n, one in enumerate(ids):
        padded[: len(one), n] = one
    h = unroll(cell, model.cell, rows(padded, alphabet.size)).h
    last = h[[len(one) - 1 for one in ids], range(len(ids))]
    p: Array = np.exp(log_softmax(readout(model.out, last)))[:, alphabet.encode(symbol)[0]]
    return p.astype(float)
