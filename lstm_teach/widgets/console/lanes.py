"""Signals over time as narrow lanes under each other: name at the left, number at the cursor at the right.

What does not depend on the cursor is drawn once for a run.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np

from lstm_teach.draw import svg, theme
from lstm_teach.draw.diagram.view import shown
from lstm_teach.draw.strips import round_limit
from lstm_teach.draw.svg import coordinate, number, power_of_ten, significant
from lstm_teach.draw.trails import bar_width, bars, dots, path, stretches, trail
from lstm_teach.numerics import Array

WIDTH = 700.0
LEFT, RIGHT = 128.0, 104.0
GAP = 7.0
FOOT = 37.0
FEW = 45  # up to so many steps a line has dots
DECADES = 12  # at most so many powers of ten on a logarithmic lane


@dataclass(frozen=True, eq=False)
class Signal:
    """One line or row of bars.

    Parameters
    ----------
    name : str
    values : array (T,)
        NaN where there is none.
    colour : str
    kind : str
        "line", "bars", "faint" (thin and dashed) or "dotted".
    held : bool array (T,), optional
        Where it is held, and drawn with dashes.
    """

    name: str
    values: Array
    colour: str
    kind: str = "line"
    held: Array | None = None


@dataclass(frozen=True, eq=False)
class Lane:
    """Signals with one range; `key` is what the lane stands for, such as the gate's name."""

    key: str
    title: str
    signals: tuple[Signal, ...]
    low: float
    high: float
    height: float
    log: bool = False

    def y(self, values: Array) -> Array:
        """Return how far below the lane's top values stand; on a logarithmic lane those of the powers."""
        if self.log:
            with np.errstate(divide="ignore"):
                values = np.where(values == 0, self.low, np.log10(np.abs(values)))
        inside = np.clip(values, self.low, self.high)
        return self.height * (self.high - inside) / (self.high - self.low)

    def text_of(self, value: float) -> str:
        """Return a value as the reader sees it."""
        if math.isnan(value):
            return "none"
        return significant(abs(value), 2) if self.log else shown(value)


@dataclass(frozen=True, eq=False)
class Lanes:
    """All lanes of a run with their places, and what was drawn of them already."""

    lanes: tuple[Lane, ...]
    T: int
    tops: tuple[float, ...] = field(init=False)
    body: str = field(init=False)

    def __post_init__(self) -> None:
        tops, y = [], 2.0
        for lane in self.lanes:
            tops.append(y)
            y += lane.height + GAP
        object.__setattr__(self, "tops", tuple(tops))
        parts = [_still(lane, top, self) for lane, top in zip(self.lanes, tops, strict=True)]
        object.__setattr__(self, "body", "".join(parts) + _time_axis(self))

    @property
    def bottom(self) -> float:
        """Where the last lane ends."""
        return self.tops[-1] + self.lanes[-1].height

    @property
    def height(self) -> float:
        """Of all lanes and the time axis."""
        return self.bottom + FOOT

    def x(self, t: float) -> float:
        """Where step t, counted from 1, has its middle."""
        return LEFT + (t - 0.5) * (WIDTH - LEFT - RIGHT) / self.T

    def xs(self) -> Array:
        """The middles of all steps."""
        return LEFT + (np.arange(self.T) + 0.5) * (WIDTH - LEFT - RIGHT) / self.T


def limits(values: Array, least: float) -> tuple[float, float]:
    """Return a range around 0 that holds all values and is easily read."""
    most = float(np.nanmax(np.abs(values), initial=0.0))
    high = round_limit(most, least)
    return -high, high


def log_limits(*signals: Array) -> tuple[float, float]:
    """Return powers of ten that hold all magnitudes, at most `DECADES` of them."""
    sizes = np.concatenate([np.abs(signal).ravel() for signal in signals])
    powers = np.log10(sizes[(sizes > 0) & np.isfinite(sizes)])
    if not len(powers):
        return -1.0, 0.0
    high = math.ceil(powers.max() - 1e-9)
    low = max(math.floor(powers.min() + 1e-9), high - DECADES)
    return float(min(low, high - 1)), float(high)


