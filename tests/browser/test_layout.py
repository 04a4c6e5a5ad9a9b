"""Texts of the live picture, measured by the browser: none overlaps another, none is cut, all can be read."""

from itertools import combinations, product
from typing import Any

import pytest
from playwright.sync_api import Browser

from lstm_book.chapter_01.chain import BOX, GAP, HEIGHT, TOP
from lstm_book.chapter_01.unroller import UnrollerState, draw, run
from lstm_teach.draw import theme

BOXES = """svg => {
  const scale = svg.viewBox.baseVal.width / svg.getBoundingClientRect().width;
  const frame = svg.getBoundingClientRect();
  return [...svg.querySelectorAll('text')].map(text => {
    const box = text.getBoundingClientRect();
    const x = side => (side - frame.left) * scale, y = side => (side - frame.top) * scale;
    return {text: text.textContent,
            left: x(box.left), right: x(box.right), top: y(box.top), bottom: y(box.bottom)};
  });
}"""
FRAME_TOP = 52 + TOP  # where the unroller puts the chain
GAUGE = 11
SLACK = 1.5  # a line of text has a little room above and below its letters
GROUNDS = {"light": ("#ffffff", "rgba(0, 0, 0, 0.87)"), "dark": ("#111111", "#ffffff")}
STATES = [
    UnrollerState(),
    UnrollerState(w=2.0, kick=-1.92, t=12),
    UnrollerState(w=-3.0, kick=-3.0, kick_at=29, kick_steps=9, t=30),
    UnrollerState(w=-3.0, kick=3.0, kick_at=20, kick_steps=11, t=25),
    UnrollerState(w=-0.05, kick=-0.01, t=30),
    *(
        UnrollerState(w=w, kick=k, kick_at=2, kick_steps=9, t=t)
        for w, k, t in product((-3.0, 3.0), (-3.0, 3.0), (2, 9))
    ),
    UnrollerState(w=-2.95, kick=-2.99, kick_at=400, kick_steps=100, t=500, steps=500),
    UnrollerState(w=-2.95, t=1, steps=2, kick_at=2),
]


@pytest.fixture(scope="module")
def page(browser: Browser) -> Any:
    with browser.new_context(viewport={"width": 1400, "height": 900}) as context:
        yield context.new_page()


def show(page: Any, state: UnrollerState, width: int, ground: str, ink: str) -> Any:
    """Put the picture into a page that has nothing but a ground and a text colour."""
    style = f"margin:0;width:{width}px;background:{ground};color:{ink};--jp-layout-color0:{ground}"
    page.set_content(f'<body style="{style}">{draw(state, run(state)).svg()}</body>')
    return page.locator("svg")


def overlap(a: dict[str, Any], b: dict[str, Any]) -> bool:
    wide = min(a["right"], b["right"]) - max(a["left"], b["left"])
    high = min(a["bottom"], b["bottom"]) - max(a["top"], b["top"])
    return bool(wide > 0 and high > 2 * SLACK)


@pytest.mark.parametrize("width", [600, 1400])
@pytest.mark.parametrize("state", STATES, ids=repr)
def test_no_text_overlaps_another_or_is_cut(page: Any, state: UnrollerState, width: int) -> None:
    boxes = show(page, state, width, *GROUNDS["light"]).evaluate(BOXES)
    assert len(boxes) > 20
    crossing = [(a["text"], b["text"]) for a, b in combinations(boxes, 2) if overlap(a, b)]
    assert crossing == []
    cut = [b["text"] for b in boxes if b["left"] < 0 or b["right"] > 800 or b["top"] < 0 or b["bottom"] > 462]
    assert cut == []


def test_spaces_between_parts_of_a_line_are_shown(page: Any) -> None:
    svg = show(page, STATES[0], 800, *GROUNDS["light"])
    widths = svg.evaluate(
        "svg => [...svg.querySelectorAll('text')].filter(t => t.textContent.includes('   '))"
        ".map(t => t.getSubStringLength(t.textContent.indexOf('   '), 3))"
    )
    assert len(widths) == 2
    assert min(widths) > 9  # three spaces; one has about 4 pixels


def test_a_planted_overlap_is_found(page: Any) -> None:
    svg = draw(STATES[0], run(STATES[0])).svg().replace('y="38"', 'y="20"')
    page.set_content(svg)
    boxes = page.locator("svg").evaluate(BOXES)
    assert [pair for pair in combinations(boxes, 2) if overlap(*pair)]


@pytest.mark.parametrize("state", STATES, ids=repr)
def test_numbers_in_the_chain_stay_in_their_boxes_and_on_their_arrows(
    page: Any, state: UnrollerState
) -> None:
    """Inside a unit's frame a text ends before the gauge; on an arrow it lies between two frames."""
    boxes = show(page, state, 800, *GROUNDS["light"]).evaluate(BOXES)
    chain = [b for b in boxes if FRAME_TOP < b["bottom"] < FRAME_TOP + HEIGHT]
    assert len(chain) >= 10
    for box in chain:
        left = (box["left"] - 1) % (GAP + BOX)
        right = left + box["right"] - box["left"]
        on_arrow = right < GAP
        in_box = left > GAP + 2 and right < GAP + BOX - GAUGE
        assert on_arrow or in_box, box


@pytest.mark.parametrize("ground", GROUNDS)
def test_all_text_has_the_pages_own_colour(page: Any, ground: str) -> None:
    svg = show(page, STATES[1], 800, *GROUNDS[ground])
    colours = svg.evaluate("svg => [...svg.querySelectorAll('text')].map(t => getComputedStyle(t).fill)")
    own = page.evaluate("() => getComputedStyle(document.body).color")
    assert set(colours) == {own}
    assert svg.evaluate(
        "svg => [...svg.querySelectorAll('text')].every(t => getComputedStyle(t).opacity === '1')"
    )


def test_a_picture_that_stands_alone_needs_nothing_of_the_page(page: Any) -> None:
    state = STATES[1]
    svg = draw(state, run(state)).svg(standalone=True)
    page.set_content(f'<body style="color:#fff;--jp-layout-color0:#111">{svg}</body>')
    fill = page.locator("svg text").first.evaluate("t => getComputedStyle(t).fill")
    assert fill == "rgb(26, 26, 26)"
    assert theme.CARD == "#ffffff"
