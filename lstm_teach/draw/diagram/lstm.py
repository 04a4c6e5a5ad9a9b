"""The LSTM in its familiar layout, with or without peepholes."""

from __future__ import annotations

from lstm_teach.draw import theme
from lstm_teach.draw.diagram.canvas import NORMAL, WIDTH, Canvas
from lstm_teach.draw.diagram.describe import gate_words, sentence_start
from lstm_teach.draw.diagram.engine import (
    BRANCH,
    MEMORY,
    VALVE,
    layer,
    pipe,
    pointwise,
    stem,
    stream_width,
    valve,
)
from lstm_teach.draw.diagram.surroundings import (
    BUS_H,
    CELL,
    HIDDEN,
    LAYERS,
    OUTSIDE,
    PIPE,
    buses,
    end,
    frame,
    note,
)
from lstm_teach.draw.diagram.view import View, shown

F, I, G, O, T = 152.0, 260.0, 368.0, 476.0, 572.0  # middles of the layers, and of the branch
VALVES = 160.0  # height of the valves of input and output
COLOURS = {
    "f": theme.colour("forget gate"),
    "i": theme.colour("input gate"),
    "g": theme.colour("candidate"),
    "o": theme.colour("output gate"),
}


def lstm(canvas: Canvas, view: View) -> tuple[str, str]:
    """Draw an LSTM's step; returns label and description."""
    frame(canvas)
    _memory(canvas, view)
    _candidate(canvas, view)
    _output(canvas, view)
    _layers(canvas, view)
    buses(canvas, view, (F, I, G, O))
    end(canvas, view, 6, PIPE, "cell state", "c_prev", 1, CELL)
    end(canvas, view, 6, BUS_H, "hidden", "h_prev", 1, HIDDEN)
    end(canvas, view, OUTSIDE, PIPE, "cell state", "c", 0, CELL)
    end(canvas, view, OUTSIDE, BUS_H, "hidden", "h", 0, HIDDEN)
    note(canvas, view, "LSTM")
    return _words(view, "LSTM")


def _memory(canvas: Canvas, view: View) -> None:
    keep = view.value("f") * view.value("c_prev")
    pipe(canvas, [(6, PIPE), (F, PIPE)], view.value("c_prev"), CELL)
    pipe(canvas, [(F, PIPE), (G, PIPE)], keep, CELL)
    pipe(canvas, [(G, PIPE), (WIDTH - 14, PIPE)], view.value("c"), CELL)
    canvas.head((WIDTH - 2, PIPE), "right", CELL, 13)
    colour, held = COLOURS["f"], view.is_held("f")
    valve(canvas, F, PIPE, view.value("f"), colour, stream=(keep, CELL, MEMORY), held=held,
          learned=view.learned_value("f"))  # fmt: skip
    pointwise(canvas, F, PIPE - VALVE - 6, "×")
    stem(canvas, view, "f", [(F, LAYERS), (F, PIPE + VALVE + 3)], colour, "up", (F + 8, VALVES + 22))
    pointwise(canvas, G, PIPE, "+")
    label = f"keep  f × {view.symbol('c', 1)} = {shown(keep)}"
    canvas.text((F + G) / 2 + 4, PIPE - 19, label, NORMAL, anchor="middle")


def _candidate(canvas: Canvas, view: View) -> None:
    write = view.value("i") * view.value("g")
    pipe(canvas, [(G, LAYERS), (G, VALVES)], view.value("g"), COLOURS["g"], BRANCH)
    pipe(canvas, [(G, VALVES), (G, PIPE + 12)], write, COLOURS["g"], BRANCH)
    colour, held = COLOURS["i"], view.is_held("i")
    valve(canvas, G, VALVES, view.value("i"), colour, stream=(write, COLOURS["g"], BRANCH), upright=True,
          held=held, learned=view.learned_value("i"))  # fmt: skip
    pointwise(canvas, G + VALVE + 4, VALVES, "×")
    route = [(I, LAYERS), (I, VALVES), (G - VALVE - 3, VALVES)]
    stem(canvas, view, "i", route, colour, "right", (I + 8, VALVES + 22))
    canvas.text(G + 14, LAYERS - 34, f"g = {view.text('g')}", NORMAL, bold=True)
    canvas.text(G - 16, VALVES - 42, f"write  i × g = {shown(write)}", NORMAL, anchor="end")


def _output(canvas: Canvas, view: View) -> None:
    c = view.value("c")
    pipe(canvas, [(T, PIPE + stream_width(c, MEMORY) / 2), (T, PIPE + 40)], c, CELL, BRANCH)
    pipe(canvas, [(T, PIPE + 40), (T, VALVES)], view.value("tanh_c"), CELL, BRANCH)
    pipe(canvas, [(T, VALVES), (T, BUS_H), (WIDTH - 12, BUS_H)], view.value("h"), HIDDEN, BRANCH)
    canvas.head((WIDTH - 2, BUS_H), "right", HIDDEN, 11)
    pointwise(canvas, T, PIPE + 38, "tanh")
    colour, held = COLOURS["o"], view.is_held("o")
    valve(canvas, T, VALVES, view.value("o"), colour, stream=(view.value("h"), HIDDEN, BRANCH), upright=True,
          held=held, learned=view.learned_value("o"))  # fmt: skip
    pointwise(canvas, T + VALVE + 4, VALVES, "×")
    route = [(O, LAYERS), (O, VALVES), (T - VALVE - 3, VALVES)]
    stem(canvas, view, "o", route, colour, "right", (O + 8, VALVES + 22))
    canvas.text(T - 28, PIPE + 58, f"tanh c = {view.text('tanh_c')}", NORMAL, anchor="end")


def _layers(canvas: Canvas, view: View) -> None:
    for x, sign, name, field in (
        (F, "σ", "forget gate", "f"),
        (I, "σ", "input gate", "i"),
        (G, "tanh", "candidate", "g"),
        (O, "σ", "output gate", "o"),
    ):
        layer(canvas, view, x, LAYERS, sign, name, field, COLOURS[field])


def _words(view: View, name: str) -> tuple[str, str]:
    keep, write = view.value("f") * view.value("c_prev"), view.value("i") * view.value("g")
    c, h = view.text("c"), view.text("h")
    label = f"{sentence_start(view, name)}: cell state {c}, hidden state {h}"
    description = (
        f"{gate_words(view, 'f', 'Forget gate')} keeps {shown(keep)} of {view.text('c_prev')}; "
        f"{gate_words(view, 'i', 'input gate')} writes {shown(write)} of candidate {view.text('g')}; "
        f"cell state {c}, its tanh {view.text('tanh_c')}; "
        f"{gate_words(view, 'o', 'output gate')} lets out {h}."
    )
    return label, description
