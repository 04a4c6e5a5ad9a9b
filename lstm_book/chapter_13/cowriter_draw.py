"""The co-writer's picture: a text with its surprise, depth and a unit where there are brackets, and bars."""

from __future__ import annotations

from collections.abc import Iterator
from math import log2

import numpy as np

from lstm_book.chapter_13.cowriter_models import shown
from lstm_book.chapter_13.cowriter_page import (
    CELL,
    COLUMN,
    COLUMNS,
    COUNTING,
    HALF,
    LETTER,
    NETWORK,
    WIDTH,
    Bars,
    Chance,
    Grid,
    chances,
    first_line,
    legend,
    share,
)
from lstm_book.chapter_13.cowriter_run import CLOSING_BRACKETS, CoWriterState, CoWriting, depth
from lstm_teach.draw import svg, theme
from lstm_teach.draw.numbers import compact, number, significant
from lstm_teach.draw.parts import Part
from lstm_teach.draw.svg import Drawing
from lstm_teach.draw.timeline import limits
from lstm_teach.numerics import Array

LEFT, TOP = 50.0, 28.0
PLAIN, NESTED = (4, 37.0), (2, 108.0)  # lines of text, and their height
STEP, DEEPEST = 5.0, 6  # the height of a bracket, and how many are drawn
STEPS, CURVE = 34.0, 34.0  # the heights of the steps and of the strip below them
BARS = 8 * 17.0 + 22
GREY = 0.6  # the opacity of the continuation
BEYOND = 20  # so many characters behind the place that is looked at are shown too


def grid_of(state: CoWriterState, result: CoWriting) -> Grid:
    """Return where the characters stand."""
    lines, height = NESTED if state.network.nested else PLAIN
    end = min(len(state.text) + len(result.ahead), state.t + BEYOND) - 1
    return Grid(LEFT, TOP, lines, height, first_line(state.t - 1, end, lines))


def draw(state: CoWriterState, result: CoWriting) -> Drawing:
    """Draw the totals, the text, what may come at the place that is looked at, and what was written there."""
    grid, n, verdict = grid_of(state, result), len(state.text), _verdict(state, result)
    body = [
        svg.text(10, 17, verdict, size=14, bold=True),
        grid.shades(result.network),
        grid.letters(state.text),
        grid.letters(result.ahead, n, opacity=GREY),
        grid.columns(result.network, NETWORK, 1.6),
        grid.columns(result.counting, COUNTING, 6.6),
        grid.passed_over([k for k in range(n) if not result.known[k]]),
        _baseline(grid, n, n + len(result.ahead)),
        grid.frame(state.t - 1, "2 2" if state.t > n else ""),
    ]
    if state.network.nested:
        body += [_steps(grid, state, result), _curve(grid, state, result)]
    foot = grid.top + grid.lines * grid.height
    bars = _bars(state, result)
    said = _said(state, result)
    height = foot + 26 + BARS + 22
    body += [legend(10, foot + 12), *(bar.body() for bar in bars), svg.text(10, height - 7, said)]
    words = " ".join([said, f"It may go on: {result.ahead!r}.", *(bar.words() for bar in bars)])
    return Drawing(WIDTH, height, verdict, words, "".join(body))


def find_parts(state: CoWriterState, result: CoWriting) -> Iterator[Part]:
    """Find the text, whose characters can be looked at, and the bars, whose characters can be written."""
    grid, n = grid_of(state, result), len(state.text)
    tip = f"{_said(state, result)}. Press a character to see what was expected there."
    yield Part(
        "text", "lane", grid.box, "character that is looked at", f"character {state.t}", tip,
        state.t, 1, n + 1, setting="t", value_at=lambda x, y: min(grid.at(x, y), n) + 1,
    )  # fmt: skip
    for who, bars in zip(("network", "counting"), _bars(state, result), strict=False):
        for k, chance in enumerate(bars.rows):
            yield _key(state, f"{who}:{k}", bars, k, chance)


def _key(state: CoWriterState, key: str, bars: Bars, k: int, chance: Chance) -> Part:
    text = state.text[: state.t - 1] + chance.symbol
    label = f"{key.partition(':')[0]}: {shown(chance.symbol)}"
    price = f"probability {significant(chance.p)}, {number(-log2(chance.p))} bits"
    tip = f"{label} has {price}. Press to write it here."
    return Part(
        key, "switch", bars.box(k), label, share(chance.p), tip, role="button",
        setting="text", value_at=lambda x, y: text,
    )  # fmt: skip


def _bars(state: CoWriterState, result: CoWriting) -> list[Bars]:
    grid, alphabet, t = grid_of(state, result), state.network.alphabet, state.t
    top = grid.top + grid.lines * grid.height + 26
    written = state.text[t - 1 : t]
    warm = state.temperature
    title = "network" if warm == 1 else f"network; dashed: at temperature {compact(warm)}"
    rows = chances(alphabet, result.expected(t - 1), warm)
    bars = [Bars(title, rows, NETWORK, 10, top, HALF, written, warm != 1)]
    counted = result.counted(t - 1)
    if counted is not None:
        order = state.network.ngram.order if state.network.ngram else 0
        title = f"counting, {order - 1} characters back"
        bars.append(Bars(title, chances(alphabet, counted), COUNTING, HALF + 20, top, HALF, written))
    return bars


