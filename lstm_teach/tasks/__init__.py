"""Generators of the book's tasks. Each takes a generator of random numbers and returns a batch.

Here are the generators and the grammars; when a task counts as solved, and what can be known of it at all,
say functions beside them (`lstm_teach.tasks.adding.adding_solved`) and in `criteria`, `next_symbol` and
`limits`. Symbols are whole numbers from 0, shape (T, B), in place of their one-hot vectors.
"""

from lstm_teach.tasks.adding import MarkedNumbers, adding, multiplication
from lstm_teach.tasks.agreement import AgreementBatch, agreement
from lstm_teach.tasks.agreement_translation import TranslationBatch, agreement_translation
from lstm_teach.tasks.automaton import Automaton, PredictionBatch, stream, string_batch, strings
from lstm_teach.tasks.bit_stream import BitStream, bit_stream
from lstm_teach.tasks.bit_through_noise import BitBatch, bit_through_noise
from lstm_teach.tasks.long_lag import (
    NextSymbolBatch,
    TriggeredBatch,
    long_lag_2a,
    long_lag_2b,
    long_lag_2c,
)
from lstm_teach.tasks.reber import embedded_reber, reber
from lstm_teach.tasks.temporal_order import OrderBatch, temporal_order
from lstm_teach.tasks.two_sequences import TwoSequences, two_sequences

__all__ = [
    "AgreementBatch",
    "Automaton",
    "BitBatch",
    "BitStream",
    "MarkedNumbers",
    "NextSymbolBatch",
    "OrderBatch",
    "PredictionBatch",
    "TranslationBatch",
    "TriggeredBatch",
    "TwoSequences",
    "adding",
    "agreement",
    "agreement_translation",
    "bit_stream",
    "bit_through_noise",
    "embedded_reber",
    "long_lag_2a",
    "long_lag_2b",
    "long_lag_2c",
    "multiplication",
    "reber",
    "stream",
    "string_batch",
    "strings",
    "temporal_order",
    "two_sequences",
]
