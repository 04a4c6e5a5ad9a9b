r"""A tagger of addresses: vectors of words and letters, a reader, a readout, and with or without a CRF.

.. math:: x_t = [E_{word}, comma, letters], \quad S_t = h_t W_y + b_y

Without a CRF every word's tag is the largest of its scores S_t, the loss the cross-entropy of its words;
with one it is the best path, and the loss is that of the path. Both losses are means over addresses.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from lstm_book.chapter_14 import letters, readers
from lstm_book.chapter_14.addresses import LEGAL, LEGAL_START, TAGS, Address
from lstm_book.chapter_14.encoding import Batch, Vocabulary, batch
from lstm_book.chapter_14.readers import Reader
from lstm_teach import init_readout, readout, readout_backward, softmax_cross_entropy
from lstm_teach.crf import crf_loss, forbid, viterbi
from lstm_teach.numerics import Array

WORD_SIZE = 32
DROPPED, UNKNOWN = 0.3, 0.1  # shares of numbers and of words that training takes away


class Setting(NamedTuple):
    """What a tagger is made of."""

    reader: Reader
    crf: bool = True
    letters: bool = True


class CRFParams(NamedTuple):
    """Scores of the CRF."""

    transitions: Array  # (21, 21), from the row's tag to the column's
    start: Array  # (21,)


class Net(NamedTuple):
    """Weights of a tagger; gradients have this form too."""

    E: Array  # (words + 1, 32)
    letters: letters.LetterParams | None
    reader: Any
    out: Any
    crf: CRFParams | None


class Noise(NamedTuple):
    """What training takes away: words (T, B) as booleans, and factors of x and h."""

    words: Array
    x: Array
    h: Array


class Run(NamedTuple):
    """What a run of the net leaves for the way back."""

    scores: Array
    words: Array
    h: Array
    saved_letters: Any
    saved: Any


class Tagger(NamedTuple):
    """A setting, the words it knows, and weights."""

    setting: Setting
    known: Vocabulary
    net: Net


def init(rng: np.random.Generator, setting: Setting, words: int) -> Net:
    """Return starting weights for so many words."""
    E = 0.3 * rng.normal(size=(words + 1, WORD_SIZE))
    of_letters = letters.init(rng) if setting.letters else None
    reader = readers.init(rng, setting.reader, _input_size(of_letters))
    crf = CRFParams(np.zeros((len(TAGS), len(TAGS))), np.zeros(len(TAGS))) if setting.crf else None
    return Net(E, of_letters, reader, init_readout(rng, setting.reader.outputs, len(TAGS)), crf)


def draw_noise(rng: np.random.Generator, setting: Setting, shape: tuple[int, int]) -> Noise:
    """Return noise for a batch of shape (T, B)."""
    sizes = WORD_SIZE + 1 + (24 if setting.letters else 0), setting.reader.outputs
    x, h = ((rng.random((*shape, n)) >= DROPPED) / (1 - DROPPED) for n in sizes)
    return Noise(rng.random(shape) < UNKNOWN, x, h)


def run(setting: Setting, net: Net, these: Batch, noise: Noise | None = None) -> Run:
    """Return the scores (T, B, 21) of a batch, with what leads to them."""
    words = these.words if noise is None else np.where(noise.words, 0, these.words)
    parts, saved_letters = [net.E[words], these.comma[..., None]], None
    if net.letters is not None:
        of_letters, saved_letters = letters.forward(net.letters, these.letters)
        parts.append(of_letters)
    x = np.concatenate(parts, axis=2) * these.counted()[..., None]
    if noise is not None:
        x = x * noise.x
    h, saved = readers.forward(setting.reader, net.reader, x, these.lengths)
    if noise is not None:
        h = h * noise.h
    return Run(readout(net.out, h), words, h, saved_letters, saved)


def loss(setting: Setting, net: Net, these: Batch, noise: Noise | None = None) -> tuple[float, Net]:
    """Return the loss of a batch and its gradient."""
    found = run(setting, net, these, noise)
    if net.crf is not None:
        of_paths = crf_loss(found.scores, net.crf.transitions, these.tags, these.lengths, net.crf.start)
        value, d_scores = of_paths.loss, of_paths.scores
        d_crf = CRFParams(of_paths.transitions, of_paths.start)
    else:
        value, d_scores = softmax_cross_entropy(found.scores, these.tags, these.counted())
        words = these.lengths.mean()  # the mean over words is made one over addresses
        value, d_scores, d_crf = value * words, d_scores * words, None
    d_out, dh = readout_backward(net.out, found.h, d_scores)
    dh = dh if noise is None else dh * noise.h
    d_reader, dx = readers.backward(setting.reader, net.reader, found.saved, dh, these.lengths)
    dx = (dx if noise is None else dx * noise.x) * these.counted()[..., None]
    dE = np.zeros_like(net.E)
    np.add.at(dE, found.words, dx[..., :WORD_SIZE])
    d_letters = None
    if net.letters is not None:
        d_letters = letters.backward(net.letters, found.saved_letters, dx[..., WORD_SIZE + 1 :])
    return value, Net(dE, d_letters, d_reader, d_out, d_crf)


def answers(tagger: Tagger, addresses: Sequence[Address], *, legal: bool = False) -> list[tuple[str, ...]]:
    """Return the tags of each address; with `legal` the best among the legal ones, the weights unchanged."""
    found: list[tuple[str, ...]] = []
    for first in range(0, len(addresses), 64):
        these = batch(tagger.known, addresses[first : first + 64])
        scores = run(tagger.setting, tagger.net, these).scores
        path = best(scores, tagger.net.crf, these.lengths, legal=legal)
        found += [tuple(TAGS[k] for k in row[:n]) for row, n in zip(path.T, these.lengths, strict=True)]
    return found


def best(scores: Array, crf: CRFParams | None, lengths: Array, *, legal: bool = False) -> Array:
    """Return the best paths (T, B): word by word if there is neither a CRF nor a rule."""
    if crf is None and not legal:
        return scores.argmax(axis=2)
    if crf is None:
        crf = CRFParams(np.zeros((len(TAGS), len(TAGS))), np.zeros(len(TAGS)))
    transitions, start = crf
    if legal:
        transitions, start = forbid(transitions, LEGAL), forbid(start, LEGAL_START)
    return viterbi(scores, transitions, lengths, start)[0]


def without_tags(words: Sequence[str]) -> Address:
    """Return an address that nobody has labelled."""
    return Address(tuple(words), ("O",) * len(words))


def _input_size(of_letters: letters.LetterParams | None) -> int:
    return WORD_SIZE + 1 + (0 if of_letters is None else len(of_letters.b))
