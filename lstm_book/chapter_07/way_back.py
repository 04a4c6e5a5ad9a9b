"""The way back through one step, line by line: what (7.5) to (7.8) have computed, the last line lit."""

from __future__ import annotations

import re
from typing import Any

import numpy as np

from lstm_teach.cells.lstm import LSTM, LSTMState, LSTMStep
from lstm_teach.draw import svg, theme
from lstm_teach.draw.diagram.backward import backward_diagram
from lstm_teach.draw.diagram.canvas import WIDTH, rounded
from lstm_teach.draw.diagram.cell_state import T
from lstm_teach.draw.diagram.engine import LAYER_HEIGHT, LAYER_WIDTH
from lstm_teach.draw.diagram.lstm import F, G, I, O
from lstm_teach.draw.diagram.surroundings import BUS_H, LAYERS, PIPE, VALVES
from lstm_teach.draw.numbers import significant
from lstm_teach.draw.still import Still, show
from lstm_teach.draw.svg import Drawing, Point
from lstm_teach.numerics import Array
from lstm_teach.validation import whole_number

FEET, MIDDLE, HALF = LAYERS + LAYER_HEIGHT, LAYERS + LAYER_HEIGHT / 2, LAYER_WIDTH / 2 + 6
# For every line of the way back: what it computes, by the names of `flows`, and where it runs in the picture.
LINES: tuple[tuple[str, tuple[str, ...], tuple[tuple[Point, ...], ...]], ...] = (
    (
        "(7.5)",
        ("o", "tanh_c", "c"),
        (
            ((WIDTH - 6, BUS_H), (T, BUS_H), (T, PIPE)),
            ((WIDTH - 6, PIPE), (G, PIPE)),
            ((T, VALVES), (O, VALVES), (O, LAYERS)),
        ),
    ),
    (
        "(7.6)",
        ("f", "c_prev", "i", "g"),
        (
            ((T, PIPE), (6, PIPE)),
            ((F, PIPE), (F, LAYERS)),
            ((G, PIPE), (G, LAYERS)),
            ((G, VALVES), (I, VALVES), (I, LAYERS)),
        ),
    ),
    (
        "(7.7)",
        ("a_i", "a_f", "a_g", "a_o"),
        tuple(((x - HALF, MIDDLE), (x + HALF, MIDDLE)) for x in (F, I, G, O)),
    ),
    (
        "(7.8)",
        ("h_prev",),
        (((O, FEET), (O, BUS_H), (6, BUS_H)), *(((x, FEET), (x, BUS_H)) for x in (F, I, G))),
    ),
)
# Stands for an error that is not computed yet: drawn as none, and its number is taken out of the picture.
NOT_YET = 1e-300
_ITS_NUMBER = re.compile(f"<text[^>]*>[^<]*{significant(NOT_YET, 2).replace(' ', '')}</text>")
_WHAT_GOES_ON = re.compile(r"<text[^>]*>[^<]*: what goes on</text>")  # is known from (7.6) on
GLOW, WIDE = 0.4, 30.0  # opacity and width of the light behind a line
BOX = LAYER_HEIGHT + 12  # its width behind layers


def way_back(params: Any, step: Any, dh: Array, dc: Array, line: int) -> Still:
    """Show the first unit's step with the errors that are known after a line, and this line lit.

    Parameters
    ----------
    params : LSTMParams
    step : LSTMStep
        A single step, such as ``trace.at(0)``.
    dh, dc : array (B, H)
        The complete dL/dh_t, and what came back to c_t from the next step.
    line : int
        5 to 8, for (7.5) to (7.8).

    Raises
    ------
    TypeError, ValueError
        If `step` is no single step of an LSTM, or `line` is none of these.
    """
    return show(draw(params, step, dh, dc, line))


def draw(params: Any, step: Any, dh: Array, dc: Array, line: int) -> Drawing:
    """Return the picture of `way_back`."""
    number = whole_number("line", line, 5, 8) - 5
    errors = _errors(params, step, dh, dc)
    most = max(abs(value) for value in errors.values())
    known = {"h", "c_later"}.union(*(names for _, names, _ in LINES[: number + 1]))
    shown = {name: value if name in known else NOT_YET for name, value in errors.items()}
    below = backward_diagram(step, shown, most, t=1)
    name, computed, ways = LINES[number]
    width = BOX if name == "(7.7)" else WIDE
    light = svg.stroke("".join(rounded(way) for way in ways), theme.colour("error"), width, opacity=GLOW)
    came = f"dh {significant(float(np.real(dh[0, 0])), 2)}, dc {significant(float(np.real(dc[0, 0])), 2)}"
    values = ", ".join(f"d{field} {significant(errors[field], 2)}" for field in computed)
    description = f"The error is read from right to left. What came in: {came}. Line {name} gives {values}."
    body = light + _ITS_NUMBER.sub("", below.body)
    if "c_prev" not in known:
        body = _WHAT_GOES_ON.sub("", body)
    return Drawing(below.width, below.height, f"Line {name} of the way back", description, body)


def _errors(params: Any, step: Any, dh: Array, dc: Array) -> dict[str, float]:
    """Return the errors of the first unit, by the names that the diagram has for them."""
    if not isinstance(step, LSTMStep) or step.is_trace:
        raise TypeError(f"step: expected a single step of an LSTM, got {type(step).__name__}")
    _, _, before = LSTM.backward(params, step, LSTMState(h=dh, c=dc))
    tanh_c = dh * step.o * (1.0 - step.tanh_c**2)
    total = dc + tanh_c
    errors = {"h": dh, "c_later": dc, "o": dh * step.tanh_c, "tanh_c": tanh_c, "c": total}
    errors |= {"f": total * step.c_prev, "i": total * step.g, "g": total * step.i}
    errors |= {f"a_{gate}": errors[gate] * _slope(step, gate) for gate in "ifgo"}
    errors |= {"c_prev": before.c, "h_prev": before.h}
    return {name: float(np.real(values[0, 0])) for name, values in errors.items()}


def _slope(step: LSTMStep, name: str) -> Array:
    value: Array = getattr(step, name)
    return 1.0 - value**2 if name == "g" else value * (1.0 - value)
