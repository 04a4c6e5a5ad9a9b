"""Which sums a net gets wrong: the extreme ones, if its output is logistic.

    python -m lstm_book.reproduced.extremes [SEEDS]

trains the nets of experiment 4 with each kind of output (ten seconds a seed with Numba), and counts.
"""

from __future__ import annotations

import sys
from typing import NamedTuple

import numpy as np

from lstm_book.reproduced.experiment import Experiment
from lstm_book.reproduced.lessons import TESTED, draw
from lstm_book.reproduced.net import Weights, answers
from lstm_book.reproduced.rows import BY_NAME
from lstm_book.reproduced.trial import learned
from lstm_teach.tasks.adding import RIGHT

FAR = 0.3  # from 0.5: a target outside of [0.2, 0.8] is extreme


class Wrong(NamedTuple):
    """Wrong answers of a net on 2,560 new sequences, by what was asked for."""

    extreme: int  # targets outside of [0.2, 0.8]
    wrong_extreme: int
    wrong_others: int
    error_extreme: float  # mean absolute error
    error_others: float


def by_target(experiment: Experiment, weights: Weights, rng: np.random.Generator) -> Wrong:
    """Count the wrong answers of a net that adds."""
    batch, target = draw(experiment, rng, TESTED)
    error = np.abs(answers(experiment, weights, batch.x, batch.lengths) - target)[:, 0]
    extreme, wrong = np.abs(target[:, 0] - 0.5) > FAR, error >= RIGHT
    return Wrong(
        int(extreme.sum()), int((wrong & extreme).sum()), int((wrong & ~extreme).sum()),
        float(error[extreme].mean()), float(error[~extreme].mean()),
    )  # fmt: skip


def main(seeds: int) -> None:
    """Print a line for every net."""
    for name in ("4-100", "4-100-linear"):
        experiment = BY_NAME[name].experiment
        assert isinstance(experiment, Experiment)
        for seed in range(seeds):
            learner = learned(experiment, np.random.default_rng(seed))
            print(name, seed, learner.result()["solved"], learner.seen)
            print("   ", by_target(experiment, learner.weights, np.random.default_rng([seed, 1])), flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 3)
