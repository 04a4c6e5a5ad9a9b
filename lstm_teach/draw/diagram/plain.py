"""Any other cell: its gates as valves, what comes in and what goes out. How it is wired is not known here."""

from __future__ import annotations

from lstm_teach.draw.diagram.canvas import CELL, HIDDEN, NORMAL, WIDTH, Canvas
from lstm_teach.draw.diagram.describe import gate_words, input_words, sentence_start
from lstm_teach.draw.diagram.engine import BRANCH, LAYER_WIDTH, MEMORY, layer, pipe, pointwise
from lstm_teach.draw.diagram.surroundings import BUS_H, LAYERS, OUTSIDE, PIPE, VALVES, buses, end, frame, note
from lstm_teach.draw.diagram.valve import VALVE, gate_valve, stem
from lstm_teach.draw.diagram.view import View

FIRST, PITCH = 160.0, 116.0  # middles of the gates' layers
MOST = 4  # that have room; the words name all
OUT = 560.0  # where the new hidden state comes from


def plain(canvas: Canvas, view: View) -> tuple[str, str]:
    """Draw a step from what its type says of its gates; returns label and description."""
    name = type(view.step).__name__.removesuffix("Step") or "Cell"
    gates = list(view.step.gates)
    frame(canvas)
    _memory(canvas, view)
    places = [FIRST + PITCH * n for n in range(len(gates[:MOST]))]
    for x, gate in zip(places, gates, strict=False):
        _gate(canvas, view, gate, x)
    if not gates:
        places = [FIRST + PITCH]
        layer(canvas, view, places[0], LAYERS, "h", "φ", "layer")
    buses(canvas, view, dict(zip(gates[:MOST] or ["h"], places, strict=True)))
    end(canvas, view, 6, BUS_H, "hidden", "h_prev")
    pipe(canvas, [(OUT, BUS_H), (WIDTH - 12, BUS_H)], view.value("h"), HIDDEN, BRANCH)
    canvas.head((WIDTH - 2, BUS_H), "right", HIDDEN, 11)
    end(canvas, view, OUTSIDE, BUS_H, "hidden", "h")
    note(canvas, view, name)
    words = "; ".join(gate_words(view, gate, view.step.gates[gate].words) for gate in gates)
    inside = ", ".join(f"{field} {view.text(field)}" for field in _others(view))
    sentences = [f"{part[0].upper()}{part[1:]}." for part in (words, inside) if part]
    label = f"{sentence_start(view, name)}: hidden state {view.text('h')}"
    return label, " ".join([*sentences, input_words(view)])


def _memory(canvas: Canvas, view: View) -> None:
    """Draw the cell state's pipe, if there is one, and the numbers of all that is neither state nor gate."""
    if "c_prev" in view.step.array_names():
        middle = FIRST + 1.5 * PITCH
        pipe(canvas, [(6, PIPE), (middle, PIPE)], view.value("c_prev"), CELL, MEMORY)
        pipe(canvas, [(middle, PIPE), (WIDTH - 14, PIPE)], view.value("c"), CELL, MEMORY)
        canvas.head((WIDTH - 2, PIPE), "right", CELL, 13)
        pointwise(canvas, middle, PIPE, "update")
        end(canvas, view, 6, PIPE, "cell state", "c_prev")
        end(canvas, view, OUTSIDE, PIPE, "cell state", "c")
    for n, field in enumerate(_others(view)[:MOST]):
        x = FIRST - LAYER_WIDTH / 2 + PITCH * n
        canvas.text(x, PIPE + 34, f"{field} = {view.text(field)}", NORMAL, bold=True)


def _gate(canvas: Canvas, view: View, gate: str, x: float) -> None:
    """Draw a gate's layer and its valve, on a piece of pipe that shows which share is let through."""
    value = view.value(gate)
    pipe(canvas, [(x - 38, VALVES), (x, VALVES)], 1.0, CELL, BRANCH)
    pipe(canvas, [(x, VALVES), (x + 38, VALVES)], value, CELL, BRANCH)
    gate_valve(canvas, view, gate, x, VALVES, (value, CELL, BRANCH))
    stem(canvas, view, gate, [(x, LAYERS), (x, VALVES + VALVE + 3)], "up", (x + 9, VALVES + 37))
    layer(canvas, view, x, LAYERS, gate, "σ", view.step.gates[gate].role)


def _others(view: View) -> list[str]:
    """Fields that are neither inputs, states nor gates."""
    names = view.step.array_names()
    states = {name.removesuffix("_prev") for name in names if name.endswith("_prev")}
    known = {"x", "h", *states, *view.step.gates}
    return [name for name in names if name not in known and not name.endswith("_prev")]
