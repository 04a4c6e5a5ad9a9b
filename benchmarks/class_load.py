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
import json
import os
import random
import sys
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import asdict
from importlib.util import find_spec
from itertools import product
from pathlib import Path

from benchmarks._browser_student import BrowserStudent, browser_students
from benchmarks._class_table import DRAG, HEAD, PICTURE, Row, in_browser, line, row, write_csv
from benchmarks._classroom import Classroom, classroom
from benchmarks._student import Seen, Student, student
from benchmarks.widget_latency import load

CHAPTER = "05-the-forget-gate.ipynb"
SIZES = (1, 2, 5, 10, 15, 20, 30)
MOVES = 60  # of a drag
Anyone = Student | BrowserStudent
Stage = Callable[[Anyone], Awaitable[None]]


async def lesson(room: Classroom, size: int, asked: argparse.Namespace, think: float) -> list[Seen]:
    """Let so many students log in, run a chapter and drag; return what each saw."""
    rng = random.Random(asked.seed)
    names = [f"student{n:02d}" for n in range(1, size + 1)]
    pages, rest = names[: asked.browsers], names[asked.browsers :]
    async with AsyncExitStack() as stack:
        ones = list(await stack.enter_async_context(browser_students(room.address, pages, room.password)))
        for name in rest:
            ones.append(await stack.enter_async_context(student(room.address, name, room.password)))
        stages: list[Stage] = [
            lambda one: one.log_in(),
            lambda one: one.read(asked.chapter),
            lambda one: one.drag(asked.moves),
        ]
        if think:
            pauses = [[rng.expovariate(1 / think) for _ in stages] for _ in ones]
            await asyncio.gather(*(_alone(one, stages, own) for one, own in zip(ones, pauses, strict=True)))
        else:
            for stage in stages:
                await asyncio.gather(*(stage(one) for one in ones))
    return [one.seen for one in ones]


async def _alone(one: Anyone, stages: Sequence[Stage], pauses: Sequence[float]) -> None:
    for stage, pause in zip(stages, pauses, strict=True):
        await asyncio.sleep(pause)
        await stage(one)


def measure(options: argparse.Namespace, size: int, think: float, busy: float) -> tuple[Row, list[Seen]]:
    """Start a hub, hold a lesson, and look at the memory before all is stopped."""
    with classroom() as room:
        seen = asyncio.run(lesson(room, size, options, think))
        memory = list(room.students().values())
        if len(memory) != size:
            raise RuntimeError(f"expected {size} servers at the end, found {len(memory)}; see {room.log}")
        return row(seen, memory, room.hub(), think, busy), seen


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
    parser.add_argument(
        "--browsers", type=int, default=0, help="so many of them in Chromium, if there is one"
    )
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
        for each in seen:
            if each.in_browser:
                print(in_browser(each), flush=True)
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
