"""The console on a page without a kernel: steps and values held by touch, and challenges."""

import pytest
from playwright.sync_api import Locator

from lstm_teach import Hold
from tests.site.served import SAME, widgets_on
from tests.site.test_live import code, shown
from tests.site.test_site import Reader
from tests.site.test_site import reader as reader

pytestmark = [pytest.mark.slow, pytest.mark.browser]

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
            assert box.evaluate(SAME, console.picture)
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
