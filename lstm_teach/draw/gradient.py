"""Errors and gradients over time on a logarithmic scale: 1 in the middle, growth above, decay below."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from lstm_teach.draw import svg, theme
from lstm_teach.draw.strips import FOOT, LEFT, RIGHT, TITLE, Axis, time_axis
from lstm_teach.draw.svg import Drawing, power_of_ten, significant
from lstm_teach.numerics import Array

REACHES = (1, 2, 5, 10, 20, 30, 50, 100, 200, 300)  # powers of ten that the scale may end at, up and down
MARKS = 25  # at most so many circles on a curve
SIGNS = {"line": "—", "marks": "○"}


@dataclass(frozen=True)
class Magnitude:
    """One quantity over time of which the absolute value is drawn.

    Parameters
    ----------
    name : str
        As the reader calls it, such as "dL/dc".
    values : array (T,)
        NaN where there is no value; 0 stands at the lower edge.
    role : str
        Whose colour it has; a role of `theme.ROLES`.
    kind : str
        ``"line"``, or ``"marks"`` for circles on a line that they are compared with.
    """

    name: str
    values: Array
    role: str = "error"
    kind: str = "line"

    def __post_init__(self) -> None:
        if self.kind not in SIGNS:
            raise ValueError(f"Magnitude.kind: expected 'line' or 'marks', got {self.kind!r}")
        if np.ndim(self.values) != 1 or not len(self.values):
            raise ValueError(f"Magnitude.values: expected shape (T,), got {np.shape(self.values)}")
        theme.colour(self.role)


def gradient(
    title: str,
    curves: Sequence[Magnitude],
    t: int,
    *,
    first: int = 1,
    width: float = 560.0,
    height: float = 150.0,
    band: tuple[float, float] | None = None,
    with_axis: bool = True,
) -> Drawing:
    """Draw the magnitude of one or more gradients at every step, on a scale of powers of ten.

    The scale reaches as far up as down, so that 1 is always in the middle, and ends at one of a few
    powers of ten, so that it stays while a dial is turned a little.

    Parameters
    ----------
    title : str
    curves : sequence of Magnitude
        All with the same number of steps.
    t : int
        The cursor's step.
    first : int
        The number of the first step, 1 or 0.
    width, height : float
        Of the whole, and of the plot alone.
    band : (low, high), optional
        A range that is shaded: magnitudes that are meant to be met.
    with_axis : bool
        Whether the time axis is drawn; not if strips of the same width stand below.

    Returns
    -------
    Drawing

    Raises
    ------
    ValueError
        If there is no curve, the numbers of steps differ, or there is no step `t`.
    """
    lengths = {len(curve.values) for curve in curves}
    if len(lengths) != 1:
        raise ValueError(f"curves: expected magnitudes of one length T, got {sorted(lengths) or 'none'}")
    axis = Axis(lengths.pop(), width, first)
    if not first <= t <= axis.last:
        raise ValueError(f"t: expected a step from {first} to {axis.last}, got {t}")
    reach = _reach(curves)

    def y(power: float) -> float:
        return TITLE + height * (1 - min(max(power / reach, -1.0), 1.0)) / 2

    body = [_scale(axis, reach, y, band), _title(title, curves, t, t - first)]
    cursor = [(axis.x(t), y(reach)), (axis.x(t), y(-reach))]
    body.append(svg.line(cursor, colour=theme.colour("cursor"), width=1.5, dash=theme.CURSOR_DASH))
    body += [_curve(curve, axis, reach, y, t) for curve in curves]
    bottom = TITLE + height
    if with_axis:
        body.append(time_axis(axis, bottom))
        bottom += FOOT
    label = f"{title}, on a logarithmic scale over {axis.last} steps; the cursor is at step {t}"
    return Drawing(width, bottom, label, _description(title, curves, t, t - first), "".join(body))


def _powers(values: Array) -> list[float]:
    """Powers of ten: minus infinity for 0, NaN where there is none."""
    return [math.log10(abs(v)) if v else -math.inf for v in (float(value) for value in values)]


def _reach(curves: Sequence[Magnitude]) -> int:
    powers = [abs(p) for curve in curves for p in _powers(curve.values) if math.isfinite(p)]
    most = max(powers, default=0.0)
    return next((reach for reach in REACHES if most <= reach + 1e-9), REACHES[-1])


def _scale(axis: Axis, reach: int, y: Callable[[float], float], band: tuple[float, float] | None) -> str:
    right = axis.width - RIGHT
    parts = []
    if band is not None:
        top, bottom = y(math.log10(band[1])), y(math.log10(band[0]))
        parts.append(svg.rect(LEFT, top, right - LEFT, bottom - top, fill=theme.INK, fill_opacity=0.12))
    parts.append(
        svg.rect(LEFT, y(reach), right - LEFT, y(-reach) - y(reach), stroke=theme.INK, stroke_opacity=0.35)
    )
    halves = (-reach // 2, reach // 2) if reach % 2 == 0 else ()
    for power in sorted({-reach, *halves, 0, reach}):
        strength = 0.6 if power == 0 else 0.2
        parts.append(svg.line([(LEFT, y(power)), (right, y(power))], width=1, opacity=strength))
        drop = {reach: 10.0, -reach: 0.0}.get(power, 4.0)
        parts.append(svg.text(LEFT - 4, y(power) + drop, power_of_ten(power), size=11, anchor="end"))
    return "".join(parts)


def _title(title: str, curves: Sequence[Magnitude], t: int, index: int) -> str:
    values = "   ".join(f"{SIGNS[c.kind]} {c.name} {_text(c.values[index])}" for c in curves)
    return svg.text(LEFT, TITLE - 5, f"{title}   at step {t}:  {values}")


def _curve(curve: Magnitude, axis: Axis, reach: int, y: Callable[[float], float], t: int) -> str:
    powers = _powers(curve.values)
    places = [(axis.x(n), y(max(p, -reach))) for n, p in enumerate(powers, start=axis.first) if p == p]
    colour = theme.colour(curve.role)
    if curve.kind == "marks":
        every = -(-len(places) // MARKS)
        return "".join(svg.circle(x, at, 3.4, stroke=colour, stroke_width=1.4) for x, at in places[::every])
    now = powers[t - axis.first]
    dot = svg.circle(axis.x(t), y(max(now, -reach)), 4.5, fill=colour, stroke=theme.INK) if now == now else ""
    return svg.line(places, colour=colour, width=2.6) + dot


def _text(value: float) -> str:
    return "none" if math.isnan(value) else significant(abs(float(value)))


def _description(title: str, curves: Sequence[Magnitude], t: int, index: int) -> str:
    sentences = []
    for curve in curves:
        sizes = np.abs(curve.values[np.isfinite(curve.values)])
        low, high = (_text(float(f(sizes))) if len(sizes) else "none" for f in (np.min, np.max))
        at = _text(float(curve.values[index]))
        sentences.append(f"{title}, {curve.name}: {at} at step {t}, from {low} to {high}.")
    return " ".join(sentences)
