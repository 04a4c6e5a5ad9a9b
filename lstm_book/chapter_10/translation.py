"""Two words of Czech: a network that reads a sentence, one that writes it, with one vector or with attention.

The reader is an LSTM over the English words; the writer an LSTM over the Czech ones, which starts in the
reader's final state (h, c). Without attention that state is all that passes between them. With attention
the writer also looks at every output of the reader, by `attention.attend`.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from lstm_book.chapter_10.attention import attend, attend_backward
from lstm_teach import (
    LSTM,
    bptt,
    final_state,
    init_readout,
    length_mask,
    readout,
    readout_backward,
    softmax_cross_entropy,
    unroll,
)
from lstm_teach.model import ReadoutParams
from lstm_teach.numerics import Array
from lstm_teach.tasks.agreement_translation import CZECH, END, ENGLISH, GO, TranslationBatch
from lstm_teach.trace import Trace
from lstm_teach.validation import one_of, positive_int


class Translator(NamedTuple):
    """Weights of reader and writer; gradients have this form too."""

    reader: Any
    writer: Any
    out: ReadoutParams  # from the writer's h to the scores of the Czech words
    looked: ReadoutParams | None = None  # from what attention read; None: one vector alone


class Run(NamedTuple):
    """What a run leaves for the way back."""

    reader: Trace
    writer: Trace
    shares: Array | None  # (B, T, S)
    read: Array | None  # (T, B, H)
    scores: Array  # (T, B, words of Czech)


class Translation(NamedTuple):
    """What was written, greedily: numbers of CZECH (T, B), and the shares of attention (B, T, S) or None."""

    words: Array
    shares: Array | None


def init(rng: np.random.Generator, hidden_size: int, *, attention: bool) -> Translator:
    """Return starting weights: Glorot (orthogonal in W_h), forget biases 1, all other biases 0.

    Raises
    ------
    TypeError, ValueError
        If `rng` is no generator, the size is below 1, or `attention` is neither True nor False.
    """
    H = positive_int("hidden_size", hidden_size)
    one_of("attention", attention, [True, False])
    reader, writer = (LSTM.init(rng, len(words), H, forget_gate_bias=1.0) for words in (ENGLISH, CZECH))
    out = init_readout(rng, H, len(CZECH))
    return Translator(
        reader, writer, out, init_readout(rng, H, len(CZECH), bias=False) if attention else None
    )


def run(net: Translator, x: Array, lengths: Array, given: Array) -> Run:
    """Read the English x (S, B) and write, at every step given the right word before (T, B).

    Raises
    ------
    TypeError, ValueError
        As `unroll` and `attend`.
    """
    reader = unroll(LSTM, net.reader, x)
    writer = unroll(LSTM, net.writer, given, final_state(LSTM, reader, lengths))
    scores, shares, read = readout(net.out, writer.h), None, None
    if net.looked is not None:
        shares, read = attend(writer.h, reader.h, lengths)
        scores = scores + readout(net.looked, read)
    return Run(reader, writer, shares, read, scores)


def loss(net: Translator, batch: TranslationBatch) -> Any:
    """Return the mean cross-entropy of the words to be written, <end> among them, in nats.

    Complex weights are taken too, for the complex step.

    Raises
    ------
    TypeError, ValueError
        As `run` and `softmax_cross_entropy`.
    """
    return _cross_entropy(run(net, batch.x, batch.lengths, batch.given).scores, batch)[0]


def gradient(net: Translator, batch: TranslationBatch) -> tuple[float, Translator]:
    """Return the loss of a batch and its gradient, for `train`.

    Raises
    ------
    TypeError, ValueError
        As `loss`.
    """
    found = run(net, batch.x, batch.lengths, batch.given)
    value, d_scores = _cross_entropy(found.scores, batch)
    d_out, dh = readout_backward(net.out, found.writer.h, d_scores)
    d_memory, d_looked = np.zeros_like(found.reader.h), None
    if net.looked is not None and found.shares is not None and found.read is not None:
        d_looked, dr = readout_backward(net.looked, found.read, d_scores)
        dh_too, d_memory = attend_backward(dr, found.shares, found.writer.h, found.reader.h)
        dh = dh + dh_too
    written = bptt(LSTM, net.writer, found.writer, dh, inputs=False, errors=False)
    was_read = bptt(
        LSTM, net.reader, found.reader, d_memory, d_final=written.state, lengths=batch.lengths,
        inputs=False, errors=False,
    )  # fmt: skip
    return value, Translator(was_read.params, written.params, d_out, d_looked)


def translate(net: Translator, x: Array, lengths: Array, steps: int) -> Translation:
    """Write so many words, at every step the likeliest, which is what the writer is given next.

    Raises
    ------
    TypeError, ValueError
        As `run`, or if `steps` is no whole number of at least 1.
    """
    reader = unroll(LSTM, net.reader, x)
    state, word = final_state(LSTM, reader, lengths), np.full(x.shape[1], CZECH.index(GO))
    words, shares = [], []
    for _ in range(positive_int("steps", steps)):
        writer = unroll(LSTM, net.writer, word[None], state)
        scores, state = readout(net.out, writer.h), final_state(LSTM, writer)
        if net.looked is not None:
            share, read = attend(writer.h, reader.h, lengths)
            scores = scores + readout(net.looked, read)
            shares.append(share)
        word = scores[0].argmax(axis=-1)
        words.append(word)
    return Translation(np.array(words), np.concatenate(shares, axis=1) if shares else None)


def written(net: Translator, english: str) -> tuple[list[str], Array | None]:
    """Return the Czech words that a network writes for a sentence, and the shares (T, S) that led to each.

    It writes until <end>, which is the last word, but no more than twice as many words as were read.

    Raises
    ------
    ValueError
        If there is no word, or one is unknown.
    """
    words = english.split()
    unknown = [word for word in words if word not in ENGLISH]
    if unknown or not words:
        came = f"got {unknown[0]!r}" if unknown else "got none"
        raise ValueError(f"english: expected words of the language ({', '.join(ENGLISH)}), {came}")
    x = np.array([[ENGLISH.index(word)] for word in words])
    found = translate(net, x, np.array([len(words)]), 2 * len(words))
    czech = [CZECH[k] for k in found.words[:, 0]]
    T = czech.index(END) + 1 if END in czech else len(czech)
    return czech[:T], None if found.shares is None else found.shares[0, :T]


def _cross_entropy(scores: Array, batch: TranslationBatch) -> tuple[Any, Array]:
    counted = length_mask(batch.target_lengths, len(batch.target))
    return softmax_cross_entropy(scores, batch.target, counted)