def _verdict(state: CoWriterState, result: CoWriting) -> str:
    """What a character costs in the mean, and in brackets all together; or what it costs after a bracket."""
    count, shut = int(result.known.sum()), state.shut
    if not count:
        return "Write something: every character will have its price in bits"
    after = "".join(f" {symbol}" for symbol in CLOSING_BRACKETS)
    what = f"bits each (after{after})" if state.network.nested else "bits each (and in all)"
    costs = {f"unit {state.unit} shut" if shut else "network": result.network}
    costs |= {"free": result.free} if shut else {}
    costs |= {"counting": result.counting} if state.network.ngram else {}
    said = ",  ".join(f"{who} {_cost(state, bits)}" for who, bits in costs.items())
    return f"{what[0].upper()}{what[1:]}:  {said}" if shut else f"{count} characters, {what}:  {said}"


def _cost(state: CoWriterState, bits: Array) -> str:
    mean = number(float(np.nanmean(bits)))
    if not state.network.nested:
        return f"{mean} ({number(float(np.nansum(bits)), 0)})"
    after = np.array([False, *(symbol in CLOSING_BRACKETS for symbol in state.text[:-1])])
    closed = bits[after & np.isfinite(bits)]
    return f"{mean} ({number(float(closed.mean())) if len(closed) else 'none'})"


def _said(state: CoWriterState, result: CoWriting) -> str:
    """What stands at the place that is looked at, and what it cost."""
    k, n = state.t - 1, len(state.text)
    if k == n:
        return "Grey: how the network would go on; → at the end of the field takes its next word"
    name = f"Character {state.t}, “{shown(state.text[k])}”"
    if not result.known[k]:
        return f"{name}: the network has no such symbol; it is passed over"
    counted = f", counting {number(result.counting[k])}" if state.network.ngram else ""
    return f"{name}, cost the network {number(result.network[k])} bits{counted}; {n + 1} is the next one"


def _baseline(grid: Grid, begin: int, end: int) -> str:
    """A dotted line below the continuation: it is not known by its grey alone."""
    parts = []
    for line in range(grid.first, grid.first + grid.lines):
        first, stop = max(line * COLUMNS, begin), min((line + 1) * COLUMNS, end)
        if first < stop:
            x, y = grid.place(first)
            y += LETTER + 1
            parts.append(
                svg.line([(x, y), (x + (stop - first) * CELL, y)], width=1.2, dash="2 3", opacity=GREY)
            )
    return "".join(parts)


def _steps(grid: Grid, state: CoWriterState, result: CoWriting) -> str:
    """The number of open brackets, as steps; thin where the network goes on."""
    n, depths = len(state.text), depth(state.text + result.ahead)
    parts = []
    for line in range(grid.first, grid.first + grid.lines):
        foot = grid.place(line * COLUMNS)[1] + LETTER + COLUMN + STEPS
        parts += [
            svg.text(LEFT - 6, foot - 2, "depth", size=12, anchor="end"),
            svg.line([(LEFT, foot), (LEFT + COLUMNS * CELL, foot)], width=1, opacity=0.35),
        ]
        for begin, end, width in ((0, n, 2.2), (n, len(depths), 1.2)):
            places = range(max(line * COLUMNS, begin), min((line + 1) * COLUMNS, end))
            parts += [svg.line(_step(grid, places, depths, foot), width=width) if places else ""]
            parts += [_named(grid, k, depths, foot) for k in places]
    return "".join(parts)


def _step(grid: Grid, places: range, depths: list[int], foot: float) -> list[svg.Point]:
    points = []
    for k in places:
        x, y = grid.place(k)[0], foot - STEP * min(depths[k], DEEPEST)
        points += [(x, y), (x + CELL, y)]
    return points


def _named(grid: Grid, k: int, depths: list[int], foot: float) -> str:
    """The number of a depth above its step, where it begins and lasts for some characters."""
    begins = k % COLUMNS == 0 or depths[k - 1] != depths[k]
    if not begins or len(set(depths[k : k + 3])) > 1 or not depths[k]:
        return ""
    y = foot - STEP * min(depths[k], DEEPEST) - 3
    return svg.text(grid.place(k)[0] + 2, y, str(depths[k]), size=12)


def _curve(grid: Grid, state: CoWriterState, result: CoWriting) -> str:
    """The cell state of the chosen unit after every character."""
    values = result.unit(state.unit)
    _, most = limits(values, 1.0)
    parts = []
    for line in range(grid.first, grid.first + grid.lines):
        top = grid.place(line * COLUMNS)[1] + LETTER + COLUMN + STEPS + 3
        middle = top + (CURVE - 6) / 2
        places = range(line * COLUMNS, min((line + 1) * COLUMNS, len(values)))
        known = [k for k in places if np.isfinite(values[k])]
        points = [(grid.place(k)[0] + CELL / 2, middle - values[k] / most * (CURVE - 6) / 2) for k in known]
        right = LEFT + COLUMNS * CELL
        parts += [
            svg.line([(LEFT, middle), (right, middle)], width=1, opacity=0.35),
            svg.text(LEFT - 6, middle - 2, f"c {state.unit}", size=12, anchor="end"),
            svg.text(LEFT - 6, middle + 11, f"±{compact(most)}", size=12, anchor="end"),
            svg.line(points, colour=theme.colour("cell"), width=1.8) if len(points) > 1 else "",
        ]
    return "".join(parts)
