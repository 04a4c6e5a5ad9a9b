"""Bad input to what a run is made of or handed to: bptt, final states, compositions, starts."""

import numpy as np
import pytest

from lstm_teach import (
    CAROUSEL,
    GRU,
    LINEAR_RNN,
    LSTM,
    MEMORY_BLOCK,
    PEEPHOLE_LSTM,
    RNN,
    bptt,
    chunks,
    final_state,
    learned_gates,
    step,
    unroll,
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
from tests.bad_input import Bad, refuse

V, T_ = ValueError, TypeError


def back(**bad):
    """Return a call of bptt with some arguments replaced, each a function of the world."""

    def call(w):
        good = {"params": w.params, "trace": w.trace, "dh": w.dh}
        return bptt(LSTM, **(good | {name: value(w) for name, value in bad.items()}))

    return call


BACK = {
    "dh, time short": Bad(back(dh=lambda w: w.dh[1:]), "dh", "T = 4, B = 2, H = 5", r"\(3, 2, 5\)"),
    "dh, last step only": Bad(back(dh=lambda w: w.dh[-1]), "dh", r"\(T, B, H\)", r"\(2, 5\)"),
    "dh, integers": Bad(back(dh=lambda w: np.ones((4, 2, 5), int)), "dh", "float64", "int64"),
    "dh, None": Bad(back(dh=lambda w: None), "dh", "NumPy array", "NoneType", T_),
    "dh, NaN": Bad(back(dh=lambda w: w.with_bad(w.dh, np.nan)), "dh", "finite", "nan"),
    "d_final, an array": Bad(back(d_final=lambda w: w.state.h), "d_final", "LSTMState", "ndarray", T_),
    "d_final, shape": Bad(
        back(d_final=lambda w: LSTM.zero_state(w.params, 1)), "d_final.h", "B = 2", r"\(1, 5\)"
    ),
    "lengths, too long": Bad(back(lengths=lambda w: [5, 1]), "lengths", "1 to T = 4", "1 to 5"),
    "lengths, zero": Bad(back(lengths=lambda w: [0, 4]), "lengths", "1 to T = 4", "0 to 4"),
    "lengths, one missing": Bad(back(lengths=lambda w: [4]), "lengths", r"\(B,\) with B = 2", r"\(1,\)"),
    "lengths, floats": Bad(back(lengths=lambda w: [4.0, 1.0]), "lengths", "integers", "float64"),
    "lengths, booleans": Bad(back(lengths=lambda w: [True, True]), "lengths", "integers", "bool"),
    "lengths, ragged": Bad(back(lengths=lambda w: [[4], [1, 2]]), "lengths", "integers", "list"),
    "cut, unknown": Bad(back(cut=lambda w: ("h", "z")), "cut", "h, c", "'z'"),
    "cut, a gate": Bad(back(cut=lambda w: "f"), "cut", "h, c", "'f'"),
    "cut, True": Bad(back(cut=lambda w: True), "cut", "h, c", "True", T_),
    "chunk, 0": Bad(back(chunk=lambda w: 0), "chunk", "at least 1", "0"),
    "chunk, a float": Bad(back(chunk=lambda w: 2.0), "chunk", "whole number", "2.0"),
    "chunk, True": Bad(back(chunk=lambda w: True), "chunk", "whole number", "True"),
    "trace, an array": Bad(back(trace=lambda w: w.trace.h), "trace", "unroll returned", "ndarray", T_),
    "trace, another cell's": Bad(
        back(trace=lambda w: unroll(RNN, w.rnn, w.x)), "trace", "cell LSTM", "RNNStep"
    ),
    "trace, a subclass's": Bad(
        back(trace=lambda w: unroll(PEEPHOLE_LSTM, PEEPHOLE_LSTM.init(w.rng, 3, 5), w.x)),
        "trace", "cell LSTM", "PeepholeStep",
    ),
    "trace, another activation's": Bad(
        lambda w: bptt(RNN, w.rnn, unroll(LINEAR_RNN, w.rnn, w.x), w.dh), "trace", "cell RNN", "LinearRNNStep"
    ),
    "trace, another D": Bad(
        back(trace=lambda w: unroll(LSTM, LSTM.init(w.rng, 2, 5), w.x[..., :2])),
        "trace.x", "D = 3", r"\(4, 2, 2\)",
    ),
    "trace, another H": Bad(
        back(trace=lambda w: unroll(LSTM, LSTM.init(w.rng, 3, 6), w.x)),
        "trace.h", "H = 5", r"\(4, 2, 6\)",
    ),
    "params, another H": Bad(
        back(params=lambda w: LSTM.init(w.rng, 3, 1)), "trace.h", "H = 1", r"\(4, 2, 5\)"
    ),
    "trace, one step": Bad(back(trace=lambda w: w.trace.at(0)), "trace", "Trace", "Step", T_),
}  # fmt: skip

RUNS = {
    "cell, a name": Bad(lambda w: unroll("LSTM", w.params, w.x), "cell", "a Cell", "str", T_),
    "cell, its parameters": Bad(lambda w: unroll(w.params, w.x, w.x), "cell", "a Cell", "LSTMParams", T_),
    "bptt, cell": Bad(lambda w: bptt(None, w.params, w.trace, w.dh), "cell", "a Cell", "NoneType", T_),
    "step, cell": Bad(lambda w: step(None, w.params, w.x[0]), "cell", "a Cell", "NoneType", T_),
    "final state, cell": Bad(lambda w: final_state(w.params, w.trace), "cell", "a Cell", "LSTMParams", T_),
    "learned, cell": Bad(lambda w: learned_gates(1, w.params, w.trace), "cell", "a Cell", "int", T_),
    "final state of a list": Bad(
        lambda w: final_state(LSTM, [w.trace]), "trace", "unroll returned", "list", T_
    ),
    "final state of a step": Bad(
        lambda w: final_state(LSTM, w.trace.at(0)), "trace", "Trace", "LSTMStep", T_
    ),
    "final state, another cell": Bad(
        lambda w: final_state(MEMORY_BLOCK, w.trace), "trace", "cell memory block", "LSTMStep"
    ),
    "final state, lengths": Bad(
        lambda w: final_state(LSTM, w.trace, [4, 9]), "lengths", "1 to T = 4", "4 to 9"
    ),
    "learned gates of a list": Bad(
        lambda w: learned_gates(LSTM, w.params, (w.trace,)), "trace", "unroll returned", "tuple", T_
    ),
    "learned gates, another cell": Bad(
        lambda w: learned_gates(GRU, GRU.init(w.rng, 3, 5), w.trace), "trace", "cell GRU", "LSTMStep"
    ),
    "learned gates, another H": Bad(
        lambda w: learned_gates(LSTM, LSTM.init(w.rng, 3, 6), w.trace), "trace.h", "H = 6", r"\(4, 2, 5\)"
    ),
    "chunks of 0": Bad(lambda w: chunks(5, 0), "size", "at least 1", "0"),
    "chunks of nothing": Bad(lambda w: chunks(0, 2), "T", "at least 1", "0"),
}

STACKS = {
    "no layers": Bad(lambda w: unroll_stacked([], [], w.x), "cells", "at least one layer", "none"),
    "cells, no sequence": Bad(
        lambda w: unroll_stacked(LSTM, w.params, w.x), "cells", "one entry a layer", "Cell", T_,
    ),
    "a layer's parameters missing": Bad(
        lambda w: unroll_stacked([LSTM, LSTM], [w.params], w.x), "params", "each of the 2 cells", "1"
    ),
    "states": Bad(
        lambda w: unroll_stacked([LSTM], [w.params], w.x, [None] * 2), "states", "each of the 1", "2",
    ),
    "holds": Bad(lambda w: unroll_stacked([LSTM], [w.params], w.x, holds=[]), "holds", "each of the 1", "0"),
    "traces": Bad(lambda w: bptt_stacked([LSTM], [w.params], [], w.dh), "traces", "each of the 1", "0"),
    "d_finals": Bad(
        lambda w: bptt_stacked([LSTM], [w.params], [w.trace], w.dh, d_finals=[]),
        "d_finals", "each of the 1", "0",
    ),
    "reverse, one axis": Bad(lambda w: reverse(np.ones(3)), "x", r"\(T, B, \.\.\.\)", r"\(3,\)"),
    "reverse, a list": Bad(lambda w: reverse([[1.0]]), "x", "NumPy array", "list", T_),
    "reverse, lengths": Bad(lambda w: reverse(w.x, [5, 1]), "lengths", "1 to T = 4", "1 to 5"),
    "both, bare": Bad(
        lambda w: unroll_bidirectional(LSTM, w.params, w.x), "params", "Both", "LSTMParams", T_,
    ),
    "both, a tuple": Bad(
        lambda w: unroll_bidirectional(LSTM, (w.params, w.params), w.x), "params", "Both", "tuple", T_
    ),
    "both, states": Bad(
        lambda w: unroll_bidirectional(LSTM, Both(w.params, w.params), w.x, states=w.state),
        "states", "Both", "LSTMState", T_,
    ),
    "both, x": Bad(
        lambda w: unroll_bidirectional(LSTM, Both(w.params, w.params), [1.0]), "x", "NumPy", "list", T_,
    ),
    "both, outputs": Bad(lambda w: outputs_bidirectional(w.trace), "traces", "Both", "LSTMStep", T_),
    "both, traces": Bad(
        lambda w: bptt_bidirectional(LSTM, Both(w.params, w.params), (w.trace, w.trace), w.dh),
        "traces", "Both", "tuple", T_,
    ),
    "both, d_finals": Bad(
        lambda w: bptt_bidirectional(
            LSTM, Both(w.params, w.params), Both(w.trace, w.trace), np.zeros((4, 2, 10)), d_finals=w.state
        ),
        "d_finals", "Both", "LSTMState", T_,
    ),
    "both, dh of one": Bad(
        lambda w: bptt_bidirectional(LSTM, Both(w.params, w.params), Both(w.trace, w.trace), w.dh),
        "dh", "2H", r"\(4, 2, 5\)",
    ),
    "both, chunk": Bad(
        lambda w: bptt_bidirectional(LSTM, Both(w.params, w.params), Both(w.trace, w.trace), w.dh, chunk=2),
        "chunk", "None", "2",
    ),
}  # fmt: skip

INITS = {
    "a seed": Bad(lambda w: LSTM.init(0, 3, 5), "rng", "Generator", "int", T_),
    "the module": Bad(lambda w: LSTM.init(np.random, 3, 5), "rng", "Generator", "module", T_),
    "D = 0": Bad(lambda w: LSTM.init(w.rng, 0, 5), "input_size", "at least 1", "0"),
    "H a float": Bad(lambda w: LSTM.init(w.rng, 3, 5.0), "hidden_size", "whole number", "5.0"),
    "recurrent": Bad(lambda w: LSTM.init(w.rng, 3, 5, recurrent="ones"), "recurrent", "orthogonal", "'ones'"),
    "bias NaN": Bad(
        lambda w: LSTM.init(w.rng, 3, 5, forget_gate_bias=np.nan), "forget_gate_bias", "finite", "nan",
    ),
    "bias complex": Bad(
        lambda w: LSTM.init(w.rng, 3, 5, forget_gate_bias=1j), "forget_gate_bias", "number", "1j",
    ),
    "bias too large": Bad(
        lambda w: LSTM.init(w.rng, 3, 5, forget_gate_bias=10**400), "forget_gate_bias", "finite", "1000"
    ),
    "S = 3 of 4": Bad(
        lambda w: MEMORY_BLOCK.init(w.rng, 3, 4, cells_per_block=3), "cells_per_block", "divisor", "3",
    ),
    "biases of blocks": Bad(
        lambda w: MEMORY_BLOCK.init(w.rng, 3, 4, input_gate_bias=[-1.0]),
        "input_gate_bias", "4 blocks", r"\[-1.0\]",
    ),
    "a bias without biases": Bad(
        lambda w: MEMORY_BLOCK.init(w.rng, 3, 4, gate_biases=False, input_gate_bias=-1.0),
        "gate_biases", "True", "False",
    ),
    "scale": Bad(lambda w: MEMORY_BLOCK.init(w.rng, 3, 4, scale=-1.0), "scale", "from 0", "-1.0"),
    "output size": Bad(lambda w: CAROUSEL.init(w.rng, 3, 4, output_size=0), "output_size", "at least 1", "0"),
}  # fmt: skip


@pytest.mark.parametrize("row", BACK.values(), ids=BACK)
def test_bptt(row):
    refuse(row)


@pytest.mark.parametrize("row", RUNS.values(), ids=RUNS)
def test_what_is_run(row):
    refuse(row)


@pytest.mark.parametrize("row", STACKS.values(), ids=STACKS)
def test_compositions(row):
    refuse(row)


@pytest.mark.parametrize("row", INITS.values(), ids=INITS)
def test_init(row):
    refuse(row)
