"""``run.py test``: everything that CI runs. ``run.py execute``: fresh outputs for the notebooks."""

import os
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from tools import environment
from tools.isolation import isolation
from tools.project import BOOK, ROOT, scripts_folder
from tools.reader_copy import find_chapter, find_notebooks
from tools.say import say

CHECKS = {
    "ruff check": ["ruff", "check", "."],
    "ruff format --check": ["ruff", "format", "--check", "."],
    "mypy": ["mypy"],
}


def test(pytest_arguments: Sequence[str]) -> int:
    """Run linter, formatter, type checker and one pytest run, all of them; non-zero if any failed.

    pytest comes last, so that its closing line is the last thing printed.
    """
    python = environment.ensure(extras=["test"])
    with isolation(scripts_folder()) as variables:
        failed = [name for name, args in CHECKS.items() if _check(name, [python, "-m", *args], variables)]
        if failed:
            say(f"FAILED before pytest: {', '.join(failed)}. The command will exit with an error.")
        say("pytest ...")
        code = _run([python, "-m", "pytest", *pytest_arguments], variables)
    return code or (1 if failed else 0)


def execute(chapters: Sequence[str]) -> int:
    """Execute and normalise the notebooks of the book: all, or those of the chapters named."""
    python = environment.ensure()
    if chapters:
        paths = [path for chapter in chapters for path in find_chapter(BOOK, chapter)]
    else:
        paths = find_notebooks(BOOK)
    with isolation(scripts_folder()) as variables:
        return _run([python, "-m", "tools.notebooks", "execute", *paths], variables)


def _check(name: str, command: Sequence[str | Path], variables: Mapping[str, str]) -> int:
    say(f"{name} ...")
    start = time.perf_counter()
    code = _run(command, variables)
    say(f"  {name}: {'FAILED' if code else 'passed'} in {time.perf_counter() - start:.1f} s")
    return code


def _run(command: Sequence[str | Path], variables: Mapping[str, str]) -> int:
    process = subprocess.Popen([os.fspath(part) for part in command], cwd=ROOT, env=variables)
    while True:
        try:
            return process.wait()
        except KeyboardInterrupt:
            # Ctrl-C reaches the child as well; wait until it has cleaned up.
            continue
