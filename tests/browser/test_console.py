"""The gate console in JupyterLab: by keyboard, by mouse, in company; and its texts, measured."""

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import nbformat.v4 as v4
import numpy as np
import pytest
from playwright.sync_api import Locator, expect

from lstm_teach import LSTM, Hold
from lstm_teach.widgets.console import ConsoleState, GateConsole
from tests.browser.conftest import Labs
from tests.browser.lab import Lab, settle
from tests.browser.server import Server
from tests.browser.test_diagram_layout import UNDER
from tests.browser.texts import GROUNDS, faults, show
from tests.widgets.consoles import GATED, make, own_presets
from tools import notebooks
from tools.notebook_form import normalise

NOTEBOOK = "consoles.ipynb"
CELLS = (
    "import numpy as np\nfrom lstm_teach import LSTM, Hold\n"
    "from lstm_teach.widgets import ConsoleState, GateConsole\n"
    "from lstm_book.chapter_04 import closing_door\n\n"
    "params = LSTM.init(np.random.default_rng(0), 1, 1)\n"
    "x = np.sin(np.arange(30.0))[:, None, None]\n"
    "first = GateConsole(LSTM, params, x, targets=0 * x)\nfirst",
    "second = GateConsole(LSTM, params, x, targets=0 * x)\nsecond",
    "door = closing_door()\ndoor",
    "state = ConsoleState((Hold('f', 0.8, 3, 9), Hold('f', 0.0, 12)), unit=15, sequence=1)\n"
    "rng = np.random.default_rng(0)\n"
    "full = GateConsole(LSTM, LSTM.init(rng, 1, 16), rng.normal(size=(200, 3, 1)), state)\nfull",
)

# Pixels of a slider's own at a page width: enough to tell its handles apart and to drag them.
LEAST_TRACK = {(0, 800): 40, (0, 960): 100, (0, 1400): 150, (3, 800): 40, (3, 1400): 120}

MARK = """for console in (first, second, door, full):
    for name, control in console.controls.items():
        control.add_class(f'setting-{name}')"""


def fresh(state: ConsoleState | None = None) -> GateConsole:
    """Return the notebook's console, computed here."""
    params = LSTM.init(np.random.default_rng(0), 1, 1)
    x = np.sin(np.arange(30.0))[:, None, None]
    return GateConsole(LSTM, params, x, state, targets=0 * x)


@pytest.fixture(scope="module")
def notebook(labs: Labs, server: Server) -> Iterator[Lab]:
    unexecuted = normalise(v4.new_notebook(cells=[v4.new_code_cell(source) for source in CELLS]))
    stored = notebooks.dumps(normalise(notebooks.run(unexecuted, Path(server.folder))))
    (server.folder / NOTEBOOK).write_bytes(stored)
    with labs.one(height=4000) as lab:
        lab.open(NOTEBOOK)
        lab.run_all()
        lab.ask(MARK)
        expect(lab.pictures()).to_have_count(4)
        yield lab
        lab.close()


def expect_picture(lab: Lab, nth: int, console: GateConsole) -> None:
    """Wait until a picture shows what lstm_teach computes here, outside the browser."""
    picture = lab.pictures().nth(nth)
    texts = [e.text or "" for e in ET.fromstring(console.picture).iter("{http://www.w3.org/2000/svg}text")]
    expect(picture).to_have_attribute("aria-label", console.drawing.label)
    expect(picture.locator("text")).to_have_text(texts)


def state_of(lab: Lab, name: str) -> ConsoleState:
    state = eval(lab.ask(f"print({name}.state)"), {"ConsoleState": ConsoleState, "Hold": Hold})
    assert isinstance(state, ConsoleState)
    return state


def console_box(lab: Lab, nth: int) -> Locator:
    """Return a whole console: the box around the picture."""
    return lab.page.locator(".jp-OutputArea-output .widget-vbox").nth(nth)


def press(lab: Lab, nth: int, word: str) -> Locator:
    return console_box(lab, nth).get_by_role("button", name=word, exact=True)


def commit(lab: Lab) -> None:
    console_box(lab, 2).locator("[title='score this setting on unseen noise']").click()


