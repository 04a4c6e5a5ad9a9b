"""The picture of the map of starts: what came of them, what two rules say, one start; and what is touched."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from functools import cache

import numpy as np

from lstm_book.chapter_08 import start_map_grid as grid
from lstm_book.chapter_08.start_map_run import StartMapState, StartRun, input_bias_at, loop_bias_at, tables
from lstm_book.chapter_08.start_map_words import all_starts, outcome, rules, sentences
from lstm_teach.draw import svg, theme
from lstm_teach.draw.numbers import number, plain, power_of_ten
from lstm_teach.draw.parts import Part
from lstm_teach.draw.svg import Drawing, Point
from lstm_teach.draw.timeline.above import button, handle

WIDTH, HEIGHT = 676.0, 452.0
LEFT, TOP, WIDE, HIGH = 52.0, 104.0, 36.0, 33.0  # the corner of the map, and the size of a cell
RIGHT, BOTTOM = LEFT + WIDE * len(grid.FORGET), TOP + HIGH * len(grid.INPUT)
LAGS_AT = (52.0, 78.0)  # the row of lags
LAG = 44.0  # the width of one of them
CURVES = (508.0, 122.0, 160.0, 132.0)  # the frame of the losses
POWERS = (-4, 0)  # their scale
FULL = 26.0  # the side of the square of a start that has learned all
LABEL = 13.0  # from line to line of names beside the map
SIZES = (0.25, 0.5, 1.0)  # of the legend's squares


def draw(state: StartMapState, result: StartRun) -> Drawing:
    """Draw the map with its lines and with what may be seen of it, and the chosen start beside it."""
    first, *more = sentences(state, result)
    body = [svg.text(10, 17, first, size=14, bold=True)]
    body += [svg.text(10, 36 + 18 * n, line) for n, line in enumerate(more)]
    body += [_lags(state), _map(state), _axes(state), _losses(state, result), _outcome(state, result)]
    body.append(_legend())
    said = ". ".join([*more, *rules(state.lag), *outcome(state, result), *all_starts(state, result)])
    return Drawing(WIDTH, HEIGHT, first, f"{said}.".replace(":. ", ": "), "".join(body))


def find_parts(state: StartMapState, result: StartRun) -> Iterator[Part]:
    """Find the map, the chosen numbers of its axes, and the lags."""
    b_f, b_i = number(state.forget_bias, 0), number(state.input_bias, 0)
    low, high = grid.FORGET[0], grid.FORGET[-1]
    yield Part(
        "map", "lane", (LEFT, TOP, RIGHT - LEFT, BOTTOM - TOP), "start",
        f"forget bias {b_f}, input bias {b_i}",
        f"Forget bias {b_f}, input bias {b_i}. Press or drag to choose another start.",
        state.forget_bias, low, high, drag="xy", setting="forget_bias",
        value_at=lambda x, y: start_at(x, y)[0],
    )  # fmt: skip
    x, y = place(state.forget_bias, state.input_bias)
    box = (LEFT - 34, y - 10, 30.0, 20.0)
    yield handle(
        state, "input_bias", box, "bias of the input gate", lambda _, y: start_at(LEFT, y)[1], text=b_i
    )
    box = (x - 13, BOTTOM + 4, 26.0, 20.0)
    yield handle(
        state,
        "forget_bias",
        box,
        "bias of the forget gate",
        lambda x, _: start_at(x, TOP)[0],
        text=b_f,
        drag="x",
    )
    for lag, left in zip(grid.LAGS, _lag_places(), strict=True):
        box = (left, LAGS_AT[1] - 9, LAG, 18.0)
        now = "shown" if lag == state.lag else f"{lag}"
        yield button("lag", lag, box, f"lag T = {lag}", now, f"Train with lag T = {lag}. Press.")


def place(forget_bias: float, input_bias: float) -> Point:
    """Return the middle of a start's cell."""
    return LEFT + WIDE * (forget_bias - grid.FORGET[0] + 0.5), TOP + HIGH * (0.5 - input_bias)


def start_at(x: float, y: float) -> tuple[int, int]:
    """Return the forget and input bias of the cell at a place, or of the nearest one."""
    column, row = math.floor((x - LEFT) / WIDE), math.floor((y - TOP) / HIGH)
    within = min(max(column, 0), len(grid.FORGET) - 1), min(max(row, 0), len(grid.INPUT) - 1)
    return grid.FORGET[within[0]], grid.INPUT[within[1]]


