"""Lines: signals over time steps, numbers over training, functions of a weight or of a distance in time."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from lstm_teach.draw.figures.base import axes, finish, style
from lstm_teach.numerics import Array

FEW = 60  # up to this many steps every value has a dot


def over_time(
    series: Mapping[str, Array], ax: Axes | None = None, *, start: int = 1, ylabel: str = "hidden state $h_t$"
) -> Axes:
    """Plot signals over time.

    Parameters
    ----------
    series : mapping
        From label to array (T,).
    ax : Axes, optional
    start : int
        The step of the first value; 0 where h_0 stands first.
    ylabel : str

    Returns
    -------
    Axes

    Raises
    ------
    ValueError
        If there is no series, or one is not one-dimensional.
    """
    ax = axes() if ax is None else ax
    arrays = _arrays("series", series)
    for label, values in arrays.items():
        if values.ndim != 1 or not len(values):
            raise ValueError(f"series[{label!r}]: expected shape (T,), got {values.shape}")
    with style():
        for label, values in arrays.items():
            steps = np.arange(start, start + len(values))
            ax.plot(steps, values, label=label, marker="o" if len(values) <= FEW else "", markersize=3.5)
        ax.xaxis.set_major_locator(MaxNLocator(integer=True, steps=[1, 2, 5, 10]))
        finish(ax, "time step $t$", ylabel)
    return ax


def training_curve(
    runs: Mapping[str, Array],
    ax: Axes | None = None,
    *,
    every: int = 1,
    log: bool = False,
    ylabel: str = "loss",
    xlabel: str = "training step",
) -> Axes:
    """Plot a loss, or another number, over training.

    Parameters
    ----------
    runs : mapping
        From label to array: the values in order, or several runs as the rows of one array.
    ax : Axes, optional
    every : int
        Training steps between two values; the first value belongs to step `every`.
    log : bool
        Whether the vertical axis is logarithmic.
    ylabel, xlabel : str

    Returns
    -------
    Axes

    Raises
    ------
    ValueError
        If there is no run.
    """
    ax = axes() if ax is None else ax
    rows = {label: np.atleast_2d(values) for label, values in _arrays("runs", runs).items()}
    with style():
        looks = mpl.rcParams["axes.prop_cycle"]()
        for label, values in rows.items():
            steps = every * np.arange(1, values.shape[1] + 1)
            _plot_runs(ax, steps, label, values, next(looks))
        if log:
            ax.set_yscale("log")
        finish(ax, xlabel, ylabel)
    return ax


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
    rows = {label: np.atleast_2d(values) for label, values in _arrays("series", series).items()}
    for label, values in rows.items():
        if x.ndim != 1 or values.ndim != 2 or values.shape[1] != len(x):
            expected = f"expected N = {x.size} values for each run"
            raise ValueError(f"series[{label!r}]: {expected}, got {values.shape}")
    with style():
        looks = mpl.rcParams["axes.prop_cycle"]()
        for label, values in rows.items():
            _plot_runs(ax, x, label, values, next(looks))
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


def _arrays(name: str, series: Mapping[str, Array]) -> dict[str, Array]:
    arrays = {label: np.asarray(values, dtype=float) for label, values in series.items()}
    if not arrays:
        raise ValueError(f"{name}: expected at least one, got none")
    return arrays


def _plot_runs(ax: Axes, x: Array, label: str, runs: Array, look: Any) -> None:
    """Plot the rows of an array, thin if there are several; one of them stands in the legend for all."""
    several = len(runs) > 1
    for n, run in enumerate(runs):
        each = f"{label}, run {n + 1}" if several else label  # the leading underscore: not in the legend
        name = f"{label}, {len(runs)} runs" if several else label
        width = 1.2 if several else 2.0
        ax.plot(x, run, label=name if n == 0 else f"_{each}", gid=each, linewidth=width, **look)
