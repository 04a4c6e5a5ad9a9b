"""What a page asks for in the exercises of chapter 14."""

from collections.abc import Iterator
from itertools import product

import numpy as np

from lstm_book.answers import Asked, Choice, Number, Row
from lstm_book.chapter_14.pencil_judge import BEST, FACTORS, OF_P, OF_SUMS, OF_Z, RIGHT, P, Z, slipped

TAGS = "NT"


def _rows() -> Iterator[list[float]]:
    """Yield rows of sums that the judge knows: each slip made throughout, and made at one word alone."""
    yield RIGHT.T.ravel().tolist()  # all of N first, then all of T
    for slip, update in OF_SUMS.items():
        throughout = slipped(slip)
        yield throughout.ravel().tolist()
        at_one = [throughout[0], *(update(RIGHT[t - 1], FACTORS[t]) for t in (1, 2))]
        yield np.ravel(at_one).tolist()
    yield np.log(RIGHT).ravel().tolist()


ANSWERS = {
    "14.1": Asked(
        [
            Row("forward sums: N and T of word 1, of word 2, of word 3", RIGHT.size, list(_rows())),
            Number("Z", list(OF_Z.values())),
            Choice("best path", tuple("".join(path) for path in product(TAGS, repeat=3))),
            Number("its probability", list(OF_P.values())),
        ],
        [RIGHT.ravel().tolist(), Z, "".join(TAGS[k] for k in BEST), P],
    ),
}
