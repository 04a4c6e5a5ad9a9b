"""Dials, bench, lattices, game, lab in JupyterLab: every part that sets by mouse, finger and keys."""

import json
import random
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat.v4 as v4
import pytest
from playwright.sync_api import expect

from lstm_book.chapter_01 import Unroller
from lstm_book.chapter_02 import GradientDial
from lstm_book.chapter_03 import Carousel
from lstm_book.chapter_05 import HalfLifeDial
from lstm_book.chapter_06 import Bench
from lstm_book.chapter_08 import Operation, StartMap
from lstm_book.chapter_09 import GrammarWalk
from lstm_book.chapter_10 import LesionLab
from lstm_book.chapter_13 import GuessingGame
from lstm_book.chapter_14 import Lattice, PencilLattice
from lstm_teach.draw.parts import Part
from tests.browser.conftest import Labs
from tests.browser.lab import KEYS, Lab
from tests.browser.server import Server
from tests.browser.shown import Shown
from tests.widgets.walks import gesture
from tools import notebooks
from tools.notebook_form import normalise

# Each shows all parts that it can have; some settings lie between the steps of their sliders.
MADE: dict[str, Any] = {
    "unroller": Unroller(w=0.97, kick=-1.003, t=9),
    "gradient": GradientDial(w=0.905, activation="tanh", steps=30, start=0.3, cross=1.2, t=12),
    "carousel": Carousel(w_y=0.513, noise=0.2, steps=20, t=4),
    "half_life": HalfLifeDial(bias=3.021, fine=0.0123, write=0.5, t=14),
    "pencil": PencilLattice(TN=-1),
    "lattice": Lattice(share=0.35),
    "bench": Bench("count", i=(-10, 0, 20, 0), f=(10, -20, 0, 3), gate="f", test=5, t=6),
    "walk": GrammarWalk("P", 3, 2, swapped="drawn", blackout=5, t=9),
    "start_map": StartMap(forget_bias=5, input_bias=-3, lag=50, show="all starts"),
    "operation": Operation(value=0.333, t=12, net=2),
    "game": GuessingGame(passage=3, guesses="what we say, I th", t=4),
    "lab": LesionLab(network=2, clamps="f open 4, o shut 6", gate="i", t=5),
}
START = {name: repr(widget) for name, widget in MADE.items()}
CASES = [(name, part.key) for name, widget in MADE.items() for part in widget.parts if part.role != "img"]
NOTEBOOK = "touch-dials.ipynb"
ROVING = ("lane", "switch")  # one stop of the Tab key, and then ArrowUp and ArrowDown
FOCUSED = "() => document.activeElement?.dataset?.key ?? null"
SCROLLED = """node => {
  const tops = [];
  for (; node; node = node.parentElement) tops.push(node.scrollTop);
  return tops;
}"""
ACTIVE = "() => window.panel.content.activeCellIndex"
every_part = pytest.mark.parametrize(("name", "key"), CASES)


@pytest.fixture(scope="module")
def notebook(labs: Labs, server: Server) -> Iterator[Lab]:
    """All widgets, run in one page."""
    homes = {type(widget).__name__: type(widget).__module__ for widget in MADE.values()}
    cells = ["\n".join(f"from {module} import {name}" for name, module in homes.items())]
    cells += [f"{name} = {start}\n{name}" for name, start in START.items()]
    unexecuted = normalise(v4.new_notebook(cells=[v4.new_code_cell(cell) for cell in cells]))
    (server.folder / NOTEBOOK).write_bytes(notebooks.dumps(unexecuted))
    with labs.one(width=1280, height=8400) as lab:
        lab.open(NOTEBOOK)
        lab.run_all()
        expect(lab.pictures()).to_have_count(len(MADE))
        yield lab
        lab.close()


def fresh(notebook: Lab, name: str) -> Shown:
    """Return a widget that was brought back to how it started, here and in the kernel."""
    shown = Shown(notebook, name, list(MADE).index(name), MADE[name])
    shown.widget.state = eval(START[name]).state
    notebook.ask(f"{name}.state = {START[name]}.state")
    shown.expect_like()
    return shown


