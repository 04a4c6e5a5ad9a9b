"""``run.py assignment``, ``collect``, ``guesses``, ``slides`` and ``nbgrader``."""

from collections.abc import Sequence
from pathlib import Path

from tools import environment
from tools.isolation import isolation
from tools.project import COURSE, SetupError, scripts_folder
from tools.testing import run

EXTRAS = {"slides": ["site"]}  # which brings Node.js and, from npm, KaTeX


def teach(command: str, arguments: Sequence[str]) -> int:
    """Run a command of `tools.teach`; it says with ``--help`` what it does."""
    python = environment.ensure(extras=EXTRAS.get(command, ["teach"]))
    with isolation(scripts_folder()) as variables:
        return run([python, "-m", "tools.teach", command, *arguments], variables)


def nbgrader(arguments: Sequence[str], folder: Path | None = None) -> int:
    """Run nbgrader in the folder of the course, with its own scripts on the PATH and nobody's settings."""
    folder = folder or COURSE
    if not folder.is_dir():
        raise SetupError(f"There is no course in {folder} yet. Begin with:  python3 run.py assignment 05")
    python = environment.ensure(extras=["teach"])
    with isolation(scripts_folder()) as variables:
        return run([python, "-m", "nbgrader", *arguments], variables, folder)
