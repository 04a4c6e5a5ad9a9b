"""The predictions of chapter 06, The full LSTM cell."""

import math
from functools import cache

import numpy as np

from lstm_teach import LSTM, Hold, LSTMParams, unroll
from tests.lstm_book.predictions.case import Case
from tests.lstm_book.predictions.lesioned_networks import (
    PHASES,
    after_more_noise,
    harmful,
    longer,
    needed,
    probed,
    probes,
    shares,
    wires,
)

JOBS = {(False, 1): "switch on", (True, 1): "switch off", (True, 0): "stay on", (False, 0): "stay off"}
LESIONS = {
    f"{gate} {word}": {gate: value} for word, value in (("shut", 0.0), ("open", 1.0)) for gate in "ifo"
}
TOGGLE = LSTMParams(
    np.array([[20.0, -20.0, 0.0, 0.0]]),
    np.array([[0.0, 0.0, -10.0, 0.0]]),
    np.array([-10.0, 10.0, 2.0, 10.0]),
)


def sigma(a):
    return 1 / (1 + math.exp(-a))


def toggled(word, **held):
    """The store of the toggle of (6.6) after each symbol, by its four lines and plain numbers."""
    c = h = 0.0
    for x in word:
        i, f = held.get("i", sigma(-10 + 20 * x)), held.get("f", sigma(10 - 20 * x))
        c = f * c + i * math.tanh(2 - 10 * h)
        h = held.get("o", sigma(10)) * math.tanh(c)
        yield c


@cache
def tallies():
    """At which job the toggle goes wrong first, under each lesion, over all 510 sequences."""
    found = {name: dict.fromkeys(JOBS.values(), 0) for name in LESIONS}
    words = [[n >> k & 1 for k in range(length)] for length in range(1, 9) for n in range(2**length)]
    for name, held in LESIONS.items():
        for word in words:
            on = False
            for x, c in zip(word, toggled(word, **held), strict=True):
                was_on, on = on, on != bool(x)
                if (c > 0.5) != on:
                    found[name][JOBS[was_on, x]] += 1
                    break
    return found


@cache
def first_errors():
    """The same tallies by `unroll`, all sequences of one length at once."""
    found = {name: dict.fromkeys(JOBS.values(), 0) for name in LESIONS}
    for name, held in LESIONS.items():
        holds = [Hold(gate, value) for gate, value in held.items()]
        for length in range(1, 9):
            x = np.array([[n >> k & 1 for n in range(2**length)] for k in range(length)], float)
            on = np.cumsum(x, axis=0) % 2 == 1
            wrong = (unroll(LSTM, TOGGLE, x[:, :, None], holds=holds).c[:, :, 0] > 0.5) != on
            for b in np.flatnonzero(wrong.any(axis=0)):
                t = int(np.argmax(wrong[:, b]))
                found[name][JOBS[bool(on[t - 1, b]) if t else False, int(x[t, b])]] += 1
    return found


@cache
def zeros_until_lost(**held):
    """How many zeros the press survives if gates are held after it; None for ever."""
    c, h = 0.964, math.tanh(0.964) * sigma(10)
    for t in range(1, 15_001):
        c = held.get("f", sigma(10)) * c + held.get("i", sigma(-10)) * math.tanh(2 - 10 * h)
        h = sigma(10) * math.tanh(c)
        if c <= 0.5:
            return t
    return None


def lost():
    return {
        "as wired": zeros_until_lost(),
        "f held open": zeros_until_lost(f=1.0),
        "i held shut": zeros_until_lost(i=0.0),
        "both": zeros_until_lost(f=1.0, i=0.0),
    }


BY_STORY = ["i writing", "f waiting", "o reading"]
FIRST = {
    "i shut": "switch on", "f shut": "stay on", "o shut": "switch off",
    "i open": "stay off", "f open": "nothing", "o open": "nothing",
}  # fmt: skip
BOB = dict.fromkeys(
    ["number unit at neighbours, c", "number unit at neighbours, h", "number unit at [opens], h",
     "gender unit at [opens], h"]
)  # fmt: skip
FOUND = {"f shut": "no", "i shut": "yes", "o shut": "yes", "wire cut": "yes"}


def bob(*values):
    return dict(zip(BOB, values, strict=True))


