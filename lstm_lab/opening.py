"""The reader's copy of the book, made or refreshed, and JupyterLab on it."""

import os
import secrets
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from lstm_lab import SetupError, reader_copy
from lstm_lab.places import homes, why_moved
from lstm_lab.say import say
from lstm_lab.settings import server_settings, unread
from lstm_lab.variables import READER, without_foreign

HERE = Path(__file__).parent
PARTS = ("sqlite3", "ssl", "ctypes")  # of the standard library
CONFIG = HERE / "jupyter_server_config.py"


def find_book() -> Path:
    """Return the folder of the book: in an installed package inside of it, in a checkout beside it."""
    inside = HERE / "book"
    return inside if inside.is_dir() else HERE.parent / "book"


def prepare_copy(book: Path, copy: Path, command: str) -> None:
    """Make or refresh the reader's copy and say what was done; `command` is what the reader types."""
    is_new = not copy.exists()
    messages = reader_copy.refresh(book, copy)
    if is_new:
        say(f"Your copy of the book is in {copy}; write in it as you like.")
    else:
        say(f"Your copy of the book is in {copy}; what you wrote there is kept.")
        for message in messages:
            say(f"  {message}")
        say(f"  To get the original of a chapter back (yours is kept):  {command} reset 01")


def lab_options(book: Path, copy: Path) -> list[str]:
    """Options of JupyterLab: the copy as its root, our configuration, the first page."""
    options = [f"--config={CONFIG}", f"--ServerApp.root_dir={copy}"]
    # Its own name for it comes first where a machine's administrator has set it.
    options.append(f"--FileContentsManager.root_dir={copy}")
    # A workspace of the reader's other projects would open files that are not here.
    options.append(f"--LabApp.workspaces_dir={copy / '.lab' / 'workspaces'}")
    page = first_page(book, copy)
    if page:
        options.append(f"--LabApp.default_url=/lab/tree/{page}")
    return options


def first_page(book: Path, copy: Path) -> str | None:
    """Name of the notebook to open: the index, else the first chapter."""
    if (copy / "index.ipynb").is_file():
        return "index.ipynb"
    chapters = sorted(path.name for path in book.glob("*.ipynb"))
    return chapters[0] if chapters else None


def reader_variables(base: Mapping[str, str], scripts: Path) -> dict[str, str]:
    """Variables for JupyterLab: the reader's settings stay, kernels and packages are the environment's."""
    variables = without_foreign(base, READER)
    variables["JUPYTER_PREFER_ENV_PATH"] = "1"
    variables["PYTHONNOUSERSITE"] = "1"
    variables["PATH"] = os.pathsep.join([os.fspath(scripts), variables.get("PATH", "")])
    return variables


def lab_variables(base: Mapping[str, str], scripts: Path, copy: Path) -> dict[str, str]:
    """Variables for JupyterLab on a copy: what cannot be where it belongs, or must not be read, is in it."""
    variables = reader_variables(base, scripts)
    return {**variables, **homes(variables, copy), **server_settings(variables, copy)}


def is_root() -> bool:
    """Say whether this is the administrator of a Unix system."""
    return os.name != "nt" and os.geteuid() == 0


def check_python(python: Path, variables: Mapping[str, str]) -> None:
    """Raise a SetupError if an interpreter lacks a part that JupyterLab does not start without.

    A Python that somebody compiled has no sqlite3 or no ssl where the system's headers were not installed.
    """
    done = subprocess.run(
        [os.fspath(python), "-c", f"import {', '.join(PARTS)}"],
        env=dict(variables), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    if done.returncode:
        reason = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
        raise SetupError(
            f"This Python cannot run JupyterLab: {reason}. Remedy: run the same command with a "
            f"Python that has {', '.join(PARTS)}, such as the system's own or one from python.org."
        )


def open_lab(python: Path, book: Path, copy: Path, arguments: Sequence[str], folder: Path) -> int:
    """Run an interpreter's JupyterLab on the copy, in place of this process; it is started in `folder`."""
    command = [os.fspath(python), "-m", "jupyterlab", *lab_options(book, copy), *arguments]
    before = reader_variables(os.environ, python.parent)
    if homes(before, copy):
        say(f"{why_moved()}: JupyterLab's own files go to {copy / '.lab'}.")
    if left_out := unread(before):
        names = ", ".join(map(os.fspath, left_out))
        say(f"Not read, since they are of other servers: {names}. Options go behind:  lab --port 9999")
    variables = lab_variables(os.environ, python.parent, copy)
    check_python(python, variables)
    if is_root() and not any("allow-root" in one or "allow_root" in one for one in arguments):
        say("You are root. JupyterLab does not start for root unless told to: add  --allow-root")
    if not any("token" in argument for argument in arguments):
        # Given by us the address is said once, by `lab_greeting`; a token of the server's own is said thrice.
        variables.setdefault("JUPYTER_TOKEN", secrets.token_hex(24))
    say("Starting JupyterLab ...")
    if os.name == "nt":
        return _run_and_wait(command, variables, folder)
    # In place of this process, so that signals reach JupyterLab without a detour.
    if sys.stdout:
        sys.stdout.flush()
    os.chdir(folder)
    os.execve(command[0], command, variables)


def _run_and_wait(command: Sequence[str], variables: dict[str, str], folder: Path) -> int:
    """Windows has no exec: wait, and leave Ctrl-C to JupyterLab, which receives it too."""
    process = subprocess.Popen(command, env=variables, cwd=folder)
    while True:
        try:
            return process.wait()
        except KeyboardInterrupt:
            continue
