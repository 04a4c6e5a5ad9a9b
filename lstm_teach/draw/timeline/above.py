"""Rows with a line above each: its title, and the numbers at the cursor; and what of a picture is dragged."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from lstm_teach.draw import svg, theme
from lstm_teach.draw.numbers import as_power, compact, power_of_ten
from lstm_teach.draw.parts import Box, Part
from lstm_teach.draw.svg import Drawing
from lstm_teach.draw.timeline.paths import Look, cursor_dot, drawn
from lstm_teach.draw.timeline.rows import Row, stacked, words
from lstm_teach.draw.timeline.scales import Axis

TITLE, FOOT = 19.0, 34.0
NAME = 13.0  # from line to line of names beside a row
BASELINE = 6.0  # of a title above its row, so that neither cursor nor dot cuts through its letters
# The dot on the cursor is small, for at a row's edge it reaches towards the titles.
LOOK = Look(bar=10.0, faint=(1.2, theme.HELD_DASH, 0.75), dot=4.4, mark=(4.0, 1.5))
WAYS = {"x": "sideways", "y": "up or down"}
END = (32.0, 16.0)  # the size of the number at the end of the axis, as it is touched
DOUBLE = 60.0  # dragged up by so much, a run is twice as long
SIGNS = {"curve": "— ", "marks": "○ "}


def strips(
    rows: Sequence[Row], t: int, width: float = 560.0, first: int = 1, with_axis: bool = True
) -> Drawing:
    """Draw rows under each other, with a cursor through all of them at step `t`.

    Parameters
    ----------
    rows : sequence of Row
        From top to bottom, all with the same number of steps.
    t : int
        The cursor's step, from `first` to the last.
    width : float
    first : int
        The number of the first step: 1, or 0 where the state before the run is shown too.
    with_axis : bool
        Whether the time axis is drawn; not if other rows of the same width stand below.

    Returns
    -------
    Drawing

    Raises
    ------
    ValueError
        If there is no row, the numbers of steps differ, or there is no step `t`.
    """
    rows, axis = placed(rows, width, first)
    if not first <= t <= axis.last:
        raise ValueError(f"t: expected a step from {first} to {axis.last}, got {t}")
    body = [_row(row, axis, t) for row in rows]
    if with_axis:
        body.append(_time_axis(axis, rows[-1].bottom))
    names = ", ".join(f"{row.title}, on a logarithmic scale" if row.log else row.title for row in rows)
    label = f"{names} over {axis.last} steps; the cursor is at step {t}"
    height = rows[-1].bottom + (FOOT if with_axis else 0.0)
    return Drawing(width, height, label, words(rows, axis, t), "".join(body))


def placed(rows: Sequence[Row], width: float = 560.0, first: int = 1) -> tuple[tuple[Row, ...], Axis]:
    """Return rows where `strips` draws them, and their time axis."""
    rows, T = stacked(rows, TITLE, TITLE)
    return rows, Axis(T, width, first)


def lanes(
    rows: Sequence[Row],
    t: int,
    width: float = 560.0,
    first: int = 1,
    *,
    key: str = "strip",
    at: tuple[float, float] = (0.0, 0.0),
) -> list[Part]:
    """Return the strips at a place in a picture as parts, strip:0, strip:1 and so on, that set its cursor."""
    rows, axis = placed(rows, width, first)
    said = [" ".join(_title_of(row, axis, t).split()) for row in rows]
    return [
        lane(f"{key}:{n}", row.rectangle(axis), axis, t, row.title, said[n]).moved(*at)
        for n, row in enumerate(rows)
    ]


def lane(key: str, box: Box, axis: Axis, t: int, title: str, said: str) -> Part:
    """Return a part over all steps of an axis that sets the cursor `t`; `said` is what is at the cursor."""
    tip = f"{said}. Press or drag to move the cursor."
    return Part(
        key, "lane", box, f"time step, {title}", said, tip, t, axis.first, axis.last,
        drag="x", setting="t", value_at=lambda x, y: axis.step_at(x),
    )  # fmt: skip


def handle(
    state: Any,
    setting: str,
    box: Box,
    label: str,
    value_at: Callable[[float, float], Any],
    *,
    text: str,
    tip: str = "",
    drag: str = "y",
    step: float = 1.0,
) -> Part:
    """Return a handle for a setting of `state`, set to what `value_at` gives, within the setting's limits."""
    low, high = state.limits(setting)
    return Part(
        setting, "handle", box, label, text, tip or f"{label}: {text}. Drag it {WAYS[drag]}.",
        getattr(state, setting), low, high, drag=drag, setting=setting, step=step,
        value_at=lambda x, y: min(max(value_at(x, y), low), high),
    )  # fmt: skip


def knob(
    state: Any,
    setting: str,
    box: Box,
    label: str,
    *,
    text: str,
    tip: str = "",
    unit: float = 80.0,
    step: float = 0.05,
) -> Part:
    """Return a handle around a number: dragged up by `unit`, the setting grows by 1, in whole steps.

    `step` is that of the setting's slider.
    """
    value, middle = getattr(state, setting), box[1] + box[3] / 2

    def value_at(x: float, y: float) -> float:
        return round(value + step * round((middle - y) / unit / step), 6) + 0.0

    return handle(state, setting, box, label, value_at, text=text, tip=tip, step=step)


