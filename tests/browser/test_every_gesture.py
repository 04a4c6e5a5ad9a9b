"""What has no test of its own, by mouse, finger and keys; and what all widgets are to readers who hear."""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import nbformat.v4 as v4
import pytest
from playwright.sync_api import Locator, expect

from tests.browser.conftest import Labs
from tests.browser.lab import Lab
from tests.browser.server import Server
from tests.browser.test_every_widget_without_kernel import CALLS
from tests.browser.test_touch import CELLS, PLAIN
from tests.needs import need
from tools import notebooks
from tools.notebook_form import normalise

NOTEBOOK = "gestures.ipynb"
NAMED = {
    "console": CELLS[0],
    "units": CELLS[1],
    "writer": "from lstm_book.chapter_13 import CoWriter\n\n"
    "writer = CoWriter(text='I am, my dear', t=14)\nwriter",
    "machine": "from lstm_book.chapter_00 import WritingMachine\n\nmachine = WritingMachine(t=80)\nmachine",
}
OTHERS = [call for name, call in CALLS.items() if name not in ("GateConsole", "CoWriter", "WritingMachine")]
START = "from lstm_teach import Cut, Hold\n" + "\n".join(f"{name}_start = {name}.state" for name in NAMED)
MIDDLE = (0.5, 0.5)
AXE = """async () => (await axe.run('.lstm-teach', {resultTypes: ['violations']})).violations
  .filter(found => ['serious', 'critical'].includes(found.impact))
  .map(found => [found.id, found.nodes.length, found.nodes[0].html])"""


class Gesture(NamedTuple):
    """What is done to a part, and what the kernel says is so afterwards."""

    by: str  # "mouse", "shift and mouse", "finger", or keys
    name: str
    key: str
    wanted: str
    way: tuple[tuple[float, float], ...] = (MIDDLE,)  # shares of the part's width and height


def step(t: int, of: int = 9, y: float = 0.5) -> tuple[float, float]:
    """Return where a step is in a lane."""
    return (t - 0.5) / of, y


UPPER, LOWER = ((step(3, y=y), step(5, y=y)) for y in (0.2, 0.8))
STRETCH = (step(11, 60), step(21, 60, 0.8))
SHUT, HERE = "console.holds == (Hold('f', 0.0),)", "console.holds == (Hold('f', 0.0, 0, 1),)"
HELD = "console.holds == (Hold('f', {}, 2, 5),) and console.t == 5"
FLIPPED = "(console.text, console.t) == ('#a#aaa#a#', 1)"
WRITTEN = "len(writer.text) == 14 and writer.text.startswith('I am, my dear')"
GESTURES = [
    Gesture("finger", "console", "gate:f", SHUT),
    Gesture("Enter", "console", "gate:f", SHUT),
    Gesture("shift and mouse", "console", "gate:f", HERE),
    Gesture("Shift+Home", "console", "gate:f", HERE),
    Gesture("mouse", "console", "lane:f", HELD.format(0.0), LOWER),
    Gesture("finger", "console", "lane:f", HELD.format(0.0), LOWER),
    Gesture("finger", "console", "lane:f", HELD.format(1.0), UPPER),
    Gesture("Shift+ArrowRight Delete", "console", "lane:f", "console.holds == () and console.t == 2"),
    Gesture("finger", "console", "lane:c", "console.t == 7", (step(1), step(7))),
    Gesture("finger", "console", "time", "console.t == 5", (step(5),)),
    Gesture("End ArrowLeft", "console", "time", "console.t == 8"),
    Gesture("finger", "console", "input:0", FLIPPED, (step(1),)),
    Gesture("shift and mouse", "console", "input:0", "(console.text, console.t) == (None, 5)", (step(5),)),
    Gesture("finger", "console", "wire:x:g", "console.cuts == (Cut('x', 'g'),)"),
    Gesture("shift and mouse", "console", "wire:x:g", "console.cuts == (Cut('x', 'g', 0, 1),)"),
    Gesture("finger", "units", "heat:c", "(units.t, units.unit) == (31, 9)", ((30.5 / 60, 9.5 / 16),)),
    Gesture("finger", "units", "heat:c", "(units.t, units.unit) == (21, 12)", STRETCH),
    Gesture("ArrowDown ArrowRight", "units", "heat:c", "(units.t, units.unit) == (2, 1)"),
    Gesture("shift and mouse", "units", "heat:c", "units.like == (11, 21)", STRETCH),
    Gesture("Shift+ArrowRight Shift+ArrowRight", "units", "heat:c", "(units.like, units.t) == ((1, 3), 3)"),
    Gesture("Shift+PageDown Delete", "units", "heat:c", "units.like is None and units.t == 11"),
    Gesture("finger", "writer", "counting:1", WRITTEN),
    Gesture("Enter", "writer", "network:2", WRITTEN),
    Gesture("finger", "writer", "text", "writer.t < 14", ((0.05, 0.1),)),
    Gesture("finger", "machine", "gate:i", "0.1 < machine.i < 0.4", (MIDDLE, (0.5, 0.9))),
    Gesture("finger", "machine", "page", "machine.t < 40", ((0.3, 0.05),)),
]


