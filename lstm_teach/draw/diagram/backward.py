"""Diagrams read from right to left: the error in pipes and wires, by powers of ten.

`flows` says how large it is, `flow` draws one; here is where it goes in cells with a memory c, in
`backward_gru` in those with h alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, NamedTuple

from lstm_teach.cells.gru import GRUResetBeforeStep, GRUStep
from lstm_teach.cells.lstm import LSTMStep
from lstm_teach.cells.memory_block import MemoryBlockStep
from lstm_teach.cells.peephole import PeepholeStep
from lstm_teach.draw.diagram.backward_gru import gru
from lstm_teach.draw.diagram.canvas import CANDIDATE, CELL, HIDDEN, NORMAL, WIDTH, Canvas
from lstm_teach.draw.diagram.cell_state import T
from lstm_teach.draw.diagram.engine import BRANCH, MEMORY, bridge, pointwise
from lstm_teach.draw.diagram.flow import Flow
from lstm_teach.draw.diagram.legend import LEGEND_HEIGHT
from lstm_teach.draw.diagram.legend import legend as draw_legend
from lstm_teach.draw.diagram.lstm import F, G, I, O
from lstm_teach.draw.diagram.memory_block import IN, OUT, PSI_OUT
from lstm_teach.draw.diagram.memory_block import G as CELL_INPUT
from lstm_teach.draw.diagram.surroundings import (
    BUS_H,
    ENTRY,
    HEIGHT,
    LAYERS,
    OUTSIDE,
    PIPE,
    RIGHT,
    TOP,
    VALVES,
    frame,
    which,
)
from lstm_teach.draw.diagram.valve import VALVE
from lstm_teach.draw.diagram.view import View
from lstm_teach.draw.numbers import significant
from lstm_teach.draw.svg import Drawing


class Memory(NamedTuple):
    """The fields of a cell with a memory, and where their layers are."""

    write: tuple[str, float]
    candidate: float
    read: tuple[str, float]
    squash: tuple[str, str]  # the function's sign, and the field that it computes
    keep: tuple[str, float] | None = None


OF_LSTM = Memory(("i", I), G, ("o", O), ("tanh", "tanh_c"), ("f", F))
OF_BLOCK = Memory(("y_in", IN), CELL_INPUT, ("y_out", OUT), (PSI_OUT, "psi_c"))


def backward_diagram(step: Any, errors: Mapping[str, float], most: float, *, t: int, sequence: int = 0,
                     unit: int = 0, legend: bool = False) -> Drawing:  # fmt: skip
    """Draw the way of the error through one step of a cell: from right to left.

    A stream is as thick as its error's power of ten: empty at 10^-6 of `most`, full at `most`; broken where
    the error is negative.

    Parameters
    ----------
    step : Step
        Of a kind that `flows.has_backward`.
    errors : mapping
        What `flows` returns; with "c_later" among them, the memory's pipe shows right of its last junction
        what came back from the next step alone.
    most : float
        The largest error of the run, which fills a pipe.
    t, sequence, unit, legend
        As for `diagram`.
    """
    view = View(step, sequence, unit, t, {}, "h")
    canvas = Canvas()
    frame(canvas)
    WAYS[type(step)](Flow(canvas, errors, most), view)
    canvas.text(WIDTH - 6, HEIGHT - 3, f"error flowing back, step {t}", NORMAL, bold=True, anchor="end")
    canvas.text(RIGHT - 9, TOP + 14, which(view), anchor="end")
    scale = f"a full pipe: {significant(most, 2)}, an empty one: less than a millionth of that"
    canvas.text(ENTRY + 12, HEIGHT - 3, scale)
    height = HEIGHT
    if legend:
        draw_legend(canvas, height)
        height += LEGEND_HEIGHT
    ends = ", ".join(f"{significant(errors[name], 2)} at {name}" for name in ("c", "h") if name in errors)
    said = ", ".join(f"{name} {significant(value, 2)}" for name, value in errors.items())
    label = f"Error flowing back at step {t}: {ends}"
    return Drawing(WIDTH, height, label, f"The loss changes by this for each: {said}.", canvas.body())


def _with_memory(flow: Flow, view: View, names: Memory) -> None:
    """Draw the way through a cell with a memory."""
    canvas, g = flow.canvas, names.candidate
    (write, w), (read, r), (sign, squashed) = names.write, names.read, names.squash
    kept = g if names.keep is None else names.keep[1]
    come_in = (WIDTH - 6, PIPE)
    if "c_later" in flow.errors:
        flow.pipe([come_in, (T, PIPE)], "c_later", CELL, MEMORY)
        come_in = (T, PIPE)
    flow.pipe([come_in, (kept, PIPE)], "c", CELL, MEMORY)
    flow.pipe([(kept, PIPE), (14, PIPE)], "c_prev", CELL, MEMORY)
    canvas.head((2, PIPE), "left", CELL, 13)
    flow.pipe([(WIDTH - 6, BUS_H), (T, BUS_H), (T, VALVES)], "h", HIDDEN, BRANCH)
    flow.pipe([(T, VALVES), (T, PIPE + 12)], squashed, CELL, BRANCH)
    canvas.head((T, PIPE + 12), "up", CELL, 11)
    flow.pipe([(g, PIPE), (g, VALVES)], "c", CANDIDATE, BRANCH)
    flow.pipe([(g, VALVES), (g, LAYERS)], "g", CANDIDATE, BRANCH)
    canvas.head((g, LAYERS - 1), "down", CANDIDATE, 11)
    if names.keep is not None:
        flow.wire([(kept, PIPE + VALVE), (kept, LAYERS)], names.keep[0], view.colour(names.keep[0]))
    flow.wire([(g - VALVE, VALVES), (w, VALVES), (w, LAYERS)], write, view.colour(write))
    flow.wire([(T - VALVE, VALVES), (r, VALVES), (r, LAYERS)], read, view.colour(read))
    pointwise(canvas, g, PIPE, "+")
    pointwise(canvas, T, PIPE + 29, sign)
    if names.keep is not None:
        flow.valve(view, names.keep[0], kept, PIPE, ("c_prev", CELL, MEMORY), upright=False)
    flow.valve(view, write, g, VALVES, ("g", CANDIDATE, BRANCH))
    flow.valve(view, read, T, VALVES, (squashed, CELL, BRANCH))
    for x, name in ((kept, names.keep and names.keep[0]), (w, write), (g, "g"), (r, read)):
        if name is not None:
            flow.layer(view, x, name)
    products = [(g, VALVES + VALVE + 3), (T, VALVES - VALVE - 3)]
    for x, y in [(kept - VALVE - 3, PIPE), *products] if names.keep else products:
        pointwise(canvas, x, y, "×")  # where the product leaves
    if "c_f" in flow.errors:
        _peepholes(flow)
    flow.wire([(r, BUS_H), (8, BUS_H)], "h_prev", HIDDEN, head="left")
    _numbers(flow, view, names)


def _peepholes(flow: Flow) -> None:
    """Draw what comes back into the memory from the gates that look at it."""
    wall, left, branch = PIPE + MEMORY / 2, F - 38, LAYERS - 30
    flow.wire([(left, LAYERS), (left, wall)], "c_f", CELL, head="up")
    flow.wire([(I - 38, LAYERS), (I - 38, branch), (left + 5, branch)], "c_i", CELL, head="left")
    flow.wire([(O - 14, LAYERS), (O - 14, wall)], "c_o", CELL, head="up")
    bridge(flow.canvas, F, branch)


def _numbers(flow: Flow, view: View, names: Memory) -> None:
    g, c = names.candidate, view.symbol("c")
    if "c_later" in flow.errors:
        flow.end(OUTSIDE, PIPE, f"from step {(view.t or 0) + 1}", "c_later")
        flow.number(T - 26, PIPE - 19, f"d{c}", "c", "end")
    else:
        flow.end(OUTSIDE, PIPE, f"d{c}", "c")
    flow.end(OUTSIDE, BUS_H, f"d{view.symbol('h')}", "h")
    flow.end(6, PIPE, f"d{view.symbol('c', 1)}", "c_prev")
    flow.end(6, BUS_H, f"d{view.symbol('h', 1)}", "h_prev")
    if names.keep is not None:
        flow.number(F + 10, VALVES, f"d{names.keep[0]}", names.keep[0])
    flow.number(g - 26, VALVES - 8, f"d{view.name(names.write[0])}", names.write[0], "end")
    flow.number(g + 14, LAYERS - 9, "dg", "g")
    flow.number(T - 26, VALVES - 8, f"d{view.name(names.read[0])}", names.read[0], "end")
    factor = "1.0" if names.keep is None else names.keep[0]
    middle = (ENTRY + g) / 2 if names.keep is None else (F + g) / 2
    flow.canvas.text(middle, PIPE - 19, f"{factor} × d{c}: what goes on", NORMAL, anchor="middle")


WAYS: dict[type, Callable[[Flow, View], None]] = {
    LSTMStep: partial(_with_memory, names=OF_LSTM),
    PeepholeStep: partial(_with_memory, names=OF_LSTM),
    MemoryBlockStep: partial(_with_memory, names=OF_BLOCK),
    GRUStep: gru,
    GRUResetBeforeStep: partial(gru, before=True),
}
