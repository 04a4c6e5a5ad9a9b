"""The unrolled chain of a vanilla RNN around one time step: one unit, the same weights again and again."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from lstm_teach.draw import svg, theme
from lstm_teach.draw.numbers import number, subscript, term
from lstm_teach.draw.parts import Box, Part, note
from lstm_teach.draw.svg import Drawing
from lstm_teach.validation import check_shape

WINDOW = 5  # so many steps are shown
BOX, GAP = 78.0, 68.0
TOP, HEIGHT = 26.0, 60.0
BOTTOM = TOP + HEIGHT
FOOT = 42.0  # below a box


class _Step(NamedTuple):
    t: int
    push: float
    a: float
    h: float


def chain(trace: Any, params: Any, t: int) -> Drawing:
    r"""Draw the steps around `t` of a run of a vanilla RNN of one unit, each with its numbers.

    From below comes the push :math:`u_t = x_t W_x + b`, from the left the hidden state over the feedback
    arrow; inside the box stands the pre-activation :math:`a_t = u_t + h_{t-1} W_h`, and
    :math:`h_t = \tanh(a_t)` leaves to the right.

    Parameters
    ----------
    trace
        A Trace with the fields `x` (T, 1, D), and `h_prev`, `a` and `h`, each (T, 1, 1).
    params
        With the arrays `W_x`, `W_h` and `b`.
    t : int
        The step in the middle, from 1 to T, as the reader counts.

    Raises
    ------
    ValueError
        If there is no such step, or more than one unit or sequence.
    """
    check_shape("trace.h", trace.h.shape, ("T", 1, 1), {})
    T = len(trace.h)
    if not 1 <= t <= T:
        raise ValueError(f"t: expected a number from 1 to {T}, got {t}")
    steps = _steps(trace, params, t)
    w, start, h = params.W_h[0, 0], trace.h_prev[steps[0].t - 1, 0, 0], trace.h[t - 1, 0, 0]
    body = [_feedback(start, steps[0].t - 1, 0.0, w)]
    for n, step in enumerate(steps):
        body.append(_box(step, _left(n), step.t == t))
        body.append(_feedback(step.h, step.t, _left(n) + BOX, w if step.t < T else None))
    label = f"Unrolled chain with the feedback weight {number(w)}: at step {t} h is {number(h, 4)}"
    description = " ".join([f"It starts from h {number(start, 4)}.", *map(_words, steps)])
    return Drawing(_left(len(steps)), BOTTOM + FOOT, label, description, "".join(body))


def chain_parts(trace: Any, params: Any, t: int) -> list[Part]:
    """Return the boxes of `chain` as parts that say their equations."""
    w = float(params.W_h[0, 0])
    return [
        note(
            f"step:{step.t}", (_left(n), 0.0, BOX, BOTTOM + FOOT), f"step {step.t}", _words(step),
            f"{subscript('a', step.t)} = {number(w)} × {number(trace.h_prev[step.t - 1, 0, 0], 4)} "
            f"{term(step.push)} = {number(step.a, 4)},  "
            f"{subscript('h', step.t)} = tanh({number(step.a, 4)}) = {number(step.h, 4)}",
        )
        for n, step in enumerate(_steps(trace, params, t))
    ]  # fmt: skip


def weight_box(trace: Any, params: Any, t: int) -> Box:
    """Return where the arrow into step `t` of `chain` is, with its weight."""
    return _left(t - _steps(trace, params, t)[0].t) - GAP, TOP, GAP, HEIGHT


def _steps(trace: Any, params: Any, t: int) -> list[_Step]:
    """The steps that are shown around `t`."""
    window = min(WINDOW, len(trace.h))
    first = min(max(1, t - window // 2), len(trace.h) - window + 1)
    push, a, h = (trace.x @ params.W_x + params.b).ravel(), trace.a.ravel(), trace.h.ravel()
    return [_Step(n, push[n - 1], a[n - 1], h[n - 1]) for n in range(first, first + window)]


def _left(n: int) -> float:
    """Where the box of the n-th step begins."""
    return GAP + n * (BOX + GAP)


def _feedback(h: float, t: int, x: float, w: float | None) -> str:
    """The arrow that takes h_t to the next box; the number stands above it, the weight, if any, below."""
    y, middle = TOP + HEIGHT / 2, x + GAP / 2
    thickness = 1.2 + 2.3 * min(1.0, abs(h))
    parts = [
        svg.arrow((x + 2, y), (x + GAP - 2, y), colour=theme.colour("hidden"), width=thickness),
        svg.text(middle, y - 23, subscript("h", t), anchor="middle"),
        svg.text(middle, y - 8, number(h, 4), size=12, anchor="middle", bold=True),
    ]
    if w is not None:
        parts.append(svg.text(middle, y + 18, f"× {number(w)}", anchor="middle"))
    return "".join(parts)


def _box(step: _Step, x: float, chosen: bool) -> str:
    middle = x + BOX / 2
    edge = 2.5 if chosen else 1.2
    mark = svg.rect(x - 8, 0, BOX + 16, BOTTOM + FOOT, fill=theme.INK, fill_opacity=0.09, radius=6)
    push = f"{subscript('u', step.t)} = {number(step.push)}"
    parts = [
        mark if chosen else "",
        svg.text(middle, 16, f"t = {step.t}", anchor="middle", bold=chosen),
        svg.rect(x, TOP, BOX, HEIGHT, radius=6, fill=theme.GROUND, stroke=theme.INK, stroke_width=edge),
        svg.text(x + 7, TOP + 17, "tanh of", size=12),
        svg.text(x + 7, TOP + 34, f"{subscript('a', step.t)} =", size=12),
        svg.text(x + 7, TOP + 51, number(step.a, 4)),
        _gauge(x + BOX - 11, step.h),
        svg.arrow((middle, BOTTOM + 19), (middle, BOTTOM + 3), colour=theme.colour("input")),
        svg.text(middle, BOTTOM + 34, push, anchor="middle", bold=chosen),
    ]
    return "".join(parts)


def _gauge(x: float, h: float) -> str:
    """Filled upwards from the middle for h > 0, downwards for h < 0."""
    top, width, height = TOP + 6, 7.0, HEIGHT - 12
    middle = top + height / 2
    fill = height / 2 * float(np.clip(h, -1, 1))
    return (
        svg.rect(x, top, width, height, stroke=theme.INK, stroke_width=0.6, stroke_opacity=0.5)
        + svg.rect(x, middle - max(fill, 0), width, abs(fill), fill=theme.colour("hidden"))
        + svg.line([(x, middle), (x + width, middle)], width=1)
    )


def _words(step: _Step) -> str:
    return f"Step {step.t}: push {number(step.push)}, a {number(step.a, 4)}, h {number(step.h, 4)}."
