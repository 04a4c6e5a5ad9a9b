"""Pictures touched in JupyterLab: by mouse, by finger and by keyboard alone."""

import re
from collections.abc import Iterator

import nbformat.v4 as v4
import pytest
from playwright.sync_api import Locator, expect

from lstm_teach import Cut, Hold
from lstm_teach.widgets.console import ConsoleState, Edit
from tests.browser.conftest import Labs
from tests.browser.lab import KEYS, Lab
from tests.browser.server import Server
from tools import notebooks
from tools.notebook_form import normalise

NOTEBOOK = "touch.ipynb"
CELLS = (
    "import numpy as np\nfrom lstm_book.chapter_01 import Unroller\nfrom lstm_teach import LSTM, LSTMParams\n"
    "from lstm_teach.widgets import GateConsole\n\n"
    "weights = np.array([[0.0, -20, 0, 0], [20, 0, 0, 0]])\n"
    "counter = LSTMParams(weights, np.zeros((1, 4)), np.array([-10.0, 10, 10, 10]))\n"
    "letters = np.array([[[s == '#', s == 'a']] for s in 'aa#aaa#a#'], float)\n"
    "console = GateConsole(LSTM, counter, letters, names=('#', 'a'))\nconsole",
    "rng = np.random.default_rng(0)\n"
    "units = GateConsole(LSTM, LSTM.init(rng, 2, 16), rng.normal(size=(60, 1, 2)))\nunits",
    "unroller = Unroller()\nunroller",
)
NAMES = ("console", "units", "unroller")
PLAIN = """(picture, plain) => {
  const wanted = document.createElement('template');
  wanted.innerHTML = plain;
  return picture.isEqualNode(wanted.content.firstElementChild);
}"""
VISIBLE = {"ConsoleState": ConsoleState, "Hold": Hold, "Cut": Cut, "Edit": Edit}


@pytest.fixture(scope="module")
def notebook(labs: Labs, server: Server) -> Iterator[Lab]:
    unexecuted = normalise(v4.new_notebook(cells=[v4.new_code_cell(source) for source in CELLS]))
    (server.folder / NOTEBOOK).write_bytes(notebooks.dumps(unexecuted))
    with labs.one(width=1280, height=2600) as lab:
        lab.open(NOTEBOOK)
        lab.run_all()
        expect(lab.pictures()).to_have_count(3)
        yield lab
        lab.close()


@pytest.fixture(autouse=True)
def start(notebook: Lab) -> None:
    notebook.page.wait_for_timeout(300)  # until the release of the test before has arrived
    notebook.ask("console.start_again(); units.start_again(); unroller.set(w=2.0, kick=0.0, t=1)")


def part(lab: Lab, name: str, key: str) -> Locator:
    box = lab.page.locator(".jp-OutputArea-output:has(.lstm-picture)").nth(NAMES.index(name))
    return box.locator(f"[data-key='{key}']")


def place(lab: Lab, name: str, key: str, x: float = 0.5, y: float = 0.5) -> tuple[float, float]:
    """Return a place in a part, by shares of its width and height."""
    box = part(lab, name, key).bounding_box()
    assert box is not None
    return box["x"] + x * box["width"], box["y"] + y * box["height"]


def state(lab: Lab, name: str = "console") -> ConsoleState:
    found = eval(lab.ask(f"print({name}.state)"), VISIBLE)
    assert isinstance(found, ConsoleState)
    return found


def expect_state(lab: Lab, **wanted: object) -> None:
    """Wait until the console's state has these settings, and the page shows it."""
    for _ in range(50):
        # Both in one question: between two the kernel may take the next touch.
        told, label = lab.ask("print(console.state); print(console.drawing.label)").splitlines()
        found = eval(told, VISIBLE)
        shown = lab.pictures().nth(0).get_attribute("aria-label")
        if all(getattr(found, name) == value for name, value in wanted.items()) and shown == label:
            break
        lab.page.wait_for_timeout(100)
    assert {name: getattr(found, name) for name in wanted} == wanted
    assert shown == label
    assert f"step {found.t} of" in label


def changed(lab: Lab, before: ConsoleState) -> ConsoleState:
    """Wait until the console's state is another one; a key is pressed before the kernel has heard of it."""
    for _ in range(50):
        if (now := state(lab)) != before:
            return now
        lab.page.wait_for_timeout(100)
    return before


def is_plain(lab: Lab) -> bool:
    """Say whether the page shows the console's drawing and nothing that an earlier one has left behind."""
    return bool(lab.pictures().nth(0).evaluate(PLAIN, lab.ask("print(console.picture)")))


