"""Where the states of a network are, seen in the plane in which they move most."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from matplotlib.figure import Figure

from lstm_teach.draw import theme
from lstm_teach.draw.figures.base import finish, style
from lstm_teach.numerics import Array

SEQUENCES = 12  # of each bit are drawn


class View(NamedTuple):
    """States in a plane, and the bit of each sequence."""

    states: Array  # (T, B, 2)
    bit: Array  # (B,) of bool


def in_a_plane(h: Array, bit: Array) -> View:
    """Return the states h (T, B, H) in the plane that lies best among them, by its largest singular values.

    The plane goes through the mean of all states. Its axes have no names, and their signs are such that the
    bit 1 is to the right at the first step, in the mean.
    """
    T, B, H = h.shape
    centred = h.reshape(T * B, H) - h.mean(axis=(0, 1))
    # The eigenvectors of the small matrix (H, H) are the right singular vectors of the tall one.
    _, vectors = np.linalg.eigh(centred.T @ centred)
    states = (centred @ vectors[:, :-3:-1]).reshape(T, B, 2)
    signs = np.sign(states[0][bit].mean(axis=0) - states[0][~bit].mean(axis=0))
    return View(states * np.where(signs == 0, 1.0, signs), bit)


def planes(views: Mapping[str, View]) -> Figure:
    """Draw the states of several networks side by side: dots for the bit 1, hollow squares for the bit 0."""
    with style():
        figure = Figure(figsize=(3.9 * len(views), 3.8), layout="constrained")
        panels = figure.subplots(1, len(views), squeeze=False)[0]
        for ax, (title, view) in zip(panels, views.items(), strict=True):
            for word, of_it, mark, colour, face in (
                ("bit 1", view.bit, "o", theme.BLUE, theme.BLUE),
                ("bit 0", ~view.bit, "s", theme.VERMILLION, theme.CARD),
            ):
                x, y = view.states[:, of_it][:, :SEQUENCES].reshape(-1, 2).T
                ax.plot(x, y, mark, color=colour, markerfacecolor=face, markersize=4, alpha=0.7, label=word)
            ax.plot(*view.states[:6, np.argmax(view.bit)].T, color="#555555", linewidth=1.2, linestyle="-")
            ax.set(title=title, aspect="equal", xlim=(-3, 3), ylim=(-3, 3), xticks=[], yticks=[])
            finish(ax, "", "")
    return figure


def describe_planes(views: Mapping[str, View]) -> str:
    """Return what `planes` shows in words, from the numbers."""
    sentences = []
    for title, view in views.items():
        for word, of_it in (("bit 1", view.bit), ("bit 0", ~view.bit)):
            first, second, third = view.states[:3, of_it].mean(axis=1)
            path = ", then ".join(f"({x:.1f}, {y:.1f})" for x, y in (first, second, third))
            sentences.append(f"{title}, {word}: in the mean at {path}.")
    return " ".join(sentences)
