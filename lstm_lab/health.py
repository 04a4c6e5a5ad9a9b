"""What `run.py doctor` and `lstm-teach doctor` both look at, and how they say it."""

import contextlib
import hashlib
import os
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from lstm_lab import reader_copy, trial
from lstm_lab.opening import is_root, lab_variables
from lstm_lab.places import check_writing, homes, why_moved
from lstm_lab.say import say
from lstm_lab.settings import unread

# Beside this package, in a checkout as in an installation; importing it would need NumPy.
DATA = Path(__file__).parents[1] / "lstm_book" / "data"


def report(name: str, text: str) -> None:
    """Print one line."""
    say(f"{name + ':':<16}{text}")


def conclude(problems: list[str]) -> int:
    """Print the problems; return 1 if there are any."""
    for problem in problems:
        say(f"\nPROBLEM: {problem}")
    if not problems:
        say("\nEverything that is needed is in place.")
    return 1 if problems else 0


def check_kernel(kernel: Mapping[str, str], prefix: Path, remedy: str) -> list[str]:
    """Report what `describe_kernel` found; it should run where JupyterLab does."""
    if "error" in kernel:
        report("kernel", "does not start")
        return [f"The kernel `python3` does not start: {kernel['error']}. Remedy: {remedy}"]
    report("kernel", f"`python3` from {kernel['folder']}, runs in {kernel['prefix']}")
    if os.path.realpath(kernel["prefix"]) == os.path.realpath(prefix):
        return []
    remedy = (
        f"Remedy: rename the kernel in {kernel['folder']}, or remove it: jupyter kernelspec remove python3"
    )
    return [f"The kernel `python3` runs in {kernel['prefix']}, not in {prefix}. {remedy}"]


def check_data(folder: Path, remedy: str) -> list[str]:
    """Report whether the data of the book are those that it was written with."""
    sums = (folder / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    pairs = [line.split("  ", 1) for line in sums]
    wrong = [name for value, name in pairs if _digest(folder / name) != value]
    report("data", f"{len(sums) - len(wrong)} of {len(sums)} files as the book was written with")
    return [f"Data are missing or changed: {', '.join(wrong)}. Remedy: {remedy}"] if wrong else []


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""


@contextlib.contextmanager
def on_trial(base: Mapping[str, str], scripts: Path) -> Iterator[dict[str, str]]:
    """Give the variables with which JupyterLab would be started, for a copy that vanishes at the end.

    The reader's own copy may not be made yet, and a doctor makes nothing.
    """
    with tempfile.TemporaryDirectory(prefix="lstm_lab-", ignore_cleanup_errors=True) as folder:
        yield lab_variables(base, scripts, Path(folder))


def check_server(python: Path, variables: Mapping[str, str], remedy: str) -> list[str]:
    """Report whether an interpreter's JupyterLab starts and answers."""
    wrong = trial.try_server(python, variables)
    report("server", "JupyterLab starts and answers" if wrong is None else "JupyterLab does not start")
    return [] if wrong is None else [f"JupyterLab does not start: {wrong}. Remedy: {remedy}"]


def check_folders(copy: Path, variables: Mapping[str, str]) -> list[str]:
    """Report where a reader will write, and whether that works."""
    wrong = check_writing(copy)
    moved = homes(variables, copy)
    if moved:
        report("home", f"{why_moved()}; JupyterLab's own files go to {copy / '.lab'}")
    for path in unread(variables):
        report("not read", f"{path}, made for other servers; options go behind:  lab --port 9999")
    if is_root():
        report("user", "root, for whom JupyterLab does not start without --allow-root")
    return [] if wrong is None else [f"Your copy of the book cannot be written: {wrong}"]


def report_copy(book: Path, copy: Path, command: str) -> None:
    """Report the reader's copy and what was edited in it."""
    if not copy.exists():
        report("your copy", f"not made yet ({command} lab makes it)")
        return
    edited = reader_copy.find_edited(book, copy)
    what = f"edited by you: {', '.join(edited)}" if edited else "nothing edited yet"
    report("your copy", f"{copy} ({what})")
