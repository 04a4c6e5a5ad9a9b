"""A passage, written twice, on the colours of what one unit keeps: once after x, once after y."""

from __future__ import annotations

from lstm_book.chapter_08.own_text import Waited, carried
from lstm_teach.draw import svg, theme
from lstm_teach.draw.numbers import number
from lstm_teach.draw.still import Still, show
from lstm_teach.numerics import Array

PER_LINE = 60
LEFT, PITCH, LINE, GAP = 66.0, 10.0, 22.0, 14.0


def passage_picture(waited: Waited, passage: str) -> Still:
    """Return the passage after x and after y: the stronger the colour, the further tanh c is from 0.

    Raises
    ------
    ValueError
        As `own_text.carried`.
    """
    kept = carried(waited, passage)
    lines = -(-len(passage) // PER_LINE)
    block = lines * LINE
    body = "".join(
        _block(name, passage, row, GAP / 2 + k * (block + GAP))
        for k, (name, row) in enumerate(zip("xy", kept, strict=True))
    )
    width, height = LEFT + PER_LINE * PITCH + 13, 2 * (block + GAP)
    label = f"What one unit keeps while {len(passage)} characters pass"
    words = ". ".join(
        f"After {name} its tanh c is {number(row[0])} at the first and {number(row[-1])} at the last"
        for name, row in zip("xy", kept, strict=True)
    )
    return show(svg.Drawing(width, height, label, f"{words}. Blue is above 0, orange below.", body))


def _block(name: str, passage: str, row: Array, top: float) -> str:
    pieces = [svg.text(8, top + 16, f"after {name}", bold=True)]
    for k, (character, value) in enumerate(zip(passage, row, strict=True)):
        x, y = LEFT + k % PER_LINE * PITCH, top + k // PER_LINE * LINE
        colour = theme.BLUE if value > 0 else theme.ORANGE
        pieces.append(
            svg.rect(x, y, PITCH, LINE - 3, fill=colour, fill_opacity=0.75 * min(abs(float(value)), 0.99))
        )
        shown = "↵" if character == "\n" else character
        if not shown.isspace():
            pieces.append(svg.text(x + PITCH / 2, y + 15, shown, anchor="middle"))
    return "".join(pieces)
