"""Touches that lead to a place on several axes, parts that toggle, and places that stand for one state."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator

from tests.site.test_site import LAPTOP, OPEN, PHONE, Reader

pytestmark = [pytest.mark.slow, pytest.mark.browser]

WAIT = 60_000  # ms, on a loaded machine


class Widget:
    """A live widget on a page, touched by a mouse or by a finger."""

    def __init__(self, reader: Reader, by_finger: bool, page: str, cell: str) -> None:
        reader.open(f"{page}.html")
        self.page, self.by_finger = reader.page, by_finger
        self.page.evaluate(OPEN)
        self.box = self.page.locator(f"[data-live='{cell}']")
        self.box.scroll_into_view_if_needed()
        self.page.wait_for_selector(f"[data-live='{cell}'][data-ready]", timeout=WAIT)

    def part(self, key: str) -> Locator:
        return self.box.locator(f"[data-key='{key}']")

    def press(self, key: str, across: float = 0.5, down: float = 0.5) -> str:
        """Press a part at shares of its width and height; return what the widget is then."""
        part = self.part(key)
        part.scroll_into_view_if_needed()
        size = part.bounding_box()
        assert size is not None
        at = {"x": size["width"] * across, "y": size["height"] * down}
        if self.by_finger:
            part.tap(position=at)  # type: ignore[arg-type]
        else:
            part.click(position=at)  # type: ignore[arg-type]
        return self.code

    def key(self, key: str, name: str) -> str:
        """Press a key on a part."""
        self.part(key).focus()
        self.page.keyboard.press(name)
        return self.code

    @property
    def code(self) -> str:
        return str(self.box.evaluate("box => box.lstm.view().code"))

    def value(self, name: str) -> str:
        found = re.search(rf"\b{name}=('[^']*'|\([^)]*\)|[^,)]*)", self.code)
        assert found is not None, name
        return found[1]


@pytest.fixture(params=[(LAPTOP, False), (PHONE, True)], ids=["mouse-1280", "finger-390"])
def touched(browser: Browser, address: str, request: pytest.FixtureRequest) -> Iterator[tuple[Reader, bool]]:
    (width, height), by_finger = request.param
    context = browser.new_context(viewport={"width": width, "height": height}, has_touch=by_finger)
    reader = Reader(context.new_page(), address)
    yield reader, by_finger
    assert reader.wrong == []
    context.close()


def test_one_press_sets_both_biases_and_hides_what_was_shown(touched: tuple[Reader, bool]) -> None:
    starts = Widget(*touched, "08-bridging-long-time-lags", "ch08-035")
    first = starts.code
    assert "forget_bias=9, input_bias=-7" in starts.press("map", 0.95, 0.95)
    assert "forget_bias=0, input_bias=0" in starts.press("map", 0.05, 0.05)
    starts.box.get_by_label("show", exact=True).select_option(label="this start")
    assert starts.value("show") == "'this start'"
    assert "input_bias=0" in starts.key("map", "End")
    assert (starts.value("forget_bias"), starts.value("show")) == ("9", "'hidden'")
    starts.page.keyboard.press("Control+z")
    assert (starts.value("forget_bias"), starts.value("show")) == ("0", "'this start'")
    slider = starts.box.get_by_label("forget bias", exact=True)
    slider.focus()
    starts.page.keyboard.press("End")
    assert slider.get_attribute("aria-valuetext") == "9"
    assert starts.value("show") == "'hidden'"
    for _ in range(4):
        starts.key("map", "Control+z")
    assert starts.code == first
    assert starts.box.locator(".needs-kernel").count() == 0


def test_a_strip_toggles_the_cell_that_is_pressed_and_the_table_sets_both_subjects(
    touched: tuple[Reader, bool],
) -> None:
    lab = Widget(*touched, "10-agreement", "386d0239")
    assert [lab.press("gate:f", 3.5 / 11) and lab.value("clamps") for _ in range(3)] == [
        "'f shut 4'", "'f open 4'", "''",
    ]  # fmt: skip
    lab.press("gate:o", 10.5 / 11)
    assert (lab.value("clamps"), lab.value("gate"), lab.value("t")) == ("'o shut 11'", "'o'", "11")
    lab.key("gate:o", "Enter")
    assert lab.value("clamps") == "'o open 11'"
    lab.key("gate:o", "Delete")
    assert (lab.value("clamps"), lab.value("t")) == ("''", "11")
    lab.press("grid", 0.12, 0.88)
    assert (lab.value("first"), lab.value("second")) == ("'girls'", "'boy'")
    lab.key("grid", "ArrowRight")
    lab.key("grid", "ArrowUp")
    assert (lab.value("first"), lab.value("second")) == ("'girl'", "'boys'")
    lab.box.get_by_label("gate at this word", exact=True).select_option(label="i shut")
    assert lab.value("clamps") == "'i shut 11'"
    assert lab.box.locator(".needs-kernel").is_visible()


def test_a_shorter_string_takes_the_cursor_with_it(touched: tuple[Reader, bool]) -> None:
    walk = Widget(*touched, "09-a-grammar-with-memory", "da9f3346")
    walk.press("s_loops:more")
    assert walk.value("s_loops") == "20"
    walk.key("string", "End")
    last = int(walk.value("t"))
    assert last > 20
    slider = walk.box.get_by_label("symbol t", exact=True)
    assert slider.get_attribute("aria-valuetext") == str(last)
    for _ in range(2):
        walk.press("s_loops:less")
    assert walk.value("s_loops") == "0"
    assert int(walk.value("t")) == last - 20
    assert "outer='P'" in walk.press("outer:P")
    assert [walk.press("swapped") and walk.value("swapped") for _ in range(2)] == ["'drawn'", "'hidden'"]
    walk.key("blackout", "ArrowRight")
    assert walk.value("blackout") == "7"
    walk.press("network:f open")
    assert walk.value("network") == "'f open'"
    walk.press("network:LSTM ×3")  # which no state was drawn of
    assert walk.value("network") == "'f open'"


def test_weights_that_are_set_by_hand_pass_the_tests(touched: tuple[Reader, bool]) -> None:
    bench = Widget(*touched, "06-the-full-lstm-cell", "ch06-bench")
    said = bench.box.locator("svg").first
    assert "all 8 tests pass" not in str(said.get_attribute("aria-label"))
    bench.key("bias", "End")
    bench.key("from_h", "Home")
    assert bench.value("g") == "(2.0, 0.0, -10.0)"
    assert "all 8 tests pass" in str(said.get_attribute("aria-label"))
    bench.press("test:8")
    bench.key("trial", "End")
    assert (bench.value("test"), bench.value("t")) == ("8", "20")
    bench.press("test:1")
    assert (bench.value("test"), bench.value("t")) == ("1", "2")
    bench.page.keyboard.press("Control+z")
    assert (bench.value("test"), bench.value("t")) == ("8", "20")
