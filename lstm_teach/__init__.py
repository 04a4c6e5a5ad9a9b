"""A small module for an interactive textbook on the LSTM.

One way through: parameters -> `unroll` -> Trace -> loss -> `bptt` -> gradients -> optimiser.
Importing this loads NumPy and what every chapter needs. By their names are imported: stacked and
bidirectional nets (`lstm_teach.compose`), layouts of other libraries (`interop`), `tasks`, `experiments`,
pictures (`draw`) and controls (`widgets`).
"""

import typing

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
from lstm_teach.gates import CLOSED, OPEN, Hold
from lstm_teach.losses import binary_cross_entropy, length_mask, softmax_cross_entropy, squared_error
from lstm_teach.model import (
    Model,
    ReadoutParams,
    gradient_of,
    init_model,
    init_readout,
    readout,
    readout_backward,
)
from lstm_teach.numerics import log_softmax, logsumexp, sigmoid, softmax, softplus
from lstm_teach.optim import SGD, Adam, RMSprop, clip_by_global_norm, cosine, global_norm
from lstm_teach.params import count_weights, tree_map
from lstm_teach.sequence import Gradients, bptt, chunks, final_state, step, unroll
from lstm_teach.trace import Step, Trace
from lstm_teach.training import History, Trained, TrainingDiverged, below, no_progress, train

if typing.TYPE_CHECKING:  # loaded when they are asked for
    from lstm_teach.gradient_checks import central_differences, complex_step
    from lstm_teach.interventions import Cut, learned_gates
    from lstm_teach.progress import progress_bar
    from lstm_teach.storage import load_params, save_params

__version__ = "0.1.0"

__all__ = [
    # cells and their parameters
    "CAROUSEL", "GRU", "GRU_RESET_BEFORE", "LINEAR_RNN", "LSTM", "MEMORY_BLOCK", "PEEPHOLE_LSTM", "RELU_RNN",
    "RNN", "CarouselParams", "Cell", "GRUParams", "GRUResetBeforeParams", "LSTMParams", "MemoryBlockParams",
    "PeepholeParams", "RNNParams", "count_weights", "load_params", "save_params", "tree_map",
    # a run, and the error's way back
    "Gradients", "Step", "Trace", "bptt", "chunks", "final_state", "step", "unroll",
    # gates held, wires cut
    "CLOSED", "OPEN", "Cut", "Hold", "learned_gates",
    # functions, losses, readout and model
    "log_softmax", "logsumexp", "sigmoid", "softmax", "softplus",
    "binary_cross_entropy", "length_mask", "softmax_cross_entropy", "squared_error",
    "Model", "ReadoutParams", "gradient_of", "init_model", "init_readout", "readout", "readout_backward",
    # training and checks
    "SGD", "Adam", "History", "RMSprop", "Trained", "TrainingDiverged", "below", "clip_by_global_norm",
    "cosine", "global_norm", "no_progress", "progress_bar", "train",
    "central_differences", "complex_step",
]  # fmt: skip

moved.watch(
    __name__, Cut="lstm_teach.interventions", learned_gates="lstm_teach.interventions",
    central_differences="lstm_teach.gradient_checks", complex_step="lstm_teach.gradient_checks",
    progress_bar="lstm_teach.progress", load_params="lstm_teach.storage", save_params="lstm_teach.storage",
)  # fmt: skip
