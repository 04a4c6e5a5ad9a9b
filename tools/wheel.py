"""The package as a wheel, built from a copy of the checkout, so that nothing is left in it."""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from tools.project import ROOT, SetupError

# What git ignores, and what no wheel is made of.
UNWANTED = (".*", "my-book", "site", "tests", "__pycache__", "*.egg-info", "build", "dist", "node_modules")


def copy_source(folder: Path) -> None:
    """Copy what a wheel is built from into a new folder."""
    shutil.copytree(ROOT, folder, ignore=shutil.ignore_patterns(*UNWANTED))


def build_wheel(folder: Path, python: Path) -> Path:
    """Build it into a folder with the pip of an environment that has setuptools; return its path.

    Raises
    ------
    SetupError
        If it could not be built; the message ends with what pip said.
    """
    with tempfile.TemporaryDirectory(prefix="lstm_teach-") as temporary:
        source = Path(temporary) / "source"
        copy_source(source)
        command = [os.fspath(python), "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation"]
        command += [f"--wheel-dir={folder}", os.fspath(source)]
        done = subprocess.run(command, capture_output=True, text=True)
    built = sorted(folder.glob("lstm_teach-*.whl"))
    if done.returncode or not built:
        raise SetupError(f"The wheel could not be built:\n{done.stderr}")
    return built[-1]