@pytest.fixture(scope="module")
def notebook(labs: Labs, server: Server) -> Iterator[Lab]:
    """Every widget of the book on one page, tall enough for all of them."""
    cells = [v4.new_code_cell(source) for source in (*NAMED.values(), *OTHERS)]
    (server.folder / NOTEBOOK).write_bytes(notebooks.dumps(normalise(v4.new_notebook(cells=cells))))
    with labs.one(width=1280, height=12000) as lab:
        lab.open(NOTEBOOK)
        lab.run_all()
        expect(lab.pictures()).to_have_count(len(cells))
        lab.ask(START)
        yield lab
        lab.close()


def output(lab: Lab, name: str) -> Locator:
    return lab.page.locator(".jp-OutputArea-output:has(.lstm-picture)").nth(list(NAMED).index(name))


def wait_until(lab: Lab, name: str, wanted: str) -> None:
    """Wait until something is so in the kernel, and the page shows the plain drawing of it."""
    picture, told = output(lab, name).locator("svg[role=img]"), ""
    for _ in range(100):
        told = lab.ask(f"print({wanted}, {name}._hand.is_busy); print({name}.picture)")
        said, _, plain = told.partition("\n")
        if said == "True False" and picture.evaluate(PLAIN, plain):
            return
        lab.page.wait_for_timeout(50)
    raise AssertionError(f"expected {wanted}, got {lab.ask(f'print({name}.state)')}")


def touch(lab: Lab, gesture: Gesture) -> None:
    """Do it, as a reader does."""
    part, page = output(lab, gesture.name).locator(f"[data-key='{gesture.key}']"), lab.page
    box = part.bounding_box()
    assert box is not None
    places = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in gesture.way]
    if gesture.by == "finger":
        session = page.context.new_cdp_session(page)
        for n, (x, y) in enumerate(places):
            sent = {"type": "touchMove" if n else "touchStart", "touchPoints": [{"x": x, "y": y}]}
            session.send("Input.dispatchTouchEvent", sent)
        session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
        session.detach()
    elif gesture.by.endswith("mouse"):
        if gesture.by != "mouse":
            page.keyboard.down("Shift")
        page.mouse.move(*places[0])
        page.mouse.down()
        page.mouse.move(*places[-1], steps=3)
        page.mouse.up()
        page.keyboard.up("Shift")
    else:
        part.focus()
        for pressed in gesture.by.split():
            page.keyboard.press(pressed)


@pytest.mark.parametrize("gesture", GESTURES, ids=lambda one: f"{one.by}: {one.name} {one.key}")
def test_a_gesture_does_what_it_says_and_can_be_taken_back(notebook: Lab, gesture: Gesture) -> None:
    name, cells = gesture.name, notebook.cells()
    notebook.ask(f"{name}.state = {name}_start")
    wait_until(notebook, name, f"{name}.state == {name}_start")
    touch(notebook, gesture)
    wait_until(notebook, name, gesture.wanted)
    for _ in range(1 if gesture.by in ("finger", "mouse", "shift and mouse") else len(gesture.by.split())):
        notebook.ask(f"{name}.undo()")
    wait_until(notebook, name, f"{name}.state == {name}_start")
    assert notebook.cells() == cells


@pytest.mark.parametrize("name", ["units", "writer", "machine"])
def test_what_a_slider_says_is_what_is_drawn(notebook: Lab, name: str) -> None:
    parts = eval(notebook.ask(f"print({{p.key: (p.text, p.now, p.tip) for p in {name}.parts}})"))
    drawn = " ".join(output(notebook, name).locator("svg text").all_text_contents())
    sliders = output(notebook, name).locator(".part[role=slider]").all()
    assert sliders
    for slider in sliders:
        text, now, tip = parts[slider.get_attribute("data-key")]
        assert slider.get_attribute("aria-label")
        assert slider.get_attribute("aria-valuetext") == text
        assert float(slider.get_attribute("aria-valuenow") or "nan") == now
        assert all(number in drawn + tip for number in re.findall(r"\d+\.\d+", text)), text


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_no_widget_keeps_people_out(notebook: Lab, dark: bool) -> None:
    need("site")
    from tools.site.build import HERE, PACKAGES, node_modules

    script = node_modules(HERE, PACKAGES, "axe") / "axe-core" / "axe.min.js"
    notebook.ask("units.forget = 0.5; units._row_of('legend').layout.display = None")  # with all its controls
    wait_until(notebook, "units", "units.forget == 0.5")
    notebook.use_theme(dark)
    notebook.page.evaluate(script.read_text(encoding="utf-8"))
    found: Any = notebook.await_script(AXE)
    notebook.use_theme(False)
    assert found == []
