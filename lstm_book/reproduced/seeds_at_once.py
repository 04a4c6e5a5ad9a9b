"""The same learning in NumPy, all seeds of an experiment side by side: for who has no compiler.

Written another way than `recurrence`. Where the weights change after a sequence, the derivatives need not be
carried forward: what a state passes on to later steps it passes on whole, so that the errors which reach it
are a sum from the end backwards. Numbers differ from the loops' in their last digits alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from lstm_book.reproduced.experiment import Experiment
from lstm_book.reproduced.lessons import Lesson
from lstm_book.reproduced.net import Weights
from lstm_teach.numerics import Array, sigmoid


class Run(NamedTuple):
    """One sequence for each of s seeds; behind a sequence's end nothing counts."""

    source: Array  # (s, T, K): what is heard; inputs that are symbols stand in `symbol` in place of it
    gates: Array  # (s, T, 2N)
    g: Array  # (s, T, H)
    psi: Array  # (s, T, H)
    h: Array  # (s, T, H)


class Together(NamedTuple):
    """What is learned from at once: a sequence for each seed."""

    symbol: Array  # (s, T), or (s, 0)
    numbers: Array  # (s, T, D), or (s, 0, D)
    asked: Array  # (s, T): True where there is a target
    target: Array  # (s, T, O), read where asked


def learn(weights: Sequence[Weights], lessons: Sequence[Lesson], experiment: Experiment) -> Array:
    """Learn a lesson with each of several nets; their weights are changed in place.

    Returns
    -------
    array (s, n, O)
        The outputs at the ends of the sequences, as `recurrence.learn` fills them in.
    """
    stacked = Weights(*(np.stack(parts) for parts in zip(*weights, strict=True)))
    n = len(lessons[0].lengths)
    ends = np.zeros((len(weights), n, experiment.outputs))
    one = _by_step if experiment.update == "step" else _by_sequence
    for b in range(n):
        lengths = np.array([lesson.lengths[b] for lesson in lessons])
        y = one(experiment, stacked, _sequence(experiment, lessons, b, int(lengths.max())))
        ends[:, b] = y[np.arange(len(weights)), lengths - 1]
    for net, *parts in zip(weights, stacked.W, stacked.V, strict=True):
        net.W[:], net.V[:] = parts
    return ends


def _sequence(e: Experiment, lessons: Sequence[Lesson], b: int, T: int) -> Together:
    """Return the sequence number b of each lesson, all T steps long."""
    steps, s = np.arange(T), len(lessons)
    asked, target = np.zeros((s, T), dtype=bool), np.zeros((s, T, e.outputs))
    symbol = np.zeros((s, T if e.symbols else 0), dtype=np.int64)
    numbers = np.zeros((s, 0 if e.symbols else T, e.inputs))
    for k, lesson in enumerate(lessons):
        length = int(lesson.lengths[b])
        if e.symbols:
            symbol[k, :length] = lesson.symbols[b, :length]
        else:
            numbers[k, :length] = lesson.numbers[b, :length]
        if e.every_step:
            asked[k, :length] = True
            target[k, steps[:length], lesson.next[b, :length]] = 1.0
        else:
            asked[k, length - 1] = True
            target[k, length - 1] = lesson.target[b]
    return Together(symbol, numbers, asked, target)


def _forward(e: Experiment, W: Array, c: Array, source: Array, drive: Array) -> tuple[Array, ...]:
    """One step of every net: gates, g, psi and h; c is changed in place."""
    D, N, S = e.inputs, e.blocks, e.cells
    net = drive + np.matmul(source[:, None, D:], W[:, D:])[:, 0]
    gates = sigmoid(net[:, : 2 * N])
    y_in, y_out = np.repeat(gates[:, :N], S, axis=1), np.repeat(gates[:, N:], S, axis=1)
    g = 4.0 * sigmoid(net[:, 2 * N :]) - 2.0
    c += y_in * g
    psi = 2.0 * sigmoid(c) - 1.0
    return gates, g, psi, y_out * psi


def _unroll(e: Experiment, W: Array, seq: Together) -> Run:
    s, T = seq.asked.shape
    D, H, N, K = e.inputs, e.hidden, e.blocks, e.sources
    rows = np.arange(s)[:, None]
    drive = W[rows, seq.symbol] if e.symbols else np.matmul(seq.numbers, W[:, :D])
    source = np.zeros((s, T, K))
    source[:, :, -1] = 1.0
    if not e.symbols:
        source[:, :, :D] = seq.numbers
    run = Run(source, np.empty((s, T, 2 * N)), *np.empty((3, s, T, H)))
    c = np.zeros((s, H))
    for t in range(T):
        if t:
            source[:, t, D : D + H] = run.h[:, t - 1]
            if e.feedback:
                source[:, t, D + H : -1] = run.gates[:, t - 1]
        run.gates[:, t], run.g[:, t], run.psi[:, t], run.h[:, t] = _forward(
            e, W, c, source[:, t], drive[:, t]
        )
    return run


