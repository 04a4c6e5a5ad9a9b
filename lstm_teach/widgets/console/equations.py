"""The equation of everything in a diagram, with its values: what stands below a part that is pointed at."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any

import numpy as np

from lstm_teach.cells.base import Cell
from lstm_teach.cells.gru import GRUStep
from lstm_teach.cells.memory_block import MemoryBlockStep
from lstm_teach.cells.pre_activations import PreActivation, Term, pre_activation_terms
from lstm_teach.draw.numbers import MINUS, plain, shown
from lstm_teach.numerics import sigmoid

MOST = 4  # terms that are written out; of more, the largest
SQUASHED = {"g": "tanh"}  # what is no gate


class Equations:
    """The equations of one unit at one step.

    Parameters
    ----------
    cell, params
    step : Step
        ``trace.at(t)``.
    unit, sequence : int
    names : sequence of str
        Of the inputs.
    """

    def __init__(
        self, cell: Cell, params: Any, step: Any, unit: int, sequence: int, names: Sequence[str] = ()
    ) -> None:
        self.cell, self.params, self.step = cell, params, step
        self.unit, self.sequence, self.names = unit, sequence, names
        self.layers = tuple(dict.fromkeys(target for _, target in cell.wires))
        self._sums: dict[str, PreActivation] = {}
        self._texts: dict[str, str] = {}

    def value(self, field: str) -> float:
        """Return the number of the unit, or of its block, in a field of the step."""
        row = np.real(getattr(self.step, field)[self.sequence]).reshape(-1)
        return float(row[self.index(field)])

    def index(self, field: str) -> int:
        """Return which number of a field belongs to the unit: of what a block shares, the block's."""
        size = np.real(getattr(self.step, field)[self.sequence]).size
        H = self.step.h.shape[-1]
        return self.unit if size == H else self.unit * size // H

    def sum_of(self, layer: str) -> PreActivation:
        """Return what a layer adds up for the unit."""
        if layer not in self._sums:
            unit = self.index(layer)
            self._sums[layer] = pre_activation_terms(
                self.cell, self.params, self.step, layer, unit, self.sequence
            )
        return self._sums[layer]

    def of_layer(self, layer: str) -> str:
        """Return how a layer's number comes about, such as "a_f = 10 - 20 × 1 = -10, f = σ(-10) = 0.00"."""
        if layer not in self._texts:  # valve, lane and box tell the same
            self._texts[layer] = self._of_layer(layer)
        return self._texts[layer]

    def _of_layer(self, layer: str) -> str:
        if layer not in self.layers:  # of a cell that does not say how it is wired
            return f"{self.symbol(layer)} = {shown(self.value(layer))}"
        added, value = self.sum_of(layer), self.value(layer)
        terms = sorted((term for term in added.terms if term.weight), key=_size)[:MOST]
        more = sum(bool(term.weight) for term in added.terms) - len(terms)
        parts = [plain(added.bias, 2), *(f"{_sign(term)} × {self._read(term)}" for term in terms)]
        if more:
            parts.append(f"+ {more} smaller terms")
        a, symbol = plain(added.total, 2), self.symbol(layer)
        text = f"a_{symbol} = {' '.join(parts)} = {a}"
        if layer in self.cell.gates:
            free = float(sigmoid(np.array(added.total)))
            text += f",  {symbol} = σ({a}) = {shown(free)}"
            return text if abs(free - value) < 1e-12 else f"{text}; held at {shown(value)}"
        squash = "ψ" if isinstance(self.step, MemoryBlockStep) else SQUASHED.get(layer, "")
        return f"{text},  {symbol} = {squash}({a}) = {shown(value)}" if squash else f"{text}; {shown(value)}"

    def of_wire(self, source: str, layer: str) -> str:
        """Return what a wire carries into a layer."""
        terms = [term for term in self.sum_of(layer).terms if term.source == source]
        carried = sum(term.weight * term.value for term in terms)
        name = f"{source} to {self.symbol(layer)}"
        if (source, layer) in {(cut.source, cut.target) for cut in self.cuts}:
            return f"{name}: cut, carries nothing"
        if not any(term.weight for term in terms):
            return f"{name}: its weights are 0, it carries nothing"
        if len(terms) == 1:
            return f"{name}: {plain(terms[0].weight, 2)} × {shown(terms[0].value)} = {shown(carried)}"
        return f"{name}: {len(terms)} weights, together {shown(carried)}"

    @cached_property
    def cuts(self) -> tuple[Any, ...]:
        """The cuts in force that reach the unit."""
        return tuple(cut for cut in self.step.cuts if cut.covers(self.index(cut.target)))

    @cached_property
    def idle_wires(self) -> frozenset[tuple[str, str]]:
        """The wires that carry nothing, since all their weights are 0."""
        sums = {layer: self.sum_of(layer).terms for layer in self.layers}
        used = {(term.source, layer) for layer, terms in sums.items() for term in terms if term.weight}
        return frozenset(self.cell.wires) - used

    def of_state(self, field: str) -> str:
        """Return how a new state comes about, for the cells of the book; of others its number."""
        if field in self.layers:  # what a memory block's gates were is a part of its state
            return self.of_layer(field)
        rule = _RULES.get(field, {})
        for kind, write in rule.items():
            if isinstance(self.step, kind):
                return str(write(self))
        if isinstance(self.step, MemoryBlockStep) or {"f", "i", "o"} <= set(self.cell.gates):
            return _of_memory(self, field)
        return f"{field} = {shown(self.value(field))}"

    def symbol(self, field: str) -> str:
        """Return how the book writes a field."""
        return self.cell.gates[field].symbol if field in self.cell.gates else field

    def _read(self, term: Term) -> str:
        """The value that a weight is multiplied with, and whose it is where there are several."""
        value = plain(term.value, 2)
        if term.source == "x" and self.names:
            return f"{value} ({self.names[term.unit]})"
        several = self.step.x.shape[-1] > 1 if term.source == "x" else self.step.h.shape[-1] > 1
        return f"{value} ({term.source}{term.unit if several else ''})"


def _size(term: Term) -> float:
    return -abs(term.weight * term.value) or -abs(term.weight) * 1e-9


def _sign(term: Term) -> str:
    return f"{MINUS if term.weight < 0 else '+'} {plain(abs(term.weight), 2)}"


def _gru(e: Equations) -> str:
    z, before, g = (shown(e.value(name)) for name in ("z", "h_prev", "g"))
    rest = shown(1.0 - e.value("z"))
    return f"h = z × h before + (1 {MINUS} z) × g = {z} × {before} + {rest} × {g} = {shown(e.value('h'))}"


def _of_memory(e: Equations, field: str) -> str:
    block = isinstance(e.step, MemoryBlockStep)
    write, read, squashed = ("y_in", "y_out", "psi_c") if block else ("i", "o", "tanh_c")
    i, o = e.symbol(write), e.symbol(read)
    if field == "c":
        keep = "" if block else "f × "
        number = "" if block else f"{shown(e.value('f'))} × "
        return (
            f"c = {keep}c before + {i} × g = {number}{shown(e.value('c_prev'))} + "
            f"{shown(e.value(write))} × {shown(e.value('g'))} = {shown(e.value('c'))}"
        )
    squash = "ψ(c)" if block else "tanh c"
    return f"h = {o} × {squash} = {shown(e.value(read))} × {shown(e.value(squashed))} = {shown(e.value('h'))}"


_RULES: dict[str, dict[type, Any]] = {"h": {GRUStep: _gru}}
