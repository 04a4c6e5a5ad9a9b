"""Every chapter in JupyterLab: the cells of widgets and all they need run, and every widget answers.

That all cells run, one after another, is what nbval shows; to train everything twice would show nothing more.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import Locator, expect

from benchmarks._specimens import widgets_of_the_book
from tests.browser.conftest import Labs
from tests.browser.lab import RUN, Lab
from tests.browser.leading import leading_to
from tests.browser.narrow import faults_when_narrow
from tools.project import BOOK

CHAPTERS = sorted(BOOK.glob("*.ipynb"))
# The chapters that explain something with a widget; an index or a table of symbols needs none.
NUMBERED = [path for path in CHAPTERS if path.name[:2].isdigit()]

LIVE = """() => window.panel.content.widgets.flatMap((cell, index) =>
  cell.model.type === 'code' && cell.model.sharedModel.getOutputs().some(
    output => 'application/vnd.jupyter.widget-view+json' in (output.data ?? {})) ? [index] : [])"""
# JupyterLab takes cells out of the page that are not in view, so a cell is brought there and marked.
BRING = """async (index) => {
  const notebook = window.panel.content;
  notebook.activeCellIndex = index;
  await notebook.scrollToItem(index, 'start');
  notebook.widgets[index].node.setAttribute('data-looked-at', String(index));
}"""
RUN_CELL = """async (index) => {
  window.panel.content.deselectAll();
  window.panel.content.activeCellIndex = index;
  await window.jupyterapp.commands.execute('notebook:run-cell');
}"""
ROOM = "() => document.querySelector('.jp-WindowedPanel-outer, .jp-Notebook').clientHeight"
WIDGETS = tuple(f"{name}(" for name in widgets_of_the_book())
FRAME = "async () => { await new Promise(requestAnimationFrame); }"
TEXT = "picture => picture.outerHTML"


def bring(lab: Lab, index: int) -> Locator:
    """Scroll to a cell and return it."""
    lab.await_script(BRING, index)
    cell = lab.page.locator(f"[data-looked-at='{index}']")
    expect(cell.locator("svg[role=img]").first).to_be_visible()
    return cell


def widget_cells(notebook: nbformat.NotebookNode, widgets: tuple[str, ...] = WIDGETS) -> list[int]:
    """Return the cells whose stored output is a widget's, of these kinds."""
    texts = {
        n: [output.get("data", {}).get("text/plain", "") for output in cell.get("outputs", [])]
        for n, cell in enumerate(notebook.cells)
    }
    return [n for n, found in texts.items() if any(text.startswith(widgets) for text in found)]


def answers(lab: Lab, cell: Locator, slider: Locator) -> bool:
    """Move a slider by its keys, back too if that was its end; return whether the picture has changed."""
    before = cell.locator("svg[role=img]").first.evaluate(TEXT)
    for key in ("ArrowRight", "ArrowLeft", "ArrowLeft"):
        slider.focus()
        lab.page.keyboard.press(key)
        lab.ask("None")  # answered after the press, and its picture is on the page before the answer
        lab.await_script(FRAME)
        if cell.locator("svg[role=img]").first.evaluate(TEXT) != before:
            return True
    return False


@pytest.fixture
def laptop(labs: Labs) -> Iterator[Lab]:
    """Return a page with JupyterLab on a small screen, with the file browser open."""
    with labs.one(width=1280, height=800) as lab:
        yield lab


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_it_runs_and_its_widgets_answer_to_the_keyboard_and_fit_a_small_screen(
    laptop: Lab, path: Path
) -> None:
    lab = laptop
    lab.open(path.name)
    assert lab.ask("import sys; print(sys.prefix)") == sys.prefix
    notebook = nbformat.read(path, as_version=4)
    expected = widget_cells(notebook)
    for index in leading_to(notebook, expected):
        lab.await_script(RUN_CELL, index, RUN)
        lab.wait_idle(RUN)
    outputs = lab.outputs()
    assert outputs or path not in NUMBERED
    assert [output for output in outputs if output["output_type"] == "error"] == []
    live = lab.page.evaluate(LIVE)
    assert live == expected
    assert live or path not in NUMBERED
    for index in live:
        cell = bring(lab, index)
        output = cell.locator(".jp-OutputArea-output:has(.lstm-picture)").bounding_box()
        room = lab.page.evaluate(ROOM)
        assert output is not None
        assert output["height"] <= room, "controls and picture are not seen together"
        sliders = cell.locator(".noUi-handle:visible").all()
        assert sliders
        answered = [answers(lab, cell, slider) for slider in sliders]
        assert any(answered)  # not all: a value that is held by nothing may move without a trace
        assert cell.locator("[role=alert]").count() == 0
        found = faults_when_narrow(lab, cell.locator(".jp-OutputArea-output:has(.lstm-picture)"))
        # A console fits; a dial's picture, which is wider, may have to be scrolled.
        fits = index in widget_cells(notebook, ("GateConsole(",))
        assert [fault for fault in found if fits or fault[0] in ("small", "cut")] == []
    lab.close()