def aim(part: Part) -> tuple[float, float, Any]:
    """Return a way from the middle of a part, and what its setting is to be after a drag by it."""
    x, y = part.middle
    if part.role != "slider":
        return 0.0, 0.0, part.value_at(x, y)
    if part.kind == "lane":
        left, _, width, _ = part.box
        count = part.high - part.low + 1
        t = next(t for t in (part.low + 2 * count // 3, part.low + 1) if t != part.now)
        return left + (t - part.low + 0.5) * width / count - x, 0.0, t
    for far in (40.0, -40.0, 16.0, -16.0, 8.0, -8.0):
        dx, dy = (far, 0.0) if part.drag == "x" else (0.0, far)
        value = part.value_at(x + dx, y + dy)
        if value != part.now and part.low < value < part.high:
            return dx, dy, value
    raise AssertionError(f"{part.key}: nothing to aim at")


def expect_set(shown: Shown, part: Part, value: Any) -> None:
    """Wait until the gesture is over and its setting what was aimed at; then all shows the kernel's state."""

    def is_near() -> bool:
        now, busy = eval(shown.lab.ask(f"print(({shown.name}.{part.setting}, {shown.name}._hand.is_busy))"))
        near = now == value or (not isinstance(value, str) and abs(now - value) <= part.step * 1.000001)
        return bool(near and now != part.now and not busy)

    shown.until(is_near)
    shown.widget.state = eval(shown.lab.ask(f"print({shown.name})")).state
    shown.expect_like()
    shown.expect_control(part.setting)


@pytest.mark.parametrize("name", MADE)
def test_no_part_can_come_up_that_is_not_touched_here(name: str) -> None:
    touched = {key for one, key in CASES if one == name}
    rng, widget = random.Random(0), eval(START[name])
    for _ in range(150):
        gesture(widget, rng)
        parts = [part for part in widget.parts if part.role != "img"]
        assert {part.key for part in parts} <= touched
        assert all(part.setting in widget.controls for part in parts)


@every_part
def test_by_mouse(notebook: Lab, name: str, key: str) -> None:
    shown = fresh(notebook, name)
    part, mouse = shown.part(key), notebook.page.mouse
    dx, dy, value = aim(part)
    start, end = shown.place(key), shown.place(key, dx, dy)
    if part.kind == "lane":
        mouse.click(*end)
    else:
        mouse.move(*start)
        mouse.down()
        if dx or dy:
            mouse.move(*end, steps=6)
        mouse.up()
    expect_set(shown, part, value)
    expect(shown.node(key)).to_be_focused()


@every_part
def test_by_finger(notebook: Lab, name: str, key: str) -> None:
    shown = fresh(notebook, name)
    part, session = shown.part(key), notebook.page.context.new_cdp_session(notebook.page)
    dx, dy, value = aim(part)
    scrolled = shown.output.evaluate(SCROLLED)

    def touch(kind: str, *places: tuple[float, float]) -> None:
        points = [{"x": x, "y": y} for x, y in places]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    way = [shown.place(key, dx * n / 8, dy * n / 8) for n in range(9 if dx or dy else 1)]
    touch("touchStart", way[0])
    for point in way[1:]:
        touch("touchMove", point)
    touch("touchEnd")
    expect_set(shown, part, value)
    assert shown.output.evaluate(SCROLLED) == scrolled
    session.detach()


def tab_to(shown: Shown, key: str) -> None:
    """Go from the widget's last control to a part by Tab, and within a group by arrow keys."""
    page, part = shown.lab.page, shown.part(key)
    shown.output.locator(".widget-hbox").locator("input, select, button, .noUi-handle").last.focus()
    group = [one.key for one in shown.widget.parts if part.kind in ROVING and one.kind == part.kind] or [key]
    for _ in range(20):
        page.keyboard.press("Tab")
        at = page.evaluate(FOCUSED)
        if at in group:
            break
    assert at in group
    way = group.index(key) - group.index(at)
    for _ in range(abs(way)):
        page.keyboard.press("ArrowDown" if way > 0 else "ArrowUp")
    expect(shown.node(key)).to_be_focused()


@every_part
def test_by_keyboard_alone(notebook: Lab, name: str, key: str) -> None:
    shown = fresh(notebook, name)
    part, keyboard = shown.part(key), notebook.page.keyboard
    tab_to(shown, key)
    if part.role == "slider":
        end = [("End", part.high), ("ArrowLeft", part.high - part.step), ("Home", part.low)]
        presses = [*end, ("ArrowRight", part.low + part.step)]
        if part.kind == "handle":
            presses += [("ArrowUp", part.low + 2 * part.step), ("ArrowDown", part.low + part.step)]
    else:
        presses = [("Enter", part.value_at(*part.middle))]
        if part.role == "switch":
            presses.append(("Space", getattr(shown.widget, part.setting)))
    for pressed, value in presses:
        keyboard.press(pressed)
        shown.until(lambda value=value: shown.ask(part.setting) == pytest.approx(value))
        expect(shown.node(key)).to_be_focused()
    shown.widget.state = eval(notebook.ask(f"print({name})")).state
    shown.expect_like()
    shown.expect_control(part.setting)


@pytest.mark.parametrize("name", MADE)
def test_what_a_slider_says_is_what_its_setting_is_and_what_is_drawn(notebook: Lab, name: str) -> None:
    shown = fresh(notebook, name)
    drawn = " ".join(shown.picture.locator("text").all_text_contents())
    sliders = [part for part in shown.widget.parts if part.role == "slider"]
    assert shown.output.locator(".part[role=slider]").count() == len(sliders)
    for part in sliders:
        node = shown.node(part.key)
        said = node.get_attribute("aria-valuetext")
        assert said == part.text
        assert float(node.get_attribute("aria-valuenow") or "nan") == getattr(shown.widget, part.setting)
        node.hover()
        expect(shown.tip).to_have_text(part.tip)
        figures = re.findall(r"\d+(?:\.\d+)?", said)
        assert figures
        for figure in figures:
            whole = rf"(?<![\d.]){re.escape(figure)}(?!\d|\.\d)"
            assert re.search(whole, f"{drawn} {part.tip}"), said


@pytest.mark.parametrize("name", MADE)
def test_keys_in_a_picture_change_nothing_of_the_notebook(notebook: Lab, name: str) -> None:
    shown = fresh(notebook, name)
    before = notebook.cells()
    kinds = {(part.kind, part.role): part.key for part in shown.widget.parts}
    assert len(kinds) >= 2
    for key in kinds.values():
        shown.node(key).focus()
        for pressed in KEYS:
            if shown.node(key).count() == 0:  # a weight that became 0 is drawn no more
                break
            notebook.page.keyboard.press(pressed)
        assert notebook.cells() == before, key
        assert notebook.page.locator(".jp-Dialog, .lm-Menu").count() == 0
        shown.settle()
        fresh(notebook, name)


@pytest.mark.parametrize("name", MADE)
def test_tab_leaves_a_picture_and_comes_back(notebook: Lab, name: str) -> None:
    shown = fresh(notebook, name)
    first = shown.widget.parts[0].key
    tab_to(shown, first)
    stops = []
    while (at := notebook.page.evaluate(FOCUSED)) is not None:
        stops.append(at)
        notebook.page.keyboard.press("Tab")
        assert len(stops) <= 8
    assert shown.output.locator(".copy").evaluate("node => node === document.activeElement")
    for at in reversed(stops):
        notebook.page.keyboard.press("Shift+Tab")
        assert notebook.page.evaluate(FOCUSED) == at
    notebook.page.keyboard.press("Shift+Tab")
    assert notebook.page.evaluate(FOCUSED) is None


def test_shift_enter_runs_the_cell_and_goes_on(notebook: Lab) -> None:
    shown = fresh(notebook, "unroller")
    notebook.ask("unroller.w = 2.5")
    mode, cells = notebook.cells()
    shown.node("w").focus()
    at = notebook.page.evaluate(ACTIVE)
    assert at == 1
    notebook.page.keyboard.press("Shift+Enter")
    shown.until(lambda: shown.ask("w") == 0.97)  # made anew
    notebook.wait_idle()
    assert notebook.page.evaluate(ACTIVE) == 2
    assert notebook.cells() == (mode, cells)
    expect(notebook.pictures()).to_have_count(len(MADE))
    shown.expect_like()


def test_control_s_saves_the_notebook(notebook: Lab, server: Server) -> None:
    file = Path(server.folder / NOTEBOOK)
    shown = fresh(notebook, "half_life")
    shown.node("bias").focus()
    notebook.page.evaluate("() => window.panel.context.model.setMetadata('touched', true)")
    assert notebook.page.evaluate("() => window.panel.context.model.dirty")
    assert "touched" not in json.loads(file.read_text(encoding="utf-8"))["metadata"]
    notebook.page.keyboard.press("Control+s")
    shown.until(lambda: not notebook.page.evaluate("() => window.panel.context.model.dirty"))
    assert json.loads(file.read_text(encoding="utf-8"))["metadata"]["touched"] is True


def test_a_release_that_a_menu_took_ends_the_drag_where_it_was(notebook: Lab) -> None:
    shown = fresh(notebook, "unroller")
    part, mouse = shown.part("w"), notebook.page.mouse
    notebook.page.evaluate(
        "() => addEventListener('pointerup', event => event.stopImmediatePropagation(),"
        " { capture: true, once: true })"
    )
    mouse.move(*shown.place("w"))
    mouse.down()
    mouse.move(*shown.place("w", 0, 40), steps=4)
    mouse.up()
    mouse.move(*shown.place("w", 0, 120), steps=4)
    expect_set(shown, part, part.value_at(part.middle[0], part.middle[1] + 40))
    at = shown.ask("w")
    mouse.click(*shown.place("strip:0"))
    shown.until(lambda: shown.ask("t") in (15, 16))
    assert shown.ask("w") == at
    notebook.page.keyboard.press("Control+z")
    notebook.page.keyboard.press("Control+z")
    shown.until(lambda: shown.ask("w") == 0.97)


@pytest.mark.parametrize("name", ["gradient", "half_life", "carousel"])
def test_a_cursor_beyond_the_old_end_of_a_run_stays_where_it_was_set(notebook: Lab, name: str) -> None:
    shown = fresh(notebook, name)
    for steps, t in ((5, 3), (90, 77), (6, 6), (40, 39)):
        shown.widget.set(steps=steps, t=t)
        notebook.ask(f"{name}.set(steps={steps}, t={t})")
        notebook.page.wait_for_timeout(700)  # a slider answers at once, or later
        assert shown.ask("t") == t
        shown.expect_like()
        shown.expect_control("t")


@pytest.mark.parametrize(
    ("name", "setting", "value"),
    [
        ("unroller", "w", 1.03),
        ("unroller", "w", 1 / 3),
        ("unroller", "kick", 0.1234),
        ("carousel", "w_y", 0.333),
        ("half_life", "bias", 2.718),
        ("gradient", "fine", 0.00695),
    ],
)
def test_a_setting_between_the_steps_of_its_slider_stays_as_it_is(
    notebook: Lab, name: str, setting: str, value: float
) -> None:
    shown = fresh(notebook, name)
    step = shown.widget.controls[setting].step
    for now in (value, value + step, 0.0, value):
        shown.widget.set(**{setting: now})
        notebook.ask(f"{name}.{setting} = {now!r}")
        notebook.page.wait_for_timeout(700)  # a slider answers at once, or later
        assert shown.ask(setting) == now
        shown.expect_like()
        shown.expect_control(setting)
