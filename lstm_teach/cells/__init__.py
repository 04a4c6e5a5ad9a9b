"""One file for every cell of the literature: parameters, step and backward, side by side."""

from lstm_teach.cells.base import Cell
from lstm_teach.cells.carousel import CAROUSEL, CarouselParams
from lstm_teach.cells.gru import GRU, GRU_RESET_BEFORE, GRUParams, GRUResetBeforeParams
from lstm_teach.cells.lstm import LSTM, LSTMParams
from lstm_teach.cells.memory_block import MEMORY_BLOCK, MemoryBlockParams
from lstm_teach.cells.peephole import PEEPHOLE_LSTM, PeepholeParams
from lstm_teach.cells.rnn import LINEAR_RNN, RELU_RNN, RNN, RNNParams

ALL_CELLS = (RNN, RELU_RNN, LINEAR_RNN, CAROUSEL, MEMORY_BLOCK, LSTM, PEEPHOLE_LSTM, GRU, GRU_RESET_BEFORE)

__all__ = [
    "ALL_CELLS", "CAROUSEL", "GRU", "GRU_RESET_BEFORE", "LINEAR_RNN", "LSTM", "MEMORY_BLOCK", "PEEPHOLE_LSTM",
    "RELU_RNN", "RNN", "CarouselParams", "Cell", "GRUParams", "GRUResetBeforeParams", "LSTMParams",
    "MemoryBlockParams", "PeepholeParams", "RNNParams",
]  # fmt: skip
