"""The book in Notebook 7, with ipywidgets as the project has it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.lab import POLL, WAIT, Lab
from tests.browser.server import Server
from tests.browser.test_every_chapter import NUMBERED
from tests.elsewhere.chapters import Chapter, expect_stored_pictures, no_kernel, run_and_touch
from tests.elsewhere.conftest import Elsewhere

PANEL = """async (alive) => {
  const app = window.jupyterapp;
  await app.restored;
  while (!app.shell.currentWidget?.context) await new Promise(resolve => setTimeout(resolve, 50));
  const panel = app.shell.currentWidget;
  await panel.context.ready;
  if (alive) await panel.sessionContext.ready;
  window.panel = panel;
}"""


class Notebook(Lab):
    """A page of Notebook 7: one notebook to a page."""

    def open(self, path: str, alive: bool = True) -> None:
        self.page.goto(f"{self.server.url}/notebooks/{path}?token={self.server.token}")
        self.page.wait_for_function("() => window.jupyterapp !== undefined", timeout=WAIT, polling=POLL)
        self.await_script(PANEL, alive)
        if alive:
            self.wait_idle()


@pytest.fixture(scope="module")
def server(
    environment: Callable[..., Elsewhere], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Server]:
    notebook = environment("notebook-7", "notebook>=7.4,<8")
    folder = tmp_path_factory.mktemp("book")
    exposed = "--JupyterNotebookApp.expose_app_in_browser=True"
    with notebook.serving("notebook", folder, exposed) as running:
        yield running


@pytest.fixture
def notebook(browser: Browser, server: Server) -> Iterator[Notebook]:
    # So tall that every cell is in view: the others are not in the page.
    with browser.new_context(viewport={"width": 1300, "height": 9000}) as context:
        yield Notebook(context.new_page(), server)


@pytest.mark.parametrize("path", NUMBERED, ids=lambda path: path.stem)
def test_stored_pictures_show_without_a_kernel_and_widgets_live_with_one(
    notebook: Notebook, server: Server, path: Path
) -> None:
    chapter = Chapter.of(path, server.folder)
    with no_kernel(notebook):
        notebook.open(path.name, alive=False)
        expect_stored_pictures(notebook, chapter.alts)
    notebook.open(path.name)
    expect_stored_pictures(notebook, chapter.alts)
    touched = run_and_touch(notebook, len(chapter.alts))
    assert all(touched)
    if "GateConsole" in chapter.path.read_text(encoding="utf-8"):
        assert any(key.startswith("gate:") for key in touched)
    notebook.await_script("async () => { await window.panel.sessionContext.shutdown(); }")


def test_keys_in_a_picture_are_no_commands_of_the_notebook(notebook: Notebook, server: Server) -> None:
    """Notebook 7 looks for its commands before a key gets to what has the focus."""
    path = next(path for path in NUMBERED if path.name.startswith("04"))  # whose first widget is a console
    chapter = Chapter.of(path, server.folder)
    notebook.open(path.name)
    run_and_touch(notebook, len(chapter.alts))
    cells = "() => [window.panel.content.widgets.length, window.panel.content.activeCellIndex]"
    lanes = notebook.page.locator(".lstm-picture").first.locator(".part.lane")
    lanes.nth(0).focus()
    before = notebook.page.evaluate(cells)
    for key in ("a", "b", "x", "d", "d", "ArrowDown"):
        notebook.page.keyboard.press(key)
    expect(lanes.nth(1)).to_be_focused()
    copy = notebook.page.locator(".lstm-picture .copy").first
    copy.focus()
    for key in ("b", "Enter"):
        notebook.page.keyboard.press(key)
    assert notebook.page.evaluate(cells) == before
    assert notebook.page.evaluate("() => window.panel.content.mode") == "command"
    notebook.await_script("async () => { await window.panel.sessionContext.shutdown(); }")
