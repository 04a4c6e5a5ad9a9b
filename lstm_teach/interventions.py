"""Interventions in a run beside `Hold`: a wire that is cut, and what a held gate would have done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from lstm_teach.cells import wiring
from lstm_teach.cells.base import Cell, check_cell
from lstm_teach.gates import Held, Hold, Intervention, as_tuple, check_reach
from lstm_teach.numerics import Array, sigmoid
from lstm_teach.trace import Trace


@dataclass(frozen=True)
class Cut(Intervention):
    r"""Cut the wire from `source` to `target` for the steps `start` to `stop` - 1: it carries nothing.

    ``Cut("h", "g")`` takes :math:`h_{t-1} W_{hg}` out of the candidate's pre-activation. A step with a wire
    cut is the step with weights of 0 there, and so is its backward pass: no error goes back along the wire,
    and its weights get no gradient from these steps. Biases stay. Unlike this, the `cut` of `bptt` leaves
    the run as it is and takes away error alone, so that the gradient is no longer exact.

    In the GRU the wire from h to g is what is multiplied by :math:`W_{hg}`: with the reset after the product
    :math:`r \odot (h W_{hg} + b_g)` becomes :math:`r \odot b_g`; with the reset before it
    :math:`(r \odot h) W_{hg}` goes, and r has no effect. What goes from state to state without weights,
    such as :math:`f \odot c_{t-1}`, is no wire: hold the gate.

    Parameters
    ----------
    source, target : str
        One of the cell's `wires`: from "x", "h", peepholes from "c", the gates of a memory block that feed
        its layers, to the layer by the name of what it computes, such as "f" or "g".
    start, stop : int
        The steps, counted from 0. `stop` = None means to the end of the sequence.
    units : tuple of int, optional
        The target's units that are cut off; None means all of them.

    Raises
    ------
    TypeError, ValueError
        If a name is no string or the steps are out of order. Whether the cell has such a wire and the
        sequence such steps is checked by `unroll`.

    Examples
    --------
    >>> Cut("h", "g", start=10, stop=20)
    Cut(source='h', target='g', start=10, stop=20, units=None)
    """

    source: str
    target: str
    start: int = 0
    stop: int | None = None
    units: tuple[int, ...] | None = None

    def __post_init__(self) -> None:
        for name in ("source", "target"):
            value = getattr(self, name)
            if not isinstance(value, str):
                raise TypeError(f"Cut.{name}: expected a name such as 'h', got {type(value).__name__}")
        super().__post_init__()


def check_cuts(cuts: Any, cell: Cell, params: Any, sizes: dict[str, int], T: int) -> tuple[Cut, ...]:
    """Return `cuts` as a tuple after checking wires, steps and units; raise an error otherwise.

    Parameters
    ----------
    cuts : Cut or sequence of Cut
    cell, params, sizes
        The cell, its parameters and their sizes: a wire is there if its parameter is not None.
    T : int
        The number of steps.

    Raises
    ------
    TypeError, ValueError
        If something is no Cut, or names a wire, a step or a unit that is not there.
    """
    cuts = as_tuple("cuts", cuts, Cut)
    there: dict[tuple[str, str], int] = {}
    for wire in wiring.places(cell.wiring, cell.shapes, sizes):
        if wire.source and getattr(params, wire.part) is not None:
            there[wire.source, wire.target] = wire.columns.stop - wire.columns.start
    for n, cut in enumerate(cuts):
        size = there.get((cut.source, cut.target))
        if size is None:
            raise ValueError(
                f"cuts[{n}]: expected one of the cell's wires ({_listed(there)}), "
                f"got from {cut.source!r} to {cut.target!r}"
            )
        check_reach(f"cuts[{n}]", cut, T, size)
    return cuts


def _listed(wires: dict[tuple[str, str], int]) -> str:
    targets: dict[str, list[str]] = {}
    for source, target in wires:
        targets.setdefault(source, []).append(target)
    known = [f"from {source} to {', '.join(names)}" for source, names in targets.items()]
    return "; ".join(known) or "none: this cell names none"


class _Listening(Held):
    """The gates of T steps from `start` on, in rows (T * B): held as the run was, and noted as learned."""

    def __init__(self, holds: tuple[Hold, ...], start: int, T: int) -> None:
        super().__init__(holds)
        self.start, self.T = start, T
        self.learned: dict[str, Array] = {}

    def open(self, name: str, a: Array) -> Array:
        learned = sigmoid(a).reshape(self.T, -1, a.shape[-1])
        held = learned.copy()
        for hold in self.holds:
            if hold.gate == name:
                self.learned[name] = learned
                held[hold.steps(self.start), :, hold.index] = hold.value
        return held.reshape(a.shape)


def learned_gates(cell: Cell, params: Any, trace: Trace) -> dict[str, Array]:
    """Return for every held gate what it would have been, step by step, in this very run.

    That is the sigmoid of its pre-activation in the held run, whose states differ from those
    of a free run, and in which wires that are cut carry nothing. It can be recomputed from the
    Trace in one vectorised step for every stretch with the same cuts, because the Trace knows
    every previous state; so no Trace has to carry it.

    Parameters
    ----------
    cell, params
        As given to `unroll`.
    trace : Trace
        What `unroll` returned, with its holds and cuts.

    Returns
    -------
    dict
        Gate name to array (T, B, units); empty for a run in which no gate is held.

    Raises
    ------
    TypeError, ValueError
        If `params` or `trace` do not belong to the cell.
    """
    check_cell(cell)
    sizes = cell.sizes(params)
    cell.check_trace(trace, params)
    if not trace.holds:
        return {}
    T = len(trace)
    ends = {end for cut in trace.cuts for end in (cut.start, T if cut.stop is None else cut.stop)}
    edges = sorted({0, T} | ends)
    wires = wiring.places(cell.wiring, cell.shapes, sizes) if trace.cuts else ()
    pieces = []
    for start, stop in zip(edges, edges[1:], strict=False):
        weights = wiring.without(params, wires, trace.at(start).cuts)
        pieces.append(_learned(cell, weights, trace, start, stop))
    return {gate: np.concatenate([piece[gate] for piece in pieces]) for gate in pieces[0]}


def _learned(cell: Cell, weights: Any, trace: Trace, start: int, stop: int) -> dict[str, Array]:
    """Return what the held gates would have been from step `start` to `stop` - 1, with these weights."""

    def rows(name: str) -> Array:
        array: Array = getattr(trace, name)[start:stop]
        return array.reshape(-1, *array.shape[2:])

    gates = _Listening(trace.holds, start, stop - start)
    previous = cell.state_type(*(rows(f"{name}_prev") for name in cell.state_names))
    cell.step(weights, rows("x"), previous, gates)
    return gates.learned
