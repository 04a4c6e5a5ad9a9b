"""Every widget's picture shows where no kernel answers: stored, reopened, after a restart."""

from collections.abc import Iterator
from pathlib import Path

import nbformat.v4 as v4
import pytest
from playwright.sync_api import expect

from benchmarks._specimens import widgets_of_the_book
from tests.browser.conftest import Labs
from tests.browser.lab import Lab
from tests.browser.server import Server
from tests.browser.test_unroller import LOADED
from tools import notebooks
from tools.notebook_form import normalise

NOTEBOOK = "every-widget.ipynb"
CONSOLE = (
    "import numpy as np\nfrom lstm_teach import LSTM\nfrom lstm_teach.widgets import GateConsole\n\n"
    "params = LSTM.init(np.random.default_rng(0), 1, 1)\n"
    "GateConsole(LSTM, params, np.sin(np.arange(30.0))[:, None, None])"
)
CALLS = {
    name: f"from {kind.__module__} import {name}\n\n{name}()"
    for name, kind in widgets_of_the_book().items()
    if name != "GateConsole"
} | {"GateConsole": CONSOLE}

NO_KERNEL = """async (path) => {
  const app = window.jupyterapp;
  await app.restored;
  const never = {shouldStart: false, canStart: false, autoStartDefault: false};
  const panel = await app.commands.execute(
    'docmanager:open', {path, factory: 'Notebook', kernelPreference: never});
  await panel.context.ready;
  await panel.revealed;
  window.panel = panel;
}"""
RESTART = "async () => { await window.panel.sessionContext.restartKernel(); }"


@pytest.fixture(scope="module")
def alts(server: Server) -> list[str]:
    """Put a notebook with every widget, as it is stored, beside the chapters; return the pictures' texts."""
    unexecuted = normalise(v4.new_notebook(cells=[v4.new_code_cell(source) for source in CALLS.values()]))
    stored = normalise(notebooks.run(unexecuted, Path(server.folder)))
    (server.folder / NOTEBOOK).write_bytes(notebooks.dumps(stored))
    return [eval(source.splitlines()[-1], _names(source)).still().alt for source in CALLS.values()]


def _names(source: str) -> dict[str, object]:
    names: dict[str, object] = {}
    exec("\n".join(source.splitlines()[:-1]), names)
    return names


def expect_images(lab: Lab, alts: list[str]) -> None:
    images = lab.page.locator(".jp-OutputArea img")
    expect(images).to_have_count(len(alts))
    for n, alt in enumerate(alts):
        images.nth(n).scroll_into_view_if_needed()
        assert images.nth(n).evaluate(LOADED)
        assert images.nth(n).get_attribute("alt") == alt
    assert lab.page.get_by_text("model not found").count() == 0


@pytest.fixture
def tall(labs: Labs) -> Iterator[Lab]:
    """A page that is tall enough for all of them, since JupyterLab draws only what can be seen."""
    with labs.one(width=1200, height=6000) as lab:
        yield lab


def test_stored_pictures_show_without_a_kernel(tall: Lab, alts: list[str]) -> None:
    tall.await_script(NO_KERNEL, NOTEBOOK)
    expect_images(tall, alts)
    assert tall.page.evaluate("() => window.panel.sessionContext.session") is None
    tall.close()


def test_pictures_stay_after_a_restart_and_show_when_reopened(tall: Lab, alts: list[str]) -> None:
    tall.open(NOTEBOOK)
    tall.run_all()
    expect(tall.pictures()).to_have_count(len(CALLS))
    labels = [picture.get_attribute("aria-label") for picture in tall.pictures().all()]
    tall.await_script(RESTART)
    tall.wait_idle()
    expect(tall.pictures()).to_have_count(len(CALLS))
    assert [picture.get_attribute("aria-label") for picture in tall.pictures().all()] == labels
    assert all(picture.is_visible() for picture in tall.pictures().all())
    tall.close(save=True)
    tall.start()
    tall.await_script(NO_KERNEL, NOTEBOOK)
    expect_images(tall, alts)
    tall.close()
