"""A small module for an interactive textbook on the LSTM.

One way through: parameters -> `unroll` -> Trace -> loss -> `bptt` -> gradients -> optimiser.
Importing this loads NumPy and nothing else; pictures are in `lstm_teach.draw`, controls in
`lstm_teach.widgets`.
"""

from lstm_teach import moved
from lstm_teach.cells import (
    CAROUSEL,
    GRU,
    GRU_RESET_BEFORE,
    LINEAR_RNN,
    LSTM,
    MEMORY_BLOCK,
    PEEPHOLE_LSTM,
    RELU_RNN,
    RNN,
    CarouselParams,
    Cell,
    GRUParams,
    GRUResetBeforeParams,
    LSTMParams,
    MemoryBlockParams,
    PeepholeParams,
    RNNParams,
)
from lstm_teach.compose import (
    Both,
    bptt_bidirectional,
    bptt_stacked,
    outputs_bidirectional,
    reverse,
    unroll_bidirectional,
    unroll_stacked,
)
from lstm_teach.gates import CLOSED, OPEN, Hold
from lstm_teach.gradient_checks import central_differences, complex_step
from lstm_teach.interventions import learned_gates
from lstm_teach.losses import binary_cross_entropy, length_mask, softmax_cross_entropy, squared_error
from lstm_teach.numerics import log_softmax, logsumexp, sigmoid, softmax, softplus
from lstm_teach.optim import SGD, Adam, RMSprop, clip_by_global_norm, cosine, global_norm
from lstm_teach.params import count_weights, load_params, save_params, tree_map
from lstm_teach.progress import progress_bar
from lstm_teach.readout_layer import ReadoutParams, init_readout, readout, readout_backward
from lstm_teach.sequence import Gradients, bptt, chunks, final_state, step, unroll
from lstm_teach.trace import Step, Trace
from lstm_teach.training import History, Trained, TrainingDiverged, below, no_progress, train

__version__ = "0.1.0"

__all__ = [
    "CAROUSEL",
    "CLOSED",
    "GRU",
    "GRU_RESET_BEFORE",
    "LINEAR_RNN",
    "LSTM",
    "MEMORY_BLOCK",
    "OPEN",
    "PEEPHOLE_LSTM",
    "RELU_RNN",
    "RNN",
    "SGD",
    "Adam",
    "Both",
    "CarouselParams",
    "Cell",
    "GRUParams",
    "GRUResetBeforeParams",
    "Gradients",
    "History",
    "Hold",
    "LSTMParams",
    "MemoryBlockParams",
    "PeepholeParams",
    "RMSprop",
    "RNNParams",
    "ReadoutParams",
    "Step",
    "Trace",
    "Trained",
    "TrainingDiverged",
    "below",
    "binary_cross_entropy",
    "bptt",
    "bptt_bidirectional",
    "bptt_stacked",
    "central_differences",
    "chunks",
    "clip_by_global_norm",
    "complex_step",
    "cosine",
    "count_weights",
    "final_state",
    "global_norm",
    "init_readout",
    "learned_gates",
    "length_mask",
    "load_params",
    "log_softmax",
    "logsumexp",
    "no_progress",
    "outputs_bidirectional",
    "progress_bar",
    "readout",
    "readout_backward",
    "reverse",
    "save_params",
    "sigmoid",
    "softmax",
    "softmax_cross_entropy",
    "softplus",
    "squared_error",
    "step",
    "train",
    "tree_map",
    "unroll",
    "unroll_bidirectional",
    "unroll_stacked",
]

moved.watch(__name__)
