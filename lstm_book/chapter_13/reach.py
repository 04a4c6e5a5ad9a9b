"""How far back a network of the novel looks: its own last characters, gradients, and replaced characters."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from lstm_book.chapter_13.training import rows
from lstm_book.networks import Network
from lstm_teach import (
    bptt,
    final_state,
    log_softmax,
    readout,
    readout_backward,
    softmax_cross_entropy,
    unroll,
)
from lstm_teach.numerics import Array

OTHER = 200  # characters of another passage that are read first


def _last_log_p(network: Network, ids: Array, state: Any = None) -> Array:
    """Return the log probabilities (B, V) of what follows the texts (T, B)."""
    cell, model, alphabet = network
    h = unroll(cell, model.cell, rows(ids, alphabet.size), state).h[-1]
    return log_softmax(readout(model.out, h)).astype(float)


def bits_by_length(
    network: Network, ids: Array, lengths: tuple[int, ...], here: Array, rng: np.random.Generator
) -> dict[int, float]:
    """Return what the characters at some places cost if the network knows only the last k before, by k.

    What goes before these k is `OTHER` characters from another place of the text, so that the network is
    not merely at its start.
    """
    cell, model, alphabet = network
    places = len(here)
    there = rng.integers(OTHER, len(ids), places)
    other = np.stack([ids[n - OTHER : n] for n in there], axis=1)
    state = final_state(cell, unroll(cell, model.cell, rows(other, alphabet.size)))
    found = {}
    for k in lengths:
        own = np.stack([ids[n - k : n] for n in here], axis=1)
        log_p = _last_log_p(network, own, state)
        found[k] = float(-log_p[np.arange(places), ids[here]].mean() / np.log(2))
    return found


class Reach(NamedTuple):
    """What the character at a lag does to the prediction: in the mean over places, by lag."""

    lags: tuple[int, ...]
    gradient: Array  # the length of dL/dx at the lag, for the loss of the next character
    effect: Array  # of another character there: how far the prediction moves, KL divergence in bits
    r: Array  # rank correlation of the two over the places


@np.errstate(under="ignore")  # a probability may be too small to be held
def reach(
    network: Network, ids: Array, lags: tuple[int, ...], places: int, before: int, rng: np.random.Generator
) -> Reach:
    """Return both measures of what a character counts: lag 1 is the last character before the prediction.

    The other character is drawn from the text, so that frequent ones are drawn often, and is never the same.
    """
    cell, model, alphabet = network
    here = rng.integers(before, len(ids), places)
    read = np.stack([ids[n - before : n] for n in here], axis=1)
    trace = unroll(cell, model.cell, rows(read, alphabet.size))
    scores = readout(model.out, trace.h[-1])
    _, d_scores = softmax_cross_entropy(scores, ids[here])
    dh = np.zeros_like(trace.h)
    dh[-1] = readout_backward(model.out, trace.h[-1], d_scores)[1] * np.float32(places)
    d_x = np.linalg.norm(bptt(cell, model.cell, trace, dh, errors=False).x, axis=2).astype(float)
    log_p = log_softmax(scores).astype(float)
    gradient, effect, r = [], [], []
    for lag in lags:
        twin = read.copy()
        twin[-lag] = _others(read[-lag], ids, rng)
        moved = np.sum(np.exp(log_p) * (log_p - _last_log_p(network, twin)), axis=1) / np.log(2)
        gradient.append(d_x[-lag].mean())
        effect.append(moved.mean())
        r.append(np.corrcoef(_ranks(d_x[-lag]), _ranks(moved))[0, 1])
    return Reach(lags, np.array(gradient), np.array(effect), np.array(r))


def _others(symbols: Array, ids: Array, rng: np.random.Generator) -> Array:
    drawn = ids[rng.integers(0, len(ids), len(symbols))]
    while (same := drawn == symbols).any():
        drawn[same] = ids[rng.integers(0, len(ids), int(same.sum()))]
    return drawn


def _ranks(values: Array) -> Array:
    return np.argsort(np.argsort(values)).astype(float)
