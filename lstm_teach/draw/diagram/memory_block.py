"""The memory cell of 1997, alone or in a block: two gates, and a memory without any valve on it."""

from __future__ import annotations

from lstm_teach.draw.diagram.canvas import CANDIDATE, NORMAL, Canvas, rounded
from lstm_teach.draw.diagram.cell_state import carousel_pipe, ends, output
from lstm_teach.draw.diagram.describe import gate_words, input_words, sentence_start
from lstm_teach.draw.diagram.engine import (
    BRANCH,
    LAYER_HEIGHT,
    LAYER_WIDTH,
    layer,
    pipe,
)
from lstm_teach.draw.diagram.surroundings import LAYERS, PIPE, VALVES, buses, frame, note
from lstm_teach.draw.diagram.valve import VALVE, gate_valve, stem
from lstm_teach.draw.diagram.view import View, shown
from lstm_teach.draw.svg import stroke

IN, G, OUT = 190.0, 340.0, 490.0  # middles of the layers
PSI_IN, PSI_OUT = "ψᵢₙ", "ψₒᵤₜ"


def memory_block(canvas: Canvas, view: View) -> tuple[str, str]:
    """Draw a step of one cell of a memory block; returns label and description."""
    frame(canvas)
    carousel_pipe(canvas, view, G)
    _candidate(canvas, view)
    output(canvas, view, "y_out", OUT, PSI_OUT, "psi_c")
    _cards(canvas, _cells(view))
    layer(canvas, view, IN, LAYERS, "y_in", "σ", "input gate")
    layer(canvas, view, G, LAYERS, "g", PSI_IN, "cell input", span=2.0)
    layer(canvas, view, OUT, LAYERS, "y_out", "σ", "output gate")
    buses(canvas, view, {"y_in": IN, "g": G, "y_out": OUT})
    ends(canvas, view)
    shared = _shared(view)
    for n, line in enumerate(shared):
        canvas.text(G + 28, PIPE + 32 + 16 * n, line)
    name = "Memory block of 1997" if shared else "Memory cell of 1997"
    note(canvas, view, name)
    return _words(view, name, shared)


def _candidate(canvas: Canvas, view: View) -> None:
    write = view.value("y_in") * view.value("g")
    pipe(canvas, [(G, LAYERS), (G, VALVES)], view.value("g"), CANDIDATE, BRANCH)
    pipe(canvas, [(G, VALVES), (G, PIPE + 12)], write, CANDIDATE, BRANCH)
    gate_valve(canvas, view, "y_in", G, VALVES, (write, CANDIDATE, BRANCH), leaves="up")
    route = [(IN, LAYERS), (IN, VALVES), (G - VALVE - 3, VALVES)]
    stem(canvas, view, "y_in", route, "right", (IN + 9, VALVES + 18))
    right, up = (14, 9) if _cells(view) == 1 else (28, 16)  # above the cards of the other cells
    canvas.text(G + right, LAYERS - up, f"g = {view.text('g')}", NORMAL, bold=True)
    canvas.text(G - 16, VALVES - 30, f"write  yᵢₙ × g = {shown(write)}", NORMAL, anchor="end")


def _cells(view: View) -> int:
    """The number S of cells that share a pair of gates."""
    return view.H // len(view.vector("y_in"))


def _cards(canvas: Canvas, cells: int) -> None:
    """Hint at the other cells of the block behind the one that is shown."""
    for n in range(1, min(cells, 3)):
        left, top = G - LAYER_WIDTH / 2 + 6 * n, LAYERS - 5 * n
        right, bottom = left + LAYER_WIDTH, top + LAYER_HEIGHT
        corners = [(left, top + 4), (left, top), (right, top), (right, bottom), (right - 5, bottom)]
        canvas.ground.append(stroke(rounded(corners, 4), CANDIDATE, 1.5))


def _shared(view: View) -> tuple[str, ...]:
    cells = _cells(view)
    if cells == 1:
        return ()
    return f"block {view.unit // cells}, cell {view.unit % cells};", f"{cells} cells share both gates"


def _words(view: View, name: str, shared: tuple[str, ...]) -> tuple[str, str]:
    write = view.value("y_in") * view.value("g")
    c, h = view.text("c"), view.text("h")
    label = f"{sentence_start(view, name)}: cell state {c}, hidden state {h}"
    description = (
        f"The carousel keeps all of {view.text('c_prev')}; "
        f"{gate_words(view, 'y_in', 'input gate')} writes {shown(write)} "
        f"of the squashed input {view.text('g')}; "
        f"cell state {c}, squashed {view.text('psi_c')}; "
        f"{gate_words(view, 'y_out', 'output gate')} lets out {h}. {input_words(view)}"
    )
    return label, description + (f" This is {' '.join(shared)}." if shared else "")
