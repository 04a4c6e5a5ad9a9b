"""The picture of the operation: answers before and after, what each number lost, the gate over time."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

import numpy as np

from lstm_book.chapter_08.operation_run import (
    MARKS,
    STEPS,
    UNMARKED,
    WEIGHT,
    OperationRun,
    OperationState,
    sequences,
    untouched,
)
from lstm_teach.cells import LSTM
from lstm_teach.draw import svg, theme
from lstm_teach.draw.numbers import number, plain, subscript
from lstm_teach.draw.parts import Part
from lstm_teach.draw.svg import Drawing
from lstm_teach.draw.timeline.above import button, handle, lane
from lstm_teach.draw.timeline.scales import Axis
from lstm_teach.numerics import Array

WIDTH, HEIGHT = 676.0, 458.0
TOP, HIGH = 92.0, 186.0  # of the three plots
STRIP, TALL = 346.0, 72.0  # the top and the height of the gate over time
AXIS = Axis(STEPS, WIDTH, first=0, left=40.0, right=10.0)
GRIP, STEP = 18.0, 0.05
DOT = 4.0
# Steps with a name: where it stands above the strip, and how wide it is.
JUMPS = {
    MARKS[0]: ("first mark", 414.0, 78.0),
    MARKS[1]: ("second mark", 498.0, 92.0),
    UNMARKED: ("between", 596.0, 70.0),
}
HEAD = STRIP - 30  # the top of this line
NET, PULL = (40.0, HEAD, 76.0, 18.0), 20.0  # the number of the network, and how far to the next one


class Plot(NamedTuple):
    """A square of points; what lies beyond its ranges stands at its edge."""

    left: float
    width: float
    xs: tuple[float, float]
    ys: tuple[float, float]

    def x(self, value: Array) -> Array:
        """Return where values are across."""
        return self.left + self.width * _share(value, self.xs)

    def y(self, value: Array) -> Array:
        """Return where values are in height."""
        return TOP + HIGH * (1.0 - _share(value, self.ys))


ANSWERS = Plot(40.0, 190.0, (0.0, 1.0), (-0.1, 1.1))
CHANGES = tuple(Plot(left, 180.0, (-1.0, 1.0), (-0.4, 0.4)) for left in (284.0, 486.0))


def draw(state: OperationState, result: OperationRun) -> Drawing:
    """Draw the answers against the target, the change against each number, and the gate of every unit."""
    first, *more = sentences(state, result)
    body = [svg.text(10, 17, first, size=14, bold=True)]
    body += [svg.text(10, 36 + 18 * n, line) for n, line in enumerate(more)]
    body += [_answers(state, result), _change(state, result, 0), _change(state, result, 1)]
    body += [_jumps(state), _strip(state)]
    units = ", ".join(number(value) for value in np.sort(result.opened[state.t])[::-1])
    said = f"Without the operation the {state.gate} gates of the units are open at step {state.t} by {units}."
    return Drawing(WIDTH, HEIGHT, first, " ".join([*(f"{line}." for line in more), said]), "".join(body))


def sentences(state: OperationState, result: OperationRun) -> tuple[str, str, str]:
    """Say what is done and what is left of both numbers, with their weights, and what else has changed."""
    names = [subscript("X", n) for n in (1, 2)]
    left = [f"of {name} {number(100 * share, 0)} %" for name, share in zip(names, result.left, strict=True)]
    weights = [
        f"{name} {number(was, 3)}, now {number(now, 3)}"
        for name, was, now in zip(names, result.was.weights, result.now.weights, strict=True)
    ]
    errors = [result.error(answers) for answers in (result.before, result.after)]
    constant = float(np.var(result.target))
    what = f"{_role(state)} {_held(state.value)} at step {state.t}, {_where(state.t)}"
    return (
        f"{what}:  {left[0]} left, {left[1]}",
        f"weights in the answer:  of {';  of '.join(weights)};  in the target {plain(WEIGHT)} each",
        f"rest of the change {number(result.change.rest, 3)};  mean squared error {number(errors[0], 4)}, "
        f"now {number(errors[1], 4)};  of a constant {number(constant, 4)}",
    )


def find_parts(state: OperationState, result: OperationRun) -> Iterator[Part]:
    """Find the strip of the gate, the dot of its value, and the steps that have a name."""
    said = f"gate {state.gate} {_held(state.value)} at step {state.t}"
    yield lane("strip:0", (AXIS.left, STRIP, AXIS.span, TALL), AXIS, state.t, f"gate {state.gate}", said)
    x, y = AXIS.x(state.t), _value_at(state.value)

    def value_at(_: float, to: float) -> float:
        return round(state.value + STEP * round((y - to) / TALL / STEP), 6) + 0.0

    box = (x - GRIP / 2, y - GRIP / 2, GRIP, GRIP)
    yield handle(
        state,
        "value",
        box,
        f"gate {state.gate} at step {state.t}",
        value_at,
        text=number(state.value),
        step=STEP,
    )
    for t, (name, left, width) in JUMPS.items():
        what = f"Operate at step {t}, {_where(t)}. Press."
        yield button("t", t, (left, HEAD, width, 18.0), f"step {t}, {name}", f"{t}", what)
    middle = HEAD + 9

    def net_at(_: float, to: float) -> int:
        return state.net + round((middle - to) / PULL)

    yield handle(state, "net", NET, "network", net_at, text=f"{state.net}")


def _share(value: Array, ends: tuple[float, float]) -> Array:
    share: Array = np.clip((np.asarray(value) - ends[0]) / (ends[1] - ends[0]), 0.0, 1.0)
    return share


def _held(value: float) -> str:
    return {0.0: "shut (0)", 1.0: "wide open (1)"}.get(value, f"held at {number(value)}")


def _where(t: int) -> str:
    return JUMPS[t][0] if t in MARKS else "no mark"


def _role(state: OperationState) -> str:
    return LSTM.step_type.gates[state.gate].role


def _dots(plot: Plot, xs: Array, ys: Array, colour: str, opacity: float) -> str:
    """Draw points as one path of round caps: thousands of circles would be sent at every move."""
    halves = [np.rint(2.0 * place).astype(int).tolist() for place in (plot.x(xs), plot.y(ys))]
    d = "".join([f"M{x} {y}h0" for x, y in zip(*halves, strict=True)])
    return svg.stroke(d, colour, DOT, cap="round", opacity=opacity, halves=True)


def _frame(plot: Plot, title: str, below: str, ticks: tuple[float, ...], sides: tuple[float, ...]) -> str:
    parts = [
        svg.rect(plot.left, TOP, plot.width, HIGH, stroke=theme.INK, stroke_opacity=0.4),
        svg.text(plot.left, TOP - 7, title, size=12, bold=True),
        svg.text(plot.left + plot.width / 2, TOP + HIGH + 30, below, size=12, anchor="middle"),
    ]
    for value in ticks:
        x = float(plot.x(np.array(value)))
        parts.append(svg.text(x, TOP + HIGH + 15, plain(value), size=12, anchor="middle"))
    for value in sides:
        y = float(plot.y(np.array(value)))
        parts.append(svg.line([(plot.left, y), (plot.left + plot.width, y)], width=1, opacity=0.2))
        parts.append(svg.text(plot.left - 5, y + 4, plain(value), size=12, anchor="end"))
    return "".join(parts)


def _answers(state: OperationState, result: OperationRun) -> str:
    ends = np.array([0.0, 1.0])
    diagonal = zip(ANSWERS.x(ends).tolist(), ANSWERS.y(ends).tolist(), strict=True)
    return "".join(
        [
            _frame(ANSWERS, "answer  (grey: before)", "target", (0.0, 0.5, 1.0), (0.0, 0.5, 1.0)),
            svg.line(diagonal, width=1, opacity=0.5),
            _answers_before(state.net),
            _dots(ANSWERS, result.target, result.after, _colour(state), 0.8),
        ]
    )


@cache
def _answers_before(net: int) -> str:
    return _dots(ANSWERS, sequences()[2], untouched(net)[1], theme.INK, 0.3)


def _change(state: OperationState, result: OperationRun, n: int) -> str:
    """Draw the change that was made against one of both numbers, with its slope."""
    plot, name = CHANGES[n], subscript("X", n + 1)
    slope = result.change.weights[n]
    title = f"change:  {number(slope, 3)} {name}"
    xs = np.linspace(-1.0, 1.0, 41)
    ys = result.change.constant + slope * xs
    inside = (plot.ys[0] <= ys) & (ys <= plot.ys[1])
    line = zip(plot.x(xs[inside]).tolist(), plot.y(ys[inside]).tolist(), strict=True)
    below = f"{name}, at step {MARKS[n]}"
    return "".join(
        [
            _frame(plot, title, below, (-1.0, 0.0, 1.0), (-0.25, 0.0, 0.25) if n == 0 else (0.0,)),
            _dots(plot, result.numbers[n], result.after - result.before, _colour(state), 0.8),
            svg.line(line, width=1.8) if inside.any() else "",
        ]
    )


def _colour(state: OperationState) -> str:
    return theme.gate_look(LSTM.step_type.gates[state.gate]).colour


def _value_at(value: float) -> float:
    return STRIP + TALL * (1.0 - value)


def _jumps(state: OperationState) -> str:
    """Draw the steps that have a name, and the network's number."""
    words = [(name, left, width, t == state.t) for t, (name, left, width) in JUMPS.items()]
    words.append((f"network {state.net}", NET[0], NET[2], True))
    parts = []
    for word, left, width, chosen in words:
        parts.append(svg.text(left + width / 2, HEAD + 13, word, size=12, anchor="middle", bold=chosen))
        line = 1.5 if chosen else 0.8
        parts.append(svg.rect(left, HEAD, width, 18, stroke=theme.INK, stroke_width=line, radius=4))
    return "".join(parts)


