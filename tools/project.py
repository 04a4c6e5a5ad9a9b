"""Where things are, and what pyproject.toml says."""

import hashlib
import json
import os
import platform
import sys
import tomllib
from pathlib import Path
from typing import Any

from lstm_lab import SetupError as SetupError

ROOT = Path(__file__).resolve().parents[1]
PYPROJECT = ROOT / "pyproject.toml"
LOCK = ROOT / "requirements.lock"
ENVIRONMENT = ROOT / ".venv"
BOOK = ROOT / "book"
READER_COPY = ROOT / "my-book"
SITE = ROOT / "site"
CLASS = ROOT / ".class"
COURSE = ROOT / "course"  # what nbgrader keeps of a course: run.py assignment
SLIDES = ROOT / "slides"
EXPORTS = ROOT / "exports"
KINDS = ("html", "slides", "script", "pdf-by-print")  # of run.py export
LITE = SITE / "lite"

# Extras that requirements.lock leaves out: which build of torch fits depends on the machine.
UNLOCKED_EXTRAS = frozenset({"benchmarks", "parity"})


def load_pyproject(path: Path = PYPROJECT) -> dict[str, Any]:
    """Read pyproject.toml."""
    return tomllib.loads(path.read_text(encoding="utf-8"))


def base_requirements() -> list[str]:
    """What the reader's level installs: build backend (for the editable install) and dependencies."""
    pyproject = load_pyproject()
    return [*pyproject["build-system"]["requires"], *pyproject["project"]["dependencies"]]


def extras() -> dict[str, list[str]]:
    """Name and requirements of every extra."""
    return dict(load_pyproject()["project"]["optional-dependencies"])


def environment_key() -> str:
    """Digest of everything that makes an environment stale when it changes.

    Of pyproject.toml only what decides on the installation counts, so that a changed linter setting
    rebuilds nothing. The folder counts because the editable install and the scripts hold its path.
    """
    pyproject = load_pyproject()
    parts = {
        "lock": LOCK.read_text(encoding="utf-8"),
        "build-system": pyproject["build-system"],
        "project": pyproject["project"],
        "packages": pyproject["tool"]["setuptools"],
        "python": [sys.implementation.name, platform.python_version()],
        "machine": [sys.platform, platform.machine()],
        "folder": str(ROOT),
    }
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def environment_python(environment: Path = ENVIRONMENT) -> Path:
    """Path of the interpreter inside an environment."""
    return scripts_folder(environment) / ("python.exe" if os.name == "nt" else "python")


def scripts_folder(environment: Path = ENVIRONMENT) -> Path:
    """Path of the folder of scripts inside an environment."""
    return environment / ("Scripts" if os.name == "nt" else "bin")
