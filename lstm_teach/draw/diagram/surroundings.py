"""What every diagram has around its cell: the frame, the wires that come in and leave, the note."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from lstm_teach.draw import svg, theme
from lstm_teach.draw.diagram.canvas import HIDDEN, INPUT, NORMAL, WIDTH, Canvas
from lstm_teach.draw.diagram.engine import LAYER_HEIGHT, bridge, junction, wire
from lstm_teach.draw.diagram.gauges import MOST, gauges
from lstm_teach.draw.diagram.view import View, Wire, shown
from lstm_teach.draw.svg import Point

LEFT, RIGHT = 100.0, 662.0  # the cell's frame
TOP, BOTTOM = 4.0, 248.0
PIPE = 48.0  # where the memory runs
VALVES = 124.0  # where the valves on upright pipes are
LAYERS = 172.0  # where the layers begin
BUS_H, BUS_X = 217.0, 240.0
FEET = LAYERS + LAYER_HEIGHT + 2  # where wires from below end
ENTRY = 112.0  # where x comes in
OUTSIDE = RIGHT + 8
HEIGHT = 264.0
IDLE = "2 4"  # dashes of a wire whose weights are 0
MOST_NUMBERS = 4  # inputs whose numbers are written
STRIP = 100.0  # the width of the strip of many inputs
NARROW = " ,.:;()fijlrt"
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
    canvas.place(f"state:{field}", x + 42, y - 15, 44, 28)
    with canvas.faint(not view.knows(field)):
        if len(values) > 1:
            canvas.marks.append(gauges(x, y + 15, 80, 16, values, view.index(field), view.colour(field[0])))


def buses(canvas: Canvas, view: View, layers: Mapping[str, float]) -> None:
    """Lead h of the step before and x as two wires to every layer: `layers` are their middles by field."""
    bus_h(canvas, view, layers, [(6, BUS_H)])
    bus_x(canvas, view, layers)


def bus_h(
    canvas: Canvas,
    view: View,
    layers: Mapping[str, float],
    start: Sequence[Point],
    beyond: Sequence[str] = (),
) -> None:
    """Lead h from `start` along its bus to layers; layers `beyond` read it too, further on."""
    h, last = view.value("h_prev"), max(layers.values()) - 14
    dash = IDLE if all(("h", field) in view.dotted for field in (*layers, *beyond)) else ""
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
    """Numbers of up to four inputs, if there is room; of more a strip, of many the part with the largest."""
    left, y, numbers = ENTRY + 12, HEIGHT - 3, numbers_of_inputs(view)
    if numbers:
        canvas.text(left, y, numbers, NORMAL, bold=True)
    else:
        values = view.vector("x")
        canvas.text(left, y, _count(view))
        chosen = int(np.argmax(np.abs(np.nan_to_num(values)))) if len(values) > MOST else None
        strip = (left + written(_count(view)), y - 12, STRIP, 13)
        canvas.marks.append(gauges(*strip, values, chosen, INPUT))
    canvas.place("input:x", left + 130, HEIGHT - 7.5, 140, 7)


def inputs(view: View) -> list[str]:
    """Return every input's name, if it has one, and number."""
    values = view.vector("x")
    pairs = zip(view.names or [""] * len(values), values, strict=True)
    return [f"{name} {shown(float(value))}".strip() for name, value in pairs]


def numbers_of_inputs(view: View) -> str:
    """Return the text of the inputs; nothing if they are too many or too long for the line."""
    if len(view.vector("x")) > MOST_NUMBERS:
        return ""
    text = f"input {view.symbol('x')}:  {',  '.join(inputs(view))}"
    return text if written(text, bold=True) <= _room(_chosen(view)) else ""


def _count(view: View) -> str:
    return f"input {view.symbol('x')} ({len(view.vector('x'))} values)"


def _room(beside: str) -> float:
    """The width that a note leaves on the last line."""
    return WIDTH - 6 - 12 - (ENTRY + 12) - written(beside)


def written(text: str, bold: bool = False) -> float:
    """Return how wide a text is in a wide font, about; other fonts need less."""
    narrow = sum(letter in NARROW for letter in text)
    width = 4.6 * narrow + 8.1 * (len(text) - narrow)
    return 1.1 * width if bold else width


def note(canvas: Canvas, view: View, name: str) -> None:
    """Say which cell, step, unit and sequence the numbers belong to, as far as there is room.

    What goes first stands elsewhere too: how many units there are, then the step, then the cell.
    """
    numbers = numbers_of_inputs(view)
    taken = written(numbers, bold=True) if numbers else written(_count(view)) + STRIP
    step = "" if view.t is None else f"step {view.t}"
    lines = [(name, step, which(view)), (name, step, _chosen(view)), (name, _chosen(view)), (_chosen(view),)]
    texts = [", ".join(part for part in parts if part) for parts in lines]
    line = next((text for text in texts if taken <= _room(text)), texts[-1])
    canvas.text(WIDTH - 6, HEIGHT - 3, line, anchor="end")


def _chosen(view: View) -> str:
    """The chosen unit and sequence, where there are several."""
    return ", ".join(
        f"{what} {n}"
        for what, n, of in (("unit", view.unit, view.H), ("sequence", view.sequence, view.B))
        if of > 1
    )


def which(view: View) -> str:
    """Return which unit and which sequence, where there are several."""
    parts = []
    if view.H > 1:
        parts.append(f"unit {view.unit} (0 to {view.H - 1})")
    if view.B > 1:
        parts.append(f"sequence {view.sequence} (0 to {view.B - 1})")
    return ", ".join(parts)
