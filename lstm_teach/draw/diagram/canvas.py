"""The sheet that a diagram is drawn on: parts are collected by height, so that pipes join.

From below: pipes, streams in them, wires, marks (valves, layers, operations), texts. Elements of the same
style are put into one path or group, which keeps the picture small.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from lstm_teach.draw import svg, theme
from lstm_teach.draw.parts import Box
from lstm_teach.draw.svg import Point, coordinate, stroke

WIDTH = 760.0
SMALL, NORMAL = 12.7, 13.0  # in a column of 600 pixels, 10 and more
FAINT = 0.35  # opacity of what is not computed yet
INPUT, HIDDEN = theme.colour("input"), theme.colour("hidden")
CELL, CANDIDATE = theme.colour("cell"), theme.colour("candidate")


class Canvas:
    """Collects the parts of a picture."""

    def __init__(self) -> None:
        self.is_faint = False
        self._tubes: dict[tuple[float, bool], list[str]] = {}
        self._heads: dict[tuple[str, bool], list[str]] = {}
        self._texts: dict[tuple[float, bool, bool], list[str]] = {}
        self.places: dict[str, Box] = {}  # of what can be pointed at
        self.ground: list[str] = []
        self.streams: list[str] = []
        self.wires: list[str] = []
        self.marks: list[str] = []

    def place(self, key: str, x: float, y: float, half_width: float, half_height: float) -> None:
        """Note where a part is, around (x, y)."""
        self.places[key] = (x - half_width, y - half_height, 2 * half_width, 2 * half_height)

    def body(self) -> str:
        """Return all that was drawn, from the lowest to the highest."""
        tubes = [
            stroke("".join(d), theme.INK, w + 2.4, opacity=0.2 if faint else 0.45)
            for (w, faint), d in self._tubes.items()
        ]
        inside = [stroke("".join(d), theme.GROUND, w) for (w, _), d in self._tubes.items()]
        heads = [svg.path("".join(d), f"fill:{c}{_fill(faint)}") for (c, faint), d in self._heads.items()]
        texts = [
            f'<g style="font-size:{coordinate(size)}px{";font-weight:600" if bold else ""}{_fill(faint)}">'
            f"{''.join(lines)}</g>"
            for (size, bold, faint), lines in self._texts.items()
        ]
        layers = (self.ground, tubes, inside, self.streams, self.wires, heads, self.marks, texts)
        return "".join("".join(layer) for layer in layers)

    @contextmanager
    def faint(self, is_faint: bool) -> Iterator[None]:
        """Draw faintly, if `is_faint`, and without numbers: what is not computed yet.

        Lines and letters fade; grounds stay, so that nothing shines through.
        """
        if not is_faint:
            yield
            return
        lists = (self.wires, self.marks)
        before = [len(each) for each in lists]
        self.is_faint = True
        yield
        self.is_faint = False
        for each, start in zip(lists, before, strict=True):
            each[start:] = [f'<g style="stroke-opacity:{FAINT}">{"".join(each[start:])}</g>']

    def tube(self, points: Sequence[Point], width: float) -> None:
        """Draw the walls of a pipe; pipes of one width that touch are joined."""
        self._tubes.setdefault((width, self.is_faint), []).append(rounded(points))

    def head(self, tip: Point, direction: str, colour: str, size: float = 7.0) -> None:
        """Draw the head of an arrow that goes "right", "left", "up" or "down" and ends at `tip`."""
        x, y = tip
        half = 0.6 * size
        back, side = {
            "right": ((-size, -half), (-size, half)),
            "left": ((size, -half), (size, half)),
            "up": ((-half, size), (half, size)),
            "down": ((-half, -size), (half, -size)),
        }[direction]
        corners = f"M{_pair(x, y)}L{_pair(x + back[0], y + back[1])}L{_pair(x + side[0], y + side[1])}Z"
        self._heads.setdefault((colour, self.is_faint), []).append(corners)

    def text(
        self, x: float, y: float, content: str, size: float = SMALL, bold: bool = False, anchor: str = "start"
    ) -> None:
        """Write a line of text; none where a number in it is not computed yet."""
        if self.is_faint and "NaN" in content:
            return
        at = "" if anchor == "start" else f' text-anchor="{anchor}"'
        at += f' style="{svg.KEEP_SPACES[:-1]}"' if "  " in content else ""
        line = f'<text x="{coordinate(x)}" y="{coordinate(y)}"{at}>{svg.escape(content)}</text>'
        self._texts.setdefault((size, bold, self.is_faint), []).append(line)


def _fill(is_faint: bool) -> str:
    return f";fill-opacity:{FAINT}" if is_faint else ""


def rounded(points: Sequence[Point], radius: float = 9.0) -> str:
    """Return the path of straight lines with rounded corners; the lines are level or upright."""
    parts = [f"M{_pair(*points[0])}"]
    for before, corner, after in zip(points, points[1:], points[2:], strict=False):
        start, end = _towards(corner, before, radius), _towards(corner, after, radius)
        parts.append(f"L{_pair(*start)}Q{_pair(*corner)} {_pair(*end)}")
    parts.append(f"L{_pair(*points[-1])}")
    return "".join(parts)


def _towards(start: Point, goal: Point, distance: float) -> Point:
    dx, dy = goal[0] - start[0], goal[1] - start[1]
    share = min(1.0, distance / ((abs(dx) + abs(dy)) or 1.0))
    return start[0] + share * dx, start[1] + share * dy


def _pair(x: float, y: float) -> str:
    return f"{coordinate(x)} {coordinate(y)}"