def moving(lanes: Lanes, t: int, marked: str) -> str:
    """Draw what depends on the cursor: its line, the dots on it, the numbers; `marked` is a lane's key."""
    x = lanes.x(t)
    ends = [(x, lanes.tops[0] - 2), (x, lanes.bottom + 3)]
    parts = [svg.line(ends, colour=theme.colour("cursor"), width=1.5, dash=theme.CURSOR_DASH)]
    for lane, top in zip(lanes.lanes, lanes.tops, strict=True):
        middle = top + lane.height / 2
        if lane.key == marked:
            tip = ((2.0, middle - 5), (2.0, middle + 5), (9.0, middle))
            parts.append(svg.polygon(tip))
        parts.append(_now(lane, top, x, t))
    parts.append(_step_label(lanes, x, t))
    return "".join(parts)


def words(lanes: Lanes, t: int) -> str:
    """Return the numbers in words."""
    sentences = []
    for lane in lanes.lanes:
        for signal in lane.signals:
            values = signal.values[np.isfinite(signal.values)]
            if lane.log:
                values = np.abs(values)
            low, high = (lane.text_of(float(f(values))) if len(values) else "none" for f in (np.min, np.max))
            held = " (held)" if signal.held is not None and signal.held[t - 1] else ""
            name = lane.title if signal.name in ("", lane.key) else f"{lane.title}, {signal.name}"
            now = lane.text_of(float(signal.values[t - 1]))
            sentences.append(f"{name}: {now}{held} at step {t}, from {low} to {high}.")
    return " ".join(sentences)


def _still(lane: Lane, top: float, lanes: Lanes) -> str:
    right = WIDTH - RIGHT
    middle = top + lane.height / 2
    lines = lane.title.split("\n")
    first = middle + 4.5 - 7.5 * (len(lines) - 1)
    parts = [
        svg.rect(LEFT, top, right - LEFT, lane.height, stroke=theme.INK, stroke_opacity=0.3),
        *(svg.text(12, first + 15 * n, line) for n, line in enumerate(lines)),
    ]
    if lane.low < 0 < lane.high and not lane.log:
        zero = top + float(lane.y(np.zeros(1))[0])
        parts.append(svg.line([(LEFT, zero), (right, zero)], width=1, opacity=0.3))
    parts += [_edge(lane, lane.high, top + 9), _edge(lane, lane.low, top + lane.height + 0.5)]
    for signal in lane.signals:
        parts.append(_signal(lane, signal, top, lanes))
    return "".join(parts)


def _edge(lane: Lane, value: float, y: float) -> str:
    if lane.log:
        content = power_of_ten(round(value))
    elif abs(value) >= 1000:
        content = (svg.MINUS if value < 0 else "") + power_of_ten(round(math.log10(abs(value))))
    else:
        content = number(value, 0 if value == round(value) else 1)
    return svg.text(LEFT - 4, y, content, size=10.5, anchor="end")


def _signal(lane: Lane, signal: Signal, top: float, lanes: Lanes) -> str:
    xs, ys = lanes.xs(), top + lane.y(signal.values)
    known = np.isfinite(signal.values)
    if signal.kind == "bars":
        zero = top + float(lane.y(np.zeros(1))[0])
        thick = bar_width((WIDTH - LEFT - RIGHT) / lanes.T, 9.0)
        return path(bars(xs, ys, zero, known), signal.colour, thick)
    if signal.kind == "faint":
        return path(trail(xs, ys, known), signal.colour, 1.3, "3 3", opacity=0.85)
    if signal.kind == "dotted":
        return path(trail(xs, ys, known), signal.colour, 2, "2 2.5")
    if signal.held is None or not signal.held.any():
        return path(trail(xs, ys, known), signal.colour, 2) + _dots(xs, ys, known, signal, lanes.T)
    held = signal.held
    # A free stretch reaches one step into its neighbours, so that the line does not break.
    free = ~held
    wide = free | np.concatenate([free[1:], [False]]) | np.concatenate([[False], free[:-1]])
    parts = [
        _bands(held, top, lane.height, lanes),
        path(trail(xs, ys, wide & known, breaks=held), signal.colour, 2),
        path(trail(xs, ys, held & known), signal.colour, 2.6, theme.HELD_DASH),
        _dots(xs, ys, free & known, signal, lanes.T),
    ]
    return "".join(parts)


