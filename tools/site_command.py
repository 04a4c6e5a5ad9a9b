"""``run.py site``: the book as a static site, built in the project's environment."""

import time
from pathlib import Path

from lstm_lab.say import say
from tools import environment
from tools.isolation import isolation
from tools.project import ROOT, SetupError, scripts_folder
from tools.testing import run

MARK = "objects.inv"  # every site of Sphinx has one


def site(folder: Path, repository: str) -> int:
    """Build the site into a folder; nothing is lost: a folder that holds something else is refused."""
    check_folder(folder)
    python = environment.ensure(extras=["site"])
    start = time.perf_counter()
    with isolation(scripts_folder()) as variables:
        command: list[str | Path] = [python, "-m", "tools.site.build", folder, "--repository", repository]
        code = run(command, variables)
    if code == 0:
        say(f"The site is in {folder} ({time.perf_counter() - start:.0f} s). Open {folder / 'index.html'}")
    return code


def check_folder(folder: Path) -> None:
    """Refuse a folder that is not empty and holds no site, or in which the project's own files are.

    Raises
    ------
    SetupError
        If what is there would be lost.
    """
    if folder in (ROOT, *ROOT.parents):
        raise SetupError(
            f"--folder: {folder} holds the project itself. Name a folder of its own, such as site."
        )
    if folder.exists() and (not folder.is_dir() or (any(folder.iterdir()) and not (folder / MARK).exists())):
        raise SetupError(
            f"--folder: {folder} holds something that is no site. Name an empty folder or a new one."
        )
