"""Signal and noise on one line: the first numbers tell the class, noise follows (1994, 1997)."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from lstm_teach.numerics import Array
from lstm_teach.tasks.criteria import absolute_errors, enough
from lstm_teach.validation import generator, one_of, positive_int, whole_number


class Variant(NamedTuple):
    """What tells the three variants apart."""

    targets: tuple[float, float]  # of class 1 and class 2
    noise_on_signal: bool
    target_variance: float
    bound: float  # a larger absolute error is a misclassification
    misclassified: int  # allowed in 256
    mean: float  # the mean absolute error must be below


VARIANTS = {
    "3a": Variant((1.0, 0.0), False, 0.0, 0.2, 0, 0.01),
    "3b": Variant((1.0, 0.0), True, 0.0, 0.2, 5, 0.04),
    "3c": Variant((0.2, 0.8), False, 0.1, 0.1, 0, 0.015),
}
NOISE_VARIANCE = 0.2
SEQUENCES = 256


class TwoSequences(NamedTuple):
    """Sequences of numbers, what to train on at the last step, and what it is on average."""

    x: Array  # (T, B, 1); 0 behind a sequence's end
    target: Array  # (B, 1)
    mean_target: Array  # (B, 1): without noise
    lengths: Array  # (B,)


def two_sequences(
    rng: np.random.Generator, steps: int, informative: int, batch_size: int, *, variant: str = "3a"
) -> TwoSequences:
    """Return a batch of task 3a, 3b or 3c of Hochreiter & Schmidhuber (1997), the two-sequence problem.

    The first N numbers are 1 for class 1 and -1 for class 2, which have equal chance; all others are
    Gaussian noise of variance 0.2. The length is uniform from T to T + T/10. At the end 1 or 0 is asked
    for. 3b: the same noise on the first N too. 3c: as 3a, but 0.2 for class 1 and 0.8 for class 2 are
    asked for, with Gaussian noise of variance 0.1 on these targets. T / 10 is rounded down.

    Parameters
    ----------
    rng : numpy.random.Generator
    steps : int
        T, the shortest length; `x` has T + T/10 steps.
    informative : int
        N, from 1 to T; 1 or 3 in the paper.
    batch_size : int
        B.
    variant : {"3a", "3b", "3c"}

    Raises
    ------
    TypeError, ValueError
        If `rng` is no generator, a size is out of its range or there is no such variant.

    References
    ----------
    Long short-term memory, Neural Computation 9, section 5.3, doi:10.1162/neco.1997.9.8.1735. 3a is from
    Bengio, Simard & Frasconi (1994), doi:10.1109/72.279181, where lengths from T/2 occur too.
    """
    generator(rng)
    T, B = positive_int("steps", steps), positive_int("batch_size", batch_size)
    N = whole_number("informative", informative, 1, T, "steps")
    what = VARIANTS[one_of("variant", variant, list(VARIANTS))]
    longest = T + T // 10
    lengths = rng.integers(T, longest + 1, size=B)
    second = rng.integers(2, size=B)  # whether it is class 2
    x = rng.normal(0.0, np.sqrt(NOISE_VARIANCE), size=(longest, B, 1))
    if not what.noise_on_signal:
        x[:N] = 0.0
    x[:N, :, 0] += 1.0 - 2.0 * second
    x[np.arange(longest)[:, None] >= lengths] = 0.0
    mean_target = np.array(what.targets)[second][:, None]
    target = mean_target + rng.normal(0.0, np.sqrt(what.target_variance), size=(B, 1))
    return TwoSequences(x, target, mean_target, lengths)


def misclassified(outputs: Array, mean_target: Array, *, variant: str = "3a") -> Array:
    """Return for every sequence whether its answer is wrong: an absolute error of 0.2 or more.

    3c: above 0.1. Errors are counted from the targets without noise.

    Parameters
    ----------
    outputs, mean_target : array (n, 1)
        At the last step.
    variant : {"3a", "3b", "3c"}

    Raises
    ------
    TypeError, ValueError
        If an argument is no finite float array, the shapes differ or there is no such variant.
    """
    what = VARIANTS[one_of("variant", variant, list(VARIANTS))]
    errors = absolute_errors(outputs, mean_target).max(axis=1)
    return errors > what.bound if variant == "3c" else errors >= what.bound


def two_sequences_solved(
    outputs: Array, mean_target: Array, *, variant: str = "3a", mean_too: bool = True
) -> bool:
    """Say whether training may stop, by new sequences, at least 256.

    ST1: none is misclassified (3b: fewer than 6 of 256; of more, no larger share than 5 in 256). ST2: ST1,
    and the mean absolute error is below 0.01 (3b: 0.04). 3c has one criterion: none misclassified and a
    mean absolute error below 0.015.

    Parameters
    ----------
    outputs, mean_target : array (n, 1)
    variant : {"3a", "3b", "3c"}
    mean_too : bool
        ST2, or ST1 where it is False; must be True for 3c.

    Raises
    ------
    TypeError, ValueError
        As `misclassified`; also if there are fewer than 256 sequences.
    """
    wrong = misclassified(outputs, mean_target, variant=variant)
    enough("outputs", len(wrong), SEQUENCES)
    if not one_of("mean_too", mean_too, [True, False]) and variant == "3c":
        raise ValueError("mean_too: expected True, as 3c has one criterion alone, got False")
    what = VARIANTS[variant]
    few = np.count_nonzero(wrong) * SEQUENCES <= what.misclassified * len(wrong)
    return bool(few and (not mean_too or np.mean(np.abs(outputs - mean_target)) < what.mean))