def _bands(held: Array, top: float, height: float, lanes: Lanes) -> str:
    """A shade with upright ends behind the steps at which a gate is held."""
    half = (WIDTH - LEFT - RIGHT) / lanes.T / 2
    parts = []
    for start, stop in stretches(held):
        left, right = lanes.x(start + 1) - half, lanes.x(stop) + half
        parts.append(svg.rect(left, top, right - left, height, fill=theme.INK, fill_opacity=0.1))
        d = f"M{coordinate(left)} {coordinate(top)}v{coordinate(height)}"
        d += f"M{coordinate(right)} {coordinate(top)}v{coordinate(height)}"
        parts.append(f'<path d="{d}" style="stroke:{theme.INK};stroke-width:1;stroke-opacity:.6"/>')
    return "".join(parts)


def _dots(xs: Array, ys: Array, known: Array, signal: Signal, T: int) -> str:
    return "" if T > FEW else path(dots(xs, ys, known), signal.colour, 4.6, cap="round")


def _now(lane: Lane, top: float, x: float, t: int) -> str:
    """The dots on the cursor and the numbers at the right."""
    parts, lines = [], []
    for signal in lane.signals:
        value = float(signal.values[t - 1])
        if math.isfinite(value) and signal.kind in ("line", "dotted"):
            y = top + float(lane.y(signal.values[t - 1 : t])[0])
            parts.append(svg.circle(x, y, 3.8, fill=signal.colour, stroke=theme.INK, stroke_width=1.2))
        is_held = signal.held is not None and bool(signal.held[t - 1])
        if signal.kind == "faint" and math.isnan(value):
            continue
        prefix = f"{signal.name} " if signal.kind == "faint" else ""
        lines.append((f"{prefix}{lane.text_of(value)}{' held' if is_held else ''}", signal))
    left, middle = WIDTH - RIGHT + 8, top + lane.height / 2
    first = middle + 4.5 - 7.5 * (len(lines) - 1)
    for n, (line, signal) in enumerate(lines):
        bold = signal.kind != "faint" and not lane.log
        shift = 0.0
        if lane.log:  # two curves in one lane: which is which
            y, shift = first + 15 * n - 4, 18.0
            dash = "2 2.5" if signal.kind == "dotted" else ""
            parts.append(svg.line([(left, y), (left + 14, y)], colour=signal.colour, width=2, dash=dash))
        size = 13 if bold else 12
        parts.append(svg.text(left + shift, first + 15 * n, line, size=size, bold=bold))
    return "".join(parts)


def _every(lanes: Lanes) -> int:
    pitch = (WIDTH - LEFT - RIGHT) / lanes.T
    return next(n for n in (1, 5, 10, 20, 50, 100, 500) if n * pitch >= 24)


def _time_axis(lanes: Lanes) -> str:
    every, y = _every(lanes), lanes.bottom + 16
    ticks = [t for t in range(1, lanes.T + 1) if t % every == 0 or (t == 1 and lanes.T > 1) or every == 1]
    numbers = [svg.text(lanes.x(t), y, str(t), size=11, anchor="middle") for t in ticks]
    return "".join(numbers) + svg.text(12, y, "time step t")


def _step_label(lanes: Lanes, x: float, t: int) -> str:
    return svg.text(x, lanes.bottom + 31, f"t = {t}", size=12, bold=True, anchor="middle")
