"""The picture of the lesion lab: words, strips of gates and stores, answers, shares and the grid."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from lstm_book.chapter_10.lesion_lab_clamps import GATES
from lstm_book.chapter_10.lesion_lab_plan import (
    BARS,
    BELOW,
    CELL,
    FORM,
    FORMS,
    GATES_TOP,
    GRID,
    HEIGHT,
    LEFT,
    NUMBERS,
    OTHERS,
    RIGHT,
    ROW,
    STORE,
    TRACK,
    WIDTH,
    WORD,
    Columns,
    cell_box,
    gate_box,
    store_box,
)
from lstm_book.chapter_10.lesion_lab_run import H, LesionLabState, LesionRun, Score, class_of
from lstm_book.chapter_10.lesion_lab_words import (
    LIKE,
    ROLES,
    SENTENCES,
    asked_at,
    description,
    gate_values,
    headline,
    here,
    is_noun,
    named,
    of_what,
)
from lstm_teach.draw import svg, theme
from lstm_teach.draw.numbers import MINUS, number
from lstm_teach.draw.parts import Box
from lstm_teach.draw.svg import Drawing
from lstm_teach.tasks.agreement import FORMS as CZECH

SIDES = {True: theme.BLUE, False: theme.VERMILLION}  # the colours of right and wrong
FULL = 0.75  # opacity of bars
SAME = 0.01  # a share of the range; what differs by less from the run without clamps is not drawn twice
WRONG = 0.55  # opacity of a cell in which no answer is right
CONTROLS = (0.6, 0.3)  # opacity of the bars of both controls


def draw(state: LesionLabState, result: LesionRun) -> Drawing:
    """Draw the stream with its clamps, and the answers to 400 others."""
    columns, label = Columns(state.T), headline(state, result)
    body = [
        svg.text(8, 17, label, size=14, bold=True),
        svg.text(8, 36, here(state, result)),
        _words(state, columns),
        *(_gate(state, result, columns, n) for n in range(len(GATES))),
        _stores(state, result, columns),
        _cursor(state, columns),
        *(_answer(state, result, n) for n in range(2)),
        _shares(state, result),
        _grid(state, result),
    ]
    return Drawing(WIDTH, HEIGHT, label, description(state, result), "".join(body))


def _words(state: LesionLabState, columns: Columns) -> str:
    """Nouns stand above the other words, for they are long; a frame says that they can be pressed."""
    parts = []
    for t, (place, word) in enumerate(zip(state.places, state.words, strict=True), start=1):
        if is_noun(place):
            left, top, width, height = columns.word(t, word)
            foot = [(columns.x(t), top + height), (columns.x(t), OTHERS + WORD)]
            parts.append(svg.line(foot, width=1, opacity=0.3))
            parts.append(svg.rect(left, top, width, height, stroke=theme.INK, stroke_opacity=0.4, radius=4))
            parts.append(svg.text(left + width / 2, top + 13, word, anchor="middle", bold=place[0] == "S"))
        else:
            is_stop = word == "."  # which is small
            size = 18 if is_stop else 12
            parts.append(svg.text(columns.x(t), OTHERS + 13, word, size=size, anchor="middle", bold=is_stop))
        parts.append(svg.text(columns.x(t), NUMBERS, str(t), size=11, anchor="middle"))
    parts.append(svg.text(8, NUMBERS, "word", size=11))
    return "".join(parts)


def _gate(state: LesionLabState, result: LesionRun, columns: Columns, n: int) -> str:
    """A gate's strip: a bar a word; what is clamped is framed, and has its own value in brackets."""
    gate = GATES[n]
    left, top, width, height = gate_box(n)
    values, own = gate_values(state, result, gate)
    cells, room, bars = state.cells, columns.pitch - 4, []
    parts = [
        svg.text(8, top + 15, ROLES[gate].replace("gate", gate), bold=gate == state.gate),
        svg.text(8, top + 29, of_what(state), size=11),
        svg.rect(left, top, width, height, stroke=theme.INK, stroke_opacity=0.35),
    ]
    for t in range(1, columns.T + 1):
        x, value = columns.x(t), float(values[t - 1])
        tall = value * (height - 2)
        bars.append((x - room / 2, top + height - 1 - tall, room, tall))
        word = cells.get((gate, t))
        if word is None:
            parts.append(svg.text(x, top + height / 2 + 4.5, number(value), size=12, anchor="middle"))
            continue
        parts += [
            svg.rect(x - room / 2, top + 1, room, height - 2, stroke=theme.INK, stroke_width=2.2, radius=3),
            svg.text(x, top + 14, word, anchor="middle", bold=True),
            svg.text(x, top + 27, f"({number(own[t - 1])})", size=11, anchor="middle"),
        ]
    return "".join([_filled(bars, theme.colour(ROLES[gate]), 0.4), *parts])


