"""What the pencil lattice computes: three words, two tags, and all sums over their eight paths."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import ClassVar, NamedTuple

import numpy as np

from lstm_teach.crf import forward_sums, marginals, viterbi
from lstm_teach.numerics import Array
from lstm_teach.settings import Settings, one, whole

WORDS, TAGS = ("St", "James", "St"), ("N", "T")
MEANING = {"N": "name", "T": "type"}
AS_TYPE = {"St": 2, "James": 0}  # powers of the words' factors as T, which stay
REACH = 4  # the largest power of two, and the smallest
PATHS = tuple(product(range(2), repeat=3))
SHOWN = ("probabilities", "forward sums")


@dataclass(frozen=True, repr=False)
class PencilLatticeState(Settings):
    """The settings of a `PencilLattice`: powers of two, of the transitions and of the words as N."""

    NN: int = whole(1, -REACH, REACH)
    NT: int = whole(2, -REACH, REACH)
    TN: int = whole(-2, -REACH, REACH)
    TT: int = whole(-3, -REACH, REACH)
    St: int = whole(1, -REACH, REACH)
    James: int = whole(3, -REACH, REACH)
    show: str = one("probabilities", SHOWN, looking=True)

    widget: ClassVar[str] = "PencilLattice"

    @property
    def words(self) -> Array:
        """Return the powers of the words' factors, (3, 2)."""
        return np.array([(getattr(self, word), AS_TYPE[word]) for word in WORDS], float)

    @property
    def transitions(self) -> Array:
        """Return the powers of the transitions, (2, 2), from the row's tag to the column's."""
        return np.array([[self.NN, self.NT], [self.TN, self.TT]], float)


class PencilRun(NamedTuple):
    """Paths in the order of `PATHS`, tags as numbers: 0 is N, 1 is T."""

    products: tuple[float, ...]  # of every path, exact
    Z: float  # their sum, exact
    nodes: Array  # (3, 2)
    pairs: Array  # (2, 2, 2)
    sums: Array  # (3, 2), the forward sums
    best: tuple[int, ...]
    by_word: tuple[int, ...]

    @property
    def tied(self) -> list[tuple[int, ...]]:
        """Return all paths with the largest product."""
        return [path for path, p in zip(PATHS, self.products, strict=True) if p == max(self.products)]

    def share(self, path: tuple[int, ...]) -> float:
        """Return the probability of a path."""
        return self.product_of(path) / self.Z

    def product_of(self, path: tuple[int, ...]) -> float:
        """Return the product of a path's factors."""
        return self.products[PATHS.index(path)]


def factors(state: PencilLatticeState, path: tuple[int, ...]) -> list[int]:
    """Return the powers along a path: word, step, word, step, word."""
    powers = [int(state.words[0, path[0]])]
    for t, (i, j) in enumerate(zip(path, path[1:], strict=False), start=1):
        powers += [int(state.transitions[i, j]), int(state.words[t, j])]
    return powers


@np.errstate(under="ignore")  # a probability may be too small to be held
def run(state: PencilLatticeState) -> PencilRun:
    """Compute products, probabilities, forward sums and both answers; of equals the one that N wins."""
    words, steps = state.words[:, None], state.transitions
    scores, transitions = np.log(2.0) * words, np.log(2.0) * steps
    products = tuple(2.0 ** sum(factors(state, path)) for path in PATHS)
    nodes, pairs = marginals(scores, transitions)
    best, _ = viterbi(words, steps)  # powers are whole numbers: what is equal stays so
    return PencilRun(
        products,
        sum(products),
        nodes[:, 0],
        pairs[:, 0],
        np.exp(forward_sums(scores, transitions)[:, 0]),
        tuple(best[:, 0].tolist()),
        tuple(words[:, 0].argmax(axis=-1).tolist()),
    )
