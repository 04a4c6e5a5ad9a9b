"""Texts of the live picture, measured by the browser: none overlaps another, none is cut, all can be read."""

from dataclasses import replace
from itertools import product
from typing import Any

import pytest

from lstm_book.chapter_01.chain import BOX, GAP, HEIGHT, TOP
from lstm_book.chapter_01.unroller import UnrollerState, draw, run
from lstm_teach.draw import theme
from lstm_teach.draw.svg import Drawing
from tests.browser.texts import GROUNDS, boxes_of, faults, show

FRAME_TOP = 52 + TOP  # where the unroller puts the chain
GAUGE = 11
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


def drawn(state: UnrollerState) -> Drawing:
    return draw(state, run(state))


def test_no_text_overlaps_another_or_is_cut(page: Any) -> None:
    drawings = [drawn(state) for state in STATES]
    assert {(drawing.width, drawing.height) for drawing in drawings} == {(800, 462)}
    assert faults(page, drawings, (600, 1400), least=21) == []


def test_spaces_between_parts_of_a_line_are_shown(page: Any) -> None:
    svg = show(page, drawn(STATES[0]), 800)
    widths = svg.evaluate(
        "svg => [...svg.querySelectorAll('text')].filter(t => t.textContent.includes('   '))"
        ".map(t => t.getSubStringLength(t.textContent.indexOf('   '), 3))"
    )
    assert len(widths) == 2
    assert min(widths) > 9  # three spaces; one has about 4 pixels


def test_a_planted_overlap_is_found(page: Any) -> None:
    sound = drawn(STATES[0])
    shifted = replace(sound, body=sound.body.replace('y="38"', 'y="20"'))
    found = faults(page, [sound, shifted], (800,), least=21)
    assert {(n, what) for n, _, what, *_ in found} == {(1, "overlap")}


def test_a_planted_cut_is_found(page: Any) -> None:
    sound = drawn(STATES[0])
    for change in ({"width": 780}, {"height": 440}, {"body": sound.body.replace('y="38"', 'y="4"')}):
        found = faults(page, [replace(sound, **change)], (800, 600), least=21)
        assert {width for _, width, what, *_ in found if what == "cut"} == {600, 800}


def test_a_picture_with_too_few_texts_is_refused(page: Any) -> None:
    with pytest.raises(AssertionError, match="texts in drawing 0"):
        faults(page, [drawn(STATES[0])], (800,), least=1000)


@pytest.mark.parametrize("state", STATES, ids=repr)
def test_numbers_in_the_chain_stay_in_their_boxes_and_on_their_arrows(
    page: Any, state: UnrollerState
) -> None:
    """Inside a unit's frame a text ends before the gauge; on an arrow it lies between two frames."""
    boxes = boxes_of(page, drawn(state), 800)
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
    svg = show(page, drawn(STATES[1]), 800, ground)
    colours = svg.evaluate("svg => [...svg.querySelectorAll('text')].map(t => getComputedStyle(t).fill)")
    own = page.evaluate("() => getComputedStyle(document.body).color")
    assert set(colours) == {own}
    assert svg.evaluate(
        "svg => [...svg.querySelectorAll('text')].every(t => getComputedStyle(t).opacity === '1')"
    )


def test_a_picture_that_stands_alone_needs_nothing_of_the_page(page: Any) -> None:
    svg = drawn(STATES[1]).svg(standalone=True)
    page.set_content(f'<body style="color:#fff;--jp-layout-color0:#111">{svg}</body>')
    fill = page.locator("svg text").first.evaluate("t => getComputedStyle(t).fill")
    assert fill == "rgb(26, 26, 26)"
    assert theme.CARD == "#ffffff"
