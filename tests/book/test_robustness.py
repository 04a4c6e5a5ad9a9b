"""What a reader has written or installed changes neither the book's outputs nor its tests."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import nbformat.v4 as v4
import pytest
from nbformat import NotebookNode

from tests.book import planted
from tests.book.stored import ROOT, Stored
from tools.isolation import isolated_variables
from tools.notebook_form import normalise

pytestmark = pytest.mark.slow

NBVAL = [sys.executable, "-m", "pytest", "--nbval", "-p", "no:cacheprovider", "--rootdir", str(ROOT)]
NBVAL += ["-c", str(ROOT / "pyproject.toml")]
EXECUTE = [sys.executable, "-m", "tools.notebooks", "execute"]
STARTUP = """
import builtins
plain = builtins.print
builtins.print = lambda *things, **how: plain("reader:", *things, **how)
get_ipython().display_formatter.formatters["text/plain"].for_type(float, lambda x, p, cycle: p.text("reader"))
"""
# What `pytest` and `pytest .` find, in one process.
COLLECT = """
import pytest, sys
first = pytest.main(["--collect-only", "-q"])
print("here:", flush=True)
sys.exit(first or pytest.main(["--collect-only", "-q", "."]))
"""
FOREIGN = "import sys; sys.exit('this is the foreign kernel')"


def done(command: list[str], env: Mapping[str, str], cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=cwd, env=env, capture_output=True, encoding="utf-8", timeout=300)


@pytest.fixture(scope="module")
def clean(executed: NotebookNode, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return planted.write(tmp_path_factory.mktemp("clean") / "clean.ipynb", normalise(executed))


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a reader's home: a start-up file, and a kernelspec named python3 that starts no kernel."""
    home = tmp_path_factory.mktemp("home")
    startup = home / ".ipython" / "profile_default" / "startup"
    startup.mkdir(parents=True)
    (startup / "00-reader.py").write_text(STARTUP)
    for data in (home / "data", home / "extra"):
        kernel = data / "kernels" / "python3"
        kernel.mkdir(parents=True)
        spec = {
            "argv": [sys.executable, "-c", FOREIGN, "{connection_file}"],
            "display_name": "x",
            "language": "python",
        }
        (kernel / "kernel.json").write_text(json.dumps(spec))
    return home


@pytest.fixture(scope="module")
def reader(home: Path) -> dict[str, str]:
    """Return the variables of a shell of that reader."""
    own = {"HOME": home, "USERPROFILE": home, "IPYTHONDIR": home / ".ipython"}
    own |= {"JUPYTER_DATA_DIR": home / "data", "JUPYTER_PATH": home / "extra"}
    kept = {k: v for k, v in os.environ.items() if k != "JUPYTER_PREFER_ENV_PATH"}
    return kept | {key: str(value) for key, value in own.items()}


@pytest.fixture
def isolated(reader: dict[str, str], tmp_path: Path) -> dict[str, str]:
    """Return the variables under which run.py starts the tests for that reader."""
    return isolated_variables(reader, tmp_path / "isolated", Path(sys.executable).parent)


@pytest.fixture(scope="module")
def bare(clean: Path, reader: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with two notebooks that the reader executed without isolation."""
    folder = tmp_path_factory.mktemp("bare")
    which = v4.new_notebook(cells=[v4.new_code_cell("import sys\nprint(sys.executable)")])
    planted.write(folder / "which.ipynb", which)
    shutil.copy(clean, folder)
    executed = done([*EXECUTE, str(folder)], reader)
    assert executed.returncode == 0, executed.stderr
    return folder


def test_the_readers_start_up_file_does_change_a_bare_run(bare: Path) -> None:
    assert "reader: h = 0.9575" in Stored.read(bare / "clean.ipynb").code[0].outputs[0].text


def test_a_foreign_kernel_of_the_same_name_is_not_used(bare: Path) -> None:
    printed = Stored.read(bare / "which.ipynb").code[0].outputs[0].text
    assert printed.removeprefix("reader: ").strip() == sys.executable


def test_the_foreign_kernel_does_stop_what_follows_its_name(reader: dict[str, str], tmp_path: Path) -> None:
    script = "from jupyter_client.manager import start_new_kernel; start_new_kernel(kernel_name='python3')"
    bare = done([sys.executable, "-c", script], reader, tmp_path)
    assert bare.returncode != 0
    assert "this is the foreign kernel" in bare.stderr


def test_execution_and_comparison_are_the_same_for_every_reader(
    clean: Path, isolated: dict[str, str], tmp_path: Path
) -> None:
    path = Path(shutil.copy(clean, tmp_path))
    executed = done([*EXECUTE, str(path)], isolated)
    assert executed.returncode == 0, executed.stderr
    assert "no byte changed" in executed.stdout
    compared = done([*NBVAL, str(path)], isolated)
    assert compared.returncode == 0, compared.stdout
    assert "4 passed" in compared.stdout


def test_a_broken_notebook_in_the_readers_copy_is_not_collected(
    clean: Path, isolated: dict[str, str], tmp_path: Path
) -> None:
    project = tmp_path / "project"
    for folder in ("tests/book", "book", "my-book/solutions"):
        (project / folder).mkdir(parents=True)
    shutil.copy(ROOT / "pyproject.toml", project)
    shutil.copy(ROOT / "tests/book/nbval.cfg", project / "tests/book")
    shutil.copy(clean, project / "book")
    broken = v4.new_notebook(cells=[v4.new_code_cell("1 / 0", execution_count=1)])
    planted.write(project / "my-book/solutions/edited.ipynb", broken)
    (project / "my-book/broken.ipynb").write_text("no notebook")
    collected = done([sys.executable, "-c", COLLECT], isolated, project)
    assert collected.returncode == 0, collected.stdout + collected.stderr
    for listed in collected.stdout.split("here:"):
        assert listed.count("clean.ipynb::Cell") == 4
        assert "my-book" not in listed
    assert collected.stdout.count("here:") == 1
