"""The bit through noise without an end: bits are written and asked for again and again."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from lstm_teach.numerics import Array
from lstm_teach.tasks.bit_through_noise import READ, VALUE, WRITE
from lstm_teach.validation import generator, positive_int, real_number


class BitStream(NamedTuple):
    """Streams, what is to be known at every step, and where it is asked for."""

    x: Array  # (T, B, 3): value, write mark, read mark
    bit: Array  # (T, B, 1): the bit that was written last, 0 or 1
    asked: Array  # (T, B): booleans, True where the read mark is 1


def bit_stream(
    rng: np.random.Generator,
    steps: int,
    batch_size: int,
    *,
    write: float = 0.1,
    read: float = 0.15,
    noise: float = 1.0,
) -> BitStream:
    """Return a piece of the endless form of `bit_through_noise`: nothing marks where an episode ends.

    At the first step, and at every later one with probability `write`, a new bit is written: the value is
    +1 or -1 and the write mark is 1. With probability `read` the read mark is 1 instead. At all steps
    without a write mark the value is a distractor. A bit is in force until the next one is written.

    Parameters
    ----------
    rng : numpy.random.Generator
    steps : int
        T.
    batch_size : int
        B, independent streams.
    write, read : float
        Probabilities, at each step; together at most 1.
    noise : float
        Distractors are uniform in [-noise, noise].

    Raises
    ------
    TypeError, ValueError
        If `rng` is no generator, a size is below 1, a probability lies outside [0, 1] or both are more
        than 1 together, or `noise` is negative.

    References
    ----------
    Continual forms of tasks with marked ends: Gers, Schmidhuber & Cummins (2000), Learning to forget,
    Neural Computation 12, section 4, doi:10.1162/089976600300015015. This one is not among them.
    """
    generator(rng)
    T, B = positive_int("steps", steps), positive_int("batch_size", batch_size)
    write = real_number("write", write, low=0.0, high=1.0)
    real_number("read", read, low=0.0, high=1.0)
    if write + read > 1.0:
        raise ValueError(f"read: expected at most 1 - write = {1.0 - write:g}, got {read!r}")
    real_number("noise", noise, low=0.0)
    event = rng.random((T, B))
    written = event < write
    written[0] = True
    asked = ~written & (event < write + read)
    new = rng.integers(2, size=(T, B))
    last_written = np.maximum.accumulate(np.where(written, np.arange(T)[:, None], 0), axis=0)
    x = np.zeros((T, B, 3))
    x[:, :, VALUE] = np.where(written, 2.0 * new - 1.0, rng.uniform(-noise, noise, size=(T, B)))
    x[:, :, WRITE] = written
    x[:, :, READ] = asked
    bit = np.take_along_axis(new, last_written, axis=0).astype(float)
    return BitStream(x, bit[:, :, None], asked)
