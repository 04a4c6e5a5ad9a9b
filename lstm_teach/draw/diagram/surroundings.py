"""What every diagram has around its cell: the frame, the wires that come in and leave, the note."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from lstm_teach.draw import svg, theme
from lstm_teach.draw.diagram.canvas import HIDDEN, INPUT, NORMAL, SMALL, WIDTH, Canvas
from lstm_teach.draw.diagram.engine import LAYER_HEIGHT, bridge, junction, wire
from lstm_teach.draw.diagram.gauges import MOST, gauges
from lstm_teach.draw.diagram.view import View, shown

LEFT, RIGHT = 96.0, 606.0  # the cell's frame
TOP, BOTTOM = 20.0, 376.0
PIPE = 72.0  # where the memory runs
VALVES = 160.0  # where the valves on upright pipes are
LAYERS = 246.0  # where the layers begin
BUS_H, BUS_X = 326.0, 358.0
FEET = LAYERS + LAYER_HEIGHT + 2  # where wires from below end
ENTRY = 116.0  # where x comes in
OUTSIDE = RIGHT + 8
HEIGHT = 424.0


def frame(canvas: Canvas, top: float = TOP) -> None:
    """Draw the border of the cell."""
    width, height = RIGHT - LEFT, BOTTOM - top
    canvas.ground.append(svg.rect(LEFT, top, width, height, stroke=theme.INK, stroke_opacity=0.4, radius=16))


def end(canvas: Canvas, view: View, x: float, y: float, name: str, field: str) -> None:
    """Name the wire that comes in or leaves at height `y`: symbol, number and, under it, all units."""
    values = view.vector(field)
    symbol = view.symbol(field[0], back=1 if field.endswith("_prev") else 0)
    canvas.text(x, y - 35, f"{name} {symbol}")
    canvas.text(x, y - 17, view.text(field), NORMAL + 1, bold=True)
    if len(values) > 1:
        canvas.marks.append(gauges(x, y + 15, 80, 20, values, view.index(field), view.colour(field[0])))


def buses(canvas: Canvas, view: View, layers: Sequence[float]) -> None:
    """Lead h of the step before and x as two wires to every layer: `layers` are their middles."""
    h = view.value("h_prev")
    for middle in layers[:-1]:
        tap_h(canvas, middle, h)
    last = layers[-1] - 14
    wire(canvas, [(6, BUS_H), (last, BUS_H), (last, FEET)], h, HIDDEN, head="up")
    bus_x(canvas, view, layers)


def tap_h(canvas: Canvas, middle: float, h: float) -> None:
    """Lead a copy of h up into the layer at `middle`."""
    junction(canvas, middle - 14, BUS_H, HIDDEN)
    wire(canvas, [(middle - 14, BUS_H), (middle - 14, FEET)], h, HIDDEN, head="up")


def bus_x(canvas: Canvas, view: View, layers: Sequence[float]) -> None:
    """Lead x, which comes from below, to every layer; it passes under h. To be drawn after h."""
    x, colour = float(np.max(np.abs(view.vector("x")))), INPUT
    for middle in layers[:-1]:
        bridge(canvas, middle + 14, BUS_H)
        junction(canvas, middle + 14, BUS_X, colour)
        wire(canvas, [(middle + 14, BUS_X), (middle + 14, FEET)], x, colour, head="up")
    last = layers[-1] + 14
    route = [(ENTRY, HEIGHT - 4), (ENTRY, BUS_X), (last, BUS_X), (last, FEET)]
    wire(canvas, route, x, colour, head="up")
    _name_x(canvas, view)


def _name_x(canvas: Canvas, view: View) -> None:
    """Numbers of up to three inputs; of several also a strip, of many the part with the largest one."""
    values = view.vector("x")
    count, left = len(values), ENTRY + 12
    canvas.text(left, BOTTOM + 20, f"input {view.symbol('x')}" + (f" ({count} values)" if count > 1 else ""))
    if count <= 3:
        numbers = ",  ".join(shown(float(v)) for v in values)
        canvas.text(left, BOTTOM + 40, numbers, NORMAL + 1, bold=True)
        left += 205
    if count > 1:
        chosen = int(np.argmax(np.abs(np.nan_to_num(values)))) if count > MOST else None
        canvas.marks.append(gauges(left, BOTTOM + 27, 150 if count > 3 else 80, 16, values, chosen, INPUT))


def note(canvas: Canvas, view: View, name: str) -> None:
    """Say which cell, step, unit and sequence the numbers belong to."""
    step = "" if view.t is None else f", step {view.t}"
    canvas.text(WIDTH - 6, BOTTOM + 20, f"{name}{step}", NORMAL, bold=True, anchor="end")
    line = which(view)
    if line:
        canvas.text(WIDTH - 6, BOTTOM + 40, line, SMALL, anchor="end")


def which(view: View) -> str:
    """Return which unit and which sequence, where there are several."""
    parts = []
    if view.H > 1:
        parts.append(f"unit {view.unit} (0 to {view.H - 1})")
    if view.B > 1:
        parts.append(f"sequence {view.sequence} (0 to {view.B - 1})")
    return ", ".join(parts)
