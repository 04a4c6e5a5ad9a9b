"""A bit is written at a marked step, distractors follow, the bit is asked for at a second mark."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from lstm_teach.numerics import Array
from lstm_teach.validation import generator, positive_int, real_number, whole_number

VALUE, WRITE, READ = range(3)


class BitBatch(NamedTuple):
    """Sequences and answers."""

    x: Array  # (T, B, 3): value, write mark, read mark
    bit: Array  # (B, 1): the answer, 0 or 1


def bit_through_noise(
    rng: np.random.Generator, delay: int, batch_size: int, *, noise: float = 1.0, lead: int = 0
) -> BitBatch:
    """Return a batch of the story that runs through Part I of the book.

    At step `lead` the value is +1 for the bit 1 and -1 for the bit 0, and the write mark is 1. At all
    other steps the value is a distractor. At the last step the read mark is 1.

    Parameters
    ----------
    rng : numpy.random.Generator
    delay : int
        Steps from writing to reading; T = lead + delay + 1.
    batch_size : int
        B.
    noise : float
        Distractors are uniform in [-noise, noise].
    lead : int
        Steps of noise before the bit.

    Raises
    ------
    TypeError, ValueError
        If `rng` is no generator, a size is below 1, or `noise` or `lead` is negative.

    References
    ----------
    A task of this kind is Bengio, Simard & Frasconi (1994), Learning long-term dependencies with
    gradient descent is difficult, IEEE Trans. Neural Networks 5, its minimal task, doi:10.1109/72.279181.
    """
    generator(rng)
    lead = whole_number("lead", lead, 0)
    T, B = lead + positive_int("delay", delay) + 1, positive_int("batch_size", batch_size)
    real_number("noise", noise, low=0.0)
    bit = rng.integers(2, size=(B, 1)).astype(float)
    x = np.zeros((T, B, 3))
    x[:, :, VALUE] = rng.uniform(-noise, noise, size=(T, B))
    x[lead, :, VALUE] = 2.0 * bit[:, 0] - 1.0
    x[lead, :, WRITE] = 1.0
    x[-1, :, READ] = 1.0
    return BitBatch(x, bit)
