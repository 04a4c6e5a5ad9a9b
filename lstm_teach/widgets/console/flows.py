"""The error in every pipe and wire of an LSTM's diagram, at one step."""

from __future__ import annotations

from typing import Any

import numpy as np

from lstm_teach.cells import wiring
from lstm_teach.cells.lstm import LSTMStep
from lstm_teach.gates import gates_at
from lstm_teach.widgets.console.run import ConsoleRun

GATES = ("i", "f", "o")


def has_backward(result: ConsoleRun) -> bool:
    """Whether the way of the error can be shown: an LSTM without peepholes, and a loss."""
    return result.errors is not None and type(result.trace) is LSTMStep


def flows(result: ConsoleRun, t: int, sequence: int, unit: int) -> dict[str, float]:
    r"""Return dL/d of everything in one unit's diagram at step t, counted from 0.

    .. math::
        dc &= dc_{\text{later}} + dh\, o\, (1 - \tanh^2 c), \quad dc_{t-1} = dc\, f \\
        do &= dh \tanh c, \quad df = dc\, c_{t-1}, \quad di = dc\, g, \quad dg = dc\, i

    "a_f" is the error of the pre-activation, 0 where the gate is held; "h_prev" is what this step sends back
    along all its weights, without the loss's own part.
    """
    step, errors = result.trace.at(t), result.errors
    names = [name for name in step.array_names() if name != "x"]
    v = {name: float(np.real(getattr(step, name)[sequence, unit])) for name in names}
    dh, later = (float(np.real(getattr(errors, name)[t, sequence, unit])) for name in ("h", "c"))
    through = dh * v["o"] * (1.0 - v["tanh_c"] ** 2)
    dc = later + through
    d = {"h": dh, "c": dc, "tanh_c": through, "c_prev": dc * v["f"]}
    d |= {"o": dh * v["tanh_c"], "f": dc * v["c_prev"], "i": dc * v["g"], "g": dc * v["i"]}
    held = {hold.gate for hold in step.holds if hold.covers(unit)}
    d |= {f"a_{n}": 0.0 if n in held else d[n] * v[n] * (1.0 - v[n]) for n in GATES}
    d["a_g"] = d["g"] * (1.0 - v["g"] ** 2)
    state = result.setup.cell.state_type(errors.h[t], errors.c[t])
    d["h_prev"] = float(np.real(_backward(result, t, state).h[sequence, unit]))
    return d


def _backward(result: ConsoleRun, t: int, state: Any) -> Any:
    """The previous state's error, by the cell's own backward pass of this one step."""
    setup, step = result.setup, result.trace.at(t)
    places = wiring.places(setup.cell.wiring, setup.cell.shapes, setup.sizes)
    params = wiring.without(setup.params, places, step.cuts)
    return setup.cell.backward(params, step, state, gates_at(result.trace.holds, t))[2]
