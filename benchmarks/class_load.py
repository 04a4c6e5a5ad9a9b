"""Simulate a class on one server: N students with a server each, who run a chapter and drag in a widget.

    python -m benchmarks.class_load [--students N ...] [--think S ...] [--csv FILE] [--json FILE]

For every N a JupyterHub is started in an empty folder (as by `run.py hub`). All students log in at the same
moment; when the last one's server is there all open the chapter and run all its cells; when the last cell has
ended all drag. That is the worst case; with `--think S` each goes on alone, after a pause by chance before
each of the three, S seconds on average. Students speak the protocol of a browser (HTTP, the kernel's
websocket, the messages of widgets) and draw nothing: in a class their own machines would. Here they run on
the same machine and take from its time. The exit status is 1 if a cell failed, or if a class of at most
`--at-least` students was not pleasant.

Needs the extra `hub`. `--csv book/class-server.csv` writes the table of the book's page.
"""

import argparse
import asyncio
import csv
import json
import os
import random
import statistics
import sys
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import asdict, dataclass
from importlib.util import find_spec
from itertools import product
from pathlib import Path

from benchmarks._classroom import Classroom, classroom
from benchmarks._student import Seen, Student, student
from benchmarks.widget_latency import load, p95

CHAPTER = "05-the-forget-gate.ipynb"
SIZES = (1, 2, 5, 10, 15, 20, 30)
MOVES = 60  # of a drag
# What is pleasant: an answer within 0.1 s is felt as one's own doing, a wait of 10 s is the longest through
# which one stays with the matter (Miller 1968; Nielsen 1993). The second is for the first picture.
DRAG, PICTURE = 100.0, 10.0  # ms, s
Stage = Callable[[Student], Awaitable[None]]


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
    """Gather what the students of a class saw."""

    def high(values: list[float]) -> float:
        return p95(values) if len(values) > 1 else values[0]

    pictures, drags = [one.picture for one in seen], [took for one in seen for took in one.drags]
    servers = [one.server for one in seen]
    return Row(
        len(seen), sum(len(one.failed) for one in seen), sum(one.cells for one in seen),
        statistics.median(servers), max(servers), statistics.median(pictures), high(pictures),
        statistics.median(one.chapter for one in seen), statistics.median(drags), high(drags),
        statistics.mean(memory), hub, think, busy,
    )  # fmt: skip


async def lesson(room: Classroom, size: int, chapter: str, moves: int, think: float, seed: int) -> list[Seen]:
    """Let so many students log in, run a chapter and drag; return what each saw."""
    rng = random.Random(seed)
    async with AsyncExitStack() as stack:
        names = [f"student{n:02d}" for n in range(1, size + 1)]
        ones = [await stack.enter_async_context(student(room.address, name, room.password)) for name in names]

        async def read(one: Student) -> None:
            await one.run(await one.open(chapter))

        stages: list[Stage] = [Student.log_in, read, lambda one: one.drag(moves)]
        if think:
            pauses = [[rng.expovariate(1 / think) for _ in stages] for _ in ones]
            await asyncio.gather(*(_alone(one, stages, own) for one, own in zip(ones, pauses, strict=True)))
        else:
            for stage in stages:
                await asyncio.gather(*(stage(one) for one in ones))
    return [one.seen for one in ones]


async def _alone(one: Student, stages: Sequence[Stage], pauses: Sequence[float]) -> None:
    for stage, pause in zip(stages, pauses, strict=True):
        await asyncio.sleep(pause)
        await stage(one)


def measure(options: argparse.Namespace, size: int, think: float, busy: float) -> tuple[Row, list[Seen]]:
    """Start a hub, hold a lesson, and look at the memory before all is stopped."""
    with classroom() as room:
        seen = asyncio.run(lesson(room, size, options.chapter, options.moves, think, options.seed))
        memory = list(room.students().values())
        if len(memory) != size:
            raise RuntimeError(f"expected {size} servers at the end, found {len(memory)}; see {room.log}")
        return row(seen, memory, room.hub(), think, busy), seen


