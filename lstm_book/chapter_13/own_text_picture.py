"""The picture of a training that goes on: bits by the minute, beside what counting comes to."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from IPython.core.getipython import get_ipython
from IPython.display import display

from lstm_book.chapter_13.own_text import Progress
from lstm_teach.draw import figures
from lstm_teach.draw.still import Still


def curve(progress: Progress) -> Still:
    """Return training and validation bits over the minutes, and the line of the count."""
    minutes = np.array(progress.minutes)
    lines = {
        "training (with dropout)": np.array(progress.training),
        "validation": np.array(progress.validation),
        f"counting (Kneser-Ney): {progress.counting:.2f}": np.full(len(minutes), progress.counting),
    }
    ax = figures.curves(minutes, lines, xlabel="minutes", ylabel="bits per character")
    ax.set_ylim(bottom=0)
    best = min(progress.validation)
    alt = (
        f"Bits per character after {minutes[-1]:.1f} minutes: training {progress.training[-1]:.2f}, "
        f"validation {progress.validation[-1]:.2f} (best {best:.2f}), counting {progress.counting:.2f}."
    )
    return figures.still(ax, alt)


def growing() -> Callable[[Progress], None]:
    """Return what draws the curve, in a notebook: the first time below the cell, then in the same place."""
    shell = get_ipython()
    if getattr(shell, "kernel", None) is None:
        return lambda progress: None
    handle = display({"text/plain": "training begins"}, raw=True, display_id=True)
    return lambda progress: handle.update(curve(progress))
