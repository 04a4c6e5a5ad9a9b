"""Widgets on a page without a kernel: what they show is what Python draws, by mouse, keys and controls."""

import json
import random
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page

from tests.site import served
from tests.site.served import OPEN, differing, listed, widgets_on
from tests.site.test_site import Reader
from tests.site.test_site import reader as reader
from tools.project import BOOK
from tools.site.live import is_widget

pytestmark = [pytest.mark.slow, pytest.mark.browser]

STATES = 40  # of each widget, drawn by lot
PAGE = "01-the-vanilla-rnn"
def shown(reader: Reader, page: str, cell: str) -> Locator:
    if reader.page.url != f"{reader.address}/{page}.html":
        reader.open(f"{page}.html")
    return served.shown(reader.page, cell)


def code(box: Locator) -> str:
    return str(box.evaluate("box => box.lstm.view().code"))


def test_a_page_shows_what_python_draws(site: Path, reader: Reader) -> None:
    rng, wrong = random.Random(0), []
    for page, cells in listed(site).items():
        widgets = widgets_on(page)
        wrong += [differing(shown(reader, page, cell), widgets[cell], STATES, rng) for cell in cells]
    assert wrong
    assert sum(wrong, []) == []
    assert reader.wrong == []


def test_a_touch_sets_what_is_drawn_and_can_be_undone(reader: Reader, site: Path) -> None:
    cell = next(cell for cell in listed(site)[PAGE] if "t=10" in code(shown(reader, PAGE, cell)))
    box = shown(reader, PAGE, cell)
    page: Page = reader.page
    first = code(box)
    strip = box.locator("[data-key='strip:1']").bounding_box()
    assert strip is not None
    page.mouse.click(strip["x"] + strip["width"] - 2, strip["y"] + 20)
    assert "t=30" in code(box)
    page.keyboard.press("Home")
    assert "t=1," in code(box)
    page.keyboard.press("ArrowRight")
    assert "t=1," not in code(box)
    knob = box.locator("[data-key='w']").bounding_box()
    assert knob is not None
    x, y = knob["x"] + knob["width"] / 2, knob["y"] + knob["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x, y - 400, steps=6)
    page.mouse.up()
    assert "w=3.0" in code(box)
    for _ in range(4):
        page.keyboard.press("Control+z")
    assert code(box) == first


def test_a_control_moves_the_picture_and_says_its_value(reader: Reader, site: Path) -> None:
    page, (cell, *_) = next(one for one in listed(site).items() if one[0].startswith("02-"))
    box = shown(reader, page, cell)
    slider = box.get_by_label("weight w", exact=True)
    slider.focus()
    reader.page.keyboard.press("End")
    assert "w=3.0" in code(box)
    assert slider.get_attribute("aria-valuetext") == "3"
    box.get_by_label("unit", exact=True).select_option(label="tanh")
    assert "activation='tanh'" in code(box)
    reader.page.wait_for_timeout(600)
    assert box.locator("p[role=status]").text_content() == box.locator("svg").first.get_attribute("aria-label")


def test_a_page_opened_from_a_disk_answers_too(site: Path, reader: Reader) -> None:
    page = reader.page
    page.unroute_all()
    page.goto((site / f"{PAGE}.html").as_uri())
    page.evaluate(OPEN)
    page.locator("[data-live]").first.scroll_into_view_if_needed()
    page.wait_for_selector("[data-live][data-ready]")
    assert page.locator("[data-live] [data-key='w']").count() >= 1


def test_every_widget_of_the_book_answers(site: Path) -> None:
    found = {}
    for path in sorted(BOOK.rglob("*.ipynb")):
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        page = path.relative_to(BOOK).with_suffix("").as_posix()
        found[page] = sorted(cell["id"] for cell in cells if is_widget(cell))
    assert {page: sorted(cells) for page, cells in listed(site).items()} == {p: c for p, c in found.items() if c}


def test_a_valve_opens_and_shuts(reader: Reader) -> None:
    box = shown(reader, "06-the-full-lstm-cell", "ch06-console")
    first = code(box)
    valve = box.locator("[data-key='gate:f']").bounding_box()
    assert valve is not None
    mouse, keys = reader.page.mouse, reader.page.keyboard
    at = valve["x"] + valve["width"] / 2, valve["y"] + valve["height"] / 2
    held = []
    for _ in range(3):
        mouse.click(*at)
        held.append(code(box))
    assert sorted("Hold('f', 0.0)" in one for one in held) == [False, False, True]
    assert sorted("Hold('f', 1.0)" in one for one in held) == [False, False, True]
    assert "Hold('f'" not in held[-1]
    keys.press("Home")
    assert "Hold('f', 0.0)" in code(box)
    keys.press("Delete")
    assert "Hold('f'" not in code(box)
    box.get_by_label("forget gate", exact=True).select_option(label="open")
    assert "Hold('f', 1.0)" in code(box)
    assert first != code(box)
    box.get_by_label("forget gate", exact=True).select_option(label="closed at one step")
    assert "Hold('f', 0.0, 2, 3)" in code(box)  # the step at which the cursor stands


def test_the_machine_writes_while_its_valves_are_turned(reader: Reader) -> None:
    box = shown(reader, "00-the-lstm-in-fifteen-minutes", "ch00-machine")
    first = box.locator("svg").first.text_content()
    valve = box.locator("[data-key='gate:i']")
    valve.scroll_into_view_if_needed()
    for held in ("Hold('i', 0.0, 60)", "Hold('i', 1.0, 60)", "holds=()"):
        valve.click()
        assert held in code(box)
    assert box.locator("svg").first.text_content() == first
    box.get_by_label("input gate", exact=True).select_option(label="open")
    assert "i open from letter 61" in str(box.locator("svg").first.text_content())
    play = box.get_by_role("button", name="play: letters")
    play.click()
    assert "t=0" in code(box)
    reader.page.wait_for_function("document.querySelector('[data-live=ch00-machine]').lstm.view().code.includes('t=240')")
    play.click()
    play.click()
    assert "t=240" not in code(box)
    page = box.locator("[data-key='page']").bounding_box()
    assert page is not None
    reader.page.mouse.click(page["x"] + page["width"] - 3, page["y"] + page["height"] - 10)
    assert "t=240" in code(box)
    assert box.get_by_text("need a kernel: run the page for them").is_visible()
    assert reader.wrong == []


def test_a_box_is_ticked_and_a_text_looked_at(reader: Reader) -> None:
    box = shown(reader, "13-predicting-text", "68350f47")
    box.get_by_label("shut this unit", exact=True).check()
    assert "shut=True" in code(box)
    text = box.locator("[data-key='text']").bounding_box()
    assert text is not None
    reader.page.mouse.click(text["x"] + 8, text["y"] + 20)
    assert "t=1," in code(box)
