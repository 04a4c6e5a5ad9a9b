"""Answers to the exercises of chapter 05, The forget gate."""

import numpy as np

from lstm_book.chapter_05.exercises import coupled_backward
from lstm_teach import LSTMParams

LEARNED, OPENED = [1, 2, 3, 0, 1, 0, 1, 2], [1, 2, 3, 3, 4, 4, 5, 6]

# Columns i, f, g, o; rows value, write mark, read mark.
W_X = np.array([[0.0, 0.0, 3.0, 0.0], [20.0, -20.0, 0.0, 0.0], [0.0, 0.0, 0.0, 20.0]])
W_H, BIAS = np.zeros((1, 4)), np.array([-10.0, 10.0, 0.0, -10.0])
UNIT = LSTMParams(W_X, W_H, BIAS)


def changed(row, column, value):
    W_x = W_X.copy()
    W_x[row, column] = value
    return LSTMParams(W_x, W_H, BIAS)


def with_bias(column, value):
    b = BIAS.copy()
    b[column] = value
    return LSTMParams(W_X, W_H, b)


def part(place, mistaken):
    def answer(c_prev, f, g, dc):
        values = list(coupled_backward(c_prev, f, g, dc))
        values[place] = mistaken(c_prev, f, g, dc)
        return tuple(values)

    return answer


