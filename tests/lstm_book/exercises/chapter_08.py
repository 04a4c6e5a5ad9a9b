"""Answers to the exercises of chapter 08, Bridging long time lags."""

import math

import numpy as np

from lstm_book.chapter_08.exercises import start_for
from lstm_teach import LSTMParams


def logit(share):
    return math.log(share / (1 - share))


def start(T, g, size, *, forget=None, terms=None, root=0.5, turn=logit):
    """A start whose places where a pencil goes wrong are arguments."""
    f = math.exp(-1 / T)
    total = sum(f ** (2 * n) for n in range(T)) if terms is None else terms(T, f)
    return logit(f) if forget is None else forget(T, f), turn(size / (g * total**root))


def later(f=-40.0, f_bias=20.0, i=20.0, i_bias=-10.0, g=0.1, o=20.0):
    """The unit of 8.4: the forget gate shuts at a mark."""
    return LSTMParams(
        np.array([[0.0, 0.0, g, 0.0], [i, f, 0.0, 0.0]]), np.zeros((1, 4)), np.array([i_bias, f_bias, 0.0, o])
    )


def order(f_at=0.5, g=10.0, i=20.0, f_bias=10.0, i_bias=-10.0, f_y=None):
    """The unit of 8.5: the forget gate stands at `f_at` at X and Y, at 1 else."""
    W_x = np.zeros((8, 4))
    W_x[4:6, 0] = i
    W_x[4:6, 1] = np.log(f_at / (1 - f_at)) - f_bias
    if f_y is not None:
        W_x[5, 1] = np.log(f_y / (1 - f_y)) - f_bias
    W_x[4:6, 2] = g, -g
    return LSTMParams(W_x, np.zeros((1, 4)), np.array([i_bias, f_bias, 0.0, 20.0]))


def exchanged(params, *columns):
    return LSTMParams(*(part[..., list(columns)] for part in params))


