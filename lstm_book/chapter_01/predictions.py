"""Predictions of chapter 01, The vanilla RNN."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from lstm_book.chapter_01.unroller_run import UnrollerState, run
from lstm_book.choices import Choice
from lstm_book.questions import Number, Question, Several

LONG = 400  # steps, after which a latch has come to rest in one of its valleys
KICKS = {
    "-1 once": (-1.0, 1),
    "-2 once": (-2.0, 1),
    "-0.5 for ever": (-0.5, LONG),
    "-0.6 for five steps": (-0.6, 5),
}
OF_1000 = (0, 5, 50, 500)


def after(steps: int, w: float) -> float:
    """Return h of a single unit after one push of 2 and so many steps of silence."""
    return float(run(UnrollerState(w=w)).h[steps, 0, 0])


def fate(kick: float, kick_steps: int) -> str:
    """Return what becomes of the bit of a latch with w = 2 that is kicked from step 10 on."""
    state = UnrollerState(w=2.0, kick=kick, kick_at=10, kick_steps=kick_steps, steps=LONG)
    return "survives" if run(state).h[-1, 0, 0] > 0 else "flips"


def counts(solved: Mapping[int, int]) -> dict[int, int]:
    """Return how many networks solve the three delays that are asked for."""
    return {delay: solved[delay] for delay in (5, 20, 80)}


def nearest(of_1000: float) -> int:
    """Return the option that a count of 1000 is nearest to, in ratio; below a half it is 0."""
    if of_1000 < 0.5:
        return 0
    return min(OF_1000[1:], key=lambda option: abs(np.log(of_1000 / option)))


PREDICTIONS: dict[str, Question] = {
    "1.1": Number(truth=lambda: after(3, 0.5), near=0.002),
    "1.2": Several(
        truth=lambda: {w: after(10, w) for w in (0.5, 1.0, 2.0)},
        parts={w: Number(near=near) for w, near in ((0.5, 0.01), (1.0, 0.05), (2.0, 0.02))},
    ),
    "1.3": Several(
        truth=lambda: {name: fate(*kick) for name, kick in KICKS.items()},
        parts={name: Choice(options=("survives", "flips")) for name in KICKS},
    ),
    "1.4": Several(
        truth=counts,
        needs=("solved",),
        parts={delay: Number(near=1, spec=".0f") for delay in (5, 20, 80)},
    ),
    "1.5": Number(truth=float, needs=("holding",), near=2, spec=".0f"),
    "1.6": Choice(truth=nearest, needs=('of_1000["solve"]',), options=OF_1000, in_order=True),
}
