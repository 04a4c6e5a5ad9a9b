"""The networks that can be walked with, five of each kind; `shipped` and `walk_training` made them."""

from __future__ import annotations

from typing import NamedTuple

from lstm_book.kept import load_models
from lstm_teach.cells import Cell
from lstm_teach.gates import OPEN, Hold, Holds
from lstm_teach.model import Model
from lstm_teach.tasks.automaton import Automaton
from lstm_teach.tasks.reber import embedded_reber

COUNT = 5  # of each kind


class Kind(NamedTuple):
    """Networks that were trained alike."""

    words: str
    file: str  # of the book's data
    inner: int = 1  # inner strings between the outer symbols
    holds: Holds = ()  # in training, and here


KINDS = {
    "LSTM": Kind("LSTM, trained on strings", "reber-lstm"),
    "GRU": Kind("GRU, trained on strings", "reber-gru"),
    "RNN": Kind("tanh RNN, trained on strings", "reber-rnn"),
    "LSTM ×3": Kind("LSTM, trained on strings with three inner strings", "reber-lstm-3", inner=3),
    "RNN ×3": Kind("tanh RNN, trained on strings with three inner strings", "reber-rnn-3", inner=3),
    "f open": Kind("LSTM, trained on strings with f held open", "reber-lstm-open", holds=Hold("f", OPEN)),
}
AUTOMATA: dict[int, Automaton] = {kind.inner: embedded_reber(kind.inner) for kind in KINDS.values()}


class Network(NamedTuple):
    """A trained network, and what is done to it while it reads."""

    cell: Cell
    model: Model
    holds: Holds


def network(kind: str, which: int) -> Network:
    """Return one of the networks of a kind, from 1."""
    cell, models = load_models(KINDS[kind].file)
    return Network(cell, models[which - 1], KINDS[kind].holds)