STUB = LSTMParams(..., ..., ...)
RIGHT = [
    ("8.1", (0.6, 0.45)),
    ("8.1", [np.float32(0.6), np.array([0.45])]),
    ("8.1", np.array([0.6, 0.45])),
    ("8.2", (0.25, 0.0486)),
    ("8.2", [1 / 4, 1 / 9 - 1 / 16]),
    ("8.2", np.array([0.25, 7 / 144], dtype=np.float32)),
    ("8.3", start),
    ("8.3", start_for),
    ("8.3", lambda *given: np.array(start(*given))),
    ("8.3", lambda *given: [np.float32(bias) for bias in start(*given)]),
    ("8.4", later()),
    ("8.4", later(f=-30.0, f_bias=15.0)),
    ("8.4", LSTMParams(*(part.astype(np.float32) for part in later()))),
    ("8.5", order()),
    ("8.5", order(f_at=0.4)),
    ("8.5", order(g=-10.0)),
    ("8.5", order(f_at=0.5, g=1.0)),
]
STUBS = [
    ("8.1", (..., ...)),
    ("8.2", (..., ...)),
    ("8.3", lambda T, g, size: (..., ...)),
    ("8.4", STUB),
    ("8.5", STUB),
]
WRONG = [
    ("8.1", (0.4, 0.45), "first sequence: That is the plain sum"),
    ("8.1", (0.1, 0.45), "0.5 of .* is missing"),
    ("8.1", (0.7, 0.45), "the second number is negative"),
    ("8.1", (0.6, 0.675), "the first pair was drawn|The first pair was drawn"),
    ("8.1", (0.6, -0.05), "second sequence: The 0.5"),
    ("8.1", (0.6, 0.5), "0.5 is too large"),
    ("8.1", (0.6, "x"), "second sequence: Expected a number"),
    ("8.1", (0.6,), "Expected 2 numbers"),
    ("8.1", 0.6, "Expected 2 numbers"),
    ("8.1", (float("nan"), 0.45), "expected a finite number"),
    ("8.2", (0.5, 0.0486), "mean of one number"),
    ("8.2", (1 / 3, 0.0486), "mean of the square of one number"),
    ("8.2", (0.25, 0.1111), "take off the square of its mean"),
    ("8.2", (0.25, 0.0833), "variance of one of the numbers"),
    ("8.2", (0.25, 0.00694), "Variances do not multiply"),
    ("8.2", (0.25, 0.0625), "square of the mean"),
    ("8.2", (0.25, 0.2205), "root of the MSE"),
    ("8.2", (0.25, -0.1389), "not its square"),
    ("8.2", (0.25, 0.0417), "MSE of adding"),
    ("8.2", (0.25, 0.049), "rounded to two digits"),
    (
        "8.3",
        lambda T, g, size: start(T, g, size, terms=lambda T, f: min(T, 1 / (2 * (1 - f)))),
        "with the min of the right side",
    ),
    ("8.3", lambda T, g, size: (math.log(T), start(T, g, size)[1]), "only nearly"),
    ("8.3", lambda T, g, size: (math.exp(-1 / T), start(T, g, size)[1]), "b_f: this is f"),
    ("8.3", lambda T, g, size: start(T, g, size, terms=lambda T, f: T), "the store forgets"),
    ("8.3", lambda T, g, size: start(T, g, size, root=1.0), "root over the sum is missing"),
    ("8.3", lambda T, g, size: start(T, g, size, terms=lambda T, f: 1 / (1 - f**2)), "run for ever"),
    (
        "8.3",
        lambda T, g, size: start(T, g, size, terms=lambda T, f: (1 - f**T) / (1 - f)),
        "square of what is kept",
    ),
    ("8.3", lambda T, g, size: start(T, g, size, turn=lambda share: share), "b_i: this is the value"),
    ("8.3", lambda T, g, size: start(T, g, size, turn=math.log), "logarithm of the gate"),
    ("8.3", lambda T, g, size: start(T, 1.0, size), "size of the candidates"),
    ("8.3", lambda T, g, size: start(T, g, size)[::-1], "another order"),
    (
        "8.3",
        lambda T, g, size: start(T, g, size, forget=lambda T, f: math.log(T), terms=lambda T, f: T),
        "only nearly.*the store forgets",
    ),
    ("8.3", 3.0, "Expected a function"),
    ("8.4", later(f=0.0), "It adds"),
    ("8.4", later(f=0.0, f_bias=-10.0), "Nothing arrives"),
    ("8.4", later(g=-0.1), "sign is turned"),
    ("8.4", later(g=1.0), "it is to be"),
    ("8.4", later(f_bias=3.0), "Nothing arrives"),
    ("8.4", later(f=-20.0, f_bias=10.0), "It fades: after 1,000 steps 96% of the later"),
    ("8.4", later(f=-22.0, f_bias=8.0), "It fades: after 1,000 steps"),
    ("8.4", exchanged(later(), 1, 0, 2, 3), "columns of f and i exchanged"),
    ("8.4", exchanged(later(), 0, 1, 3, 2), "in the order i, f, o, g"),
    ("8.4", later()._replace(b=np.zeros(3)), "b: expected shape"),
    ("8.4", "unit", "Expected LSTMParams"),
    ("8.5", order(f_at=1 - 1e-9), "A sum forgets the order"),
    ("8.5", order(f_at=1e-9), "Only the last symbol counts"),
    ("8.5", order(f_at=0.618), r"f \+ f\^2 = 1"),
    ("8.5", order(f_at=0.6), r"f \+ f\^2 = 1"),
    ("8.5", order(f_at=0.95), "keeps too much at X and Y: it is nearly a sum"),
    ("8.5", order(f_at=0.1), "YXX .* Only the last symbol counts"),
    ("8.5", order(f_bias=3.0), "the store leaks: there the forget gate is 0.953"),
    ("8.5", exchanged(order(), 1, 0, 2, 3), "columns of f and i exchanged"),
    ("8.5", order()._replace(W_x=np.zeros((8, 3))), "W_x: expected shape"),
]
