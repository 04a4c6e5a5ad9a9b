"""A browser that is installed, a server of its own, one page with JupyterLab."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat.v4 as v4
import pytest
from playwright.sync_api import Browser

from tests.browser.lab import Lab
from tests.browser.server import Server, serving
from tests.needs import need
from tools import notebooks
from tools.notebook_form import normalise

# Small notebooks of the tests, beside the chapters: one to run, one to open as it was stored.
UNROLLERS, STORED = "unrollers.ipynb", "stored.ipynb"
CELLS = (
    "from lstm_book.chapter_01 import Unroller\n\nfirst = Unroller(t=12)\nfirst",
    "second = Unroller(w=0.5, t=3)\nsecond",
)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Return how to start the installed Chromium; skips or fails where there is none."""
    arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
    return {**browser_type_launch_args, "executable_path": need("browser"), "args": arguments}


@pytest.fixture(scope="session")
def server(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """JupyterLab on a fresh copy of the book; asks for the browser first, so that nothing starts in vain."""
    folder: Path = tmp_path_factory.mktemp("copy")
    unexecuted = normalise(v4.new_notebook(cells=[v4.new_code_cell(source) for source in CELLS]))
    stored = notebooks.dumps(normalise(notebooks.run(unexecuted, folder)))
    for name in (UNROLLERS, STORED):
        (folder / name).write_bytes(stored)
    with serving(folder, tmp_path_factory.mktemp("settings")) as running:
        yield running


@pytest.fixture
def lab(browser: Browser, server: Server) -> Iterator[Lab]:
    """Return a fresh page with JupyterLab."""
    with browser.new_context(viewport={"width": 1400, "height": 1000}) as context:
        lab = Lab(context.new_page(), server)
        lab.start()
        yield lab
