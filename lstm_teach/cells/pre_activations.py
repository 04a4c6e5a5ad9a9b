"""What a unit adds up: the terms of its pre-activation, one for every weight."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np

from lstm_teach.cells import wiring
from lstm_teach.cells.base import Cell, check_cell
from lstm_teach.trace import Step
from lstm_teach.validation import check_shape, one_of, whole_number


class Term(NamedTuple):
    """One weight and what it multiplies."""

    source: str  # such as "h"
    unit: int  # the one that is read
    weight: float  # as it stands in the parameters; 0 where its wire is cut
    value: float  # what it multiplies: the unit's value, times the reset gate where there is one on the way


class PreActivation(NamedTuple):
    """The sum that a unit squashes: of weight times value over all terms, and the bias."""

    terms: tuple[Term, ...]
    bias: float

    @property
    def total(self) -> float:
        """The pre-activation itself."""
        return sum((term.weight * term.value for term in self.terms), self.bias)


def pre_activation_terms(
    cell: Cell, params: Any, step: Step, target: str, unit: int = 0, sequence: int = 0
) -> PreActivation:
    r"""Return the terms of :math:`a = \sum w\, v + b` for one unit of a layer, at one step.

    In the GRU that resets after the product, :math:`a_g = a_x + r (h W + b_g)`: the terms of h have the
    value :math:`r_k h_j`, and the bias is :math:`b_k + r_k b_{g,k}`. Where it resets before, they have
    the value :math:`r_j h_j`.

    Parameters
    ----------
    cell, params
        As given to `unroll`.
    step : Step
        What ``trace.at(t)`` returned. Of a wire that is cut at this step the weights are 0.
    target : str
        The layer, by the field of the Step that it computes: the second name in `Cell.wires`.
    unit, sequence : int
        Which unit, and which sequence of the batch. The cells of memory blocks count block by block.

    Raises
    ------
    TypeError, ValueError
        If `params` or `step` do not belong to the cell, or there is no such layer, unit or sequence.

    Examples
    --------
    >>> from lstm_teach import RNN, RNNParams, step
    >>> params = RNNParams(np.array([[2.0]]), np.array([[0.5]]), np.array([-1.0]))
    >>> pre_activation_terms(RNN, params, step(RNN, params, np.array([[3.0]])), "h").terms
    (Term(source='x', unit=0, weight=2.0, value=3.0), Term(source='h', unit=0, weight=0.5, value=0.0))
    """
    check_cell(cell)
    sizes = cell.sizes(params)
    _check_step(cell, step, sizes)
    one_of("target", target, list(dict.fromkeys(name for _, name in cell.wires)))
    wires = wiring.places(cell.wiring, cell.shapes, sizes)
    used = wiring.without(params, wires, step.cuts)
    mine = [w for w in wires if w.target == target and getattr(params, w.part) is not None]
    width = mine[0].columns.stop - mine[0].columns.start
    unit = whole_number("unit", unit, 0, width - 1)
    sequence = whole_number("sequence", sequence, 0, len(step.x) - 1)
    terms, bias = [], 0.0
    for wire in mine:
        weights = wire.of(used)[..., unit]
        gate = math.prod(float(getattr(step, name)[sequence, unit]) for name in wire.through)
        if not wire.source:
            bias += gate * float(weights)
            continue
        values = gate * np.prod([getattr(step, name)[sequence].reshape(-1) for name in wire.reads], axis=0)
        read = [unit] if wire.rows is None else range(len(values))
        terms += [
            Term(wire.source, j, float(weight), float(values[j]))
            for j, weight in zip(read, np.atleast_1d(weights), strict=True)
        ]
    return PreActivation(tuple(terms), bias)


def _check_step(cell: Cell, step: Any, sizes: dict[str, int]) -> None:
    if not isinstance(step, Step) or step.is_trace:
        came = repr(step) if isinstance(step, Step) else type(step).__name__
        raise TypeError(f"step: expected a Step, such as trace.at(0), got {came}")
    if type(step) is not cell.step_type:
        expected = f"a {cell.step_type.__name__}, made by the cell {cell.name}"
        raise ValueError(f"step: expected {expected}, got {step!r}")
    check_shape("step.x", step.x.shape, ("B", "D"), sizes)
    check_shape("step.h", step.h.shape, cell.state_axes["h"], sizes)
