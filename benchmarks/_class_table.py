"""The table of simulated classes: one row each, for the terminal and for the page of the book."""

import csv
import os
import statistics
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from benchmarks._student import Seen
from benchmarks.widget_latency import p95

# What is pleasant: an answer within 0.1 s is felt as one's own doing, a wait of 10 s is the longest through
# which one stays with the matter (Miller 1968; Nielsen 1993). The second is for the first picture.
DRAG, PICTURE = 100.0, 10.0  # ms, s


@dataclass(frozen=True)
class Row:
    """One class. Times in seconds, of drags in ms; memory in MiB."""

    students: int
    failed: int  # cells, of all students
    cells: int
    server: float  # median, from the log-in
    server_last: float
    picture: float  # median, from the opening of the chapter to the first picture
    picture_p95: float
    chapter: float  # median, from the opening to the end of the last cell
    drag: float  # median, to an answer
    drag_p95: float
    memory: float  # mean of a student's server and kernel, after the drag
    hub: float  # of hub and proxy
    think: float
    load: float  # of the machine by others: the system's average over a minute, before the first class

    @property
    def pleasant(self) -> bool:
        """Whether no cell failed, and 95 of 100 first pictures and of 100 answers to a drag came in time."""
        return not self.failed and self.picture_p95 <= PICTURE and self.drag_p95 <= DRAG


def row(seen: Sequence[Seen], memory: Sequence[float], hub: float, think: float, busy: float) -> Row:
    """Gather what the students of a class saw; the times of those in a browser stand apart."""

    def high(values: list[float]) -> float:
        return p95(values) if len(values) > 1 else values[0]

    plain = [one for one in seen if not one.in_browser] or seen
    pictures, drags = [one.picture for one in plain], [took for one in plain for took in one.drags]
    servers = [one.server for one in plain]
    return Row(
        len(seen), sum(len(one.failed) for one in seen), sum(one.cells for one in seen),
        statistics.median(servers), max(servers), statistics.median(pictures), high(pictures),
        statistics.median(one.chapter for one in plain), statistics.median(drags), high(drags),
        statistics.mean(memory), hub, think, busy,
    )  # fmt: skip


HEAD = (
    f"{'think':>5}{'students':>9}{'failed':>7}{'of':>6}{'server':>8}{'last':>7}{'picture':>9}{'p95':>7}"
    f"{'chapter':>9}{'drag ms':>9}{'p95':>7}{'MiB each':>10}{'hub':>6}{'load':>6}   pleasant"
)


def line(one: Row) -> str:
    """Return a class as a line below `HEAD`."""
    return (
        f"{one.think:>5.0f}{one.students:>9}{one.failed:>7}{one.cells:>6}{one.server:>8.1f}"
        f"{one.server_last:>7.1f}{one.picture:>9.1f}{one.picture_p95:>7.1f}{one.chapter:>9.1f}{one.drag:>9.0f}{one.drag_p95:>7.0f}"
        f"{one.memory:>10.0f}{one.hub:>6.0f}{one.load:>6.1f}   {'yes' if one.pleasant else 'no'}"
    )


def in_browser(one: Seen) -> str:
    """Return what a student in a browser saw as a line; its times are those to the painted picture."""
    return (
        f"  in Chromium: log-in {one.server:.1f} s, JupyterLab {one.page:.1f} s, "
        f"picture {one.picture:.1f} s, chapter {one.chapter:.1f} s, "
        f"drag {statistics.median(one.drags):.0f} ms, p95 {p95(one.drags):.0f} ms"
    )


def write_csv(path: Path, rows: Sequence[Row]) -> None:
    """Write the table, rounded to what is worth reading."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([*asdict(rows[0]), "pleasant", "cores"])
        for one in rows:
            values = (round(v, 1) if isinstance(v, float) else v for v in asdict(one).values())
            writer.writerow([*values, "yes" if one.pleasant else "no", os.cpu_count()])
