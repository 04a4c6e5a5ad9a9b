"""Signals as paths of whole half pixels, relative from point to point: small also for runs of 500 steps."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from lstm_teach.draw import svg, theme
from lstm_teach.draw.svg import coordinate, stroke
from lstm_teach.draw.timeline.rows import KINDS, Row, Signal
from lstm_teach.draw.timeline.scales import Axis
from lstm_teach.numerics import Array

FEW = 45  # up to so many steps a line has dots
DENSE = 2.0  # pixels from bar to bar
MARKS = 25  # at most so many circles on a curve
BESIDE = 1.8  # the width of the line of another run


class Look(NamedTuple):
    """How strongly signals are drawn."""

    bar: float  # the most that a bar is wide
    faint: tuple[float, str, float]  # width, dash and opacity
    dot: float  # the width of a dot
    mark: tuple[float, float]  # radius and edge of the dot on the cursor


def drawn(row: Row, signal: Signal, axis: Axis, look: Look) -> str:
    """Draw a signal of a row."""
    xs, ys = axis.xs, row.y(signal.values)
    known, colour = np.isfinite(signal.values), signal.colour
    if signal.kind in ("curve", "marks"):
        return _exact(signal, xs[known], ys[known])
    zero = float(row.y(0.0))
    if row.gaps:
        known &= signal.values != 0.0
    X, Y = _halves(xs), _halves(np.where(known, ys, zero))
    if signal.kind == "levels":
        half = round(axis.pitch)
        d = "".join(f"M{x - half} {y}h{2 * half}" for x, y in zip(X[known], Y[known], strict=True))
        return stroke(d, colour, 2, opacity=0.75, halves=True)
    if signal.kind == "bars":
        d = _bars(X, Y, round(2 * zero))
        return stroke(d, colour, _bar_width(axis.pitch, look.bar), halves=True)
    if signal.kind == "faint":
        width, dash, opacity = look.faint
        return stroke(trail(X, Y, known), colour, width, dash=dash, opacity=opacity, halves=True)
    if signal.kind == "beside":
        return stroke(trail(X, Y, known), colour, BESIDE, halves=True)
    if signal.kind == "dotted":
        return stroke(trail(X, Y, known), colour, 2, dash=theme.DOTTED, halves=True) + _zeros(row, signal, xs)
    if signal.held is None or not signal.held.any():
        line, free = stroke(trail(X, Y, known), colour, 2, halves=True), known
    else:
        line = _shades(row, signal.held, axis) + _held_line(signal.held, colour, X, Y, known)
        free = known & ~signal.held
    # Dots are lines of no length with round caps.
    dots = "".join(f"M{x} {y}h0" for x, y in zip(X[free], Y[free], strict=True)) if axis.T <= FEW else ""
    return line + stroke(dots, colour, look.dot, cap="round", halves=True) + _zeros(row, signal, xs)


def _zeros(row: Row, signal: Signal, xs: Array) -> str:
    """Circles at the foot where a logarithmic scale has no place for a value."""
    if not row.gaps:
        return ""
    places = xs[signal.values == 0.0][-FEW:]
    return "".join(svg.circle(x, row.bottom - 4, 2.6, stroke=signal.colour, stroke_width=1.2) for x in places)


def cursor_dot(row: Row, signal: Signal, axis: Axis, look: Look, t: int) -> str:
    """Draw the dot of a signal at step t, if its kind has one and there is a value."""
    value = signal.values[t - axis.first]
    if not KINDS[signal.kind] or not np.isfinite(value) or (row.gaps and value == 0.0):
        return ""
    radius, edge = look.mark
    radius += 0.5 if signal.kind == "curve" else 0.0
    return svg.circle(axis.x(t), float(row.y(value)), radius, fill=signal.colour, stroke_width=edge)


def _exact(signal: Signal, xs: Array, ys: Array) -> str:
    """A curve from point to point, or circles on it: not in half pixels, so that both are at one place."""
    places = list(zip(xs, ys, strict=True))
    if signal.kind == "curve":
        return svg.line(places, colour=signal.colour, width=2.6)
    every = max(1, -(-len(places) // MARKS))
    return "".join(svg.circle(x, y, 3.4, stroke=signal.colour, stroke_width=1.4) for x, y in places[::every])


def _held_line(held: Array, colour: str, X: Array, Y: Array, known: Array) -> str:
    """A line with dashes where it is held."""
    free = ~held
    # A free stretch reaches one step into its neighbours, so that the line does not break.
    wide = free | np.concatenate([free[1:], [False]]) | np.concatenate([[False], free[:-1]])
    dashed = stroke(trail(X, Y, held & known), colour, 2.6, dash=theme.HELD_DASH, halves=True)
    return stroke(trail(X, Y, wide & known, breaks=held), colour, 2, halves=True) + dashed


def _shades(row: Row, held: Array, axis: Axis) -> str:
    """A shade with upright ends behind the steps at which a line is held."""
    parts, half = [], axis.pitch / 2
    for start, stop in _stretches(held):
        left, right = axis.x(axis.first + start) - half, axis.x(axis.first + stop - 1) + half
        parts.append(svg.rect(left, row.top, right - left, row.height, fill=theme.INK, fill_opacity=0.1))
        ends = (f"M{coordinate(x)} {coordinate(row.top)}v{coordinate(row.height)}" for x in (left, right))
        parts.append(svg.path("".join(ends), f"stroke:{theme.INK};stroke-width:1;stroke-opacity:.6"))
    return "".join(parts)


def _halves(places: Array) -> Array:
    halves: Array = np.rint(2 * places).astype(int)
    return halves


def _stretches(chosen: Array) -> list[tuple[int, int]]:
    """The runs of True as (start, stop)."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], chosen.astype(int), [0]])))
    return [(int(a), int(b)) for a, b in edges.reshape(-1, 2)]


