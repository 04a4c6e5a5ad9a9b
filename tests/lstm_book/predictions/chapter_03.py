"""Predictions of chapter 03, The constant error carousel."""

import math
from statistics import NormalDist

from tests.lstm_book.predictions.case import Case


def latch_left(steps):
    """Return the product of the slopes of a tanh unit with w = 2, by the plain equation from 0.9575."""
    h, product = 0.9575, 1.0
    for _ in range(steps):
        h = math.tanh(2 * h)
        product *= 2 * (1 - h * h)
    return product


def best_of_a_grid():
    """Return the w_y with the smallest loss among many, and its loss, by the sum over ten steps."""
    losses = {n / 1000: 9 * (n / 1000) ** 2 + (n / 1000 - 1) ** 2 for n in range(-2000, 2001)}
    w_y = min(losses, key=losses.get)
    return {"w_y": w_y, "loss": losses[w_y]}


def ends_right():
    """Return for which signs of w_x the sum of the four inputs has the sign of the first one."""
    total = sum((1.0, -0.6, 0.2, -0.9))
    return "all above 0" if total > 0 else "all below 0"


HALF = NormalDist().cdf(-0.5)  # (3.9) for 100 steps of noise 0.2: a standard deviation of two bits
COUNTED = {0.25: 0.3064, 1.0: 0.3064, 4.0: 0.3064}
SOLVED = {5: 0, 20: 0, 80: 0, "80, with a switch": 5}
ENDED = {"latch": 0.0, "carousel": 0.317}

TABLE = {
    "3.1": Case(
        truth=lambda: {0.999: 0.999**1000, 1.001: 1.001**1000, "latch, ten steps": latch_left(10)},
        wrong={
            "a thousandth does not count": ({0.999: 1, 1.001: 1, "latch, ten steps": 1e-8}, "off by 0.63"),
            "straight lines": ({0.999: 0.0, 1.001: 2.0, "latch, ten steps": 1e-8}, "off by 0.37"),
            "one step of the latch": ([0.37, 2.7, 0.1664], "times too large"),
            "the latch's weight": ((0.5, 3.5, 1024), "0 of 3 right"),
        },
        bad=({0.999: 0.4, 1.001: 2.7}, "expected an answer for each of"),
        leaks=("0.3677", "0.368", "2.717", "1.6e-08", "nearly triples", "1/e"),
    ),
    "3.2": Case(
        truth=best_of_a_grid,
        wrong={
            "right at the last step": ({"w_y": 1.0, "loss": 9.0}, "off by 8.1"),
            "silent": ({"w_y": 0.0, "loss": 1.0}, "off by 0.1"),
            "the weight without its loss": ([0.1, 0.0], "1 of 2 right"),
            "half": ((0.5, 2.5), "off by 0.4"),
        },
        bad=(0.1, "expected an answer for each of"),
        leaks=("pays 0.9", "The nine silent steps", "a place that suits neither"),
    ),
    "3.3": Case(
        truth=ends_right,
        wrong={
            "the first input counts": ("all above 0", "not this time"),
            "write loudly": ("large ones above 0", "not this time"),
            "write softly": ("small ones above 0", "not this time"),
            "no way": ("none", "not this time"),
        },
        bad=(1.0, "expected one of"),
        leaks=("has written the", "does end with a positive number", "outvote", "to the wrong sign"),
    ),
    "3.4": Case(
        truth=lambda: dict.fromkeys(COUNTED, HALF),
        found=lambda: (COUNTED,),
        wrong={
            "louder is safer": ({0.25: 0.45, 1.0: 0.309, 4.0: 0.1}, "1 of 3 right"),
            "softer is safer": ({0.25: 0.1, 1.0: 0.31, 4.0: 0.45}, "1 of 3 right"),
            "noise is small": ([0.0, 0.0, 0.0], "0 of 3 right"),
            "a coin": ((0.5, 0.5, 0.5), "off by 0.19"),
        },
        bad=({0.25: "many", 1.0: 0.3, 4.0: 0.3}, "expected a number"),
        leaks=("0.306", "0.309", "dropped out", "three cases of ten", "whatever w"),
    ),
    "3.5": Case(
        truth=lambda: [0, 0, 0, 5],
        found=lambda: (SOLVED,),
        wrong={
            "as the tanh networks": ({5: 15, 20: 10, 80: 0, "80, with a switch": 5}, "2 of 4 right"),
            "told when to write": ([15, 15, 15, 5], "1 of 4 right"),
            "the switch does not help": ((0, 0, 0, 0), "3 of 4 right"),
            "a few": ([5, 2, 1, 5], "off by 5"),
        },
        bad=([0, 0, 0], "expected an answer for each of"),
        leaks=("0 of 15", "5 of 5", "does not help", "not good enough", "a decision when to write"),
    ),
    "3.6": Case(
        truth=lambda: {"latch": 0.0, "carousel": HALF},
        found=lambda: (ENDED,),
        wrong={
            "the carousel is the safer": ({"latch": 0.3, "carousel": 0.0}, "0 of 2 right"),
            "both alike": ([0.309, 0.309], "1 of 2 right"),
            "both safe": ((0.0, 0.0), "1 of 2 right"),
            "a little": ({"latch": 0.05, "carousel": 0.31}, "off by 0.05"),
        },
        bad=("latch", "expected an answer for each of"),
        leaks=("0.317", "of the latches", "is erased", "corrects itself"),
    ),
}
