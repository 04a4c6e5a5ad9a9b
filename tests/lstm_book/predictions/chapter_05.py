"""Predictions of chapter 05, The forget gate."""

import math

from tests.lstm_book.predictions.case import Case


def sigmoid(a):
    return 1 / (1 + math.exp(-a))


def drifted():
    """Return what 300 steps of +0.1 do to one unit, by the plain equations."""
    c, h = [0.0, 5.0], [0.0, 0.0]
    for t in range(300):
        o = sigmoid(2 * math.sin(t / 4))
        c = [value + 0.1 for value in c]
        h = [o * math.tanh(value) for value in c]
    assert h[0] == o
    return {"the output": "follows the output gate", "change of h": h[1] - h[0]}


def counts(symbols, forgets):
    count, found = 0, []
    for symbol in symbols:
        count = 0 if forgets and symbol == "#" else count + (symbol == "a")
        found.append(count)
    return found


KEPT, LOST = sigmoid(10), sigmoid(-10)  # of the counter's forget gate, elsewhere and at a #
SOLVED = {
    "forget gate, 200": 10,
    "held open, 200": 5,
    "held open, 600": 8,
    "tanh RNN, 200": 8,
    "tanh RNN, 600": 7,
}
HARM = {
    "as trained": (1.0, 0.99),
    "f open at write marks": (0.69, 0.7),
    "f open elsewhere": (1.0, 1.0),
    "c emptied": (0.9, 0.59),
    "h emptied": (1.0, 0.99),
    "nothing through h": (0.86, 0.6),
}
ERRORS = {"forget gate": 0.28, "held open": 0.48, "tanh RNN": 0.44}

TABLE = {
    "5.1": Case(
        truth=drifted,
        wrong={
            "saturates at 1": ({"the output": "stays near 1", "change of h": 0}, "1 of 2 right"),
            "grows with c": ({"the output": "swings beyond 1", "change of h": 5}, "0 of 2 right"),
            "the extra shows": ({"the output": "follows the output gate", "change of h": 0.5}, "off by 0.5"),
        },
        bad=({"the output": "explodes", "change of h": 0}, 'the output: expected one of "stays near 0"'),
        leaks=("can no longer tell", "IS the output gate", "e-26"),
    ),
    "5.2": Case(
        truth=lambda: {
            "half-life at bias 0": math.log(2) / -math.log(sigmoid(0)),
            "bias for 200 steps": min(b for b in (2, 6, 20, 200) if sigmoid(b) ** 200 >= 0.5),
        },
        wrong={
            "remembers by default": ({"half-life at bias 0": 100, "bias for 200 steps": 2}, "0 of 2 right"),
            "the number of steps": ({"half-life at bias 0": 1, "bias for 200 steps": 200}, "2 places off"),
            "one place off": ([1, 20], "1 place off"),
            "forgets at once": ([0, 6], "off by 1"),
        },
        bad=([1, 7], "bias for 200 steps: expected one of 2, 6, 20, 200"),
        leaks=("5.663", "one step", "5.46", "2.2 steps"),
    ),
    "5.3": Case(
        truth=lambda: 0.85,
        wrong={
            "as open as can be": (1.0, "0 of 40 streams right  the pulse moves h by"),
            "nearly open": (0.97, "the pulse moves h by"),
            "forgets too soon": (0.6, "is left in c"),
            "a little too open": (0.93, "close"),
        },
        bad=(2.2, "expected a number from 0 to 1"),
        leaks=("0.85", "0.78", "0.91", "drown"),
    ),
    "5.4": Case(
        truth=lambda: {"at work": counts("aa#aaa#a#", True), "held open": counts("aa#aaa#a#", False)},
        wrong={
            "# is counted": (
                {"at work": [1, 2, 0, 1, 2, 3, 0, 1, 0], "held open": range(1, 10)},
                "1 of 2 right",
            ),
            "exchanged": (
                {"at work": [1, 2, 2, 3, 4, 5, 5, 6, 6], "held open": [1, 2, 0, 1, 2, 3, 0, 1, 0]},
                "0 of 2 right",
            ),
            "# takes one away": (
                {"at work": [1, 2, 0, 1, 2, 3, 0, 1, 0], "held open": [1, 2, 1, 2, 3, 4, 3, 4, 3]},
                "off by 1.2 in the mean",
            ),
        },
        bad=({"at work": [1, 2], "held open": [1, 2]}, "at work: expected 9 numbers, one a step, got 2"),
        leaks=("1, 2, 0", "1, 2, 2", "ever were"),
    ),
    "5.5": Case(
        truth=lambda: {"step 6": KEPT**6, "step 5": KEPT**7, "step 4": LOST * KEPT**7},
        wrong={
            "nothing passes a #": ({"step 6": 1, "step 5": 0, "step 4": 0}, "2 of 3 right"),
            "constant": ({"step 6": 1, "step 5": 1, "step 4": 1}, "2 of 3 right"),
            "halves": ([1 / 64, 1 / 128, 1 / 256], "1 of 3 right"),
        },
        bad=({"step 6": 1, "step 5": 1}, "expected an answer for each of"),
        leaks=("0.9997", "4.5e-05", "ten-thousandths"),
    ),
    "5.6": Case(
        truth=lambda: list(SOLVED.values()),
        found=lambda: (SOLVED,),
        wrong={
            "the gate alone": ([10, 0, 0, 0, 0], "1 of 5 right"),
            "all of them": ([10, 10, 10, 10, 10], "1 of 5 right"),
            "none of them": ([0, 0, 0, 0, 0], "0 of 5 right"),
        },
        bad=([10, 0, 0, 0, "few"], "tanh RNN, 600: expected a number"),
        leaks=("all ten are right", "fall apart", "thirteen"),
    ),
    "5.7": Case(
        truth=lambda: 4,
        found=lambda: (4,),
        wrong={"as before": (8, "off by 4"), "none": (0, "off by 4"), "most": (7, "close")},
        bad=("some", "expected a number"),
        leaks=("Four of the ten", "not in their cells"),
    ),
    "5.8": Case(
        truth=lambda: {"over all": "f open at write marks", "long waits": "c emptied"},
        found=lambda: (HARM,),
        wrong={
            "the marks": (["f open at write marks", "f open at write marks"], "1 of 2 right"),
            "the wires hold it": (["f open at write marks", "h emptied"], "1 of 2 right"),
            "the leak": (["f open elsewhere", "f open elsewhere"], "0 of 2 right"),
            "exchanged": (["c emptied", "f open at write marks"], "0 of 2 right"),
        },
        bad=(["f shut", "c emptied"], "over all: expected one of"),
        leaks=("69 answers", "0.86", "near guessing", "where the bit is<"),
    ),
    "5.9": Case(
        truth=lambda: "forget gate",
        found=lambda: (ERRORS,),
        wrong={
            "as with the bit": ("none", "not this time"),
            "the carousel": ("held open", "not this time"),
            "the latch": ("tanh RNN", "not this time"),
        },
        bad=("GRU", 'expected one of "forget gate"'),
        leaks=("0.28", "wins plainly"),
    ),
}
