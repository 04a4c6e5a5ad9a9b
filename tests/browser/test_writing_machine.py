"""The writing machine in JupyterLab: valves by mouse, finger and keys, while it writes too; no kernel."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat.v4 as v4
import pytest
from playwright.sync_api import expect

from lstm_book.chapter_00 import WritingMachine
from lstm_book.chapter_00.machine_run import LETTERS
from lstm_teach import Hold
from tests.browser.conftest import Labs
from tests.browser.server import Server
from tests.browser.shown import Shown
from tests.browser.test_every_widget_without_kernel import NO_KERNEL
from tests.browser.texts import GROUNDS, faults, show
from tools import notebooks
from tools.notebook_form import normalise

NOTEBOOK = "writing-machine.ipynb"
SOURCE = """from lstm_book.chapter_00 import WritingMachine
from lstm_teach import Hold

machine = WritingMachine()
machine"""
EXTREMES = {
    "untouched": WritingMachine(),
    "nothing yet": WritingMachine(t=0),
    "a long prompt": WritingMachine(60 * "M", holds=(Hold("f", 0.0), Hold("i", 0.35, 3))),
    "a short prompt": WritingMachine("I", t=239, holds=(Hold("o", 1.0, 200), Hold("o", 0.0, 100, 101))),
    "many turns": WritingMachine(
        t=LETTERS,
        holds=(
            *(Hold("f", 0.05 * (n + 1), 5 * n, 5 * n + 5) for n in range(12)),
            Hold("i", 0.0, 14),
            Hold("o", 1.0, 14, 15),
            Hold("o", 0.333, 70),
        ),
    ),
}


@pytest.fixture(scope="module")
def shown(labs: Labs, server: Server) -> Iterator[Shown]:
    """The machine, run in a page, and the same one here; both as they start."""
    unexecuted = normalise(v4.new_notebook(cells=[v4.new_code_cell(SOURCE)]))
    stored = normalise(notebooks.run(unexecuted, Path(server.folder)))
    (server.folder / NOTEBOOK).write_bytes(notebooks.dumps(stored))
    with labs.one(width=1280, height=1000) as lab:
        lab.open(NOTEBOOK)
        lab.run_all()
        expect(lab.pictures()).to_have_count(1)
        yield Shown(lab, "machine", 0, WritingMachine())
        lab.close()


@pytest.fixture
def fresh(shown: Shown) -> Shown:
    stop(shown)
    shown.widget = WritingMachine(t=80)
    shown.lab.ask(f"machine.state = {shown.widget!r}.state")
    shown.expect_like()
    return shown


def expect_state(shown: Shown, **settings: object) -> None:
    shown.widget.set(**settings)
    shown.expect_like()


def stop(shown: Shown) -> None:
    """Stop the writing; a letter may still be on its way. Then the page shows what the kernel has."""
    shown.lab.ask("machine._controls['play'].widget.playing = False")
    seen: list[int] = []
    while len(seen) < 6 or len(set(seen[-5:])) > 1:
        shown.lab.page.wait_for_timeout(100)
        seen.append(shown.ask("t"))
    shown.widget.state = eval(shown.lab.ask("print(machine)")).state
    shown.expect_like()


def test_a_click_turns_a_valve_and_the_buttons_follow(fresh: Shown) -> None:
    for mode in ("shut", "open", "learned"):
        fresh.lab.page.mouse.click(*fresh.place("gate:f"))
        expect_state(fresh, gate="f", f=mode)
        fresh.expect_control("mode")
    fresh.lab.page.mouse.click(*fresh.place("gate:o"))
    expect_state(fresh, gate="o", o="shut")
    fresh.expect_control("gate")


def test_a_drag_holds_a_valve_in_between(fresh: Shown) -> None:
    mouse, before = fresh.lab.page.mouse, fresh.part("gate:i").now
    mouse.move(*fresh.place("gate:i"))
    mouse.down()
    mouse.move(*fresh.place("gate:i", dy=-16), steps=4)
    mouse.up()
    fresh.until(lambda: fresh.ask("i") == pytest.approx(before + 0.2, abs=0.03))
    expect_state(fresh, gate="i", i=fresh.ask("i"))


def test_by_finger(fresh: Shown) -> None:
    session = fresh.lab.page.context.new_cdp_session(fresh.lab.page)
    x, y = fresh.place("gate:o")
    session.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]})
    session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    expect_state(fresh, gate="o", o="shut")
    session.detach()


def test_by_keys_alone(fresh: Shown) -> None:
    keyboard = fresh.lab.page.keyboard
    fresh.node("gate:f").focus()
    for key, value in (("Enter", "shut"), ("ArrowUp", 0.05), ("End", "open"), ("Delete", "learned")):
        keyboard.press(key)
        expect_state(fresh, gate="f", f=value)
    keyboard.press("Tab")
    expect(fresh.node("gate:i")).to_be_focused()
    keyboard.press("Space")
    expect_state(fresh, gate="i", i="shut")
    keyboard.press("Control+z")
    expect_state(fresh, i="learned", gate="f")
    keyboard.press("Tab")
    keyboard.press("Tab")
    expect(fresh.node("page")).to_be_focused()
    keyboard.press("PageDown")
    expect_state(fresh, t=70)
    keyboard.press("Home")
    expect_state(fresh, t=0)


def test_a_click_on_a_letter_goes_back_there(fresh: Shown) -> None:
    part = fresh.part("page")
    fresh.lab.page.mouse.click(*fresh.place("page", dx=-60, dy=-60))
    x, y = part.middle
    assert part.value_at is not None
    expect_state(fresh, t=part.value_at(x - 60, y - 60))


def test_a_valve_is_turned_while_it_writes(fresh: Shown) -> None:
    fresh.lab.ask("machine.set(t=0)")
    fresh.output.locator(".jupyter-widget-play button, .widget-play button").first.click()
    fresh.until(lambda: fresh.ask("t") > 20)
    fresh.lab.page.mouse.click(*fresh.place("gate:o"))
    fresh.until(lambda: fresh.ask("o") == "shut")
    hold = eval(fresh.lab.ask("print(machine.holds[0])"))
    assert 20 < hold.start < 200
    fresh.until(lambda: fresh.ask("t") > hold.start + 10)
    stop(fresh)
    assert fresh.widget.result.text[: hold.start] == fresh.widget.result.free[: hold.start]


def test_write_again_begins_anew_with_the_same_dice(fresh: Shown) -> None:
    fresh.lab.ask("machine.f = 'shut'")
    expect_state(fresh, f="shut")
    fresh.output.locator("button[title='write again, with the same dice']").click()
    fresh.until(lambda: 3 < fresh.ask("t") < 80)
    fresh.until(lambda: fresh.ask("t") > 85)
    stop(fresh)


def test_the_stored_machine_answers_without_a_kernel(labs: Labs, shown: Shown) -> None:
    with labs.one(width=1280, height=1000) as lab:
        lab.await_script(NO_KERNEL, NOTEBOOK)
        folds = lab.page.locator(".jp-OutputArea details")
        expect(folds).to_have_count(6)
        fold = folds.nth(0)
        text = fold.locator("p")
        expect(text).to_be_hidden()
        fold.locator("summary").click()
        expect(text).to_be_visible()
        made = WritingMachine(holds=(Hold("f", 0.0, 60),)).result.text
        said = text.inner_text()
        assert " ".join(made.replace("\n", " ¶ ")[60:118].split()) in " ".join(said.split())
        lab.close()


def test_no_text_overlaps_another_or_is_cut(page: Any) -> None:
    drawings = [widget.drawing for widget in EXTREMES.values()]
    found = faults(page, drawings, (600, 1400), 13)
    assert [(list(EXTREMES)[n], *fault) for n, *fault in found] == []


@pytest.mark.parametrize("ground", GROUNDS)
def test_all_text_has_the_pages_own_colour(page: Any, ground: str) -> None:
    drawing = EXTREMES["many turns"].drawing
    fills = show(page, drawing, 800, ground).evaluate(
        "svg => [...svg.querySelectorAll('text')].map(t => getComputedStyle(t).fill)"
    )
    assert set(fills) == {page.evaluate("() => getComputedStyle(document.body).color")}
