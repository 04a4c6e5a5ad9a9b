"""The figures of chapter 08: an operation as three clouds of dots, and errors by length."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.figure import Figure

from lstm_teach.draw import figures, theme
from lstm_teach.draw.figures.base import finish
from lstm_teach.draw.still import Still
from lstm_teach.numerics import Array


def operation_figure(target: Array, second: Array, before: Array, after: Array) -> Still:
    """Return answers against the target, before and after an operation, and after it against one number.

    Parameters
    ----------
    target, second, before, after : array (B,)
        What was asked for, the second number, the answers of both runs.
    """
    with figures.style():
        figure = Figure(figsize=(7.2, 2.9), layout="constrained")
        panels = figure.subplots(1, 3, sharey=True)
        for ax, x, y, colour, title, xlabel in zip(
            panels,
            (target, target, second),
            (before, after, after),
            (theme.BLUE, theme.VERMILLION, theme.VERMILLION),
            ("as trained", "shut at the first mark", "the same answers"),
            ("target", "target", "second number"),
            strict=True,
        ):
            ax.plot(x, y, ".", color=colour, markersize=3)
            ax.set_title(title)
            ax.set_xlabel(xlabel)
        for ax in panels[:2]:
            ax.plot([0, 1], [0, 1], "-", color="#555555", linewidth=0.8, zorder=0)
        panels[0].set_ylabel("answer")
    return figures.still(
        figure,
        f"Answers of {len(target)} sequences. As trained, against the target: on the diagonal, correlation "
        f"{_correlation(target, before):.2f}. Shut at the first mark: a cloud, correlation "
        f"{_correlation(target, after):.2f}. The same answers against the second number: a line, correlation "
        f"{_correlation(second, after):.2f}.",
    )


def _correlation(a: Array, b: Array) -> float:
    return float(np.corrcoef(a, b)[0, 1])


def lengths_figure(lags: Sequence[int], errors: Array, frozen: Array, wired: Array, constant: float) -> Still:
    """Return the errors of networks against the length that they are tested at, all axes logarithmic.

    Parameters
    ----------
    lags : sequence of int
    errors, frozen : array (N, len(lags))
        Of N networks as trained, and with the store frozen behind the second mark.
    wired : array (len(lags),)
        Of the unit by hand.
    constant : float
        Of the best constant answer.
    """
    ax = figures.axes((7.2, 3.8))
    looks = (
        ("five trained adders", errors, theme.BLUE, "-"),
        ("the same, store frozen after the second mark", frozen, theme.ORANGE, "--"),
    )
    for label, rows, colour, dash in looks:
        for n, row in enumerate(rows):
            ax.plot(lags, row, dash, color=colour, linewidth=1.4, label=label if n == 0 else f"_{label}")
    ax.plot(lags, wired, "-.", color=theme.GREEN, label="one unit by hand")
    ax.axhline(constant, color="#555555", linestyle=":", label="best constant")
    ax.set_xscale("log")
    ax.set_yscale("log")
    ax.set_xticks(lags, [f"{lag:,}" for lag in lags])
    ax.minorticks_off()
    finish(ax, "length T", "mean squared error")
    words = "; ".join(
        f"at {lag:,} {_range(errors[:, k])}, frozen {_range(frozen[:, k])}, by hand {wired[k]:.0e}"
        for k, lag in enumerate(lags)
    )
    return figures.still(ax, f"Mean squared error against the length: {words}. A constant: {constant:.3f}.")


def _range(values: Array) -> str:
    return f"{values.min():.1g} to {values.max():.1g}"
