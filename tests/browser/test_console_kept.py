"""Kept settings in JupyterLab: by mouse and by keyboard alone; their room and their texts, measured."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import nbformat.v4 as v4
import numpy as np
import pytest
from playwright.sync_api import Locator, expect

from lstm_teach import Hold
from lstm_teach.widgets.console import ConsoleState
from lstm_teach.widgets.console.kept import MOST
from tests.browser.conftest import Labs
from tests.browser.lab import Lab, settle
from tests.browser.server import Server
from tests.browser.test_console import extreme
from tests.browser.test_diagram_layout import UNDER
from tests.browser.test_every_chapter import ROOM
from tests.browser.texts import GROUNDS, faults, show
from tests.widgets.consoles import GATED, make
from tools import notebooks
from tools.notebook_form import normalise

NOTEBOOK = "kept.ipynb"
CELLS = (
    "import numpy as np\nfrom lstm_teach import LSTM\nfrom lstm_teach.widgets import GateConsole\n"
    "from lstm_book.chapter_04 import closing_door\n\n"
    "params = LSTM.init(np.random.default_rng(0), 1, 1)\n"
    "x = np.sin(np.arange(30.0))[:, None, None]\n"
    "console = GateConsole(LSTM, params, x, targets=0 * x)\nconsole",
    "door = closing_door()\ndoor",
)
LABEL = "picture => picture.getAttribute('aria-label')"


@pytest.fixture(scope="module")
def notebook(labs: Labs, server: Server) -> Iterator[Lab]:
    unexecuted = normalise(v4.new_notebook(cells=[v4.new_code_cell(source) for source in CELLS]))
    (server.folder / NOTEBOOK).write_bytes(notebooks.dumps(unexecuted))
    with labs.one(width=1280, height=2600) as lab:
        lab.open(NOTEBOOK)
        lab.run_all()
        expect(lab.pictures()).to_have_count(2)
        yield lab
        lab.close()


@pytest.fixture(autouse=True)
def start(request: pytest.FixtureRequest) -> None:
    if "notebook" in request.fixturenames:
        lab = request.getfixturevalue("notebook")
        lab.ask("for one in (console, door):\n    one.start_again()\n    for n in one.kept: one.drop(n)")
        expect(chips(lab)).to_have_count(0)


def box(lab: Lab, nth: int = 0) -> Locator:
    return lab.page.locator(".jp-OutputArea-output .lstm-teach").nth(nth)


def chips(lab: Lab, nth: int = 0) -> Locator:
    """Return the buttons of kept settings: three each."""
    return box(lab, nth).locator(".lstm-teach-kept button")


def height(lab: Lab, nth: int = 0) -> float:
    settle(box(lab, nth))
    place = box(lab, nth).bounding_box()
    assert place is not None
    return place["height"]


def expect_compared(lab: Lab, name: str | None) -> None:
    end = f"; compared with {name}" if name else " of 30"
    expect(lab.pictures().nth(0)).to_have_attribute("aria-label", lab.ask("print(console.drawing.label)"))
    assert lab.pictures().nth(0).evaluate(LABEL).endswith(end)


def expect_tip(chip: Locator, tip: str) -> None:
    expect(chip).to_have_attribute("title", tip)


def test_a_setting_is_kept_laid_beside_set_again_and_dropped_by_mouse(notebook: Lab) -> None:
    notebook.ask("console.forget = 'open'")
    keep = box(notebook).locator("[title^='keep this setting']")
    keep.click()
    expect(chips(notebook).nth(0)).to_have_text("A: f open")
    notebook.ask("console.forget = 0.25")
    keep.click()
    expect(chips(notebook)).to_have_count(6)
    chips(notebook).nth(0).click()
    expect_tip(chips(notebook).nth(0), "A is beside the present run: f open; press to put it away")
    expect_compared(notebook, "A")
    thin = notebook.pictures().nth(0).get_by_text("A 1.00", exact=True)
    expect(thin).to_have_count(1)
    chips(notebook).nth(0).click()
    expect(thin).to_have_count(0)
    expect_compared(notebook, None)
    chips(notebook).nth(1).click()
    expect(notebook.pictures().nth(0).get_by_text("1.00 held", exact=True)).to_have_count(1)
    assert notebook.ask("print(console.forget)") == "open"
    box(notebook).locator("[title='undo the last change']").click()
    expect(notebook.pictures().nth(0).get_by_text("0.25 held", exact=True)).to_have_count(1)
    chips(notebook).nth(2).click()
    expect(chips(notebook)).to_have_count(3)
    assert notebook.ask("print(*console.kept)") == "B"


def test_all_of_it_by_keyboard_alone(notebook: Lab) -> None:
    keyboard = notebook.page.keyboard
    box(notebook).locator("[title='undo the last change']").focus()
    for key in ("Tab", "Tab", "Enter"):  # past redo
        keyboard.press(key)
    expect(chips(notebook)).to_have_count(3)
    notebook.ask("console.forget = 'closed'")
    box(notebook).locator(".copy").focus()
    keyboard.press("Tab")
    expect(chips(notebook).nth(0)).to_be_focused()
    keyboard.press("Space")
    expect_tip(chips(notebook).nth(0), "A is beside the present run: all free; press to put it away")
    expect_compared(notebook, "A")
    expect(chips(notebook).nth(0)).to_be_focused()
    keyboard.press("Tab")
    keyboard.press("Enter")
    expect(notebook.pictures().nth(0).get_by_text("0.00 held", exact=True)).to_have_count(0)
    assert notebook.ask("print(console.state.holds)") == "()"
    keyboard.press("Tab")
    keyboard.press("Space")
    expect(chips(notebook)).to_have_count(0)
    expect_compared(notebook, None)


@pytest.mark.parametrize("nth", [0, 1])
def test_the_row_takes_no_room_while_nothing_is_kept_and_a_small_one_then(notebook: Lab, nth: int) -> None:
    """Also where as many are kept as can be: the whole is seen on a small screen."""
    empty = height(notebook, nth)
    name = ("console", "door")[nth]
    gate = ("f", "y_in")[nth]
    notebook.ask(f"for n in range({MOST}):\n    {name}.gates['{gate}'] = 0.1 * n + 0.123\n    {name}.keep()")
    expect(chips(notebook, nth)).to_have_count(3 * MOST)
    full = height(notebook, nth)
    notebook.ask(f"{name}.beside = 'B'")
    label = notebook.ask(f"print({name}.drawing.label)")
    expect(notebook.pictures().nth(nth)).to_have_attribute("aria-label", label)
    assert height(notebook, nth) == full
    assert 0 < full - empty <= 24
    places = [place for place in (chip.bounding_box() for chip in chips(notebook, nth).all()) if place]
    assert len({place["y"] for place in places}) == 1
    assert max(place["x"] + place["width"] for place in places) <= right_of(box(notebook, nth))
    notebook.page.set_viewport_size({"width": 1280, "height": 800})
    room = notebook.page.evaluate(ROOM)
    notebook.page.set_viewport_size({"width": 1280, "height": 2600})
    assert full <= room
    notebook.ask(f"for n in {name}.kept: {name}.drop(n)")
    expect(chips(notebook, nth)).to_have_count(0)
    assert height(notebook, nth) == empty


def right_of(one: Locator) -> float:
    place = one.bounding_box()
    assert place is not None
    return place["x"] + place["width"]


@pytest.mark.parametrize("name", GATED)
def test_no_text_of_two_runs_overlaps_another_or_is_cut(page: Any, name: str) -> None:
    drawings = []
    for size in (1e-3, 1.0, 99.0):
        console = extreme(name, size)
        console.keep("a long name", replace(console.state, holds=()))
        console.beside = "a long name"
        for t in (1, 250, 500):
            console.t = t
            drawings.append(console.drawing)
    short = make(name, T=12, state=ConsoleState((Hold(GATED[name].gate_names[0], 1.0, 3),), t=11))
    short.keep()
    short.beside = "A"
    assert faults(page, [*drawings, short.drawing], (600, 800, 1400), least=26) == []


@pytest.mark.parametrize("theme", GROUNDS)
def test_numbers_of_two_runs_lie_on_no_line(page: Any, theme: str) -> None:
    console = make(state=ConsoleState((Hold("f", 0.8, 2, 5), Hold("o", 1.0)), t=4))
    console.keep("A", ConsoleState((Hold("f", 0.0),)))
    console.beside = "A"
    assert np.isfinite(console.run.beside.trace.h).all()
    assert show(page, console.drawing, 700, theme).evaluate(UNDER) == []
