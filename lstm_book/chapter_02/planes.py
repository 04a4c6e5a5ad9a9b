"""Where the states of a network are, seen in the plane in which they move most."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from matplotlib.figure import Figure

from lstm_teach.draw import theme
from lstm_teach.draw.figures.base import finish, style
from lstm_teach.numerics import Array

SEQUENCES = 12  # of each bit are drawn
MARKS = (("o", 10, theme.BLUE), ("s", 5, theme.VERMILLION))  # the second fits into the first
REACH = 1.15  # how far the axes go, as a multiple of the furthest state


class View(NamedTuple):
    """States in a plane, and the bit of each sequence."""

    states: Array  # (T, B, 2)
    bit: Array  # (B,) of bool
    first: int  # the step of the first states, counted from 1


def in_a_plane(h: Array, bit: Array, first: int = 1) -> View:
    """Return the states h (T, B, H) in the plane that lies best among them.

    The plane goes through the mean of all states, along the two largest singular vectors. Its axes have no
    names, and their signs are such that the bit 1 is to the right and above at the step `first`, in the mean.
    """
    T, B, H = h.shape
    centred = h.reshape(T * B, H) - h.mean(axis=(0, 1))
    # The eigenvectors of the small matrix (H, H) are the right singular vectors of the tall one.
    _, vectors = np.linalg.eigh(centred.T @ centred)
    states = (centred @ vectors[:, :-3:-1]).reshape(T, B, 2)
    signs = np.sign(states[0][bit].mean(axis=0) - states[0][~bit].mean(axis=0))
    return View(states * np.where(signs == 0, 1.0, signs), bit, first)


def planes(views: Mapping[str, View], steps: Sequence[int]) -> Figure:
    """Draw the states of several networks side by side, and mark those of two steps.

    All states are grey dots; at the steps that are marked the bit 1 is filled and the bit 0 is hollow.
    """
    with style():
        figure = Figure(figsize=(3.9 * len(views), 4.1), layout="constrained")
        panels = figure.subplots(1, len(views), squeeze=False)[0]
        for ax, (title, view) in zip(panels, views.items(), strict=True):
            ax.plot(*view.states.reshape(-1, 2).T, ".", color="#b8b8b8", markersize=2)
            for step, (mark, size, colour) in zip(steps, MARKS, strict=True):
                for word, of_it, face in (("1", view.bit, colour), ("0", ~view.bit, theme.CARD)):
                    x, y = view.states[step - view.first, of_it][:SEQUENCES].T
                    label = f"bit {word}, step {step}"
                    ax.plot(x, y, mark, color=colour, markerfacecolor=face, markersize=size, label=label)
            reach = REACH * np.abs(view.states).max()
            ends = (-reach, reach)
            ax.set(title=title, aspect="equal", xlim=ends, ylim=ends, xticks=[], yticks=[])
            finish(ax, "", "")
            ax.get_legend().remove()
        figure.legend(*ax.get_legend_handles_labels(), loc="outside lower center", ncols=4)
    return figure


def describe_planes(views: Mapping[str, View], steps: tuple[int, int]) -> str:
    """Return what `planes` shows in words, coarse enough to be the same on every machine."""
    sentences = []
    for title, (states, bit, first) in views.items():
        one, later = (states[step - first, bit].mean(axis=0) for step in steps)
        zero = states[steps[0] - first, ~bit].mean(axis=0)
        sides = "on opposite sides" if _cosine(one, zero) < -0.7 else "not on opposite sides"
        place = "at the same place" if _cosine(one, later) > 0.7 else "at another place"
        sentences.append(
            f"{title}. At step {steps[0]} the bits are {sides}; at step {steps[1]} bit 1 is {place}."
        )
    return " ".join(sentences)


def _cosine(a: Array, b: Array) -> float:
    return float(a @ b / (np.linalg.norm(a) * np.linalg.norm(b)))