def _answers(e: Experiment, V: Array, h: Array, symbol: Array) -> Array:
    """Return the outputs (s, T, O)."""
    a = np.matmul(h, V[:, : e.hidden]) + V[:, None, -1]
    if e.direct:
        a += V[np.arange(len(V))[:, None], e.hidden + symbol]
    return a if e.output == "linear" else sigmoid(a)


def _error(e: Experiment, y: Array, seq: Together) -> Array:
    """Return the error of every output with its slope, (s, T, O), 0 where nothing is asked."""
    error = np.where(seq.asked[:, :, None], seq.target - y, 0.0)
    return error if e.output == "linear" else error * y * (1.0 - y)


def _by_sequence(e: Experiment, w: Weights, seq: Together) -> Array:
    """Learn one sequence with each net, and change the weights at its end; return all outputs."""
    H, N, S = e.hidden, e.blocks, e.cells
    run = _unroll(e, w.W, seq)
    y = _answers(e, w.V, run.h, seq.symbol)
    error = _error(e, y, seq)
    e_h = np.matmul(error, w.V[:, :H].swapaxes(1, 2))
    y_in, y_out = run.gates[..., :N], run.gates[..., N:]
    e_c = np.repeat(y_out, S, axis=-1) * 0.5 * (1.0 - run.psi**2) * e_h
    arriving = np.cumsum(e_c[:, ::-1], axis=1)[:, ::-1]  # from this step and all later ones
    blocks = (*e_h.shape[:2], N, S)
    da_in = (arriving * run.g).reshape(blocks).sum(axis=-1) * y_in * (1.0 - y_in)
    da_out = (run.psi * e_h).reshape(blocks).sum(axis=-1) * y_out * (1.0 - y_out)
    da_cell = arriving * np.repeat(y_in, S, axis=-1) * (1.0 - 0.25 * run.g**2)
    da = np.concatenate([da_in, da_out, da_cell], axis=-1)
    G = np.matmul(run.source.swapaxes(1, 2), da)
    GV = np.concatenate([np.matmul(run.h.swapaxes(1, 2), error), np.zeros_like(w.V[:, H:])], axis=1)
    GV[:, -1] = error.sum(axis=1) * w.learned_out
    rows = np.arange(len(y))[:, None]
    if e.symbols:
        np.add.at(G, (rows, seq.symbol), da)
    if e.direct:
        np.add.at(GV, (rows, H + seq.symbol), error)
    G[:, -1] *= w.learned
    w.W[:] += e.rate * G
    w.V[:] += e.rate * GV
    return y


def _by_step(e: Experiment, w: Weights, seq: Together) -> Array:
    """Learn one sequence with each net, and change the weights after each step; return all outputs."""
    s, T = seq.asked.shape
    D, H, N, S, K = e.inputs, e.hidden, e.blocks, e.cells, e.sources
    rows = np.arange(s)
    c, (ds_in, ds_cell) = np.zeros((s, H)), np.zeros((2, s, K, H))
    source, ys = np.zeros((s, K)), np.zeros((s, T, e.outputs))
    source[:, -1] = 1.0
    for t in range(T):
        source[:, :D] = np.eye(D)[seq.symbol[:, t]] if e.symbols else seq.numbers[:, t]
        drive = np.matmul(source[:, None, :D], w.W[:, :D])[:, 0]
        gates, g, psi, h = _forward(e, w.W, c, source, drive)
        y_in, y_out = np.repeat(gates[:, :N], S, axis=1), np.repeat(gates[:, N:], S, axis=1)
        ds_in += source[:, :, None] * (y_in * (1.0 - y_in) * g)[:, None]
        ds_cell += source[:, :, None] * (y_in * (1.0 - 0.25 * g**2))[:, None]
        now = Together(
            seq.symbol[:, t : t + 1], seq.numbers, seq.asked[:, t : t + 1], seq.target[:, t : t + 1]
        )
        y = _answers(e, w.V, h[:, None], now.symbol)
        error = _error(e, y, now)[:, 0]
        e_h = np.matmul(w.V[:, :H], error[:, :, None])[:, :, 0]
        e_c = y_out * 0.5 * (1.0 - psi**2) * e_h
        e_out = (psi * e_h).reshape(s, N, S).sum(axis=-1) * gates[:, N:] * (1.0 - gates[:, N:])
        by_gate = (e_c[:, None] * ds_in).reshape(s, K, N, S).sum(axis=-1)
        G = np.concatenate([by_gate, source[:, :, None] * e_out[:, None], e_c[:, None] * ds_cell], axis=2)
        G[:, -1] *= w.learned
        w.W[:] += e.rate * G
        w.V[:, :H] += e.rate * h[:, :, None] * error[:, None]
        if e.direct:
            w.V[rows, H + seq.symbol[:, t]] += e.rate * error
        w.V[:, -1] += e.rate * error * w.learned_out
        source[:, D : D + H] = h
        if e.feedback:
            source[:, D + H : -1] = gates
        ys[:, t] = y[:, 0]
    return ys
