"""Errors as streams and wires: how thick each is, and the numbers beside them."""

from __future__ import annotations

import math
from collections.abc import Mapping

from lstm_teach.draw import theme
from lstm_teach.draw.diagram.canvas import HIDDEN, NORMAL, Canvas, rounded
from lstm_teach.draw.diagram.engine import LAYER_HEIGHT, LAYER_WIDTH, box, junction, magnitude, pipe
from lstm_teach.draw.diagram.surroundings import BUS_H, LAYERS
from lstm_teach.draw.diagram.valve import valve
from lstm_teach.draw.diagram.view import View
from lstm_teach.draw.numbers import significant
from lstm_teach.draw.svg import stroke

LEAST = -6.0  # a pipe is empty at this power of ten of the largest error, and full at the largest
FULL = 8.0  # the number whose stream fills a pipe, see `engine.magnitude`


def share_of(error: float, most: float) -> float:
    """Return how full a pipe is, from 0 to 1: by powers of ten from 10^`LEAST` of `most` up to `most`."""
    if not error or not most:
        return 0.0
    return min(max((math.log10(abs(error) / most) - LEAST) / -LEAST, 0.0), 1.0)


class Flow:
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
        text = short_error(self.errors[f"a_{name}"])
        self.canvas.text(x, LAYERS + 20, text, NORMAL, bold=True, anchor="middle")
        junction(self.canvas, x, BUS_H, HIDDEN)
        self.wire([(x, LAYERS + LAYER_HEIGHT), (x, BUS_H)], f"a_{name}", HIDDEN)

    def valve(self, view: View, gate: str, x: float, y: float, stream: tuple[str, str, float], *,
              upright: bool = True, inverse: bool = False) -> None:  # fmt: skip
        """Draw a gate's valve, with the error that has passed it: its name, colour and pipe."""
        name, colour, width = stream
        value = 1.0 - view.value(gate) if inverse else view.value(gate)
        flow, held = (self.drawn(name), colour, width), view.is_held(gate)
        valve(self.canvas, x, y, value, view.colour(gate), flow=flow, upright=upright, held=held)

    def end(self, x: float, y: float, label: str, name: str) -> None:
        """Write what an error is called, and the error, where a wire leaves or comes in."""
        self.canvas.text(x, y - 32, label)
        self.canvas.text(x, y - 16, short_error(self.errors[name]), NORMAL, bold=True)

    def number(self, x: float, y: float, label: str, name: str, anchor: str = "start") -> None:
        """Write an error beside its wire."""
        self.canvas.text(x, y, f"{label} {short_error(self.errors[name])}", bold=True, anchor=anchor)


def short_error(error: float) -> str:
    return significant(error, 2).replace(" ", "")


def _number_for(share: float) -> float:
    """The inverse of `engine.magnitude`, by halving."""
    low, high = 0.0, FULL
    for _ in range(40):
        middle = (low + high) / 2
        low, high = (middle, high) if magnitude(middle) < share else (low, middle)
    return high if share else 0.0
