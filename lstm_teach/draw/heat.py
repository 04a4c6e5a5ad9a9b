"""All units over time as one small image: a row a unit, colour by sign, strength by size."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from lstm_teach.draw import svg, theme
from lstm_teach.draw.field import field_image
from lstm_teach.draw.numbers import MINUS, compact, shown
from lstm_teach.draw.parts import Box
from lstm_teach.draw.timeline.scales import Axis, round_limit
from lstm_teach.numerics import Array

LEAST, MOST, ROW = 30.0, 48.0, 7.0  # the height of the map, and of a row where there is room
HEAD, FOOT = 4.0, 5.0


@dataclass(frozen=True, eq=False)
class Heat:
    """A map of all units of one sequence.

    Parameters
    ----------
    title : str
    values : array (T, H)
    axis : Axis
        The time axis of the rows that stand below.
    order : sequence of int, optional
        The units from top to bottom.
    """

    title: str
    values: Array
    axis: Axis
    order: tuple[int, ...] = ()

    @property
    def _order(self) -> list[int]:
        return list(self.order or range(self.values.shape[1]))

    @cached_property
    def limit(self) -> float:
        """The size that is drawn at full strength: nearly all values are smaller."""
        return round_limit(float(np.quantile(np.abs(np.real(self.values)), 0.98)), 1.0)

    @property
    def row(self) -> float:
        """The height of a unit's row."""
        H = self.values.shape[1]
        return max(min(ROW, MOST / H), LEAST / H)

    @property
    def height(self) -> float:
        """The height of the whole."""
        return HEAD + self.row * self.values.shape[1] + FOOT

    def box(self, top: float = 0.0) -> Box:
        """Return where the map is, if all is moved down by `top`."""
        return self.axis.left, top + HEAD, self.axis.span, self.row * self.values.shape[1]

    def unit_at(self, y: float) -> int:
        """Return the unit that is drawn at `y`; above and below the map the first or the last one."""
        H = self.values.shape[1]
        return self._order[min(max(int((y - HEAD) // self.row), 0), H - 1)]

    def still(self) -> str:
        """Draw what does not depend on the cursor."""
        left, top, width, height = self.box()
        H, right = self.values.shape[1], self.axis.end + 8
        rows = np.real(self.values)[:, self._order]
        image = field_image(rows, left, top, width, height, self.limit)
        return "".join([
            image,
            svg.rect(left, top, width, height, stroke=theme.INK, stroke_opacity=0.4),
            svg.text(12, top + 12, self.title, size=12),
            svg.text(12, top + 27, f"{H} units", size=12),
            svg.text(right, top + 12, f"{MINUS}{compact(self.limit)} to {compact(self.limit)}", size=12),
        ])  # fmt: skip

    def moving(self, t: int, unit: int, hidden: bool = False) -> str:
        """Draw the frame around the chosen unit, its number, and the cursor at step t.

        What is `hidden` at step t has no value yet: it is covered and has no number.
        """
        left, top, width, height = self.box()
        y, x = top + self.row * self._order.index(unit), self.axis.x(t)
        middle = min(max(y + self.row / 2 + 4, top + 10), top + height)
        beside = min(max(middle, top + 26), top + height - 3)  # below the range
        value = float(np.real(self.values[t - self.axis.first, unit]))
        pitch = self.axis.pitch
        return "".join([
            svg.rect(x - pitch / 2, top + 1, pitch, height - 2, fill=theme.GROUND) if hidden else "",
            svg.rect(left, y, width, max(self.row, 2.0), stroke=theme.INK, stroke_width=1.4),
            svg.line([(x, top - 2), (x, top + height + 2)], colour=theme.INK, dash=theme.CURSOR_DASH),
            svg.text(left - 6, middle, str(unit), size=11, anchor="end", bold=True),
            "" if hidden else svg.text(self.axis.end + 8, beside, shown(value), bold=True),
        ])  # fmt: skip
