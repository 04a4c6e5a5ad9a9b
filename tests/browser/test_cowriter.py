"""Co-writer and guessing game in JupyterLab: what is typed arrives, and is no command of the notebook."""

from collections.abc import Iterator
from typing import Any

import nbformat.v4 as v4
import pytest
from playwright.sync_api import Locator, expect

from lstm_book.chapter_13 import CoWriter, GuessingGame
from lstm_book.chapter_13.cowriter_draw import grid_of
from lstm_book.chapter_13.guessing_run import passage
from tests.browser.conftest import Labs
from tests.browser.lab import KEYS, Lab
from tests.browser.narrow import faults_when_narrow, make_narrow
from tests.browser.server import Server
from tests.browser.shown import Shown
from tests.browser.texts import faults
from tests.lstm_book.chapter_13.pairs import LINE, nested, plain
from tools import notebooks
from tools.notebook_form import normalise

NOTEBOOK = "co-writing.ipynb"
START = {"writer": "CoWriter(text='I am, my dear', t=14)", "game": "GuessingGame(passage=3)"}
IMPORT = "from lstm_book.chapter_13 import CoWriter, GuessingGame"
BRACES = """import numpy as np
from lstm_book.alphabet import Alphabet
from lstm_book.networks import Network, single
from lstm_teach import LSTM
from lstm_teach.model import init_model

alphabet = Alphabet.of('{}[]":,abcdef')
model = init_model(LSTM, np.random.default_rng(0), alphabet.size, 6, alphabet.size)
CoWriter(single(Network(LSTM, model, alphabet)), '{"a":[{"b":"c"},', unit=3, shut=True)"""
NARROW, HIGH = 679, 620  # pixels


@pytest.fixture(scope="module")
def notebook(labs: Labs, server: Server) -> Iterator[Lab]:
    """Both widgets, and a co-writer with braces, run in one page."""
    cells = [IMPORT, *(f"{name} = {source}\n{name}" for name, source in START.items()), BRACES]
    unexecuted = normalise(v4.new_notebook(cells=[v4.new_code_cell(cell) for cell in cells]))
    (server.folder / NOTEBOOK).write_bytes(notebooks.dumps(unexecuted))
    with labs.one(width=1280, height=2300) as lab:
        lab.open(NOTEBOOK)
        lab.run_all()
        expect(lab.pictures()).to_have_count(3)
        yield lab
        lab.close()


def fresh(notebook: Lab, name: str) -> Shown:
    """Return a widget that was brought back to how it started, here and in the kernel."""
    shown = Shown(notebook, name, list(START).index(name), eval(START[name]))
    notebook.ask(f"{name}.state = {START[name]}.state")
    shown.expect_like()
    return shown


def field_of(shown: Shown) -> Locator:
    """Return the field, with the caret at its end."""
    field = shown.output.locator(".lstm-typing textarea, .lstm-typing input")
    field.focus()
    shown.lab.page.keyboard.press("Control+End")
    return field


def expect_state(shown: Shown, **settings: Any) -> None:
    """Wait until the kernel's widget has these settings; then the page shows them."""
    shown.until(lambda: {name: shown.ask(name) for name in settings} == settings)
    shown.widget.state = eval(shown.lab.ask(f"print({shown.name})")).state
    shown.expect_like()


def test_what_is_typed_arrives_whole_and_is_no_command(notebook: Lab) -> None:
    shown, before = fresh(notebook, "writer"), notebook.cells()
    field, typed = field_of(shown), " jj dd aa 00 x Charlotte, zz and b m y r ii 1"
    notebook.page.keyboard.type(typed, delay=5)
    expect_state(shown, text="I am, my dear" + typed)
    for key in KEYS:
        notebook.page.keyboard.press(key)
    expect(field).to_be_focused()
    text = field.input_value()
    expect_state(shown, text=text)
    assert "\n" in text
    assert notebook.cells() == before
    assert notebook.page.locator(".jp-Dialog, .lm-Menu").count() == 0


def test_an_arrow_at_the_end_takes_a_word_and_elsewhere_moves_the_caret(notebook: Lab) -> None:
    shown = fresh(notebook, "writer")
    field, press = field_of(shown), notebook.page.keyboard.press
    press("ArrowLeft")
    press("ArrowRight")
    shown.widget.take_word()
    press("ArrowRight")
    expect_state(shown, text=shown.widget.text)
    expect(field).to_have_value(shown.widget.text)
    press("x")
    expect_state(shown, text=shown.widget.text + "x")
    press("Shift+ArrowLeft")
    press("Delete")
    expect_state(shown, text=shown.widget.text[:-1])


def test_buttons_and_bars_write_by_mouse_and_the_text_is_looked_at(notebook: Lab) -> None:
    shown, mouse = fresh(notebook, "writer"), notebook.page.mouse
    for name, action in (
        ("take a word", "take_word"),
        ("take all", "take_all"),
        ("other dice", "throw_again"),
    ):
        getattr(shown.widget, action)()
        shown.output.get_by_role("button", name=name).click()
        expect_state(shown, text=shown.widget.text, seed=shown.widget.seed)
    part = shown.part("counting:1")
    mouse.click(*shown.place("counting:1"))
    expect_state(shown, text=part.value_at(*part.middle))
    expect(shown.output.locator(".lstm-typing textarea")).to_have_value(shown.widget.text)
    x, y = grid_of(shown.widget.state, shown.widget.result).place(3)
    left, top = shown.part("text").middle
    mouse.click(*shown.place("text", x + 6 - left, y + 9 - top))
    expect_state(shown, t=4)
    notebook.page.keyboard.press("ArrowRight")
    expect_state(shown, t=5)
    notebook.page.keyboard.press("Control+z")
    notebook.page.keyboard.press("Control+z")
    shown.until(lambda: len(shown.ask("text")) < len(shown.widget.text))


