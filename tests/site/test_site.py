"""Every page in Chromium, all other hosts blocked: light and dark, on a laptop and on a phone."""

import gzip
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Response, Route

from tests.browser.test_predictions import leaks
from tests.lstm_book.predictions.test_tables import CASES
from tests.site.served import OPEN, listed

pytestmark = [pytest.mark.slow, pytest.mark.browser]

LAPTOP, PHONE = (1280, 800), (390, 844)
MOST_BYTES = 400_000  # of a page, as they are sent
WITH_LIVE = 3_000_000  # with the data of all its widgets
CLOSED = OPEN.replace("true", "false")
# Fonts of what was folded are there, and what scrolls since can be reached.
SETTLED = """() => document.fonts.status === 'loaded' && [...document.querySelectorAll('pre, div.math, .live')]
  .every(block => block.scrollWidth <= block.clientWidth || block.tabIndex === 0)"""
AXE = """async () => (await axe.run(document, {resultTypes: ['violations']})).violations
  .filter(found => ['serious', 'critical'].includes(found.impact))
  .map(found => [found.id, found.nodes.length, found.nodes[0].html])"""
# What a reader sees of a page at once: nothing in a closed fold, or outside of the window.
SEEN = """() => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const range = document.createRange(), seen = [];
  for (let node; (node = walker.nextNode()); ) {
    if (!node.parentElement.checkVisibility({visibilityProperty: true, opacityProperty: false})) continue;
    if (node.parentElement.closest('script, style, annotation')) continue;
    range.selectNodeContents(node);
    const inside = [...range.getClientRects()].some(
      box => box.width && box.bottom > 0 && box.top < innerHeight);
    if (inside) seen.push(node.textContent);
  }
  return seen.join(' ');
}"""
GUESSED = """([number, block]) => {
  const cells = [...document.querySelectorAll('div.cell')];
  const asked = cells.findIndex(cell => cell.textContent.includes(`predict("${number}", my_guess`));
  const guess = cells.slice(0, asked + 1).findLast(cell => /^\\s*my_guess\\s*=/m.test(cell.textContent));
  for (let fold = guess?.closest('details'); fold; fold = fold.parentElement.closest('details')) fold.open = true;
  if (!guess) throw new Error(`no guess for ${number}`);
  guess.scrollIntoView({block, behavior: 'instant'});
}"""


class Reader:
    """A page, and all that went wrong on it."""

    def __init__(self, page: Page, address: str) -> None:
        self.page, self.address = page, address
        self.wrong: list[str] = []
        self.responses: list[Response] = []
        page.route("**/*", self._only_here)
        page.on("requestfailed", lambda request: self.wrong.append(f"failed: {request.url}"))
        page.on("response", self._note)
        page.on(
            "console",
            lambda said: self.wrong.append(said.text) if said.type in ("error", "warning") else None,
        )
        page.on("pageerror", lambda error: self.wrong.append(str(error)))

    def open(self, name: str) -> None:
        self.responses.clear()
        response = self.page.goto(f"{self.address}/{name}", wait_until="networkidle")
        assert response is not None
        assert response.ok, name

    def _only_here(self, route: Route) -> None:
        if route.request.url.startswith((self.address, "data:")):
            route.continue_()
        else:
            self.wrong.append(f"asked for: {route.request.url}")
            route.abort()

    def _note(self, response: Response) -> None:
        self.responses.append(response)
        if response.status >= 400:
            self.wrong.append(f"{response.status}: {response.url}")


@pytest.fixture
def reader(browser: Browser, address: str, request: pytest.FixtureRequest) -> Iterator[Reader]:
    (width, height), theme = getattr(request, "param", (LAPTOP, "light"))
    context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=theme)
    yield Reader(context.new_page(), address)
    context.close()


