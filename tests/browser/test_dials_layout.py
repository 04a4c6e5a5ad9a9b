"""Texts of dials, bench, walk, lattices and lab: none overlaps another, none is cut."""

import random
from dataclasses import replace
from typing import Any

import ipywidgets
import pytest

from lstm_book.chapter_02 import GradientDial
from lstm_book.chapter_03 import Carousel
from lstm_book.chapter_05 import HalfLifeDial
from lstm_book.chapter_06 import Bench
from lstm_book.chapter_06.hand_wiring import Task
from lstm_book.chapter_09 import GrammarWalk
from lstm_book.chapter_10 import LesionLab
from lstm_book.chapter_14 import PencilLattice
from tests.browser.texts import GROUNDS, faults, show
from tests.lstm_book.chapter_14.test_lattice import LONG as LONG_WORDS
from tests.lstm_book.chapter_14.test_lattice import made as lattice
from tests.widgets.test_every_dial import TICKED

LOWEST = (-19.5,) * 4
EVERY = "i shut 1-11, f open 1-11, o shut 1-11"
LONG = Task(
    "long",
    ("a", "#", "W"),
    (10 * "aW#", *(n * "W" for n in range(1, 14))),
    (30 * (-29.5,), *(n * (29.0,) for n in range(1, 14))),
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
    "four inputs": Carousel(stream="four inputs", w_x=-1.85, w_y=-1.95, read="at the end", t=4),
    "drift": Carousel(noise=1.0, w_x=-2.0, w_y=-2.0, self_weight=1.01, steps=1000, seed=99, t=1000),
    "decay": Carousel(noise=0.07, w_x=-0.05, w_y=-0.05, self_weight=0.991, steps=999, t=998),
    "nothing": Carousel(w_x=0.0, w_y=0.0),
    "exponents": Carousel(
        w_x=1.0629, w_y=-1.3616, noise=0.00177, self_weight=0.99253, seed=86, steps=618, t=215
    ),
    "usual": HalfLifeDial(),
    "long": HalfLifeDial(bias=8.0, fine=0.05, steps=1000, t=1000),
    "short": HalfLifeDial(bias=-3.0, fine=-0.049, write=0.01, steps=1, t=0),
    "drifting": HalfLifeDial(bias=2.2, write=0.1, steps=300, t=299),
    "blank": Bench(),
    "count": Bench("count", i=LOWEST, f=(19.5,) * 4, g=LOWEST, o=LOWEST, test=8, t=18, gate="g"),
    "pencil": PencilLattice(),
    "small factors": PencilLattice(-4, -4, -4, -4, -4, -4, show="forward sums"),
    "large factors": PencilLattice(4, 4, 4, 4, 4, 4, show="forward sums"),
    "mixed factors": PencilLattice(4, -4, -4, 4, 4, -4),
    "addresses": lattice(0),
    "many words": lattice(1, [f"{word}-of-many-letters" for word in LONG_WORDS], share=0.4),
    "shortest walk": GrammarWalk(s_loops=0, t_loops=0, swapped="drawn", blackout=7, t=1),
    "longest walk": GrammarWalk("P", 20, 20, "LSTM ×3", 5, "drawn", 59, 60),
    "lab": LesionLab(),
    "every gate": LesionLab(first="policewomen", second="Englishwomen", other="Frenchwoman", clamps=EVERY),
    "no stops": LesionLab(
        8, "without", "Irishwomen", "policewoman", between=1, units="unit 5", clamps="o shut 1"
    ),
    "none between": LesionLab(3, "without", "grandmothers", "grandfathers", between=0, clamps="f open 3-4"),
    "three inputs": Bench(LONG, i=(-19.5,) * 5, f=(-19.5,) * 5, g=(-19.5,) * 5, gate="g", t=30),
}


LEAST = 13  # texts in a picture
# Set after all others, which change how far these reach, but leave their first values always in reach.
LAST = {"t": 1, "blackout": 0}


def test_no_text_overlaps_another_or_is_cut(page: Any) -> None:
    drawings = [widget.drawing for widget in EXTREMES.values()]
    found = faults(page, drawings, (600, 1400), LEAST)
    assert [(list(EXTREMES)[n], *fault) for n, *fault in found] == []


def elsewhere(rng: random.Random, widget: Any) -> dict[str, Any]:
    """Return a setting for every control but the presets, which would undo the others, as its steps allow."""
    settings: dict[str, Any] = {}
    for name, control in widget.controls.items():
        if isinstance(control, ipywidgets.Dropdown):
            continue
        if isinstance(control, ipywidgets.ToggleButtons):
            settings[name] = rng.choice(control.options)
        elif isinstance(control, ipywidgets.Checkbox):
            settings[name] = rng.choice(TICKED[name])
        else:
            decimals = len(f"{control.step:g}".partition(".")[2])
            settings[name] = type(control.value)(round(rng.uniform(control.min, control.max), decimals))
    return settings


KINDS = [GradientDial, Carousel, HalfLifeDial, Bench, GrammarWalk, PencilLattice, LesionLab]


@pytest.mark.parametrize("kind", KINDS)
def test_nor_does_any_on_a_walk_through_the_settings(page: Any, kind: Any) -> None:
    rng = random.Random(5)
    widget = kind()
    states, drawings = [], []
    for _ in range(60):
        settings = elsewhere(rng, widget)
        last = {name: least for name, least in LAST.items() if name in settings}
        widget.set(**last)
        widget.set(**{name: value for name, value in settings.items() if name not in last})
        for name in last:
            setattr(widget, name, rng.randint(widget.controls[name].min, widget.controls[name].max))
        states.append(repr(widget))
        drawings.append(widget.drawing)
    assert len(set(states)) == 60
    assert [(states[n], *fault) for n, *fault in faults(page, drawings, (800,), LEAST)] == []


@pytest.mark.parametrize("kind", [GradientDial, Carousel, HalfLifeDial, PencilLattice, LesionLab])
def test_nor_does_any_in_a_preset(page: Any, kind: Any) -> None:
    drawings = []
    for name in kind.presets:
        widget = kind()
        widget.preset = name
        drawings.append(widget.drawing)
    found = faults(page, drawings, (800,), LEAST)
    assert [(list(kind.presets)[n], *fault) for n, *fault in found] == []


def test_a_planted_overlap_and_a_planted_cut_are_found(page: Any) -> None:
    sound = Carousel().drawing
    shifted = replace(sound, body=sound.body.replace('y="37"', 'y="20"'))
    found = faults(page, [shifted, replace(sound, width=400), sound], (800,), LEAST)
    assert {(n, what) for n, _, what, *_ in found} >= {(0, "overlap"), (1, "cut")}
    assert {n for n, *_ in found} == {0, 1}


@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize(
    "name", ["latch", "four inputs", "usual", "count", "pencil", "many words", "longest walk", "lab"]
)
def test_all_text_has_the_pages_own_colour(page: Any, name: str, ground: str) -> None:
    fills = show(page, EXTREMES[name].drawing, 800, ground).evaluate(
        "svg => [...svg.querySelectorAll('text')].map(t => getComputedStyle(t).fill)"
    )
    assert set(fills) == {page.evaluate("() => getComputedStyle(document.body).color")}
