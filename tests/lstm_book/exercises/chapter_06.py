"""Answers to the exercises of chapter 06, The full LSTM cell."""

import re
from types import SimpleNamespace

import numpy as np

from lstm_book.chapter_06.exercises import (
    C_2,
    H_2,
    WORSE_C,
    WORSE_H,
    weight_count,
    zeros_until_lost,
)
from lstm_teach import CLOSED, LSTM, OPEN, Hold, LSTMParams, unroll

# Columns i, f, g, o; the rows of W_x belong to the 1 and to the #.
BUTTONS = LSTMParams(
    np.array([[20.0, -20.0, 0.0, 0.0], [0.0, -20.0, 0.0, 0.0]]),
    np.array([[0.0, 0.0, -10.0, 0.0]]),
    np.array([-10.0, 10.0, 2.0, 10.0]),
)
LET_IN = Hold("i", OPEN, 3, 4, units=(0,))
LET_GO = Hold("f", CLOSED, 3, 4, units=(0,))


def columns(params, order):
    return LSTMParams(*(part[..., order] for part in params))


def with_hash(i=0.0, f=-20.0, g=0.0):
    return BUTTONS._replace(W_x=np.array([[20.0, -20.0, 0.0, 0.0], [i, f, g, 0.0]]))


def simulated(b):
    """The number of zeros after which the toggle with the bias b has lost a 1, by running it."""
    params = LSTMParams(
        np.array([[2.0 * b, -2.0 * b, 0.0, 0.0]]),
        np.array([[0.0, 0.0, -10.0, 0.0]]),
        np.array([-b, b, 2.0, 10.0]),
    )
    x = np.zeros((int(0.3 * (1 + np.exp(b))) + 20, 1, 1))
    x[0] = 1.0
    return int(np.argmax(unroll(LSTM, params, x).c[:, 0, 0] <= 0.5))


