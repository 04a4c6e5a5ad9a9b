"""The predictions of chapter 04, Gates: write and read."""

import math

import numpy as np

from lstm_teach.tasks import bit_through_noise
from tests.lstm_book.predictions.case import Case

WRITTEN = 2 * math.tanh(0.5)  # psi_in(1)


def logistic(a):
    return 1 / (1 + math.exp(-a))


def late():
    """Sum up what passes: all of step 7, and of the other steps what leaks."""
    values = bit_through_noise(np.random.default_rng(3), delay=20, batch_size=1, lead=5).x[:, 0, 0]
    passed = 2 * np.tanh(values / 2) * logistic(-6)
    passed[6] = 2 * np.tanh(values[6] / 2)
    return [passed.sum(), 1.0]


def left(bias):
    return WRITTEN * (1 - 200 * logistic(bias))


def loosest():
    return (1 - 0.3 / WRITTEN) / 195


TABLE = {
    "4.1": Case(
        truth=lambda: {0.99: math.log(99), 0.01: -math.log(99), 0.0001: -math.log(9999)},
        wrong={
            "the openings themselves": ([0.99, 0.01, 0.0001], "0 of 3 right"),
            "the sign of the small ones": ({0.99: 4.6, 0.01: 4.6, 0.0001: 9.2}, "1 of 3 right"),
            "a hundred times as far": ([4.6, -4.6, -460], "off by"),
            "log to the base of ten": ([2, -2, -4], "0 of 3 right"),
        },
        bad=({0.99: 4.6, 0.01: -4.6}, "expected an answer for each of 0.99, 0.01, 0.0001"),
        leaks=("takes $-4.6$", "9.2", "\\ln 99"),
    ),
    "4.2": Case(
        truth=late,
        wrong={
            "as if it were in time": ([0.92, 1], "1 of 2 right"),
            "as if nothing were written": ({"c at step 26": 0, "share at step 1": 1}, "off by"),
            "as if the error faded": ([-0.65, 0.01], "1 of 2 right"),
            "as if the error passed the gates": ([-0.65, 0.0025], "1 of 2 right"),
        },
        bad=(["no", 1], "c at step 26: expected a number"),
        leaks=("-0.65", "-0.66", "holds for good", "is the same at every step", "wrong sign"),
    ),
    "4.3": Case(
        truth=lambda: [left(bias) for bias in (-3, -5, -6)],
        wrong={
            "a store that fades": ({-3: 0.0, -5: 0.24, -6: 0.56}, "1 of 3 right"),
            "a door that is shut": ([0.924, 0.924, 0.924], "off by"),
            "never past zero": ([0, 0, 0.46], "1 of 3 right"),
            "as many stores": ([-0.35, 0.87, 0.9], "0 of 3 right"),
        },
        bad=(0.5, "expected an answer for each of -3, -5, -6"),
        leaks=("7.84", "0.313", "0.467", "1.34", "1/(2T)"),
    ),
    "4.4": Case(
        truth=loosest,
        wrong={
            "half of it may go": (1 / 400 / 2, "times too small"),
            "one step's share": (0.3, "times too large"),
            "the bias it has": (0.018, "times too large"),
        },
        bad=(0, "expected a number above 0"),
        leaks=("0.0034", "0.0035", "At 0.002", "40 of 40"),
    ),
    "4.5": Case(
        truth=lambda: [0, 5],
        found=lambda: ({0.0: 0, -5.0: 5},),
        wrong={
            "all of both": ({"bias 0": 5, "bias -5": 5}, "1 of 2 right"),
            "the other way round": ([5, 0], "off by 5"),
            "half of each": ([2, 3], "off by 2"),
        },
        bad=({"bias 0": "some", "bias -5": 5}, "bias 0: expected a number"),
        leaks=("None, and all five", "all ten"),
    ),
    "4.6": Case(
        truth=lambda: 0.7,
        found=lambda: ([0.8, 0.5, 0.7, 0.5, 0.8],),
        wrong={
            "as good as at 80": (1.0, "off by 0.3"),
            "in per cent": (70, "off by"),
            "worse than a guess": (0.2, "off by"),
        },
        bad=("most", "expected a number"),
        leaks=("None solves", "trembles", "and not more"),
    ),
    "4.7": Case(
        truth=lambda: [0, 5],
        found=lambda: ({"tanh": [5, 0], "memory cells": [5, 5]},),
        wrong={
            "whoever learns holds": ([5, 5], "1 of 2 right"),
            "nobody holds": ({"tanh": 0, "memory cells": 0}, "1 of 2 right"),
            "half of each": ([2, 3], "off by 2"),
        },
        bad=({"tanh": 5}, 'expected an answer for each of "tanh", "memory cells"'),
        leaks=("one of the five tanh", "turns the bit on", "was learned lasts", "115"),
    ),
    "4.8": Case(
        truth=lambda: {"W_h = 0": 0, "W_h = 0 and shut": 5},
        found=lambda: ({"W_h = 0": 0, "W_h = 0 and shut": 5},),
        wrong={
            "the doors keep the bit": ([5, 5], "1 of 2 right"),
            "nothing was ever written": ({"W_h = 0": 0, "W_h = 0 and shut": 0}, "1 of 2 right"),
            "what is shut cannot answer": ([5, 0], "0 of 2 right"),
        },
        bad=(["right", 5], "W_h = 0: expected a number"),
        leaks=("all five guess", "ajar", "drowns the bit", "the same again"),
    ),
}
