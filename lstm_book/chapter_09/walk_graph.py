"""The graph of the embedded Reber grammar, with the edge that was just taken and those that may come next."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import NamedTuple

from lstm_book.chapter_09.walk_run import MOST, WalkRun, WalkState
from lstm_teach.draw import svg, theme
from lstm_teach.draw.parts import Box, Part
from lstm_teach.draw.svg import Drawing, Point, coordinate
from lstm_teach.tasks.reber import SYMBOLS

WIDTH, HEIGHT = 464.0, 190.0
NODE, HEAD = 7.0, 8.0  # the radius of a state, the length of an arrow's head
RING = 9.0  # of a legal symbol
MIDDLE, UPPER, LOWER = 97.0, 56.0, 138.0
PLACES: dict[str, Point] = {
    "start": (14, MIDDLE), "outer": (60, MIDDLE), "0": (132, MIDDLE), "1": (174, MIDDLE),
    "2": (222, UPPER), "3": (222, LOWER), "4": (286, UPPER), "5": (286, LOWER), "6": (328, MIDDLE),
    "behind": (378, MIDDLE), "end": (426, MIDDLE), "done": (456, MIDDLE),
}  # fmt: skip
FRAME: Box = (106.0, 4.0, 236.0, 182.0)
SHEET = 4.0  # how far the sheet of the other copy lies behind


class Edge(NamedTuple):
    """An edge of the drawing."""

    source: str
    symbol: str
    target: str
    bend: float = 0.0  # how far its middle is to the right of the straight line
    beside: float = 11.0  # how far to the right of its own middle the symbol stands


EDGES = (
    Edge("start", "B", "outer", beside=-13),
    Edge("outer", "T", "0", -26, -12),
    Edge("outer", "P", "0", 26, 12),
    Edge("0", "B", "1", beside=-13),
    Edge("1", "T", "2", beside=-12),
    Edge("1", "P", "3", beside=12),
    Edge("2", "X", "4", beside=-12),
    Edge("4", "X", "3", beside=12),
    Edge("4", "S", "6", beside=-12),
    Edge("3", "V", "5", beside=13),
    Edge("5", "P", "4", beside=12),
    Edge("5", "V", "6", beside=12),
    Edge("6", "E", "behind", beside=-13),
    Edge("behind", "T", "end", -26, -12),
    Edge("behind", "P", "end", 26, 12),
    Edge("end", "E", "done", beside=-13),
)
LOOPS = {"S": ("2", -1.0, "s_loops"), "T": ("3", 1.0, "t_loops")}  # state, up or down, setting


def place_of(state: str) -> str:
    """Return where in the drawing a state of the automaton is: both copies are drawn as one."""
    return {"T": "behind", "P": "behind"}.get(state, state.rpartition(".")[2])


def graph(state: WalkState, result: WalkRun) -> Drawing:
    """Draw the graph; taken and legal edges are those after symbol t."""
    before, now = (place_of(result.states[n]) for n in (state.t - 1, state.t))
    taken = (before, state.string[state.t - 1])
    legal = {(now, SYMBOLS[k]) for k in result.legal[state.t - 1, 0].nonzero()[0]}
    body = [_frame(state, result)]
    for edge in sorted(EDGES, key=lambda edge: (edge.source, edge.symbol) == taken):
        key = edge.source, edge.symbol
        elsewhere = edge.symbol != state.outer and edge.bend != 0
        body.append(_edge(edge, key == taken, key in legal, 0.35 if elsewhere else 1.0))
    for symbol, (at, way, setting) in LOOPS.items():
        body.append(_loop(at, symbol, way, (at, symbol) == taken, (at, symbol) in legal))
        body.append(_count(at, way, getattr(state, setting)))
    body += [_node(name, name == now) for name in PLACES]
    may = " or ".join(sorted(symbol for _, symbol in legal))
    label = f"The graph: edge {taken[1]} was taken, {may} may come"
    return Drawing(WIDTH, HEIGHT, label, "", "".join(body))


def plain_graph() -> Drawing:
    """Draw the graph by itself, before any walk, with the numbers of the inner states."""
    x, y, width, height = FRAME
    sheets = [(SHEET, 0.3), (0.0, 0.6)]
    body = [
        svg.rect(
            x + by, y + by, width, height, fill=theme.GROUND, stroke=theme.INK, stroke_opacity=shade, radius=8
        )
        for by, shade in sheets
    ]
    body += [_edge(edge, False, False, 1.0) for edge in EDGES]
    body += [_loop(at, symbol, way, False, False) for symbol, (at, way, _) in LOOPS.items()]
    for name, (at_x, at_y) in PLACES.items():
        body.append(_node(name, False))
        if name.isdigit():
            body.append(svg.text(at_x, at_y + 3.6, name, size=10, anchor="middle"))
    edges = [*EDGES, *(Edge(at, symbol, at) for symbol, (at, _, _) in LOOPS.items())]
    said = ", ".join(f"{edge.source} to {edge.target} by {edge.symbol}" for edge in edges)
    label = "The graph of the embedded Reber grammar; the frame stands for two copies"
    return Drawing(WIDTH, HEIGHT, label, f"Edges: {said}.", "".join(body))


def graph_parts(state: WalkState) -> Iterator[Part]:
    """Find the outer edges, which choose the outer symbol, and what adds or takes a round of a loop."""
    for edge in EDGES[1:3]:
        x, y = _label(edge)
        chosen = edge.symbol == state.outer
        text = "the string's outer symbol" if chosen else "the other outer symbol"
        tip = f"Outer symbol {edge.symbol}: it comes again before the last E. Press to choose it."
        yield _button(
            "outer", edge.symbol, edge.symbol, (x - 14, y - 14, 28.0, 28.0), f"outer {edge.symbol}", text, tip
        )
    for symbol, (at, way, setting) in LOOPS.items():
        rounds = getattr(state, setting)
        for name, by, box in (("more", 1, _more(at, way)), ("less", -1, _less(at, way))):
            to = min(max(rounds + by, 0), MOST)
            what = f"{'add a' if by > 0 else 'take away a'} round of the {symbol} loop"
            tip = f"{symbol} loop, rounds: {rounds} of at most {MOST}. Press to {what}."
            yield _button(setting, to, name, box, what, f"rounds now: {rounds}", tip)


def _button(setting: str, value: object, name: str, box: Box, label: str, text: str, tip: str) -> Part:
    return Part(
        f"{setting}:{name}", "switch", box, label, text, tip, role="button", setting=setting,
        value_at=lambda x, y: value,
    )  # fmt: skip


def _more(at: str, way: float) -> Box:
    x, y = PLACES[at]
    return x - 40, (y - 46 if way < 0 else y + 9), 59.0, 37.0


def _less(at: str, way: float) -> Box:
    x, y = PLACES[at]
    return x - 105, (y - 44 if way < 0 else y + 17), 27.0, 27.0


def _frame(state: WalkState, result: WalkRun) -> str:
    """Two sheets: the grammar has a copy behind either outer symbol, and this is the string's."""
    x, y, width, height = FRAME
    name = result.states[state.t]
    said = f"copy behind {state.outer}"
    if state.inner > 1:
        said = f"copy {name[1]} of {state.inner}" if "." in name else f"{state.inner} copies"
    sheets = [
        svg.rect(x + SHEET, y + SHEET, width, height, stroke=theme.INK, stroke_opacity=0.3, radius=8),
        svg.rect(x, y, width, height, fill=theme.GROUND, stroke=theme.INK, stroke_opacity=0.6, radius=8),
        svg.text(x + width - 8, y + height - 8, said, size=11, anchor="end"),
    ]
    return "".join(sheets)


