"""What is said of a narrow page in `test_every_chapter` can be found out."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import UNROLLERS, Labs
from tests.browser.lab import Lab
from tests.browser.narrow import faults_when_narrow


@pytest.fixture(scope="module")
def notebook(labs: Labs) -> Iterator[Lab]:
    with labs.one(height=2000) as lab:
        lab.open(UNROLLERS)
        lab.run_all()
        expect(lab.pictures()).to_have_count(2)
        yield lab
        lab.close()


def kinds(lab: Lab, width: int, style: str = "/* none */") -> set[str]:
    """Return the kinds of faults of the first widget, with a style of the page's own."""
    sheet = lab.page.add_style_tag(content=style)
    output = lab.page.locator(".jp-OutputArea-output:has(.lstm-picture)").first
    found = faults_when_narrow(lab, output, width)
    sheet.evaluate("node => node.remove()")
    return {kind for kind, _ in found}


def test_a_picture_that_is_too_wide_scrolls_and_is_not_made_smaller(notebook: Lab) -> None:
    assert kinds(notebook, 780) == set()
    assert "scrolls" in kinds(notebook, 500)
    assert "small" not in kinds(notebook, 500)


def test_planted_faults_are_found(notebook: Lab) -> None:
    assert "small" in kinds(notebook, 500, ".lstm-picture .stage { min-width: 0 !important }")
    assert "small" in kinds(notebook, 780, ".lstm-picture .tip { font-size: 10px }")
    assert "outside" in kinds(notebook, 780, ".lstm-picture .scroll { margin-left: 100px }")
    assert "cut" in kinds(notebook, 780, ".widget-label { max-width: 10px }")