def control(lab: Lab, nth: int, name: str) -> Locator:
    """Return a control by the name of its setting."""
    return console_box(lab, nth).locator(f".setting-{name}")


def handle(lab: Lab, nth: int, name: str, which: int = 0) -> Locator:
    return control(lab, nth, name).locator(".noUi-handle").nth(which)


def chosen(lab: Lab, nth: int, name: str) -> Locator:
    return control(lab, nth, name).locator("select")


def number(lab: Lab, nth: int, name: str) -> Locator:
    return control(lab, nth, name).locator("input")


def test_gates_are_held_by_keyboard_alone(notebook: Lab) -> None:
    notebook.ask("first.start_again()")
    expect_picture(notebook, 0, fresh())
    state = ConsoleState(gate="f")
    for word, change in (
        ("f", {}),
        ("open", {"holds": (Hold("f", 1.0),)}),
        ("closed", {"holds": (Hold("f", 0.0),)}),
        ("held at", {"holds": (Hold("f", 0.5),)}),
    ):
        press(notebook, 0, word).focus()
        notebook.page.keyboard.press("Space")
        state = replace(state, **change)
        expect_picture(notebook, 0, fresh(state))
    handle(notebook, 0, "value").focus()
    notebook.page.keyboard.press("ArrowRight")
    expect_picture(notebook, 0, fresh(replace(state, holds=(Hold("f", 0.51),))))
    handle(notebook, 0, "steps").focus()
    notebook.page.keyboard.press("ArrowRight")
    expect_picture(notebook, 0, fresh(replace(state, holds=(Hold("f", 0.51, 1),))))
    handle(notebook, 0, "steps", 1).focus()
    notebook.page.keyboard.press("ArrowLeft")
    expect_picture(notebook, 0, fresh(replace(state, holds=(Hold("f", 0.51, 1, 29),))))
    handle(notebook, 0, "t").focus()
    notebook.page.keyboard.press("ArrowRight")
    last = ConsoleState((Hold("f", 0.51, 1, 29),), t=2, gate="f")
    expect_picture(notebook, 0, fresh(last))
    assert state_of(notebook, "first") == last
    press(notebook, 0, "free").focus()
    notebook.page.keyboard.press("Space")
    expect_picture(notebook, 0, fresh(ConsoleState(t=2, gate="f")))
    expect(handle(notebook, 0, "value")).to_be_hidden()


def full_console(state: ConsoleState) -> GateConsole:
    """Return the notebook's largest console, computed here."""
    rng = np.random.default_rng(0)
    params = LSTM.init(rng, 1, 16)
    return GateConsole(LSTM, params, rng.normal(size=(200, 3, 1)), state)


def test_hold_unit_and_sequence_are_chosen_by_keyboard_alone(notebook: Lab) -> None:
    """In a box for numbers all keys are its own: none goes to another cell, adds one or cuts one."""
    keyboard = notebook.page.keyboard
    active = "() => [window.panel.content.activeCellIndex, window.panel.content.widgets.length]"
    state = ConsoleState((Hold("f", 0.8, 3, 9), Hold("f", 0.0, 12)), unit=15, sequence=1, gate="f")
    notebook.ask("full.start_again()")
    expect_picture(notebook, 3, full_console(state))
    number(notebook, 3, "unit").focus()
    before = notebook.page.evaluate(active)
    for name, key, change in (
        ("unit", "ArrowDown", {"unit": 14}),
        ("unit", "ArrowUp", {"unit": 15}),
        ("sequence", "ArrowUp", {"sequence": 2}),
        ("sequence", "ArrowDown", {"sequence": 1}),
        ("hold", "ArrowUp", {"hold": 1}),
        ("hold", "ArrowDown", {"hold": 0}),
    ):
        number(notebook, 3, name).focus()
        keyboard.press(key)
        state = replace(state, **change)
        expect_picture(notebook, 3, full_console(state))
        assert state_of(notebook, "full") == state
    number(notebook, 3, "unit").focus()
    for key in ("x", "b", "d", "d", "ControlOrMeta+a", "7", "Enter"):
        keyboard.press(key)
    expect_picture(notebook, 3, full_console(replace(state, unit=7)))
    assert notebook.page.evaluate(active) == before
    expect(handle(notebook, 3, "steps")).to_have_attribute("aria-valuenow", "4.0")
    number(notebook, 3, "hold").focus()
    keyboard.press("ArrowUp")
    expect(handle(notebook, 3, "steps")).to_have_attribute("aria-valuenow", "13.0")
    keyboard.press("ArrowDown")
    expect(handle(notebook, 3, "steps")).to_have_attribute("aria-valuenow", "4.0")


