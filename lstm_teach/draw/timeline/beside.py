"""Narrow rows: the title of each at its left, the numbers at the cursor at its right."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence

from lstm_teach.draw import svg, theme
from lstm_teach.draw.numbers import as_power, compact, power_of_ten
from lstm_teach.draw.parts import Box
from lstm_teach.draw.timeline.paths import BESIDE, Look, cursor_dot, drawn
from lstm_teach.draw.timeline.rows import Row, Signal, stacked, words
from lstm_teach.draw.timeline.scales import Axis

WIDTH = 760.0
LEFT, RIGHT = 118.0, 104.0
HEAD, GAP, FOOT = 2.0, 5.0, 33.0
SYMBOL = 9.0  # pixels that a symbol under the axis takes
SIDE = ("faint", "levels", "beside")  # kinds of what a signal is compared with
LOW = 22.0  # a row that has no room for two numbers above each other
LINE = 15.0  # from line to line of titles and numbers
LOOK = Look(bar=9.0, faint=(1.3, "3 3", 0.85), dot=4.6, mark=(3.8, 1.2))


class LaneAxis(Axis):
    """An axis whose places are rounded once; with those of `Axis`, stored pictures would change."""

    def x(self, t: float) -> float:
        """Return where step t has its middle."""
        return self.left + (t - self.first + 0.5) * self.span / self.T


class Lanes:
    """The rows of one run with their places, and what does not depend on the cursor, already drawn.

    Parameters
    ----------
    rows : sequence of Row
        All with the same number of steps.
    symbols : sequence of str
        What is read at every step; it stands under the axis in place of the numbers, if there is room.
    compared : str
        The name of the run that signals of the kind "beside" belong to, for the legend.
    """

    def __init__(self, rows: Sequence[Row], symbols: Sequence[str] = (), compared: str = "") -> None:
        self.symbols, self.compared = symbols, compared
        self.rows, T = stacked(rows, HEAD, GAP)
        self.axis = LaneAxis(T, WIDTH, 1, LEFT, RIGHT)
        self.bottom = self.rows[-1].bottom
        self.height = self.bottom + FOOT
        self.body = "".join(_still(row, self.axis) for row in self.rows)
        self.body += self._time_axis() + self._legend()

    def moving(self, t: int, marked: str, hidden: Collection[str] = ()) -> str:
        """Draw what depends on the cursor: its line, the dots on it, the numbers.

        `marked` is a row's key; rows whose keys are `hidden` have no value at this step yet: no number, no
        dot, and what of the line is there is covered.
        """
        x = self.axis.x(t)
        ends = [(x, HEAD - 2), (x, self.bottom + 3)]
        parts = [self._cover(row, x) for row in self.rows if row.key in hidden]
        parts.append(svg.line(ends, colour=theme.colour("cursor"), dash=theme.CURSOR_DASH))
        for row in self.rows:
            middle = row.top + row.height / 2
            if row.key == marked:
                parts.append(svg.polygon(((2.0, middle - 5), (2.0, middle + 5), (9.0, middle))))
            if row.key in hidden:
                continue
            parts += [cursor_dot(row, signal, self.axis, LOOK, t) for signal in row.signals]
            parts.append(_numbers(row, middle, t))
        at = min(max(x, LEFT + 10), WIDTH - 30)
        parts.append(svg.text(at, self.bottom + 29, f"t = {t}", size=12, bold=True, anchor="middle"))
        return "".join(parts)

    def words(self, t: int, hidden: Collection[str] = ()) -> str:
        """Return the numbers at step t, and between which ends each signal moves, in words."""
        return words([row for row in self.rows if row.key not in hidden], self.axis, t)

    def _cover(self, row: Row, x: float) -> str:
        """Cover what a row has at the step in the middle of `x`, up to its neighbours."""
        reach = max(self.axis.pitch / 2, self.axis.pitch - LOOK.dot / 2 - 1)
        left, right = max(x - reach, self.axis.left + 1), min(x + reach, self.axis.end - 1)
        return svg.rect(left, row.top + 1, right - left, row.height - 2, fill=theme.GROUND)

    def _time_axis(self) -> str:
        y, longest = self.bottom + 14, max(map(len, self.symbols), default=0)
        if longest and longest * SYMBOL <= self.axis.pitch:
            steps = zip(self.axis.xs, self.symbols, strict=True)
            under = [svg.text(x, y, symbol, size=12, anchor="middle", bold=True) for x, symbol in steps]
            return "".join(under) + svg.text(12, y, "read")
        ticks = self.axis.ticks(24)
        numbers = [svg.text(self.axis.x(t), y, str(t), size=11, anchor="middle") for t in ticks]
        return "".join(numbers) + svg.text(12, y, "time step t")

    def _legend(self) -> str:
        """Say whose the thin lines are, below the name of the axis."""
        if not self.compared:
            return ""
        y = self.bottom + 29
        line = svg.line([(12, y - 4), (30, y - 4)], colour=theme.colour("beside"), width=BESIDE)
        return line + svg.text(35, y, self.compared, size=12)

    def places(self, top: float = 0.0) -> dict[str, Box]:
        """Return where rows are, by their key, and the time axis, if all is moved down by `top`.

        Of several rows with one key, such as inputs, each has its number: "input:0", "input:1".
        """
        found: dict[str, Box] = {}
        count = 0
        for row in self.rows:
            left, y, width, height = row.rectangle(self.axis)
            key = f"lane:{row.key}"
            if row.key == "x":
                key, count = f"input:{count}", count + 1
            while key in found:
                key += "'"
            found[key] = (left, top + y - GAP / 2, width, height + GAP)
        found["time"] = (self.axis.left, top + self.bottom + GAP / 2, self.axis.span, FOOT - GAP)
        return found


def _still(row: Row, axis: Axis) -> str:
    lines = row.title.split("\n")
    first = _first_line(row.top + row.height / 2, len(lines))
    parts = [
        svg.rect(*row.rectangle(axis), stroke=theme.INK, stroke_opacity=0.3),
        *(svg.text(12, first + LINE * n, line, size=12) for n, line in enumerate(lines)),
    ]
    if row.low < 0 < row.high and not row.log:
        zero = float(row.y(0.0))
        parts.append(svg.line([(axis.left, zero), (axis.end, zero)], width=1, opacity=0.3))
    parts += [svg.text(axis.left - 4, y, content, size=11, anchor="end") for content, y in _ends(row)]
    below_first = sorted(row.signals, key=lambda signal: signal.kind != "beside")
    return "".join([*parts, *(drawn(row, signal, axis, LOOK) for signal in below_first)])


def _ends(row: Row) -> list[tuple[str, float]]:
    """The ends of a range with their baselines; in a low row what is as far up as down is one text."""

    def end(value: float) -> str:
        return power_of_ten(round(value)) if row.log else as_power(value) or compact(value)

    if row.height < LOW and row.low == -row.high and not row.log:
        return [(f"±{end(row.high)}", row.top + row.height / 2 + 4)]
    apart = 1 if row.height < LOW else 0  # or the two would touch
    return [(end(row.high), row.top + 9 - apart), (end(row.low), row.bottom + apart)]


def _numbers(row: Row, middle: float, t: int) -> str:
    """The numbers of a row at its right, each in a line."""
    said = [one for one in row.signals if one.kind not in SIDE or not math.isnan(one.values[t - 1])]
    said = said[: max(1, int((row.height + GAP) / LINE))]  # what has no room is seen as a line
    first, left = _first_line(middle, len(said)), WIDTH - RIGHT + 8
    parts = []
    for n, signal in enumerate(said):
        y, x = first + LINE * n, left
        if row.log:  # two curves in one row: which is which
            dash = theme.DOTTED if signal.kind == "dotted" else ""
            parts.append(svg.line([(x, y - 4), (x + 14, y - 4)], colour=signal.colour, width=2, dash=dash))
            x += 18
        strong = signal.kind not in SIDE and not row.log
        parts.append(svg.text(x, y, _number(row, signal, t), size=13 if strong else 12, bold=strong))
    return "".join(parts)


def _number(row: Row, signal: Signal, t: int) -> str:
    name = f"{signal.name} " if signal.kind in SIDE and signal.name else ""
    held = " held" if signal.held is not None and signal.held[t - 1] else ""
    return f"{name}{row.text_of(float(signal.values[t - 1]))}{held}"


def _first_line(middle: float, lines: int) -> float:
    """The baseline of the first of several lines around a middle."""
    return middle + 4.5 - LINE / 2 * (lines - 1)