HEAD = (
    f"{'think':>5}{'students':>9}{'failed':>7}{'of':>6}{'server':>8}{'last':>7}{'picture':>9}{'p95':>7}{'chapter':>9}"
    f"{'drag ms':>9}{'p95':>7}{'MiB each':>10}{'hub':>6}{'load':>6}   pleasant"
)


def line(one: Row) -> str:
    """Return a class as a line below `HEAD`."""
    return (
        f"{one.think:>5.0f}{one.students:>9}{one.failed:>7}{one.cells:>6}{one.server:>8.1f}{one.server_last:>7.1f}"
        f"{one.picture:>9.1f}{one.picture_p95:>7.1f}{one.chapter:>9.1f}{one.drag:>9.0f}{one.drag_p95:>7.0f}"
        f"{one.memory:>10.0f}{one.hub:>6.0f}{one.load:>6.1f}   {'yes' if one.pleasant else 'no'}"
    )


def write_csv(path: Path, rows: Sequence[Row]) -> None:
    """Write the table, rounded to what is worth reading."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([*asdict(rows[0]), "pleasant", "cores"])
        for one in rows:
            values = (round(v, 1) if isinstance(v, float) else v for v in asdict(one).values())
            writer.writerow([*values, "yes" if one.pleasant else "no", os.cpu_count()])


def options_of(arguments: Sequence[str] | None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.class_load", description=__doc__.splitlines()[0]
    )
    parser.add_argument("--students", nargs="+", type=int, default=list(SIZES), metavar="N")
    parser.add_argument("--chapter", default=CHAPTER, help="file of a chapter with a gate console")
    parser.add_argument("--moves", type=int, default=MOVES, help="of each student's drag, at least 2")
    text = "mean pauses before each step, in seconds: all classes with each of them"
    parser.add_argument("--think", nargs="+", type=float, default=[0.0], metavar="S", help=text)
    parser.add_argument("--seed", type=int, default=0, help="of the pauses")
    parser.add_argument("--at-least", type=int, default=0, help="a class so large has to be pleasant")
    parser.add_argument("--csv", type=Path, help="write the table to this file")
    parser.add_argument("--json", type=Path, help="write all times of all students to this file")
    options = parser.parse_args(arguments)
    if min(options.students) < 1:
        parser.error(f"--students: expected numbers from 1, got {min(options.students)}")
    if min(options.think) < 0:
        parser.error(f"--think: expected seconds from 0, got {min(options.think):g}")
    if options.moves < 2:
        parser.error(f"--moves: expected at least 2, got {options.moves}")
    if find_spec("jupyterhub") is None:
        parser.error("JupyterHub is not installed (python3 run.py install hub)")
    return options


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table; return the exit status."""
    options = options_of(arguments)
    rows, details, busy = [], [], (load() or [0.0])[0]
    print(f"{os.cpu_count()} cores; {options.chapter}")
    print(f"pleasant: p95 of the first picture at most {PICTURE:g} s, of an answer to a drag {DRAG:g} ms")
    print(HEAD, flush=True)
    for think, size in product(options.think, options.students):
        one, seen = measure(options, size, think, busy)
        rows.append(one)
        details.append([asdict(each) for each in seen])
        print(line(one), flush=True)
        for failed in [cell for each in seen for cell in each.failed][:3]:
            print(f"  a cell failed: {failed[:200]}")
        if options.csv:  # after each class: what was measured is there if the next one does not fit
            write_csv(options.csv, rows)
        time.sleep(1)  # let ports and memory go
    if options.json:
        everything = {"rows": [asdict(r) for r in rows], "students": details}
        options.json.write_text(json.dumps(everything) + "\n", encoding="utf-8")
    return int(any(r.failed or (r.students <= options.at_least and not r.pleasant) for r in rows))


if __name__ == "__main__":
    sys.exit(main())
