"""What both lattices are drawn with: words as columns, tags as rows, probabilities as areas and widths."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from lstm_teach.draw import svg, theme
from lstm_teach.draw.svg import Point
from lstm_teach.numerics import Array

LEAST = {"tag": 0.005, "pair": 0.01}  # probabilities that are drawn
BEST, BY_WORD = 3.0, 2.0  # the widths of the two answers
DASH = "6 4"
CROSS = 4.5
SAMPLE = 26.0  # the length of a line in the legend


class Grid(NamedTuple):
    """Where words and tags are, and how large what is certain is drawn."""

    xs: Sequence[float]  # of the words
    ys: Sequence[float]  # of the tags
    radius: float  # of a node with probability 1; its area is the probability
    band: float  # the width of a pair with probability 1
    drop: float  # how far the word-by-word answer runs below the nodes' middles

    def place(self, t: int, k: int) -> Point:
        """Return the middle of a node."""
        return self.xs[t], self.ys[k]


def lattice(grid: Grid, nodes: Array, pairs: Array) -> str:
    """Draw the probabilities of pairs (T - 1, K, K) as bands, those of tags (T, K) as areas."""
    body = [
        svg.line(
            [grid.place(t, i), grid.place(t + 1, j)],
            colour=theme.SAND,
            width=max(grid.band * pairs[t, i, j], 0.4),
            opacity=0.6,
        )
        for t, i, j in zip(*(pairs >= LEAST["pair"]).nonzero(), strict=True)
    ]
    for t, k in zip(*(nodes >= LEAST["tag"]).nonzero(), strict=True):
        radius = grid.radius * math.sqrt(nodes[t, k])
        body.append(svg.circle(*grid.place(t, k), radius, fill=theme.SKY_BLUE, stroke="none"))
    return "".join(body)


def answers(grid: Grid, best: Sequence[int], by_word: Sequence[int], crossed: Iterable[Point] = ()) -> str:
    """Draw the best path thick, the word-by-word answer dashed below it, and crosses on illegal steps."""
    thick = [grid.place(t, k) for t, k in enumerate(best)]
    dashed = lowered(grid, by_word)
    return "".join(
        [
            svg.line(thick, width=BEST),
            *(svg.circle(x, y, BEST, fill=theme.INK, stroke="none") for x, y in thick),
            svg.line(dashed, colour=theme.VERMILLION, width=BY_WORD, dash=DASH),
            *(svg.circle(x, y, BY_WORD, fill=theme.VERMILLION, stroke="none") for x, y in dashed),
            *(cross(x, y) for x, y in crossed),
        ]
    )


def lowered(grid: Grid, path: Sequence[int]) -> list[Point]:
    """Return the word-by-word answer's places, below those of the best path."""
    places = [grid.place(t, k) for t, k in enumerate(path)]
    return [(x, y + grid.drop) for x, y in places]


def cross(x: float, y: float) -> str:
    """Draw the mark of an illegal step, on a ground of its own."""
    r = CROSS
    ground = svg.circle(x, y, r + 3.5, fill=theme.GROUND, stroke=theme.VERMILLION, stroke_width=1.5)
    strokes = ([(x - r, y - r), (x + r, y + r)], [(x - r, y + r), (x + r, y - r)])
    return ground + "".join(svg.line(stroke, width=2.0) for stroke in strokes)


def sample(x: float, y: float, kind: str) -> str:
    """Draw a short piece of an answer's line: "best" or "by word"."""
    ends = [(x, y), (x + SAMPLE, y)]
    if kind == "best":
        return svg.line(ends, width=BEST)
    return svg.line(ends, colour=theme.VERMILLION, width=BY_WORD, dash=DASH)
