"""Answers to the exercises of chapter 13, Predicting text."""

from fractions import Fraction

import numpy as np

from lstm_book.chapter_13 import findings
from lstm_book.chapter_13.exercises import DETECTIVE, WARM, after_b, costs_in_chunks

UNITS = findings.read()["networks"][DETECTIVE]["units"]
RISE = np.array(UNITS["rise"])
BEST = int(np.argmax(RISE))
FOLLOWS = int(np.argmax(np.abs(UNITS["r"])))
SECOND = int(np.argsort(RISE)[-2])
COLD = tuple(WARM**2 / np.sum(WARM**2))


def plainly(read, ids, T, state):
    """Right as well: one character at a time."""
    costs = []
    for n in range(len(ids) - 1):
        cost, state = read(ids[n : n + 1], ids[n + 1 : n + 2], state)
        costs.append(cost[0])
    return costs


def chunks(stride=0, reset=False, full=False, shift=1):
    def answer(read, ids, T, state):
        costs, now = [], state
        for t in range(0, len(ids) - 1, T + stride):
            x, y = ids[t : min(t + T, len(ids) - 1)], ids[t + shift : min(t + T, len(ids) - 1) + shift]
            if full and len(x) < T:
                break
            cost, now = read(x, y, state if reset else now)
            costs.extend(cost)
        return np.array(costs)

    return answer


RIGHT = [
    ("13.1", (35 / 48, 1 / 8, 1 / 16, 1 / 24)),
    ("13.1", [0.729, 0.125, 0.0625, 0.0417]),
    ("13.1", (0.729, 0.125, 0.063, 0.042)),
    ("13.1", (0.729, 0.125, 0.062, 0.042)),
    ("13.1", np.array(after_b(), dtype=np.float32)),
    ("13.1", [np.array([p]) for p in after_b()]),
    ("13.2", 3 / 7),
    ("13.2", np.float32(0.4286)),
    ("13.2", Fraction(3, 7)),
    ("13.2", [np.array([0.429])]),
    ("13.3", (0.867, 0.117, 0.016)),
    ("13.3", list(COLD)),
    ("13.3", np.array(COLD, dtype=np.float32)),
    ("13.4", costs_in_chunks),
    ("13.4", plainly),
    ("13.4", chunks()),
    ("13.4", lambda *given: costs_in_chunks(*given).astype(np.float32)),
    ("13.5", 597),
    ("13.5", 2 ** (1.672 * 5.516)),
    ("13.5", 3.187**5.516),
    ("13.6", BEST),
    ("13.6", np.int64(BEST)),
    ("13.6", float(BEST)),
    ("13.6", np.array([BEST])),
]
STUBS = [
    ("13.1", (..., ..., ..., ...)),
    ("13.2", ...),
    ("13.3", (..., ..., ...)),
    ("13.4", lambda read, ids, T, state: ...),
    ("13.5", ...),
    ("13.6", ...),
]
WRONG = [
    ("13.1", (1, 0, 0, 0), "everything but r gets nothing"),
    ("13.1", (19 / 32, 3 / 16, 3 / 32, 1 / 16), r"\*different\* followers of b: one"),
    ("13.1", (24 / 33, 5 / 33, 2 / 33, 1 / 33), "raw counts"),
    ("13.1", (11 / 15, 1 / 15, 1 / 15, 1 / 15), "not to the uniform one"),
    ("13.1", (35 / 32, 3 / 16, 3 / 32, 1 / 16), "do not add up to 1"),
    ("13.1", (3 / 7, 1 / 7, 1 / 7, 1 / 7), "adds 1 to every count"),
    ("13.1", (0.4557, 3.0, 4.0, 4.585), "These are bits"),
    ("13.1", (35 / 48, 1 / 8, 1 / 16, 1 / 16), r"P\(c\): it is not 0\.0625"),
    ("13.1", (0.729, 0.125, 0.063, 0.062), r"P\(c\): it is not 0\.062"),
    ("13.1", (0.7, 0.125, 0.0625, 0.0417), r"P\(r\): it is not 0\.7\."),
    ("13.1", (35 / 48, 1 / 8), "got 2 values"),
    ("13.1", 0.73, "Expected 4 numbers, got float"),
    ("13.1", ("r", 1, 2, 3), "expected numbers, got str"),
    ("13.2", 3 / 8, "not given back"),
    ("13.2", 0.5, "without a discount"),
    ("13.2", 41 / 112, "Witten"),
    ("13.2", 0.4432, "how often b occurs"),
    ("13.2", 0.4453, "Bell's share, 3/16"),
    ("13.2", 0.4464, "four times in all"),
    ("13.2", 0.4643, "only three kinds"),
    ("13.2", 0.343, "divide by 4"),
    ("13.2", 0.3929, "every one of the three kinds"),
    ("13.2", 0.45, "uniform distribution"),
    ("13.2", 1.222, "These are bits"),
    ("13.2", 1 / 7, "without a context"),
    ("13.2", 0.9, "too large"),
    ("13.2", "3/7", "Expected a number, got str"),
    ("13.3", (0.442, 0.06, 0.008), "divide them by their sum"),
    ("13.3", (0.506, 0.307, 0.186), "temperature 2"),
    ("13.3", (0.665, 0.245, 0.090), "temperature 1 still"),
    ("13.3", (1.33, 0.489, 0.18), "It is the scores"),
    ("13.3", tuple(np.exp(2 * WARM) / np.exp(2 * WARM).sum()), "through a softmax"),
    ("13.3", (0.982, 0.018, 0.0003), "squared twice"),
    ("13.3", (1, 0, 0), "temperature 0"),
    ("13.3", (0.867, 0.2, 0.016), r"the second: it is not 0\.2"),
    ("13.3", (0.867, 0.133), "got 2 values"),
    ("13.4", chunks(reset=True), "Hand on the state"),
    ("13.4", chunks(stride=1), "share an end"),
    ("13.4", chunks(full=True), "last chunk"),
    ("13.4", chunks(shift=0), "the \\*next\\* character"),
    ("13.4", lambda read, ids, T, state: read(ids[:-1], ids[1:], state)[0], "expected at most"),
    ("13.4", lambda read, ids, T, state: read(ids[:T], ids[1:T], state), "characters and"),
    ("13.4", lambda read, ids, T, state: read(ids[:1], ids[:0], state), "in <lambda>.*1 character and 0"),
    ("13.4", lambda read, ids, T, state: None, "returned nothing"),
    ("13.4", 0.5, "Expected a function"),
    ("13.5", 5.516, "too small"),
    ("13.5", 3.187, "perplexity of a character"),
    ("13.5", 9.223, "bits of a word"),
    ("13.5", np.exp(9.223), "powers of 2, not of e"),
    ("13.5", 17.58, "perplexities multiply"),
    ("13.5", 187.4, "The blank behind a word"),
    ("13.5", 100, "too small"),
    ("13.6", FOLLOWS, "follows the depth best"),
    ("13.6", SECOND, "place 2"),
    ("13.6", 128, "0 to 127"),
    ("13.6", "unit 3", "Expected the number of a unit"),
    ("13.6", BEST + 0.5, "Expected the number of a unit"),
]
