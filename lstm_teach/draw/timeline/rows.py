"""What is drawn over time, on which scale, and where it is. No picture is made here."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from lstm_teach.draw import theme
from lstm_teach.draw.numbers import shown
from lstm_teach.draw.timeline.scales import Axis
from lstm_teach.numerics import Array

KINDS = {  # and whether there is a dot on the cursor
    "line": True,  # with dots, if there are few steps
    "dotted": True,
    "curve": True,  # a strong line
    "marks": False,  # circles on a curve that they are compared with
    "bars": False,
    "levels": False,  # a level piece at every step that has a value
    "faint": False,  # thin and dashed: what would have been
    "beside": False,  # thin, under the others: the same of another run
}


@dataclass(frozen=True, eq=False)
class Signal:
    """One signal over time."""

    name: str  # as the reader calls it; empty where the row's title says it
    values: Array  # (T,), NaN where there is none
    role: str  # whose colour it has, one of `theme.ROLES`
    kind: str = "line"  # one of `KINDS`
    held: Array | None = None  # bool (T,), where a line is held: dashes before a shade

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"Signal.kind: expected one of {', '.join(KINDS)}, got {self.kind!r}")
        values = np.asarray(self.values, float)
        if values.ndim != 1 or not len(values):
            raise ValueError(f"Signal.values: expected shape (T,), got {values.shape}")
        object.__setattr__(self, "values", values)
        theme.colour(self.role)

    @property
    def colour(self) -> str:
        """The colour of its role."""
        return theme.colour(self.role)


@dataclass(frozen=True, eq=False)
class Row:
    """Signals with one range. A logarithmic row shows absolute values, and 0 at its lower edge."""

    title: str
    signals: tuple[Signal, ...]
    low: float  # what lies beyond is drawn at the edge; on a logarithmic scale a power of ten
    high: float
    height: float = 60.0
    log: bool = False
    show: Callable[[float], str] = shown  # from a value to its text
    key: str = ""  # what the row stands for, such as the name of a gate
    band: tuple[float, float] | None = None  # magnitudes that are shaded, on a logarithmic scale
    room: float = (
        0.0  # pixels between the ends of the range and the edges, on a scale that is not logarithmic
    )
    gaps: bool = False  # on a logarithmic scale: whether a 0 leaves a gap, with a circle at the foot
    top: float = 0.0  # where it begins; see `stacked`

    def __post_init__(self) -> None:
        if not self.signals:
            raise ValueError("Row.signals: expected at least one Signal, got none")
        if not self.low < self.high:
            raise ValueError(f"Row.low: expected less than high = {self.high:g}, got {self.low:g}")

    @property
    def bottom(self) -> float:
        """Where it ends."""
        return self.top + self.height

    def rectangle(self, axis: Axis) -> tuple[float, float, float, float]:
        """Return left, top, width and height."""
        return axis.left, self.top, axis.span, self.height

    def y(self, values: Any) -> Any:
        """Return where a value stands; of several values an array."""
        if self.log:
            sizes = np.ravel(values).tolist()  # not np.log10, whose last digit differs between CPUs
            powers = [math.log10(abs(size)) if size else -math.inf for size in sizes]
            return self.y_of_power(np.reshape(powers, np.shape(values)))
        inside, height = np.clip(values, self.low, self.high), self.height - 2 * self.room
        return self.top + self.room + (self.high - inside) * (height / (self.high - self.low))

    def y_of_power(self, power: Any) -> Any:
        """Return where a power of ten stands in a logarithmic row."""
        middle, reach = (self.high + self.low) / 2, (self.high - self.low) / 2
        return self.top + self.height * (1 - np.clip((power - middle) / reach, -1.0, 1.0)) / 2

    def value_at(self, y: float) -> float:
        """Return the value that stands at `y`; above and below the row, that of its edge."""
        room = 0.0 if self.log else self.room
        share = min(max((y - self.top - room) / (self.height - 2 * room), 0.0), 1.0)
        place = self.high - share * (self.high - self.low)
        return 10.0**place if self.log else place

    @cached_property
    def ranges(self) -> tuple[tuple[str, str], ...]:
        """The least and the largest value of each signal, as the reader sees them."""
        return tuple(self._range(signal) for signal in self.signals)

    def _range(self, signal: Signal) -> tuple[str, str]:
        known = signal.values[np.isfinite(signal.values)]
        known = np.abs(known) if self.log else known
        if not len(known):
            return "none", "none"
        return self.text_of(float(np.min(known))), self.text_of(float(np.max(known)))

    def text_of(self, value: float) -> str:
        """Return a value as the reader sees it."""
        if math.isnan(value):
            return "none"
        return self.show(abs(value) if self.log else value)


def stacked(rows: Iterable[Row], head: float, gap: float) -> tuple[tuple[Row, ...], int]:
    """Return rows put under each other, the first at `head`, and the number T of their steps.

    Raises
    ------
    ValueError
        If there is no row, or the numbers of steps differ.
    """
    placed, y = [], head
    for row in rows:
        placed.append(replace(row, top=y))
        y += row.height + gap
    lengths = {len(signal.values) for row in placed for signal in row.signals}
    if len(lengths) != 1:
        raise ValueError(f"rows: expected signals of one length T, got {sorted(lengths) or 'none'}")
    return tuple(placed), lengths.pop()


def words(rows: Iterable[Row], axis: Axis, t: int) -> str:
    """Return the numbers at step t, and between which ends each signal moves, in words."""
    n = t - axis.first
    return " ".join(_sentence(row, k, n, t) for row in rows for k in range(len(row.signals)))


def _sentence(row: Row, k: int, n: int, t: int) -> str:
    signal, (low, high) = row.signals[k], row.ranges[k]
    name = row.title if signal.name in ("", row.key) else f"{row.title}, {signal.name}"
    held = " (held)" if signal.held is not None and signal.held[n] else ""
    return f"{name}: {row.text_of(float(signal.values[n]))}{held} at step {t}, from {low} to {high}."