def end_of_axis(
    state: Any,
    rows: Sequence[Row],
    width: float = 560.0,
    at: tuple[float, float] = (0.0, 0.0),
) -> Part:
    """Return the end of the axis under `strips` as a handle for the number of `steps`.

    It is dragged up and down, not along the axis: a picture has no room beyond its right end.
    """
    rows, axis = placed(rows, width)
    (wide, high), top = END, rows[-1].bottom + 4

    def steps_at(x: float, y: float) -> int:
        doublings = (top + high / 2 - y) / DOUBLE
        return round(state.steps * 2.0 ** min(max(doublings, -20.0), 20.0))

    box, text = (axis.x(axis.last) - wide / 2, top, wide, high), f"T = {state.steps}"
    return handle(state, "steps", box, "number of time steps T", steps_at, text=text).moved(*at)


def button(setting: str, value: Any, box: Box, label: str, text: str, tip: str) -> Part:
    """Return a part that sets a setting to one value when it is pressed; all buttons are one Tab stop."""
    return Part(
        f"{setting}:{value}", "switch", box, label, text, tip, role="button", setting=setting,
        value_at=lambda x, y: value,
    )  # fmt: skip


def names_at_end(rows: Sequence[Row], width: float, first: int = 1) -> str:
    """Draw the name of every line of `strips` at its right end, beside the strips."""
    rows, axis = placed(rows, width, first)
    parts = []
    for row in rows:
        ends = [
            (float(row.y(line.values[-1])) + 4, line.name) for line in row.signals if line.kind != "faint"
        ]
        y = row.top - 3
        for left, (end, name) in zip(reversed(range(len(ends))), sorted(ends), strict=True):
            y = max(y + NAME, min(end, row.bottom - NAME * left))
            parts.append(svg.text(axis.end + 5, y, name, size=12, bold=True))
    return "".join(parts)


def _row(row: Row, axis: Axis, t: int) -> str:
    x = axis.x(t)
    cursor = [(x, row.top if row.log else row.top + 2), (x, row.bottom)]
    parts = [
        _powers(row, axis) if row.log else _ground(row, axis),
        _title(row, axis, t),
        svg.line(cursor, colour=theme.colour("cursor"), dash=theme.CURSOR_DASH),
    ]
    for signal in row.signals:
        parts += [drawn(row, signal, axis, LOOK), cursor_dot(row, signal, axis, LOOK, t)]
    return "".join(parts)


def _ground(row: Row, axis: Axis) -> str:
    """The frame, the line of 0 and the ends of the range in the little room before it."""
    zero = float(row.y(0.0))
    return (
        svg.rect(*row.rectangle(axis), stroke=theme.INK, stroke_opacity=0.35)
        + svg.line([(axis.left, zero), (axis.end, zero)], width=1, opacity=0.35)
        + _end(row.high, axis.left, row.top + 10)
        + _end(row.low, axis.left, row.bottom)
    )


def _end(value: float, left: float, y: float) -> str:
    power = as_power(value)
    if power is not None:
        return svg.text(left - 3, y, power, size=11, anchor="end")
    return svg.text(left - 5, y, compact(value), size=12, anchor="end")


def _powers(row: Row, axis: Axis) -> str:
    """The band, the frame, and lines at powers of ten: both ends, and the quarters that are whole."""
    parts = []
    if row.band is not None:
        low, high = (float(row.y(value)) for value in row.band)
        parts.append(svg.rect(axis.left, high, axis.span, low - high, fill=theme.INK, fill_opacity=0.12))
    parts.append(svg.rect(*row.rectangle(axis), stroke=theme.INK, stroke_opacity=0.35))
    for power in np.linspace(row.low, row.high, 5).tolist():
        if power == round(power):
            y = float(row.y_of_power(power))
            strength = 0.6 if power == 0 else 0.2
            parts.append(svg.line([(axis.left, y), (axis.end, y)], width=1, opacity=strength))
            drop = {row.high: 10.0, row.low: 0.0}.get(power, 4.0)
            content = power_of_ten(round(power))
            parts.append(svg.text(axis.left - 4, y + drop, content, size=11, anchor="end"))
    return "".join(parts)


def _title(row: Row, axis: Axis, t: int) -> str:
    baseline = BASELINE - 1 if row.log else BASELINE
    return svg.text(axis.left, row.top - baseline, _title_of(row, axis, t))


def _title_of(row: Row, axis: Axis, t: int) -> str:
    """The title; the names of several signals; their values at the cursor. All in one line."""
    values = []
    for signal in row.signals:
        if signal.kind != "faint":
            name = f"{signal.name} " if row.log or len(row.signals) > 1 else ""
            value = row.text_of(float(signal.values[t - axis.first]))
            values.append(f"{SIGNS.get(signal.kind, '')}{name}{value}")
    return f"{row.title}   at step {t}:{'  ' if row.log else ' '}{'   '.join(values)}"


def _time_axis(axis: Axis, y: float) -> str:
    parts = [svg.text(axis.x(n), y + 16, str(n), size=12, anchor="middle") for n in axis.ticks(40)]
    parts.append(svg.text((axis.left + axis.end) / 2, y + 31, "time step t", size=12, anchor="middle"))
    return "".join(parts)
