"""Still figures, by matplotlib: `ax=None` in, Axes out.

The figures are made without pyplot, so that nothing global is changed and none is left open. `still` turns
one into an `<img>` with alternative text; `describe` writes that text from the numbers that are plotted.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import matplotlib as mpl
import numpy as np
from cycler import cycler
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from lstm_teach.draw import theme
from lstm_teach.draw.alternative import describe, short
from lstm_teach.draw.fixed_points import fixed_points
from lstm_teach.draw.still import Still
from lstm_teach.numerics import Array

SIZE = (7.2, 3.6)  # inches; 100 pixels each on the page
DOTS = 200  # per inch: twice the page's pixels, for fine screens
FEW = 60  # up to this many steps every value has a dot

_COLOURS = (
    theme.BLUE,
    theme.VERMILLION,
    theme.GREEN,
    theme.ORANGE,
    theme.PURPLE,
    theme.SKY_BLUE,
    theme.SAND,
)
_DASHES = ("-", "--", "-.", ":", (0, (6, 1, 1, 1, 1, 1)), (0, (8, 3)), (0, (1, 3)))
STYLE: Any = {
    "axes.axisbelow": True,
    "axes.edgecolor": "#555555",
    "axes.facecolor": theme.CARD,
    "axes.grid": True,
    "axes.labelcolor": theme.CARD_INK,
    "axes.prop_cycle": cycler(color=_COLOURS) + cycler(linestyle=_DASHES),
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.titlelocation": "left",
    "axes.titlesize": 12,
    "figure.facecolor": theme.CARD,
    "font.family": ["DejaVu Sans"],
    "font.size": 11,
    "grid.color": "#e4e4e4",
    "legend.frameon": False,
    "lines.linewidth": 2.0,
    "lines.markersize": 5.0,
    "text.color": theme.CARD_INK,
    "xtick.color": theme.CARD_INK,
    "ytick.color": theme.CARD_INK,
}


@contextmanager
def style() -> Iterator[None]:
    """Use the book's style inside a `with` block, and leave matplotlib's settings as they were."""
    with mpl.rc_context(STYLE):
        yield


def axes(size: tuple[float, float] = SIZE) -> Axes:
    """Return the Axes of a new figure in the book's style."""
    with style():
        return Figure(figsize=size, layout="constrained").subplots()


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
        _finish(ax, "time step $t$", ylabel)
    return ax


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
            (curve,) = ax.plot(grid, np.tanh(w * grid + u), label=f"w = {short(w)}")
            colour = curve.get_color()
            for stable in (True, False):
                found = [p.h for p in fixed_points(w, u) if p.stable is stable]
                label = f"{'stable' if stable else 'unstable'} fixed points of w = {short(w)}"
                face = colour if stable else theme.CARD
                # The leading underscore keeps it out of the legend; `describe` reads it.
                look: Any = {"marker": "s", "markersize": 8, "color": colour, "markerfacecolor": face}
                ax.plot(found, found, linestyle="none", label=f"_{label}", **look)
        ax.set_aspect("equal")
        ax.set_xlim(-1.1, 1.1)
        ax.set_ylim(-1.1, 1.1)
        _finish(ax, "$h_{t-1}$", "$h_t$")
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
        _finish(ax, xlabel, ylabel)
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
        _finish(ax, xlabel, ylabel)
    return ax


def still(figure: Axes | Figure, alt: str | None = None) -> Still:
    """Turn a figure into a still picture for display, and close it.

    Parameters
    ----------
    figure : Axes or Figure
    alt : str, optional
        What it shows, with its numbers; `describe` of every Axes if not given.

    Returns
    -------
    Still

    Raises
    ------
    TypeError, ValueError
        If it is no figure, or the alternative text is empty.
    """
    whole = figure.figure if isinstance(figure, Axes) else figure
    if not isinstance(whole, Figure):
        raise TypeError(f"figure: expected an Axes or a Figure, got {type(figure).__name__}")
    alt = " ".join(describe(ax) for ax in whole.axes) if alt is None else alt
    stream = io.BytesIO()
    with style():
        whole.savefig(stream, format="png", dpi=DOTS, metadata={"Software": None})
    width = round(100 * whole.get_figwidth())
    pyplot = sys.modules.get("matplotlib.pyplot")
    if pyplot is not None:  # the caller may have made the figure with it
        pyplot.close(whole)
    return Still(stream.getvalue(), alt, kind="image/png", width=width)


def _finish(ax: Axes, xlabel: str, ylabel: str) -> None:
    ax.set_xlabel(xlabel)
    ax.set_ylabel(ylabel)
    if ax.get_legend_handles_labels()[0]:
        ax.legend()


def _checked(series: Mapping[str, Array]) -> dict[str, Array]:
    arrays = {label: np.asarray(values, dtype=float) for label, values in series.items()}
    if not arrays:
        raise ValueError("series: expected at least one, got none")
    for label, values in arrays.items():
        if values.ndim != 1 or not len(values):
            raise ValueError(f"series[{label!r}]: expected shape (T,), got {values.shape}")
    return arrays
