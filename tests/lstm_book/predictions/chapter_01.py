"""Predictions of chapter 01, The vanilla RNN."""

import math

from tests.lstm_book.predictions.case import Case


def unit(w, *pushes):
    """Return the last h of one tanh unit, by the plain equation."""
    h = 0.0
    for u in pushes:
        h = math.tanh(w * h + u)
    return h


def crossing(w):
    """Return the positive solution of h = tanh(w h) by bisection."""
    low, high = 1e-6, 1.0
    for _ in range(100):
        middle = (low + high) / 2
        low, high = (middle, high) if math.tanh(w * middle) > middle else (low, middle)
    return low


def by_thresholds():
    """Return the fates by the size that a single kick and a lasting push need, and one by running it."""
    h = math.sqrt(1 / 2)
    lasting = 2 * h - math.atanh(h)
    flips = [2 * crossing(2.0) < 1, 2 * crossing(2.0) < 2, lasting < 0.5]
    flips.append(unit(2.0, 2, *8 * [0], *5 * [-0.6], *90 * [0]) < 0)
    return ["flips" if flip else "survives" for flip in flips]


SOLVED = {5: 9, 10: 9, 20: 6, 40: 4, 80: 0}

TABLE = {
    "1.1": Case(
        truth=lambda: unit(0.5, 2, 0, 0, 0),
        wrong={
            "half of h_3, roughly": (0.105, "off by"),
            "a step too far": (0.0548, "off by"),
            "a step too few": (0.2203, "off by 0.11"),
            "for w = 2": (0.9575, "off by 0.85"),
        },
        bad=("about a tenth", "expected a number"),
        leaks=("0.1097", "0.110"),
    ),
    "1.2": Case(
        truth=lambda: {0.5: unit(0.5, 2, *10 * [0]), 1.0: unit(1.0, 2, *10 * [0]), 2.0: crossing(2.0)},
        wrong={
            "w = 1 keeps": ({0.5: 0.0, 1.0: 0.964, 2.0: 0.9575}, "2 of 3 right"),
            "w = 2 grows": ({0.5: 0.001, 1.0: 0.35, 2.0: 1024}, "2 of 3 right"),
            "all fade": ([0.0, 0.0, 0.0], "1 of 3 right"),
            "nothing fades": ((0.964, 0.964, 0.5), "0 of 3 right"),
        },
        bad=([0.0, 0.35], "expected an answer for each of 0.5, 1.0, 2.0"),
        leaks=("0.9575", "0.3547", "0.0009", "settles"),
    ),
    "1.3": Case(
        truth=by_thresholds,
        wrong={
            "everything flips it": (4 * ["flips"], "1 of 4 right"),
            "nothing does": (4 * ["survives"], "3 of 4 right"),
            "a lasting push wins": (["survives", "flips", "flips", "flips"], "2 of 4 right"),
        },
        bad=(["survives", "flips", "survives", "dies"], "-0.6 for five steps: expected one of"),
        leaks=("1.915", "0.5328", "climbs back", "ceased", "True", "False"),
    ),
    "1.4": Case(
        found=lambda: (SOLVED,),
        truth=lambda: {delay: SOLVED[delay] for delay in (5, 20, 80)},
        wrong={
            "all can": ({5: 9, 20: 9, 80: 9}, "1 of 3 right"),
            "half can at the end": ({5: 9, 20: 6, 80: 4}, "2 of 3 right"),
            "none can": ([0, 0, 9], "0 of 3 right"),
        },
        bad=({5: "all", 20: 6, 80: 0}, "5: expected a number"),
        leaks=("9 of 9", "6 of 9", "0 of 9", "every network learns", "none of the nine", "none does"),
    ),
    "1.5": Case(
        found=lambda: (19,),
        truth=lambda: 19,
        wrong={
            "none": (0, "off by 19"),
            "all": (27, "off by 8"),
            "half": (13, "off by 6"),
        },
        bad=("most", "expected a number"),
        leaks=("19 of 27", "Most of them hold", "9 of 9 right"),
    ),
    "1.6": Case(
        found=lambda: (4.8,),
        truth=lambda: 5,
        wrong={
            "none": (0, "1 place off"),
            "many": (50, "1 place off"),
            "half": (500, "2 places off"),
        },
        bad=("many", "expected one of 0, 5, 50, 500"),
        leaks=("five in a thousand", "5 of 1000", "faster than any method", "not rare"),
    ),
}
