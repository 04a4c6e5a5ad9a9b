"""Sums over all paths of hidden states: what Baum and Welch do without walking them one by one."""

from itertools import product

import numpy as np

from lstm_book.chapter_09.hmm import HMM
from lstm_teach.numerics import Array


def brute(model: HMM, of: list[Array]) -> tuple[Array, Array, Array, float]:
    """Return expected first states, moves and shown symbols, and the log likelihood, path by path."""
    first, moves, shows = (np.zeros_like(part) for part in model)
    log_likelihood = 0.0
    for text in of:
        paths = {}
        for path in product(range(len(model.first)), repeat=len(text)):
            p = model.first[path[0]] * np.prod([model.shows[s, k] for s, k in zip(path, text, strict=True)])
            paths[path] = p * np.prod([model.moves[a, b] for a, b in zip(path, path[1:], strict=False)])
        total = sum(paths.values())
        log_likelihood += float(np.log(total))
        for path, p in paths.items():
            first[path[0]] += p / total
            for a, b in zip(path, path[1:], strict=False):
                moves[a, b] += p / total
            for state, symbol in zip(path, text, strict=True):
                shows[state, symbol] += p / total
    return first, moves, shows, log_likelihood
