"""What a page asks for in the exercises of chapter 13."""

import numpy as np

from lstm_book.answers import Asked, Number, Steps
from lstm_book.chapter_13 import findings
from lstm_book.chapter_13.exercises import AFTER_B, COLD_SLIPS, DETECTIVE, SLIPS, THREE, after_b, cold

RISE = findings.read()["networks"][DETECTIVE]["units"]["rise"]


def _bits(probabilities: tuple[float, ...]) -> list[float]:
    return [-float(np.log2(p)) for p in probabilities]


ANSWERS = {
    "13.1": Asked([Number(name) for name in AFTER_B], after_b(), slips=[*SLIPS.values(), _bits(after_b())]),
    "13.3": Asked([Number(name) for name in THREE], cold(), slips=[*COLD_SLIPS.values(), _bits(cold())]),
    "13.6": Asked([Steps("unit", 0, len(RISE) - 1)], [int(np.argmax(RISE))]),
}
