"""The unrolled chain of an LSTM around one time step: two wires go from box to box, c above and h below."""

from __future__ import annotations

from typing import Any

import numpy as np

from lstm_teach.draw import svg, theme
from lstm_teach.draw.svg import Drawing, number, subscript
from lstm_teach.validation import positive_int, whole_number

BOX, GAP = 112.0, 64.0
TOP, HEIGHT = 26.0, 112.0
FOOT = 42.0
ROWS = {
    "f": "forget gate",
    "i": "input gate",
    "o": "output gate",
}  # gate and its colour's role, top to bottom
ROW_TOP, ROW = 16.0, 22.0
GAUGE = 34.0
C_LANE, H_LANE = TOP + 30.0, TOP + HEIGHT - 22.0


def lstm_chain(trace: Any, t: int, *, sequence: int = 0, unit: int = 0, window: int = 4) -> Drawing:
    r"""Draw the steps around `t` of a run of an LSTM, each with its gates and what it hands on.

    The upper wire carries the cell state, :math:`c_t = f_t c_{t-1} + i_t g_t`, the lower one the hidden
    state, :math:`h_t = o_t \tanh(c_t)`. Each box has a gauge for every gate, in a dashed frame where the
    gate is held, and the amount `i g` that is written.

    Parameters
    ----------
    trace
        A Trace with the fields of an LSTM: `x`, `h_prev`, `c_prev`, `i`, `f`, `g`, `o`, `c` and `h`.
    t : int
        The step that is marked, from 1 to T, as the reader counts.
    sequence, unit : int
        Which of the B sequences and which of the H units.
    window : int
        How many steps are shown.

    Returns
    -------
    Drawing

    Raises
    ------
    ValueError
        If there is no such step, sequence or unit.

    Examples
    --------
    >>> import numpy as np
    >>> from lstm_teach import LSTM, unroll
    >>> rng = np.random.default_rng(0)
    >>> trace = unroll(LSTM, LSTM.init(rng, 1, 1), rng.standard_normal((6, 1, 1)))
    >>> lstm_chain(trace, 3).label
    'Unrolled LSTM: at step 3 c is 0.06 and h is 0.03'
    """
    T, B, H = trace.h.shape
    whole_number("t", t, 1, T, "T")
    whole_number("sequence", sequence, 0, B - 1)
    whole_number("unit", unit, 0, H - 1)
    window = min(positive_int("window", window), T)
    first = min(max(1, t - window // 2), T - window + 1)
    shown = range(first, first + window)
    before = trace.at(first - 1)
    body = [
        _wires(float(before.c_prev[sequence, unit]), float(before.h_prev[sequence, unit]), first - 1, 0.0)
    ]
    for step in shown:
        x = GAP + (step - first) * (BOX + GAP)
        body.append(_box(trace.at(step - 1), step, x, sequence, unit, chosen=step == t))
    now = trace.at(t - 1)
    c, h = number(now.c[sequence, unit]), number(now.h[sequence, unit])
    label = f"Unrolled LSTM: at step {t} c is {c} and h is {h}"
    sentences = " ".join(_sentence(trace.at(step - 1), step, sequence, unit) for step in shown)
    return Drawing(GAP + window * (BOX + GAP), TOP + HEIGHT + FOOT, label, sentences, "".join(body))


def _wires(c: float, h: float, step: int, x: float) -> str:
    """What goes from one box to the next: c above, h below, each with its number."""
    middle, parts = x + GAP / 2, []
    for lane, letter, value, role in ((C_LANE, "c", c, "cell"), (H_LANE, "h", h, "hidden")):
        width = 1.2 + 2.3 * min(1.0, abs(value))
        parts += [
            svg.arrow((x + 2, lane), (x + GAP - 2, lane), colour=theme.colour(role), width=width),
            svg.text(middle, lane - 7, number(value), size=12, anchor="middle", bold=True),
            svg.text(middle, lane + 17, subscript(letter, step), size=12, anchor="middle"),
        ]
    return "".join(parts)


def _box(step: Any, t: int, x: float, sequence: int, unit: int, chosen: bool) -> str:
    middle, bottom = x + BOX / 2, TOP + HEIGHT
    at = (sequence, unit)
    edge = 2.5 if chosen else 1.2
    parts = [
        svg.rect(x - 8, 0, BOX + 16, bottom + FOOT, fill=theme.INK, fill_opacity=0.09, radius=6)
        if chosen
        else "",
        svg.text(middle, 16, f"t = {t}", anchor="middle", bold=chosen),
        svg.rect(x, TOP, BOX, HEIGHT, radius=6, fill=theme.GROUND, stroke=theme.INK, stroke_width=edge),
        svg.arrow((middle, bottom + 19), (middle, bottom + 3), colour=theme.colour("input")),
        svg.text(middle, bottom + 34, _input(step.x[sequence], t), anchor="middle", bold=chosen),
        _wires(float(step.c[at]), float(step.h[at]), t, x + BOX),
    ]
    for n, (gate, role) in enumerate(ROWS.items()):
        y = TOP + ROW_TOP + n * ROW
        held = _is_held(step, gate, unit)
        parts.append(svg.text(x + 8, y + 5, f"{gate} = {number(getattr(step, gate)[at])}", size=12))
        parts.append(_gauge(x + BOX - GAUGE - 8, y - 6, float(getattr(step, gate)[at]), role, held))
    write = number(float(step.i[at] * step.g[at]), sign=True)
    parts.append(svg.text(x + 8, TOP + ROW_TOP + 3 * ROW + 12, f"written {write}", size=12))
    return "".join(parts)


def _is_held(step: Any, gate: str, unit: int) -> bool:
    return any(hold.gate == gate and (hold.units is None or unit in hold.units) for hold in step.holds)


def _gauge(x: float, y: float, value: float, role: str, held: bool) -> str:
    """How far a gate is open, from left to right; a dashed frame if it is held."""
    fill = GAUGE * float(np.clip(value, 0.0, 1.0))
    frame = {"dash": theme.HELD_DASH, "stroke_width": 1.8} if held else {"stroke_width": 0.8}
    return svg.rect(x, y, fill, 12, fill=theme.colour(role)) + svg.rect(
        x, y, GAUGE, 12, stroke=theme.INK, **frame
    )


def _input(x: Any, t: int) -> str:
    """The input's number, or how many there are."""
    symbol = subscript("x", t)
    return f"{symbol} = {number(x[0])}" if len(x) == 1 else f"{symbol}: {len(x)} values"


def _sentence(step: Any, t: int, sequence: int, unit: int) -> str:
    at = (sequence, unit)
    gates = ", ".join(
        f"{gate} {number(getattr(step, gate)[at])}" + (" held" if _is_held(step, gate, unit) else "")
        for gate in ROWS
    )
    write = number(float(step.i[at] * step.g[at]), sign=True)
    return f"Step {t}: {gates}, written {write}, c {number(step.c[at])}, h {number(step.h[at])}."
