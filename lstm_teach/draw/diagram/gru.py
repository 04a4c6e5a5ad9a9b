"""The GRU in both conventions of the reset gate: one gate for two valves, z to keep and 1 - z to write."""

from __future__ import annotations

from lstm_teach.draw.diagram.canvas import CANDIDATE, HIDDEN, NORMAL, SMALL, WIDTH, Canvas
from lstm_teach.draw.diagram.describe import gate_words, input_words, sentence_start
from lstm_teach.draw.diagram.engine import (
    BRANCH,
    MEMORY,
    box,
    bridge,
    junction,
    layer,
    pipe,
    pointwise,
    wire,
)
from lstm_teach.draw.diagram.surroundings import (
    BUS_H,
    IDLE,
    LAYERS,
    OUTSIDE,
    PIPE,
    VALVES,
    bus_h,
    bus_x,
    end,
    frame,
    note,
    tap,
)
from lstm_teach.draw.diagram.valve import VALVE, gate_valve, stem
from lstm_teach.draw.diagram.view import View, shown
from lstm_teach.draw.numbers import MINUS

ENTRY = 106.0  # where h branches off
R, Z, RESET, G = 166.0, 276.0, 432.0, 548.0  # middles of the layers and of the reset gate's valve
TURN = VALVES + 18  # height at which the reset gate's stem runs


def gru(canvas: Canvas, view: View, before: bool = False) -> tuple[str, str]:
    """Draw a GRU's step, `before` if it resets before the product; returns label and description."""
    frame(canvas)
    _memory(canvas, view)
    _reset(canvas, view, before)
    _candidate(canvas, view)
    layer(canvas, view, R, LAYERS, "r", "σ", "reset gate")
    layer(canvas, view, Z, LAYERS, "z", "σ", "update gate")
    layer(canvas, view, G, LAYERS, "g", "tanh", "candidate")
    bus_x(canvas, view, {"r": R, "z": Z, "g": G})
    end(canvas, view, 6, PIPE, "hidden", "h_prev")
    end(canvas, view, OUTSIDE, PIPE, "hidden", "h")
    note(canvas, view, f"GRU, reset {'before' if before else 'after'} the product")
    return _words(view, before)


def _memory(canvas: Canvas, view: View) -> None:
    keep = view.value("z") * view.value("h_prev")
    pipe(canvas, [(6, PIPE), (Z, PIPE)], view.value("h_prev"), HIDDEN)
    pipe(canvas, [(Z, PIPE), (G, PIPE)], keep, HIDDEN)
    pipe(canvas, [(G, PIPE), (WIDTH - 14, PIPE)], view.value("h"), HIDDEN)
    canvas.head((WIDTH - 2, PIPE), "right", HIDDEN, 13)
    gate_valve(canvas, view, "z", Z, PIPE, (keep, HIDDEN, MEMORY))
    pointwise(canvas, G, PIPE, "+")
    text = f"keep  z × {view.symbol('h', 1)} = {shown(keep)}"
    canvas.text((Z + G) / 2 + 4, PIPE - 19, text, NORMAL, anchor="middle")


def _reset(canvas: Canvas, view: View, before: bool) -> None:
    """Lead h to both gates and, through the reset gate's valve, to the candidate."""
    h = view.value("h_prev")
    r_times = view.value("u") if before else view.value("r") * view.value("u")
    junction(canvas, ENTRY, PIPE, HIDDEN)
    bus_h(canvas, view, {"r": R, "z": Z}, [(ENTRY, PIPE), (ENTRY, BUS_H)], ["g"])
    junction(canvas, Z - 14, BUS_H, HIDDEN)
    dash = IDLE if ("h", "g") in view.dotted else ""
    wire(canvas, [(Z - 14, BUS_H), (RESET, BUS_H)], h, HIDDEN, dash=dash)
    wire(canvas, [(RESET, BUS_H), (G - 14, BUS_H)], r_times, HIDDEN, dash=dash)
    tap(canvas, view, ("h", "g"), G - 14, BUS_H, r_times, HIDDEN)
    if not before:
        canvas.marks.append(box(Z + 17, BUS_H - 11, 43, 22, 4, HIDDEN, edge=2.2))
        canvas.text(Z + 38.5, BUS_H + 4, "linear", anchor="middle")
        canvas.text(RESET - 25, BUS_H + 17, f"u = {view.text('u')}", SMALL, anchor="end")
    gate_valve(canvas, view, "r", RESET, BUS_H, (r_times, HIDDEN, BRANCH))
    canvas.text(RESET + 28, BUS_H + 17, f"r × {'h' if before else 'u'} = {shown(r_times)}")
    route = [(R, LAYERS), (R, TURN), (RESET, TURN), (RESET, BUS_H - VALVE - 3)]
    stem(canvas, view, "r", route, "down", (Z + 58, TURN + 22))


def _candidate(canvas: Canvas, view: View) -> None:
    rest = 1.0 - view.value("z")
    write = rest * view.value("g")
    pipe(canvas, [(G, LAYERS), (G, VALVES)], view.value("g"), CANDIDATE, BRANCH)
    pipe(canvas, [(G, VALVES), (G, PIPE + 12)], write, CANDIDATE, BRANCH)
    gate_valve(canvas, view, "z", G, VALVES, (write, CANDIDATE, BRANCH), leaves="up", inverse=True)
    bridge(canvas, Z, TURN)
    stem(canvas, view, "z", [(Z, LAYERS), (Z, PIPE + VALVE + 3)], "up", (Z - 66, VALVES - 22))
    junction(canvas, Z, VALVES, view.colour("z"))
    wire(canvas, [(Z, VALVES), (G - VALVE - 3, VALVES)], rest, view.colour("z"), head="right")
    pointwise(canvas, Z + 100, VALVES, f"1 {MINUS}")
    canvas.text(Z + 130, VALVES - 9, f"1 {MINUS} z = {shown(rest)}", NORMAL, bold=True)
    canvas.text(G - 14, LAYERS - 9, f"g = {view.text('g')}", NORMAL, bold=True, anchor="end")
    text = f"write  (1 {MINUS} z) × g = {shown(write)}"
    canvas.text(G - 18, VALVES - 34, text, NORMAL, anchor="end")


def _words(view: View, before: bool) -> tuple[str, str]:
    z, h = view.value("z"), view.text("h")
    keep, write = z * view.value("h_prev"), (1.0 - z) * view.value("g")
    label = f"{sentence_start(view, 'GRU')}: hidden state {h}"
    if before:
        reset = f"lets {view.text('u')} of the hidden state before into the candidate"
    else:
        passed = shown(view.value("r") * view.value("u"))
        reset = f"lets {passed} of {view.text('u')}, which is linear in the hidden state, into the candidate"
    description = (
        f"{gate_words(view, 'r', 'Reset gate')} {reset}; "
        f"{gate_words(view, 'z', 'update gate')} keeps {shown(keep)} of {view.text('h_prev')} and with "
        f"the rest, {shown(1.0 - z)}, writes {shown(write)} of candidate {view.text('g')}; hidden state {h}. "
        f"{input_words(view)}"
    )
    return label, description