def test_presets_are_chosen_by_keyboard_alone(notebook: Lab) -> None:
    keyboard = notebook.page.keyboard
    notebook.ask("first.start_again()")
    expect_picture(notebook, 0, fresh())
    names = list(fresh().presets)
    chosen(notebook, 0, "preset").focus()
    for keys, expected in (
        (("Tab", "Tab", "Space"), names[1]),
        (("Space",), names[2]),
        (("Shift+Tab", "Space"), names[1]),
        (("Shift+Tab", "Enter", "ArrowDown", "ArrowDown", "Enter"), names[3]),
        (("Alt+ArrowDown", "End", "Enter"), names[-1]),
    ):
        for key in keys:
            keyboard.press(key)
        here = fresh()
        here.preset = expected
        expect(chosen(notebook, 0, "preset")).to_have_value(expected)
        expect_picture(notebook, 0, fresh(state_of(notebook, "first")))
        assert state_of(notebook, "first").holds == here.state.holds


def test_by_mouse_with_presets_buttons_and_play(notebook: Lab) -> None:
    notebook.ask("first.start_again()")
    expect_picture(notebook, 0, fresh())
    box = console_box(notebook, 0)
    more = box.locator("[title^='more controls']")
    more.click()
    settle(box)
    height = box.bounding_box()["height"]
    press(notebook, 0, "o").click()
    press(notebook, 0, "closed").click()
    expect_picture(notebook, 0, fresh(ConsoleState((Hold("o", 0.0),))))
    expect(chosen(notebook, 0, "preset")).to_have_value("mute: show nothing")
    chosen(notebook, 0, "preset").select_option("forget nothing")
    expect_picture(notebook, 0, fresh(ConsoleState((Hold("f", 1.0),))))
    box.locator("[title='one step forward']").click()
    expect_picture(notebook, 0, fresh(ConsoleState((Hold("f", 1.0),), t=2)))
    box.locator("[title='one step back']").click()
    expect_picture(notebook, 0, fresh(ConsoleState((Hold("f", 1.0),))))
    notebook.ask("first.t = 27")
    box.locator(".jupyter-widgets-play button, .widget-play button").first.click()
    expect_picture(notebook, 0, fresh(ConsoleState((Hold("f", 1.0),), t=30)))
    box.locator("[title='back to the start']").click()
    expect_picture(notebook, 0, fresh())
    assert box.bounding_box()["height"] == height
    more.click()


def test_two_on_a_page_do_not_disturb_each_other(notebook: Lab) -> None:
    notebook.ask("first.start_again(); second.start_again()")
    press(notebook, 1, "open").click()
    expect_picture(notebook, 1, fresh(ConsoleState((Hold("i", 1.0),))))
    expect_picture(notebook, 0, fresh())
    notebook.ask("second.set(holds=(Hold('f', 0.0, 3, 9), Hold('f', 1.0, 12)), t=20, gate='f')")
    number(notebook, 1, "hold").fill("2")
    number(notebook, 1, "hold").press("Enter")
    # The first hold is closed too: a click before the buttons show the second one would change nothing.
    expect(press(notebook, 1, "open")).to_have_class(re.compile("mod-active"))
    press(notebook, 1, "closed").click()
    state = ConsoleState((Hold("f", 0.0, 3, 9), Hold("f", 0.0, 12)), t=20, gate="f", hold=1)
    expect_picture(notebook, 1, fresh(state))
    assert state_of(notebook, "second") == state
    expect_picture(notebook, 0, fresh())


