"""The unrolled chain of a vanilla RNN around one time step: one unit, the same weights again and again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from lstm_teach.draw import svg, theme
from lstm_teach.draw.numbers import number, subscript
from lstm_teach.draw.svg import Drawing
from lstm_teach.numerics import Array
from lstm_teach.validation import positive_int

BOX, GAP = 78.0, 68.0
TOP, HEIGHT = 26.0, 60.0
STRIP = 22.0  # what a box is higher by, where it shows several units
FOOT = 42.0  # below a box


@dataclass(frozen=True)
class _Numbers:
    """One sequence of a run, for one chosen unit; `h` starts at h_0."""

    push: Array  # (T, H)
    a: Array  # (T, H)
    h: Array  # (T + 1, H)
    w: float
    unit: int

    @property
    def steps(self) -> int:
        return len(self.a)

    @property
    def bottom(self) -> float:
        """Where the boxes end."""
        return TOP + HEIGHT + (STRIP if self.h.shape[1] > 1 else 0.0)

    @property
    def symbols(self) -> tuple[str, str, str]:
        """The letters of push, pre-activation and hidden state; with several units, the chosen unit's."""
        if self.h.shape[1] == 1:
            return "u", "a", "h"
        return tuple(f"{letter}[{self.unit}]" for letter in "uah")  # type: ignore[return-value]