def _stores(state: LesionLabState, result: LesionRun, columns: Columns) -> str:
    """The stores' strips: a bar a word, up or down; a dash where it is without clamps."""
    c, free = result.trace.c[:, 0], result.free.c[:, 0]
    limit = max(float(np.abs(c).max()), float(np.abs(free).max()), 0.1)
    half, room = STORE / 2 - 0.5, columns.pitch - 14
    parts, bars, dashes = [], [], []
    for u in range(H):
        left, top, width, height = store_box(u)
        middle = top + height / 2
        mine = u == state.unit
        parts.append(svg.line([(left, middle), (left + width, middle)], width=1, opacity=0.3))
        parts.append(svg.text(LEFT - 6, middle + 4, f"c {u}", size=12, anchor="end", bold=mine))
        if mine:
            box = (left, top + 0.5, width, height - 1)
            parts.append(svg.rect(*box, stroke=theme.INK, stroke_width=1.4))
        for t in range(1, columns.T + 1):
            x, tall = columns.x(t), float(c[t - 1, u]) / limit * half
            bars.append((x - room / 2, middle - max(tall, 0.0), room, abs(tall)))
            if abs(c[t - 1, u] - free[t - 1, u]) > SAME * limit:
                y = middle - float(free[t - 1, u]) / limit * half
                dashes.append(f"M{svg.coordinate(x - room / 2 - 4)} {svg.coordinate(y)}h{room + 8:.1f}")
    top = store_box(0)[1]
    parts += [
        _filled(bars, theme.colour("cell"), FULL),
        svg.stroke("".join(dashes), theme.INK, 1.3, dash="3 2"),
        svg.text(8, top + 12, "stores", size=12),
        svg.text(8, top + 27, f"{MINUS}{number(limit, 1)}", size=11),
        svg.text(8, top + 41, f"to {number(limit, 1)}", size=11),
    ]
    if state.clamps:  # in a picture that is stored, nothing else says so
        parts += [svg.text(8, top + y, said, size=11) for y, said in ((72, "dashed:"), (86, "no clamp"))]
    return "".join(parts)


def _cursor(state: LesionLabState, columns: Columns) -> str:
    """A dotted frame around the column of the chosen word."""
    box = (columns.x(state.t) - columns.pitch / 2 + 0.5, GATES_TOP - 3, columns.pitch - 1)
    return svg.rect(*box, NUMBERS + 4 - GATES_TOP + 3, stroke=theme.INK, dash=theme.CURSOR_DASH, radius=3)


def _answer(state: LesionLabState, result: LesionRun, n: int) -> str:
    """The four forms at the first or the second ___ ; a dashed bar where a probability is without clamps."""
    t, left = asked_at(state)[n], FORMS[n]
    subject, p, free = (state.first, state.second)[n], result.p[t - 1], result.p_free[t - 1]
    parts = [svg.text(left, BELOW + 13, f"{subject} … ___ ({t})", bold=True)]
    for k, form in enumerate(CZECH):
        y, mine = BELOW + 18 + k * ROW, k == class_of(subject)
        x, full = left + 50, FORM - 50 - 54
        parts += [
            svg.text(left, y + 12, form, bold=mine),
            svg.rect(x, y + 3, full * float(p[k]), ROW - 5, fill=SIDES[mine], fill_opacity=FULL),
            svg.text(left + FORM - 14, y + 12, number(p[k]), anchor="end", bold=mine),
            svg.text(left + FORM - 11, y + 12, "◂", size=12) if mine else "",
        ]
        if abs(p[k] - free[k]) > SAME:
            box = (x, y + 1.5, full * float(free[k]), ROW - 2)
            parts.append(svg.rect(*box, stroke=theme.INK, dash="3 2"))
    return "".join(parts)


