"""The constant error carousel with naive weights: a memory without any valve."""

from __future__ import annotations

from lstm_teach.draw.diagram.canvas import CANDIDATE, CELL, HIDDEN, NORMAL, WIDTH, Canvas
from lstm_teach.draw.diagram.cell_state import carousel_pipe, ends
from lstm_teach.draw.diagram.describe import input_words, sentence_start
from lstm_teach.draw.diagram.engine import (
    BRANCH,
    LAYER_HEIGHT,
    MEMORY,
    junction,
    layer,
    pipe,
    stream_width,
)
from lstm_teach.draw.diagram.surroundings import BUS_H, LAYERS, PIPE, TAP, VALVES, buses, frame, note, severed
from lstm_teach.draw.diagram.view import View

W, T = 318.0, 520.0  # middles of the layers that write and read


def carousel(canvas: Canvas, view: View) -> tuple[str, str]:
    """Draw a carousel's step; returns label and description."""
    frame(canvas)
    carousel_pipe(canvas, view, W)
    pipe(canvas, [(W, LAYERS), (W, PIPE + 12)], view.value("w"), CANDIDATE, BRANCH)
    canvas.text(W - 16, VALVES - 10, f"written = {view.text('w')}", NORMAL, bold=True, anchor="end")
    canvas.text(W + 16, VALVES - 10, "no valve")
    _output(canvas, view)
    layer(canvas, view, W, LAYERS, "w", "linear", "input")
    buses(canvas, view, {"w": W})
    ends(canvas, view)
    note(canvas, view, "Carousel (CEC)")
    return _words(view)


def _output(canvas: Canvas, view: View) -> None:
    c, h, box = view.value("c"), view.value("h"), VALVES - 10
    pipe(canvas, [(T, PIPE + stream_width(c, MEMORY) / 2), (T, box)], c, CELL, BRANCH)
    pipe(canvas, [(T, box + LAYER_HEIGHT), (T, BUS_H), (WIDTH - 12, BUS_H)], h, HIDDEN, BRANCH)
    canvas.head((WIDTH - 2, BUS_H), "right", HIDDEN, 11)
    junction(canvas, T, PIPE, CELL)  # the branch is a copy
    canvas.text(T + 16, PIPE + 50, "no valve")
    canvas.place("wire:c:h", T, (PIPE + 11 + box) / 2, TAP, (box - PIPE - 11) / 2)
    if ("c", "h") in view.cut:
        severed(canvas, T, (PIPE + 11 + box) / 2)
    layer(canvas, view, T, box, "h", "linear", "output")


def _words(view: View) -> tuple[str, str]:
    c, h = view.text("c"), view.text("h")
    label = f"{sentence_start(view, 'Constant error carousel')}: cell state {c}, hidden state {h}"
    description = (
        f"The carousel keeps all of {view.text('c_prev')}; the input weights write {view.text('w')}; "
        f"cell state {c}; the output weights make {h} of it. {input_words(view)}"
    )
    return label, description
