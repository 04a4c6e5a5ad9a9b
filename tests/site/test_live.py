"""Widgets on a page without a kernel: what they show is what Python draws, by mouse, keys and controls."""

import json
import random
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page

from lstm_book.live.export import declared, found, made_again
from lstm_teach import Hold
from tests.site.test_site import OPEN, Reader
from tests.site.test_site import reader as reader
from tools.project import BOOK

pytestmark = [pytest.mark.slow, pytest.mark.browser]

STATES = 40  # of each widget, drawn by lot
PAGE = "01-the-vanilla-rnn"
SAME = """([box, svg]) => {
  const plain = document.createElement('template');
  plain.innerHTML = svg;
  return box.querySelector('svg').isEqualNode(plain.content.firstElementChild);
}"""


def listed(site: Path) -> list[tuple[str, str]]:
    told = json.loads((site / "_live" / "live.json").read_text())
    return [(page, cell) for page, cells in told.items() for cell in cells]


def shown(reader: Reader, page: str, cell: str) -> Locator:
    reader.open(f"{page}.html")
    reader.page.evaluate(OPEN)
    box = reader.page.locator(f"[data-live='{cell}']")
    box.scroll_into_view_if_needed()
    reader.page.wait_for_selector(f"[data-live='{cell}'][data-ready]")
    return box


def code(box: Locator) -> str:
    return str(box.evaluate("box => box.lstm.view().code"))


def widgets_on(page: str) -> dict[str, Any]:
    notebook = json.loads((BOOK / f"{page}.ipynb").read_text(encoding="utf-8"))
    return made_again(notebook, found(notebook, declared(page.rpartition("/")[2][:2])))


def test_a_page_shows_what_python_draws(site: Path, reader: Reader) -> None:
    rng = random.Random(0)
    widgets: dict[str, Any] = {}
    for page, cell in listed(site):
        widgets |= {} if cell in widgets else widgets_on(page)
        box, widget = shown(reader, page, cell), widgets[cell]
        sizes = box.evaluate("box => box.lstm.sizes")
        for _ in range(STATES):
            place = [rng.randrange(size) for size in sizes]
            told = box.evaluate("(box, place) => { box.lstm.state.go(place); box.lstm.show(); return "
                                "box.lstm.view().code; }", place)  # fmt: skip
            kind = {type(widget).__name__: widget.settings, "ConsoleState": widget.settings, "Hold": Hold}
            widget.state = eval(told.removeprefix("console.state = "), kind)
            same = box.evaluate("(box, svg) => (" + SAME + ")([box, svg])", widget.picture)
            assert same, (page, told)
    assert reader.wrong == []


def test_a_touch_sets_what_is_drawn_and_can_be_undone(reader: Reader, site: Path) -> None:
    cell = next(cell for page, cell in listed(site) if page == PAGE and "t=10" in code(shown(reader, page, cell)))
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
    page, cell = next(one for one in listed(site) if one[0].startswith("02-"))
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


def test_a_widget_that_cannot_answer_says_so(reader: Reader) -> None:
    reader.open("06-the-full-lstm-cell.html")
    reader.page.evaluate(OPEN)
    told = reader.page.get_by_text("This widget needs a kernel").first
    assert told.is_visible()
    reader.open("07-training-it.html")
    assert reader.page.locator("svg[role=img]").count() > reader.page.locator(".needs-kernel").count() > 0


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


CONSOLE = ("06-the-full-lstm-cell", "ch06-console")


def test_keys_alone_open_a_valve_at_a_step(reader: Reader) -> None:
    box, keys = shown(reader, *CONSOLE), reader.page.keyboard
    box.get_by_label("preset").focus()
    for _ in range(4):  # the picture's first parts are the valves
        keys.press("Tab")
        if reader.page.evaluate("() => document.activeElement.dataset.key") == "gate:f":
            break
    keys.press("Shift+End")
    assert "Hold('f', 1.0, 2, 3)" in code(box)
    keys.press("Shift+Home")
    assert "Hold('f', 0.0, 2, 3)" in code(box)
    keys.press("ArrowUp")
    assert "Hold('f', 0.25)" in code(box)
    keys.press("Control+z")
    keys.press("Control+z")
    assert "Hold('f', 1.0, 2, 3)" in code(box)
    keys.press("Delete")
    assert "Hold('f'" not in code(box)
    assert box.get_by_label("forget gate", exact=True).evaluate("list => list.selectedOptions[0].text") == "free"


