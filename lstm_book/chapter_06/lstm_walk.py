"""A walk through the diagram of an LSTM, stop by stop: one part of the step is lit, the rest stands back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

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


class Stop(NamedTuple):
    """What is lit, and the line that says what happens there."""

    areas: tuple[Area, ...]
    line: Callable[[View], str]


# Numbers have up to four decimals: with the two of the diagram a product would not look like one.
def _value(name: str) -> Callable[[View], str]:
    def line(view: View) -> str:
        return f"{name} = {plain(view.value(name))}"

    return line


def _keep(view: View) -> str:
    f, before = view.value("f"), view.value("c_prev")
    return f"f × {view.symbol('c', 1)} = {plain(f)} × {plain(before)} = {plain(f * before)} is kept"


def _write(view: View) -> str:
    i, g, keep = view.value("i"), view.value("g"), view.value("f") * view.value("c_prev")
    product = f"i × g = {plain(i)} × {plain(g)} = {plain(i * g)}"
    return f"{product} is added to {plain(keep)}: {view.symbol('c')} = {plain(view.value('c'))}"


def _squash(view: View) -> str:
    return f"tanh({view.symbol('c')}) = tanh({plain(view.value('c'))}) = {plain(view.value('tanh_c'))}"


def _read(view: View) -> str:
    product = f"{plain(view.value('o'))} × {plain(view.value('tanh_c'))}"
    return f"{view.symbol('h')} = o × tanh({view.symbol('c')}) = {product} = {plain(view.value('h'))}"


STOPS = {
    "forget": Stop(((0, 24, 350, 74), (118, 98, 110, 142), (98, 240, 108, 59.5), *SOURCES), _keep),
    "input: gate": Stop(((206, 240, 108, 59.5), (240, 140, 107, 100), *SOURCES), _value("i")),
    "input: candidate": Stop(((314, 240, 108, 59.5), (354, 182, 112, 58), *SOURCES), _value("g")),
    "input: write": Stop(((190, 24, 510, 74), (230, 98, 180, 88)), _write),
    "output: gate": Stop(((422, 240, 108, 59.5), (466, 140, 85, 100), *SOURCES), _value("o")),
    "output: tanh": Stop(((520, 24, 180, 115),), _squash),
    "output: read": Stop(((466, 126, 146, 60), (548, 186, 56, 90), (548, 276, 152, 80)), _read),
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
    if type(step).__name__ != "LSTMStep":
        raise TypeError(f"step: expected a single step of an LSTM, got {type(step).__name__}")
    if stop not in STOPS:
        raise ValueError(f"stop: expected one of {', '.join(STOPS)}, got {stop!r}")
    whole = diagram(step, t=t, sequence=sequence, unit=unit)
    areas, line = STOPS[stop]
    number = list(STOPS).index(stop) + 1
    says = line(View(step, sequence, unit, t, {}, "h"))
    body = whole.body + _veil(areas, whole.height)
    lit = replace(whole, body=body)
    head = svg.text(6, 20, f"{number}  {stop}", size=15, bold=True) + svg.text(176, 20, says, size=15)
    label = f"Stop {number} of {len(STOPS)}, {stop}: {says}"
    return Drawing(WIDTH, whole.height + HEAD, label, whole.alt, head + lit.at(0, HEAD))


def _veil(areas: Sequence[Area], height: float) -> str:
    """Cover all but the areas: rectangles inside a rectangle are holes by the even-odd rule."""
    d = "".join(
        f"M{coordinate(x)} {coordinate(y)}h{coordinate(w)}v{coordinate(h)}h{coordinate(-w)}Z"
        for x, y, w, h in ((0.0, 0.0, WIDTH, height), *areas)
    )
    return svg.path(d, f"fill:{theme.GROUND};fill-opacity:{VEIL};fill-rule:evenodd")
