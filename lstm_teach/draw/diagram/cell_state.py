"""What cells with a memory share: the pipe along the top, and its branch through the output gate."""

from __future__ import annotations

from lstm_teach.draw.diagram.canvas import CELL, HIDDEN, NORMAL, WIDTH, Canvas
from lstm_teach.draw.diagram.engine import BRANCH, MEMORY, junction, pipe, pointwise, stream_width
from lstm_teach.draw.diagram.surroundings import BUS_H, LAYERS, LEFT, OUTSIDE, PIPE, VALVES, end
from lstm_teach.draw.diagram.valve import VALVE, gate_valve, stem
from lstm_teach.draw.diagram.view import View

T = 622.0  # where the memory branches


def ends(canvas: Canvas, view: View) -> None:
    """Name what a cell with a memory and an output takes and gives."""
    end(canvas, view, 6, PIPE, "cell state", "c_prev")
    end(canvas, view, 6, BUS_H, "hidden", "h_prev")
    end(canvas, view, OUTSIDE, PIPE, "cell state", "c")
    end(canvas, view, OUTSIDE, BUS_H, "hidden", "h")


def memory_out(canvas: Canvas, view: View, plus: float) -> None:
    """Draw the memory from the addition at `plus` to its way out."""
    with canvas.faint(not view.knows("c")):
        pipe(canvas, [(plus, PIPE), (WIDTH - 14, PIPE)], view.value("c"), CELL)
        canvas.head((WIDTH - 2, PIPE), "right", CELL, 13)
        pointwise(canvas, plus, PIPE, "+", view.lit == "c")


def carousel_pipe(canvas: Canvas, view: View, plus: float) -> None:
    """Draw the memory that keeps itself with weight 1: a pipe without a valve."""
    pipe(canvas, [(6, PIPE), (plus, PIPE)], view.value("c_prev"), CELL)
    memory_out(canvas, view, plus)
    text = f"keep  1.0 × {view.symbol('c', 1)} = {view.text('c_prev')}"
    canvas.text((LEFT + plus) / 2, PIPE - 19, text, NORMAL, anchor="middle")


def output(canvas: Canvas, view: View, gate: str, middle: float, squash: str, squashed: str) -> None:
    """Draw the branch of the memory through a squashing function and the output gate's valve."""
    c = view.value("c")
    flow = (view.value("h"), HIDDEN, BRANCH)
    with canvas.faint(not view.knows("c")):
        pipe(canvas, [(T, PIPE + stream_width(c, MEMORY) / 2), (T, PIPE + 36)], c, CELL, BRANCH)
        junction(canvas, T, PIPE, CELL)  # the branch is a copy
    with canvas.faint(not view.knows(squashed)):
        pipe(canvas, [(T, PIPE + 36), (T, VALVES)], view.value(squashed), CELL, BRANCH)
        pointwise(canvas, T, PIPE + 35, squash, view.lit == squashed)
        canvas.text(T - 28, PIPE + 40, view.text(squashed), NORMAL, bold=True, anchor="end")
    with canvas.faint(not view.knows("h")):
        pipe(canvas, [(T, VALVES), (T, BUS_H), (WIDTH - 12, BUS_H)], *flow)
        canvas.head((WIDTH - 2, BUS_H), "right", HIDDEN, 11)
    gate_valve(canvas, view, gate, T, VALVES, flow, leaves="down", product="h")
    route = [(middle, LAYERS), (middle, VALVES), (T - VALVE - 3, VALVES)]
    stem(canvas, view, gate, route, "right", (middle + 9, VALVES + 18))