def test_valves_open_and_close_by_mouse(notebook: Lab) -> None:
    mouse, valve = notebook.page.mouse, place(notebook, "console", "gate:f")
    mouse.click(*valve)
    expect_state(notebook, holds=(Hold("f", 0.0),))
    mouse.click(*valve)
    expect_state(notebook, holds=(Hold("f", 1.0),))
    mouse.click(*valve)
    expect_state(notebook, holds=())
    mouse.move(*valve)
    mouse.down()
    mouse.move(valve[0], valve[1] + 40, steps=10)
    mouse.up()
    hold = Hold("f", 0.5)
    expect_state(notebook, holds=(hold,))
    notebook.page.keyboard.press("Control+z")
    expect_state(notebook, holds=())
    notebook.page.keyboard.press("Control+y")
    expect_state(notebook, holds=(hold,))


def test_lanes_inputs_wires_and_units_by_mouse(notebook: Lab) -> None:
    mouse = notebook.page.mouse
    mouse.move(*place(notebook, "console", "lane:f", 2.5 / 9, 0.2))
    mouse.down()
    mouse.move(*place(notebook, "console", "lane:f", 4.5 / 9, 0.2), steps=5)
    mouse.up()
    expect_state(notebook, holds=(Hold("f", 1.0, 2, 5),), t=5)
    mouse.click(*place(notebook, "console", "lane:c", 6.5 / 9))
    expect_state(notebook, t=7)
    mouse.click(*place(notebook, "console", "input:0", 0.5 / 9))
    expect_state(notebook, text="#a#aaa#a#", t=1)
    mouse.click(*place(notebook, "console", "wire:x:g"))
    expect_state(notebook, cuts=(Cut("x", "g"),))
    mouse.click(*place(notebook, "units", "heat:c", 30.5 / 60, 9.5 / 16))
    notebook.page.wait_for_timeout(300)
    found = state(notebook, "units")
    assert (found.t, found.unit) == (31, 9)


def test_a_drag_of_120_moves_ends_at_its_last_place_also_with_a_slow_kernel(notebook: Lab) -> None:
    notebook.ask(
        "import time; plain = console.compute\n"
        "console.compute = lambda state: (time.sleep(0.05), plain(state))[1]"
    )
    x, y = place(notebook, "console", "gate:f")
    notebook.page.mouse.move(x, y)
    notebook.page.mouse.down()
    for n in range(120):
        notebook.page.mouse.move(x, y + 80 * (n + 1) / 120 * (1 if n < 60 else 0.5))
    notebook.page.mouse.up()
    expect_state(notebook, holds=(Hold("f", 0.5),))
    assert is_plain(notebook)
    notebook.ask("console.compute = plain")


def test_a_drag_of_the_cursor_never_leaves_an_old_picture_with_a_slow_kernel(notebook: Lab) -> None:
    notebook.ask(
        "import time; plain = console.draw\n"
        "console.draw = lambda *given: (time.sleep(0.05), plain(*given))[1]"
    )
    mouse, places = (
        notebook.page.mouse,
        [place(notebook, "console", "lane:c", (t + 0.5) / 9) for t in range(9)],
    )
    mouse.move(*places[0])
    mouse.down()
    for n in range(120):
        mouse.move(*places[n % 9 if n % 18 < 9 else 8 - n % 9])
    mouse.move(*places[5])
    mouse.up()
    expect_state(notebook, t=6)
    assert is_plain(notebook)
    notebook.ask("console.draw = plain")


def test_a_finger_opens_a_valve_and_does_not_scroll(notebook: Lab) -> None:
    session = notebook.page.context.new_cdp_session(notebook.page)
    x, y = place(notebook, "console", "gate:f")

    def touch(kind: str, *points: tuple[float, float]) -> None:
        sent = {"type": kind, "touchPoints": [{"x": a, "y": b} for a, b in points]}
        session.send("Input.dispatchTouchEvent", sent)

    touch("touchStart", (x, y))
    for n in range(1, 9):
        touch("touchMove", (x, y + 5 * n))
    touch("touchEnd")
    expect_state(notebook, holds=(Hold("f", 0.5),))
    assert place(notebook, "console", "gate:f") == (x, y)
    touch("touchStart", place(notebook, "console", "lane:c", 3.5 / 9))
    touch("touchEnd")
    expect_state(notebook, t=4)


