"""What is done with a chapter in any front end: stored pictures are looked at, widgets run and touched."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import nbformat
from playwright.sync_api import Locator, Route, expect

from tests.browser.lab import RUN, WAIT, Lab
from tests.browser.leading import leading_to
from tests.browser.test_as_html import DEAD, stored_alts
from tests.browser.test_every_chapter import widget_cells
from tests.browser.test_unroller import LOADED
from tools import notebooks

# The widgets that the notebook's cells have shown, in the order of the cells.
SHOWN = "[one for _, one in sorted(Out.items()) if hasattr(one, 'still')]"


@dataclass(frozen=True)
class Chapter:
    """A chapter's cells that show a widget, with those that they need, and the pictures stored in them."""

    path: Path
    alts: list[str]

    @classmethod
    def of(cls, path: Path, folder: Path) -> "Chapter":
        """Write the shortened chapter to a folder, its outputs as they are stored."""
        whole = nbformat.read(path, as_version=4)
        shown = widget_cells(whole)
        alts = [alt for n in shown for alt in stored_alts(whole)[n]]
        wanted = leading_to(whole, shown)
        for n in set(wanted) - set(shown):
            whole.cells[n].outputs = []
        whole.cells = [whole.cells[n] for n in wanted]
        (folder / path.name).write_bytes(notebooks.dumps(whole))
        return cls(folder / path.name, alts)


@contextmanager
def no_kernel(lab: Lab) -> Iterator[None]:
    """Within the block the server starts no kernel for the page; how to ask for none differs by version."""

    def refuse(route: Route) -> None:
        route.abort() if route.request.method == "POST" else route.continue_()

    lab.page.route("**/api/sessions**", refuse)
    yield
    assert lab.page.evaluate("() => window.panel.sessionContext.session") is None
    lab.page.unroute("**/api/sessions**")


def expect_stored_pictures(lab: Lab, alts: list[str]) -> None:
    images = lab.page.locator(".jp-OutputArea img")
    expect(images).to_have_count(len(alts), timeout=WAIT)
    for image, alt in zip(images.all(), alts, strict=True):
        assert image.get_attribute("alt") == alt
        assert image.evaluate(LOADED)
        assert image.is_visible()
    assert [text for text in DEAD if lab.page.get_by_text(text).count()] == []


def run_and_touch(lab: Lab, count: int) -> list[str]:
    """Run all; every widget is alive and hears a touch; return the parts that were touched."""
    lab.run_all()
    assert [output for output in lab.outputs() if output["output_type"] == "error"] == []
    expect(lab.pictures()).to_have_count(count, timeout=RUN)
    assert [text for text in DEAD if lab.page.get_by_text(text).count()] == []
    boxes = lab.page.locator(".lstm-picture").all()
    return [_touch(lab, number, box) for number, box in enumerate(boxes)]


def _touch(lab: Lab, number: int, box: Locator) -> str:
    """Click on a valve, slide a part by a key, or type; return what when kernel and page have changed."""
    before, drawn = _state(lab, number), box.locator("svg[role=img]").inner_html()
    valve, slider = box.locator(".part.valve"), box.locator(".part[role=slider]")
    field = lab.page.locator(".lstm-teach").nth(number).locator(".lstm-typing input, .lstm-typing textarea")
    chosen = next(one.first for one in (valve, slider, field) if one.count())
    # What can be slid may stand at an end.
    keys = [partial(chosen.press, key) for key in (("ArrowRight", "ArrowLeft") if slider.count() else "a")]
    for touch in [chosen.click] if valve.count() else keys:
        touch()
        for _ in range(30):
            if _state(lab, number) != before and box.locator("svg[role=img]").inner_html() != drawn:
                return chosen.get_attribute("data-key") or "field"
            lab.page.wait_for_timeout(100)
    raise AssertionError(f"widget {number}: touched, and nothing changed from {before}")


def _state(lab: Lab, number: int) -> str:
    return lab.ask(f"print({SHOWN}[{number}].state)")
