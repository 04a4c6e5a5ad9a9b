"""What diagrams are made of: pipes with streams, wires, valves, layers, pointwise operations, junctions."""

from __future__ import annotations

import math
from collections.abc import Sequence

from lstm_teach.draw import svg, theme
from lstm_teach.draw.diagram.canvas import FAINT, NORMAL, SMALL, Canvas, rounded
from lstm_teach.draw.diagram.gauges import gauges
from lstm_teach.draw.diagram.view import View
from lstm_teach.draw.svg import Point, coordinate, stroke

MEMORY, BRANCH = 22.0, 17.0  # inner widths of pipes
LIT = 5.0  # the edge of what is computed at the stop that is shown
NEGATIVE = "9 4"  # dashes of a stream below 0
LAYER_WIDTH, LAYER_HEIGHT = 100.0, 30.0
LONGEST = 12  # letters of a layer's title in the larger size
LARGEST = 8.0  # from here on all streams are equally thick


def magnitude(value: float) -> float:
    """Return 0 for 0, about .7 for 2 and 1 from 8 on.

    By tanh it grows fast where activations are, by a logarithm it goes on growing where a memory counts.
    """
    size = 0.0 if math.isnan(value) else min(abs(value), LARGEST)
    return 0.6 * math.tanh(size) + 0.4 * math.log(max(size, 1.0)) / math.log(LARGEST)


def stream_width(value: float, width: float) -> float:
    """Return how thick the stream in a pipe is; 0 where the number is shown as 0.00."""
    return max(1.6, (width - 3) * magnitude(value)) if abs(value) >= 0.005 else 0.0


def stream(d: str, value: float, colour: str, width: float) -> str:
    """Unbroken above 0, broken below."""
    thickness = stream_width(value, width)
    return stroke(d, colour, thickness, dash=NEGATIVE if value < 0 else "") if thickness else ""


def pipe(canvas: Canvas, points: Sequence[Point], value: float, colour: str, width: float = MEMORY) -> None:
    """Draw a pipe whose stream is as thick as the value is large: unbroken above 0, broken below."""
    canvas.tube(points, width)
    canvas.streams.append(stream(rounded(points), value, colour, width))


def wire(
    canvas: Canvas,
    points: Sequence[Point],
    value: float,
    colour: str,
    *,
    head: str = "",
    dash: str = "",
) -> None:
    """Draw a wire, thicker where the value is larger; `head` is the direction in which its arrow points."""
    points = list(points)
    if head:
        canvas.head(points[-1], head, colour)
        dx, dy = {"right": (-5, 0), "left": (5, 0), "up": (0, 5), "down": (0, -5)}[head]
        points[-1] = (points[-1][0] + dx, points[-1][1] + dy)
    canvas.wires.append(stroke(rounded(points), colour, 1.6 + 1.4 * magnitude(value), dash=dash))


def bridge(canvas: Canvas, x: float, y: float) -> None:
    """Break a level wire where an upright one crosses it without touching."""
    canvas.wires.append(stroke(f"M{coordinate(x)} {coordinate(y - 5)}v10", theme.GROUND, 9))


def junction(canvas: Canvas, x: float, y: float, colour: str) -> None:
    """Draw the dot where a wire is copied."""
    dot = svg.circle(x, y, 4, fill=colour, stroke="none")
    canvas.marks.append(f'<g style="fill-opacity:{FAINT}">{dot}</g>' if canvas.is_faint else dot)


def pointwise(canvas: Canvas, x: float, y: float, sign: str, is_lit: bool = False) -> None:
    """Draw a pointwise operation: "+", "×" (small, on a valve) or a function's name."""
    if len(sign) > 1:
        half = 10 + 3.3 * len(sign)
        canvas.marks.append(box(x - half, y - 13, 2 * half, 26, 13, edge=LIT if is_lit else 1.5))
        canvas.text(x, y + 4.5, sign, NORMAL, anchor="middle")
        return
    radius, arm = (15.0, 8.0) if sign == "+" else (8.0, 3.4)
    edge = LIT if is_lit else 1.5
    canvas.marks.append(svg.circle(x, y, radius, fill=theme.GROUND, stroke=theme.INK, stroke_width=edge))
    a, b = coordinate(x - arm), coordinate(y - arm)
    reach = coordinate(2 * arm)
    if sign == "+":
        d = f"M{a} {coordinate(y)}h{reach}M{coordinate(x)} {b}v{reach}"
    elif sign == "×":
        d = f"M{a} {b}l{reach} {reach}M{a} {coordinate(y + arm)}l{reach} -{reach}"
    canvas.marks.append(stroke(d, theme.INK, 2.2 if sign == "+" else 1.7))


def layer(
    canvas: Canvas, view: View, x: float, top: float, field: str, sign: str, name: str, span: float = 1.0
) -> None:
    """Draw a layer with weights: its function, its name and, of several units, all values.

    Its middle is at `x`. The strip of a gate (sign σ) goes from 0 to 1, any other from -span to span.
    """
    canvas.place(f"layer:{field}", x, top + LAYER_HEIGHT / 2, LAYER_WIDTH / 2, LAYER_HEIGHT / 2)
    with canvas.faint(not view.knows(field)):
        _layer(canvas, view, x, top, field, sign, name.removesuffix(" gate"), span)


def _layer(
    canvas: Canvas, view: View, x: float, top: float, field: str, sign: str, name: str, span: float
) -> None:
    colour = view.colour(field)
    left = x - LAYER_WIDTH / 2
    held = view.held_units(field)
    dash = theme.HELD_DASH if view.is_held(field) else ""
    edge = LIT if view.lit == field else 2.5
    outline = svg.rect(
        left, top, LAYER_WIDTH, LAYER_HEIGHT,
        fill=colour, fill_opacity=0.1, stroke=colour, stroke_width=edge, dash=dash, radius=5,
    )  # fmt: skip
    canvas.marks.append(outline)
    values = view.vector(field)
    if len(values) == 1:
        title = f"{sign} {name}"
        is_short = len(title) <= LONGEST
        canvas.text(x, top + 20, title, NORMAL if is_short else SMALL, bold=is_short, anchor="middle")
        return
    title = f"{sign} {view.name(field)}"
    canvas.text(left + 6, top + 20, title)
    start = 47 if len(title) < 6 else 58
    strip = (left + start, top + 5, LAYER_WIDTH - 6 - start, LAYER_HEIGHT - 10)
    strips = gauges(*strip, values, view.index(field), colour, held=held, span=span, from_zero=sign == "σ")
    canvas.marks.append(strips)


def box(
    x: float,
    y: float,
    width: float,
    height: float,
    radius: float,
    colour: str = theme.INK,
    *,
    edge: float = 1.5,
    dash: str = "",
) -> str:
    """Return a box that hides what is under it."""
    return svg.rect(
        x, y, width, height, fill=theme.GROUND, stroke=colour, stroke_width=edge, dash=dash, radius=radius
    )
