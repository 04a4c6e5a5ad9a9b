"""The string, what was legal on top, and the memory of all units over it; cursor and blackout."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from lstm_book.chapter_09.walk_run import WalkRun, WalkState
from lstm_teach.draw import svg, theme
from lstm_teach.draw.numbers import number
from lstm_teach.draw.parts import Part, note
from lstm_teach.draw.svg import Drawing
from lstm_teach.draw.timeline.above import handle, lane
from lstm_teach.draw.timeline.paths import trail
from lstm_teach.draw.timeline.scales import Axis
from lstm_teach.numerics import Array

WIDTH, HEIGHT = 676.0, 254.0
LEFT, RIGHT = 66.0, 52.0  # room for names, and for values at the cursor
LETTERS, SECOND, MARKS = (0.0, 17.0), (17.0, 13.0), (30.0, 12.0)  # top and height of the string's lines
UNITS, SPAN = 46.0, 186.0  # where the strips begin, and the height of all of them
TRACK = UNITS + SPAN + 12
NAMED = 11.0  # the least height of a strip with a name
SEEN = 0.02  # the least difference of both runs that is drawn
GRIP = 18.0


def axis_of(state: WalkState) -> Axis:
    """Return the places of the string's symbols."""
    return Axis(len(state.string), WIDTH, 1, LEFT, RIGHT)


def strips(state: WalkState, result: WalkRun) -> Drawing:
    """Draw the string over the strips of all units, each from -1 to 1."""
    axis, H = axis_of(state), result.memory.shape[2]
    x, half = axis.x(state.t), axis.pitch / 2
    body = [
        svg.rect(x - half, LETTERS[0], 2 * half, UNITS + SPAN, fill=theme.INK, fill_opacity=0.1),
        *_string(state, result, axis),
        *(
            svg.line([(axis.left, top), (axis.end - axis.pitch, top)], width=1, opacity=0.12)
            for top, _ in (_row(result, n) for n in range(1, H))
        ),
        svg.rect(axis.left, UNITS, axis.span - axis.pitch, SPAN, stroke=theme.INK, stroke_opacity=0.4),
        *_names(state, result, axis),
        *_lines(state, result, axis),
        svg.line([(x, MARKS[0]), (x, UNITS + SPAN)], dash=theme.CURSOR_DASH),
        *_blackout(state, axis),
    ]
    values = ", ".join(number(value) for value in result.memory[state.t - 1, 0])
    label = f"{result.of} of {H} units over the string {state.string}"
    return Drawing(WIDTH, HEIGHT, label, f"{result.of} after symbol {state.t}: {values}", "".join(body))


def strip_parts(state: WalkState, result: WalkRun) -> Iterator[Part]:
    """Find the cursor over string and strips, the blackout's handle, the second run, and the units."""
    axis, T = axis_of(state), len(state.string) - 1
    asked = Axis(T, axis.end - axis.pitch + RIGHT, 1, LEFT, RIGHT)
    said = f"after symbol {state.t}, {state.string[state.t - 1]}"
    width = axis.span - axis.pitch
    yield lane("string", (LEFT, LETTERS[0], width, UNITS - 2), asked, state.t, "string", said)
    yield lane("strips", (LEFT, UNITS, width, SPAN), asked, state.t, "memory", said)
    yield _handle(state, axis)
    drawn = state.swapped == "drawn"
    box = (2.0, SECOND[0], LEFT - 8, SECOND[1])
    yield Part(
        "swapped", "switch", box, "the run with the other outer symbol", state.swapped,
        f"The same string with the other outer symbol is {state.swapped}. Press.",
        checked=drawn, role="switch", setting="swapped", value_at=lambda x, y: "hidden" if drawn else "drawn",
    )  # fmt: skip
    for n in range(result.memory.shape[2]):
        own, other = (number(value, sign=True) for value in result.memory[state.t - 1, :, n])
        tip = f"Unit {n + 1}: {result.of} = {own}; with the other outer symbol {other}."
        top, high = _row(result, n)
        yield note(f"unit:{n + 1}", (2.0, top, LEFT - 8, high), f"unit {n + 1}", own, tip)


def _handle(state: WalkState, axis: Axis) -> Part:
    x = _border(axis, state.blackout)
    text = f"after symbol {state.blackout}" if state.blackout else "off"

    def value_at(to: float, _: float) -> int:
        return round((to - LEFT) / axis.pitch)

    tip = f"Blackout: {text}. All states are set to zero there. Drag it sideways."
    box = (x - GRIP / 2, TRACK - GRIP / 2, GRIP, GRIP)
    return handle(state, "blackout", box, "blackout", value_at, text=text, tip=tip, drag="x")


def _border(axis: Axis, k: int) -> float:
    """Return the place between symbol k and the next."""
    return axis.left + k * axis.pitch


def _row(result: WalkRun, n: int) -> tuple[float, float]:
    high = SPAN / result.memory.shape[2]
    return UNITS + n * high, high


