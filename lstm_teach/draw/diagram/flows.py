"""The error in every pipe and wire of a cell's diagram, at one step."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple

import numpy as np

from lstm_teach.cells import wiring
from lstm_teach.cells.base import Cell
from lstm_teach.cells.gru import GRU, GRU_RESET_BEFORE, GRUResetBeforeStep, GRUStep
from lstm_teach.cells.lstm import LSTM, LSTMStep
from lstm_teach.cells.memory_block import MEMORY_BLOCK, MemoryBlockStep
from lstm_teach.cells.peephole import PEEPHOLE_LSTM, PeepholeStep
from lstm_teach.gates import LEARNED, Gates, Held
from lstm_teach.numerics import Array

Errors = dict[str, Array]
PEEPHOLES = {"i": "p_i", "f": "p_f", "o": "p_o"}


class Way(NamedTuple):
    """The cell that made a step, and how the error comes through it."""

    cell: Cell
    through: Callable[[Any, Any, Any, Gates], Errors]  # of parameters, step and the new state's error


def has_backward(kind: type) -> bool:
    """Whether the way of the error through this kind of step can be drawn."""
    return kind in WAYS


def flows(params: Any, step: Any, error: Any, unit: int = 0, sequence: int = 0) -> dict[str, float]:
    r"""Return dL/d of all that the diagram of one unit shows, by the names of the Step's fields.

    Of an LSTM, with the terms of p where there are peepholes:

    .. math::
        dc_t &= dc_{\text{later}} + dh_t\, o_t\, (1 - \tanh^2 c_t) + p_o\, da_o \\
        do &= dh_t \tanh c_t, \quad df = dc_t\, c_{t-1}, \quad di = dc_t\, g_t, \quad dg = dc_t\, i_t \\
        dc_{t-1} &= f_t\, dc_t + p_f\, da_f + p_i\, da_i, \quad dh_{t-1} = da\, W_h^\top

    "tanh_c", in a memory block "psi_c", is what comes down the branch into c; "a_f" and the like are the
    errors of pre-activations, 0 where a gate is held; "c_f" and the like are what peepholes carry. A gate's
    error in a memory block is that of all its cells, and of the gates that it feeds. In a GRU "keep" and
    "write" are the two parts of dz, "kept" is z dh, "bus" all else that comes back into h, "reset" what of it
    has passed the reset gate. "h_prev" and "c_prev" are
    what this step sends back, without the loss's own part.

    Parameters
    ----------
    params : the cell's parameters
    step : Step
        A single step; its holds and cuts are in force.
    error : the cell's state
        Of arrays (B, ...): the total dL/dh_t, and of other states what comes back from later steps alone, as
        ``gradients.errors`` has them at every step.
    unit, sequence : int
        Counted from 0.

    Raises
    ------
    TypeError
        If `step` is a step of a cell whose way back is not drawn.
    """
    if not has_backward(type(step)):
        known = ", ".join(kind.__name__ for kind in WAYS)
        raise TypeError(f"step: expected a single step among {known}, got {type(step).__name__}")
    cell, through = WAYS[type(step)]
    places = wiring.places(cell.wiring, cell.shapes, cell.sizes(params))
    params = wiring.without(params, places, step.cuts)
    gates = Held(step.holds) if step.holds else LEARNED
    before = cell.backward(params, step, error, gates)[2]
    errors = through(params, step, error, gates)
    errors |= {f"{name}_prev": getattr(before, name) for name in ("c", "h") if name in before._fields}
    if "keep" in errors:
        errors["bus"] = before.h - errors["kept"]
    units = step.h.shape[-1]
    return {name: _of_unit(values[sequence], unit, units) for name, values in errors.items()}


def _of_unit(values: Array, unit: int, units: int) -> float:
    """The unit's entry; of what the cells of a block share, the block's."""
    flat = np.real(values).ravel()
    return float(flat[unit * len(flat) // units])


def _lstm(params: Any, step: Any, error: Any, gates: Gates, peepholes: bool = False) -> Errors:
    dh, peephole = error.h, {}
    d = {"h": dh, "o": dh * step.tanh_c}
    d["a_o"] = gates.back("o", step.o, d["o"])
    d["tanh_c"] = dh * step.o * (1.0 - step.tanh_c**2)
    if peepholes:
        peephole = {gate: getattr(params, name) for gate, name in PEEPHOLES.items()}
        d["c_o"] = d["a_o"] * peephole["o"]
    d["c"] = error.c + d["tanh_c"] + d.get("c_o", 0.0)
    d |= {"f": d["c"] * step.c_prev, "i": d["c"] * step.g, "g": d["c"] * step.i}
    d |= {f"a_{gate}": gates.back(gate, getattr(step, gate), d[gate]) for gate in "if"}
    d["a_g"] = d["g"] * (1.0 - step.g**2)
    return d | {f"c_{gate}": d[f"a_{gate}"] * peephole[gate] for gate in "if" if peephole}


def _memory_block(params: Any, step: Any, error: Any, gates: Gates) -> Errors:
    dh, y_out, y_in = error.h.reshape(step.c.shape), step.y_out[..., None], step.y_in[..., None]
    d = {"h": error.h, "y_out": error.y_out + (dh * step.psi_c).sum(axis=-1)}
    d["psi_c"] = dh * y_out * 0.5 * (1.0 - step.psi_c**2)
    d["c"] = error.c + d["psi_c"]
    d |= {"y_in": error.y_in + (d["c"] * step.g).sum(axis=-1), "g": d["c"] * y_in}
    d |= {f"a_{gate}": gates.back(gate, getattr(step, gate), d[gate]) for gate in ("y_in", "y_out")}
    return d | {"a_g": d["g"] * (1.0 - 0.25 * step.g**2)}


def _gru(params: Any, step: Any, error: Any, gates: Gates, before: bool = False) -> Errors:
    """Where the reset comes `before` the product, u is r * h, else it is linear in h."""
    dh = error.h
    d = {
        "h": dh,
        "keep": dh * step.h_prev,
        "write": -dh * step.g,
        "kept": dh * step.z,
        "g": dh * (1.0 - step.z),
    }
    d["z"] = d["keep"] + d["write"]
    d["a_g"] = d["g"] * (1.0 - step.g**2)
    if before:
        d["u"] = d["a_g"] @ params.W_h[:, 2 * dh.shape[-1] :].T
        d |= {"r": d["u"] * step.h_prev, "reset": d["u"] * step.r}
    else:
        d |= {"u": d["a_g"] * step.r, "r": d["a_g"] * step.u, "reset": d["a_g"] * step.r}
    return d | {f"a_{gate}": gates.back(gate, getattr(step, gate), d[gate]) for gate in "rz"}


WAYS: dict[type, Way] = {
    LSTMStep: Way(LSTM, _lstm),
    PeepholeStep: Way(PEEPHOLE_LSTM, partial(_lstm, peepholes=True)),
    MemoryBlockStep: Way(MEMORY_BLOCK, _memory_block),
    GRUStep: Way(GRU, _gru),
    GRUResetBeforeStep: Way(GRU_RESET_BEFORE, partial(_gru, before=True)),
}
