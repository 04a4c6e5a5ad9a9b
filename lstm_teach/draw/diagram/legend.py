"""What the shapes mean, for the foot of a diagram."""

from __future__ import annotations

from lstm_teach.draw import svg, theme
from lstm_teach.draw.diagram.canvas import CELL, HIDDEN, WIDTH, Canvas
from lstm_teach.draw.diagram.engine import BRANCH, box, junction, pipe, pointwise, wire
from lstm_teach.draw.diagram.valve import padlock, valve

LEGEND_HEIGHT = 124.0


def legend(canvas: Canvas, top: float) -> None:
    """Draw the legend from `top` downwards, as wide as the picture."""
    frame = svg.rect(
        4, top + 6, WIDTH - 8, LEGEND_HEIGHT - 10, stroke=theme.INK, stroke_opacity=0.4, radius=10
    )
    canvas.ground.append(frame)
    _valves(canvas, top + 38)
    _streams(canvas, top + 38)
    _parts(canvas, top + 95)


def _valves(canvas: Canvas, y: float) -> None:
    cell, gate = CELL, theme.colour("forget gate")
    for x, value, name in ((50.0, 1.0, "open"), (136.0, 0.5, "half open"), (222.0, 0.0, "shut")):
        pipe(canvas, [(x - 32, y), (x, y)], 1.0, cell, BRANCH)
        pipe(canvas, [(x, y), (x + 32, y)], value, cell, BRANCH)
        valve(canvas, x, y, value, gate, flow=(value, cell, BRANCH))
        canvas.text(x, y + 36, name, anchor="middle")
    x = 308.0
    pipe(canvas, [(x - 34, y), (x, y)], 1.0, cell, BRANCH)
    pipe(canvas, [(x, y), (x + 34, y)], 0.8, cell, BRANCH)
    valve(canvas, x, y, 0.8, gate, flow=(0.8, cell, BRANCH), held=True, learned=0.2)
    padlock(canvas, x + 52, y - 2)
    canvas.text(x + 66, y - 4, "held at a value;")
    canvas.text(x + 66, y + 12, "dashed: if free")


def _streams(canvas: Canvas, y: float) -> None:
    for at, value, name in ((y - 12, 0.9, "positive"), (y + 14, -0.9, "negative")):
        pipe(canvas, [(528, at), (596, at)], value, HIDDEN, BRANCH)
        canvas.text(606, at + 4, name)


def _parts(canvas: Canvas, y: float) -> None:
    ink = theme.INK
    canvas.marks.append(box(18, y - 10, 30, 20, 4, theme.colour("forget gate"), edge=2.2))
    canvas.text(56, y + 4, "layer with weights")
    pointwise(canvas, 190, y, "×")
    canvas.text(204, y + 4, "pointwise operation")
    wire(canvas, [(340, y), (372, y)], 0.5, ink, head="right")
    canvas.text(378, y + 4, "vector transfer")
    wire(canvas, [(487, y + 11), (487, y - 10)], 0.5, HIDDEN, head="up")
    wire(canvas, [(500, y + 11), (500, y - 10)], 0.5, ink, head="up")
    canvas.text(510, y + 4, "concatenate")
    wire(canvas, [(604, y + 4), (640, y + 4)], 0.5, ink)
    wire(canvas, [(622, y + 4), (622, y - 10)], 0.5, ink)
    junction(canvas, 622, y + 4, ink)
    canvas.text(648, y + 4, "copy")
