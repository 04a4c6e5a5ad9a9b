"""What the chapter measures, found another way: the four equations of an LSTM in NumPy, and counting."""

from collections import Counter
from functools import cache

import numpy as np

from lstm_book import datasets
from lstm_book.chapter_00.machine_run import novel
from lstm_book.chapter_00.measures import AFTER, BEFORE, COUNTED, PASSAGES, PULSES

ORDER = "ifgo"


def sigma(a):
    return 1 / (1 + np.exp(-a))


@cache
def text():
    return datasets.text("pride-and-prejudice.txt.gz")


@cache
def passages(count=PASSAGES):
    """The ids of the passages, (BEFORE + COUNTED + 1, count): the last twentieth of the novel, evenly."""
    unseen, symbols = text()[int(0.95 * len(text())) :], novel().alphabet.symbols
    length = BEFORE + COUNTED + 1
    starts = [int(n * (len(unseen) - length) / (count - 1)) for n in range(count)]
    return np.array([[symbols.index(letter) for letter in unseen[s : s + length]] for s in starts]).T


def step(x, h, c, held):
    """Return h and c after a letter; `held` maps gates to (value, units)."""
    W_x, W_h, b = novel().model.cell
    H = len(W_h)
    a = W_x[x] + h @ W_h + b
    parts = {name: a[:, n * H : (n + 1) * H] for n, name in enumerate(ORDER)}
    gates = {name: sigma(parts[name]) for name in "ifo"}
    for name, (value, units) in held.items():
        gates[name][:, units] = value
    c = gates["f"] * c + gates["i"] * np.tanh(parts["g"])
    return gates["o"] * np.tanh(c), c


def costs(held=lambda k: {}, count=PASSAGES):
    """What every letter but the first costs; `held(k)` says what is held when the k-th is read."""
    ids, (W_y, b_y) = passages(count), novel().model.out
    h = c = np.zeros((count, len(W_y)))
    found = []
    for k in range(BEFORE + COUNTED):
        h, c = step(ids[k], h, c, held(k))
        p = np.exp(h @ W_y + b_y)
        p /= p.sum(axis=1, keepdims=True)
        found.append(-np.log2(p[np.arange(count), ids[k + 1]]))
    return np.array(found)


@cache
def bits(gate="", value=0.0, units=None, start=BEFORE):
    index = slice(None) if units is None else list(units)
    held = {gate: (value, index)} if gate else {}
    return float(costs(lambda k: held if k >= start else {})[BEFORE:].mean())


@cache
def of_pairs():
    """What a table of letter pairs, counted in the first nine tenths, costs on the letters that count."""
    seen, symbols = text()[: int(0.9 * len(text()))], novel().alphabet.symbols
    pairs, ids = Counter(zip(seen, seen[1:], strict=False)), passages()
    firsts = Counter(seen[:-1])
    total = [
        -np.log2((pairs[a, b] + 0.05) / (firsts[a] + 0.05 * len(symbols)))
        for a, b in (
            (symbols[m], symbols[n])
            for m, n in zip(ids[BEFORE:-1].ravel(), ids[BEFORE + 1 :].ravel(), strict=True)
        )
    ]
    return float(np.mean(total))


@cache
def untouched(count):
    return costs(count=count)


@cache
def after(gate, count=PULSES):
    """What the letters after one letter of a shut gate cost more."""
    more = costs(lambda k: {gate: (0.0, slice(None))} if k == BEFORE else {}, count) - untouched(count)
    return more[BEFORE : BEFORE + AFTER].mean(axis=1)