def _node(name: str, is_now: bool) -> str:
    x, y = PLACES[name]
    if name == "done":  # the end is no state that a network predicts from
        return svg.circle(x, y, 4, fill=theme.INK, stroke="none")
    if is_now:
        return svg.circle(x, y, NODE + 2, fill=theme.ORANGE, stroke_width=2)
    return svg.circle(x, y, NODE, fill=theme.GROUND)


def _control(edge: Edge) -> tuple[Point, Point]:
    """Return the point that the curve bends to, and the unit vector to its right."""
    (x0, y0), (x1, y1) = PLACES[edge.source], PLACES[edge.target]
    length = math.hypot(x1 - x0, y1 - y0)
    right = (-(y1 - y0) / length, (x1 - x0) / length)
    return ((x0 + x1) / 2 + 2 * edge.bend * right[0], (y0 + y1) / 2 + 2 * edge.bend * right[1]), right


def _label(edge: Edge) -> Point:
    """Return where an edge's symbol has its middle."""
    (cx, cy), right = _control(edge)
    far = edge.beside - edge.bend
    return cx + far * right[0], cy + far * right[1]


def _edge(edge: Edge, is_taken: bool, is_legal: bool, opacity: float) -> str:
    start, end = PLACES[edge.source], PLACES[edge.target]
    control, _ = _control(edge)
    first = _towards(start, control, NODE)
    tip = _towards(end, control, 4.0 if edge.target == "done" else NODE)
    return _way([first, control, tip], is_taken, opacity) + _symbol(
        edge.symbol, *_label(edge), is_taken, is_legal
    )


