"""Learning as the paper writes it: everything local in time, one number after the other.

Appendix A.1 of Hochreiter & Schmidhuber (1997): the derivatives of a cell's state with respect to the
weights of its input gate and of its own input are carried forward, step by step; errors that leave a block
are cut. Loops over single numbers are slow in Python; Numba, where it is installed, compiles them.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from lstm_book.reproduced.experiment import Experiment
from lstm_book.reproduced.net import Weights
from lstm_teach.numerics import Array

try:
    from numba import njit
except ImportError:
    njit = None

COMPILED = njit is not None


def compiled(function: Callable[..., Any]) -> Callable[..., Any]:
    """Compile, if there is a compiler; without liberties in the order of sums."""
    if njit is None:
        return function
    # Inlined, because to hand over a dozen arrays costs more than a step. Without Python's lock: threads.
    compiler = njit(cache=True, nogil=True, inline="always", error_model="numpy")
    return compiler(function)  # type: ignore[no-any-return]


class Form(NamedTuple):
    """What the loops ask of an experiment."""

    inputs: int
    blocks: int
    cells: int
    feedback: bool
    direct: bool
    linear: bool
    every_step: bool
    by_step: bool
    rate: float


class Moment(NamedTuple):
    """The net at one step, and what is carried forward."""

    source: Array  # (K,): what is heard
    net: Array  # (R,)
    gates: Array  # (2N,)
    g: Array  # (H,): squashed input of each cell, in (-2, 2)
    c: Array  # (H,): state of each cell
    psi: Array  # (H,): squashed state, in (-1, 1)
    h: Array  # (H,): output of each cell
    ds_in: Array  # (H, K): derivative of c with respect to the weights into the input gate
    ds_cell: Array  # (H, K): and into the cell itself
    y: Array  # (O,)
    e: Array  # (O,): error of each output, with its slope
    G: Array  # as W: what the weights are to be changed by, but for the rate
    GV: Array  # as V


def form_of(experiment: Experiment) -> Form:
    """Return what the loops ask of an experiment."""
    e = experiment
    return Form(
        e.inputs, e.blocks, e.cells, e.feedback, e.direct, e.output == "linear", e.every_step,
        e.update == "step", float(e.rate),
    )  # fmt: skip


@compiled
def logistic(a: float) -> float:
    if a < -700.0:  # where the exponential overflows
        return 0.0
    return 1.0 / (1.0 + math.exp(-a))


@compiled
def at_rest(W: Array, V: Array, H: int, N: int) -> Moment:
    """Return the net before the first step."""
    K, R = W.shape
    O = V.shape[1]
    source = np.zeros(K)
    source[K - 1] = 1.0
    return Moment(
        source, np.zeros(R), np.zeros(2 * N), np.zeros(H), np.zeros(H), np.zeros(H), np.zeros(H),
        np.zeros((H, K)), np.zeros((H, K)), np.zeros(O), np.zeros(O), np.zeros((K, R)), np.zeros(V.shape),
    )  # fmt: skip


@compiled
def forward(form: Form, W: Array, symbol: int, m: Moment) -> None:
    """One step of the net; `symbol` is -1 where numbers have been put into the sources."""
    N, S, D = form.blocks, form.cells, form.inputs
    H = N * S
    K, R = W.shape
    first = 0
    for r in range(R):
        m.net[r] = 0.0
    if symbol >= 0:
        first = D
        for r in range(R):
            m.net[r] = W[symbol, r]
    for i in range(H):
        m.source[D + i] = m.h[i]
    if form.feedback:
        for n in range(2 * N):
            m.source[D + H + n] = m.gates[n]
    for k in range(first, K):
        for r in range(R):
            m.net[r] += W[k, r] * m.source[k]
    for n in range(2 * N):
        m.gates[n] = logistic(m.net[n])
    for i in range(H):
        m.g[i] = 4.0 * logistic(m.net[2 * N + i]) - 2.0
        m.c[i] += m.gates[i // S] * m.g[i]
        m.psi[i] = 2.0 * logistic(m.c[i]) - 1.0
        m.h[i] = m.gates[N + i // S] * m.psi[i]


@compiled
def carry(form: Form, symbol: int, m: Moment) -> None:
    """Carry the derivatives of the states forward: what was there stays, for a carousel forgets nothing."""
    first = 0
    if symbol >= 0:
        first = form.inputs
    for i in range(len(m.c)):
        y_in = m.gates[i // form.cells]
        by_gate = y_in * (1.0 - y_in) * m.g[i]
        by_cell = y_in * (1.0 - 0.25 * m.g[i] * m.g[i])
        if symbol >= 0:
            m.ds_in[i, symbol] += by_gate
            m.ds_cell[i, symbol] += by_cell
        for k in range(first, len(m.source)):
            m.ds_in[i, k] += by_gate * m.source[k]
            m.ds_cell[i, k] += by_cell * m.source[k]


@compiled
def answer(form: Form, V: Array, symbol: int, m: Moment) -> None:
    """Compute the outputs."""
    H = len(m.h)
    for o in range(len(m.y)):
        a = V[V.shape[0] - 1, o]
        for i in range(H):
            a += m.h[i] * V[i, o]
        if form.direct:
            a += V[H + symbol, o]
        m.y[o] = a if form.linear else logistic(a)


@compiled
def blame(form: Form, V: Array, symbol: int, m: Moment) -> None:
    """Add to what the weights are to be changed by: the error of this step, through the derivatives."""
    N, S, D = form.blocks, form.cells, form.inputs
    H, K = N * S, len(m.source)
    first = D if symbol >= 0 else 0
    for o in range(len(m.e)):
        m.GV[m.GV.shape[0] - 1, o] += m.e[o]
        if form.direct:
            m.GV[H + symbol, o] += m.e[o]
    for n in range(N):
        y_out, e_out = m.gates[N + n], 0.0
        for i in range(n * S, n * S + S):
            e_h = 0.0
            for o in range(len(m.e)):
                m.GV[i, o] += m.e[o] * m.h[i]
                e_h += m.e[o] * V[i, o]
            e_out += m.psi[i] * e_h
            e_c = y_out * 0.5 * (1.0 - m.psi[i] * m.psi[i]) * e_h
            for k in range(K):
                m.G[k, n] += e_c * m.ds_in[i, k]
                m.G[k, 2 * N + i] += e_c * m.ds_cell[i, k]
        e_out *= y_out * (1.0 - y_out)
        if symbol >= 0:
            m.G[symbol, N + n] += e_out
        for k in range(first, K):
            m.G[k, N + n] += e_out * m.source[k]


@compiled
def change(form: Form, w: Weights, m: Moment) -> None:
    """Change the weights, and begin the sums anew."""
    for r in range(w.W.shape[1]):
        m.G[w.W.shape[0] - 1, r] *= w.learned[r]
    for o in range(w.V.shape[1]):
        m.GV[w.V.shape[0] - 1, o] *= w.learned_out[o]
    for k in range(w.W.shape[0]):
        for r in range(w.W.shape[1]):
            w.W[k, r] += form.rate * m.G[k, r]
            m.G[k, r] = 0.0
    for k in range(w.V.shape[0]):
        for o in range(w.V.shape[1]):
            w.V[k, o] += form.rate * m.GV[k, o]
            m.GV[k, o] = 0.0


@compiled
def learn(
    form: Form, w: Weights, symbols: Array, numbers: Array, lengths: Array, target: Array, next_: Array,
    ends: Array,
) -> None:  # fmt: skip
    """Learn from one sequence after the other; `w` is changed, and `ends` filled.

    Parameters
    ----------
    form : Form
    w : Weights
    symbols : int array (n, T), or (n, 0) where there are numbers
    numbers : array (n, T, D), or (n, 0, D)
    lengths : int array (n,)
    target : array (n, O)
        At the end of each sequence; not read where there is one at every step.
    next_ : int array (n, T)
        Where there is a target at every step: the unit whose target is 1. Else (n, 0).
    ends : array (n, O)
        Gets the outputs at the end of each sequence, before the weights learned from it.
    """
    m = at_rest(w.W, w.V, form.blocks * form.cells, form.blocks)
    for b in range(len(lengths)):
        m.h[:] = 0.0
        m.c[:] = 0.0
        m.gates[:] = 0.0
        m.ds_in[:] = 0.0
        m.ds_cell[:] = 0.0
        for t in range(lengths[b]):
            symbol = -1
            if symbols.shape[1] > 0:
                symbol = symbols[b, t]
            else:
                for k in range(form.inputs):
                    m.source[k] = numbers[b, t, k]
            forward(form, w.W, symbol, m)
            carry(form, symbol, m)
            if form.every_step or t == lengths[b] - 1:
                answer(form, w.V, symbol, m)
                for o in range(len(m.y)):
                    wanted = target[b, o]
                    if form.every_step:
                        wanted = 1.0 if next_[b, t] == o else 0.0
                    slope = 1.0 if form.linear else m.y[o] * (1.0 - m.y[o])
                    m.e[o] = (wanted - m.y[o]) * slope
                blame(form, w.V, symbol, m)
                if form.by_step:
                    change(form, w, m)
        ends[b] = m.y
        if not form.by_step:
            change(form, w, m)