def test_a_strip_holds_a_gate_at_the_step_where_the_hand_is(reader: Reader) -> None:
    box, mouse = shown(reader, *CONSOLE), reader.page.mouse
    for share, value in ((0.2, "1.0"), (0.8, "0.0")):
        strip = box.locator("[data-key='lane:i']").bounding_box()
        assert strip is not None
        height = strip["y"] + share * strip["height"]
        mouse.move(strip["x"] + 3, height)
        mouse.down()
        mouse.move(strip["x"] + strip["width"] - 3, height, steps=4)
        mouse.up()
        assert f"Hold('i', {value}, 15)" in code(box)  # 16 of 16 steps
        assert "t=16" in code(box)
    mouse.click(strip["x"] + 3, height)
    assert "t=" not in code(box)  # the first step
    assert f"Hold('i', {value}, 15)" in code(box)


def test_a_valve_is_dragged_to_a_value(reader: Reader) -> None:
    box, mouse = shown(reader, *CONSOLE), reader.page.mouse
    box.get_by_label("input gate", exact=True).select_option(label="closed")
    valve = box.locator("[data-key='gate:i']").bounding_box()
    assert valve is not None
    x, y = valve["x"] + valve["width"] / 2, valve["y"] + valve["height"] / 2
    mouse.move(x, y)
    mouse.down()
    mouse.move(x, y - 40, steps=4)
    mouse.up()
    assert "Hold('i', 0.5)" in code(box)
    box.get_by_label("held at").evaluate("range => { range.value = range.max; range.dispatchEvent(new Event('input')); }")
    assert "Hold('i', 0.75)" in code(box)


@pytest.mark.parametrize(
    ("page", "cell", "gate"),
    [
        ("04-gates-write-and-read", "ch04-challenge-widget", "input gate"),
        ("05-the-forget-gate", "ch05-challenge", "forget gate"),
    ],
)
def test_a_challenge_is_scored_as_python_scores_it(reader: Reader, page: str, cell: str, gate: str) -> None:
    console = widgets_on(page)[cell]
    box = shown(reader, page, cell)
    said, held = box.locator(".live-challenge p[role=status]"), box.get_by_label("held at", exact=True)
    assert console.state.noise == 0
    for setting in ("free", "held at", "held at"):
        box.get_by_label(gate, exact=True).select_option(label=setting)
        if setting != "free":
            held.focus()
            reader.page.keyboard.press("ArrowRight")
        kind = {type(console).__name__: console.settings, "ConsoleState": console.settings, "Hold": Hold}
        console.state = eval(code(box).removeprefix("console.state = "), kind)
        box.get_by_role("button", name="commit", exact=True).click()
        result = console.commit()
        assert said.text_content() == str(result)
        if result.fault is not None:
            assert f"noise={result.commit}" in code(box)
            cursor = box.get_by_label("step t", exact=True)
            assert cursor.get_attribute("aria-valuetext") == str(result.fault.step)
            assert box.evaluate("(box, svg) => (" + SAME + ")([box, svg])", console.picture)
        box.get_by_label("step t", exact=True).focus()
        for key in ("Home", "End"):  # the cursor may stand at one of both
            reader.page.keyboard.press(key)
        assert "noise" not in code(box)  # what is moved goes back to the console's own stream


def test_a_console_fits_a_phone(reader: Reader) -> None:
    reader.page.set_viewport_size({"width": 390, "height": 844})
    for page, cell in (CONSOLE, ("05-the-forget-gate", "ch05-challenge")):
        box = shown(reader, page, cell)
        for control in box.locator("select:visible, input:visible, button:visible").all():
            place = control.bounding_box()
            assert place is not None
            assert place["x"] >= 0
            assert place["x"] + place["width"] <= 390 or control.get_attribute("class") == "copy"
        assert reader.page.evaluate("() => document.documentElement.scrollWidth") <= 390
