"""The page of the writing machine: letters on a grid, and under them what the untouched network writes."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from lstm_book.chapter_00.machine_run import LETTERS, WritingMachineState, Written, mode_of
from lstm_teach.cells.lstm import LSTM
from lstm_teach.draw import svg, theme
from lstm_teach.draw.numbers import shown
from lstm_teach.draw.parts import Part
from lstm_teach.draw.svg import coordinate
from lstm_teach.gates import Hold
from lstm_teach.numerics import Array

COLUMNS, ROWS = 60, 5  # for the longest prompt and all letters
PITCH, ROW = 8.2, 50.0  # from letter to letter, and from row to row
LEFT, TOP = 8.0, 52.0
MARK, WRITTEN, FREE = 11.0, 28.0, 45.0  # baselines in a row
WIDTH, HEIGHT = LEFT + COLUMNS * PITCH, ROWS * ROW
FAMILY = "font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;white-space:pre;font-size:13.5px"
PALE = 0.62  # opacity of the letters of the untouched network
SURPRISE = 6.0  # bits from which on a letter is underlined
STEPS = 5  # shades of the ground
DARKEST = 0.55
ROLES = {name: gate.role for name, gate in LSTM.gates.items()}


def place(n: int) -> tuple[float, float]:
    """Return the upper left corner of a letter's room; letters count from the first of the prompt."""
    return LEFT + (n % COLUMNS) * PITCH, TOP + (n // COLUMNS) * ROW


def letter_at(x: float, y: float, prompt: int) -> int:
    """Return after how many written letters a place in the picture is."""
    column = min(max(round((x - LEFT) / PITCH), 0), COLUMNS)
    row = min(max(int((y - TOP) // ROW), 0), ROWS - 1)
    return min(max(row * COLUMNS + column - prompt, 0), LETTERS)


def page(state: WritingMachineState, result: Written) -> str:
    """Draw what is shown of the text, with its grounds and marks."""
    P, t = len(state.prompt), state.t
    body = _grounds(result.bits[:t], P)
    body += _letters(state.prompt + result.text[:t], 0, WRITTEN)
    parted = result.parted
    if parted is not None and parted < t:
        body += _letters(result.free[parted:t], P + parted, FREE, pale=True)
        x, y = place(P + parted)
        body += svg.rect(x - 0.8, y + 15, PITCH + 1.6, 34, stroke=theme.INK, stroke_width=1.4, radius=2)
    if t < LETTERS:
        x, y = place(P + t)
        body += svg.line([(x + 0.5, y + 14), (x + 0.5, y + 33)], width=2.5)
    return body + _marks(state)


def _letters(text: str, start: int, baseline: float, pale: bool = False) -> str:
    """Draw letters each in its own room, so that those above each other are the same place of the text."""
    rows, style = [], FAMILY + (f";fill-opacity:{PALE}" if pale else "")
    for row, several in groupby(enumerate(text, start), lambda one: one[0] // COLUMNS):
        placed = [(n, "¶" if letter == "\n" else letter) for n, letter in several]
        while placed and placed[-1][1] == " ":
            placed.pop()
        if placed:
            xs = " ".join(coordinate(place(n)[0]) for n, _ in placed)
            y = coordinate(TOP + row * ROW + baseline)
            letters = svg.escape("".join(letter for _, letter in placed))
            rows.append(f'<text x="{xs}" y="{y}" style="{style}">{letters}</text>')
    return "".join(rows)


def shade(bits: float) -> int:
    """Return which of the shades from 0 to `STEPS` a letter has."""
    return min(int(bits * STEPS / (SURPRISE + 2)), STEPS)


def _grounds(bits: Array, P: int) -> str:
    """Shade what surprises the untouched network; the most surprising letters are underlined as well."""
    drawn = ""
    shades = [(n, n // COLUMNS, shade(float(cost))) for n, cost in enumerate(bits, P)]
    for (_, level), run in groupby(shades, lambda one: one[1:]):
        places = [n for n, *_ in run]
        if level:
            x, y = place(places[0])
            opacity = DARKEST * level / STEPS
            width = len(places) * PITCH
            drawn += svg.rect(x, y + 15, width, 18, fill=theme.SAND, fill_opacity=opacity)
    for n, cost in enumerate(bits, P):
        if cost > SURPRISE:
            x, y = place(n)
            drawn += svg.line([(x + 0.5, y + 32), (x + PITCH - 1, y + 32)], width=1.8)
    return drawn


def turns(state: WritingMachineState) -> dict[int, list[tuple[str, str]]]:
    """Return what is turned at which letter: the gate and how it stands from there on."""
    found: dict[int, list[tuple[str, str]]] = {}
    for hold in state.holds:
        found.setdefault(hold.start, []).append((hold.gate, _how(hold)))
        once = hold.stop == hold.start + 1
        others = (other.start for other in state.holds if other.gate == hold.gate)
        if hold.stop is not None and not once and hold.stop not in others:
            found.setdefault(hold.stop, []).append((hold.gate, "learned"))
    return dict(sorted(found.items()))


def _how(hold: Hold) -> str:
    how = {"held at": f"at {shown(hold.value)}"}.get(mode_of(hold), mode_of(hold))
    return f"{how} once" if hold.stop == hold.start + 1 else how


def _marks(state: WritingMachineState) -> str:
    """Mark where valves were turned; of marks that would lie on each other the first has its words."""
    drawn, free = "", (-1, -1.0)  # the row and the place up to which words stand
    for k, several in turns(state).items():
        if k > state.t or (k == state.t and k == LETTERS):
            continue
        n = len(state.prompt) + k
        x, y = place(n)
        colour = theme.colour(ROLES[several[0][0]])
        drawn += svg.line([(x, y + 2), (x, y + 33)], colour=colour, width=2.5)
        words = ", ".join(f"{gate} {how}" for gate, how in several)
        room = 6.3 * len(words) + 4
        left = x + 4 if x + 4 + room <= WIDTH else x - 4 - room
        row = n // COLUMNS
        if row != free[0] or left > free[1]:
            drawn += svg.text(left, y + MARK, words, size=11)
            free = (row, left + room)
    return drawn


def find_page(state: WritingMachineState) -> Iterator[Part]:
    """Find the page: a click or a drag moves the place up to which is written."""
    P = len(state.prompt)
    text = f"{state.t} of {LETTERS} letters"
    tip = "Press a letter to go there; the arrow keys go letter by letter."
    yield Part(
        "page", "lane", (LEFT, TOP, COLUMNS * PITCH, HEIGHT), "letters written", text, tip,
        state.t, 0, LETTERS, drag="x", setting="t", value_at=lambda x, y: letter_at(x, y, P),
    )  # fmt: skip


def key_to_the_page(y: float) -> str:
    """Draw what the ground and the lines mean."""
    x, body = LEFT, ""
    for level in range(1, STEPS + 1):
        opacity = DARKEST * level / STEPS
        body += svg.rect(x + 9 * (level - 1), y - 12, 9, 15, fill=theme.SAND, fill_opacity=opacity)
    body += svg.line([(x + 36, y + 2), (x + 45, y + 2)], width=1.8)
    words = f"how much a letter surprises the untouched network; underlined: more than {SURPRISE:g} bits"
    return body + svg.text(x + 52, y, words, size=12)
