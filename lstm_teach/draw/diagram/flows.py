"""The error in every pipe and wire of an LSTM's diagram, at one step."""

from __future__ import annotations

from typing import Any

import numpy as np

from lstm_teach.cells import wiring
from lstm_teach.cells.base import Cell
from lstm_teach.cells.lstm import LSTM, LSTMStep
from lstm_teach.cells.peephole import PEEPHOLE_LSTM, PeepholeStep
from lstm_teach.gates import LEARNED, Held
from lstm_teach.numerics import Array

CELLS: dict[type, Cell] = {LSTMStep: LSTM, PeepholeStep: PEEPHOLE_LSTM}
PEEPHOLES = {"i": "p_i", "f": "p_f", "o": "p_o"}


def has_backward(step: Any) -> bool:
    """Whether the way of the error through this kind of step can be drawn."""
    return type(step) in CELLS


def flows(params: Any, step: Any, dh: Array, dc: Array, unit: int = 0, sequence: int = 0) -> dict[str, float]:
    r"""Return dL/d of all that the diagram of one unit shows, by the names of the Step's fields.

    .. math::
        dc_t &= dc_{\text{later}} + dh_t\, o_t\, (1 - \tanh^2 c_t) + p_o\, da_o \\
        do &= dh_t \tanh c_t, \quad df = dc_t\, c_{t-1}, \quad di = dc_t\, g_t, \quad dg = dc_t\, i_t \\
        dc_{t-1} &= f_t\, dc_t + p_f\, da_f + p_i\, da_i, \quad dh_{t-1} = da\, W_h^\top

    without the terms of p where there are no peepholes. "tanh_c" is what comes down the branch into c,
    "a_f" and the like are the errors of pre-activations, 0 where a gate is held; "c_f" and the like are what
    peepholes carry. "h_prev" and "c_prev" are what this step sends back, without the loss's own part.

    Parameters
    ----------
    params : LSTMParams or PeepholeParams
    step : LSTMStep or PeepholeStep
        A single step; its holds and cuts are in force.
    dh : array (B, H)
        The total dL/dh_t, as ``gradients.errors.h[t]``.
    dc : array (B, H)
        What comes back from later steps alone, as ``gradients.errors.c[t]``.
    unit, sequence : int
        Counted from 0.

    Raises
    ------
    TypeError
        If `step` is a step of another cell.
    """
    if not has_backward(step):
        raise TypeError(f"step: expected a single step of an LSTM, got {type(step).__name__}")
    cell = CELLS[type(step)]
    places = wiring.places(cell.wiring, cell.shapes, cell.sizes(params))
    params = wiring.without(params, places, step.cuts)
    gates = Held(step.holds) if step.holds else LEARNED
    before = cell.backward(params, step, cell.state_type(dh, dc), gates)[2]
    d, peephole = {"h": dh, "o": dh * step.tanh_c}, {}
    d["a_o"] = gates.back("o", step.o, d["o"])
    d["tanh_c"] = dh * step.o * (1.0 - step.tanh_c**2)
    if cell is PEEPHOLE_LSTM:
        peephole = {gate: getattr(params, name) for gate, name in PEEPHOLES.items()}
        d["c_o"] = d["a_o"] * peephole["o"]
    d["c"] = dc + d["tanh_c"] + d.get("c_o", 0.0)
    d |= {"f": d["c"] * step.c_prev, "i": d["c"] * step.g, "g": d["c"] * step.i}
    d |= {f"a_{gate}": gates.back(gate, getattr(step, gate), d[gate]) for gate in "if"}
    d["a_g"] = d["g"] * (1.0 - step.g**2)
    d |= {f"c_{gate}": d[f"a_{gate}"] * peephole[gate] for gate in "if" if peephole}
    d |= {"c_prev": before.c, "h_prev": before.h}
    return {name: float(np.real(values[sequence, unit])) for name, values in d.items()}
