"""The book with ipywidgets 7.7.1 and ipykernel 6.17.1, as Colab has them, and JupyterLab 3 before them."""

from collections.abc import Callable, Iterator
from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import Browser

from lstm_lab.widget_views import WIDGET_VIEW
from tests.browser.lab import Lab
from tests.browser.server import Server
from tests.browser.test_as_html import stored_alts
from tests.browser.test_every_chapter import NUMBERED
from tests.browser.test_every_widget_without_kernel import NO_KERNEL
from tests.elsewhere.chapters import Chapter, expect_stored_pictures, no_kernel, run_and_touch
from tests.elsewhere.conftest import Elsewhere

VERSIONS = "import ipywidgets, ipykernel; print(ipywidgets.__version__, ipykernel.__version__)"


@pytest.fixture(scope="module")
def older(environment: Callable[..., Elsewhere]) -> Elsewhere:
    return environment(
        "ipywidgets-7",
        "ipywidgets==7.7.1",
        "ipykernel==6.17.1",
        "jupyterlab>=3.6,<4",
        "jupyterlab_widgets<2",
        "notebook<7",
        "setuptools<81",  # Notebook 6 imports pkg_resources
    )


@pytest.fixture(scope="module")
def server(older: Elsewhere, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    exposed = "--LabApp.expose_app_in_browser=True"
    with older.serving("jupyterlab", tmp_path_factory.mktemp("book"), exposed) as running:
        yield running


@pytest.fixture
def lab(browser: Browser, server: Server) -> Iterator[Lab]:
    with browser.new_context(viewport={"width": 1300, "height": 9000}) as context:
        lab = Lab(context.new_page(), server)
        lab.start()
        yield lab


def test_the_versions_are_those_of_colab(older: Elsewhere) -> None:
    assert older.run("-c", VERSIONS).stdout.split() == ["7.7.1", "6.17.1"]


@pytest.mark.parametrize("path", NUMBERED, ids=lambda path: path.stem)
def test_a_run_stores_the_pictures_beside_the_widgets(older: Elsewhere, path: Path, tmp_path: Path) -> None:
    chapter = Chapter.of(path, tmp_path)
    options = ["--to=notebook", "--execute", "--output=run.ipynb"]
    done = older.run("-m", "nbconvert", *options, str(chapter.path), folder=tmp_path)
    assert done.returncode == 0, done.stderr
    run = nbformat.read(tmp_path / "run.ipynb", as_version=4)
    outputs = [output for cell in run.cells for output in cell.get("outputs", [])]
    assert [output for output in outputs if output.get("name") == "stderr"] == []
    views = [[WIDGET_VIEW in output.get("data", {}) for output in cell.outputs] for cell in run.cells]
    live = [n for n, found in enumerate(views) if any(found)]
    assert [alt for n in live for alt in stored_alts(run)[n]] == chapter.alts


@pytest.mark.parametrize("path", NUMBERED, ids=lambda path: path.stem)
def test_stored_pictures_show_and_widgets_live_in_jupyterlab_3(lab: Lab, server: Server, path: Path) -> None:
    chapter = Chapter.of(path, server.folder)
    with no_kernel(lab):
        lab.await_script(NO_KERNEL, path.name)
        expect_stored_pictures(lab, chapter.alts)
    lab.start()
    lab.open(path.name)
    touched = run_and_touch(lab, len(chapter.alts))
    assert all(touched)
    if "GateConsole" in chapter.path.read_text(encoding="utf-8"):
        assert any(key.startswith("gate:") for key in touched)
    lab.close()
