"""The LSTM in its familiar layout, with or without peepholes."""

from __future__ import annotations

import math

from lstm_teach.draw.diagram.canvas import CANDIDATE, CELL, NORMAL, Canvas
from lstm_teach.draw.diagram.cell_state import ends, memory_out, output
from lstm_teach.draw.diagram.describe import gate_words, input_words, sentence_start
from lstm_teach.draw.diagram.engine import (
    BRANCH,
    MEMORY,
    bridge,
    junction,
    layer,
    pipe,
    wire,
)
from lstm_teach.draw.diagram.surroundings import (
    IDLE,
    LAYERS,
    PIPE,
    VALVES,
    buses,
    frame,
    note,
    severed,
)
from lstm_teach.draw.diagram.valve import VALVE, gate_valve, stem
from lstm_teach.draw.diagram.view import View, shown
from lstm_teach.draw.svg import Point

STOPS = (
    ("f", "forget: how much of the old cell state is kept"),
    ("i", "input gate: how much is going to be written"),
    ("g", "candidate: what is going to be written"),
    ("c", "cell state: what was kept, and what is written"),
    ("o", "output gate: how much is going to be shown"),
    ("tanh_c", "the cell state, squashed"),
    ("h", "hidden state: what is shown"),
)
F, I, G, O = 166.0, 284.0, 402.0, 516.0  # middles of the layers


def lstm(canvas: Canvas, view: View) -> tuple[str, str]:
    """Draw an LSTM's step; returns label and description."""
    return _lstm(canvas, view, "LSTM")


def peephole_lstm(canvas: Canvas, view: View) -> tuple[str, str]:
    """Draw a peephole LSTM's step; returns label and description."""
    _peepholes(canvas, view)
    return _lstm(canvas, view, "Peephole LSTM")


def _lstm(canvas: Canvas, view: View, name: str) -> tuple[str, str]:
    frame(canvas)
    _memory(canvas, view)
    _candidate(canvas, view)
    output(canvas, view, "o", O, "tanh", "tanh_c")
    for x, sign, words, field in (
        (F, "σ", "forget gate", "f"),
        (I, "σ", "input gate", "i"),
        (G, "tanh", "candidate", "g"),
        (O, "σ", "output gate", "o"),
    ):
        layer(canvas, view, x, LAYERS, field, sign, words)
    buses(canvas, view, {"f": F, "i": I, "g": G, "o": O})
    ends(canvas, view)
    note(canvas, view, name)
    return _words(view, name)


def _memory(canvas: Canvas, view: View) -> None:
    keep = view.value("f") * view.value("c_prev")
    pipe(canvas, [(6, PIPE), (F, PIPE)], view.value("c_prev"), CELL)
    with canvas.faint(not view.knows("f")):
        pipe(canvas, [(F, PIPE), (G, PIPE)], keep, CELL)
    memory_out(canvas, view, G)
    gate_valve(canvas, view, "f", F, PIPE, (keep, CELL, MEMORY))
    stem(canvas, view, "f", [(F, LAYERS), (F, PIPE + VALVE + 3)], "up", (F + 10, VALVES - 22))
    with canvas.faint(not view.knows("f")):
        text = f"keep  f × {view.symbol('c', 1)} = {shown(keep)}"
        canvas.text((F + G) / 2 + 4, PIPE - 19, text, NORMAL, anchor="middle")


def _candidate(canvas: Canvas, view: View) -> None:
    write = _written(view)
    with canvas.faint(not view.knows("g")):
        pipe(canvas, [(G, LAYERS), (G, VALVES)], view.value("g"), CANDIDATE, BRANCH)
    with canvas.faint(not view.knows("c")):
        pipe(canvas, [(G, VALVES), (G, PIPE + 12)], write, CANDIDATE, BRANCH)
    gate_valve(canvas, view, "i", G, VALVES, (write, CANDIDATE, BRANCH), leaves="up", product="c")
    route = [(I, LAYERS), (I, VALVES), (G - VALVE - 3, VALVES)]
    stem(canvas, view, "i", route, "right", (I + 9, VALVES + 18))
    with canvas.faint(not view.knows("g")):
        canvas.text(G + 14, LAYERS - 9, f"g = {view.text('g')}", NORMAL, bold=True)
    with canvas.faint(not view.knows("c")):
        canvas.text(G - 18, VALVES - 32, f"write  i × g = {shown(write)}", NORMAL, anchor="end")


def _written(view: View) -> float:
    """What is added to the cell state; NaN up to the stop where it is."""
    return view.value("i") * view.value("g") if view.knows("c") else math.nan


def _peepholes(canvas: Canvas, view: View) -> None:
    """Lead the old cell state to the forget and the input gate, and the new one to the output gate."""
    before, now = view.value("c_prev"), view.value("c")
    left, branch, right = F - 38, LAYERS - 30, O - 14
    junction(canvas, left, PIPE, CELL)
    junction(canvas, left, branch, CELL)
    dash = IDLE if {("c", "f"), ("c", "i")} <= set(view.dotted) else ""
    wire(canvas, [(left, PIPE), (left, branch)], before, CELL, dash=dash)
    _peephole(canvas, view, "f", [(left, branch), (left, LAYERS - 2)], before)
    _peephole(canvas, view, "i", [(left, branch), (I - 38, branch), (I - 38, LAYERS - 2)], before)
    bridge(canvas, F, branch)
    with canvas.faint(not view.knows("o")):
        junction(canvas, right, PIPE, CELL)
    _peephole(canvas, view, "o", [(right, PIPE), (right, LAYERS - 2)], now)


def _peephole(canvas: Canvas, view: View, gate: str, points: list[Point], value: float) -> None:
    is_cut = ("c", gate) in view.cut
    x, half = points[-1][0], min(LAYERS - 2 - points[-2][1], 60) / 2
    dash = IDLE if ("c", gate) in view.dotted else ""
    with canvas.faint(not view.knows(gate)):
        wire(canvas, points, 0.0 if is_cut else value, CELL, head="down", dash=dash)
        if is_cut:
            severed(canvas, x, LAYERS - 2 - half)
    canvas.place(f"wire:c:{gate}", x, LAYERS - 2 - half, 10, half)


def _words(view: View, name: str) -> tuple[str, str]:
    """Return what is known at the stop that is shown."""
    c, g, h = view.text("c"), view.text("g"), view.text("h")
    keep = shown(view.value("f") * view.value("c_prev"))
    states = [("c", f"cell state {c}"), ("h", f"hidden state {h}")]
    label = ", ".join(words for field, words in states if view.knows(field)) or "no new state yet"
    clauses = [("f", f"{gate_words(view, 'f', 'Forget gate')} keeps {keep} of {view.text('c_prev')}")]
    if view.knows("c"):
        writes = f"{gate_words(view, 'i', 'input gate')} writes {shown(_written(view))} of candidate {g}"
        squashed = f", its tanh {view.text('tanh_c')}" if view.knows("tanh_c") else ""
        clauses += [("c", writes), ("c", f"cell state {c}{squashed}")]
    else:
        clauses += [("i", gate_words(view, "i", "input gate").rstrip(",")), ("g", f"candidate {g}")]
    lets = f" lets out {h}" if view.knows("h") else ""
    clauses += [("o", gate_words(view, "o", "output gate").rstrip("," if not lets else "") + lets)]
    said = "; ".join(words for field, words in clauses if view.knows(field))
    return f"{sentence_start(view, name)}: {label}", f"{said}. {input_words(view)}"