def test_tab_leaves_the_field_and_comes_back(notebook: Lab) -> None:
    shown = fresh(notebook, "writer")
    field = field_of(shown)
    notebook.page.keyboard.press("Tab")
    expect(field).not_to_be_focused()
    notebook.page.keyboard.press("Shift+Tab")
    expect(field).to_be_focused()
    assert shown.ask("text") == "I am, my dear"


def test_the_game_is_played_by_keys_and_the_page_does_not_hold_what_is_hidden(notebook: Lab) -> None:
    shown, before = fresh(notebook, "game"), notebook.cells()
    field = field_of(shown)
    hidden = passage(shown.widget.state.network, 3).hidden
    for k, guess in enumerate(hidden[:3] + "jdd" + hidden[6:9]):
        html = notebook.page.content()
        assert hidden[k : k + 8] not in html
        notebook.page.keyboard.press("Space" if guess == " " else guess)
        expect_state(shown, guesses=(hidden[:3] + "jdd" + hidden[6:9])[: k + 1])
    assert shown.widget.result.right[0].tolist() == [True] * 3 + [False] * 3 + [True] * 3
    said = shown.widget.guesses
    notebook.page.keyboard.press("Backspace")
    notebook.page.keyboard.press("Control+a")
    notebook.page.keyboard.press("Delete")
    expect(field).to_have_value(said)
    shown.output.get_by_role("button", name="90%").click()
    field_of(shown)
    notebook.page.keyboard.type("xyz")
    expect_state(shown, guesses=said + "xyz", bets=(0.5,) * 9 + (0.9,) * 3)
    assert notebook.cells() == before
    shown.output.locator(".noUi-handle").first.focus()
    notebook.page.keyboard.press("ArrowRight")
    expect_state(shown, passage=4, guesses="")
    expect(field).to_have_value("")


@pytest.mark.parametrize("name", START)
@pytest.mark.parametrize("dark", [False, True])
def test_there_is_room_at_679_pixels(notebook: Lab, name: str, dark: bool) -> None:
    shown = fresh(notebook, name)
    notebook.use_theme(dark)
    try:
        field_of(shown)
        assert faults_when_narrow(notebook, shown.output, NARROW) == []
    finally:
        notebook.use_theme(False)


@pytest.mark.parametrize("n", range(3))
def test_neither_is_higher_than_620_pixels_there(notebook: Lab, n: int) -> None:
    output = notebook.page.locator(".jp-OutputArea-output:has(.lstm-picture)").nth(n)
    size = notebook.page.viewport_size
    assert size is not None
    make_narrow(notebook, output, NARROW)
    box = output.bounding_box()
    notebook.page.set_viewport_size(size)
    assert box is not None
    assert 300 < box["height"] <= HIGH


def test_no_text_overlaps_another_or_is_cut(page: Any) -> None:
    json = '{"a":[{"b":"1"},{"c":{"d":"2"}}]'
    widgets = [
        CoWriter(plain()),
        CoWriter(plain(), 9 * LINE, t=3, temperature=1.5),
        CoWriter(nested(), 20 * json, shut=True, unit=6),
        CoWriter(nested(), json, t=1),
        GuessingGame(network=plain()),
        GuessingGame(network=plain(), guesses=30 * "m"),
    ]
    found = faults(page, [widget.drawing for widget in widgets], (680, 1400), 12)
    assert found == []


def test_an_own_text_is_trained_on_beside_one_picture_until_it_is_interrupted(
    lab: Lab, server: Server
) -> None:
    (server.folder / "own.txt").write_text((LINE + "\n") * 260, encoding="utf-8")
    code = "from lstm_book.chapter_13 import train_on\n\nown = train_on('own.txt', minutes=2.0, units=8)\nown"
    unexecuted = normalise(v4.new_notebook(cells=[v4.new_code_cell(code)]))
    (server.folder / "own.ipynb").write_bytes(notebooks.dumps(unexecuted))
    lab.open("own.ipynb")
    lab.page.evaluate("() => { window.jupyterapp.commands.execute('notebook:run-all-cells'); }")
    picture, alts = lab.page.locator(".jp-OutputArea img"), set()
    for _ in range(200):
        alts |= set(picture.evaluate_all("nodes => nodes.map(node => node.alt)"))
        if len(alts) >= 2:
            break
        lab.page.wait_for_timeout(200)
    assert len(alts) >= 2
    expect(picture).to_have_count(1)
    lab.await_script("async () => { await window.panel.sessionContext.session.kernel.interrupt(); }")
    for _ in range(200):
        results = [output for output in lab.outputs() if output["output_type"] != "display_data"]
        if results:
            break
        lab.page.wait_for_timeout(200)
    said = [output.get("data", {}).get("text/plain", str(output)) for output in results]
    assert len(said) == 1
    assert said[0].startswith("<LSTM of 8 units on own.txt")
    assert said[0].endswith("; interrupted>")
    expect(picture).to_have_count(1)
    lab.close()
