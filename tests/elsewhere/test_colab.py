"""The book with the versions that Colab has, installed by the first cell of its notebooks for Colab.

Colab itself, its page and its manager of widgets have not been tried: they are nowhere else to be had. Its
versions are those of its published list of August 2026; IPython 7.34 is what it has had for years.
"""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest

from tests.browser.test_every_chapter import NUMBERED
from tests.elsewhere.conftest import Elsewhere
from tools import colab
from tools.first_cell import with_first
from tools.project import ROOT

PYTHON = "3.13"
VERSIONS = {
    "ipykernel": "6.17.1",
    "ipython": "7.34.0",
    "ipywidgets": "7.7.1",
    "numpy": "2.1.3",
    "matplotlib": "3.10.0",
}
UNWANTED = shutil.ignore_patterns(".*", "my-book", "site", "__pycache__", "*.egg-info", "build", "dist")
CHAPTERS = [path for path in NUMBERED if path.name[:2] in ("01", "04", "05") and path.parent.name == "book"]
ALL_WIDGETS = """
import importlib, json, pkgutil
import numpy as np
from IPython.core.formatters import DisplayFormatter
import lstm_book
from lstm_teach import LSTM
from lstm_teach.widgets import GateConsole
from lstm_teach.widgets.base import Explorable

def below(kind):
    return [one for sub in kind.__subclasses__() for one in [sub, *below(sub)]]

names = [one.name for one in pkgutil.iter_modules(lstm_book.__path__)]
for name in names:
    if not name.startswith("chapter_"):
        continue
    folder = importlib.import_module(f"lstm_book.{name}")
    for one in pkgutil.iter_modules(folder.__path__):
        if not one.name.startswith(("exercises", "predictions", "production")):
            importlib.import_module(f"{folder.__name__}.{one.name}")
rng = np.random.default_rng(0)
made = [GateConsole(LSTM, LSTM.init(rng, 1, 2), rng.standard_normal((6, 1, 1)))]
made += [kind() for kind in below(Explorable) if hasattr(kind, "settings") and kind is not GateConsole]
formats = {type(one).__name__: sorted(DisplayFormatter().format(one)[0]) for one in made}
print(json.dumps(formats))
"""


@pytest.fixture(scope="module")
def machine(environment: Callable[..., Elsewhere]) -> Elsewhere:
    """Return an environment as Colab has it: nothing of this book; scikit-learn brings threadpoolctl."""
    pins = [f"{name}=={version}" for name, version in VERSIONS.items()]
    return environment("colab", *pins, "nbclient", "scikit-learn", "tqdm", python=PYTHON, own=False)


def installed(machine: Elsewhere) -> dict[str, str]:
    done = machine.run("-m", "pip", "list", "--format=json")
    return {one["name"].lower(): one["version"] for one in json.loads(done.stdout)}


@pytest.fixture(scope="module")
def prepared(machine: Elsewhere, tmp_path_factory: pytest.TempPathFactory) -> Elsewhere:
    """Run the first cell alone, with the checkout in place of its archive on GitHub; it may only add."""
    folder = tmp_path_factory.mktemp("first")
    machine.run("-m", "pip", "uninstall", "--yes", "lstm_teach", "anywidget", "psygnal")
    before = installed(machine)
    source = folder / "source"
    shutil.copytree(ROOT, source, ignore=UNWANTED)
    cell = nbformat.from_dict(colab.first_cell(str(source)))
    run(machine, nbformat.v4.new_notebook(cells=[cell]), folder)
    after = installed(machine)
    assert {name: after[name] for name in before} == before
    assert set(after) - set(before) == {"lstm_teach", "anywidget", "psygnal"}
    return machine


def run(machine: Elsewhere, notebook: nbformat.NotebookNode, folder: Path) -> nbformat.NotebookNode:
    nbformat.write(notebook, folder / "chapter.ipynb")
    line = ["-m", "nbconvert", "--to=notebook", "--execute", "--output=run.ipynb", "chapter.ipynb"]
    done = machine.run(*line, folder=folder)
    assert done.returncode == 0, done.stderr
    return nbformat.read(folder / "run.ipynb", as_version=4)


def test_the_versions_are_those_of_colab(prepared: Elsewhere) -> None:
    found = installed(prepared)
    assert {name: found[name] for name in VERSIONS} == VERSIONS
    assert prepared.run("-c", "import sys; print(sys.version)").stdout.startswith(f"{PYTHON}.")


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_a_chapter_runs(prepared: Elsewhere, path: Path, tmp_path: Path) -> None:
    cell = colab.first_cell("nothing is to be installed any more")
    notebook = nbformat.reads(with_first(path, cell).decode(), as_version=4)
    ran = run(prepared, notebook, tmp_path)
    outputs = [output for cell in ran.cells for output in cell.get("outputs", [])]
    assert [output for output in outputs if output.get("name") == "stderr"] == []
    assert ran.cells[0].outputs == []
    assert sum("text/html" in output.get("data", {}) for output in outputs) >= 3


def test_every_widget_is_made_and_shows_its_picture(prepared: Elsewhere) -> None:
    done = prepared.run("-c", ALL_WIDGETS)
    assert done.returncode == 0, done.stderr
    formats = json.loads(done.stdout)
    assert {"GateConsole", "Unroller", "CoWriter", "WritingMachine", "Lattice"} <= set(formats)
    assert len(formats) >= 15
    wanted = ["application/vnd.jupyter.widget-view+json", "text/html", "text/plain"]
    assert {name: found for name, found in formats.items() if found != wanted} == {}
