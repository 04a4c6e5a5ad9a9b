"""What every diagram has around its cell: the frame, the wires that come in and leave, the note."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from lstm_teach.draw import svg, theme
from lstm_teach.draw.diagram.canvas import HIDDEN, INPUT, NORMAL, WIDTH, Canvas
from lstm_teach.draw.diagram.engine import LAYER_HEIGHT, bridge, junction, wire
from lstm_teach.draw.diagram.gauges import MOST, gauges
from lstm_teach.draw.diagram.view import View, Wire
from lstm_teach.draw.svg import Point

LEFT, RIGHT = 100.0, 662.0  # the cell's frame
TOP, BOTTOM = 4.0, 249.0
PIPE = 48.0  # where the memory runs
VALVES = 124.0  # where the valves on upright pipes are
LAYERS = 170.0  # where the layers begin
BUS_H, BUS_X = 215.0, 242.0
FEET = LAYERS + LAYER_HEIGHT + 1  # where wires from below end
ENTRY = 112.0  # where x comes in
OUTSIDE = RIGHT + 8
HEIGHT = 264.0
IDLE = "2 4"  # dashes of a wire whose weights are 0
MOST_NUMBERS = 4  # inputs whose numbers are written
LONGEST = 56  # letters of that line
TAP = 12.0  # half the width of where a wire can be touched


def frame(canvas: Canvas, top: float = TOP) -> None:
    """Draw the border of the cell."""
    width, height = RIGHT - LEFT, BOTTOM - top
    canvas.ground.append(svg.rect(LEFT, top, width, height, stroke=theme.INK, stroke_opacity=0.4, radius=14))


def end(canvas: Canvas, view: View, x: float, y: float, name: str, field: str) -> None:
    """Name the wire that comes in or leaves at height `y`: symbol, number and, under it, all units."""
    values = view.vector(field)
    symbol = view.symbol(field[0], back=1 if field.endswith("_prev") else 0)
    with canvas.faint(not view.knows(field)):
        canvas.text(x, y - 32, f"{name} {symbol}")
        canvas.text(x, y - 16, view.text(field), NORMAL + 1, bold=True)
        if view.lit == field:
            canvas.marks.append(svg.line([(x, y - 11), (x + 60, y - 11)], width=4))
    canvas.place(f"state:{field}", x + 42, y - 6, 44, 38)
    with canvas.faint(not view.knows(field)):
        if len(values) > 1:
            canvas.marks.append(gauges(x, y + 15, 80, 16, values, view.index(field), view.colour(field[0])))


def buses(canvas: Canvas, view: View, layers: Mapping[str, float]) -> None:
    """Lead h of the step before and x as two wires to every layer: `layers` are their middles by field."""
    is_idle = all(("h", field) in view.dotted for field in layers)
    bus_h(canvas, view, layers, [(6, BUS_H)], IDLE if is_idle else "")
    bus_x(canvas, view, layers)


def bus_h(canvas: Canvas, view: View, layers: Mapping[str, float], start: Sequence[Point], dash: str) -> None:
    """Lead h from `start` along its bus, which has dashes where no wire carries anything, to layers."""
    h, last = view.value("h_prev"), max(layers.values()) - 14
    wire(canvas, [*start, (last, BUS_H)], h, HIDDEN, dash=dash)
    for field, middle in layers.items():
        if middle - 14 < last:
            junction(canvas, middle - 14, BUS_H, HIDDEN)
        tap(canvas, view, ("h", field), middle - 14, BUS_H, h, HIDDEN)


def bus_x(canvas: Canvas, view: View, layers: Mapping[str, float]) -> None:
    """Lead x, which comes from below, to every layer; it passes under h. To be drawn after h."""
    x, last = float(np.max(np.abs(view.vector("x")))), max(layers.values()) + 14
    dash = IDLE if all(("x", field) in view.dotted for field in layers) else ""
    wire(canvas, [(ENTRY, HEIGHT - 3), (ENTRY, BUS_X), (last, BUS_X)], x, INPUT, dash=dash)
    for field, middle in layers.items():
        if middle + 14 < last:
            bridge(canvas, middle + 14, BUS_H)
            junction(canvas, middle + 14, BUS_X, INPUT)
        tap(canvas, view, ("x", field), middle + 14, BUS_X, x, INPUT)
    _name_x(canvas, view)


def tap(canvas: Canvas, view: View, name: Wire, x: float, y: float, value: float, colour: str) -> None:
    """Lead a copy of a bus at height `y` up into a layer, if it is not cut."""
    with canvas.faint(not view.knows(name[1])):
        is_cut = name in view.cut
        wire(canvas, [(x, y), (x, FEET)], 0.0 if is_cut else value, colour, head="up",
             dash=IDLE if name in view.dotted else "")  # fmt: skip
        if is_cut:
            severed(canvas, x, (y + FEET + 4) / 2)
    canvas.place(f"wire:{name[0]}:{name[1]}", x, (FEET + BOTTOM) / 2, TAP, (BOTTOM - FEET) / 2)


def severed(canvas: Canvas, x: float, y: float) -> None:
    """Draw a gap in an upright wire, between two slanting bars."""
    gap = svg.rect(x - 6, y - 2.5, 12, 5, fill=theme.GROUND)
    bars = (svg.line([(x - 7, at + 2), (x + 7, at - 2)], width=1.8) for at in (y - 3, y + 3))
    canvas.marks.append(gap + "".join(bars))


def _name_x(canvas: Canvas, view: View) -> None:
    """Numbers of up to four inputs; of more a strip, of many the part with the largest one."""
    values = view.vector("x")
    count, left, y = len(values), ENTRY + 12, HEIGHT - 3
    if count <= MOST_NUMBERS:
        text = f"input {view.symbol('x')}:  {view.named_inputs(',  ')}"
        canvas.text(left, y, text, NORMAL, bold=len(text) <= LONGEST)
    else:
        text = f"input {view.symbol('x')} ({count} values)"
        canvas.text(left, y, text)
        chosen = int(np.argmax(np.abs(np.nan_to_num(values)))) if count > MOST else None
        canvas.marks.append(gauges(left + 128, y - 12, 110, 13, values, chosen, INPUT))
    canvas.place("input:x", left + 130, HEIGHT - 7.5, 140, 7)


def note(canvas: Canvas, view: View, name: str, top: float = TOP) -> None:
    """Say which cell and step it is and, at the frame's `top`, whose numbers these are."""
    step = "" if view.t is None else f", step {view.t}"
    canvas.text(WIDTH - 6, HEIGHT - 3, f"{name}{step}", NORMAL, bold=True, anchor="end")
    whose = which(view)
    if whose:
        canvas.text(RIGHT - 9, top + 12, whose, anchor="end")


def which(view: View) -> str:
    """Return which unit and which sequence, where there are several."""
    parts = []
    if view.H > 1:
        parts.append(f"unit {view.unit} (0 to {view.H - 1})")
    if view.B > 1:
        parts.append(f"sequence {view.sequence} (0 to {view.B - 1})")
    return ", ".join(parts)