def side(learned: float) -> float:
    """Return the side of the square that stands for a share learned; its area is the share."""
    return FULL * math.sqrt(learned)


def _lag_places() -> list[float]:
    return [LAGS_AT[0] + 60 + LAG * n for n in range(len(grid.LAGS))]


def _lags(state: StartMapState) -> str:
    x, y = LAGS_AT
    parts = [svg.text(x, y + 4, "lag T =", size=12)]
    for lag, left in zip(grid.LAGS, _lag_places(), strict=True):
        chosen = lag == state.lag
        parts.append(svg.text(left + LAG / 2, y + 4, f"{lag}", size=12, anchor="middle", bold=chosen))
        if chosen:
            parts.append(_frame(left + 3, y - 9, LAG - 6, 18))
    return "".join(parts)


def _map(state: StartMapState) -> str:
    """Draw the cells, the squares that may be seen, the rules over them, and a frame around the start."""
    parts = [
        _no_go(state.lag),
        svg.rect(LEFT, TOP, RIGHT - LEFT, BOTTOM - TOP, stroke_opacity=0.4, stroke=theme.INK),
    ]
    if state.show == "all starts":
        parts.append("".join(_came_of(f, i, state.lag) for f in grid.FORGET for i in grid.INPUT))
    else:
        parts.append(_points())
    if state.show == "this start":
        parts.append(_came_of(state.forget_bias, state.input_bias, state.lag))
    parts.append(_rules(state.lag))
    x, y = place(state.forget_bias, state.input_bias)
    parts.append(_frame(x - WIDE / 2 + 1, y - HIGH / 2 + 1, WIDE - 2, HIGH - 2, 2.5))
    return "".join(parts)


@cache
def _points() -> str:
    places = [place(f, i) for f in grid.FORGET for i in grid.INPUT]
    d = "".join(f"M{svg.coordinate(x)} {svg.coordinate(y)}h0" for x, y in places)
    return svg.stroke(d, theme.INK, 2.4, cap="round", opacity=0.5)


@cache
def _came_of(forget_bias: int, input_bias: int, lag: int) -> str:
    """Draw what came of a start at a lag."""
    x, y = place(forget_bias, input_bias)
    if not grid.is_trained(lag, forget_bias):
        return svg.text(x, y + 4, "×", size=12, anchor="middle")
    at = grid.FORGET.index(forget_bias), grid.INPUT.index(input_bias)
    learned, solved = tables(lag)
    return _square(x, y, float(learned[at]), solved[at] == grid.SEEDS)


def _square(x: float, y: float, learned: float, is_solved: bool) -> str:
    half = side(learned) / 2
    ring = {"stroke": theme.INK, "stroke_width": 2.0} if is_solved else {}
    return svg.rect(x - half, y - half, 2 * half, 2 * half, fill=theme.SKY_BLUE, **ring)  # type: ignore[arg-type]


def _frame(x: float, y: float, width: float, height: float, line: float = 1.5) -> str:
    return svg.rect(x, y, width, height, stroke=theme.INK, stroke_width=line, radius=4)


def _edge(bias_at: Callable[[float, int], float], lag: int) -> list[Point]:
    """Return the points of a rule's line, from where it comes in through the top of the map."""
    points: list[Point] = []
    for b_f in np.arange(grid.FORGET[0] - 0.5, grid.FORGET[-1] + 0.51, 0.05).tolist():
        x, y = place(b_f, bias_at(b_f, lag))
        if y > TOP:
            points += [] if points else [(x, TOP)]
            points.append((x, min(y, BOTTOM)))
    return points


@cache
def _no_go(lag: int) -> str:
    """Shade what forgets, and what the loop makes louder than it may."""
    edge, x = _edge(loop_bias_at, lag), place(math.log(lag), 0.0)[0]
    loud = svg.polygon([*edge, (RIGHT, TOP)]).replace("fill:", "fill-opacity:0.07;fill:")
    return svg.rect(LEFT, TOP, x - LEFT, BOTTOM - TOP, fill=theme.INK, fill_opacity=0.07) + loud


