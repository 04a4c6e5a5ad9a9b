"""The unroller in JupyterLab: by keyboard, by mouse, in company, and without a kernel."""

import re
import sys
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from lstm_book.chapter_01.unroller import UnrollerState, draw, run
from tests.browser.conftest import STORED, UNROLLERS, Labs
from tests.browser.lab import Lab

LOADED = "image => image.complete && image.naturalWidth > 0"


@pytest.fixture(scope="module")
def notebook(labs: Labs) -> Iterator[Lab]:
    """Two unrollers, run in one page; a test sets the state that it starts from."""
    with labs.one(height=1600) as lab:
        lab.open(UNROLLERS)
        lab.run_all()
        expect(lab.pictures()).to_have_count(2)
        yield lab
        lab.close()


def expected(state: UnrollerState) -> list[str]:
    """Return the texts of the picture that lstm_teach computes here, outside the browser."""
    root = ET.fromstring(draw(state, run(state)).svg())
    return [element.text or "" for element in root.iter("{http://www.w3.org/2000/svg}text")]


def expect_state(lab: Lab, nth: int, state: UnrollerState) -> None:
    """Wait until a picture shows a state, with all its numbers."""
    expect(lab.pictures().nth(nth)).to_have_attribute("aria-label", draw(state, run(state)).label)
    expect(lab.pictures().nth(nth).locator("text")).to_have_text(expected(state))


def state_of(lab: Lab, name: str) -> UnrollerState:
    """Return the state that the kernel holds."""
    line = lab.ask(f"print({name}.state)")
    settings: dict[str, Any] = eval(line, {"Unroller": dict})
    return UnrollerState(**settings)


def handle(lab: Lab, description: str, nth: int = 0) -> Locator:
    slider = lab.page.locator(".widget-slider", has_text=re.compile(f"^{description}"))
    return slider.locator(".noUi-handle").nth(nth)


def test_arrow_keys_move_the_weight_and_the_numbers_follow(notebook: Lab) -> None:
    notebook.ask("first.set(w=2.0, kick=0.0, t=12)")
    expect_state(notebook, 0, UnrollerState(t=12))
    handle(notebook, "weight w").focus()
    for key, w in [
        ("ArrowRight", 2.05),
        ("ArrowRight", 2.1),
        ("ArrowLeft", 2.05),
        ("Home", -3.0),
        ("End", 3.0),
    ]:
        notebook.page.keyboard.press(key)
        expect_state(notebook, 0, UnrollerState(w=w, t=12))
        assert state_of(notebook, "first") == UnrollerState(w=w, t=12)


def test_every_slider_is_reached_by_keyboard(notebook: Lab) -> None:
    start = UnrollerState(w=1.5, kick=-1.0, kick_at=10, kick_steps=3, t=9)
    moved = {"weight w": ("w", 1.55), "look at step t": ("t", 10), "kick": ("kick", -0.99)}
    moved |= {"at step": ("kick_at", 11), "for steps": ("kick_steps", 4)}
    settings = {name: getattr(start, name) for name in start.names()}
    for description, (name, value) in moved.items():
        notebook.ask(f"first.set(**{settings})")
        expect_state(notebook, 0, start)
        handle(notebook, description).focus()
        notebook.page.keyboard.press("ArrowRight")
        expect_state(notebook, 0, UnrollerState(**(settings | {name: value})))


def test_keys_on_a_slider_add_no_cell_and_run_nothing(notebook: Lab) -> None:
    notebook.ask("first.set(w=2.0, kick=0.0, kick_steps=1, kick_at=10, t=9)")
    expect_state(notebook, 0, UnrollerState(t=9))
    before = notebook.outputs()
    handle(notebook, "look at step t").focus()
    # Each is awaited: a key that is still on its way would move the slider in the next test.
    for key, t in [("ArrowLeft", 8), ("ArrowRight", 9), ("PageDown", 4), ("PageUp", 9)]:
        notebook.page.keyboard.press(key)
        expect_state(notebook, 0, UnrollerState(t=t))
    assert notebook.outputs() == before


def test_dragging_ends_with_the_value_that_was_set_last(notebook: Lab) -> None:
    notebook.ask("first.set(w=2.0, kick=0.0, kick_steps=1, kick_at=10, t=1)")
    expect_state(notebook, 0, UnrollerState())
    picture = notebook.pictures().first
    height = picture.bounding_box()["height"]
    knob = handle(notebook, "look at step t")
    box = knob.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    mouse = notebook.page.mouse
    mouse.move(x, y)
    mouse.down()
    for n in range(1, 41):
        mouse.move(x + 4 * n, y)
    mouse.up()
    t = int(knob.get_attribute("aria-valuenow").split(".")[0])
    assert t > 5
    expect_state(notebook, 0, UnrollerState(t=t))
    assert state_of(notebook, "first").t == t
    assert picture.bounding_box()["height"] == height


def test_two_on_a_page_do_not_disturb_each_other(notebook: Lab) -> None:
    notebook.ask("first.set(w=2.0, t=5); second.set(w=0.5, t=3)")
    expect_state(notebook, 0, UnrollerState(t=5))
    expect_state(notebook, 1, UnrollerState(w=0.5, t=3))
    handle(notebook, "weight w", nth=1).focus()
    notebook.page.keyboard.press("ArrowLeft")
    expect_state(notebook, 1, UnrollerState(w=0.45, t=3))
    expect_state(notebook, 0, UnrollerState(t=5))


def test_an_error_is_shown_to_the_reader(notebook: Lab) -> None:
    notebook.ask("second.set(w=0.5, t=3); plain = second.draw")
    notebook.ask("def broken(state, trace): raise ZeroDivisionError('the reason')\nsecond.draw = broken")
    handle(notebook, "weight w", nth=1).focus()
    notebook.page.keyboard.press("ArrowRight")
    alert = notebook.page.locator(".widget-html [role=alert]")
    expect(alert).to_contain_text("ZeroDivisionError: the reason")
    expect_state(notebook, 1, UnrollerState(w=0.5, t=3))
    notebook.ask("second.draw = plain")
    notebook.page.keyboard.press("ArrowRight")
    expect(alert).to_have_count(0)
    expect_state(notebook, 1, state_of(notebook, "second"))


def test_the_stored_picture_shows_without_trust_and_before_anything_ran(lab: Lab) -> None:
    lab.open(STORED)
    images = lab.page.locator(".jp-OutputArea img")
    expect(images).to_have_count(2)
    for n in range(2):
        images.nth(n).scroll_into_view_if_needed()
        assert images.nth(n).evaluate(LOADED)
    assert "step 12 of 30: h = 0.9575" in images.first.get_attribute("alt")
    expect(lab.pictures()).to_have_count(0)
    lab.close()


def test_the_picture_shows_after_a_run_was_saved_and_reopened(lab: Lab) -> None:
    lab.open(STORED)
    lab.run_all()
    expect(lab.pictures()).to_have_count(2)
    lab.close(save=True)
    lab.start()
    lab.open(STORED)
    images = lab.page.locator(".jp-OutputArea img")
    expect(images).to_have_count(2)
    images.first.scroll_into_view_if_needed()
    assert images.first.evaluate(LOADED)
    assert lab.page.get_by_text("model not found").count() == 0
    lab.close()


def test_the_kernel_is_the_projects(notebook: Lab) -> None:
    assert notebook.ask("import sys; print(sys.prefix)") == sys.prefix
