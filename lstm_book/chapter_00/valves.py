"""The three valves beside the page: how far each gate is open at the letter where it would be turned."""

from __future__ import annotations

from collections.abc import Iterator

from lstm_book.chapter_00.machine_run import GATES, LETTERS, WritingMachineState, Written, mode_of
from lstm_book.chapter_00.page import ROLES, TOP
from lstm_teach.draw import theme
from lstm_teach.draw.diagram.canvas import CANDIDATE, CELL, HIDDEN, Canvas
from lstm_teach.draw.diagram.engine import BRANCH, pipe
from lstm_teach.draw.diagram.valve import GAP, HIT, valve
from lstm_teach.draw.numbers import shown
from lstm_teach.draw.parts import Part

X, PITCH = 550.0, 84.0  # middle of the valves, and from one to the next
PIPE = 44.0  # half its length
TEXT = X + 50
WORDS = {
    "f": ("how much of the store stays", CELL),
    "i": ("how much of the new goes in", CANDIDATE),
    "o": ("how much of the store is shown", HIDDEN),
}
TIP = (
    "Press: shut, open, learned. Drag up or down to hold it in between; the arrow keys do the same, and "
    "Delete lets go."
)


def middle(gate: str) -> tuple[float, float]:
    """Return where the valve of a gate is."""
    return X, TOP + 36 + GATES.index(gate) * PITCH


def now(state: WritingMachineState, result: Written, gate: str) -> tuple[float, float | None]:
    """Return how far a gate is open at the next letter in the mean; if held, also how far it would be."""
    k = min(state.turn, LETTERS - 1)
    value = float(result.gates[gate][k])
    learned = float(result.learned[gate][k]) if state.hold_of(gate) is not None else None
    return value, learned


def valves(state: WritingMachineState, result: Written) -> str:
    """Draw the valves, each on a pipe, with its name and what it lets through."""
    canvas = Canvas()
    for gate in GATES:
        value, learned = now(state, result, gate)
        x, y = middle(gate)
        words, flow = WORDS[gate]
        pipe(canvas, [(x - PIPE, y), (x, y)], 1.0, flow, BRANCH)
        pipe(canvas, [(x, y), (x + PIPE, y)], value, flow, BRANCH)
        colour = theme.colour(ROLES[gate])
        held = learned is not None
        valve(canvas, x, y, value, colour, flow=(value, flow, BRANCH), held=held, learned=learned)
        canvas.text(TEXT, y - 12, f"{ROLES[gate]} {gate}", bold=True, size=13)
        canvas.text(TEXT, y + 5, words, size=12)
        canvas.text(TEXT, y + 21, how(state, result, gate), size=12)
        canvas.place(gate, x, y, HIT, HIT)
    return canvas.body()


def how(state: WritingMachineState, result: Written, gate: str) -> str:
    """Return in words how a gate stands."""
    value, learned = now(state, result, gate)
    mode = mode_of(state.hold_of(gate))
    if learned is None:
        return f"learned: {shown(value)} open in the mean"
    said = f"held at {shown(value)}" if mode == "held at" else mode
    return f"{said}; learned {shown(learned)}"


def find_valves(state: WritingMachineState, result: Written) -> Iterator[Part]:
    """Find the valves."""
    for gate in GATES:
        value, _ = now(state, result, gate)
        x, y = middle(gate)
        box = (x - HIT, y - HIT, 2 * HIT, 2 * HIT)
        label, text = f"{ROLES[gate]} {gate}", how(state, result, gate)
        tip = f"{label}, {WORDS[gate][0]}: {text}.\n{TIP}"
        yield Part(f"gate:{gate}", "valve", box, label, text, tip, round(value, 3), 0, 1, drag="y")


__all__ = ["GAP", "find_valves", "valves"]
