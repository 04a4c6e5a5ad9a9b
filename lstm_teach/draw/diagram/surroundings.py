"""What every diagram has around its cell: the frame, the wires that come in and leave, the note."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from lstm_teach.draw import svg, theme
from lstm_teach.draw.diagram.canvas import NORMAL, SMALL, WIDTH, Canvas
from lstm_teach.draw.diagram.engine import bridge, junction, wire
from lstm_teach.draw.diagram.gauges import gauges
from lstm_teach.draw.diagram.view import View, shown

LEFT, RIGHT = 96.0, 606.0  # the cell's frame
TOP, BOTTOM = 20.0, 368.0
PIPE = 72.0  # where the memory runs
LAYERS = 246.0  # where the layers begin
BUS_H, BUS_X = 326.0, 352.0
OUTSIDE = RIGHT + 8
HEIGHT = 418.0

HIDDEN, INPUT, CELL = theme.colour("hidden"), theme.colour("input"), theme.colour("cell")


def frame(canvas: Canvas) -> None:
    """Draw the border of the cell."""
    width, height = RIGHT - LEFT, BOTTOM - TOP
    canvas.ground.append(svg.rect(LEFT, TOP, width, height, stroke=theme.INK, stroke_opacity=0.4, radius=16))


def end(
    canvas: Canvas, view: View, x: float, y: float, name: str, field: str, back: int, colour: str
) -> None:
    """Name the wire that comes in or leaves at height `y`: symbol, number and, under it, all units."""
    canvas.text(x, y - 34, f"{name} {view.symbol(field[0], back)}")
    canvas.text(x, y - 15, view.text(field), NORMAL + 1, bold=True)
    values = view.vector(field)
    if len(values) > 1:
        canvas.marks.append(gauges(x, y + 14, 80, 20, values, view.index(field), colour))


def buses(canvas: Canvas, view: View, layers: Sequence[float]) -> None:
    """Lead h of the step before and x as two wires to every layer: `layers` are their middles."""
    h, x = view.value("h_prev"), _largest(view.vector("x"))
    entry = LEFT + 20
    for n, middle in enumerate(layers):
        last = n == len(layers) - 1
        foot = LAYERS + 54
        if last:
            wire(canvas, [(6, BUS_H), (middle - 14, BUS_H), (middle - 14, foot)], h, HIDDEN, head="up")
        else:
            junction(canvas, middle - 14, BUS_H, HIDDEN)
            wire(canvas, [(middle - 14, BUS_H), (middle - 14, foot)], h, HIDDEN, head="up")
    for n, middle in enumerate(layers):
        last = n == len(layers) - 1
        if not last:
            bridge(canvas, middle + 14, BUS_H)
            junction(canvas, middle + 14, BUS_X, INPUT)
            wire(canvas, [(middle + 14, BUS_X), (middle + 14, foot)], x, INPUT, head="up")
        else:
            route = [(entry, HEIGHT - 6), (entry, BUS_X), (middle + 14, BUS_X), (middle + 14, foot)]
            wire(canvas, route, x, INPUT, head="up")
    inputs(canvas, view, entry)


def inputs(canvas: Canvas, view: View, x: float) -> None:
    """Name the input that comes from below at `x`."""
    values = view.vector("x")
    name = "input" if len(values) == 1 else f"input, {len(values)} values"
    canvas.text(x + 12, BOTTOM + 22, f"{name} {view.symbol('x')}")
    end_of_text = x + 12
    if len(values) <= 3:
        canvas.text(x + 12, BOTTOM + 41, ",  ".join(shown(float(v)) for v in values), NORMAL + 1, bold=True)
        end_of_text += 170 if len(values) > 1 else 0
    if len(values) > 1:
        left = x + 160
        top = BOTTOM + 10
        chosen = int(np.argmax(np.abs(np.nan_to_num(values)))) if len(values) > 32 else None
        canvas.marks.append(gauges(left, top, 80, 14, values, chosen, INPUT))


def note(canvas: Canvas, view: View, name: str) -> None:
    """Say which cell, step, unit and sequence the numbers belong to."""
    step = "" if view.t is None else f", step {view.t}"
    canvas.text(WIDTH - 6, BOTTOM + 22, f"{name}{step}", NORMAL, bold=True, anchor="end")
    line = which(view)
    if line:
        canvas.text(WIDTH - 6, BOTTOM + 41, line, SMALL, anchor="end")


def which(view: View) -> str:
    """Return which unit and which sequence, where there are several."""
    parts = []
    if view.H > 1:
        parts.append(f"unit {view.unit} (0 to {view.H - 1})")
    if view.B > 1:
        parts.append(f"sequence {view.sequence} (0 to {view.B - 1})")
    return ", ".join(parts)


def _largest(values: np.ndarray) -> float:
    return float(np.max(np.abs(values)))
