"""A text in cells, with the surprise of every character, and the most probable next characters as bars."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from lstm_book.alphabet import Alphabet
from lstm_book.chapter_13.cowriter_models import shown
from lstm_teach.draw import svg, theme
from lstm_teach.draw.numbers import number
from lstm_teach.draw.parts import Box
from lstm_teach.draw.svg import coordinate
from lstm_teach.numerics import Array

WIDTH = 730.0  # of the pictures: at 679 pixels their texts are still large enough
HALF = WIDTH / 2 - 15  # the width of bars beside others
CELL, COLUMNS = 12.2, 55  # the width of a character's cell, and how many stand in a line
LETTER, COLUMN = 19.0, 14.0  # the height of a letter's cell, and of the columns below it
SHADES = (
    (1.0, 0.0),
    (2.0, 0.12),
    (4.0, 0.22),
    (6.0, 0.34),
    (8.0, 0.46),
    (np.inf, 0.6),
)  # below bits: opacity
FULL = 10.0  # bits of a full column
NETWORK, COUNTING, SHADE = theme.BLUE, theme.ORANGE, theme.VERMILLION
EIGHT, ROW = 8, 17.0  # the bars, and their height


@dataclass(frozen=True)
class Grid:
    """Where the characters of a text stand: `lines` lines from line `first` on."""

    left: float
    top: float
    lines: int
    height: float  # of a line
    first: int = 0

    @property
    def shown(self) -> range:
        """The places that are shown."""
        return range(self.first * COLUMNS, (self.first + self.lines) * COLUMNS)

    def place(self, k: int) -> tuple[float, float]:
        """Return the left and upper edge of a character's cell."""
        line, column = divmod(k, COLUMNS)
        return self.left + column * CELL, self.top + (line - self.first) * self.height

    def at(self, x: float, y: float) -> int:
        """Return the character whose cell holds a place, or the nearest one."""
        line = min(max(int((y - self.top) // self.height), 0), self.lines - 1)
        column = min(max(int((x - self.left) // CELL), 0), COLUMNS - 1)
        return (self.first + line) * COLUMNS + column

    @property
    def box(self) -> Box:
        """Where the whole is."""
        return self.left, self.top, COLUMNS * CELL, self.lines * self.height

    def letters(self, text: str, start: int = 0, *, opacity: float = 1.0) -> str:
        """Draw a text whose first character is number `start`: an element a line."""
        parts = []
        for line in range(self.first, self.first + self.lines):
            begin, end = max(line * COLUMNS, start), min((line + 1) * COLUMNS, start + len(text))
            if begin < end:
                parts.append(self._line(text[begin - start : end - start], begin, opacity))
        return "".join(parts)

    def _line(self, text: str, begin: int, opacity: float) -> str:
        xs = [self.place(k)[0] + CELL / 2 for k in range(begin, begin + len(text))]
        style = svg.KEEP_SPACES + (f"opacity:{opacity:.2f}" if opacity < 1 else "")
        where = f'x="{" ".join(map(coordinate, xs))}" y="{coordinate(self.place(begin)[1] + 14)}"'
        content = "".join(symbol if " " <= symbol <= "\uffff" else "▯" for symbol in text.replace("\n", "↵"))
        return f'<text {where} text-anchor="middle" style="{style}">{svg.escape(content)}</text>'

    def shades(self, bits: Array) -> str:
        """Draw the surprise of every character behind it."""
        parts, low = [], -np.inf
        for high, opacity in SHADES:
            cells = [self._cell(k) for k in self._places(bits) if low <= bits[k] < high]
            if opacity and cells:
                parts.append(svg.path("".join(cells), f"fill:{SHADE};fill-opacity:{opacity:.2f}"))
            low = high
        return "".join(parts)

    def _cell(self, k: int) -> str:
        x, y = self.place(k)
        return f"M{coordinate(x + 0.4)} {coordinate(y)}h{CELL - 0.8:.1f}v{LETTER:g}h-{CELL - 0.8:.1f}z"

    def columns(self, bits: Array, colour: str, shift: float) -> str:
        """Draw a column below every character, as high as its surprise."""
        parts = []
        for k in self._places(bits):
            x, y = self.place(k)
            height = min(float(bits[k]) / FULL, 1.0) * COLUMN
            foot = y + LETTER + COLUMN
            parts.append(
                f"M{coordinate(x + shift)} {coordinate(foot)}v-{coordinate(height)}h4v{coordinate(height)}z"
            )
        return svg.path("".join(parts), f"fill:{colour}") if parts else ""

    def _places(self, bits: Array) -> list[int]:
        return [k for k in self.shown if k < len(bits) and np.isfinite(bits[k])]

    def passed_over(self, places: Sequence[int]) -> str:
        """Draw a cross below characters that nobody knows."""
        parts = [self.place(k) for k in places if k in self.shown]
        return "".join(svg.text(x + CELL / 2, y + 31, "×", size=12, anchor="middle") for x, y in parts)

    def frame(self, k: int, dash: str = "") -> str:
        """Draw a frame around a character."""
        x, y = self.place(k)
        return svg.rect(x, y - 1, CELL, LETTER + 1, stroke=theme.INK, stroke_width=1.5, dash=dash, radius=2)


def first_line(t: int, end: int, lines: int) -> int:
    """Return the first line that is shown, such that places t and, if there is room, `end` are seen."""
    return min(max(end // COLUMNS - lines + 1, 0), t // COLUMNS)


def legend(left: float, y: float) -> str:
    """Draw what shades and columns mean."""
    parts = [svg.text(left, y, "bits of surprise:", size=12)]
    x, low = left + 104, 0
    for high, opacity in SHADES:
        last = not np.isfinite(high)
        box = (x, y - 11, 74 if last else 46, 15)
        ground = svg.rect(*box, fill=SHADE, fill_opacity=opacity) if opacity else ""
        parts.append(
            ground + svg.text(x + 5, y, f"{low} and more" if last else f"{low} to {high:g}", size=12)
        )
        x, low = x + box[2] + 4, 0 if last else int(high)
    for name, colour, height, width in (("network", NETWORK, 11, 74), ("counting", COUNTING, 8, 0)):
        parts.append(
            svg.rect(x + 14, y - height + 1, 4, height, fill=colour) + svg.text(x + 23, y, name, size=12)
        )
        x += width
    parts.append(svg.text(WIDTH - 10, y, f"full: {FULL:g} bits", size=12, anchor="end"))
    return "".join(parts)


def share(p: float) -> str:
    """Return a probability with three decimals.

    Examples
    --------
    >>> share(0.4583), share(0.0001)
    ('0.458', '< 0.001')
    """
    return number(p, 3) if p >= 0.0005 else "< 0.001"


class Chance(NamedTuple):
    """A symbol that may come next."""

    symbol: str
    p: float
    tempered: float  # its probability at the temperature of the dial


def chances(alphabet: Alphabet, log2_p: Array, temperature: float = 1.0) -> list[Chance]:
    """Return the most probable symbols, at most eight."""
    weights = 2.0 ** ((log2_p - log2_p.max()) / temperature)
    tempered = weights / weights.sum()
    best = np.argsort(-log2_p, kind="stable")[:EIGHT]
    return [Chance(alphabet.symbols[n], float(2.0 ** log2_p[n]), float(tempered[n])) for n in best]


@dataclass(frozen=True)
class Bars:
    """The most probable next characters; `written` is the one that stands there, if any."""

    title: str
    rows: list[Chance]
    colour: str
    left: float
    top: float
    width: float
    written: str = ""
    outlined: bool = False  # whether the probabilities at another temperature are drawn too

    def box(self, n: int) -> Box:
        """Return where a row is."""
        return self.left, self.top + 22 + n * ROW, self.width, ROW

    def body(self) -> str:
        """Draw title and rows."""
        parts = [svg.text(self.left, self.top + 13, self.title, bold=True)]
        return "".join([*parts, *(self._row(n, chance) for n, chance in enumerate(self.rows))])

    def _row(self, n: int, chance: Chance) -> str:
        left, top, width, height = self.box(n)
        y, room = top + 13, width - 96
        mine = chance.symbol == self.written
        parts = [
            svg.text(left + 14, y, shown(chance.symbol), anchor="middle", bold=mine),
            svg.rect(left + 30, top + 3, room * chance.p, height - 6, fill=self.colour),
            svg.text(left + width - 18, y, share(chance.p), anchor="end", bold=mine),
            svg.text(left + width - 14, y, "◂", bold=True) if mine else "",
        ]
        if self.outlined:
            box = (left + 30, top + 1.5, room * chance.tempered, height - 3)
            parts.append(svg.rect(*box, stroke=theme.INK, stroke_width=1.2, dash="3 2"))
        return "".join(parts)

    def words(self) -> str:
        """Return what is drawn in words."""
        said = ", ".join(f"{shown(chance.symbol)} {share(chance.p)}" for chance in self.rows)
        return f"{self.title}: {said}."
