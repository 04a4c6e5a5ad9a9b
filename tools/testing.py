"""``run.py test``: everything that CI runs, or its quick part. ``run.py execute``: fresh notebook outputs."""

import os
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from lstm_lab.reader_copy import find_chapter, find_notebooks
from lstm_lab.say import say
from tools import environment
from tools.isolation import isolation
from tools.project import BOOK, ROOT, scripts_folder

CHECKS = {
    "ruff check": ["ruff", "check", "."],
    "ruff format --check": ["ruff", "format", "--check", "."],
    "mypy": ["mypy"],
}
QUICK = ["-m", "not (slow or notebook or browser)"]
# Groups of tests, as tests/spread.py makes and orders them.
SPREAD = ["--dist", "loadscope", "--no-loadscope-reorder"]
# More would gain nothing: the tests in a browser, one group, take longest. Each needs seconds and 300 MB.
MOST_WORKERS = 8
IN_ONE_PROCESS = {"--pdb", "--trace", "--collect-only", "--co", "no:xdist"}


def test(pytest_arguments: Sequence[str], quick: bool) -> int:
    """Run linter, formatter, type checker and one pytest run, all of them; non-zero if any failed.

    pytest comes last, so that its closing line is the last thing printed.
    """
    python = environment.ensure(extras=["test"])
    with isolation(scripts_folder()) as variables:
        failed = [name for name, args in CHECKS.items() if _check(name, [python, "-m", *args], variables)]
        if failed:
            say(f"FAILED before pytest: {', '.join(failed)}. The command will exit with an error.")
        say("pytest ...")
        code = run([python, "-m", "pytest", *options(pytest_arguments, quick)], variables)
    return code or (1 if failed else 0)


def options(given: Sequence[str], quick: bool = False) -> list[str]:
    """Return the arguments of pytest: one process for each core, then what was given, which overrides.

    On one core there is nothing to spread. A debugger needs the terminal, and a list of tests no processes.
    """
    spread = ["-n", str(workers()), *SPREAD]
    alone = workers() == 1 or IN_ONE_PROCESS & set(given)
    return [*([] if alone else spread), *(QUICK if quick else []), *given]


def workers() -> int:
    """Return how many processes the tests are spread over: the cores that this process may use."""
    allowed = getattr(os, "sched_getaffinity", None)  # neither on macOS nor on Windows
    return min(len(allowed(0)) if allowed else os.cpu_count() or 1, MOST_WORKERS)


def execute(chapters: Sequence[str]) -> int:
    """Execute and normalise the notebooks of the book: all, or those of the chapters named."""
    python = environment.ensure()
    if chapters:
        paths = [path for chapter in chapters for path in find_chapter(BOOK, chapter)]
    else:
        paths = find_notebooks(BOOK)
    with isolation(scripts_folder()) as variables:
        return run([python, "-m", "tools.notebooks", "execute", *paths], variables)


def _check(name: str, command: Sequence[str | Path], variables: Mapping[str, str]) -> int:
    say(f"{name} ...")
    start = time.perf_counter()
    code = run(command, variables)
    say(f"  {name}: {'FAILED' if code else 'passed'} in {time.perf_counter() - start:.1f} s")
    return code


def run(command: Sequence[str | Path], variables: Mapping[str, str], folder: Path = ROOT) -> int:
    """Run a command from the root and return its exit code; it is waited for after Ctrl-C too."""
    process = subprocess.Popen([os.fspath(part) for part in command], cwd=folder, env=variables)
    while True:
        try:
            return process.wait()
        except KeyboardInterrupt:
            # Ctrl-C reaches the child as well; wait until it has cleaned up.
            continue
