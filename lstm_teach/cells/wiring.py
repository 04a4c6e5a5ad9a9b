"""How a cell says which of its weights lie on which wire; by that wires are cut, and sums are shown.

A cell's `wiring` has a text for every parameter: what is read, an arrow, and the layers that the columns
belong to, in their order. What is read is a field of the Step, a layer is the field that it computes:

    "W_h": "h_prev -> i f g o"       a matrix of four blocks of columns
    "p_i": "c_prev -> i"             a vector: unit k reads unit k
    "b": "-> i f g o"                a bias reads nothing
    "W_y": "y_in_prev y_out_prev -> y_in y_out g"   rows stand in blocks, too
    "W_h": "h_prev -> r z r*g"       on its way to g the product passes the gate r
    "W_h": "h_prev -> r z; r*h_prev -> g"           what g reads has passed the gate r

The source of a wire is named without "_prev": the wire from h to g.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from itertools import accumulate, pairwise
from typing import Any, NamedTuple

from lstm_teach.validation import axis_terms


class Wire(NamedTuple):
    """Where the weights of one wire stand, or the biases of one layer."""

    part: str  # the parameter
    source: str  # "" for a bias
    target: str
    reads: tuple[str, ...]  # the fields of the Step whose product the weights multiply
    through: tuple[str, ...]  # the gates that the product passes before it is added up
    rows: slice | None  # None in a vector
    columns: slice

    def of(self, params: Any) -> Any:
        """Return the weights, or their gradient, as a view."""
        array = getattr(params, self.part)
        return array[self.columns] if self.rows is None else array[self.rows, self.columns]


def pairs(wiring: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """Return source and target of every wire, once each and without biases.

    Examples
    --------
    >>> pairs({"W_x": "x -> i g", "W_h": "h_prev -> i; r*h_prev -> g", "b": "-> i g"})
    (('x', 'i'), ('x', 'g'), ('h', 'i'), ('h', 'g'))
    """
    return _pairs(tuple(wiring.values()))


@lru_cache  # a picture that can be touched asks often
def _pairs(texts: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    found = [
        (_source(read), target.split("*")[-1])
        for text in texts
        for reads, targets in _clauses(text)
        for target in targets
        for read in reads
    ]
    return tuple(dict.fromkeys(found))


def places(
    wiring: Mapping[str, str], shapes: Mapping[str, tuple[str, ...]], sizes: Mapping[str, int]
) -> tuple[Wire, ...]:
    """Return every wire and every bias of a cell with these sizes.

    Examples
    --------
    >>> [wire.columns for wire in places({"b": "-> i f"}, {"b": ("2H",)}, {"H": 3})]
    [slice(0, 3, None), slice(3, 6, None)]
    """
    return _places(tuple(wiring.items()), tuple(shapes.items()), tuple(sizes.items()))


def without(params: Any, wires: Iterable[Wire], cuts: Iterable[Any]) -> Any:
    """Return parameters, or their gradient, with 0 for all weights on the wires that are cut.

    A step with these parameters is the step with the wires cut, and so is its backward pass; of the
    gradient that this returns, the weights that were not used have none.
    """
    changed: dict[str, Any] = {}
    for cut in cuts:
        for wire in wires:
            array = getattr(params, wire.part)
            if array is not None and (wire.source, wire.target) == (cut.source, cut.target):
                if wire.part not in changed:
                    changed[wire.part] = array.copy()
                    params = params._replace(**changed)
                wire.of(params)[..., cut.index] = 0.0
    return params


@lru_cache  # asked for at every step of a run with cuts
def _places(
    wiring: tuple[tuple[str, str], ...],
    shapes: tuple[tuple[str, tuple[str, ...]], ...],
    sizes: tuple[tuple[str, int], ...],
) -> tuple[Wire, ...]:
    axes, known, found = dict(shapes), dict(sizes), []
    for part, text in wiring:
        *inner, outer = axes[part]
        columns = iter(_blocks(outer, known))
        for reads, targets in _clauses(text):
            rows: list[Any] = _blocks(inner[0], known) if inner else [None]
            for target in targets:
                *through, layer = target.split("*")
                block = next(columns)
                for read, row in zip(reads or [""], rows, strict=True):
                    product = tuple(read.split("*"))
                    found.append(Wire(part, _source(read), layer, product, tuple(through), row, block))
        assert next(columns, None) is None, f"{part}: {text!r} names fewer layers than there are blocks"
    return tuple(found)


def _clauses(text: str) -> list[tuple[list[str], list[str]]]:
    """Split "x -> i f; h_prev -> g" into what is read and the layers that read it."""
    sides = [clause.split("->") for clause in text.split(";")]
    return [(reads.split(), targets.split()) for reads, targets in sides]


def _source(read: str) -> str:
    return read.split("*")[-1].removesuffix("_prev")


def _blocks(axis: str, sizes: Mapping[str, int]) -> list[slice]:
    """Cut an axis such as "2N+H" into its blocks, here N, N and H."""
    lengths = [sizes[symbol] for factor, symbol in axis_terms(axis) for _ in range(factor)]
    return [slice(*ends) for ends in pairwise(accumulate(lengths, initial=0))]