@pytest.mark.parametrize(
    "reader", [(size, theme) for size in (LAPTOP, PHONE) for theme in ("light", "dark")], indirect=True
)
def test_every_page_is_whole_and_can_be_read(reader: Reader, pages: list[str], axe: str) -> None:
    wrong: dict[str, Any] = {}
    for name in pages:
        reader.open(name)
        reader.page.evaluate(OPEN)
        page = reader.page
        page.wait_for_function(SETTLED)
        found = {
            "wrong": list(reader.wrong),
            "wider than the window": page.evaluate("document.documentElement.scrollWidth - innerWidth"),
            "without words": page.evaluate(
                "[...document.querySelectorAll('img, svg[role=img]')].filter("
                "one => !(one.alt ?? one.getAttribute('aria-label'))).length"
            ),
        }
        page.evaluate(axe)
        found["axe"] = page.evaluate(AXE)
        if any(found.values()):
            wrong[name] = {what: told for what, told in found.items() if told}
        reader.wrong.clear()
    assert wrong == {}


def test_no_page_answers_a_prediction(reader: Reader, pages: list[str]) -> None:
    found: dict[str, list[str]] = {}
    asked = set()
    for name in pages:
        if not re.match(r"\d\d-", name):
            continue
        reader.open(name)
        for number in [number for number in CASES if number.startswith(f"{int(name[:2])}.")]:
            for block in ("start", "center", "end"):
                reader.page.evaluate(CLOSED)
                reader.page.evaluate(GUESSED, [number, block])
                seen = str(reader.page.evaluate(SEEN))
                assert "my_guess" in seen, (number, block)
                if told := leaks(seen, number):
                    found[f"{number} at {block}"] = told
            asked.add(number)
    assert asked == set(CASES)
    assert found == {}


def test_a_chapter_is_light(reader: Reader, pages: list[str], site: Path) -> None:
    heavy, live = {}, listed(site)
    for name in pages:
        reader.open(name)
        sent = [one for one in reader.responses if one.ok and "/_live/" not in one.url]
        size = sum(len(gzip.compress(response.body())) for response in sent)
        files = [site / "_live" / f"{cell}.js" for cell in live.get(name.removesuffix(".html"), ())]
        whole = size + sum(len(gzip.compress(path.read_bytes())) for path in files)
        if size > MOST_BYTES or whole > WITH_LIVE:
            heavy[name] = size, whole
    assert heavy == {}


def test_everything_is_unfolded_on_paper(reader: Reader) -> None:
    reader.open("02-why-it-forgets.html")
    hidden = "[...document.querySelectorAll('details p')].filter(one => !one.checkVisibility()).length"
    assert reader.page.evaluate(hidden) > 5
    reader.page.emulate_media(media="print")
    reader.page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert reader.page.evaluate(hidden) == 0
    reader.page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    reader.page.emulate_media(media="screen")
    assert reader.page.evaluate(hidden) > 5


def test_a_link_into_a_fold_opens_it_and_links_to_headings_lead_there(reader: Reader) -> None:
    reader.open("02-why-it-forgets.html")
    link = reader.page.get_by_role("link", name="The price of holding").first
    reader.page.add_style_tag(content="* { scroll-behavior: auto !important; }")
    link.click()
    box = reader.page.get_by_role("heading", name="The price of holding").bounding_box()
    assert box is not None
    assert -5 < box["y"] < 200


def test_search_finds(reader: Reader) -> None:
    reader.open("search.html?q=carousel")
    reader.page.wait_for_selector("#search-results li")
    assert reader.page.locator("#search-results li").count() > 3
    assert reader.wrong == []


def test_without_scripts_there_are_text_formulas_and_pictures(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/04-gates-write-and-read.html")
    assert page.locator(".katex-html").count() > 20
    assert page.locator("svg[role=img]").count() >= 2
    context.close()


def test_notebooks_can_be_fetched_as_they_are(site: Path, reader: Reader) -> None:
    reader.open("solutions/01-the-vanilla-rnn.html")
    link = reader.page.get_by_role("link", name="Download the notebook").get_attribute("href")
    assert (site / "solutions" / str(link)).resolve().read_bytes().startswith(b"{")
