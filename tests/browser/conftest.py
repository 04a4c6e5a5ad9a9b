"""A browser that is installed, a server of its own, pages with JupyterLab and an empty page."""

from collections.abc import Iterator
from contextlib import contextmanager
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


class Labs:
    """Pages with JupyterLab. One that was left as it was found is used again: loading it takes seconds."""

    def __init__(self, browser: Browser, server: Server) -> None:
        self.browser, self.server = browser, server
        self.free: list[Lab] = []

    @contextmanager
    def one(self, width: int = 1400, height: int = 1000) -> Iterator[Lab]:
        """Give a page with no notebook open, which is nobody else's meanwhile."""
        if not self.free:
            self.free.append(Lab(self.browser.new_context().new_page(), self.server))
            self.free[-1].start()
        lab = self.free.pop()
        lab.page.set_viewport_size({"width": width, "height": height})
        yield lab
        if lab.is_tidy():
            self.free.append(lab)
        else:  # a test that failed
            lab.page.context.close()


@pytest.fixture(scope="session")
def labs(browser: Browser, server: Server) -> Labs:
    """Return where a test gets a page with JupyterLab that others have used, or use later."""
    return Labs(browser, server)


@pytest.fixture
def lab(labs: Labs) -> Iterator[Lab]:
    """Return a page with JupyterLab and no notebook open; a test closes what it has opened."""
    with labs.one() as lab:
        yield lab


@pytest.fixture(scope="session")
def page(browser: Browser) -> Iterator[Any]:
    """Return an empty page, which every test fills anew."""
    with browser.new_context(viewport={"width": 1400, "height": 1200}) as context:
        yield context.new_page()
