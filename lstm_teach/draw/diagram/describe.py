"""The same numbers in words."""

from __future__ import annotations

from lstm_teach.draw.diagram.surroundings import inputs, numbers_of_inputs, which
from lstm_teach.draw.diagram.view import View, shown


def sentence_start(view: View, name: str) -> str:
    """Return which cell, step, unit and sequence."""
    parts = [name if view.t is None else f"{name} at step {view.t}", which(view)]
    return ", ".join(part for part in parts if part)


def gate_words(view: View, gate: str, name: str) -> str:
    """Return a gate with its value and, where it is held, what it would have been."""
    if not view.is_held(gate):
        return f"{name} {view.text(gate)}"
    learned = view.learned_value(gate)
    words = f"{name}, held at {view.text(gate)}"
    return words + (f" (free {shown(learned)})," if learned is not None else ",")


def input_words(view: View) -> str:
    """Return the sentence about what comes in: the numbers, if they are drawn, or how many."""
    values = view.vector("x")
    x = ", ".join(inputs(view)) if numbers_of_inputs(view) else f"of {len(values)} values"
    return f"Input {x}; hidden state before {view.text('h_prev')}."
