"""Signals over time steps, over updates and over delays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
    with style():
        for label, values in _checked(series).items():
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
    runs = {label: np.atleast_2d(np.asarray(values, dtype=float)) for label, values in runs.items()}
    if not runs:
        raise ValueError("runs: expected at least one run, got none")
    with style():
        for properties, (label, rows) in zip(mpl.rcParams["axes.prop_cycle"](), runs.items(), strict=False):
            steps = every * np.arange(1, rows.shape[1] + 1)
            for n, row in enumerate(rows):
                name = label if len(rows) == 1 else f"{label}, {len(rows)} runs"
                each = label if len(rows) == 1 else f"{label}, run {n + 1}"
                look = {**properties, "linewidth": 2.0 if len(rows) == 1 else 1.2}
                ax.plot(steps, row, label=name if n == 0 else f"_{each}", gid=each, **look)
        if log:
            ax.set_yscale("log")
        finish(ax, xlabel, ylabel)
    return ax


def success_by_delay(
    delays: Sequence[float],
    accuracies: Sequence[Array],
    labels: Sequence[str],
    ax: Axes | None = None,
    *,
    chance: float | None = 0.5,
    xlabel: str = "delay (steps)",
    ylabel: str = "accuracy",
) -> Axes:
    """Plot accuracy against delay: the mean as a line, every seed as a point.

    Parameters
    ----------
    delays : sequence of N numbers
    accuracies : sequence of arrays (N, seeds)
        One array a label.
    labels : sequence of str
    ax : Axes, optional
    chance : float, optional
        Where guessing lies.
    xlabel, ylabel : str

    Returns
    -------
    Axes

    Raises
    ------
    ValueError
        If the sizes do not fit.
    """
    ax = axes() if ax is None else ax
    if len(accuracies) != len(labels):
        raise ValueError(f"labels: expected one for each of the {len(accuracies)} arrays, got {len(labels)}")
    with style():
        if chance is not None:
            ax.axhline(chance, color="#555555", linewidth=1.2, linestyle=":", label="chance")
        properties = mpl.rcParams["axes.prop_cycle"]()
        for look, label, values in zip(properties, labels, accuracies, strict=False):
            values = np.asarray(values, dtype=float)
            if values.ndim != 2 or len(values) != len(delays):
                expected = f"(delays, seeds) with delays = {len(delays)}"
                raise ValueError(f"accuracies: expected shape {expected}, got {values.shape}")
            ax.plot(delays, values.mean(axis=1), label=f"{label}, mean of {values.shape[1]}", **look)
            where = np.repeat(np.asarray(delays, dtype=float), values.shape[1])
            dots: Any = {"marker": "o", "linestyle": "none", "alpha": 0.55, "color": look["color"]}
            ax.plot(where, values.ravel(), label=f"_{label}, every seed", **dots)
        ax.set_xticks(list(delays))
        finish(ax, xlabel, ylabel)
    return ax


def _checked(series: Mapping[str, Array]) -> dict[str, Array]:
    arrays = {label: np.asarray(values, dtype=float) for label, values in series.items()}
    if not arrays:
        raise ValueError("series: expected at least one, got none")
    for label, values in arrays.items():
        if values.ndim != 1 or not len(values):
            raise ValueError(f"series[{label!r}]: expected shape (T,), got {values.shape}")
    return arrays
