"""A course in a folder of its own, graded by nbgrader as a teacher does it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.needs import need
from tools.project import ROOT, scripts_folder

NAME = "assignment-02.ipynb"


class Course:
    """The folder of a course, and the commands of run.py that work on it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.source = folder / "source" / "02" / NAME
        self.release = folder / "release" / "02" / NAME

    def teach(self, *arguments: object) -> str:
        """Run a command of ours: it must succeed; return what it said."""
        return self._run("tools.teach", *arguments, "--course", self.folder, cwd=ROOT)

    def nbgrader(self, *arguments: object, code: int = 0) -> str:
        return self._run("nbgrader", *arguments, cwd=self.folder, code=code)

    def _run(self, module: str, *arguments: object, cwd: Path, code: int = 0) -> str:
        path = os.pathsep.join([str(scripts_folder(Path(sys.prefix))), os.environ["PATH"]])
        variables = os.environ | {"PATH": path, "JUPYTER_PREFER_ENV_PATH": "1", "PYTHONPATH": str(ROOT)}
        variables.pop("PYTHONWARNINGS", None)
        command = [sys.executable, "-m", module, *map(str, arguments)]
        done = subprocess.run(command, cwd=cwd, env=variables, text=True, capture_output=True, timeout=300)
        assert done.returncode == code, done.stdout + done.stderr
        return done.stdout + done.stderr


@pytest.fixture(scope="session")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """A course with an assignment made of the exercises of chapter 02, ready to be handed out."""
    need("teach")
    made = Course(tmp_path_factory.mktemp("course"))
    made.teach("assignment", "02", "--exercises-only")
    config = made.folder / "nbgrader_config.py"
    text = config.read_text(encoding="utf-8")
    assert "SECONDS = 120" in text
    config.write_text(text.replace("SECONDS = 120", "SECONDS = 10"), encoding="utf-8")
    made.nbgrader("generate_assignment", "02")
    return made
