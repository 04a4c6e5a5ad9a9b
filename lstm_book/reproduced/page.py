"""What the page *Reproduced* shows: the table as HTML, and a picture in which every trial is a dot."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from lstm_book import datasets
from lstm_book.reproduced.rows import ROWS, Row
from lstm_book.reproduced.running import Found
from lstm_book.reproduced.table import HEAD, NOT_RUN, Line, cells_of, lines, read, table
from lstm_teach.draw import theme
from lstm_teach.draw.figures import axes
from lstm_teach.draw.figures.base import style

FILE = "reproduced.csv"
SPREAD = 0.3  # of a row's height, over which its dots are scattered


def stored() -> tuple[list[Found], dict[str, str]]:
    """Return what became of every seed in the run that the book ships, and on what it was made."""
    return read(datasets.path(FILE))


def letter_rows(rows: Sequence[Row] = ROWS) -> list[Row]:
    """Return the rows in which nothing is known to differ from the paper."""
    return [row for row in rows if row.to_the_letter]


def changed_rows(rows: Sequence[Row] = ROWS) -> list[Row]:
    """Return the rows that say what differs from the paper."""
    return [row for row in rows if not row.to_the_letter]


class Table:
    """Some rows of the table for display; failures and rows that were not run stand out in words."""

    def __init__(self, found: Sequence[Found], rows: Sequence[Row]) -> None:
        self.found, self.rows = list(found), list(rows)

    @property
    def html(self) -> str:
        """The table in HTML."""
        head = "".join(f"<th>{escape(name)}</th>" for name in ("experiment", *HEAD[1:-1], "remarks"))
        body = "".join(_html_row(line) for line in lines(self.found, self.rows))
        return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"

    def _repr_mimebundle_(self, **options: Any) -> dict[str, str]:
        return {"text/html": self.html, "text/plain": repr(self)}

    def __repr__(self) -> str:
        return table([one for one in self.found if one.row in {row.name for row in self.rows}], self.rows)


def _html_row(line: Line) -> str:
    name, *numbers, verdict = cells_of(line)
    row = line.row
    remarks = "; ".join(part for part in (row.differs, verdict) if part)
    first = f"<td style='text-align:left'><b>{escape(name)}</b><br>{escape(row.what)}</td>"
    cells = "".join(f"<td>{escape(cell)}</td>" for cell in numbers)
    weight = ";font-weight:bold" if line.trials and not line.solved else ""
    return f"<tr>{first}{cells}<td style='text-align:left{weight}'>{escape(remarks)}</td></tr>"


def picture(found: Sequence[Found], rows: Sequence[Row] = ROWS) -> Axes:
    """Draw every trial of the rows that were run: sequences until it was solved, beside the paper's mean.

    A trial that was given up is a cross at its ceiling; a row of which none was solved has its name in red.
    """
    run = [line for line in lines(found, rows) if line.trials]
    ax = axes((7.2, 0.9 + 0.25 * len(run)))
    with style():
        for y, line in enumerate(run):
            _draw_row(ax, y, line, [one for one in found if one.row == line.row.name])
        ax.set_xscale("log")
        ax.set_yticks(range(len(run)), [line.row.name for line in run])
        for label, line in zip(ax.get_yticklabels(), run, strict=True):
            label.set_color(theme.CARD_INK if line.solved else theme.VERMILLION)
        ax.set_ylim(len(run) - 0.5, -0.5)
        ax.set_xlabel("sequences until solved")
        ax.grid(axis="y", visible=False)
        ax.legend(handles=_legend(), loc="lower center", bbox_to_anchor=(0.45, 1.0), ncols=3)
    return ax


def _draw_row(ax: Axes, y: int, line: Line, trials: Sequence[Found]) -> None:
    for solved, marker, colour in ((True, "o", theme.BLUE), (False, "x", theme.VERMILLION)):
        here = [one for one in trials if one.solved == solved]
        heights = [y + SPREAD * np.cos(2.4 * one.seed) for one in here]
        ax.plot(
            [one.sequences for one in here], heights, marker, color=colour, markersize=3.6, alpha=0.75,
            linestyle="none",
        )  # fmt: skip
    if line.row.paper is not None:
        ax.plot(
            [line.row.paper] * 2, [y - 0.42, y + 0.42], color=theme.CARD_INK, linestyle="-", linewidth=2.2
        )


def _legend() -> list[Line2D]:
    return [
        Line2D([], [], marker="o", color=theme.BLUE, linestyle="none", label="a trial, solved"),
        Line2D([], [], marker="x", color=theme.VERMILLION, linestyle="none", label="given up there"),
        Line2D([], [], color=theme.CARD_INK, linestyle="-", linewidth=2.2, label="the paper's mean"),
    ]


def describe(found: Sequence[Found], rows: Sequence[Row] = ROWS) -> str:
    """Return what `picture` shows in words, from the numbers."""
    sentences = ["Sequences until solved, on a logarithmic scale, a dot for every trial."]
    for line in lines(found, rows):
        if not line.trials:
            continue
        name, solved, _, median, spread, ceiling, paper, *_ = cells_of(line)
        assert solved != NOT_RUN
        what = f"{name}: {solved} solved"
        what += f", median {median}, {spread}" if line.solved else f", all given up at {ceiling}"
        sentences.append(f"{what}; paper {paper}.")
    return " ".join(sentences)
