"""Whole vectors as numbers, for the foot of a diagram."""

from __future__ import annotations

from lstm_teach.draw import svg, theme
from lstm_teach.draw.diagram.canvas import SMALL, WIDTH, Canvas
from lstm_teach.draw.diagram.gauges import window
from lstm_teach.draw.diagram.view import View, shown

MOST = 8  # columns; of more units, those around the chosen one are shown
ROW, LEFT, PITCH = 19.0, 96.0, 74.0
NAMES = {"tanh_c": "tanh c", "psi_c": "ψₒᵤₜ(c)"}


def table_height(view: View) -> float:
    """Return how much room the table needs."""
    return ROW * (len(view.step.array_names()) + 1) + 14


def table(canvas: Canvas, view: View, top: float) -> str:
    """Write the numbers of all fields of the step from `top` downwards; returns them in words."""
    units = window(view.H, view.unit, MOST)
    y = top + ROW
    canvas.text(6, y, "unit")
    for column, unit in enumerate(units):
        canvas.text(_right(column), y, str(unit), SMALL, bold=unit == view.unit, anchor="end")
    x = _right(view.unit - units.start) - PITCH + 12
    if len(units) > 1:
        height = ROW * (len(view.step.array_names()) + 1)
        canvas.ground.append(
            svg.rect(x, top + 4, PITCH - 6, height, fill=theme.INK, fill_opacity=0.08, radius=4)
        )
    rows = []
    for name in _fields(view):
        y += ROW
        rows.append(_row(canvas, view, name, units, y))
    return " ".join(rows)


def _fields(view: View) -> list[str]:
    """All fields, what came in first and h last."""
    names = view.step.array_names()
    before = [name for name in names if name == "x" or name.endswith("_prev")]
    return [*before, *(name for name in names if name not in before and name != "h"), "h"]


def _row(canvas: Canvas, view: View, name: str, units: range, y: float) -> str:
    """One field; x and gates of blocks have places of their own."""
    values = view.vector(name)
    shown_units = units if len(values) == view.H else window(len(values), 0, MOST)
    base = name.removesuffix("_prev")
    symbol = NAMES.get(name) or view.name(base)
    if base in ("x", "h", "c"):
        symbol = view.symbol(base, back=1 if name.endswith("_prev") else 0)
    elif name != base:
        symbol += " before"
    if shown_units != units:  # not the columns' numbers
        symbol += f" [{shown_units.start} to {shown_units.stop - 1}]" if len(values) > 1 else ""
    canvas.text(6, y, symbol)
    texts = [shown(float(values[unit])) for unit in shown_units]
    for column, text in enumerate(texts):
        canvas.text(_right(column), y, text, SMALL, anchor="end")
    return f"{symbol}: {', '.join(texts)}."


def _right(column: int) -> float:
    return min(LEFT + (column + 1) * PITCH - 4, WIDTH - 8)
