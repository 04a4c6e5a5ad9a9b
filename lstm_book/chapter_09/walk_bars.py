"""Seven bars: what a network takes for the next symbol, in both runs, and which symbols are legal."""

from __future__ import annotations

from collections.abc import Iterator

from lstm_book.chapter_09.walk_graph import RING
from lstm_book.chapter_09.walk_run import WalkRun, WalkState
from lstm_teach.draw import svg, theme
from lstm_teach.draw.numbers import number
from lstm_teach.draw.parts import Part, note
from lstm_teach.draw.svg import Drawing
from lstm_teach.tasks.reber import SYMBOLS

WIDTH, ROW = 204.0, 26.0
HEIGHT = ROW * len(SYMBOLS)
LEFT, LONGEST = 26.0, 138.0  # where bars begin, and the length of a certain one
HATCH = 5.0  # from line to line
OWN, TWIN = (4.0, 12.0), (17.5, 5.5)  # of both runs' bars: top and height in their row


def bars(state: WalkState, result: WalkRun) -> Drawing:
    """Draw a bar for every symbol; the twin's beside it if it is drawn."""
    body = [svg.line([(LEFT, 0), (LEFT, HEIGHT)], width=1, opacity=0.5)]
    words = []
    for k, symbol in enumerate(SYMBOLS):
        p, legal, top = float(result.p[state.t - 1, 0, k]), _is_legal(state, result, k), k * ROW
        y = top + OWN[0] + OWN[1] / 2
        if legal:
            body.append(svg.circle(11, y, RING, stroke=theme.GREEN, stroke_width=2.2))
        body.append(svg.text(11, y + 4.6, symbol, anchor="middle", bold=legal))
        body.append(_bar(top + OWN[0], p, legal))
        body.append(svg.text(WIDTH - 4, y + 4.6, number(p), anchor="end", bold=legal))
        words.append(f"{symbol} {number(p)}")
        if state.swapped == "drawn":
            other = float(result.p[state.t - 1, 1, k])
            body.append(_twin(top + TWIN[0], other))
            words[-1] += f" (swapped {number(other)})"
    label = f"Probability of the next symbol: {', '.join(words)}"
    return Drawing(WIDTH, HEIGHT, label, "", "".join(body))


def bar_parts(state: WalkState, result: WalkRun) -> Iterator[Part]:
    """Find the bars, which can be asked."""
    for k, symbol in enumerate(SYMBOLS):
        own, other = (number(p) for p in result.p[state.t - 1, :, k])
        said = f"{own}, {'' if _is_legal(state, result, k) else 'not '}legal"
        tip = f"Next symbol {symbol}: {said}. With the other outer symbol: {other}."
        yield note(f"bar:{symbol}", (0.0, k * ROW, WIDTH, ROW), f"next symbol {symbol}", said, tip)


def _is_legal(state: WalkState, result: WalkRun, k: int) -> bool:
    return bool(result.legal[state.t - 1, 0, k])


def _bar(y: float, p: float, legal: bool) -> str:
    """A full bar for a legal symbol, a hatched one for another."""
    wide, high = p * LONGEST, OWN[1]
    if legal:
        return svg.rect(LEFT, y, wide, high, fill=theme.GREEN)
    frame = svg.rect(LEFT, y, wide, high, stroke=theme.VERMILLION, stroke_width=1.2)
    strokes, x = [], -high + HATCH
    while x < wide:
        low, top = max(x, 0.0), min(x + high, wide)  # from the lower left to the upper right, clipped
        strokes.append(
            f"M{_n(LEFT + low)} {_n(y + high - (low - x))}L{_n(LEFT + top)} {_n(y + high - (top - x))}"
        )
        x += HATCH
    return frame + svg.stroke("".join(strokes), theme.VERMILLION, 1.2)


def _twin(y: float, p: float) -> str:
    return svg.rect(
        LEFT, y, p * LONGEST, TWIN[1], fill=theme.INK, fill_opacity=0.25, stroke=theme.INK, dash="3 2"
    )


_n = svg.coordinate
