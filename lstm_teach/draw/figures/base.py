"""The style of all figures, and how one becomes a still picture."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import matplotlib as mpl
from cycler import cycler
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.text import Text

from lstm_teach.draw import theme
from lstm_teach.draw.figures.alternative import describe
from lstm_teach.draw.still import Still

SIZE = (7.2, 3.6)  # inches; 100 pixels each on the page
DOTS = 200  # per inch: twice the page's pixels, for fine screens

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
# Settings that are no looks: which windows open, and where; some of them cannot be put back either.
_NO_LOOKS = (
    "animation", "backend", "date.epoch", "figure.max_open", "figure.raise", "interactive", "keymap",
    "savefig.directory", "timezone", "tk.", "toolbar", "webagg",
)  # fmt: skip
# Complete: what it leaves to matplotlib is matplotlib's default, not what a reader's own style says.
STYLE: Any = {
    **{name: value for name, value in mpl.rcParamsDefault.items() if not name.startswith(_NO_LOOKS)},
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
        for text in whole.findobj(Text):  # also those that a cell has made outside of the style
            text.set_usetex(False)
        whole.savefig(stream, format="png", dpi=DOTS, metadata={"Software": None})
    width = round(100 * whole.get_figwidth())
    pyplot = sys.modules.get("matplotlib.pyplot")
    if pyplot is not None:  # the caller may have made the figure with it
        pyplot.close(whole)
    return Still(stream.getvalue(), alt, kind="image/png", width=width)


def finish(ax: Axes, xlabel: str, ylabel: str) -> None:
    """Name the axes, and show a legend if anything is labelled."""
    ax.set_xlabel(xlabel)
    ax.set_ylabel(ylabel)
    if ax.get_legend_handles_labels()[0]:
        ax.legend()