def _string(state: WalkState, result: WalkRun, axis: Axis) -> Iterator[str]:
    size = min(13.0, max(11.0, 1.25 * axis.pitch))
    yield svg.text(4, LETTERS[0] + 13, "string", size=12)
    yield svg.text(4, MARKS[0] + 9, "all legal", size=11)
    box, drawn = SECOND[0] + 2, state.swapped == "drawn"
    yield svg.rect(4, box, 9, 9, stroke=theme.INK, radius=2)
    if drawn:
        yield svg.line([(5.5, box + 4.5), (8, box + 7), (12, box + 1.5)], width=2)
    yield svg.text(17, SECOND[0] + 10, "swapped", size=11)
    for t, (symbol, other) in enumerate(zip(state.string, state.twin, strict=True), start=1):
        x = axis.x(t)
        yield svg.text(
            x, LETTERS[0] + 13, symbol, size=size, anchor="middle", bold=t == state.t or symbol != other
        )
        if drawn and symbol != other:
            yield svg.text(x, SECOND[0] + 10, other, size=min(size, 12), anchor="middle", bold=True)
    y = MARKS[0] + MARKS[1] / 2
    for t, right in enumerate(result.all_legal[:, 0], start=1):
        x, r = axis.x(t), 3.2
        if right:
            yield svg.circle(x, y, 2.2, fill=theme.GREEN, stroke="none")
        else:
            cross = ([(x - r, y - r), (x + r, y + r)], [(x - r, y + r), (x + r, y - r)])
            yield "".join(svg.line(stroke, colour=theme.VERMILLION, width=2) for stroke in cross)


def _names(state: WalkState, result: WalkRun, axis: Axis) -> Iterator[str]:
    """The units' names and values; in low strips only of the unit in which both runs are farthest apart."""
    held = result.held(state.t)
    marked = 0 if held.how in ("not read yet", "seen in no unit") else held.unit
    yield svg.text(WIDTH - 6, UNITS - 5, result.of, size=12, anchor="end")
    for n, value in enumerate(result.memory[state.t - 1, 0]):
        top, high = _row(result, n)
        is_it = n + 1 == marked
        if is_it:
            yield svg.rect(axis.left, top, axis.span - axis.pitch, high, fill=theme.SAND, fill_opacity=0.3)
        if is_it or high >= NAMED:
            y = min(max(top + high / 2 + 4, UNITS + 9), UNITS + SPAN)
            yield svg.text(LEFT - 8, y, f"unit {n + 1}", size=11, anchor="end", bold=is_it)
            yield svg.text(WIDTH - 6, y, number(value, sign=True), size=11, anchor="end", bold=is_it)


def _lines(state: WalkState, result: WalkRun, axis: Axis) -> Iterator[str]:
    """Both runs of all units, broken and begun again at 0 where states are set to zero."""
    width = 2.0 if _row(result, 0)[1] >= NAMED else 1.5
    if state.swapped == "drawn":  # below the own run: it is seen where it differs
        yield svg.stroke(_paths(state, result, axis, 1), theme.INK, width - 0.4, dash="4 2", halves=True)
    colour = theme.colour("hidden" if result.of == "h" else "cell")
    yield svg.stroke(_paths(state, result, axis, 0), colour, width, halves=True)


def _paths(state: WalkState, result: WalkRun, axis: Axis, b: int) -> str:
    """Return the lines of one run in half pixels; the twin's where it can be told from the own one."""
    k, (T, _, H) = state.blackout, result.memory.shape
    xs = axis.x(np.arange(1, T + 1))
    own, values = result.memory[:, 0], result.memory[:, b]
    told = np.abs(values - own) >= SEEN if b else np.ones((T, H), bool)
    pieces = []
    for n in range(H):
        top, high = _row(result, n)
        ys = top + high * (0.5 - 0.42 * values[:, n])
        for start, stop in ((0, k), (k, T)) if k else ((0, T),):
            X = np.concatenate([[_border(axis, start)], xs[start:stop]])
            Y = np.concatenate([[top + high / 2], ys[start:stop]])
            apart = np.concatenate([[False], told[start:stop, n], [False]])
            known = apart[:-1] | apart[1:]  # from the last step at which they were one
            known[1:] |= apart[:-2]  # to the first at which they are again
            pieces.append(trail(_halves(X), _halves(Y), known))
    return "".join(pieces)


def _blackout(state: WalkState, axis: Axis) -> Iterator[str]:
    """The track, and where states are set to zero: a broad stroke through all strips."""
    x, k = _border(axis, state.blackout), state.blackout
    yield svg.text(4, TRACK + 4, "blackout", size=12)
    yield svg.line([(axis.left, TRACK), (axis.end - axis.pitch, TRACK)], width=1.5, opacity=0.5)
    if k:
        yield svg.line([(x, UNITS), (x, TRACK)], width=3)
    yield svg.circle(x, TRACK, 7, fill=theme.INK if k else theme.GROUND)
    word, right = (f"after {k}" if k else "off"), x < axis.end - 80
    yield svg.text(
        x + (12 if right else -12), TRACK + 4, word, size=12, anchor="start" if right else "end", bold=True
    )


def _halves(places: Array) -> Array:
    halves: Array = np.rint(2 * places).astype(int)
    return halves
