"""Every chapter as `nbconvert --to html` makes it, opened from disk: the stored pictures are in it."""

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbconvert import HTMLExporter
from playwright.sync_api import Browser, BrowserContext

from lstm_lab.widget_views import WIDGET_VIEW
from tests.browser.test_every_chapter import CHAPTERS, NUMBERED, widget_cells

ALT = re.compile(r'<img alt="([^"]+)"')
SHOWN = """() => [...document.querySelectorAll('.jp-OutputArea img')]
  .filter(image => image.complete && image.naturalWidth > 0 && image.getBoundingClientRect().width > 100)
  .map(image => image.alt)"""
DEAD = ("Error creating widget", "Error displaying widget", "Loading widget", "model not found")


@pytest.fixture(scope="module")
def offline(browser: Browser) -> Iterator[BrowserContext]:
    """Without a network: nbconvert's pages ask for MathJax and RequireJS, which are not what is looked at."""
    with browser.new_context(viewport={"width": 1200, "height": 900}) as context:
        context.route(re.compile("^https?:"), lambda route: route.abort())
        yield context


def seen(offline: BrowserContext, notebook: Any, folder: Path) -> tuple[list[str], list[str]]:
    """Open a notebook as HTML; return the texts of the pictures that show, and what is wrong."""
    html, _ = HTMLExporter().from_notebook_node(notebook)
    file = folder / "page.html"
    file.write_text(html, encoding="utf-8")
    wrong: list[str] = []
    page = offline.new_page()
    page.on("pageerror", lambda error: wrong.append(str(error)))

    def note(message: Any) -> None:
        if message.type == "error" and not message.location["url"].startswith("http"):
            wrong.append(message.text)

    page.on("console", note)
    page.goto(file.as_uri(), wait_until="load")
    shown = page.inner_text("body")
    wrong += [text for text in DEAD if text in shown]
    alts: list[str] = page.evaluate(SHOWN)
    page.close()
    return alts, wrong


def stored_alts(notebook: Any) -> dict[int, list[str]]:
    """Return the texts of the pictures in a notebook's outputs, by the number of the cell."""
    return {
        n: [
            unescape(alt)
            for output in cell.get("outputs", [])
            for alt in ALT.findall(output.get("data", {}).get("text/html", ""))
        ]
        for n, cell in enumerate(notebook.cells)
    }


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_a_chapter_as_html_shows_every_stored_picture(
    offline: BrowserContext, path: Path, tmp_path: Path
) -> None:
    notebook = nbformat.read(path, as_version=4)
    stored, widgets = stored_alts(notebook), widget_cells(notebook)
    assert widgets or path not in NUMBERED
    assert all(len(stored[cell]) == 1 for cell in widgets)
    alts, wrong = seen(offline, notebook, tmp_path)
    assert alts == [alt for cell in stored.values() for alt in cell]
    assert wrong == []


def test_a_picture_that_is_missing_is_found_out(offline: BrowserContext, tmp_path: Path) -> None:
    """A notebook saved by a front end of another kind: the view of a model that is gone, and no picture."""
    notebook = nbformat.read(NUMBERED[0], as_version=4)
    whole = [alt for cell in stored_alts(notebook).values() for alt in cell]
    data = notebook.cells[widget_cells(notebook)[0]].outputs[0].data
    del data["text/html"]
    data[WIDGET_VIEW] = {"version_major": 2, "version_minor": 0, "model_id": "gone"}
    alts, _ = seen(offline, notebook, tmp_path)
    cell = widget_cells(notebook)[0]
    before = sum(len(alts) for n, alts in stored_alts(notebook).items() if n < cell)
    assert alts == whole[:before] + whole[before + 1 :]
