"""Gradient dial, carousel, half-life dial and bench in JupyterLab: all controls by keyboard, and by mouse."""

import xml.etree.ElementTree as ET
from collections.abc import Iterator
from typing import Any

import ipywidgets
import nbformat.v4 as v4
import pytest
from playwright.sync_api import Locator, expect

from lstm_book.chapter_02 import GradientDial
from lstm_book.chapter_03 import Carousel
from lstm_book.chapter_05 import HalfLifeDial
from lstm_book.chapter_06 import Bench
from lstm_teach.widgets.controls import STEPS
from tests.browser.conftest import Labs
from tests.browser.lab import Lab, settle
from tests.browser.server import Server
from tools import notebooks
from tools.notebook_form import normalise

MADE = {
    "gradient": GradientDial(w=2.0, activation="tanh", start=0.3, steps=30, t=12),
    "carousel": Carousel(noise=0.2, steps=20, t=4),
    "half_life": HalfLifeDial(bias=3.0, t=14),
    "toggle": Bench("toggle", f=(10, -20, 0), gate="f", test=4, t=1),
    "count": Bench("count", i=(-10, 0, 20, 0), test=5, t=6),
}
NOTEBOOK = "dials.ipynb"
SIDEBAR = "application:toggle-left-area"


@pytest.fixture(scope="module")
def notebook(labs: Labs, server: Server) -> Iterator[Lab]:
    """All widgets, run in one page."""
    homes = {type(widget).__name__: type(widget).__module__ for widget in MADE.values()}
    cells = ["\n".join(f"from {module} import {name}" for name, module in homes.items())]
    cells += [f"{name} = {widget!r}\n{name}" for name, widget in MADE.items()]
    unexecuted = normalise(v4.new_notebook(cells=[v4.new_code_cell(cell) for cell in cells]))
    (server.folder / NOTEBOOK).write_bytes(notebooks.dumps(unexecuted))
    with labs.one(height=1200) as lab:
        lab.open(NOTEBOOK)
        lab.run_all()
        expect(lab.pictures()).to_have_count(len(MADE))
        yield lab
        lab.close()


def output(lab: Lab, name: str) -> Locator:
    return lab.page.locator(".jp-OutputArea-output:has(.lstm-picture)").nth(list(MADE).index(name))


def control(lab: Lab, name: str, setting: str) -> Locator:
    """Return a control, which stands at its place in the rows."""
    place = list(MADE[name].controls).index(setting)
    return output(lab, name).locator(f".widget-vbox > .widget-hbox > *:not(.{STEPS})").nth(place)


def expect_like(lab: Lab, name: str, widget: Any) -> None:
    """Wait until a picture shows all numbers that lstm_teach computes here for a widget's state."""
    root = ET.fromstring(widget.picture)
    numbers = [element.text or "" for element in root.iter("{http://www.w3.org/2000/svg}text")]
    picture = output(lab, name).locator("svg[role=img]")
    expect(picture).to_have_attribute("aria-label", widget.drawing.label)
    expect(picture.locator("text")).to_have_text(numbers)
    assert lab.ask(f"print({name})") == repr(widget)


def press(lab: Lab, shown: Locator, core: Any) -> Any:
    """Move a control by keys alone; return what its setting should be then, as the control holds it."""
    keyboard = lab.page.keyboard
    if isinstance(core, ipywidgets.FloatSlider | ipywidgets.IntSlider):
        key, direction = ("ArrowRight", 1) if core.value < core.max else ("ArrowLeft", -1)
        shown.locator(".noUi-handle").focus()
        keyboard.press(key)
        return round(core.value + direction * core.step, 4)
    if isinstance(core, ipywidgets.ToggleButtons):
        shown.locator("button").nth(1).focus()
        keyboard.press("Enter")
        return core.options[1]
    if isinstance(core, ipywidgets.Dropdown):
        shown.locator("select").focus()
        for key in ("Enter", "End", "Enter"):  # open the list, go to its end, choose
            keyboard.press(key)
        return core.options[-1]
    shown.locator("input").focus()
    if isinstance(core, ipywidgets.Checkbox):
        keyboard.press("Space")
        return not core.value
    value = core.min if core.value != core.min else core.max
    if isinstance(core, ipywidgets.BoundedIntText):
        value = 9 if core.value != 9 else 8
    keyboard.press("ControlOrMeta+a")
    keyboard.type(f"{value:g}")
    keyboard.press("Enter")
    return value


@pytest.mark.parametrize("name", MADE)
def test_every_control_is_used_by_keyboard_and_the_numbers_follow(notebook: Lab, name: str) -> None:
    here = MADE[name]
    expect_like(notebook, name, here)
    for setting, core in here.controls.items():
        value = press(notebook, control(notebook, name, setting), core)
        core.value = value  # the same move here, outside the browser
        expect_like(notebook, name, here)
        assert setting == "preset" or getattr(here.state, setting) == getattr(here, setting)


