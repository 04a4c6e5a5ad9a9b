"""The operation: one gate of a trained adder is held for one step, and its answers are looked at.

Three parts: `operation_run` computes, `operation_draw` draws, `Operation` puts controls above it.
"""

from __future__ import annotations

from lstm_book.chapter_08.operation_draw import STEP, draw, find_parts
from lstm_book.chapter_08.operation_run import GATES, OperationState, run
from lstm_teach.widgets.base import Explorable
from lstm_teach.widgets.controls import Rows, choice, number_slider, step_slider


class Operation(Explorable[OperationState]):
    r"""One gate of a trained adder, held for one step in all units; 200 sequences with marks at 5 and 40.

    The answers are drawn against the target, grey as they are and coloured after the operation; beside them
    the change against each of the two numbers. A regression on both, :math:`a + b_1 X_1 + b_2 X_2`, says
    what is left of each: in the target either has the weight 0.25.

    Parameters
    ----------
    gate : {"i", "f", "o"}
    value : float
        What it is held at, from 0 (shut) to 1 (open).
    t : int
        The step, from 0 to 99, counted from 0 as in `Hold`.
    net : int
        Which of the five adders, from 0 to 4.

    Raises
    ------
    ValueError
        If a value is out of range; here, when an attribute is set, and in `set`.

    Examples
    --------
    >>> operation = Operation(gate="i", value=0.0, t=20)
    >>> bool(abs(operation.result.after - operation.result.before).max() < 0.01)
    True
    >>> operation.t = 5
    >>> operation
    Operation(gate='i', value=0.0, t=5, net=0)
    """

    settings, compute, draw = OperationState, staticmethod(run), staticmethod(draw)
    find_parts = staticmethod(find_parts)
    tip = "Choose a gate, and a step on the strip; drag the dot up or down: the value it is held at."

    def _make_controls(self) -> Rows:
        return (
            {
                "gate": choice(GATES, button=44),
                "value": number_slider("held at", STEP),
                "t": step_slider("step t"),
                "net": step_slider("network", width=110),
            },
        )
