"""A walk through the diagram of an LSTM, stop by stop: one part of the step is lit, the rest stands back."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from lstm_teach.cells.lstm import LSTMStep
from lstm_teach.draw import svg, theme
from lstm_teach.draw.diagram import diagram
from lstm_teach.draw.diagram.canvas import WIDTH
from lstm_teach.draw.diagram.view import View
from lstm_teach.draw.numbers import plain
from lstm_teach.draw.svg import Drawing, coordinate

HEAD = 34.0  # room for the line above the diagram
VEIL = 0.82  # how much of the rest is covered

Area = tuple[float, float, float, float]  # left, top, width, height; those of a stop do not overlap
# h before, x, and their wires up to the layers.
SOURCES: tuple[Area, ...] = ((0, 278, 92, 74), (92, 300, 432, 64), (100, 364, 170, 60))
STOPS: dict[str, tuple[Area, ...]] = {
    "forget": ((0, 24, 350, 74), (118, 98, 110, 142), (98, 240, 108, 59.5), *SOURCES),
    "input: gate": ((206, 240, 108, 59.5), (240, 140, 107, 100), *SOURCES),
    "input: candidate": ((314, 240, 108, 59.5), (354, 182, 112, 58), *SOURCES),
    "input: write": ((190, 24, 510, 74), (230, 98, 180, 88)),
    "output: gate": ((422, 240, 108, 59.5), (466, 140, 85, 100), *SOURCES),
    "output: tanh": ((520, 24, 180, 115),),
    "output: read": ((466, 126, 146, 60), (548, 186, 56, 90), (548, 276, 152, 80)),
}


def _lines(view: View) -> dict[str, str]:
    """What happens at every stop."""
    values = {name: view.value(name) for name in ("c_prev", "i", "f", "g", "o", "c", "tanh_c", "h")}
    values["kept"] = values["f"] * values["c_prev"]
    values["written"] = values["i"] * values["g"]
    # Up to four decimals: with the two of the diagram a product would not look like one.
    n = {name: plain(value) for name, value in values.items()}
    c_prev, c, h = view.symbol("c", 1), view.symbol("c"), view.symbol("h")
    return {
        "forget": f"f × {c_prev} = {n['f']} × {n['c_prev']} = {n['kept']} is kept",
        "input: gate": f"i = {n['i']}",
        "input: candidate": f"g = {n['g']}",
        "input: write": (
            f"i × g = {n['i']} × {n['g']} = {n['written']} is added to {n['kept']}: {c} = {n['c']}"
        ),
        "output: gate": f"o = {n['o']}",
        "output: tanh": f"tanh({c}) = tanh({n['c']}) = {n['tanh_c']}",
        "output: read": f"{h} = o × tanh({c}) = {n['o']} × {n['tanh_c']} = {n['h']}",
    }


def lstm_walk(step: Any, stop: str, *, t: int | None = None, sequence: int = 0, unit: int = 0) -> Drawing:
    r"""Draw one step of an LSTM with one of the stops of `STOPS` lit.

    In order: what is kept (forget gate); the input gate, the candidate and what is written,
    :math:`c_t = f_t c_{t-1} + i_t g_t`; the output gate, the squashed state and what is read,
    :math:`h_t = o_t \tanh(c_t)`.

    Parameters
    ----------
    step : LSTMStep
        A single step, such as ``trace.at(t)``.
    stop : str
        A key of `STOPS`.
    t : int, optional
        The step's number as the reader counts, from 1; for the subscripts.
    sequence, unit : int
        Whose numbers are shown, counted from 0.

    Returns
    -------
    Drawing

    Raises
    ------
    TypeError
        If `step` is no step of an LSTM.
    ValueError
        If there is no such stop, sequence, unit or step.

    Examples
    --------
    >>> import numpy as np
    >>> from lstm_teach import LSTM, unroll
    >>> trace = unroll(LSTM, LSTM.init(np.random.default_rng(0), 1, 1), np.ones((1, 1, 1)))
    >>> lstm_walk(trace.at(0), "input: gate", t=1).label
    'Stop 2 of 7, input: gate: i = 0.6164'
    """
    if type(step) is not LSTMStep:
        raise TypeError(f"step: expected a single step of an LSTM, got {type(step).__name__}")
    if stop not in STOPS:
        raise ValueError(f"stop: expected one of {', '.join(STOPS)}, got {stop!r}")
    whole = diagram(step, t=t, sequence=sequence, unit=unit)
    line = _lines(View(step, sequence, unit, t, {}, "h"))[stop]
    number = list(STOPS).index(stop) + 1
    # Rectangles inside a rectangle are holes in it by the even-odd rule.
    veil = "".join(
        f"M{coordinate(x)} {coordinate(y)}h{coordinate(w)}v{coordinate(h)}h{coordinate(-w)}Z"
        for x, y, w, h in ((0.0, 0.0, WIDTH, whole.height), *STOPS[stop])
    )
    style = f"fill:{theme.GROUND};fill-opacity:{VEIL};fill-rule:evenodd"
    lit = replace(whole, body=whole.body + svg.path(veil, style))
    head = svg.text(6, 20, f"{number}  {stop}", size=15, bold=True) + svg.text(176, 20, line, size=15)
    label = f"Stop {number} of {len(STOPS)}, {stop}: {line}"
    return Drawing(WIDTH, whole.height + HEAD, label, whole.alt, head + lit.at(0, HEAD))
