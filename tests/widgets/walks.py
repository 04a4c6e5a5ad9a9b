"""Long random walks of gestures over the parts of a picture, and the way back and forth again by undo."""

import random
from collections.abc import Callable
from typing import Any

from lstm_teach.widgets.picture import Touch

KEYS = ("ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight", "PageUp", "PageDown", "Home", "End", "Enter", " ",
        "Delete", "Backspace", "b", "undo", "redo")  # fmt: skip
SEEDS = (11, 12)
LONG = 60  # steps; longer runs are slow, and no different


def back(widget: Any) -> int:
    """How many steps of undo there are."""
    return int(widget._history.steps[0])


def gesture(widget: Any, rng: random.Random) -> None:
    """Press a key on any part, or drag it anywhere around it; it is one step of undo at most."""
    part, shift, before = rng.choice(widget.parts), rng.random() < 0.3, back(widget)
    if getattr(widget.state, "steps", 0) > LONG:
        widget.touch(Touch("key", "steps", name="Home"))
        grown = (1,)
    elif rng.random() < 0.35:
        key = rng.choice(KEYS)
        widget.touch(Touch("key", part.key, shift=shift, name=key))
        grown = {"undo": (-1, 0), "redo": (0, 1)}.get(key, (0, 1))
    else:
        left, top, width, height = part.box
        places = [
            (left + width * rng.uniform(-0.1, 1.1), top + height * rng.uniform(-0.5, 1.5))
            for _ in range(rng.randrange(1, 5))
        ]
        end = rng.choice(["up"] * 5 + ["cancel"])
        for phase, place in zip(("down", *["move"] * (len(places) - 1)), places, strict=True):
            widget.touch(Touch(phase, part.key, *place, shift))
        widget.touch(Touch(end, part.key, *places[-1], shift))
        grown = (0, 1) if end == "up" else (0, 0)
    assert back(widget) - before in grown


def walk(widget: Any, rng: random.Random, check: Callable[[Any], None], gestures: int = 1000) -> None:
    """Make gestures, with a check after every fourth; then undo all of them, and make them again."""
    start = seen(widget)
    for n in range(gestures):
        gesture(widget, rng)
        if n % 4 == 0:
            check(widget)
    check(widget)
    end, steps = seen(widget), back(widget)
    assert steps > gestures / 10
    while back(widget):
        widget.undo()
    assert seen(widget) == start
    check(widget)
    for _ in range(steps):
        widget.redo()
    assert seen(widget) == end
    check(widget)


def seen(widget: Any) -> tuple[Any, str, str]:
    """Return the settings, the picture and its words."""
    return widget.state, widget.picture, widget.drawing.alt
