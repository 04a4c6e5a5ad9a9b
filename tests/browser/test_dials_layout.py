"""Texts of gradient dial, carousel, half-life dial and bench: none overlaps another, none is cut."""

import random
from itertools import combinations
from typing import Any

import ipywidgets
import pytest
from playwright.sync_api import Browser

from lstm_book.chapter_02 import GradientDial
from lstm_book.chapter_03 import Carousel
from lstm_book.chapter_05 import HalfLifeDial
from lstm_book.chapter_06 import Bench
from lstm_book.chapter_06.hand_wiring import Task
from tests.browser.test_layout import BOXES, GROUNDS, overlap

LOWEST = (-19.5,) * 4
LONG = Task(
    "long",
    ("a", "#", "W"),
    (10 * "aW#", *(n * "W" for n in range(1, 14))),
    (30 * (-29.5,), *(n * (29.0,) for n in range(1, 14))),
    readout="h",
)
EXTREMES = {
    "linear": GradientDial(),
    "near 1": GradientDial(w=1.0, fine=-0.0069, t=100),
    "latch": GradientDial(w=2.0, activation="tanh", start=0.3, steps=30, t=12),
    "dead": GradientDial(w=-1.0, activation="ReLU", start=-0.99, steps=1, t=1),
    "matrix": GradientDial(w=0.5, cross=2.0, steps=12, t=3),
    "largest": GradientDial(w=-3.0, fine=-0.03, cross=-3.0, steps=500, start=-0.99, t=250),
    "smallest": GradientDial(w=0.05, fine=-0.0299, steps=500, activation="tanh", t=250),
    "pulse": Carousel(),
    "four inputs": Carousel(stream="four inputs", w=-1.85, v=-1.95, read="at the end", t=4),
    "drift": Carousel(noise=1.0, w=-2.0, v=-2.0, self_weight=1.01, steps=1000, seed=99, t=1000),
    "decay": Carousel(noise=0.07, w=-0.05, v=-0.05, self_weight=0.991, steps=999, t=998),
    "nothing": Carousel(w=0.0, v=0.0),
    "usual": HalfLifeDial(),
    "long": HalfLifeDial(bias=8.0, fine=0.05, steps=1000, t=1000),
    "short": HalfLifeDial(bias=-3.0, fine=-0.049, write=0.01, steps=1, t=0),
    "drifting": HalfLifeDial(bias=2.2, write=0.1, steps=300, t=299),
    "blank": Bench(),
    "count": Bench("count", i=LOWEST, f=(19.5,) * 4, g=LOWEST, o=LOWEST, test=8, t=18, gate="g"),
    "three inputs": Bench(LONG, i=(-19.5,) * 5, f=(-19.5,) * 5, g=(-19.5,) * 5, gate="g", t=30),
}


@pytest.fixture(scope="module")
def page(browser: Browser) -> Any:
    with browser.new_context(viewport={"width": 1400, "height": 900}) as context:
        yield context.new_page()


def faults(page: Any, widget: Any, width: int = 800) -> list[Any]:
    """Return pairs of texts that overlap, and texts that are cut."""
    drawing = widget.drawing
    page.set_content(f'<body style="margin:0;width:{width}px">{drawing.svg()}</body>')
    boxes = page.locator("svg").evaluate(BOXES)
    assert len(boxes) > 12
    crossing: list[Any] = [(a["text"], b["text"]) for a, b in combinations(boxes, 2) if overlap(a, b)]
    return crossing + [
        b
        for b in boxes
        if min(b["left"], b["top"]) < 0 or b["right"] > drawing.width or b["bottom"] > drawing.height
    ]


@pytest.mark.parametrize("width", [600, 1400])
@pytest.mark.parametrize("name", EXTREMES)
def test_no_text_overlaps_another_or_is_cut(page: Any, name: str, width: int) -> None:
    assert faults(page, EXTREMES[name], width) == []


@pytest.mark.parametrize("kind", [GradientDial, Carousel, HalfLifeDial, Bench])
def test_nor_does_any_on_a_walk_through_the_settings(page: Any, kind: Any) -> None:
    rng = random.Random(5)
    widget = kind()
    for _ in range(60):
        for control in widget.controls.values():
            if isinstance(control, ipywidgets.Dropdown):  # a preset would undo the others
                continue
            if isinstance(control, ipywidgets.ToggleButtons):
                control.index = rng.randrange(len(control.options))
            elif isinstance(control, ipywidgets.Checkbox):
                control.value = rng.random() < 0.5
            else:
                control.value = type(control.value)(rng.uniform(control.min, control.max))
        assert faults(page, widget) == [], widget


@pytest.mark.parametrize("kind", [GradientDial, Carousel, HalfLifeDial])
def test_nor_does_any_in_a_preset(page: Any, kind: Any) -> None:
    for name in kind.presets:
        widget = kind()
        widget.preset = name
        assert faults(page, widget) == [], name


def test_a_planted_overlap_and_a_planted_cut_are_found(page: Any) -> None:
    widget = Carousel()
    widget._drawing = type(widget.drawing)(
        800, 404, "planted", "planted", widget.drawing.body.replace('y="37"', 'y="20"')
    )
    assert faults(page, widget)
    wide = Carousel()
    wide._drawing = type(wide.drawing)(400, 404, "planted", "planted", wide.drawing.body)
    assert faults(page, wide)


@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize("name", ["latch", "four inputs", "usual", "count"])
def test_all_text_has_the_pages_own_colour(page: Any, name: str, ground: str) -> None:
    colour, ink = GROUNDS[ground]
    page.set_content(f'<body style="background:{colour};color:{ink}">{EXTREMES[name].picture}</body>')
    fills = page.locator("svg").evaluate(
        "svg => [...svg.querySelectorAll('text')].map(t => getComputedStyle(t).fill)"
    )
    assert set(fills) == {page.evaluate("() => getComputedStyle(document.body).color")}
