"""What a teacher installs shows nothing to a reader, and slides ask for nothing that is not beside them."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import Labs
from tests.needs import need
from tools.project import BOOK


def test_a_reader_s_lab_shows_nothing_of_nbgrader(labs: Labs) -> None:
    need("teach")
    with labs.one() as lab:
        lab.page.locator(".lm-MenuBar-itemLabel", has_text="Help").wait_for()
        names = lab.page.locator(".lm-MenuBar-itemLabel, .jp-SideBar .lm-TabBar-tab")
        told = [
            f"{place.inner_text()} {place.get_attribute('title') or ''}"
            for place in (names.nth(k) for k in range(names.count()))
        ]
    assert len(told) > 10
    assert not [name for name in told if "nbgrader" in name.lower() or "assignment" in name.lower()]


@pytest.fixture(scope="module")
def slides(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Slides of two chapters in a folder."""
    need("site")  # brings Node.js
    from tools.export.__main__ import export

    folder = tmp_path_factory.mktemp("slides")
    for chapter in ("02", "05"):
        export(next(BOOK.glob(f"{chapter}-*.ipynb")), "slides", folder)
    return folder


@pytest.mark.parametrize("chapter", ["02", "05"])
def test_slides_stand_by_themselves_and_every_one_fits(browser: Browser, slides: Path, chapter: str) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 800}, color_scheme="dark")
    asked: list[str] = []
    wrong: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("requestfailed", lambda request: wrong.append(request.url))
    page.goto(next(slides.glob(f"{chapter}-*.html")).as_uri())
    page.wait_for_function("window.Reveal?.isReady()")
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []
    count = page.evaluate("Reveal.getTotalSlides()")
    assert count > 15
    for _ in range(count):
        tall, room, broken = page.evaluate(
            """() => { const slide = Reveal.getCurrentSlide();
              return [slide.scrollHeight, slide.clientHeight, [...slide.querySelectorAll('img')]
                .filter(image => !image.alt || !image.complete || !image.naturalWidth).length]; }"""
        )
        assert (tall <= room, broken) == (True, 0), page.evaluate("Reveal.getCurrentSlide().innerText")
        page.evaluate("Reveal.next()")
    assert page.locator(".katex").count() > 20
    assert page.locator(".katex-error").count() == 0
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert wrong == []
    page.close()
