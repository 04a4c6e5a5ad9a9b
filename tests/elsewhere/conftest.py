"""Environments of other versions than the project's own, made by pip, and Jupyter servers in them."""

import contextlib
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.browser.conftest import browser_type_launch_args  # noqa: F401
from tests.browser.server import Server, listening
from tools.isolation import isolated_variables
from tools.project import ROOT, environment_python, load_pyproject, scripts_folder

KEEP = "LSTM_TEACH_ELSEWHERE"  # names a folder in which the environments stay from one run to the next


@dataclass(frozen=True)
class Elsewhere:
    """An environment with what the book needs, some in other versions.

    The book is imported from the checkout, unless it is to be installed there.
    """

    folder: Path
    settings: Path
    checkout: bool = True

    @property
    def python(self) -> str:
        return str(environment_python(self.folder))

    @property
    def variables(self) -> dict[str, str]:
        scripts = scripts_folder(self.folder)
        found = isolated_variables(os.environ, self.settings, scripts)
        return found | ({"PYTHONPATH": str(ROOT)} if self.checkout else {})

    def run(self, *arguments: str, folder: Path | None = None) -> "subprocess.CompletedProcess[str]":
        """Run this environment's Python; the caller looks at what comes out."""
        command = [self.python, *arguments]
        place = folder or (ROOT if self.checkout else self.settings)
        return subprocess.run(
            command, cwd=place, env=self.variables, capture_output=True, encoding="utf-8", timeout=600
        )

    @contextmanager
    def serving(self, module: str, folder: Path, *options: str) -> Iterator[Server]:
        """Run ``python -m jupyterlab`` or ``python -m notebook`` on a folder."""
        command = [self.python, "-m", module, str(folder), "--no-browser", "--port=0"]
        command += ["--ServerApp.allow_root=True", *options]
        with listening(command, self.variables, folder) as server:
            yield server


@pytest.fixture(scope="session")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Elsewhere]:
    """Return what makes an environment: its name, and requirements instead of or beside the project's.

    With ``own=False`` they are all that it gets, and the book is not there. `python` is a version; where it
    cannot be had the test is skipped.
    """
    kept = os.environ.get(KEEP)
    place = Path(kept).resolve() if kept else tmp_path_factory.mktemp("environments")

    def make(name: str, *others: str, python: str | None = None, own: bool = True) -> Elsewhere:
        wanted = requirements(*others) if own else list(others)
        made = Elsewhere(place / name, tmp_path_factory.mktemp(f"{name}-settings"), checkout=own)
        stamp = made.folder / "made-of.json"
        if not stamp.exists() or json.loads(stamp.read_text()) != wanted:
            command = [interpreter(python), "-m", "venv", "--clear", str(made.folder)]
            subprocess.run(command, check=True, timeout=600)
            if wanted:
                done = made.run("-m", "pip", "install", "--quiet", *wanted)
                assert done.returncode == 0, done.stderr
            stamp.write_text(json.dumps(wanted))
        return made

    return make


def interpreter(version: str | None) -> str:
    """Return this Python, or one of a version such as "3.13", from PATH or from uv, which may fetch it."""
    if version in (None, f"{sys.version_info.major}.{sys.version_info.minor}"):
        return sys.executable
    tell = ["-c", "import sys; print(sys.executable)"]
    with_uv = ["uv", "run", "--no-project", "--quiet", "--python", str(version), "python", *tell]
    for command in ([f"python{version}", *tell], with_uv):
        with contextlib.suppress(OSError, subprocess.SubprocessError):
            return subprocess.check_output(command, text=True, timeout=600).strip()
    pytest.skip(f"there is no Python {version} on PATH, and uv has none")


def requirements(*others: str) -> list[str]:
    """Return the project's dependencies, with those that are named here in place of their own."""
    replaced = {_name(other) for other in others}
    own = load_pyproject()["project"]["dependencies"]
    return [*(one for one in own if _name(one) not in replaced), *others]


def _name(requirement: str) -> str:
    return re.split(r"[<>=!~ ]", requirement)[0].lower()