RIGHT = [
    ("6.1", (C_2, H_2)),
    ("6.1", [-0.475, -0.221]),
    ("6.1", (np.float64(C_2), np.array(H_2))),
    ("6.1", np.array([-0.475, -0.2211])),
    ("6.1", np.array([[-0.475], [-0.2211]], np.float32)),
    ("6.1", (np.array([-0.475]), [-0.2211])),
    ("6.2", weight_count),
    ("6.2", lambda D, H: float(4 * H * (D + H + 1))),
    ("6.2", lambda D, H: np.array(4 * (H * D + H * H + H))),
    ("6.3", BUTTONS),
    ("6.3", with_hash(i=-20.0)),
    ("6.3", with_hash(g=-20.0)),
    ("6.3", with_hash(i=20.0, g=-20.0)),  # a # writes "off" in place of nothing
    ("6.3", LSTMParams(*(part.tolist() for part in BUTTONS))),
    ("6.3", LSTMParams(*(part.astype(np.float32) for part in BUTTONS))),
    ("6.4", [LET_IN, LET_GO]),
    ("6.4", (LET_GO, LET_IN)),
    ("6.4", [LET_IN, Hold("f", CLOSED, 1, 4, units=(0,))]),
    ("6.4", [Hold("i", OPEN, 3, 4), Hold("f", 0.2, 3, 4, units=(0,))]),
    ("6.5", zeros_until_lost),
    ("6.5", lambda b: 0.2695 * (1 + np.exp(b))),
    ("6.5", lambda b: int(zeros_until_lost(b))),
    ("6.5", lambda b: np.array([zeros_until_lost(b)], np.float32)),
    ("6.5", simulated),
]
STUBS = [
    ("6.1", (..., ...)),
    ("6.1", ...),
    ("6.2", lambda D, H: ...),
    ("6.3", ...),
    ("6.3", LSTMParams(..., ..., ...)),
    ("6.4", ...),
    ("6.4", []),
    ("6.5", lambda b: ...),
]
WRONG = [
    *(("6.1", (value, H_2), re.escape(message)) for message, value in WORSE_C.items()),
    *(("6.1", (C_2, value), re.escape(message)) for message, value in WORSE_H.items()),
    ("6.1", (H_2, C_2), "wrong order"),
    ("6.1", (0.3, H_2), "c_2: 0.3 is too large"),
    ("6.1", (C_2, -0.4), "h_2: -0.4 is too small"),
    ("6.1", -0.475, "Expected two numbers"),
    ("6.1", ("a", "b"), "Expected two numbers"),
    ("6.1", (np.nan, H_2), "finite"),
    ("6.1", (C_2, H_2 - 0.001), "h_2: -0.2221 is too small"),
    ("6.1", (-0.48, H_2), r"c_2: -0\.48 is right to two decimals"),
    ("6.1", (C_2, -0.22), r"h_2: -0\.22 is right to two decimals"),
    ("6.1", np.array([[0.475], [-H_2]]), "c_2: the sign"),
    ("6.2", lambda D, H: H * (D + H + 1), "vanilla RNN"),
    ("6.2", lambda D, H: print(4 * H * (D + H + 1)), "returned nothing"),
    ("6.2", lambda D, H: 4 * H * (D + 1) + H * H, "weights from h"),
    ("6.2", lambda D, H: D * H + 4 * H * (H + 1), "weights from x"),
    ("6.2", lambda D, H: 4 * H * (D + H) + H, "own biases"),
    ("6.2", lambda D, H: 4 * (D + H + 1), "one unit of the layer"),
    ("6.2", lambda D, H: 4 * H * (D + 2 * H + 1), "not c"),
    ("6.2", lambda D, H: 4 * H * (D + H + 1) + 3 * H, "Peepholes"),
    ("6.2", lambda D, H: 3 * H * (D + H + 1), "four layers"),
    ("6.2", lambda D, H: 4 * H * (D + H), "biases are missing"),
    ("6.2", lambda D, H: 4 * H * (D + 1), "feedback is missing"),
    ("6.2", lambda D, H: 4 * H * (D + H) + 4, "not one for all"),
    ("6.2", lambda D, H: 4 * H * (D + H + 2), "kept by some libraries"),
    ("6.2", lambda D, H: 4 * H * (D + 4 * H + 1), r"W_h is \(H, 4H\)"),
    ("6.2", lambda D, H: 4 * D * (D + H + 1), "H units, not D"),
    ("6.2", lambda D, H: 5 * H * (D + H + 1), r"For D = 4, H = 6: .*expected 264, got 330"),
    ("6.3", with_hash(f=0.0), r"After the inputs 1# the store should be at most 0\.5, and yours is 0\.9"),
    ("6.3", with_hash(i=20.0), r"After the inputs # the store should be at most 0\.5"),
    ("6.3", with_hash(f=20.0), "signs of the weights from the # turned"),
    ("6.3", with_hash(i=-20.0, f=0.0), "weights from the # to i and f exchanged"),
    (
        "6.3",
        with_hash(i=20.0, g=-1.0),
        r"After the inputs # the store .* \(At this step i = 1\.00, f = 0\.00, g = 0\.76",
    ),
    ("6.3", SimpleNamespace(params=BUTTONS), "the bench itself"),
    ("6.3", BUTTONS._replace(W_h=-BUTTONS.W_h), "After the inputs 11 the store"),
    ("6.3", BUTTONS._replace(W_x=BUTTONS.W_x[::-1]), "two rows of W_x exchanged"),
    ("6.3", columns(BUTTONS, [0, 1, 3, 2]), "yours stand in the order i, f, o, g"),
    ("6.3", columns(BUTTONS, [1, 0, 2, 3]), "columns of f and i exchanged"),
    ("6.3", BUTTONS._replace(W_h=np.zeros((1, 4))), "After the inputs 11 the store should be at most"),
    ("6.3", BUTTONS._replace(b=np.array([-10.0, 4.0, 2.0, 10.0])), "and .* symbols that mean nothing"),
    ("6.3", BUTTONS._replace(W_x=BUTTONS.W_x.T), r"W_x: expected shape \(2, 4\), got \(4, 2\)"),
    ("6.3", BUTTONS._replace(b=BUTTONS.b * np.nan), "finite"),
    ("6.3", tuple(BUTTONS), "Expected bench.params or LSTMParams"),
    ("6.4", [LET_IN], "the two cancel"),
    ("6.4", LET_IN, "the two cancel"),
    ("6.4", [LET_GO], "no new one came in"),
    ("6.4", [LET_IN, Hold("f", CLOSED, 3, 4)], "hurt as well.*units="),
    ("6.4", [LET_IN, LET_GO, Hold("o", CLOSED, 5, 6)], "it is not read"),
    ("6.4", [Hold("i", OPEN, 2, 3), Hold("f", CLOSED, 2, 3, units=(0,))], "works one step later"),
    (
        "6.4",
        [Hold("i", OPEN, 4, 5), Hold("f", CLOSED, 4, 5, units=(0,))],
        "one step earlier: steps count from 0",
    ),
    ("6.4", [Hold("i", OPEN, 3, 4, units=(1,)), Hold("f", CLOSED, 3, 4, units=(1,))], "unit 0 is the number"),
    (
        "6.4",
        [Hold("i", CLOSED, 3, 4, units=(0,)), Hold("f", OPEN, 3, 4, units=(0,))],
        "open and shut exchanged",
    ),
    ("6.4", [LET_IN, Hold("f", CLOSED, 3, 6, units=(0,))], "let go again before the verb"),
    ("6.4", [LET_IN], r"says 0\.00, neither"),  # and not -0.00
    ("6.4", [Hold("f", CLOSED, 2, 3, units=(0,))], "no new one came in"),
    ("6.4", [LET_IN, LET_GO, Hold("o", OPEN)], "number unit says 0.76 at step 0, where nothing is asked"),
    ("6.4", [LET_IN, LET_GO, Hold("o", OPEN, 5, 6)], "gender unit says 0.76 at step 5, where nothing"),
    ("6.4", [Hold("i", 0.3, 3, 4, units=(0,)), LET_GO], "the number unit says -0.29. .* too faint"),
    ("6.4", [LET_IN, LET_GO, Hold("o", 0.3, 6, 7)], "the gender unit says 0.23. .* too faint"),
    ("6.4", [Hold("o", OPEN)], "the verb is still 'opens'"),
    ("6.4", [Hold("q", OPEN)], "expected one of the cell's gates"),
    ("6.4", [Hold("f", CLOSED, 8, 9)], "expected steps within the sequence"),
    ("6.4", "open i", "Expected a list of Holds"),
    ("6.5", lambda b: np.log(0.964 / 0.5) * (1 + np.exp(b)), "by the forget gate alone"),
    ("6.5", lambda b: 0.464 * (1 + np.exp(b)), "by the input gate alone"),
    ("6.5", lambda b: np.log(2) * (1 + np.exp(b)), "half-life"),
    ("6.5", lambda b: np.log(1.964) * (1 + np.exp(b)), "passes 1/2, not 0"),
    ("6.5", lambda b: -zeros_until_lost(b), "sign"),
    ("6.5", lambda b: np.log(1.964 / 1.5) * (1 + np.exp(-b)), r"sigma\(-b\)"),
    ("6.5", lambda b: np.log(1.964 / 1.5) / (1 + np.exp(b)), r"Divide by sigma\(-b\)"),
    ("6.5", lambda b: np.log(1.964 / 1.5) * (1 + np.exp(2 * b)), "counts at a 1 only"),
    ("6.5", lambda b: np.log10(1.964 / 1.5) * (1 + np.exp(b)), "natural logarithm"),
    ("6.5", lambda b: np.log(2 / 1.5) * (1 + np.exp(b)), "not at 2"),
    ("6.5", lambda b: 5937, "has to depend on b"),
    ("6.2", lambda D, H: 4 * H * (D + H + 1) + H + 1, "readout"),
    ("6.2", lambda D, H: 4 * (D * H + H + H), "not its own alone"),
    ("6.4", [LET_IN, Hold("f", CLOSED, 4, 5, units=(0,))], "f was shut only after that"),
    ("6.4", [LET_IN, Hold("f", CLOSED, 5, 6)], "f was shut only after that"),
    ("6.4", [Hold("i", OPEN, 5, 6, units=(0,)), Hold("f", CLOSED, 5, 6, units=(0,))], "no new one came in"),
    ("6.5", lambda b: np.log(1.964 / 0.5) * (1 + np.exp(b)), "Add 1 on both ends"),
    ("6.5", lambda b: np.log(0.964 / 1.5) * (1 + np.exp(b)), "count from -1"),
    ("6.5", lambda b: np.log(1.5) * (1 + np.exp(b)), "is missing"),
    ("6.5", lambda b: 2 * zeros_until_lost(b), "For b = 8: the number of zeros"),
]
