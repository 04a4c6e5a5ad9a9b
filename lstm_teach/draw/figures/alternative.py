"""Alternative texts for matplotlib's figures, made from the numbers that are plotted."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes

from lstm_teach.draw.numbers import brief
from lstm_teach.numerics import Array


def describe(ax: Axes) -> str:
    """Return what an Axes shows in words, from the plotted numbers: a sentence for every labelled line."""
    sentences = [f"{_words(ax.get_ylabel())} against {_words(ax.get_xlabel())}."]
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
        return brief(y[0])
    ends = f"{brief(y[0])} at {brief(x[0])}, {brief(y[-1])} at {brief(x[-1])}"
    return f"{ends}, between {brief(y.min())} and {brief(y.max())}"


def _of_points(data: Array) -> str:
    if np.array_equal(data[:, 0], data[:, 1]):
        return ", ".join(brief(value) for value in data[:, 0])
    groups = []
    for x in np.unique(data[:, 0]):
        y = np.sort(data[data[:, 0] == x, 1])
        groups.append(f"at {brief(x)} " + ", ".join(brief(value) for value in y))
    return "; ".join(groups)


def _words(label: str) -> str:
    return label.replace("$", "").replace("{", "").replace("}", "").replace("_", " ")
