"""Several memories side by side: what each holds over time, and the error that comes back to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from lstm_teach.draw import theme
from lstm_teach.draw.figures.base import style
from lstm_teach.draw.numbers import brief
from lstm_teach.numerics import Array

FLOOR = 1e-50  # of the axis of errors; 0 stands here


class Memory(NamedTuple):
    """What one kind of memory does on a stream."""

    states: Array  # (runs, T)
    errors: Array  # (T,)


def story(memories: Mapping[str, Memory], marks: Sequence[int], *, width: float = 11.0) -> Figure:
    """Draw a column for each memory: its states in several runs above, the error that comes back below.

    Parameters
    ----------
    memories : mapping from title to Memory
        All with the same number of steps T.
    marks : sequence of int
        Steps at which something is written, counted from 1; dotted lines.
    width : float
        Inches.

    Returns
    -------
    Figure

    Raises
    ------
    ValueError
        If there is no memory, or the numbers of steps differ.
    """
    lengths = {memory.states.shape[1] for memory in memories.values()}
    lengths |= {len(memory.errors) for memory in memories.values()}
    if len(lengths) != 1:
        raise ValueError(f"memories: expected runs of one length T, got {sorted(lengths) or 'none'}")
    steps = np.arange(1, lengths.pop() + 1)
    with style():
        figure = Figure(figsize=(width, 4.4), layout="constrained")
        upper, lower = figure.subplots(2, len(memories), sharex=True, squeeze=False)
        for above, below, (title, memory) in zip(upper, lower, memories.items(), strict=True):
            above.set_title(title)
            above.plot(steps, memory.states.T, color=theme.BLUE, linestyle="-", linewidth=1.2, alpha=0.8)
            errors = np.maximum(np.abs(memory.errors), FLOOR)
            below.semilogy(steps, errors, color=theme.VERMILLION, linestyle="-")
            for ax in (above, below):
                _mark(ax, marks)
            below.set_xlabel("time step $t$")
            below.set_ylim(FLOOR, 1e3)
            below.set_yticks([1e-40, 1e-20, 1])
            below.tick_params(labelleft=below is lower[0])
        upper[0].set_ylabel("state (own scales)")
        lower[0].set_ylabel("error coming back")
    return figure


def _mark(ax: Axes, marks: Sequence[int]) -> None:
    for step in marks:
        ax.axvline(step, color="#555555", linewidth=1.2, linestyle=":")


def describe_story(memories: Mapping[str, Memory], marks: Sequence[int]) -> str:
    """Return what a `story` shows in words, from the numbers."""
    at = ", ".join(str(step) for step in marks)
    sentences = [f"Something is written at step {at}."]
    for title, memory in memories.items():
        last = memory.states[:, -1]
        sentences.append(
            f"{title.replace(chr(10), ' ')}: the states end between {brief(last.min())} and "
            f"{brief(last.max())}; of an error of {brief(abs(memory.errors[-1]))} at the last step "
            f"{brief(abs(memory.errors[0]))} comes back to the first."
        )
    return " ".join(sentences)
