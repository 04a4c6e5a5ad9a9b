"""What a gate would have done in the run in which it was held."""

from __future__ import annotations

from typing import Any

from lstm_teach.cells.base import Cell, check_cell
from lstm_teach.gates import Held, Hold
from lstm_teach.numerics import Array, sigmoid
from lstm_teach.trace import Trace


class _Listening(Held):
    """The gates of a whole run at once, with rows (T * B): held as the run was, and noted as learned."""

    def __init__(self, holds: tuple[Hold, ...], T: int) -> None:
        super().__init__(holds)
        self.T = T
        self.learned: dict[str, Array] = {}

    def open(self, name: str, a: Array) -> Array:
        learned = sigmoid(a).reshape(self.T, -1, a.shape[-1])
        held = learned.copy()
        for hold in self.holds:
            if hold.gate == name:
                self.learned[name] = learned
                held[hold.steps(), :, hold.index] = hold.value
        return held.reshape(a.shape)


def learned_gates(cell: Cell, params: Any, trace: Trace) -> dict[str, Array]:
    """Return for every held gate what it would have been, step by step, in this very run.

    That is the sigmoid of its pre-activation in the held run, whose states differ from those
    of a free run. It can be recomputed from the Trace in one vectorised step, because the
    Trace knows every previous state; so no Trace has to carry it.

    Parameters
    ----------
    cell, params
        As given to `unroll`.
    trace : Trace
        What `unroll` returned, with its holds.

    Returns
    -------
    dict
        Gate name to array (T, B, units); empty for a free run.

    Raises
    ------
    TypeError, ValueError
        If `params` or `trace` do not belong to the cell.
    """
    check_cell(cell)
    cell.sizes(params)
    cell.check_trace(trace, params)
    T, B = trace.x.shape[:2]
    gates = _Listening(trace.holds, T)
    if not trace.holds:
        return {}

    def rows(array: Array) -> Array:
        return array.reshape(T * B, *array.shape[2:])

    previous = cell.state_type(*(rows(getattr(trace, f"{name}_prev")) for name in cell.state_names))
    cell.step(params, rows(trace.x), previous, gates)
    return gates.learned
