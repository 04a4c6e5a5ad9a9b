"""Exported pages, slides and paper in a browser: they ask no other server, and everything in them shows."""

import base64
import re
from collections.abc import Iterator
from pathlib import Path

import nbformat.v4 as v4
import pytest
from nbformat import NotebookNode, from_dict
from playwright.sync_api import Browser, BrowserContext, Page, Route

from tests.book.planted import SVG, png
from tests.needs import need
from tools import notebooks
from tools.project import BOOK

STRANGER = "https://stranger.example"
TEXT = f"""# A page of mine

$a_t$ and ![there]({STRANGER}/a.png) and ![here](here.png), [a link]({STRANGER}/b).

\\begin{{align}} b &= 1 \\end{{align}}

<div style="background: url({STRANGER}/c.png)"><iframe src="{STRANGER}/d"></iframe>styled</div>

<img src="{STRANGER}/e.png" srcset="{STRANGER}/f.png 2x">

```mermaid
graph LR; A-->B
```"""
OUTPUT = f"""<b>output</b><script>fetch("{STRANGER}/g"); new Image().src = "{STRANGER}/h"</script>
<script src="{STRANGER}/i.js"></script><link rel="stylesheet" href="{STRANGER}/j.css">
<style>@import url({STRANGER}/k.css); b {{ background: url({STRANGER}/l.png) }}</style>"""
VISIBLE = """() => [...document.querySelectorAll('img')].map(
  image => [image.alt, image.complete && image.naturalWidth > 0])"""


def hostile(folder: Path) -> Path:
    """Save a reader's notebook that asks another server in every way that we know."""
    (folder / "here.png").write_bytes(base64.b64decode(png(200)))
    picture = (
        f"<img alt='a picture' src='data:image/svg+xml;base64,{base64.b64encode(SVG.encode()).decode()}'>"
    )
    view = {"application/vnd.jupyter.widget-view+json": {"model_id": "1"}, "text/plain": "IntSlider(value=3)"}
    kinds = [{"text/html": OUTPUT}, {"text/html": picture}, view, {"text/latex": "$c^2$"}]
    kinds += [{"application/javascript": f"fetch('{STRANGER}/m')"}, {"image/svg+xml": SVG}]
    outputs = [v4.new_output("display_data", data=data) for data in kinds]
    cells = [v4.new_markdown_cell(TEXT), v4.new_code_cell("a = 1", outputs=outputs)]
    for cell in cells:
        cell.metadata["slideshow"] = from_dict({"slide_type": "slide"})
    nb: NotebookNode = v4.new_notebook(cells=cells, metadata={"widgets": {"state": {}}})
    path = folder / "mine.ipynb"
    path.write_bytes(notebooks.dumps(nb))
    return path


@pytest.fixture
def offline(browser: Browser) -> Iterator[BrowserContext]:
    """Without any other host; the pages get `asked`, what was asked for all the same."""
    with browser.new_context(viewport={"width": 1200, "height": 900}) as context:
        yield context


def opened(context: BrowserContext, file: Path) -> tuple[Page, list[str], list[str]]:
    """Open a file; return the page, what it asked of other hosts, and what went wrong."""
    asked: list[str] = []
    wrong: list[str] = []

    def refuse(route: Route) -> None:
        asked.append(route.request.url)
        route.abort()

    context.route(re.compile("^(https?|wss?):"), refuse)
    page = context.new_page()
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
    page.goto(file.as_uri(), wait_until="load")
    return page, asked, wrong


def made(source: Path, kind: str, folder: Path) -> Path:
    need("site")  # brings Node.js
    from tools.export.__main__ import export

    export(source, kind, folder)
    return folder


@pytest.mark.parametrize("kind", ["html", "slides"])
def test_a_hostile_notebook_asks_nobody_and_shows_what_it_has(
    kind: str, offline: BrowserContext, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made(hostile(tmp_path), kind, tmp_path)
    assert f"Left out, since they lie on other servers: {STRANGER}/" in capsys.readouterr().out
    (file,) = tmp_path.glob("*.html")
    page, asked, wrong = opened(offline, file)
    page.wait_for_function("document.querySelector('.katex') && document.readyState === 'complete'")
    page.wait_for_timeout(200)
    assert asked == []
    assert [
        text for text in wrong if "Content Security Policy" not in text and "Failed to fetch" not in text
    ] == []
    shown = dict(page.evaluate(VISIBLE))
    assert shown["a picture"]
    assert all(shown.values())
    if kind == "html":
        assert shown["here"]
        assert page.locator("a", has_text="there").get_attribute("href") == f"{STRANGER}/a.png"
        assert page.locator(".katex").count() == 3
        assert "IntSlider(value=3)" in page.inner_text("body")
        assert page.title() == "A page of mine"


def test_a_chapter_as_one_file_is_whole_and_folded(offline: BrowserContext, tmp_path: Path) -> None:
    source = next(BOOK.glob("05-*.ipynb"))
    made(source, "html", tmp_path)
    alone = (tmp_path / f"{source.stem}.html").rename(tmp_path / "elsewhere.html")
    page, asked, wrong = opened(offline, alone)
    assert (asked, wrong) == ([], [])
    assert page.title() == "05 · The forget gate"
    assert page.locator(".katex").count() > 100
    assert page.locator(".katex-error").count() == 0
    guess = page.locator(".jp-CodeCell", has_text="my_guess = ...").first
    told = page.get_by_text("f held at 1.00:", exact=False).first
    assert guess.is_visible()
    assert not told.is_visible()
    page.evaluate("for (const fold of document.querySelectorAll('details')) fold.open = true")
    assert told.is_visible()
    assert "no guess yet" not in page.inner_text("body").lower()
    shown = page.evaluate(VISIBLE)
    assert len(shown) > 5
    assert all(complete for _, complete in shown)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.emulate_media(color_scheme="dark")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"


def test_on_paper_everything_is_unfolded(offline: BrowserContext, tmp_path: Path) -> None:
    source = next(BOOK.glob("14-*.ipynb"))
    folder = made(source, "pdf-by-print", tmp_path / "a #1 [x] ü 日本")
    page, asked, wrong = opened(offline, folder / f"{source.stem}.print.html")
    assert (asked, wrong) == ([], [])
    assert page.locator("details").count() == page.locator("details[open]").count() > 10
    data = (folder / f"{source.stem}.pdf").read_bytes()
    assert data.startswith(b"%PDF-")
    assert len(re.findall(rb"/Type\s*/Page\b", data)) > 10
    assert b"KaTeX" in data  # the fonts of its formulas
