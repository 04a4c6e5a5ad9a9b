"""What diagrams are made of: pipes with streams, wires, valves, layers, pointwise operations, junctions."""

from __future__ import annotations

import math
from collections.abc import Sequence

from lstm_teach.draw import svg, theme
from lstm_teach.draw.diagram.canvas import LARGE, NORMAL, Canvas, rounded, stroke
from lstm_teach.draw.diagram.gauges import gauges
from lstm_teach.draw.diagram.view import View, shown
from lstm_teach.draw.svg import Point, coordinate

MEMORY, BRANCH = 22.0, 17.0  # inner widths of pipes
VALVE = 20.0  # radius
NEGATIVE = "9 4"  # dashes of a stream below 0
GAP = 13.0  # half the opening of an open valve, a little more than a pipe
LAYER_WIDTH, LAYER_HEIGHT = 100.0, 52.0


def magnitude(value: float) -> float:
    """Return 0 for 0 and nearly 1 from 2 on: tanh of the absolute value."""
    return 0.0 if math.isnan(value) else math.tanh(abs(value))


def opening(value: float) -> float:
    """Return how far a gate is open, from 0 to 1, whatever the value is."""
    return 0.0 if math.isnan(value) else min(1.0, max(0.0, value))


def stream_width(value: float, width: float) -> float:
    """Return how thick the stream in a pipe is; 0 where there is next to none."""
    thickness = (width - 3) * magnitude(value)
    return max(2.0, thickness) if thickness >= 0.25 else 0.0


def _stream(d: str, value: float, colour: str, width: float) -> str:
    """Unbroken above 0, broken below."""
    thickness = stream_width(value, width)
    return stroke(d, colour, thickness, dash=NEGATIVE if value < 0 else "") if thickness else ""


def pipe(canvas: Canvas, points: Sequence[Point], value: float, colour: str, width: float = MEMORY) -> None:
    """Draw a pipe whose stream is as thick as the value is large: unbroken above 0, broken below."""
    canvas.tube(points, width)
    canvas.streams.append(_stream(rounded(points), value, colour, width))


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
    canvas.marks.append(svg.circle(x, y, 4, fill=colour, stroke="none"))


def pointwise(canvas: Canvas, x: float, y: float, sign: str) -> None:
    """Draw a pointwise operation: "+", "×" (small, on a valve) or a function's name."""
    if len(sign) > 1:
        half = 10 + 3.3 * len(sign)
        canvas.marks.append(box(x - half, y - 13, 2 * half, 26, 13))
        canvas.text(x, y + 4.5, sign, NORMAL, anchor="middle")
        return
    radius, arm = (15.0, 8.0) if sign == "+" else (8.0, 3.4)
    canvas.marks.append(svg.circle(x, y, radius, fill=theme.GROUND, stroke=theme.INK))
    a, b = coordinate(x - arm), coordinate(y - arm)
    reach = coordinate(2 * arm)
    if sign == "+":
        d = f"M{a} {coordinate(y)}h{reach}M{coordinate(x)} {b}v{reach}"
    elif sign == "×":
        d = f"M{a} {b}l{reach} {reach}M{a} {coordinate(y + arm)}l{reach} -{reach}"
    canvas.marks.append(stroke(d, theme.INK, 2.2 if sign == "+" else 1.7))


def valve(
    canvas: Canvas,
    x: float,
    y: float,
    value: float,
    colour: str,
    *,
    stream: tuple[float, str, float],
    upright: bool = False,
    held: bool = False,
    learned: float | None = None,
) -> None:
    """Draw a valve on a pipe: two lids leave an opening as wide as the gate is open.

    Parameters
    ----------
    value : float
        From 0, shut, to 1, open.
    stream : (value, colour, pipe width)
        What leaves the valve.
    upright : bool
        Whether the pipe is.
    held : bool
        A dashed ring around it.
    learned : float, optional
        Where the lids would stand; two dashed lines.
    """
    marks = canvas.marks
    marks.append(svg.circle(x, y, VALVE, fill=theme.GROUND, stroke=theme.INK, stroke_width=1.2))
    if opening(value) > 0:
        marks.append(_stream(_chord(x, y, 0.0, upright), *stream))
    lids = _lids(x, y, GAP * opening(value), upright)
    marks.append(f'<path d="{lids}" style="fill:{colour};stroke:{theme.INK};stroke-width:1"/>')
    if learned is not None:
        a = GAP * opening(learned)
        d = _chord(x, y, -a, upright) + _chord(x, y, a, upright)
        marks.append(stroke(d, theme.GROUND, 3.5, opacity=0.85) + stroke(d, theme.INK, 1.5, dash="3 2"))
    if held:
        marks.append(
            f'<circle cx="{coordinate(x)}" cy="{coordinate(y)}" r="{coordinate(VALVE + 4)}" '
            f'style="fill:none;stroke:{theme.INK};stroke-width:1.8;stroke-dasharray:{theme.HELD_DASH}"/>'
        )


