"""Measure how long each chapter runs in a kernel of its own, and how much memory its kernel then holds.

    python -m benchmarks.chapters [NAME ...] [--limit S] [--part-limit S] [--json FILE]

NAME is the beginning of a file name, such as 02; without one, all chapters and their solutions run. The time
is the wall clock's, from the start of the kernel to the end of the last cell; the memory is the resident set
of the kernel at that moment. "none" is a kernel that has run nothing. The exit status is 1 if a chapter of
Part I takes longer than the limit or all of Part I longer than the part's limit.
"""

import argparse
import json
import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import nbformat.v4 as v4
from nbformat import NotebookNode

from tools import notebooks
from tools.project import BOOK

RESIDENT = (
    "import psutil as _psutil\n\nprint(_psutil.Process().memory_info().rss)"  # ipykernel needs psutil too
)
PART_I = range(1, 8)


class Measured(NamedTuple):
    """One chapter."""

    name: str
    seconds: float
    megabytes: float


def measure(name: str, nb: NotebookNode, folder: Path) -> Measured:
    """Run a notebook and ask its kernel at the end how much memory it holds."""
    nb.cells.append(v4.new_code_cell(RESIDENT))
    start = time.perf_counter()
    done = notebooks.run(nb, folder)
    seconds = time.perf_counter() - start
    return Measured(name, seconds, int(done.cells[-1].outputs[-1].text) / 2**20)


def chapters(names: Sequence[str]) -> list[Path]:
    """Return the notebooks whose file names begin with one of the names; all for none."""
    found = [path for folder in (BOOK, BOOK / "solutions") for path in sorted(folder.glob("*.ipynb"))]
    return [path for path in found if not names or path.name.startswith(tuple(names))]


def is_part_one(path: Path) -> bool:
    """Whether a file is a chapter of Part I: 01 to 07, not its solutions."""
    number = path.name[:2]
    return path.parent == BOOK and number.isdigit() and int(number) in PART_I


def verdict(part: Sequence[Measured], limit: float, part_limit: float) -> tuple[str, bool]:
    """Return one sentence on Part I, and whether it keeps both limits."""
    if not part:
        return "no chapter of Part I was run", True
    longest, total = max(part, key=lambda m: m.seconds), sum(m.seconds for m in part)
    kept = longest.seconds <= limit and total <= part_limit
    said = "within" if kept else "ABOVE"
    return (
        f"Part I: {len(part)} chapters, {total:.1f} s together, the longest {longest.seconds:.1f} s "
        f"({longest.name}): {said} the limits of {part_limit:.0f} s and {limit:.0f} s"
    ), kept


def main() -> int:
    """Print the table; return the exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.chapters", description=__doc__.splitlines()[0]
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help="beginnings of file names (default: all)")
    parser.add_argument("--limit", type=float, default=30.0, help="seconds for a chapter of Part I")
    parser.add_argument("--part-limit", type=float, default=120.0, help="seconds for Part I")
    parser.add_argument("--json", type=Path, help="also write the figures to this file")
    options = parser.parse_args()
    paths = chapters(options.names)
    if not paths:
        parser.error(f"expected beginnings of file names in {BOOK.name}/, found none for {options.names}")
    os.environ["LSTM_TEACH_PROGRESS"] = "off"
    print(f"{'notebook':<52}{'seconds':>9}{'MB':>8}")
    measured: dict[Path | None, Measured] = {}
    for path in (None, *paths):
        name = "none" if path is None else path.relative_to(BOOK).as_posix()
        nb = v4.new_notebook() if path is None else notebooks.load(path)
        measured[path] = measure(name, nb, BOOK if path is None else path.parent)
        print(f"{name:<52}{measured[path].seconds:>9.1f}{measured[path].megabytes:>8.0f}", flush=True)
    said, kept = verdict(
        [measured[path] for path in paths if is_part_one(path)], options.limit, options.part_limit
    )
    print(f"\n{said}\n({os.cpu_count()} cores)")
    if options.json:
        rows = [m._asdict() for m in measured.values()]
        options.json.write_text(json.dumps({"chapters": rows, "verdict": said}, indent=2) + "\n", "utf-8")
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