def _strip(state: OperationState) -> str:
    """Draw how far every unit's gate is open over time, the marks, and the value at the chosen step."""
    colour, bottom = _colour(state), STRIP + TALL
    parts = [
        svg.text(NET[0] + NET[2] + 10, HEAD + 13, f"{_role(state)} of each unit, unheld, mean", size=12),
        svg.rect(AXIS.left, STRIP, AXIS.span, TALL, stroke=theme.INK, stroke_opacity=0.4),
        svg.text(AXIS.left - 5, STRIP + 10, "1", size=12, anchor="end"),
        svg.text(AXIS.left - 5, bottom, "0", size=12, anchor="end"),
    ]
    for mark in MARKS:
        x = AXIS.x(mark)
        parts.append(svg.rect(x - AXIS.pitch / 2, STRIP, AXIS.pitch, TALL, fill=theme.INK, fill_opacity=0.15))
    parts.append(_units(state.net, state.gate, colour))
    x, y = AXIS.x(state.t), _value_at(state.value)
    parts.append(svg.line([(x, STRIP), (x, bottom)], dash=theme.CURSOR_DASH))
    parts.append(svg.circle(x, y, 6, fill=colour))
    parts += [svg.text(AXIS.x(t), bottom + 19, f"{t}", size=12, anchor="middle") for t in AXIS.ticks(40)]
    parts.append(
        svg.text(AXIS.left + AXIS.span / 2, bottom + 34, "step, counted from 0", size=12, anchor="middle")
    )
    return "".join(parts)


@cache
def _units(net: int, gate: str, colour: str) -> str:
    xs = AXIS.xs.tolist()
    lines = [zip(xs, map(_value_at, unit.tolist()), strict=True) for unit in untouched(net)[2][gate].T]
    return "".join(svg.line(points, colour=colour, width=1.2, opacity=0.8) for points in lines)
