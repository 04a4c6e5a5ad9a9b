"""The table: a line for each row, from what became of every seed; and the file that keeps these."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from lstm_book.reproduced.rows import ROWS, Row
from lstm_book.reproduced.running import Found

NOT_RUN = "not run here"


class Line(NamedTuple):
    """One line of the table."""

    row: Row
    trials: int  # 0 where the row was not run
    solved: int
    mean: float  # sequences of the solved; nan where none was
    median: float
    least: float
    most: float

    @property
    def ratio(self) -> float:
        """The mean here by the paper's mean; nan where one of them is not there."""
        return np.nan if self.row.paper is None else self.mean / self.row.paper

    @property
    def verdict(self) -> str:
        """Whether the row came out: what is shown beside it."""
        if not self.trials:
            return NOT_RUN
        if not self.solved:
            return "FAILED: none solved"
        return "all solved" if self.solved == self.trials else f"{self.trials - self.solved} not solved"


def lines(found: Iterable[Found], rows: Sequence[Row] = ROWS) -> list[Line]:
    """Return a line for every row, in the order of the rows."""
    by_row: dict[str, list[Found]] = {}
    for one in found:
        by_row.setdefault(one.row, []).append(one)
    return [_line(row, by_row.get(row.name, [])) for row in rows]


def _line(row: Row, trials: Sequence[Found]) -> Line:
    needed = [one.sequences for one in trials if one.solved]
    if not needed:
        return Line(row, len(trials), 0, *[np.nan] * 4)
    numbers = float(np.mean(needed)), float(np.median(needed)), float(min(needed)), float(max(needed))
    return Line(row, len(trials), len(needed), *numbers)


HEAD = ("row", "solved", "mean", "median", "range", "ceiling", "paper", "ratio", "")


def cells_of(line: Line) -> tuple[str, ...]:
    """Return a line's cells as texts, in the order of `HEAD`."""
    row = line.row
    paper = f"{'-' if row.paper is None else _whole(row.paper)} ({row.paper_solved})"
    ceiling = _whole(ceiling_of(row))
    if not line.trials:
        minutes = row.seconds * row.seeds / 60
        about = f"about {max(minutes, 1):.0f} min for {row.seeds} seeds"
        return row.name, NOT_RUN, "", "", "", ceiling, paper, "", about
    spread = "-" if not line.solved else f"{_whole(line.least)} to {_whole(line.most)}"
    ratio = "-" if np.isnan(line.ratio) else f"{line.ratio:.2f}"
    return (
        row.name, f"{line.solved} of {line.trials}", _whole(line.mean), _whole(line.median), spread, ceiling,
        paper, ratio, line.verdict if line.solved < line.trials else "",
    )  # fmt: skip


def ceiling_of(row: Row) -> int:
    """Return after how many sequences a trial of a row is given up."""
    e: Any = row.experiment
    return int(e.ceiling) if hasattr(e, "ceiling") else int(e.updates * e.batch)


def _whole(number: float) -> str:
    return "-" if np.isnan(number) else f"{number:,.0f}"


def table(found: Iterable[Found], rows: Sequence[Row] = ROWS) -> str:
    """Return the table as lines of text."""
    texts = [HEAD, *(cells_of(line) for line in lines(found, rows))]
    widths = [max(map(len, column)) for column in zip(*texts, strict=True)]
    left = (0, len(HEAD) - 1)
    shown = (
        "  ".join(
            cell.ljust(width) if n in left else cell.rjust(width)
            for n, (cell, width) in enumerate(zip(cells, widths, strict=True))
        ).rstrip()
        for cells in texts
    )
    return "\n".join([*shown, "sequences of the solved trials; ratio: the mean here by the paper's"])


def write(path: str | os.PathLike[str], found: Iterable[Found], made_on: Mapping[str, str]) -> None:
    """Write what became of every seed as a csv, and above it on what it was made."""
    stream = io.StringIO()
    for name, value in made_on.items():
        stream.write(f"# {name}: {value}\n")
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(Found._fields)
    for one in found:
        writer.writerow("" if value is None else value for value in one)
    Path(path).write_text(stream.getvalue(), encoding="utf-8")


def read(path: str | os.PathLike[str]) -> tuple[list[Found], dict[str, str]]:
    """Read what `write` wrote: what became of every seed, and on what it was made."""
    text = Path(path).read_text(encoding="utf-8").splitlines()
    made_on = dict(line[2:].split(": ", 1) for line in text if line.startswith("# "))
    records = csv.DictReader(line for line in text if not line.startswith("# "))
    return [
        Found(
            record["row"], int(record["seed"]), record["solved"] == "True", int(record["sequences"]),
            int(record["wrong"]) if record["wrong"] else None,
            int(record["tested"]) if record["tested"] else None, float(record["seconds"]),
        )
        for record in records
    ], made_on  # fmt: skip
