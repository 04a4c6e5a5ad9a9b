"""Strips over time: signals under each other on one time axis, with one cursor."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from lstm_teach.draw import svg, theme
from lstm_teach.draw.svg import Drawing, number
from lstm_teach.draw.trails import bar_width, bars, dots, path, trail
from lstm_teach.numerics import Array

LEFT, RIGHT = 40.0, 10.0
TITLE, FOOT = 19.0, 34.0
MANY = 45  # more steps than this: no dots on the lines
MARK = 4.0  # radius of the dot on the cursor; at a strip's edge it reaches towards the titles
BASELINE = 6.0  # of a title above its strip, so that neither cursor nor dot cuts through its letters


@dataclass(frozen=True)
class Series:
    """One signal over time.

    Parameters
    ----------
    name : str
        As the reader calls it.
    values : array (T,)
        NaN where there is no value.
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
    show : callable, optional
        From a value to its text at the cursor, instead of `decimals`.
    """

    title: str
    series: tuple[Series, ...]
    low: float
    high: float
    height: float = 60.0
    decimals: int = 2
    show: Callable[[float], str] | None = None

    def text_of(self, value: float) -> str:
        """Return a value as the reader sees it."""
        if not math.isfinite(value):
            return "none"
        return self.show(value) if self.show else number(value, self.decimals)

    def __post_init__(self) -> None:
        if not self.series:
            raise ValueError("Strip.series: expected at least one Series, got none")
        if not self.low < self.high:
            raise ValueError(f"Strip.low: expected less than high = {self.high:g}, got {self.low:g}")


def strips(all_strips: Sequence[Strip], t: int, width: float = 560.0, first: int = 1) -> Drawing:
    """Draw strips under each other, with a cursor through all of them at step `t`.

    Parameters
    ----------
    all_strips : sequence of Strip
        From top to bottom, all with the same number of steps.
    t : int
        The cursor's step, from `first` to the last.
    width : float
    first : int
        The number of the first step: 1, or 0 where the state before the run is shown too.

    Returns
    -------
    Drawing

    Raises
    ------
    ValueError
        If there is no strip, the numbers of steps differ, or there is no step `t`.
    """
    T = _steps(all_strips)
    axis = Axis(T, width, first)
    if not first <= t <= axis.last:
        raise ValueError(f"t: expected a step from {first} to {axis.last}, got {t}")
    body, y = [], 0.0
    for strip in all_strips:
        body.append(_strip(strip, axis, y + TITLE, t))
        y += TITLE + strip.height
    body.append(time_axis(axis, y))
    names = ", ".join(strip.title for strip in all_strips)
    label = f"{names} over {axis.last} steps; the cursor is at step {t}"
    return Drawing(width, y + FOOT, label, _description(all_strips, t - first, t), "".join(body))


@dataclass(frozen=True)
class Axis:
    """The time axis of pictures that stand under each other: `T` values, the first of step `first`."""

    T: int
    width: float
    first: int = 1

    @property
    def last(self) -> int:
        """The number of the last step."""
        return self.first + self.T - 1

    @property
    def pitch(self) -> float:
        """The width of a step."""
        return (self.width - LEFT - RIGHT) / self.T

    def x(self, t: float) -> float:
        """Where step t has its middle."""
        return LEFT + (t - self.first + 0.5) * self.pitch

    @property
    def xs(self) -> Array:
        """The middles of all steps."""
        return LEFT + (np.arange(self.T) + 0.5) * self.pitch


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
    limits = (n * 10.0**power if power >= 0 else n / 10.0**-power for n in leading)
    return next(limit for limit in limits if value <= limit * (1 + 1e-9))


def _steps(all_strips: Sequence[Strip]) -> int:
    lengths = {len(series.values) for strip in all_strips for series in strip.series}
    if len(lengths) != 1:
        raise ValueError(f"strips: expected series of one length T, got {sorted(lengths) or 'none'}")
    return lengths.pop()


def _strip(strip: Strip, axis: Axis, top: float, t: int) -> str:
    height = strip.height
    scale = height / (strip.high - strip.low)

    def y(values: Any) -> Any:
        return top + (strip.high - np.clip(values, strip.low, strip.high)) * scale

    zero, x = float(y(0.0)), axis.x(t)
    parts = [
        svg.rect(LEFT, top, axis.width - LEFT - RIGHT, height, stroke=theme.INK, stroke_opacity=0.35),
        svg.line([(LEFT, zero), (axis.width - RIGHT, zero)], width=1, opacity=0.35),
        _edge(strip.high, top + 10),
        _edge(strip.low, top + height),
        _title(strip, top, t, t - axis.first),
        svg.line(
            [(x, top + 2), (x, top + height)],
            colour=theme.colour("cursor"),
            width=1.5,
            dash=theme.CURSOR_DASH,
        ),
    ]
    for series in strip.series:
        values = np.asarray(series.values, float)
        parts.append(_series(series, axis, y(values), np.isfinite(values), zero))
        now = values[t - axis.first]
        if series.kind == "line" and not series.faint and math.isfinite(now):
            colour = theme.colour(series.role)
            parts.append(svg.circle(x, float(y(now)), MARK, fill=colour, stroke=theme.INK))
    return "".join(parts)


def _edge(value: float, y: float) -> str:
    """The end of a range, in the little room before the strip."""
    power = math.log10(abs(value)) if value else 0.0
    if abs(power) >= 3 and math.isclose(power, round(power), rel_tol=1e-12):
        content = (svg.MINUS if value < 0 else "") + svg.power_of_ten(round(power))
        return svg.text(LEFT - 3, y, content, size=11, anchor="end")
    return svg.text(LEFT - 5, y, number(value, 0 if value == round(value) else 1), size=12, anchor="end")


def _title(strip: Strip, top: float, t: int, index: int) -> str:
    """The title; the names of several series; their values at the cursor. All in one line."""
    values = "   ".join(
        (f"{series.name} " if len(strip.series) > 1 else "") + strip.text_of(float(series.values[index]))
        for series in strip.series
        if not series.faint
    )
    return svg.text(LEFT, top - BASELINE, f"{strip.title}   at step {t}: {values}")


def _series(series: Series, axis: Axis, ys: Array, known: Array, zero: float) -> str:
    colour = theme.colour(series.role)
    if series.kind == "bars":
        return path(bars(axis.xs, ys, zero, known), colour, bar_width(axis.pitch, 10.0))
    line = trail(axis.xs, ys, known)
    if series.faint:
        return path(line, colour, 1.2, theme.HELD_DASH, opacity=0.75)
    drawn = path(line, colour, 2)
    return drawn + (path(dots(axis.xs, ys, known), colour, 4.4, cap="round") if axis.T <= MANY else "")


def time_axis(axis: Axis, y: float) -> str:
    """Draw the numbers of the steps below `y`."""
    every = next(n for n in (1, 5, 10, 20, 50, 100, 1000, 10**9) if n * axis.pitch >= 40 or n >= axis.T)
    rest = range(every * max(1, -(-axis.first // every)), axis.last + 1, every)
    ticks = [axis.first, *rest] if every > 1 else list(range(axis.first, axis.last + 1))
    parts = [svg.text(axis.x(n), y + 16, str(n), size=12, anchor="middle") for n in ticks]
    parts.append(svg.text((LEFT + axis.width - RIGHT) / 2, y + 31, "time step t", size=12, anchor="middle"))
    return "".join(parts)


def _description(all_strips: Sequence[Strip], index: int, t: int) -> str:
    sentences = []
    for strip in all_strips:
        for series in strip.series:
            values = series.values[np.isfinite(series.values)]
            low, high = (strip.text_of(float(f(values))) if len(values) else "none" for f in (np.min, np.max))
            at = strip.text_of(float(series.values[index]))
            sentences.append(f"{strip.title}, {series.name}: {at} at step {t}, from {low} to {high}.")
    return " ".join(sentences)
