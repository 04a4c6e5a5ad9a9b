"""``run.py lab``: JupyterLab on the reader's copy of the book. ``run.py reset``: an original back."""

import os
import secrets
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from tools import environment, reader_copy
from tools.isolation import reader_variables
from tools.project import BOOK, ROOT, scripts_folder
from tools.say import say

CONFIG = Path(__file__).with_name("jupyter_server_config.py")


def lab(copy: Path, arguments: Sequence[str]) -> int:
    """Make sure of the environment and the copy, then open JupyterLab on it."""
    python = environment.ensure()
    prepare_copy(copy)
    command = [os.fspath(python), "-m", "jupyterlab", *lab_options(copy), *arguments]
    variables = reader_variables(os.environ, scripts_folder())
    if not any("token" in argument for argument in arguments):
        # Given by us the address is said once, by `lab_greeting`; a token of the server's own is said thrice.
        variables.setdefault("JUPYTER_TOKEN", secrets.token_hex(24))
    say("Starting JupyterLab ...")
    if os.name == "nt":
        return _run_and_wait(command, variables)
    # In place of this process, so that signals reach JupyterLab without a detour.
    sys.stdout.flush()
    os.chdir(ROOT)
    os.execve(command[0], command, variables)


def prepare_copy(copy: Path) -> None:
    """Make or refresh the reader's copy and say what was done."""
    is_new = not copy.exists()
    messages = reader_copy.refresh(BOOK, copy)
    if is_new:
        say(f"Your copy of the book is in {copy}; write in it as you like.")
    else:
        say(f"Your copy of the book is in {copy}; what you wrote there is kept.")
        for message in messages:
            say(f"  {message}")
        say("  To get the original of a chapter back (yours is kept):  python3 run.py reset 01")


def lab_options(copy: Path) -> list[str]:
    """Options of JupyterLab: the copy as its root, our configuration, the first page."""
    options = [f"--config={CONFIG}", f"--ServerApp.root_dir={copy}"]
    # A workspace of the reader's other projects would open files that are not here.
    options.append(f"--LabApp.workspaces_dir={copy / '.lab' / 'workspaces'}")
    page = first_page(copy)
    if page:
        options.append(f"--LabApp.default_url=/lab/tree/{page}")
    return options


def first_page(copy: Path) -> str | None:
    """Name of the notebook to open: the index, else the first chapter."""
    if (copy / "index.ipynb").is_file():
        return "index.ipynb"
    chapters = sorted(path.name for path in BOOK.glob("*.ipynb"))
    return chapters[0] if chapters else None


def reset(copy: Path, chapter: str) -> int:
    """Put an original back and say where the reader's version is."""
    for message in reader_copy.reset(BOOK, copy, chapter):
        say(message)
    return 0


def _run_and_wait(command: Sequence[str], variables: dict[str, str]) -> int:
    """Windows has no exec: wait, and leave Ctrl-C to JupyterLab, which receives it too."""
    process = subprocess.Popen(command, env=variables, cwd=ROOT)
    while True:
        try:
            return process.wait()
        except KeyboardInterrupt:
            continue