RIGHT = [
    ("5.1", (LEARNED, OPENED)),
    ("5.1", [np.array(LEARNED, float), tuple(OPENED)]),
    ("5.1", np.array([LEARNED, OPENED])),
    ("5.1", {"at work": LEARNED, "held open": OPENED}),
    ("5.1", np.array([LEARNED, OPENED], np.float32)),
    ("5.2", lambda n: [float(-np.log(2 ** (1 / n) - 1))]),
    ("5.2", lambda n: np.float32(-np.log(2 ** (1 / n) - 1))),
    ("5.2", lambda n: np.log(0.5 ** (1 / n) / (1 - 0.5 ** (1 / n)))),
    ("5.2", lambda n: -np.log(np.expm1(np.log(2) / n))),
    ("5.3", coupled_backward),
    ("5.3", lambda *given: [values.tolist() for values in coupled_backward(*given)]),
    ("5.3", lambda *given: np.stack(coupled_backward(*given))),
    ("5.4", UNIT),
    ("5.3", lambda *given: tuple(v.astype(np.float32) for v in coupled_backward(*given))),
    ("5.4", LSTMParams(*(part.astype(np.float32) for part in UNIT))),
    ("5.4", LSTMParams((W_X * 0.8).tolist(), [[0, 0, 0, 0]], (BIAS * 0.8).tolist())),
    ("5.4", LSTMParams(np.diag([1.0, 1.0, 1.0]) @ W_X, 0.1 * np.ones((1, 4)), BIAS)),
    ("5.5", 0.88),
    ("5.5", 0.8),
    ("5.5", 0.87),
    ("5.5", np.float64(0.9)),
    ("5.5", np.array([0.86])),
    ("5.6", 10),
    ("5.6", np.array([10.0])),
    ("5.6", 1 / (1 - 0.9)),
    ("5.6", 10.0),
]
STUBS = [
    ("5.1", (..., ...)),
    ("5.1", (LEARNED, [...] * 8)),
    ("5.2", lambda n: ...),
    ("5.3", lambda c_prev, f, g, dc: ...),
    ("5.3", lambda c, f, g, dc: [dc * f, ..., ...]),
    ("5.4", LSTMParams(..., ..., ...)),
    ("5.4", LSTMParams([[...] * 4] * 3, W_H, BIAS)),
    ("5.5", ...),
    ("5.6", ...),
]
WRONG = [
    ("5.1", (OPENED, LEARNED), "exchanged"),
    ("5.1", (LEARNED, [1, 2, 3, 4, 5, 6, 7, 8]), "# itself is not counted"),
    ("5.1", (LEARNED, LEARNED), "With f held open: held open, the gate does not heed the #"),
    ("5.1", (OPENED, OPENED), "With the gate at work: at a # the forget gate shuts"),
    ("5.1", ([0, 1, 2, 0, 0, 0, 0, 1], OPENED), "With the gate at work: step 1, the symbol a: 0 is not"),
    ("5.1", ([1, 2, 3, 1, 2, 1, 2, 3], OPENED), "With the gate at work: a # empties .* not counted itself"),
    ("5.1", ([1, 2, 3, 2, 3, 2, 3, 4], OPENED), "With the gate at work: a # does not take one away"),
    ("5.1", ([1, 2, 3, 0, 0, 0, 0, 0], OPENED), "the count begins again"),
    ("5.1", ([0, 1, 2, 3, 0, 1, 0, 1], OPENED), "at its own step"),
    ("5.1", (LEARNED, [0, 1, 2, 3, 3, 4, 4, 5]), "With f held open: an a is in the store at its own step"),
    ("5.1", (LEARNED, [1, 2, 3, 2, 3, 2, 3, 4]), "With f held open: at # nothing is taken away"),
    ("5.1", (np.tanh(LEARNED), np.tanh(OPENED)), r"With the gate at work: those are h = tanh\(c\)"),
    (
        "5.1",
        ([1, 2, 3, 0, 1, 0, 1, 3], OPENED),
        "With the gate at work: step 8, the symbol a: 3 is not right",
    ),
    ("5.1", ([1, 1, 1, 0, 1, 0, 1, 1], OPENED), "With the gate at work: at an a the forget gate is open"),
    ("5.1", (LEARNED, [1] * 8), "With f held open: held open, the old content stays at every step"),
    ("5.1", (LEARNED, OPENED[:-1]), r"With f held open: expected 8 numbers.*\(7,\)"),
    ("5.1", (LEARNED, ["a"] * 8), "With f held open: expected a list of numbers"),
    ("5.1", LEARNED, "Expected two lists"),
    ("5.2", lambda n: np.log(2 ** (1 / n) - 1), "sign"),
    ("5.2", lambda n: 2 ** (-1 / n), "f itself"),
    ("5.2", lambda n: -np.log(2 ** (1 / n) + 1), "with a minus"),
    ("5.2", lambda n: -np.log(0.5) / n, "That is -ln f"),
    ("5.2", lambda n: np.expm1(np.log(2) / n), r"That is e\*\*-b"),
    ("5.2", lambda n: 1 / np.expm1(np.log(2) / n), r"That is e\*\*b. Take"),
    ("5.2", np.log, "1/e"),
    ("5.2", lambda n: -np.log(np.exp(1 / n) - 1), "leaves 1/e"),
    ("5.2", lambda n: np.log(n) - np.log(np.log(2)), "approximation for a large n"),
    ("5.2", lambda n: np.log(2) / np.log(1 + np.exp(-n)), "inverse"),
    ("5.2", lambda n: -np.log(2.0**n - 1), r"You solved f = \(1/2\)\*\*n"),
    ("5.2", lambda n: np.log(0.5) / n, "That is ln f"),
    ("5.2", lambda n: 1 / (1 + np.exp(-(2 ** (-1 / n)))), "applies the sigmoid"),
    ("5.2", lambda n: np.arctanh(2 ** (-1 / n)), "inverse of tanh"),
    ("5.2", lambda n: -np.log10(2 ** (1 / n) - 1), "base 10"),
    ("5.2", lambda n: np.log(1 - 1 / (2 * n)) - np.log(1 / (2 * n)), r"n losses of 1/\(2n\)"),
    ("5.2", lambda n: n / np.log(2), r"That is e\*\*b"),
    ("5.2", lambda n: print(end=""), "returned nothing"),
    ("5.2", lambda n: 1.0, "For n = 10: the bias: expected 2.634, got 1"),
    ("5.3", part(1, lambda c, f, g, dc: dc * c * f * (1 - f)), "f acts twice"),
    ("5.3", part(1, lambda c, f, g, dc: dc * (c + g) * f * (1 - f)), "da_f: the sign of g"),
    ("5.3", part(1, lambda c, f, g, dc: dc * (g - c) * f * (1 - f)), "da_f has the wrong sign"),
    ("5.3", part(1, lambda c, f, g, dc: dc * (c - g)), "da_f: the slope"),
    ("5.3", part(1, lambda c, f, g, dc: dc * (c - 1) * f * (1 - f)), "by g times that, not by 1"),
    ("5.3", part(2, lambda c, f, g, dc: dc * (1 - f) * g), "multiplies by g itself"),
    ("5.3", part(2, lambda c, f, g, dc: dc * f * (1 - g**2)), "da_g: .* through 1 - f"),
    ("5.3", part(2, lambda c, f, g, dc: dc * (1 - f)), "da_g: the slope 1 - g"),
    ("5.3", part(2, lambda c, f, g, dc: dc * (1 - f) * (1 - np.tanh(g) ** 2)), "another tanh"),
    ("5.3", part(0, lambda c, f, g, dc: dc * (1 - f)), "dc_prev: the old content"),
    ("5.3", part(0, lambda c, f, g, dc: dc), "dc_prev: .*handed on unchanged"),
    ("5.3", part(0, lambda c, f, g, dc: -dc * f), r"dc_prev\[0, 0\].*-1 times"),
    ("5.3", part(1, lambda c, f, g, dc: dc * c), "da_f: f acts twice, and the slope"),
    ("5.3", part(2, lambda c, f, g, dc: dc * (1 - f) * (1 - g) ** 2), r"da_g: .* not \(1 - g\)"),
    ("5.3", part(2, lambda c, f, g, dc: dc * (1 - f) * g * (1 - g)), "da_g: .* that of the sigmoid"),
    (
        "5.3",
        lambda c, f, g, dc: [dc * f, dc * (c - g), dc * (1 - f)],
        "da_f: the slope .* da_g: the slope 1 - g",
    ),
    ("5.3", lambda *given: np.stack(coupled_backward(*given))[:2], "Expected 3 values"),
    ("5.3", coupled_backward(*[np.ones((1, 2))] * 4), "Expected a function"),
    ("5.3", lambda *given: coupled_backward(*given)[::-1], "another order: yours are da_g, da_f, dc_prev;"),
    (
        "5.3",
        lambda *given: [coupled_backward(*given)[n] for n in (1, 0, 2)],
        "order: yours are da_f, dc_prev",
    ),
    (
        "5.3",
        lambda *given: [coupled_backward(*given)[n] for n in (0, 2, 1)],
        "order: yours are dc_prev, da_g",
    ),
    ("5.3", lambda *given: [coupled_backward(*given)[n] for n in (1, 2, 0)], "order: yours are da_f, da_g"),
    (
        "5.3",
        lambda *given: [coupled_backward(*given)[n] for n in (2, 0, 1)],
        "order: yours are da_g, dc_prev",
    ),
    ("5.3", part(0, lambda c, f, g, dc: dc * f * (1 - f)), "dc_prev: the slope .* belongs to da_f"),
    ("5.3", part(1, lambda c, f, g, dc: -dc * g * f * (1 - f)), "da_f: f acts twice.*ignores the first"),
    ("5.3", part(2, lambda c, f, g, dc: dc * (1 - g**2)), "da_g: .* through 1 - f; this factor is missing"),
    ("5.3", lambda c, f, g, dc: dc * f, "Expected 3 values"),
    ("5.4", changed(1, 1, 0.0), "At the mark f = 1.0000: .*only added to it"),
    (
        "5.4",
        LSTMParams(W_X * [1, -1, 1, 1], W_H, BIAS * [1, -1, 1, 1]),
        r" 2 steps after the bit.*Between the marks f = 0\.0000 at step 2, after 2 steps ",
    ),
    ("5.4", with_bias(1, 0.0), r"Between the marks f = 0\.5000.*nothing should be forgotten"),
    (
        "5.4",
        LSTMParams(W_X / 2, W_H, BIAS / 2),
        r"f = 0\.99.*of the bit is left: nothing should be forgotten",
    ),
    ("5.4", with_bias(0, -3.0), "adds up to .*distractors should stay outside"),
    ("5.4", with_bias(0, 0.0), "distractors should stay outside"),
    ("5.4", changed(1, 0, 0.0), "At the mark i = 0.0000: .* let the new bit in"),
    ("5.4", LSTMParams(W_X * [1, 1, 0, 1], W_H, BIAS), "What does the candidate g = 0.0000"),
    ("5.4", LSTMParams(W_X[[0, 2, 1]], W_H, BIAS), "rows of the two marks exchanged"),
    ("5.4", LSTMParams(*(p[..., [1, 0, 2, 3]] for p in UNIT)), "columns of f and i exchanged"),
    ("5.4", LSTMParams(*(p[..., [0, 1, 3, 2]] for p in UNIT)), "yours stand in the order i, f, o, g"),
    ("5.4", changed(0, 2, -3.0), "opposite bit"),
    ("5.4", LSTMParams(W_X * [-1, 1, 1, 1], W_H, BIAS * [-1, 1, 1, 1]), "At the mark i = 0.0000"),
    ("5.4", changed(2, 1, -20.0), "Between the marks f = 0.0000 at step 2, .*nothing should be forgotten"),
    ("5.4", changed(2, 0, 20.0), "Between the marks i = 1.0000.*distractors should stay outside"),
    ("5.4", with_bias(2, 5.0), "What does the candidate g = 0.9640 at the mark say"),
    ("5.4", LSTMParams(W_X.T, W_H, BIAS), r"W_x: expected shape \(3, 4\), got \(4, 3\)"),
    ("5.4", LSTMParams(W_X, W_H, BIAS * np.nan), "finite"),
    ("5.4", (W_X, W_H, BIAS), "Expected LSTMParams"),
    ("5.5", 1.0, "0 of 200 unseen streams are right.*the pulse moves h by"),
    ("5.5", 0.97, "the pulse moves h by"),
    ("5.5", 0.77, "of the pulse at step .* is left in c"),
    ("5.5", 0.6, "of the pulse at step"),
    ("5.5", 1.2, "between 0 and 1"),
    ("5.5", 2.2, r"If you mean a bias: it holds the gate at 0\.9002"),
    ("5.5", 85, "per cent"),
    ("5.5", -0.1, "between 0 and 1, got -0.1"),
    ("5.5", float("nan"), "between 0 and 1, got nan"),
    ("5.5", (0.8, 0.9), "Expected a number, got tuple"),
    ("5.5", "open", "Expected a number"),
    ("5.6", 1 / 0.9, "not the sum of the series"),
    ("5.6", 100, "One over"),
    ("5.6", 9, "begins with 1"),
    ("5.6", 1.9, "after two steps"),
    ("5.6", 0.1, "the share that is lost"),
    ("5.6", 0.9, "That is f"),
    ("5.6", 1, "bounds h"),
    ("5.6", 20, "at most 1 in size"),
    ("5.6", 6.58, "half-life in steps"),
    ("5.6", 6.93, "nearly the half-life"),
    ("5.6", 8.784, "after 20 steps"),
    ("5.6", 7, "too small"),
]