def _half_chord(offset: float) -> float:
    return math.sqrt(VALVE**2 - offset**2)


def _chord(x: float, y: float, offset: float, upright: bool) -> str:
    half = _half_chord(offset)
    if upright:
        return f"M{coordinate(x + offset)} {coordinate(y - half)}v{coordinate(2 * half)}"
    return f"M{coordinate(x - half)} {coordinate(y + offset)}h{coordinate(2 * half)}"


def _lids(x: float, y: float, a: float, upright: bool) -> str:
    """The parts of the disc that lie further than `a` from its middle line."""
    r, half = coordinate(VALVE), _half_chord(a)
    chord = coordinate(2 * half)
    if upright:
        left, right, top = coordinate(x - a), coordinate(x + a), coordinate(y - half)
        return f"M{left} {top}a{r} {r} 0 0 0 0 {chord}ZM{right} {top}a{r} {r} 0 0 1 0 {chord}Z"
    start, above, below = coordinate(x - half), coordinate(y - a), coordinate(y + a)
    return f"M{start} {above}a{r} {r} 0 0 1 {chord} 0ZM{start} {below}a{r} {r} 0 0 0 {chord} 0Z"


def padlock(canvas: Canvas, x: float, y: float) -> None:
    """Draw a padlock whose body's middle is at (x, y)."""
    canvas.marks.append(box(x - 7, y - 3, 14, 11, 2))
    d = f"M{coordinate(x - 4)} {coordinate(y - 3)}v-3a4 4 0 0 1 8 0v3"
    canvas.marks.append(stroke(d, theme.INK, 2) + svg.circle(x, y + 2.5, 1.6, fill=theme.INK, stroke="none"))


def layer(
    canvas: Canvas, view: View, x: float, top: float, sign: str, name: str, field: str, colour: str
) -> None:
    """Draw a layer with weights: its function, its name and, of several units, all values.

    Its middle is at `x`. The strip of a gate (sign σ) goes from 0 to 1, any other from -1 to 1.
    """
    left = x - LAYER_WIDTH / 2
    held = view.held_units(field)
    dash = theme.HELD_DASH if view.is_held(field) else ""
    outline = svg.rect(
        left, top, LAYER_WIDTH, LAYER_HEIGHT,
        fill=colour, fill_opacity=0.1, stroke=colour, stroke_width=2.5, dash=dash, radius=5,
    )  # fmt: skip
    canvas.marks.append(outline)
    values = view.vector(field)
    if len(values) == 1:
        canvas.text(x, top + 24, sign, LARGE if len(sign) == 1 else NORMAL + 1, bold=True, anchor="middle")
        canvas.text(x, top + 43, name, anchor="middle")
        return
    canvas.text(x, top + 16, f"{sign} {name}", anchor="middle")
    strip = (left + 8, top + 23, LAYER_WIDTH - 16, 21)
    canvas.marks.append(gauges(*strip, values, view.index(field), colour, held, from_zero=sign == "σ"))


def stem(
    canvas: Canvas, view: View, gate: str, points: Sequence[Point], colour: str, head: str, label: Point
) -> None:
    """Draw what leads from a gate's layer to its valve, with the gate's number; a padlock where it is held.

    `points` begin at the layer's top and go upwards; `label` is where the number begins.
    """
    value, held = view.value(gate), view.is_held(gate)
    x, top = points[0]
    if held:
        lock = (x, top - 20)
        wire(canvas, [points[0], (x, top - 10)], 0.0, theme.INK, dash="3 2")
        wire(canvas, [(x, lock[1] - 8), *points[1:]], value, colour, head=head)
        padlock(canvas, *lock)
        canvas.text(x + 12, lock[1] + 6, "held", anchor="start")
    else:
        wire(canvas, points, value, colour, head=head)
    canvas.text(*label, f"{gate_symbol(gate)} = {shown(value)}", NORMAL, bold=True)
    learned = view.learned_value(gate)
    if learned is not None:
        canvas.text(label[0], label[1] + 17, f"learned {shown(learned)}")


def gate_symbol(gate: str) -> str:
    """Return how a gate is written: y_in and y_out of 1997 as y in and y out."""
    return gate.replace("_", " ")


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
