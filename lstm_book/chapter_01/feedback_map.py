"""The map from h_{t-1} to h_t of one unit: where it crosses the diagonal, the unit comes to rest."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from lstm_book.chapter_01.fixed_points import FixedPoint
from lstm_teach.draw import svg, theme
from lstm_teach.draw.numbers import MINUS, number, subscript, term
from lstm_teach.draw.svg import Drawing
from lstm_teach.numerics import Array
from lstm_teach.validation import real_number

LEFT, TOP, FOOT = 34.0, 38.0, 34.0
LIMIT = 1.08  # a little more than the range of tanh
PAST = 10  # how many steps of the run so far are drawn

_Place = Callable[[float, float], tuple[float, float]]


def feedback_map(
    w: float, u: float, h: Array, t: int, points: Sequence[FixedPoint], width: float = 240.0
) -> Drawing:
    r"""Draw :math:`h_t = \tanh(w h_{t-1} + u)` against the diagonal, with the run's path so far.

    Parameters
    ----------
    w, u : float
        The feedback weight, and the push at the cursor's step.
    h : array (T + 1,)
        h_0, h_1, ..., h_T.
    t : int
        The cursor's step, from 1 to T.
    points : sequence of FixedPoint
        Filled where stable, hollow where not.
    width : float

    Returns
    -------
    Drawing

    Raises
    ------
    ValueError
        If a number is not finite, or there is no step `t`.
    """
    w, u = real_number("w", w), real_number("u", u)
    if np.ndim(h) != 1 or not 1 <= t < len(h):
        raise ValueError(f"t: expected a step from 1 to T = {len(h) - 1}, got {t}")
    side = width - LEFT - 6

    def place(before: float, now: float) -> tuple[float, float]:
        return LEFT + side * (before / LIMIT + 1) / 2, TOP + side * (1 - now / LIMIT) / 2

    grid = np.linspace(-LIMIT, LIMIT, 61)
    curve = [place(a, b) for a, b in zip(grid, np.tanh(w * grid + u), strict=True)]
    body = [
        svg.rect(LEFT, TOP, side, side, stroke=theme.INK, stroke_opacity=0.35),
        svg.line([place(-LIMIT, 0), place(LIMIT, 0)], width=1, opacity=0.35),
        svg.line([place(0, -LIMIT), place(0, LIMIT)], width=1, opacity=0.35),
        svg.line([place(-LIMIT, -LIMIT), place(LIMIT, LIMIT)], width=1.2, dash=theme.HELD_DASH),
        svg.line(curve, colour=theme.BLUE, width=2.2),
        *(_square(*place(point.h, point.h), point.stable) for point in points),
        _path(h, t, place),
        _words(w, u, t, side),
    ]
    return Drawing(width, TOP + side + FOOT, _label(w, u, points), _description(points), "".join(body))


def _path(h: Array, t: int, place: _Place) -> str:
    """The cobweb: up or down to the new value, across to the diagonal, and again."""
    hidden = theme.colour("hidden")
    parts = []
    for step in range(max(1, t - PAST + 1), t):
        before, now = float(h[step - 1]), float(h[step])
        corner = [place(before, before), place(before, now), place(now, now)]
        parts.append(svg.line(corner, colour=hidden, width=1.2, opacity=max(0.25, 1 - (t - step) / PAST)))
    before, now = float(h[t - 1]), float(h[t])
    parts.append(
        svg.line([place(before, before), place(before, now), place(now, now)], colour=hidden, width=2.4)
    )
    parts.append(svg.circle(*place(before, now), 4, fill=hidden, stroke=theme.INK))
    return "".join(parts)


def _square(x: float, y: float, filled: bool) -> str:
    fill = theme.INK if filled else theme.GROUND
    return svg.rect(x - 5, y - 5, 10, 10, fill=fill, stroke=theme.INK, stroke_width=1.8)


def _words(w: float, u: float, t: int, side: float) -> str:
    right, bottom = LEFT + side, TOP + side
    now, before = subscript("h", t), subscript("h", t - 1)
    return "".join(
        [
            svg.text(LEFT, 14, f"{now} = tanh({number(w)} {before} {term(u)})"),
            svg.text(LEFT, 31, "rest:", size=12),
            _square(LEFT + 47, 27, True),
            svg.text(LEFT + 57, 31, "stable", size=12),
            _square(LEFT + 113, 27, False),
            svg.text(LEFT + 123, 31, "unstable", size=12),
            svg.text(LEFT - 5, TOP + 12, "1", size=12, anchor="end"),
            svg.text(LEFT - 5, TOP + side / 2 + 4, "h", size=12, anchor="end"),
            svg.text(LEFT - 5, bottom - 3, f"{MINUS}1", size=12, anchor="end"),
            svg.text(LEFT + 4, bottom + 16, f"{MINUS}1", size=12),
            svg.text((LEFT + right) / 2, bottom + 16, "h before", size=12, anchor="middle"),
            svg.text(right - 4, bottom + 16, "1", size=12, anchor="end"),
        ]
    )


def _label(w: float, u: float, points: Sequence[FixedPoint]) -> str:
    stable = [number(point.h, 4) for point in points if point.stable]
    rests = f"rests at {' and '.join(stable)}" if stable else "no stable rest"
    return f"Map of the unit with w {number(w)} and push {number(u)}: {rests}"


def _description(points: Sequence[FixedPoint]) -> str:
    return " ".join(
        f"Fixed point {number(p.h, 4)}, slope {number(p.slope)}, {'stable' if p.stable else 'unstable'}."
        for p in points
    )