def _shares(state: LesionLabState, result: LesionRun) -> str:
    """The share of right answers with the clamp, and with both controls in grey."""
    title = f"right, of 100, where the subjects’ classes differ ({SENTENCES} sentences):"
    rows: list[tuple[str, Score | None, str, float]] = [
        ("this clamp" if state.clamps else "no clamp", result.score, SIDES[True], FULL)
    ]
    if state.clamps:
        rows.append(("the same at other words", result.moved, theme.INK, CONTROLS[0]))
        rows.append(("random gate, value, word", result.drawn, theme.INK, CONTROLS[1]))
    parts = [svg.text(8, BARS + 11, title, size=12)]
    for n, (name, score, colour, opacity) in enumerate(rows):
        y = BARS + 17 + n * ROW
        share = 0 if score is None else score.of_100
        said = "none" if score is None else str(share)
        parts += [
            svg.text(8, y + 11, name, size=12),
            svg.rect(TRACK[0], y + 3, TRACK[1] * share / 100, ROW - 5, fill=colour, fill_opacity=opacity),
            svg.text(TRACK[0] + TRACK[1] + 8, y + 12, said, bold=n == 0),
        ]
    last = named(state, result) if state.clamps else "Press a cell of a gate’s strip: shut, open, learned"
    parts.append(svg.text(8, BARS + 17 + 3 * ROW + 12, last, size=12))
    return "".join(parts)


def _grid(state: LesionLabState, result: LesionRun) -> str:
    """The share of right answers by the class of the first subject and that of the second."""
    left, top = GRID
    parts = [
        svg.text(WIDTH - RIGHT, BELOW + 13, "right, of 100, by the subjects’ classes", size=12, anchor="end"),
        svg.text(left - 6, top - 4, "1st  \\  2nd", size=12, anchor="end"),
    ]
    for n, name in enumerate(LIKE):
        parts.append(svg.text(left + (n + 0.5) * CELL[0], top - 4, name, size=12, anchor="middle"))
        parts.append(svg.text(left - 6, top + (n + 0.5) * CELL[1] + 4, name, size=12, anchor="end"))
    for row in range(4):
        for column in range(4):
            parts.append(_share(result, row, column))
    for n, (score, opacity) in enumerate(zip((result.moved, result.drawn), CONTROLS, strict=True)):
        if score is not None:
            parts.append(_filled([_control(score, n, k) for k in range(16)], theme.INK, opacity))
    box = cell_box(class_of(state.first), class_of(state.second))
    parts.append(svg.rect(*box, stroke=theme.INK, stroke_width=2.4))
    return "".join(parts)


def _share(result: LesionRun, row: int, column: int) -> str:
    x, y, w, h = cell_box(row, column)
    right = float(result.score.right[row, column])
    return "".join(
        [
            svg.rect(x, y, w, h, fill=SIDES[False], fill_opacity=WRONG * (1 - right)),
            svg.rect(x, y, w, h, stroke=theme.INK, stroke_opacity=0.35),
            svg.text(x + w / 2, y + 16, str(round(100 * right)), anchor="middle", bold=True),
        ]
    )


def _control(score: Score, n: int, k: int) -> Box:
    """Return the bar of a control, the first or the second, in a cell of the grid."""
    x, y, w, _ = cell_box(k // 4, k % 4)
    return x + 4, y + 20.5 + 4.5 * n, (w - 8) * float(score.right[k // 4, k % 4]), 3.0


def _filled(boxes: Iterable[Box], colour: str, opacity: float) -> str:
    """Draw boxes of one colour as one element."""
    d = []
    for box in boxes:
        x, y, width, height = map(svg.coordinate, box)
        d.append(f"M{x} {y}h{width}v{height}h-{width}z")
    return svg.path("".join(d), f"fill:{colour};fill-opacity:{opacity:.2f}")
