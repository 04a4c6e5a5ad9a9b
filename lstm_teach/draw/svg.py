"""SVG as text: a few primitives, and the frame that makes them a picture.

No element has an id, because ids are shared by all pictures of a page.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from xml.sax.saxutils import escape as _escape
from xml.sax.saxutils import quoteattr

from lstm_teach.draw.theme import CARD, CARD_INK, FONT, INK

SIZE = 13.0  # of text in pixels, unless another is given
# What elements take over from the frame instead of saying it again: pictures are sent at every move.
INHERITED = (
    f"font-family:{FONT};font-size:{SIZE:g}px;font-variant-numeric:tabular-nums;"
    f"fill:{INK};stroke-linejoin:round"
)
KEEP_SPACES = "white-space:pre;"  # browsers do not let a text take it over from the frame
_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

Point = tuple[float, float]


@dataclass(frozen=True)
class Drawing:
    """A part of a picture, or a whole one: its size, what it shows in words, and its elements.

    Parameters
    ----------
    width, height : float
        In user units; a unit is a pixel where there is room.
    label : str
        One line: what is shown, with the main number.
    description : str
        The numbers shown, in words.
    body : str
        SVG elements.
    """

    width: float
    height: float
    label: str
    description: str
    body: str

    def at(self, x: float, y: float) -> str:
        """Return the elements, moved by (x, y), for use in a larger picture."""
        return f'<g transform="translate({coordinate(x)} {coordinate(y)})">{self.body}</g>'

    @property
    def alt(self) -> str:
        """Label and description in one text."""
        return f"{self.label}. {self.description}".strip()

    def svg(self, standalone: bool = False) -> str:
        """Return the whole as an `<svg>` with a name; it keeps its shape and is never wider than `width`.

        Parameters
        ----------
        standalone : bool
            For an `<img>` or a file, where the page's colours do not reach: a light card behind it.
        """
        w, h = coordinate(self.width), coordinate(self.height)
        style = f"display:block;max-width:100%;height:auto;{INHERITED}"
        card = ""
        if standalone:
            style += f";color:{CARD_INK}"
            card = rect(0, 0, self.width, self.height, fill=CARD, radius=6)
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label={attribute(self.label)} '
            f'width="{w}" height="{h}" viewBox="0 0 {w} {h}" style={attribute(style)}>'
            f"<title>{escape(self.label)}</title><desc>{escape(self.description)}</desc>{card}{self.body}</svg>"
        )


_SIZES = re.compile(r"font-size:([0-9.]+)px")


def least_size(body: str) -> float:
    """Return the size of the smallest text, if any has a size of its own; else `SIZE`.

    Examples
    --------
    >>> least_size(text(0, 0, "a", size=11) + text(0, 0, "b"))
    11.0
    """
    return min([SIZE, *map(float, set(_SIZES.findall(body)))])


@lru_cache(maxsize=2**14)  # most of a picture stays where it is
def coordinate(value: float) -> str:
    """Return a number for SVG: one decimal, none where it is whole, and the ASCII minus sign.

    Raises
    ------
    ValueError
        If it is not finite: a browser would drop the element without a word.
    """
    if not math.isfinite(value):
        raise ValueError(f"coordinate: expected a finite number, got {value}")
    text = f"{round(float(value), 1) + 0.0:.1f}"
    return text.removesuffix(".0")


def escape(content: str) -> str:
    """Return text that XML can hold."""
    return _escape(_NO_XML.sub("\ufffd", content))


def attribute(content: str) -> str:
    """Return a quoted attribute value that XML can hold."""
    return quoteattr(_NO_XML.sub("\ufffd", content))


def text(
    x: float, y: float, content: str, *, size: float = SIZE, anchor: str = "start", bold: bool = False
) -> str:
    """Return a line of text whose baseline starts, ends or is centred (`anchor`) at (x, y).

    Text is always drawn in the page's own text colour, which is readable on the page's ground.
    """
    style = "" if size == SIZE else f"font-size:{coordinate(size)}px;"
    style += "font-weight:600;" if bold else ""
    style += KEEP_SPACES if "  " in content else ""
    more = "" if anchor == "start" else f' text-anchor="{anchor}"'
    more += f' style="{style[:-1]}"' if style else ""
    return f'<text x="{coordinate(x)}" y="{coordinate(y)}"{more}>{escape(content)}</text>'


def path(d: str, style: str, halves: bool = False) -> str:
    """Return a path in a style of its own; with `halves`, all lengths are half pixels."""
    scale = ' transform="scale(.5)"' if halves else ""
    return f'<path{scale} d="{d}" style="{style}"/>'


def stroke(
    d: str,
    colour: str,
    width: float,
    *,
    dash: str = "",
    cap: str = "",
    opacity: float = 1.0,
    halves: bool = False,
) -> str:
    """Return the line along a path, if there is any; with `halves`, the numbers in `d` are half pixels."""
    if not d:
        return ""
    if halves:
        width, dash = 2 * width, " ".join(coordinate(2 * float(part)) for part in dash.split())
    style = _line_style(colour, width, dash)
    style += f";stroke-linecap:{cap}" if cap else ""
    style += f";stroke-opacity:{opacity:.2f}" if opacity < 1 else ""
    return path(d, style, halves)


def line(
    points: Iterable[Point], *, colour: str = INK, width: float = 1.5, dash: str = "", opacity: float = 1.0
) -> str:
    """Return straight lines from point to point."""
    style = _line_style(colour, width, dash) + (f";opacity:{opacity:.2f}" if opacity < 1 else "")
    return path(_corners(points), style)


def arrow(start: Point, end: Point, *, colour: str = INK, width: float = 2.0, head: float = 7.0) -> str:
    """Return an arrow; its head is a filled path, for a `<marker>` needs an id."""
    (x0, y0), (x1, y1) = start, end
    length = math.hypot(x1 - x0, y1 - y0) or 1.0
    ux, uy = (x1 - x0) / length, (y1 - y0) / length
    bx, by = x1 - head * ux, y1 - head * uy
    half = 0.55 * head
    tip = ((x1, y1), (bx - half * uy, by + half * ux), (bx + half * uy, by - half * ux))
    return line([start, (bx, by)], colour=colour, width=width) + polygon(tip, fill=colour)


def polygon(points: Iterable[Point], *, fill: str = INK) -> str:
    """Return a filled outline."""
    return path(_corners(points) + "Z", f"fill:{fill}")


def rect(
    x: float,
    y: float,
    width: float,
    height: float,
    *,
    fill: str = "none",
    fill_opacity: float = 1.0,
    stroke: str = "none",
    stroke_width: float = 1.0,
    stroke_opacity: float = 1.0,
    dash: str = "",
    radius: float = 0.0,
) -> str:
    """Return a rectangle."""
    style = f"fill:{fill}"
    style += f";fill-opacity:{fill_opacity:.2f}" if fill_opacity < 1 else ""
    if stroke != "none":
        style += f";stroke:{stroke}"
        style += f";stroke-width:{coordinate(stroke_width)}" if stroke_width != 1 else ""
        style += f";stroke-opacity:{stroke_opacity:.2f}" if stroke_opacity < 1 else ""
        style += f";stroke-dasharray:{dash}" if dash else ""
    corner = f' rx="{coordinate(radius)}"' if radius else ""
    return (
        f'<rect x="{coordinate(x)}" y="{coordinate(y)}" width="{coordinate(max(width, 0))}" '
        f'height="{coordinate(max(height, 0))}"{corner} style="{style}"/>'
    )


def circle(
    x: float,
    y: float,
    radius: float,
    *,
    fill: str = "none",
    stroke: str = INK,
    stroke_width: float = 1.5,
    dash: str = "",
) -> str:
    """Return a circle."""
    style = f"fill:{fill}"
    style += f";stroke:{stroke};stroke-width:{coordinate(stroke_width)}" if stroke != "none" else ""
    style += f";stroke-dasharray:{dash}" if dash else ""
    return f'<circle cx="{coordinate(x)}" cy="{coordinate(y)}" r="{coordinate(radius)}" style="{style}"/>'


def _corners(points: Iterable[Point]) -> str:
    return "M" + "L".join(f"{coordinate(x)} {coordinate(y)}" for x, y in points)


def _line_style(colour: str, width: float, dash: str) -> str:
    style = f"fill:none;stroke:{colour};stroke-width:{coordinate(width)}"
    return style + (f";stroke-dasharray:{dash}" if dash else "")
