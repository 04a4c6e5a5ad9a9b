"""Whole vectors in little room: a row of bars, up for positive and down for negative values."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np

from lstm_teach.draw import svg, theme
from lstm_teach.draw.svg import coordinate
from lstm_teach.numerics import Array

MOST = 32  # of more units, those around the chosen one are shown


def window(size: int, chosen: int) -> range:
    """Return which of `size` units are shown: all, or `MOST` of them around the chosen one."""
    if size <= MOST:
        return range(size)
    first = min(max(0, chosen - MOST // 2), size - MOST)
    return range(first, first + MOST)


def gauges(
    x: float,
    y: float,
    width: float,
    height: float,
    values: Array,
    chosen: int | None,
    colour: str,
    *,
    held: Collection[int] = (),
    span: float = 1.0,
    from_zero: bool = False,
) -> str:
    """Return a strip of bars, one a unit, from the line of 0 up to `span` or down to -`span`.

    Parameters
    ----------
    x, y, width, height : float
    values : array (units,)
        What lies beyond `span` is drawn as `span`.
    chosen : int or None
        The unit in a frame.
    colour : str
    held : collection of int
        Units that are held: a line under them.
    from_zero : bool
        Whether 0 is the strip's foot, for gates; else its middle.
    """
    units = window(len(values), 0 if chosen is None else chosen)
    pitch = width / len(units)
    reach = height - 1 if from_zero else height / 2 - 0.5
    zero = y + height - 0.5 if from_zero else y + height / 2
    clipped = np.clip(np.nan_to_num(values[units.start : units.stop]) / span, -1.0, 1.0).tolist()
    bar = max(1.0, pitch - min(1.0, 0.2 * pitch))
    bars, locks = [], []
    for n, value in enumerate(clipped):
        rise = coordinate(-value * reach)
        if rise != "0":
            bars.append(f"M{coordinate(x + (n + 0.5) * pitch)} {coordinate(zero)}v{rise}")
        if units[n] in held:
            locks.append(
                f"M{coordinate(x + n * pitch + 0.5)} {coordinate(y + height + 2.5)}h{coordinate(bar)}"
            )
    parts = [svg.rect(x, y, width, height, stroke=theme.INK, stroke_width=0.6, stroke_opacity=0.45)]
    if bars:
        parts.append(svg.stroke("".join(bars), colour, bar))
    line = f"M{coordinate(x)} {coordinate(zero)}h{coordinate(width)}"
    parts.append(svg.path(line, f"stroke:{theme.INK};stroke-width:.8"))
    if locks:
        parts.append(svg.path("".join(locks), f"stroke:{theme.INK};stroke-width:1.8"))
    if chosen is not None and len(values) > 1:
        at = x + (chosen - units.start) * pitch
        parts.append(svg.rect(at, y - 1, pitch, height + 2, stroke=theme.INK, stroke_width=1.6))
    return "".join(parts)
