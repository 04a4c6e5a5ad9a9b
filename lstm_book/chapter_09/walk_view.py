"""The picture of the walk: two sentences, the graph, the bars, the strips; and what of it is touched."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from lstm_book.chapter_09.walk_bars import bar_parts, bars
from lstm_book.chapter_09.walk_graph import graph, graph_parts
from lstm_book.chapter_09.walk_networks import COUNT, KINDS
from lstm_book.chapter_09.walk_run import WalkRun, WalkState
from lstm_book.chapter_09.walk_strips import HEIGHT as STRIPS
from lstm_book.chapter_09.walk_strips import WIDTH, strip_parts, strips
from lstm_teach.draw import svg, theme
from lstm_teach.draw.numbers import number
from lstm_teach.draw.parts import Box, Part
from lstm_teach.draw.svg import Drawing
from lstm_teach.draw.timeline.above import button
from lstm_teach.tasks.reber import SYMBOLS

TABS_AT = 44.0  # where the networks are chosen
GRAPH_AT, BARS_AT, STRIPS_AT = (4.0, 66.0), (470.0, 70.0), (0.0, 260.0)
HEIGHT = STRIPS_AT[1] + STRIPS


class Tab(NamedTuple):
    """What chooses a network when it is pressed."""

    setting: str
    value: str | int
    box: Box


def _tabs() -> Iterator[Tab]:
    """Return the kinds of networks in a row, then the numbers of those of a kind."""
    left = 6.0
    for value in (*KINDS, *range(1, COUNT + 1)):
        setting, width = ("network", 12 + 7.2 * len(value)) if isinstance(value, str) else ("which", 19.0)
        left += 10.0 if value == 1 else 0.0
        yield Tab(setting, value, (left, TABS_AT, width, 20.0))
        left += width + 3


TABS = tuple(_tabs())


def draw(state: WalkState, result: WalkRun) -> Drawing:
    """Draw where the walk is, what the network expects there, and what it remembers."""
    words = sentences(state, result)
    body = [svg.text(10, 17 + 19 * n, line, size=14, bold=n == 0) for n, line in enumerate(words)]
    body += [_tab(tab, tab.value == getattr(state, tab.setting)) for tab in TABS]
    what = "dashed: swapped" if state.swapped == "drawn" else "next symbol"
    body.append(svg.text(BARS_AT[0] + 2, TABS_AT + 14, f"{what};  ringed: legal", size=12))
    drawn = (
        (graph(state, result), GRAPH_AT),
        (bars(state, result), BARS_AT),
        (strips(state, result), STRIPS_AT),
    )
    body += [part.at(*place) for part, place in drawn]
    said = " ".join(f"{sentence}." for sentence in (words[1], *(part.alt.rstrip(".") for part, _ in drawn)))
    return Drawing(
        WIDTH, HEIGHT, words[0], f"{state.network}, network {state.which} of {COUNT}. {said}", "".join(body)
    )


def find_parts(state: WalkState, result: WalkRun) -> Iterator[Part]:
    """Find all that is touched or asked."""
    for setting, value, box in TABS:
        chosen = "chosen" if value == getattr(state, setting) else "not chosen"
        label = f"network {value}" if setting == "network" else f"network {value} of {COUNT} of its kind"
        what = KINDS[str(value)].words if setting == "network" else "Networks of a kind differ in their seed"
        yield button(setting, value, box, label, chosen, f"{what}. Press to let it read the string.")
    yield from (part.moved(*GRAPH_AT) for part in graph_parts(state))
    yield from (part.moved(*STRIPS_AT) for part in strip_parts(state, result))
    yield from (part.moved(*BARS_AT) for part in bar_parts(state, result))


def sentences(state: WalkState, result: WalkRun) -> tuple[str, str]:
    """Say where the outer symbol is, how many legal symbols are on top, and what comes of it."""
    t, T = state.t, len(state.string) - 1
    legal, on_top = int(result.legal[t - 1, 0].sum()), int(result.counts[t - 1, 0])
    right = int(result.all_legal[:, 0].sum())
    return (
        f"{_memory(state, result)};  legal {on_top} of {legal}",
        f"all legal after {right} of {T} symbols;  before the last: {_verdict(state, result)}",
    )


def _verdict(state: WalkState, result: WalkRun) -> str:
    """Say which outer symbol is expected where only memory tells it, in both runs."""
    p = result.p[len(state.string) - 3]
    own, twin = (SYMBOLS.index(text[1]) for text in (state.string, state.twin))

    def how(b: int, right: int, wrong: int) -> str:
        top = int(p[b].argmax())
        return "right" if top == right else "wrong" if top == wrong else f"{SYMBOLS[top]} on top"

    said = ", ".join(f"{SYMBOLS[k]} {number(float(p[0, k]))}" for k in (own, twin))
    return f"{said}, {how(0, own, twin)} (swapped {how(1, twin, own)})"


def _memory(state: WalkState, result: WalkRun) -> str:
    how, unit, of, values = result.held(state.t)
    if state.t == 1:
        return f"outer symbol: {how}"
    own, twin = (number(value, sign=True) for value in values)
    return f"outer symbol {how}: unit {unit}, {of} = {own} (swapped {twin})"


def _tab(tab: Tab, chosen: bool) -> str:
    x, y, width, height = tab.box
    shade = svg.rect(x, y, width, height, fill=theme.INK, fill_opacity=0.12, radius=4) if chosen else ""
    edge = svg.rect(x, y, width, height, stroke=theme.INK, stroke_opacity=0.4, radius=4)
    return (
        shade + edge + svg.text(x + width / 2, y + 14, str(tab.value), size=12, anchor="middle", bold=chosen)
    )
