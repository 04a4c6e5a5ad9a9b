"""Networks on the endless streams of chapter 05: how they are trained on parts of them, and how they answer.

A stream without an end cannot be unrolled whole. It comes in parts; the state is handed over from each part
to the next, and the error stops at the beginning of a part: backpropagation through time, truncated.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import numpy as np

from lstm_teach import (
    LSTM,
    RNN,
    Adam,
    Hold,
    binary_cross_entropy,
    bptt,
    final_state,
    readout,
    readout_backward,
    squared_error,
    train,
    unroll,
)
from lstm_teach.cells import Cell
from lstm_teach.model import Model, init_model
from lstm_teach.numerics import Array
from lstm_teach.tasks import bit_stream

UNITS, STREAMS = 4, 16  # of every network; side by side in training
A_FOURTH = 0.25  # a count is asked for in fourths, so that most answers lie between 0 and 2
LETTER, RESET = 0.3, 0.1  # probabilities of an a and of a #


class CountStream(NamedTuple):
    """Letters, and how many a there were since the last #."""

    x: Array  # (T, B, 2): [#] and [a]
    counts: Array  # (T, B, 1)


def count_stream(rng: np.random.Generator, steps: int, batch_size: int) -> CountStream:
    """Return streams that begin with a #, and at every later step have a #, an a or neither."""
    event = rng.random((steps, batch_size))
    event[0] = 0.0
    x = np.stack([event < RESET, (event >= RESET) & (event < RESET + LETTER)], axis=2).astype(float)
    so_far = np.cumsum(x[:, :, 1], axis=0)
    before = np.maximum.accumulate(np.where(x[:, :, 0] == 1, so_far, 0.0), axis=0)
    return CountStream(x, (so_far - before)[:, :, None])


class Task(NamedTuple):
    """What is to be learned: pieces of a stream, and the loss of answers y."""

    inputs: int
    piece: Callable[[np.random.Generator, int, int], Any]  # of (rng, steps, batch_size)
    loss: Callable[[Array, Any], tuple[float, Array]]  # of (y, piece), and dL/dy


def bit_task(write: float = 0.1) -> Task:
    """Return the endless bit through noise; at every step a bit is written with probability `write`."""
    return Task(
        inputs=3,
        piece=lambda rng, steps, batch_size: bit_stream(rng, steps, batch_size, write=write),
        loss=lambda y, piece: binary_cross_entropy(y, piece.bit, piece.asked),
    )


BIT = bit_task()
COUNT = Task(2, count_stream, lambda y, piece: squared_error(y, A_FOURTH * piece.counts))


class Kind(NamedTuple):
    """How a network starts and how it is trained.

    W_x starts as `input_scale` times Glorot, W_h as `recurrent` says, all biases that are not named at 0.
    """

    f: float | None = None  # at which the forget gate is held, in training and after; None: it listens
    input_bias: float = -2.0  # where the biases of the input gates start
    forget_bias: float = 1.0
    input_scale: float = 1.0
    recurrent: str = "orthogonal"
    rate: float = 0.03
    updates: int = 200
    steps: int = 20  # of a part
    tanh: bool = False  # a vanilla RNN in place of the LSTM

    @property
    def cell(self) -> Cell:
        """The cell that it is made of."""
        return RNN if self.tanh else LSTM

    @property
    def holds(self) -> tuple[Hold, ...]:
        """What is held, in training and after."""
        return () if self.f is None else (Hold("f", self.f),)


def trained(task: Task, kind: Kind, seed: int) -> Model:
    """Return a network after its training; the seed fixes its start and the stream.

    Adam, the gradient clipped at norm 1, `STREAMS` streams side by side.

    Raises
    ------
    lstm_teach.TrainingDiverged
    """
    cell, rng = kind.cell, np.random.default_rng(seed)
    biases = {} if kind.tanh else {"input_gate_bias": kind.input_bias, "forget_gate_bias": kind.forget_bias}
    start = {"input_scale": kind.input_scale, "recurrent": kind.recurrent}
    model = init_model(cell, rng, task.inputs, UNITS, 1, **start, **biases)
    state: Any = None  # zeros

    def gradient(model: Model, piece: Any) -> tuple[float, Model]:
        nonlocal state
        trace = unroll(cell, model.cell, piece.x, state, kind.holds)
        state = final_state(cell, trace)  # handed over to the next part
        loss, dy = task.loss(readout(model.out, trace.h), piece)
        d_out, dh = readout_backward(model.out, trace.h, dy)
        gradients = bptt(cell, model.cell, trace, dh, inputs=False, errors=False)
        return loss, Model(gradients.params, d_out)

    def parts() -> Iterator[Any]:
        while True:
            yield task.piece(rng, kind.steps, STREAMS)

    fitted = train(model, gradient, parts(), Adam(kind.rate), steps=kind.updates, clip=1.0, progress=iter)
    return Model(*fitted.params)


def run(kind: Kind, model: Model, stream: Any, holds: Any = None, start: Any = None) -> tuple[Any, Array]:
    """Return the run of a network down a stream, and what it answers at every step, y (T, B, 1).

    Parameters
    ----------
    kind : Kind
    model : Model
    stream : BitStream or CountStream
    holds : holds, optional
        In place of those of its kind.
    start : the cell's state, optional
        Where the run starts; zeros if not given.
    """
    trace = unroll(kind.cell, model.cell, stream.x, start, kind.holds if holds is None else holds)
    return trace, readout(model.out, trace.h)


def answers_emptied(model: Model, stream: Any, after: Array, part: str) -> Array:
    """Return the answers y (T, B, 1) of an LSTM that loses a part of its state after some steps.

    Parameters
    ----------
    model : Model
    stream : BitStream or CountStream
    after : array of bool (T, B)
        After which steps of which streams.
    part : str
        "c" or "h": what is set to 0; the other is left as it is.
    """
    if part not in LSTM.state_names:
        raise ValueError(f"part: expected one of {LSTM.state_names}, got {part!r}")
    state, hs = LSTM.zero_state(model.cell, stream.x.shape[1]), []
    for x_t, lost in zip(stream.x, after, strict=True):
        step = LSTM.step(model.cell, x_t, state)
        hs.append(step.h)
        state = LSTM.state(step)
        state = state._replace(**{part: np.where(lost[:, None], 0.0, getattr(state, part))})
    return readout(model.out, np.stack(hs))


def right(y: Array, stream: Any) -> Array:
    """Return at which steps an answer has the sign of the bit (T, B)."""
    correct: Array = (y > 0) == (stream.bit > 0.5)
    return correct[:, :, 0]


def relative_error(y: Array, count: Array) -> float:
    """Return by how much answers miss a count, beside a constant, which misses it by 1: root mean squares."""
    return float(np.sqrt(np.mean((y / A_FOURTH - count) ** 2) / np.var(count)))