def test_everything_by_keyboard_alone(notebook: Lab) -> None:
    keyboard, first = notebook.page.keyboard, state(notebook)
    part(notebook, "console", "gate:f").focus()
    for key, holds in (("Home", (Hold("f", 0.0),)), ("ArrowUp", (Hold("f", 0.05),)), ("Delete", ())):
        keyboard.press(key)
        expect_state(notebook, holds=holds)
    part(notebook, "console", "lane:i").focus()
    keyboard.press("ArrowRight")
    expect_state(notebook, t=2)
    keyboard.press("ArrowDown")  # to the next lane
    expect(part(notebook, "console", "lane:f")).to_be_focused()
    keyboard.press("Shift+ArrowRight")
    expect_state(notebook, t=3, holds=(Hold("f", 0.0, 1, 3),))
    part(notebook, "console", "input:0").focus()
    keyboard.press("Enter")
    assert state(notebook).text is None  # it reads this symbol at step 3 already
    keyboard.press("ArrowDown")
    keyboard.press("Space")
    expect_state(notebook, text="aaaaaa#a#")
    part(notebook, "console", "wire:x:f").focus()
    keyboard.press("Enter")
    expect_state(notebook, cuts=(Cut("x", "f"),))
    now = state(notebook)
    while now != first:  # further back is what the tests before have done
        keyboard.press("Control+z")
        before, now = now, changed(notebook, now)
        assert now != before, "an undo that nothing has come of"
    expect_state(notebook, t=first.t, holds=(), cuts=(), text=None)


@pytest.mark.parametrize(
    ("name", "key"),
    [("console", "gate:f"), ("console", "lane:f"), ("console", "time"), ("console", "input:0"),
     ("console", "wire:x:f"), ("console", "state:c"), ("units", "heat:c"), ("unroller", "w")],
)  # fmt: skip
def test_keys_in_a_picture_are_no_commands_of_the_notebook(notebook: Lab, name: str, key: str) -> None:
    page, cells = notebook.page, notebook.cells()
    assert cells[0] == "command"
    for pressed in KEYS:
        part(notebook, name, key).focus()  # an arrow key may have led to the next part of its group
        page.keyboard.press(pressed)
    assert notebook.cells() == cells
    assert page.locator(".jp-Dialog, .lm-Menu").count() == 0
    part(notebook, name, key).focus()
    page.keyboard.press("Tab")
    expect(part(notebook, name, key)).not_to_be_focused()
    page.keyboard.press("Shift+Tab")
    expect(part(notebook, name, key)).to_be_focused()
    notebook.page.wait_for_timeout(500)  # all keys are answered before the next test begins


def test_what_a_slider_says_is_what_is_drawn(notebook: Lab) -> None:
    notebook.ask("console.forget = 0.35; console.t = 3")
    expect_state(notebook, t=3)
    texts = " ".join(notebook.pictures().nth(0).locator("text").all_text_contents())
    box = notebook.page.locator(".lstm-picture").nth(0)
    sliders = box.locator("[role=slider]").all()
    assert len(sliders) >= 8
    parts = eval(notebook.ask("print({p.key: (p.text, p.now, p.tip) for p in console.parts})"))
    for slider in sliders:
        said = slider.get_attribute("aria-valuetext") or ""
        text, now, tip = parts[slider.get_attribute("data-key")]
        assert said == text
        assert float(slider.get_attribute("aria-valuenow") or "nan") == now
        slider.hover()
        expect(notebook.page.locator(".lstm-picture .tip").nth(0)).to_have_text(tip)
        numbers = re.findall("\u2212?\\d+\\.\\d+", said)
        assert slider.get_attribute("aria-label")
        assert all(number in texts for number in numbers), said
    assert box.locator("[tabindex='0']").count() <= 8


def test_a_part_tells_its_equation(notebook: Lab) -> None:
    notebook.ask("console.t = 3")
    expect_state(notebook, t=3)
    part(notebook, "console", "layer:f").hover()
    tip = notebook.page.locator(".lstm-picture .tip").nth(0)
    expect(tip).to_contain_text("f = σ(\u221210) = 0.00")


def test_the_unrollers_weight_is_dragged(notebook: Lab) -> None:
    x, y = place(notebook, "unroller", "w")
    notebook.page.mouse.move(x, y)
    notebook.page.mouse.down()
    notebook.page.mouse.move(x, y + 40, steps=8)
    notebook.page.mouse.up()
    expect(notebook.pictures().nth(2)).to_have_attribute("aria-label", re.compile(r"w = 1\.50"))
    assert notebook.ask("print(unroller.w)") == "1.5"
