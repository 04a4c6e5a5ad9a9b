"""Alternative texts for matplotlib's figures, made from the numbers that are plotted."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes

from lstm_teach.draw.svg import number, significant, small_number
from lstm_teach.numerics import Array


def describe(ax: Axes, lead: str = "") -> str:
    """Return what an Axes shows in words, from the plotted numbers: a sentence for every labelled line.

    Parameters
    ----------
    ax : Axes
    lead : str
        What the picture is about; comes first.

    Returns
    -------
    str
    """
    sentences = [lead.rstrip(". ") + "."] if lead.strip() else []
    sentences.append(f"{_words(ax.get_ylabel())} against {_words(ax.get_xlabel())}.")
    for line in ax.lines:
        label = str(line.get_gid() or line.get_label())
        data = np.asarray(line.get_xydata(), dtype=float)
        if label.startswith("_child") or not len(data):
            continue
        text = _of_points(data) if line.get_linestyle() == "None" else _of_line(data)
        sentences.append(f"{_words(label.lstrip('_'))}: {text}.")
    return " ".join(sentences)


def _of_line(data: Array) -> str:
    x, y = data[:, 0], data[:, 1]
    if np.all(y == y[0]):
        return short(y[0])
    ends = f"{short(y[0])} at {short(x[0])}, {short(y[-1])} at {short(x[-1])}"
    return f"{ends}, between {short(y.min())} and {short(y.max())}"


def _of_points(data: Array) -> str:
    if np.array_equal(data[:, 0], data[:, 1]):
        return ", ".join(short(value) for value in data[:, 0])
    groups = []
    for x in np.unique(data[:, 0]):
        y = np.sort(data[data[:, 0] == x, 1])
        groups.append(f"at {short(x)} " + ", ".join(short(value) for value in y))
    return "; ".join(groups)


def short(value: float) -> str:
    """Return at most four decimals, none for a whole number, a power of ten for one far from 1."""
    if abs(value) >= 1e5:
        return significant(value, 2)
    if float(value).is_integer():
        return number(value, 0)
    if abs(value) < 0.001:
        return small_number(value)
    return number(value, 4).rstrip("0").rstrip(".")


def _words(label: str) -> str:
    return label.replace("$", "").replace("{", "").replace("}", "").replace("_", " ")
