"""Where steps are, and ranges of values whose ends are easily read."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from lstm_teach.numerics import Array

DECADES = 12  # at most so many powers of ten
REACHES = (1, 2, 5, 10, 20, 30, 50, 100, 200, 300)  # powers of ten that an even range may end at


@dataclass(frozen=True)
class Axis:
    """The time axis of rows that stand under each other."""

    T: int  # the number of steps
    width: float  # of the whole picture
    first: int = 1  # the first step's number; 0 where the state before the run is shown too
    left: float = 40.0  # room beside the rows
    right: float = 10.0

    @property
    def last(self) -> int:
        """The number of the last step."""
        return self.first + self.T - 1

    @property
    def end(self) -> float:
        """Where the rows end."""
        return self.width - self.right

    @property
    def span(self) -> float:
        """The width of all steps."""
        return self.end - self.left

    @property
    def pitch(self) -> float:
        """The width of a step."""
        return self.span / self.T

    def x(self, t: Any) -> Any:
        """Return where step t has its middle; of several steps an array."""
        return self.left + (t - self.first + 0.5) * self.pitch

    @property
    def xs(self) -> Any:
        """The middles of all steps."""
        return self.x(np.arange(self.first, self.last + 1))

    def step_at(self, x: float) -> int:
        """Return the step that is drawn at `x`; beside the rows the first or the last one."""
        step = self.first + math.floor((x - self.left) / self.pitch)
        return min(max(step, self.first), self.last)

    def ticks(self, room: float) -> list[int]:
        """Return the steps whose numbers are written, if each needs so much room."""
        every = next(n for n in (1, 5, 10, 20, 50, 100, 1000, 10**9) if n * self.pitch >= room or n >= self.T)
        return [self.first, *range(every * (self.first // every + 1), self.last + 1, every)]


def round_limit(value: float, least: float = 0.1) -> float:
    """Return the next end of a range that is easily read: 1, 2, 3 or 5 times a power of ten.

    From 1000 on it is a power of ten. `least` is the smallest one.

    Examples
    --------
    >>> [round_limit(value) for value in (0.0, 0.25, 1.0, 4.2, 600.0, 2e7)]
    [0.1, 0.3, 1.0, 5.0, 1000.0, 100000000.0]
    """
    value = max(abs(float(value)), least)
    power = math.floor(math.log10(value))
    leading = (1.0, 2.0, 3.0, 5.0, 10.0) if power < 3 else (1.0, 10.0)
    ends = (n * 10.0**power if power >= 0 else n / 10.0**-power for n in leading)
    return next(end for end in ends if value <= end * (1 + 1e-9))


def limits(values: Array, least: float = 0.1) -> tuple[float, float]:
    """Return a range around 0 that holds all values."""
    high = round_limit(float(np.nanmax(np.abs(values), initial=0.0)), least)
    return -high, high


def log_limits(*signals: Array) -> tuple[float, float]:
    """Return powers of ten between which all magnitudes are, at most `DECADES` of them."""
    powers = _powers(signals)
    if not len(powers):
        return -1.0, 0.0
    high = math.ceil(powers.max() - 1e-9)
    low = max(math.floor(powers.min() + 1e-9), high - DECADES)
    return float(min(low, high - 1)), float(high)


def even_log_limits(*signals: Array) -> tuple[float, float]:
    """Return powers of ten as far below 1 as above it, so that 1 is always in the middle.

    They are among a few, so that the range stays while a dial is turned a little.
    """
    most = np.abs(_powers(signals)).max(initial=0.0)
    reach = next((reach for reach in REACHES if most <= reach + 1e-9), REACHES[-1])
    return -float(reach), float(reach)


def _powers(signals: tuple[Array, ...]) -> Array:
    sizes = np.concatenate([np.abs(signal).ravel() for signal in signals])
    powers: Array = np.log10(sizes[(sizes > 0) & np.isfinite(sizes)])
    return powers