def trail(X: Array, Y: Array, known: Array, breaks: Array | None = None) -> str:
    """Return straight lines through the known points; level stretches are one line."""
    pieces = []
    for start, stop in _stretches(known):
        cuts = [start]
        if breaks is not None:  # two held steps in a row belong to two free stretches
            both = breaks[start : stop - 1] & breaks[start + 1 : stop]
            cuts += [start + int(n) + 1 for n in np.flatnonzero(both)]
        for a, b in zip(cuts, [*cuts[1:], stop], strict=True):
            pieces.append(_piece(X[a:b], Y[a:b]))
    return "".join(pieces)


def _piece(X: Array, Y: Array) -> str:
    if len(X) == 1:
        return f"M{X[0]} {Y[0]}h0"
    level = (Y[1:-1] == Y[:-2]) & (Y[1:-1] == Y[2:])
    keep = np.concatenate([[True], ~level, [True]])
    X, Y = X[keep], Y[keep]
    steps = zip(np.diff(X).tolist(), np.diff(Y).tolist(), strict=True)
    return f"M{X[0]} {Y[0]}l" + " ".join(f"{dx} {dy}" if dy >= 0 else f"{dx}{dy}" for dx, dy in steps)


def _bars(X: Array, Y: Array, zero: int) -> str:
    """Upright lines from `zero` to the values."""
    parts, at, height = [f"M{X[0]} {zero}"], int(X[0]), 0
    for x, rise in zip(X.tolist(), (Y - zero).tolist(), strict=True):
        if rise:
            parts.append(f"m{x - at} {-height}v{rise}")
            at, height = x, rise
    return "".join(parts)


def _bar_width(pitch: float, most: float) -> float:
    """With gaps, or, where bars are dense, without: gaps of less than a pixel would make stripes."""
    return pitch + 0.5 if pitch < DENSE else min(most, 0.7 * pitch)
