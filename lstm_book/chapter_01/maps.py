"""Maps from one state to the next."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from lstm_book.chapter_01.fixed_points import fixed_points
from lstm_teach.draw import theme
from lstm_teach.draw.figures.base import axes, finish, style
from lstm_teach.draw.numbers import brief


def map_figure(ws: Sequence[float], ax: Axes | None = None, *, u: float = 0.0) -> Axes:
    r"""Plot :math:`h_t = \tanh(w h_{t-1} + u)` for several w, with the fixed points.

    Parameters
    ----------
    ws : sequence of float
        The feedback weights.
    ax : Axes, optional
    u : float
        A constant push.

    Returns
    -------
    Axes
        Squares where a curve crosses the diagonal: filled if stable, hollow if not.
    """
    ax = axes((4.6, 4.6)) if ax is None else ax
    grid = np.linspace(-1.1, 1.1, 221)
    with style():
        ax.plot(grid, grid, color="#555555", linestyle=":", linewidth=1.2)
        for w in ws:
            (curve,) = ax.plot(grid, np.tanh(w * grid + u), label=f"w = {brief(w)}")
            colour = curve.get_color()
            for word, stable, face in (("stable", True, colour), ("unstable", False, theme.CARD)):
                found = [p.h for p in fixed_points(w, u) if p.stable is stable]
                # The leading underscore keeps it out of the legend; `describe` reads it.
                label = f"_{word} fixed points of w = {brief(w)}"
                ax.plot(found, found, "s", markersize=8, color=colour, markerfacecolor=face, label=label)
        ax.set(aspect="equal", xlim=(-1.1, 1.1), ylim=(-1.1, 1.1), xticks=[-1, 0, 1], yticks=[-1, 0, 1])
        finish(ax, "$h_{t-1}$", "$h_t$")
    return ax


def map_panels(ws: Sequence[float]) -> Figure:
    """Plot `map_figure` for several w side by side, an Axes for each, so that no mark hides another."""
    with style():
        figure = Figure(figsize=(2.9 * len(ws), 3.2), layout="constrained")
        panels = figure.subplots(1, len(ws), sharey=True, squeeze=False)[0]
    for w, ax in zip(ws, panels, strict=True):
        map_figure([w], ax)
    return figure
