"""Paths of whole half pixels, relative from point to point: small also for runs of 500 steps."""

from __future__ import annotations

import numpy as np

from lstm_teach.draw.svg import coordinate
from lstm_teach.numerics import Array

DENSE = 2.0  # pixels from bar to bar


def stretches(chosen: Array) -> list[tuple[int, int]]:
    """Return the runs of True as (start, stop).

    Examples
    --------
    >>> stretches(np.array([True, True, False, True]))
    [(0, 2), (3, 4)]
    """
    edges = np.flatnonzero(np.diff(np.concatenate([[0], chosen.astype(int), [0]])))
    return [(int(a), int(b)) for a, b in edges.reshape(-1, 2)]


def trail(xs: Array, ys: Array, known: Array, breaks: Array | None = None) -> str:
    """Return straight lines through points, in half pixels; level stretches are one line."""
    X, Y = np.rint(2 * xs).astype(int), np.rint(2 * np.where(known, ys, 0.0)).astype(int)
    pieces = []
    for start, stop in stretches(known):
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


def bars(xs: Array, ys: Array, zero: float, known: Array) -> str:
    """Return upright lines from `zero` to the values, in half pixels."""
    X = np.rint(2 * xs).astype(int).tolist()
    base = round(2 * zero)
    rise = (np.rint(2 * np.where(known, ys, zero)).astype(int) - base).tolist()
    parts, at, height = [f"M{X[0]} {base}"], X[0], 0
    for x, dy in zip(X, rise, strict=True):
        if dy:
            parts.append(f"m{x - at} {-height}v{dy}")
            at, height = x, dy
    return "".join(parts)


def bar_width(pitch: float, most: float) -> float:
    """Return the width of bars that stand `pitch` pixels apart: with gaps, or, where they are dense, without.

    Gaps of less than a pixel would make stripes, since bars stand on half pixels.

    Examples
    --------
    >>> bar_width(40.0, 10.0), bar_width(4.0, 10.0), bar_width(1.0, 10.0)
    (10.0, 2.8, 1.5)
    """
    return pitch + 0.5 if pitch < DENSE else min(most, 0.7 * pitch)


def dots(xs: Array, ys: Array, known: Array) -> str:
    """Return lines of no length, which a round cap makes dots, in half pixels."""
    X, Y = (np.rint(2 * at[known]).astype(int).tolist() for at in (xs, ys))
    return "".join(f"M{x} {y}h0" for x, y in zip(X, Y, strict=True))


def path(d: str, colour: str, width: float, dash: str = "", *, opacity: float = 1.0, cap: str = "") -> str:
    """Return a path whose coordinates are half pixels."""
    if not d:
        return ""
    style = f"fill:none;stroke:{colour};stroke-width:{coordinate(2 * width)}"
    if dash:
        doubled = " ".join(coordinate(2 * float(part)) for part in dash.split())
        style += f";stroke-dasharray:{doubled}"
    style += f";stroke-linecap:{cap}" if cap else ""
    style += f";stroke-opacity:{opacity:.2f}" if opacity < 1 else ""
    return f'<path transform="scale(.5)" d="{d}" style="{style}"/>'