@cache
def _rules(lag: int) -> str:
    """Draw the three lines with their names."""
    x = place(math.log(lag), 0.0)[0]
    parts = [
        svg.line([(x, TOP), (x, BOTTOM)], colour=theme.colour("forget gate"), width=2.2),
        svg.text(x, TOP - 5, f"ln T = {number(math.log(lag), 1)}", size=12, anchor="middle"),
    ]
    ends = []
    for name, bias_at, dash in (("noise ½", input_bias_at, "2 3"), ("loop × e", loop_bias_at, "7 3")):
        edge = _edge(bias_at, lag)
        parts.append(svg.line(edge, colour=theme.colour("input gate"), width=2.2, dash=dash))
        ends.append((edge[-1][1], name))
    y = -math.inf
    for end, name in sorted(ends):
        y = max(end + 4, y + LABEL)
        parts.append(svg.text(RIGHT + 5, y, name, size=12))
    return "".join(parts)


def _axes(state: StartMapState) -> str:
    parts = []
    for b in grid.FORGET:
        chosen, x = b == state.forget_bias, place(b, 0)[0]
        parts.append(svg.text(x, BOTTOM + 18, number(b, 0), size=12, anchor="middle", bold=chosen))
        parts += [_frame(x - 11, BOTTOM + 4, 22, 20)] if chosen else []
    for b in grid.INPUT:
        chosen, y = b == state.input_bias, place(0, b)[1]
        parts.append(svg.text(LEFT - 19, y + 4, number(b, 0), size=12, anchor="middle", bold=chosen))
        parts += [_frame(LEFT - 33, y - 10, 28, 20)] if chosen else []
    title = "bias of the forget gate at the start"
    parts.append(svg.text((LEFT + RIGHT) / 2, BOTTOM + 38, title, size=12, anchor="middle"))
    parts += [svg.text(8, TOP - 18, "input", size=12), svg.text(8, TOP - 5, "bias", size=12)]
    return "".join(parts)


def _losses(state: StartMapState, result: StartRun) -> str:
    """Draw the losses of all seeds of the chosen start, or that they are hidden."""
    left, top, width, height = CURVES
    parts = [svg.text(left, top - 6, f"loss, {grid.SEEDS} seeds", size=12)]
    parts.append(svg.rect(left, top, width, height, stroke=theme.INK, stroke_opacity=0.4))
    for power in range(POWERS[0], POWERS[1] + 1):
        y = _loss_at(10.0**power)
        parts.append(svg.line([(left, y), (left + width, y)], width=1, opacity=0.15))
        parts.append(svg.text(left - 5, y + 4, power_of_ten(power), size=11, anchor="end"))
    for updates in (0, grid.UPDATES // 2, grid.UPDATES):
        x = left + width * updates / grid.UPDATES
        parts.append(
            svg.text(min(x, left + width - 8), top + height + 15, f"{updates}", size=12, anchor="middle")
        )
    parts.append(svg.text(left + width / 2, top + height + 29, "updates of 32", size=12, anchor="middle"))
    level = _loss_at(result.constant)
    parts.append(svg.line([(left, level), (left + width, level)], width=1.2, dash=theme.HELD_DASH))
    word = "hidden" if state.show == "hidden" else "not trained"
    if state.show == "hidden" or not grid.is_trained(state.lag, state.forget_bias):
        parts.append(svg.text(left + width / 2, top + height * 0.72, word, anchor="middle"))
    else:
        xs = left + width * (np.arange(result.curves.shape[1]) + 0.5) / result.curves.shape[1]
        for curve in result.curves:
            points = zip(xs.tolist(), map(_loss_at, curve.tolist()), strict=True)
            parts.append(svg.line(points, colour=theme.BLUE, width=1.6))
    return "".join(parts)


def _loss_at(loss: float) -> float:
    """Return the height at which a loss is drawn; what lies beyond the scale stands at its end."""
    _, top, _, height = CURVES
    share = (math.log10(max(loss, 1e-9)) - POWERS[0]) / (POWERS[1] - POWERS[0])
    return top + height * (1.0 - min(max(share, 0.0), 1.0))


def _outcome(state: StartMapState, result: StartRun) -> str:
    x, y = CURVES[0] - 30, CURVES[1] + CURVES[3] + 56
    return "".join(svg.text(x, y + 18 * n, line, size=12) for n, line in enumerate(outcome(state, result)))


def _legend() -> str:
    y, x = HEIGHT - 10, 10.0
    parts = [svg.text(x, y, "area: share of the constant's error that is gone", size=12)]
    x += 282
    for share in SIZES:
        parts.append(_square(x + 13, y - 5, share, False))
        parts.append(svg.text(x + 30, y, plain(share), size=12))
        x += 62
    parts += [
        _square(x + 13, y - 5, 1.0, True),
        svg.text(x + 32, y, f"all {grid.SEEDS} seeds solved it", size=12),
    ]
    return "".join(parts)
