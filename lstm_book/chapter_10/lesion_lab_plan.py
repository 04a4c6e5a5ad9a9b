"""Where everything is in the picture of the lesion lab."""

from __future__ import annotations

from typing import NamedTuple

from lstm_book.chapter_10.lesion_lab_clamps import GATES
from lstm_book.chapter_10.lesion_lab_run import H
from lstm_teach.draw.parts import Box

WIDTH, HEIGHT = 676.0, 506.0
LEFT, RIGHT = 84.0, 6.0  # of the columns of words
NOUNS, OTHERS = 45.0, 62.0  # the heights at which nouns and other words stand
WORD = 16.0  # the height of a word
GATE, GAP = 32.0, 4.0  # the height of a gate's strip, and between two of them
STORE = 20.0  # the height of a store's strip
GATES_TOP = 82.0
STORES_TOP = GATES_TOP + len(GATES) * (GATE + GAP) + 2
NUMBERS = STORES_TOP + H * STORE + 13  # where the words' numbers stand
BELOW = NUMBERS + 8  # where the answers and the grid begin
LETTER = 8.2  # the width of a letter of a word, at most
FORMS = (8.0, 190.0)  # where the answers at both ___ begin
FORM, ROW = 168.0, 15.0  # the width of an answer, and the height of its rows
BARS = BELOW + 92  # where the shares begin
TRACK = (176.0, 150.0)  # where bars of shares begin, and the length of 100 of 100
GRID = (434.0, BELOW + 36)  # its left and upper edge
CELL = (58.0, 31.0)


class Columns(NamedTuple):
    """The columns of T words."""

    T: int

    @property
    def pitch(self) -> float:
        """The width of a column."""
        return (WIDTH - LEFT - RIGHT) / self.T

    def x(self, t: int) -> float:
        """Return the middle of the column of word t, from 1."""
        return LEFT + (t - 0.5) * self.pitch

    def at(self, x: float) -> int:
        """Return the word in whose column a place is, or the nearest one."""
        return min(max(int((x - LEFT) // self.pitch) + 1, 1), self.T)

    def word(self, t: int, word: str) -> Box:
        """Return the box of a noun that can be pressed."""
        width = LETTER * len(word) + 6
        left = min(self.x(t) - width / 2, WIDTH - width - 2)
        return left, NOUNS - 1, width, WORD + 1


def gate_box(n: int) -> Box:
    """Return where the strip of a gate is, i, f, o from 0."""
    return LEFT, GATES_TOP + n * (GATE + GAP), WIDTH - LEFT - RIGHT, GATE


def store_box(u: int) -> Box:
    """Return where the strip of a store is."""
    return LEFT, STORES_TOP + u * STORE, WIDTH - LEFT - RIGHT, STORE


def cell_box(row: int, column: int) -> Box:
    """Return where a cell of the grid is."""
    return GRID[0] + column * CELL[0], GRID[1] + row * CELL[1], *CELL


def cell_at(x: float, y: float) -> tuple[int, int]:
    """Return row and column of the grid's cell at a place, or of the nearest one."""
    places = ((y - GRID[1]) / CELL[1], (x - GRID[0]) / CELL[0])
    row, column = (min(max(int(place), 0), 3) for place in places)
    return row, column


def asked_box(n: int) -> Box:
    """Return where the answer at the first or the second ___ stands."""
    return FORMS[n], BELOW, FORM, 18 + 4 * ROW