def test_a_commit_by_hand_shows_the_fault(notebook: Lab) -> None:
    notebook.ask("door.start_again()")
    commit(notebook)
    status = console_box(notebook, 2).locator("[role=status]")
    expect(status).to_contain_text("unseen sequences right, 40 needed: not passed.")
    assert status.inner_text() == notebook.ask("print(door.result)")
    shown = state_of(notebook, "door")
    fault = eval(notebook.ask("print((door.result.fault.sequence, door.result.fault.step))"))
    assert (shown.noise, shown.sequence, shown.t) == (1, *fault)
    expect(notebook.pictures().nth(2)).to_have_attribute(
        "aria-label", notebook.ask("print(door.drawing.label)")
    )
    notebook.ask("door.set(gate='y_in', value=0.002); door.steps = (6, 200)")
    commit(notebook)
    expect(status).to_contain_text("40 of 40 unseen sequences right, 40 needed: passed.")


def test_a_setting_that_may_not_be_committed_is_named_to_the_reader(notebook: Lab) -> None:
    notebook.ask("door.start_again(); door.output = 'open'")
    commit(notebook)
    alert = console_box(notebook, 2).locator("[role=alert]")
    expect(alert).to_contain_text("here only y_in may be held, got Hold('y_out', 1.0)")
    notebook.ask("door.output = 'free'")
    expect(alert).to_have_count(0)


@pytest.mark.parametrize(("nth", "width"), [(0, 800), (0, 960), (0, 1400), (3, 800), (3, 1400)])
def test_controls_take_two_rows(notebook: Lab, nth: int, width: int) -> None:
    """With the side panel closed; at 800 pixels a console has 620. Also the fullest one."""
    notebook.ask("first.start_again(); first.forget = 0.8; first.gate = 'f'")
    notebook.page.set_viewport_size({"width": width, "height": 4000})
    if width < 1000:
        notebook.command("application:toggle-left-area")
    try:
        box = console_box(notebook, nth)
        settle(box)
        controls = box.locator("> .widget-hbox > *").all()
        places = [place for place in (control.bounding_box() for control in controls) if place]
        assert len(places) == {0: 13, 3: 16}[nth]
        middles = sorted(place["y"] + place["height"] / 2 for place in places)
        assert sum(below - above > 16 for above, below in pairwise(middles)) == 1
        assert max(place["x"] + place["width"] for place in places) <= box.bounding_box()["x"] + width
        for name in ("steps", "value"):
            track = control(notebook, nth, name).locator(".noUi-target").bounding_box()["width"]
            assert track >= LEAST_TRACK[nth, width]
        cut = box.locator(".widget-toggle-button, .widget-label, .widget-readout").evaluate_all(
            "all => all.filter(b => b.scrollWidth > b.clientWidth).map(b => b.textContent)"
        )
        assert cut == []
    finally:
        if width < 1000:
            notebook.command("application:toggle-left-area")
        notebook.page.set_viewport_size({"width": 1400, "height": 4000})


def extreme(name: str, size: float) -> GateConsole:
    """Return a console whose stream, states, targets and errors are as large as they get."""

    def loss(h: Any, targets: Any) -> Any:
        return 0.0, size**5 * (h + 1.0)

    console = make(name, T=500, B=1, H=2, D=3, presets=own_presets(name), targets=None, loss=loss)
    own = console.setup
    bigger = replace(own, x=size * own.x, targets=size * np.ones((500, 1, 2)))
    again = GateConsole(
        own.cell, own.params, bigger.x, targets=bigger.targets, loss=loss, names=("value", "mark", "#")
    )
    again.holds = tuple(Hold(gate, 0.123, 3, 400) for gate in own.gates)
    return again


@pytest.mark.parametrize("name", GATED)
def test_no_text_overlaps_another_or_is_cut(page: Any, name: str) -> None:
    drawings = []
    for size in (1e-3, 1.0, 99.0):
        console = extreme(name, size)
        for t in (1, 250, 500):
            console.t = t
            drawings.append(console.drawing)
    short = make(name, T=12, state=ConsoleState((Hold(GATED[name].gate_names[0], 1.0, 3),), t=11))
    assert faults(page, [*drawings, short.drawing], (600, 800, 1400), least=26) == []


@pytest.mark.parametrize("theme", GROUNDS)
def test_numbers_lie_on_no_line(page: Any, theme: str) -> None:
    console = make(state=ConsoleState((Hold("f", 0.8, 2, 5), Hold("o", 1.0)), t=4))
    assert show(page, console.drawing, 700, theme).evaluate(UNDER) == []
