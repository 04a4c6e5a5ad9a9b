"""Numbers in a grid: one cell for each pair of settings."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap, to_rgb

from lstm_teach.draw import theme
from lstm_teach.draw.figures.base import axes, style
from lstm_teach.draw.numbers import number
from lstm_teach.numerics import Array

# The darkest ground is this share of blue: black digits keep a contrast of 7 on it, so that 0.98 and 1.00
# look alike but for their digits.
SHARE = 0.55
DIGITS = "#000000"


def grid(
    values: Array,
    rows: Sequence[str],
    columns: Sequence[str],
    ax: Axes | None = None,
    *,
    low: float,
    high: float,
    ylabel: str,
    xlabel: str,
    decimals: int = 2,
) -> Axes:
    """Write numbers into a grid of cells that are the darker the larger the number is.

    Parameters
    ----------
    values : array (rows, columns)
    rows, columns : sequence of str
        Their labels.
    ax : Axes, optional
    low, high : float
        The numbers of the lightest and of the darkest cell.
    ylabel, xlabel : str
    decimals : int

    Returns
    -------
    Axes
        The digits are its `texts`, row by row.

    Raises
    ------
    ValueError
        If the sizes do not fit or `low` is not below `high`.
    """
    values = np.asarray(values, dtype=float)
    if values.shape != (len(rows), len(columns)):
        raise ValueError(f"values: expected shape {(len(rows), len(columns))}, got {values.shape}")
    if not low < high:
        raise ValueError(f"low: expected less than high = {high:g}, got {low:g}")
    ax = axes((1.2 + 0.9 * len(columns) + 1.6, 1.0 + 0.36 * len(rows))) if ax is None else ax
    card, blue = (np.array(to_rgb(colour)) for colour in (theme.CARD, theme.BLUE))
    darkest = card + SHARE * (blue - card)
    colours = LinearSegmentedColormap.from_list("card to blue", [tuple(card), tuple(darkest)])
    with style():
        ax.grid(False)
        ax.pcolormesh(values[::-1], cmap=colours, vmin=low, vmax=high, edgecolors="#cccccc", linewidth=0.8)
        for (row, column), value in np.ndenumerate(values):
            ax.text(
                column + 0.5,
                len(rows) - row - 0.5,
                number(value, decimals),
                ha="center",
                va="center",
                color=DIGITS,
            )
        ax.set_xticks(np.arange(len(columns)) + 0.5, list(columns))
        ax.set_yticks(np.arange(len(rows)) + 0.5, list(rows)[::-1])
        ax.tick_params(length=0)
        ax.set_xlabel(xlabel)
        ax.set_ylabel(ylabel)
    return ax


def describe_grid(ax: Axes, lead: str = "") -> str:
    """Return what a `grid` shows in words: a sentence for every row."""
    columns = [label.get_text() for label in ax.get_xticklabels()]
    rows = [label.get_text() for label in ax.get_yticklabels()][::-1]
    digits = [text.get_text() for text in ax.texts]
    sentences = [lead.rstrip(". ") + "."] if lead.strip() else []
    for n, row in enumerate(rows):
        entries = zip(columns, digits[n * len(columns) : (n + 1) * len(columns)], strict=True)
        sentences.append(f"{row}: " + ", ".join(f"{entry} at {column}" for column, entry in entries) + ".")
    return " ".join(sentences)