def chain(trace: Any, params: Any, t: int, *, sequence: int = 0, unit: int = 0, window: int = 5) -> Drawing:
    r"""Draw the steps around `t` of a run of a vanilla RNN, each with its numbers.

    From below comes the push :math:`u_t = x_t W_x + b`, from the left the hidden state over the feedback
    arrow; inside the box stands the pre-activation :math:`a_t = u_t + h_{t-1} W_h`, and
    :math:`h_t = \tanh(a_t)` leaves to the right.

    Parameters
    ----------
    trace
        A Trace with the fields `x`, `h_prev`, `a` and `h`, each (T, B, features).
    params
        With the arrays `W_x`, `W_h` and `b`.
    t : int
        The step in the middle, from 1 to T, as the reader counts.
    sequence, unit : int
        Which of the B sequences and, for the numbers, which of the H units. With more than one unit
        every box also has a strip of all of them.
    window : int
        How many steps are shown.

    Returns
    -------
    Drawing

    Raises
    ------
    ValueError
        If there is no such step, sequence or unit.
    """
    T, B, H = trace.h.shape
    for name, value, low, high in (
        ("t", t, 1, T),
        ("sequence", sequence, 0, B - 1),
        ("unit", unit, 0, H - 1),
    ):
        if not low <= value <= high:
            raise ValueError(f"{name}: expected a number from {low} to {high}, got {value}")
    window = min(positive_int("window", window), T)
    push = trace.x[:, sequence] @ params.W_x + params.b
    h = np.concatenate([trace.h_prev[:1, sequence], trace.h[:, sequence]])
    numbers = _Numbers(push, trace.a[:, sequence], h, float(params.W_h[unit, unit]), unit)
    first = min(max(1, t - window // 2), numbers.steps - window + 1)
    shown = range(first, first + window)
    width = GAP + window * (BOX + GAP)
    body = [_arrival(numbers, first)]
    body += [_box(numbers, step, GAP + (step - first) * (BOX + GAP), step == t) for step in shown]
    return Drawing(
        width, numbers.bottom + FOOT, _label(numbers, t), _description(numbers, shown), "".join(body)
    )


def _arrival(numbers: _Numbers, first: int) -> str:
    """The hidden state that the first box shown receives."""
    return _feedback(numbers, first - 1, 0.0)


def _feedback(numbers: _Numbers, step: int, x: float) -> str:
    """The arrow that takes h of `step` to the next box, with its number above and the weight below."""
    y, middle = TOP + HEIGHT / 2, x + GAP / 2
    value = float(numbers.h[step, numbers.unit])
    thickness = 1.2 + 2.3 * min(1.0, abs(value))
    parts = [
        svg.arrow((x + 2, y), (x + GAP - 2, y), colour=theme.colour("hidden"), width=thickness),
        svg.text(middle, y - 23, subscript(numbers.symbols[2], step), anchor="middle"),
        svg.text(middle, y - 8, number(value, 4), size=12, anchor="middle", bold=True),
    ]
    if step < numbers.steps:
        weight = number(numbers.w) if numbers.h.shape[1] == 1 else "W_h"
        parts.append(svg.text(middle, y + 18, f"× {weight}", anchor="middle"))
    return "".join(parts)


def _box(numbers: _Numbers, step: int, x: float, chosen: bool) -> str:
    middle, bottom = x + BOX / 2, numbers.bottom
    u, a, _ = (subscript(letter, step) for letter in numbers.symbols)
    push = number(numbers.push[step - 1, numbers.unit])
    edge = 2.5 if chosen else 1.2
    parts = [
        _mark(numbers, x) if chosen else "",
        svg.text(middle, 16, f"t = {step}", anchor="middle", bold=chosen),
        svg.rect(x, TOP, BOX, bottom - TOP, radius=6, fill=theme.GROUND, stroke=theme.INK, stroke_width=edge),
        svg.text(x + 7, TOP + 17, "tanh of", size=12),
        svg.text(x + 7, TOP + 34, f"{a} =", size=12),
        svg.text(x + 7, TOP + 51, number(numbers.a[step - 1, numbers.unit], 4)),
        _gauges(numbers, step, x),
        svg.arrow((middle, bottom + 19), (middle, bottom + 3), colour=theme.colour("input")),
        svg.text(middle, bottom + 34, f"{u} = {push}", anchor="middle", bold=chosen),
        _feedback(numbers, step, x + BOX),
    ]
    return "".join(parts)


def _mark(numbers: _Numbers, x: float) -> str:
    """The shade behind the chosen step, wide enough for its longest text."""
    beyond = 8 if numbers.h.shape[1] == 1 else 14
    size = (BOX + 2 * beyond, numbers.bottom + FOOT)
    return svg.rect(x - beyond, 0, *size, fill=theme.INK, fill_opacity=0.09, radius=6)


def _gauges(numbers: _Numbers, step: int, x: float) -> str:
    """One unit: a gauge at the box's right edge. Several: a row of small ones at its foot."""
    values = numbers.h[step]
    if len(values) == 1:
        return _gauge(x + BOX - 11, TOP + 6, 7, HEIGHT - 12, values[0])
    width = (BOX - 12) / len(values)
    top = numbers.bottom - STRIP - 2
    row = [_gauge(x + 6 + n * width, top, width, STRIP - 3, value) for n, value in enumerate(values)]
    left = x + 6 + numbers.unit * width
    frame = svg.rect(left, top, width, STRIP - 3, stroke=theme.INK, stroke_width=2)
    return "".join(row) + frame


def _gauge(x: float, top: float, width: float, height: float, value: float) -> str:
    """Filled upwards from the middle for h > 0, downwards for h < 0."""
    middle = top + height / 2
    fill = height / 2 * float(np.clip(value, -1, 1))
    return (
        svg.rect(x, top, width, height, stroke=theme.INK, stroke_width=0.6, stroke_opacity=0.5)
        + svg.rect(x, middle - max(fill, 0), width, abs(fill), fill=theme.colour("hidden"))
        + svg.line([(x, middle), (x + width, middle)], width=1)
    )


def _label(numbers: _Numbers, t: int) -> str:
    h = number(numbers.h[t, numbers.unit], 4)
    return f"Unrolled chain with the feedback weight {number(numbers.w)}: at step {t} h is {h}"


def _description(numbers: _Numbers, shown: range) -> str:
    k = numbers.unit
    start = f"It starts from h {number(numbers.h[shown[0] - 1, k], 4)}. "
    return start + " ".join(
        f"Step {t}: push {number(numbers.push[t - 1, k])}, a {number(numbers.a[t - 1, k], 4)}, "
        f"h {number(numbers.h[t, k], 4)}."
        for t in shown
    )
