"""What Binder makes of the repository, read by the program that Binder runs (repo2docker).

Read only: there is no Docker here, so no image has been built. That conda finds these versions, and that
JupyterLab then opens at the address of the site's button, has not been tried.
"""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.needs import need
from tools.project import ROOT


def recipe(folder: Path, elsewhere: Path) -> str:
    """Return what repo2docker says of a folder, and the recipe of the image that it would build."""
    need("launch")
    command = [sys.executable, "-m", "repo2docker", "--no-build", "--debug", str(folder)]
    done = subprocess.run(command, cwd=elsewhere, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    return done.stderr + done.stdout


def test_binder_makes_a_conda_environment_with_the_python_that_is_meant(tmp_path: Path) -> None:
    said = recipe(ROOT, tmp_path)
    assert "Building conda environment for python=3.13\n" in said
    assert "unspecified" not in said
    assert '--file "environment.yml"' in said


@pytest.mark.parametrize("python", ["python >=3.11", "python 3.13.*"])
def test_what_binder_does_not_understand_would_be_noticed(python: str, tmp_path: Path) -> None:
    (tmp_path / "book").mkdir()
    text = (ROOT / "environment.yml").read_text(encoding="utf-8")
    assert "python=3.13" in text
    (tmp_path / "book" / "environment.yml").write_text(text.replace("python=3.13", python))
    said = recipe(tmp_path / "book", tmp_path)
    assert "unspecified" in said
    assert "python=3.13\n" not in said