@pytest.mark.parametrize("name", ["gradient", "carousel", "half_life"])
def test_presets_are_gone_through_by_tab_and_space(notebook: Lab, name: str) -> None:
    """Also in JupyterLab, which takes the arrow keys of a closed list."""
    here, keyboard = MADE[name], notebook.page.keyboard
    names = list(here.presets)
    notebook.ask(f"{name}.preset = {names[0]!r}")
    here.preset = names[0]
    expect_like(notebook, name, here)
    active = "() => [window.panel.content.activeCellIndex, window.panel.content.widgets.length]"
    control(notebook, name, "preset").locator("select").focus()
    before = notebook.page.evaluate(active)
    keyboard.press("Tab")
    keyboard.press("Tab")
    for expected in (names[1], names[2]):
        keyboard.press("Space")
        here.preset = expected
        expect_like(notebook, name, here)
    keyboard.press("Shift+Tab")
    keyboard.press("Enter")
    here.preset = names[1]
    expect_like(notebook, name, here)
    expect(control(notebook, name, "preset").locator("select")).to_have_value(names[1])
    keyboard.press("Shift+Tab")
    keyboard.press("Space")  # opens the list; then the arrow keys are its own
    keyboard.press("ArrowDown")
    keyboard.press("ArrowDown")
    keyboard.press("Enter")
    here.preset = names[3]
    expect_like(notebook, name, here)
    assert notebook.page.evaluate(active) == before


@pytest.mark.parametrize(
    ("name", "setting"), [("gradient", "w"), ("carousel", "w_y"), ("half_life", "bias"), ("toggle", "bias")]
)
def test_a_slider_is_dragged_by_mouse(notebook: Lab, name: str, setting: str) -> None:
    knob = control(notebook, name, setting).locator(".noUi-handle")
    knob.scroll_into_view_if_needed()
    height = output(notebook, name).locator("svg[role=img]").bounding_box()["height"]
    box = knob.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    before = getattr(MADE[name], setting)
    mouse = notebook.page.mouse
    mouse.move(x, y)
    mouse.down()
    for n in range(1, 16):
        mouse.move(x - 2 * n, y)
    mouse.up()
    readout = control(notebook, name, setting).locator(".widget-readout").inner_text()
    held = float(readout.replace("\u2212", "-"))
    assert held < before
    setattr(MADE[name], setting, held)
    expect_like(notebook, name, MADE[name])
    assert output(notebook, name).locator("svg[role=img]").bounding_box()["height"] == height


def test_buttons_and_boxes_are_clicked(notebook: Lab) -> None:
    control(notebook, "gradient", "activation").locator("button").nth(2).click()
    MADE["gradient"].activation = "ReLU"
    expect_like(notebook, "gradient", MADE["gradient"])
    control(notebook, "toggle", "gate").locator("button").nth(3).click()
    MADE["toggle"].gate = "o"
    expect_like(notebook, "toggle", MADE["toggle"])
    control(notebook, "carousel", "stream").locator("input").click()
    here = MADE["carousel"]
    here.stream = "pulse" if here.stream == "four inputs" else "four inputs"
    expect_like(notebook, "carousel", here)


def test_two_rows_at_most_however_narrow_the_page(notebook: Lab) -> None:
    page = notebook.page
    for width in (700, 800, 1400):
        page.set_viewport_size({"width": width, "height": 1200})
        if width in (700, 1400):  # shut for the narrow pages
            notebook.command(SIDEBAR)
        for name in MADE:
            rows = output(notebook, name).locator(".widget-vbox > .widget-hbox")
            assert rows.count() == 2
            settle(output(notebook, name).locator(".widget-vbox"))
            heights = [box["height"] for box in (rows.nth(n).bounding_box() for n in range(2))]
            assert max(heights) < 45, (name, width)  # a row that is wrapped has 64
            cut = (
                output(notebook, name)
                .locator(".widget-label, .widget-readout")
                .evaluate_all("all => all.filter(b => b.scrollWidth > b.clientWidth).map(b => b.textContent)")
            )
            assert cut == [], (name, width)


def test_a_sliders_handle_is_clear_of_its_name(notebook: Lab) -> None:
    notebook.ask("gradient.set(w=-3.0, fine=-0.03, t=0); toggle.set(test=1, t=1, bias=-20)")
    for name in ("gradient", "toggle"):
        sliders = output(notebook, name).locator(".widget-slider").all()
        assert len(sliders) >= 3
        for slider in sliders:
            label, knob = (slider.locator(part).bounding_box() for part in (".widget-label", ".noUi-handle"))
            assert knob["x"] >= label["x"] + label["width"], slider.inner_text()
    for name in ("gradient", "toggle"):
        MADE[name] = eval(notebook.ask(f"print({name})"))
