"""The GRU's diagram read from right to left, in both conventions of the reset gate."""

from __future__ import annotations

from lstm_teach.draw.diagram.canvas import CANDIDATE, HIDDEN, NORMAL, WIDTH
from lstm_teach.draw.diagram.engine import BRANCH, MEMORY, box, bridge, junction, pointwise
from lstm_teach.draw.diagram.flow import Flow
from lstm_teach.draw.diagram.gru import ENTRY, RESET, TURN, G, R, Z
from lstm_teach.draw.diagram.surroundings import BUS_H, LAYERS, OUTSIDE, PIPE, VALVES
from lstm_teach.draw.diagram.valve import VALVE
from lstm_teach.draw.diagram.view import View
from lstm_teach.draw.numbers import MINUS


def gru(flow: Flow, view: View, before: bool = False) -> None:
    """Draw the way through a GRU, `before` if it resets before the product."""
    _memory(flow, view)
    _reset(flow, view, before)
    for x, name in ((R, "r"), (Z, "z"), (G, "g")):
        flow.layer(view, x, name)
    h = view.symbol("h")
    flow.end(OUTSIDE, PIPE, f"d{h}", "h")
    flow.end(6, PIPE, f"d{view.symbol('h', 1)}", "h_prev")
    flow.number(Z + 12, LAYERS - 9, "dz", "z")
    flow.number(G + 14, LAYERS - 9, "dg", "g")
    flow.canvas.text((ENTRY + Z) / 2 - 4, PIPE - 19, f"z × d{h}: goes on", NORMAL, anchor="middle")
    flow.canvas.text(G - 28, VALVES - 20, f"(1 {MINUS} z) × d{h}", NORMAL, anchor="end")


def _memory(flow: Flow, view: View) -> None:
    """Draw the pipe, the branch into the candidate, and what both valves send to the update gate."""
    canvas, z = flow.canvas, view.colour("z")
    flow.pipe([(WIDTH - 6, PIPE), (Z, PIPE)], "h", HIDDEN, MEMORY)
    flow.pipe([(Z, PIPE), (ENTRY, PIPE)], "kept", HIDDEN, MEMORY)
    flow.pipe([(ENTRY, PIPE), (14, PIPE)], "h_prev", HIDDEN, MEMORY)
    canvas.head((2, PIPE), "left", HIDDEN, 13)
    flow.pipe([(G, PIPE), (G, VALVES)], "h", CANDIDATE, BRANCH)
    flow.pipe([(G, VALVES), (G, LAYERS)], "g", CANDIDATE, BRANCH)
    canvas.head((G, LAYERS - 1), "down", CANDIDATE, 11)
    flow.wire([(G - VALVE, VALVES), (Z + 5, VALVES)], "write", z, head="left")
    flow.wire([(Z, PIPE + VALVE), (Z, VALVES)], "keep", z)
    flow.wire([(Z, VALVES), (Z, LAYERS)], "z", z)
    pointwise(canvas, G, PIPE, "+")
    flow.valve(view, "z", Z, PIPE, ("kept", HIDDEN, MEMORY), upright=False)
    flow.valve(view, "z", G, VALVES, ("g", CANDIDATE, BRANCH), inverse=True)
    pointwise(canvas, Z - VALVE - 3, PIPE, "×")  # where the products leave
    pointwise(canvas, G, VALVES + VALVE + 3, "×")


def _reset(flow: Flow, view: View, before: bool) -> None:
    """Draw what comes back from the candidate through the reset gate's valve, and into h."""
    canvas = flow.canvas
    flow.wire([(G, BUS_H), (RESET, BUS_H)], "u" if before else "a_g", HIDDEN, head="left")
    flow.wire([(RESET, BUS_H), (Z, BUS_H)], "reset", HIDDEN, head="left")
    flow.wire([(Z, BUS_H), (ENTRY, BUS_H), (ENTRY, PIPE + MEMORY / 2)], "bus", HIDDEN, head="up")
    junction(canvas, ENTRY, PIPE, HIDDEN)
    bridge(canvas, Z, TURN)
    route = [(RESET, BUS_H - VALVE), (RESET, TURN), (R, TURN), (R, LAYERS)]
    flow.wire(route, "r", view.colour("r"))
    if before:
        flow.number(RESET + 26, BUS_H + 17, "du", "u")
    else:
        flow.number(RESET - 26, BUS_H + 25, "du", "u", "end")  # below the box
        canvas.marks.append(box(Z + 17, BUS_H - 11, 43, 22, 4, HIDDEN, edge=2.2))
        canvas.text(Z + 38.5, BUS_H + 4, "linear", anchor="middle")
    flow.valve(view, "r", RESET, BUS_H, ("reset", HIDDEN, BRANCH), upright=False)
    flow.number(RESET + 9, LAYERS - 9, "dr", "r")
