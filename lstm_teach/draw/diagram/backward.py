"""The LSTM's diagram read from right to left: the error in its pipes and wires, by powers of ten."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from lstm_teach.draw import theme
from lstm_teach.draw.diagram.canvas import CANDIDATE, CELL, HIDDEN, NORMAL, WIDTH, Canvas, rounded
from lstm_teach.draw.diagram.cell_state import T
from lstm_teach.draw.diagram.engine import (
    BRANCH,
    LAYER_HEIGHT,
    LAYER_WIDTH,
    MEMORY,
    box,
    bridge,
    junction,
    magnitude,
    pipe,
    pointwise,
)
from lstm_teach.draw.diagram.legend import LEGEND_HEIGHT
from lstm_teach.draw.diagram.legend import legend as draw_legend
from lstm_teach.draw.diagram.lstm import F, G, I, O
from lstm_teach.draw.diagram.surroundings import (
    BUS_H,
    ENTRY,
    HEIGHT,
    LAYERS,
    OUTSIDE,
    PIPE,
    RIGHT,
    TOP,
    VALVES,
    frame,
    which,
)
from lstm_teach.draw.diagram.valve import VALVE, valve
from lstm_teach.draw.diagram.view import View
from lstm_teach.draw.numbers import significant
from lstm_teach.draw.svg import Drawing, stroke

LEAST = -6.0  # a pipe is empty at this power of ten of the largest error, and full at the largest
FULL = 8.0  # the number whose stream fills a pipe, see `engine.magnitude`


def share_of(error: float, most: float) -> float:
    """Return how full a pipe is, from 0 to 1: by powers of ten from 10^`LEAST` of `most` up to `most`."""
    if not error or not most:
        return 0.0
    return min(max((math.log10(abs(error) / most) - LEAST) / -LEAST, 0.0), 1.0)


def backward_diagram(step: Any, errors: Mapping[str, float], most: float, *, t: int, sequence: int = 0,
                     unit: int = 0, legend: bool = False) -> Drawing:  # fmt: skip
    """Draw the way of the error through one step of an LSTM, with or without peepholes: from right to left.

    A stream is as thick as its error's power of ten: empty at 10^-6 of `most`, full at `most`; broken where
    the error is negative.

    Parameters
    ----------
    step : LSTMStep or PeepholeStep
    errors : mapping
        What `flows` returns.
    most : float
        The largest error of the run, which fills a pipe.
    t, sequence, unit, legend
        As for `diagram`.
    """
    view = View(step, sequence, unit, t, {}, "h")
    canvas = Canvas()
    frame(canvas)
    flow = _Flow(canvas, errors, most)
    flow.pipe([(WIDTH - 6, PIPE), (F, PIPE)], "c", CELL, MEMORY)
    flow.pipe([(F, PIPE), (14, PIPE)], "c_prev", CELL, MEMORY)
    canvas.head((2, PIPE), "left", CELL, 13)
    flow.pipe([(WIDTH - 6, BUS_H), (T, BUS_H), (T, VALVES)], "h", HIDDEN, BRANCH)
    flow.pipe([(T, VALVES), (T, PIPE + 12)], "tanh_c", CELL, BRANCH)
    canvas.head((T, PIPE + 12), "up", CELL, 11)
    flow.pipe([(G, PIPE), (G, VALVES)], "c", CANDIDATE, BRANCH)
    flow.pipe([(G, VALVES), (G, LAYERS)], "g", CANDIDATE, BRANCH)
    canvas.head((G, LAYERS - 1), "down", CANDIDATE, 11)
    flow.wire([(F, PIPE + VALVE), (F, LAYERS)], "f", view.colour("f"))
    flow.wire([(G - VALVE, VALVES), (I, VALVES), (I, LAYERS)], "i", view.colour("i"))
    flow.wire([(T - VALVE, VALVES), (O, VALVES), (O, LAYERS)], "o", view.colour("o"))
    pointwise(canvas, G, PIPE, "+")
    pointwise(canvas, T, PIPE + 29, "tanh")
    for gate, x, y, passed, pipe_colour in (
        ("f", F, PIPE, "c_prev", CELL), ("i", G, VALVES, "g", CANDIDATE), ("o", T, VALVES, "tanh_c", CELL),
    ):  # fmt: skip
        stream = (flow.drawn(passed), pipe_colour, MEMORY if gate == "f" else BRANCH)
        held = view.is_held(gate)
        valve(canvas, x, y, view.value(gate), view.colour(gate), flow=stream, upright=gate != "f", held=held)
    for x, name in ((F, "f"), (I, "i"), (G, "g"), (O, "o")):
        flow.layer(view, x, name)
    for x, y in ((F - VALVE - 3, PIPE), (G, VALVES + VALVE + 3), (T, VALVES - VALVE - 3)):
        pointwise(canvas, x, y, "×")  # where the product leaves
    if "c_f" in errors:
        flow.peepholes()
    flow.wire([(O, BUS_H), (8, BUS_H)], "h_prev", HIDDEN, head="left")
    flow.texts(view)
    canvas.text(WIDTH - 6, HEIGHT - 3, f"error flowing back, step {t}", NORMAL, bold=True, anchor="end")
    canvas.text(RIGHT - 9, TOP + 14, which(view), anchor="end")
    scale = f"a full pipe: {significant(most, 2)}, an empty one: less than a millionth of that"
    canvas.text(ENTRY + 12, HEIGHT - 3, scale)
    height = HEIGHT
    if legend:
        draw_legend(canvas, height)
        height += LEGEND_HEIGHT
    c, h = (significant(errors[name], 2) for name in ("c", "h"))
    said = ", ".join(f"{name} {significant(value, 2)}" for name, value in errors.items())
    label = f"Error flowing back at step {t}: {c} at c, {h} at h"
    return Drawing(WIDTH, height, label, f"The loss changes by this for each: {said}.", canvas.body())


class _Flow:
    """Draws errors as streams and wires."""

    def __init__(self, canvas: Canvas, errors: Mapping[str, float], most: float) -> None:
        self.canvas, self.errors, self.most = canvas, errors, most

    def drawn(self, name: str) -> float:
        """The number that is drawn as thick as the error's share of a pipe, with the error's sign."""
        share = share_of(self.errors[name], self.most)
        return math.copysign(_number_for(share), self.errors[name])

    def pipe(self, points: list[tuple[float, float]], name: str, colour: str, width: float) -> None:
        pipe(self.canvas, points, self.drawn(name), colour, width)

    def wire(self, points: list[tuple[float, float]], name: str, colour: str, head: str = "down") -> None:
        share = share_of(self.errors[name], self.most)
        self.canvas.head(points[-1], head, colour)
        dash = "2 4" if not share else ("9 4" if self.errors[name] < 0 else "")
        self.canvas.wires.append(stroke(rounded(points), colour, 1.0 + 4.0 * share, dash=dash))

    def layer(self, view: View, x: float, name: str) -> None:
        colour, left = view.colour(name), x - LAYER_WIDTH / 2
        dash = theme.HELD_DASH if view.is_held(name) else ""
        self.canvas.marks.append(box(left, LAYERS, LAYER_WIDTH, LAYER_HEIGHT, 5, colour, edge=2.2, dash=dash))
        text = _short(self.errors[f"a_{name}"])
        self.canvas.text(x, LAYERS + 20, text, NORMAL, bold=True, anchor="middle")
        junction(self.canvas, x, BUS_H, HIDDEN)
        self.wire([(x, LAYERS + LAYER_HEIGHT), (x, BUS_H)], f"a_{name}", HIDDEN)

    def peepholes(self) -> None:
        """What comes back into the memory from the gates that look at it."""
        wall, left, branch = PIPE + MEMORY / 2, F - 38, LAYERS - 30
        self.wire([(left, LAYERS), (left, wall)], "c_f", CELL, head="up")
        self.wire([(I - 38, LAYERS), (I - 38, branch), (left + 5, branch)], "c_i", CELL, head="left")
        self.wire([(O - 14, LAYERS), (O - 14, wall)], "c_o", CELL, head="up")
        bridge(self.canvas, F, branch)

    def texts(self, view: View) -> None:
        c, h, before_c, before_h = (
            view.symbol("c"),
            view.symbol("h"),
            view.symbol("c", 1),
            view.symbol("h", 1),
        )
        for x, y, label, name in (
            (OUTSIDE, PIPE, f"d{c}", "c"), (OUTSIDE, BUS_H, f"d{h}", "h"),
            (6, PIPE, f"d{before_c}", "c_prev"), (6, BUS_H, f"d{before_h}", "h_prev"),
        ):  # fmt: skip
            self.canvas.text(x, y - 32, label)
            self.canvas.text(x, y - 16, _short(self.errors[name]), NORMAL, bold=True)
        for x, y, name, anchor in (
            (F + 10, VALVES, "f", "start"), (G - 26, VALVES - 8, "i", "end"),
            (G + 14, LAYERS - 9, "g", "start"), (T - 26, VALVES - 8, "o", "end"),
        ):  # fmt: skip
            self.canvas.text(x, y, f"d{name} {_short(self.errors[name])}", bold=True, anchor=anchor)
        self.canvas.text((F + G) / 2, PIPE - 19, f"f × d{c}: what goes on", NORMAL, anchor="middle")


def _short(error: float) -> str:
    return significant(error, 2).replace(" ", "")


def _number_for(share: float) -> float:
    """The inverse of `engine.magnitude`, by halving."""
    low, high = 0.0, FULL
    for _ in range(40):
        middle = (low + high) / 2
        low, high = (middle, high) if magnitude(middle) < share else (low, middle)
    return high if share else 0.0
