"""Run the experiments of 1997 and print the table beside the paper's figures.

    python3 run.py reproduce                        # what is missing, every row; Ctrl-C keeps what has ended
    python3 run.py reproduce --rows 6a,4-100        # some rows; 4 is every row that begins with it
    python3 run.py reproduce --budget 30            # what is expected to end within 30 minutes of one core
    python3 run.py reproduce --quick                # a minute: a few seeds of the quickest rows

Every trial that ends is written to a file and not run again. The loops are compiled if Numba is there
(python3 run.py install reproduce); else NumPy does the same, all seeds of a row at once, and much slower.
"""

from __future__ import annotations

import argparse
import contextlib
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from lstm_book.reproduced import recurrence
from lstm_book.reproduced.machine import machine
from lstm_book.reproduced.rows import chosen
from lstm_book.reproduced.running import missing, reproduce
from lstm_book.reproduced.table import table, write

QUICK_ROWS, QUICK_SEEDS = "6a,2000,3b-100-3,4-100-modern", 2
QUICK_ROWS_NUMPY = "2000,4-100-modern"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; return 2 for arguments that cannot be."""
    options = _parser().parse_args(arguments)
    if not recurrence.COMPILED:
        print("Numba is not installed: NumPy does the work, which takes many times longer.")
        print("Remedy: python3 run.py install reproduce", flush=True)
    try:
        return _run(options)
    except (ValueError, ModuleNotFoundError) as error:
        print(f"reproduce: {error}", file=sys.stderr)
        return 2


def _run(options: argparse.Namespace) -> int:
    if options.quick:
        options.rows = options.rows or (QUICK_ROWS if recurrence.COMPILED else QUICK_ROWS_NUMPY)
        options.seeds = options.seeds or QUICK_SEEDS
    rows = chosen(options.rows)
    if options.seeds is not None and options.seeds < 1:
        raise ValueError(f"--seeds: expected at least 1, got {options.seeds}")
    with _executor(options) as executor:
        found, ended = reproduce(
            rows, options.path, seeds=options.seeds, minutes=options.budget, executor=executor
        )
    shown = {row.name for row in rows}
    print(table((one for one in found if one.row in shown), rows))
    made_on = machine()
    print("; ".join(f"{name} {value}" for name, value in made_on.items()))
    left = sum(len(todo) for _, todo in missing(rows, options.seeds, found))
    print(f"{ended}; {left} left; outcomes in {options.path}" if left else f"outcomes in {options.path}")
    if options.csv is not None:
        write(options.csv, found, made_on)
    return 0


@contextlib.contextmanager
def _executor(options: argparse.Namespace) -> Iterator[Any]:
    """Yield what runs the trials; None is this process."""
    if options.dask is not None:
        from dask.distributed import Client

        with Client(options.dask) as client:
            yield client.get_executor()
    elif options.threads > 1:
        with ThreadPoolExecutor(options.threads) as pool:
            yield pool
    elif options.processes > 1:
        from lstm_teach.experiments import local_processes

        yield local_processes(options.processes)
    else:
        yield None


def _parser() -> argparse.ArgumentParser:
    about = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(prog="run.py reproduce", description=__doc__, formatter_class=about)
    parser.add_argument("--rows", metavar="NAMES", help="for example 6a,4 (default: all)")
    parser.add_argument("--seeds", type=int, metavar="N", help="seeds 0 to N - 1 (default: as the row says)")
    parser.add_argument("--budget", type=float, metavar="MINUTES", help="begin what fits, by estimate")
    parser.add_argument("--quick", action="store_true", help="two seeds of the quickest rows: a minute")
    parser.add_argument("--path", type=Path, default=Path("reproduced.jsonl"), help="file of outcomes")
    parser.add_argument("--csv", type=Path, help="write what became of every seed to this file too")
    where = parser.add_mutually_exclusive_group()
    where.add_argument("--processes", type=int, default=1, metavar="N", help="on N processes (needs Pebble)")
    where.add_argument("--threads", type=int, default=1, metavar="N", help="on N threads of this process")
    where.add_argument("--dask", metavar="ADDRESS", help="on a Dask cluster")
    return parser


if __name__ == "__main__":
    sys.exit(main())