TABLE = {
    "6.1": Case(
        truth=lambda: {"c_1": 0.75 * 0.4 + 0.25 * 0.8, "h_1": 0.9 * math.tanh(0.5)},
        wrong={
            "gates exchanged": ({"c_1": 0.25 * 0.4 + 0.75 * 0.8, "h_1": 0.9 * math.tanh(0.7)}, "off by 0.2"),
            "no tanh": ({"c_1": 0.5, "h_1": 0.45}, "1 of 2 right"),
            "nothing kept": ((0.2, 0.1776), "off by 0.3"),
        },
        bad=({"c_1": "a half", "h_1": 0.4}, "c_1: expected a number"),
        leaks=("0.4159", "0.4621", "0.3 + 0.2"),
    ),
    "6.2": Case(
        truth=lambda: bob(1, 0, math.tanh(1), 0),
        wrong={
            "the neighbours come in": (bob(-1, 0, -0.76, 0), "off by 2"),
            "h is the memory": (bob(1, 1, 1, 1), "1 of 4 right"),
            "no tanh": (bob(1, 0, 1, 0), "3 of 4 right"),
        },
        bad=([1, 0, 1], "expected an answer for each of"),
        leaks=("0.76", "knock in vain", "tanh(1)"),
    ),
    "6.3": Case(
        truth=lambda: [max(t, key=t.get) if any(t.values()) else "nothing" for t in tallies().values()],
        found=lambda: (first_errors(),),
        wrong={
            "the output gate does not matter": (FIRST | {"o shut": "nothing"}, "5 of 6 right"),
            "the forget gate is needed": (FIRST | {"f open": "switch off"}, "5 of 6 right"),
            "the gates of 6.3 exchanged": (
                FIRST | {"i shut": "stay on", "f shut": "switch on"}, "4 of 6 right",
            ),
        },
        bad=(FIRST | {"i shut": "breaks"}, 'i shut: expected one of "switch on"'),
        leaks=("502", "369", "466", "still right", "cannot switch off"),
    ),
    "6.4": Case(
        truth=lambda: [math.log(1.964 / 1.5) * (1 + math.exp(10)), "input gate"],
        found=lambda: (lost(),),
        wrong={
            "the half-life of chapter 05": ([15_268, "forget gate"], "2.6 times too large"),
            "one over the leak squared": ([4e8, "input gate"], "1 of 2 right"),
            "the forget gate forgets": ([6000, "forget gate"], "1 of 2 right"),
        },
        bad=([-5, "input gate"], "zeros: expected a number above 0"),
        leaks=("5937", "5943", "14460", "10237", "larger leak was"),
    ),
    "6.5": Case(
        truth=harmful,
        found=lambda: (shares(),),
        wrong={
            "by the stories": (BY_STORY, "without i waiting, o waiting"),
            "all": ([f"{g} {p}" for g in "ifo" for p in PHASES], "too many"),
            "the input gate alone": ([*BY_STORY, "i waiting"], "without o waiting"),
        },
        bad=(["i sleeping"], "expected one of"),
        leaks=("ruinous", "even for the *output* gate"),
    ),
    "6.6": Case(
        truth=needed,
        found=lambda: (wires(),),
        wrong={
            "the forget gate's": (["f", "the other bit"], "1 of 2 right"),
            "robust": (["g", "its own bit"], "1 of 2 right"),
            "neither": ({"needed wire": "o", "reports": "its own bit"}, "0 of 2 right"),
        },
        bad=({"needed wire": "c", "reports": "its own bit"}, "needed wire: expected one of"),
        leaks=("is the one", "candidate, is", "turns the answers round", "0.64"),
    ),
    "6.7": Case(
        truth=lambda: {name: "yes" if np.median(found) > 0.9 else "no" for name, found in probes().items()},
        found=lambda: (probed(),),
        wrong={
            "where the answers fail the bit is gone": (dict.fromkeys(FOUND, "no"), "1 of 4 right"),
            "the loop holds it": (FOUND | {"wire cut": False}, "3 of 4 right"),
            "always": (dict.fromkeys(FOUND, True), "3 of 4 right"),
        },
        bad=(FOUND | {"f shut": "perhaps"}, 'f shut: expected one of "yes", "no"'),
        leaks=("the bit is gone.", "still there", "the loop makes it louder"),
    ),
    "6.8": Case(
        truth=after_more_noise,
        found=lambda: (longer(),),
        wrong={
            "the loop only helps": ([8, 0], "0 of 2 right"),
            "noise does no harm": ({"as trained": 8, "wire cut before the bit": 8}, "off by 8"),
            "a wire that is needed is needed": ((0, 0), "1 of 2 right"),
        },
        bad=({"as trained": "all", "wire cut before the bit": 0}, "as trained: expected a number"),
        leaks=("mends", "whatever the stores hold", "0 of 8", "all eight:", "five of the eight hold"),
    ),
}  # fmt: skip