def _loop(at: str, symbol: str, way: float, is_taken: bool, is_legal: bool) -> str:
    x, y = PLACES[at]
    first, tip = (x - 5, y + 5 * way), (x + 5, y + 5 * way)
    high = y + 56 * way
    curve = _way([first, (x - 34, high), (x + 34, high), tip], is_taken)
    return curve + _symbol(symbol, x, y + 27 * way, is_taken, is_legal)


def _way(points: list[Point], is_taken: bool, opacity: float = 1.0) -> str:
    """Draw a curve with a head, from the first point to the last, bending to those between."""
    colour, width = (theme.ORANGE, 3.5) if is_taken else (theme.INK, 1.3)
    (bx, by), tip = points[-2], points[-1]
    head = HEAD + (3 if is_taken else 0)
    foot = _towards(tip, (bx, by), head)
    d = f"M{_pair(points[0])}{'Q' if len(points) == 3 else 'C'}" + " ".join(map(_pair, [*points[1:-1], foot]))
    ux, uy = (tip[0] - foot[0]) / head, (tip[1] - foot[1]) / head
    half = 0.45 * head
    corners = (tip, (foot[0] - half * uy, foot[1] + half * ux), (foot[0] + half * uy, foot[1] - half * ux))
    outline = "M" + "L".join(map(_pair, corners)) + "Z"
    style = f"fill:{colour}" + (f";fill-opacity:{opacity:.2f}" if opacity < 1 else "")
    return svg.stroke(d, colour, width, opacity=opacity) + svg.path(outline, style)


def _symbol(symbol: str, x: float, y: float, is_taken: bool, is_legal: bool) -> str:
    ring = svg.circle(x, y, RING, stroke=theme.GREEN, stroke_width=2.2) if is_legal else ""
    return ring + svg.text(x, y + 4.6, symbol, anchor="middle", bold=is_taken or is_legal)


def _count(at: str, way: float, rounds: int) -> str:
    """Draw a loop's rounds, with signs for one less and for one more."""
    left, top, width, height = _less(at, way)
    x, y = left + width / 2, top + height / 2
    plus = _more(at, way)[0] + 10
    number = svg.text((x + plus) / 2, y + 4.5, f"{rounds} ×", anchor="middle", bold=True)
    return _sign(x, y, "-") + number + _sign(plus, y, "+")


def _sign(x: float, y: float, sign: str) -> str:
    strokes = svg.line([(x - 4, y), (x + 4, y)], width=1.5)
    strokes += svg.line([(x, y - 4), (x, y + 4)], width=1.5) if sign == "+" else ""
    return svg.circle(x, y, 7.5, stroke_width=1.0) + strokes


def _towards(start: Point, end: Point, by: float) -> Point:
    length = math.hypot(end[0] - start[0], end[1] - start[1])
    return start[0] + by * (end[0] - start[0]) / length, start[1] + by * (end[1] - start[1]) / length


def _pair(point: Point) -> str:
    return f"{coordinate(point[0])} {coordinate(point[1])}"
