"""The map from h_{t-1} to h_t of one unit: where it crosses the diagonal, the unit comes to rest."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from lstm_book.chapter_01.fixed_points import FixedPoint, fixed_points
from lstm_teach.draw import svg, theme
from lstm_teach.draw.numbers import MINUS, number, subscript, term
from lstm_teach.draw.parts import Part, note
from lstm_teach.draw.svg import Drawing, Point
from lstm_teach.numerics import Array

WIDTH = 240.0
LEFT, TOP, FOOT = 34.0, 38.0, 34.0
SIDE = WIDTH - LEFT - 6
LIMIT = 1.08  # a little more than the range of tanh
PAST = 10  # how many steps of the run so far are drawn


def feedback_map(w: float, u: float, h: Array, t: int) -> Drawing:
    r"""Draw :math:`h_t = \tanh(w h_{t-1} + u)` against the diagonal, with the run's path so far.

    The squares are the map's fixed points, filled where stable, hollow where not.

    Parameters
    ----------
    w, u : float
        The feedback weight, and the push at the cursor's step.
    h : array (T + 1,)
        h_0, h_1, ..., h_T.
    t : int
        The cursor's step, from 1 to T.

    Raises
    ------
    ValueError
        If a number is not finite, or there is no step `t`.
    """
    points = fixed_points(w, u)
    if np.ndim(h) != 1 or not 1 <= t < len(h):
        raise ValueError(f"t: expected a step from 1 to T = {len(h) - 1}, got {t}")
    grid = np.linspace(-LIMIT, LIMIT, 61)
    curve = [_place(a, b) for a, b in zip(grid, np.tanh(w * grid + u), strict=True)]
    body = [
        svg.rect(LEFT, TOP, SIDE, SIDE, stroke=theme.INK, stroke_opacity=0.35),
        svg.line([_place(-LIMIT, 0), _place(LIMIT, 0)], width=1, opacity=0.35),
        svg.line([_place(0, -LIMIT), _place(0, LIMIT)], width=1, opacity=0.35),
        svg.line([_place(-LIMIT, -LIMIT), _place(LIMIT, LIMIT)], width=1.2, dash=theme.HELD_DASH),
        svg.line(curve, colour=theme.BLUE, width=2.2),
        *(_square(*_place(point.h, point.h), point.stable) for point in points),
        _path(h, t),
        *_words(w, u, t),
    ]
    stable = [number(point.h, 4) for point in points if point.stable]
    rests = f"rests at {' and '.join(stable)}" if stable else "no stable rest"
    label = f"Map of the unit with w {number(w)} and push {number(u)}: {rests}"
    description = " ".join(f"Fixed point {_about(point)}." for point in points)
    return Drawing(WIDTH, TOP + SIDE + FOOT, label, description, "".join(body))


def map_parts(w: float, u: float) -> list[Part]:
    """Return the fixed points of `feedback_map`; those that lie close together share their room."""
    points = fixed_points(w, u)
    xs = [_place(point.h, point.h)[0] for point in points]
    edges = [xs[0] - 8, *(max(b - 8, (a + b) / 2) for a, b in pairwise(xs))]
    ends = [*(min(a + 8, (a + b) / 2) for a, b in pairwise(xs)), xs[-1] + 8]
    return [
        note(
            f"rest:{n}", (left, _place(0.0, point.h)[1] - 8, right - left, 16.0), "fixed point",
            _about(point), f"h = tanh({number(w)} h {term(u)}) at h = {_about(point)}",
        )
        for n, (point, left, right) in enumerate(zip(points, edges, ends, strict=True))
    ]  # fmt: skip


def _about(point: FixedPoint) -> str:
    stable = "stable" if point.stable else "unstable"
    return f"{number(point.h, 4)}, slope {number(point.slope)}, {stable}"


def _place(before: float, now: float) -> Point:
    return LEFT + SIDE * (before / LIMIT + 1) / 2, TOP + SIDE * (1 - now / LIMIT) / 2


def _path(h: Array, t: int) -> str:
    """The cobweb: up or down to the new value, across to the diagonal, and again."""
    hidden = theme.colour("hidden")
    parts = []
    for step in range(max(1, t - PAST + 1), t + 1):
        before, now = h[step - 1], h[step]
        corner = [_place(before, before), _place(before, now), _place(now, now)]
        faded = max(0.25, 1 - (t - step) / PAST)
        parts.append(svg.line(corner, colour=hidden, width=2.4 if step == t else 1.2, opacity=faded))
    parts.append(svg.circle(*_place(h[t - 1], h[t]), 4, fill=hidden, stroke=theme.INK))
    return "".join(parts)


def _square(x: float, y: float, filled: bool) -> str:
    fill = theme.INK if filled else theme.GROUND
    return svg.rect(x - 5, y - 5, 10, 10, fill=fill, stroke=theme.INK, stroke_width=1.8)


def _words(w: float, u: float, t: int) -> list[str]:
    right, bottom = LEFT + SIDE, TOP + SIDE
    now, before = subscript("h", t), subscript("h", t - 1)
    return [
        svg.text(LEFT, 14, f"{now} = tanh({number(w)} {before} {term(u)})"),
        svg.text(LEFT, 31, "rest:", size=12),
        _square(LEFT + 47, 27, True),
        svg.text(LEFT + 57, 31, "stable", size=12),
        _square(LEFT + 113, 27, False),
        svg.text(LEFT + 123, 31, "unstable", size=12),
        svg.text(LEFT - 5, TOP + 12, "1", size=12, anchor="end"),
        svg.text(LEFT - 5, TOP + SIDE / 2 + 4, "h", size=12, anchor="end"),
        svg.text(LEFT - 5, bottom - 3, f"{MINUS}1", size=12, anchor="end"),
        svg.text(LEFT + 4, bottom + 16, f"{MINUS}1", size=12),
        svg.text((LEFT + right) / 2, bottom + 16, "h before", size=12, anchor="middle"),
        svg.text(right - 4, bottom + 16, "1", size=12, anchor="end"),
    ]
