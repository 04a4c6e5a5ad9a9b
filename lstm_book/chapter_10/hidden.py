"""A lesion of attention: the writer may not look at the first words of a sentence, or at none of them."""

from __future__ import annotations

import numpy as np

from lstm_book.chapter_10.attention import attend
from lstm_book.chapter_10.translation import Translator
from lstm_teach import LSTM, final_state, readout, unroll
from lstm_teach.tasks.agreement_translation import TranslationBatch

EVERYTHING = -1


def right_at(net: Translator, batch: TranslationBatch, word: int, hidden: int = 0) -> float:
    """Return the share of sentences in which one Czech word is right, given the right words before it.

    What is read goes into the scores alone, not into the writer's state, so that hiding words at all steps is
    hiding them at this one.

    Parameters
    ----------
    net : Translator
        With attention.
    batch : TranslationBatch
    word : int
        Which word is written, counted from 0.
    hidden : int
        So many English words, from the first, are not looked at; with `EVERYTHING` nothing is read at all.

    Raises
    ------
    ValueError
        If the translator has no attention, or nothing of a sentence would be left.
    """
    if net.looked is None:
        raise ValueError("net: expected a translator with attention, got one without")
    if not EVERYTHING <= hidden < batch.lengths.min():
        most = batch.lengths.min() - 1
        raise ValueError(f"hidden: expected EVERYTHING or a whole number from 0 to {most}, got {hidden}")
    reader = unroll(LSTM, net.reader, batch.x)
    writer = unroll(LSTM, net.writer, batch.given, final_state(LSTM, reader, batch.lengths))
    scores = readout(net.out, writer.h)
    if hidden != EVERYTHING:
        _, read = attend(writer.h, reader.h[hidden:], batch.lengths - hidden)
        scores = scores + readout(net.looked, read)
    return float(np.mean(scores[word].argmax(axis=-1) == batch.target[word]))
