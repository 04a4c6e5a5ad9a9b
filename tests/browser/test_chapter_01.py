"""Chapter 01, opened and run as a reader does."""

import re

from playwright.sync_api import expect

from lstm_teach.widgets.unroller import UnrollerState
from tests.browser.lab import Lab
from tests.browser.test_unroller import expect_state, handle, state_of
from tools.project import BOOK, ENVIRONMENT

CHAPTER = next(iter(sorted(BOOK.glob("01-*.ipynb")))).name


def test_it_runs_and_its_unroller_answers_to_the_keyboard(lab: Lab) -> None:
    lab.open(CHAPTER)
    assert lab.ask("import sys; print(sys.prefix)") == str(ENVIRONMENT)
    lab.run_all()
    outputs = lab.outputs()
    assert outputs
    assert [output for output in outputs if output["output_type"] == "error"] == []
    lab.page.get_by_text(re.compile("^weight w$")).first.scroll_into_view_if_needed()
    expect(lab.pictures().first).to_be_visible()
    label = lab.pictures().first.get_attribute("aria-label")
    w, t, steps = re.fullmatch(r"One unit, w = ([−\d.]+), step (\d+) of (\d+): .*", label).groups()
    before = UnrollerState(w=float(w.replace("−", "-")), t=int(t), steps=int(steps))
    expect_state(lab, 0, before)
    handle(lab, "weight w").focus()
    lab.page.keyboard.press("ArrowRight")
    expect_state(lab, 0, UnrollerState(w=round(before.w + 0.05, 2), t=before.t, steps=before.steps))
    assert state_of(lab, "unroller").steps == 30
    lab.close()
