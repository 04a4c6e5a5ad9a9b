"""Valves: how far a gate is open, who decides it, and what the network would have decided."""

from __future__ import annotations

import math
from collections.abc import Sequence

from lstm_teach.draw import svg, theme
from lstm_teach.draw.diagram.canvas import NORMAL, Canvas
from lstm_teach.draw.diagram.engine import box, pointwise, stream, wire
from lstm_teach.draw.diagram.view import View, shown
from lstm_teach.draw.svg import Point, coordinate, stroke

VALVE = 20.0  # radius
HIT = 25.0  # half the side of where it can be touched
GAP = 13.0  # half the opening of an open valve, a little more than a pipe


def opening(value: float) -> float:
    """Return how far a gate is open, from 0 to 1, whatever the value is."""
    return 0.0 if math.isnan(value) else min(1.0, max(0.0, value))


def valve(
    canvas: Canvas,
    x: float,
    y: float,
    value: float,
    colour: str,
    *,
    flow: tuple[float, str, float],
    upright: bool = False,
    held: bool = False,
    learned: float | None = None,
) -> None:
    """Draw a valve on a pipe: two lids leave an opening as wide as the gate is open.

    Parameters
    ----------
    value : float
        From 0, shut, to 1, open.
    flow : (value, colour, pipe width)
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
    if math.isnan(value):  # not computed yet: neither open nor shut
        return
    if opening(value) > 0:
        marks.append(stream(_chord(x, y, 0.0, upright), *flow))
    lids = _lids(x, y, GAP * opening(value), upright)
    marks.append(svg.path(lids, f"fill:{colour};stroke:{theme.INK};stroke-width:1"))
    if learned is not None:
        a = GAP * opening(learned)
        d = _chord(x, y, -a, upright) + _chord(x, y, a, upright)
        marks.append(stroke(d, theme.GROUND, 3.5, opacity=0.85) + stroke(d, theme.INK, 1.5, dash="3 2"))
    if held:
        marks.append(svg.circle(x, y, VALVE + 4, stroke_width=1.8, dash=theme.HELD_DASH))


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


def gate_valve(
    canvas: Canvas,
    view: View,
    gate: str,
    x: float,
    y: float,
    flow: tuple[float, str, float],
    *,
    leaves: str = "right",
    inverse: bool = False,
    product: str = "",
) -> None:
    """Draw the valve of a gate, and the sign of multiplication where the product leaves it.

    It `leaves` to the "right", "up" or "down"; `inverse` is for a valve that stands at 1 - gate. `product`
    is the field at whose stop the sign is lit.
    """
    with canvas.faint(not view.knows(gate)):
        _gate_valve(canvas, view, gate, x, y, flow, leaves, inverse, product)
    if not inverse:
        canvas.place(f"gate:{gate}", x, y, HIT, HIT)


def _gate_valve(
    canvas: Canvas,
    view: View,
    gate: str,
    x: float,
    y: float,
    flow: tuple[float, str, float],
    leaves: str,
    inverse: bool,
    product: str,
) -> None:
    value, learned = view.value(gate), view.learned_value(gate)
    if inverse:
        value, learned = 1.0 - value, None if learned is None else 1.0 - learned
    held, upright = view.is_held(gate), leaves != "right"
    valve(canvas, x, y, value, view.colour(gate), flow=flow, upright=upright, held=held, learned=learned)
    dx, dy = {"right": (1, 0), "up": (0, -1), "down": (0, 1)}[leaves]
    if view.lit == gate:
        canvas.marks.append(svg.circle(x, y, VALVE + (8 if held else 5), stroke_width=3))
    is_lit = bool(product) and view.lit == product
    pointwise(canvas, x + dx * (VALVE + 3), y + dy * (VALVE + 3), "×", is_lit)


def stem(canvas: Canvas, view: View, gate: str, points: Sequence[Point], head: str, label: Point) -> None:
    """Draw what leads from a gate's layer to its valve, with the gate's number; a padlock where it is held.

    `points` begin at the layer's top and go upwards; `label` is where the number begins, and below it
    stands what a held gate would have been.
    """
    value, colour = view.value(gate), view.colour(gate)
    x, top = points[0]
    with canvas.faint(not view.knows(gate)):
        if view.is_held(gate):
            wire(canvas, [points[0], (x, top - 4)], 0.0, theme.INK, dash="3 2")
            wire(canvas, [(x, top - 21), *points[1:]], value, colour, head=head)
            padlock(canvas, x, top - 12)
        else:
            wire(canvas, points, value, colour, head=head)
        canvas.text(*label, f"{view.name(gate)} = {shown(value)}", NORMAL, bold=True)
    learned = view.learned_value(gate)
    if learned is not None:
        canvas.text(label[0], label[1] + 15, f"free {shown(learned)}")
