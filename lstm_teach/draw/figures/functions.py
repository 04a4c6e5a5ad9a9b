"""Functions of a number: a weight, or a distance in time."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes

from lstm_teach.draw.figures.base import axes, finish, style
from lstm_teach.numerics import Array


def curves(
    x: Array,
    series: Mapping[str, Array],
    ax: Axes | None = None,
    *,
    xlabel: str,
    ylabel: str,
    log: bool = False,
    points: Mapping[str, Array] | None = None,
) -> Axes:
    """Plot one or more functions of the same variable.

    Parameters
    ----------
    x : array (N,)
    series : mapping
        From label to array (N,), or to several runs as the rows of one array (runs, N).
    ax : Axes, optional
    xlabel, ylabel : str
    log : bool
        Whether the vertical axis is logarithmic.
    points : mapping, optional
        Single places to mark: from label to array (places, 2) of pairs x, y.

    Returns
    -------
    Axes

    Raises
    ------
    ValueError
        If there is no series, or a size does not fit.
    """
    ax = axes() if ax is None else ax
    x = np.asarray(x, dtype=float)
    checked = _checked(x, series)
    with style():
        looks = mpl.rcParams["axes.prop_cycle"]()
        for label, rows in checked.items():
            look = next(looks)
            for n, row in enumerate(rows):
                several = len(rows) > 1
                each = f"{label}, run {n + 1}" if several else label
                name = f"{label}, {len(rows)} runs" if several else label
                width = 1.2 if several else 2.0
                ax.plot(x, row, label=name if n == 0 else f"_{each}", gid=each, linewidth=width, **look)
        for marker, (label, places) in zip("osD^v", (points or {}).items(), strict=False):
            places = np.asarray(places, dtype=float)
            if places.ndim != 2 or places.shape[1] != 2:
                raise ValueError(f"points[{label!r}]: expected shape (places, 2), got {places.shape}")
            dots: Any = {"marker": marker, "linestyle": "none", "markersize": 7, "markeredgecolor": "#ffffff"}
            ax.plot(places[:, 0], places[:, 1], label=label, color=next(looks)["color"], zorder=3, **dots)
        if log:
            ax.set_yscale("log")
        finish(ax, xlabel, ylabel)
    return ax


def _checked(x: Array, series: Mapping[str, Array]) -> dict[str, Array]:
    rows = {label: np.atleast_2d(np.asarray(values, dtype=float)) for label, values in series.items()}
    if not rows:
        raise ValueError("series: expected at least one, got none")
    for label, values in rows.items():
        if x.ndim != 1 or values.ndim != 2 or values.shape[1] != len(x):
            expected = f"expected N = {x.size} values for each run"
            raise ValueError(f"series[{label!r}]: {expected}, got {values.shape}")
    return rows
