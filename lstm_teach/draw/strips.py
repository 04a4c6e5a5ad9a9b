"""Strips over time: signals under each other on one time axis, with one cursor."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from lstm_teach.draw import svg, theme
from lstm_teach.draw.svg import Drawing, number
from lstm_teach.numerics import Array

LEFT, RIGHT = 40.0, 10.0
TITLE, FOOT = 19.0, 34.0
MANY = 45  # more steps than this: no dots on the lines


@dataclass(frozen=True)
class Series:
    """One signal over time.

    Parameters
    ----------
    name : str
        As the reader calls it.
    values : array (T,)
    role : str
        Whose colour it has; a role of `theme.ROLES`.
    kind : str
        ``"line"`` or ``"bars"``.
    faint : bool
        Drawn thin and dashed: what would have been.
    """

    name: str
    values: Array
    role: str
    kind: str = "line"
    faint: bool = False

    def __post_init__(self) -> None:
        if self.kind not in ("line", "bars"):
            raise ValueError(f"Series.kind: expected 'line' or 'bars', got {self.kind!r}")
        if np.ndim(self.values) != 1 or not len(self.values):
            raise ValueError(f"Series.values: expected shape (T,), got {np.shape(self.values)}")
        theme.colour(self.role)


@dataclass(frozen=True)
class Strip:
    """One or more signals with the same range.

    Parameters
    ----------
    title : str
    series : tuple of Series
    low, high : float
        What goes beyond is drawn at the edge, with a mark.
    height : float
        Of the strip alone, without its title.
    decimals : int
        Of the numbers at the cursor.
    """

    title: str
    series: tuple[Series, ...]
    low: float
    high: float
    height: float = 60.0
    decimals: int = 2

    def __post_init__(self) -> None:
        if not self.series:
            raise ValueError("Strip.series: expected at least one Series, got none")
        if not self.low < self.high:
            raise ValueError(f"Strip.low: expected less than high = {self.high:g}, got {self.low:g}")


def strips(all_strips: Sequence[Strip], t: int, width: float = 560.0) -> Drawing:
    """Draw strips under each other, with a cursor through all of them at step `t`.

    Parameters
    ----------
    all_strips : sequence of Strip
        From top to bottom, all with the same number of steps.
    t : int
        The cursor's step, from 1 to T.
    width : float

    Returns
    -------
    Drawing

    Raises
    ------
    ValueError
        If there is no strip, the numbers of steps differ, or there is no step `t`.
    """
    T = _steps(all_strips)
    if not 1 <= t <= T:
        raise ValueError(f"t: expected a step from 1 to {T}, got {t}")
    axis = _Axis(T, width)
    body, y = [], 0.0
    for strip in all_strips:
        body.append(_strip(strip, axis, y + TITLE, t))
        y += TITLE + strip.height
    body.append(_time_axis(axis, y, t))
    names = ", ".join(strip.title for strip in all_strips)
    label = f"{names} over {T} steps; the cursor is at step {t}"
    return Drawing(width, y + FOOT, label, _description(all_strips, t), "".join(body))


@dataclass(frozen=True)
class _Axis:
    T: int
    width: float

    @property
    def pitch(self) -> float:
        return (self.width - LEFT - RIGHT) / self.T

    def x(self, t: float) -> float:
        """Where step t, counted from 1, has its middle."""
        return LEFT + (t - 0.5) * self.pitch


def _steps(all_strips: Sequence[Strip]) -> int:
    lengths = {len(series.values) for strip in all_strips for series in strip.series}
    if len(lengths) != 1:
        raise ValueError(f"strips: expected series of one length T, got {sorted(lengths) or 'none'}")
    return lengths.pop()


def _strip(strip: Strip, axis: _Axis, top: float, t: int) -> str:
    height = strip.height
    scale = height / (strip.high - strip.low)

    def y(value: float) -> float:
        return top + height - (min(max(value, strip.low), strip.high) - strip.low) * scale

    zero = y(0.0)
    cursor = [(axis.x(t), top), (axis.x(t), top + height)]
    parts = [
        svg.rect(LEFT, top, axis.width - LEFT - RIGHT, height, stroke=theme.INK, stroke_opacity=0.35),
        svg.line([(LEFT, zero), (axis.width - RIGHT, zero)], width=1, opacity=0.35),
        svg.text(LEFT - 5, top + 10, number(strip.high, 0), size=12, anchor="end"),
        svg.text(LEFT - 5, top + height, number(strip.low, 0), size=12, anchor="end"),
        _title(strip, top, t),
        svg.line(cursor, colour=theme.colour("cursor"), width=1.5, dash=theme.CURSOR_DASH),
    ]
    for series in strip.series:
        parts.append(_series(series, axis, y, zero, t))
    return "".join(parts)


def _title(strip: Strip, top: float, t: int) -> str:
    """The title; the names of several series; their values at the cursor. All in one line."""
    values = "   ".join(
        (f"{series.name} " if len(strip.series) > 1 else "") + number(series.values[t - 1], strip.decimals)
        for series in strip.series
        if not series.faint
    )
    return svg.text(LEFT, top - 5, f"{strip.title}   at step {t}: {values}")


def _series(series: Series, axis: _Axis, y: Callable[[float], float], zero: float, t: int) -> str:
    colour = theme.colour(series.role)
    points = [(axis.x(n), y(float(value))) for n, value in enumerate(series.values, start=1)]
    if series.kind == "bars":
        width = max(1.0, min(10.0, 0.7 * axis.pitch))
        bars = [
            svg.rect(x - width / 2, min(at, zero), width, abs(at - zero), fill=colour)
            for x, at in points
            if abs(at - zero) > 0.05
        ]
        return "".join(bars)
    if series.faint:
        return svg.line(points, colour=colour, width=1.2, dash=theme.HELD_DASH, opacity=0.75)
    drawn = svg.line(points, colour=colour, width=2)
    if axis.T <= MANY:
        drawn += "".join(svg.circle(x, at, 2.2, fill=colour, stroke="none") for x, at in points)
    return drawn + svg.circle(*points[t - 1], 4.5, fill=colour, stroke=theme.INK)


def _time_axis(axis: _Axis, y: float, t: int) -> str:
    every = next(n for n in (1, 5, 10, 20, 50, 100, 1000, 10**9) if n * axis.pitch >= 40 or n >= axis.T)
    ticks = [1, *range(every, axis.T + 1, every)] if every > 1 else list(range(1, axis.T + 1))
    parts = [svg.text(axis.x(n), y + 16, str(n), size=12, anchor="middle") for n in ticks]
    parts.append(svg.text((LEFT + axis.width - RIGHT) / 2, y + 31, "time step t", size=12, anchor="middle"))
    return "".join(parts)


def _description(all_strips: Sequence[Strip], t: int) -> str:
    sentences = []
    for strip in all_strips:
        for series in strip.series:
            low, high = (number(float(f(series.values)), strip.decimals) for f in (np.min, np.max))
            at = number(series.values[t - 1], strip.decimals)
            sentences.append(f"{strip.title}, {series.name}: {at} at step {t}, from {low} to {high}.")
    return " ".join(sentences)
