"""The picture of the lattice of a network's scores; and what of it is touched."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from lstm_book.chapter_14.lattice_picture import Grid, answers, cross, lattice, lowered, sample
from lstm_book.chapter_14.lattice_run import LatticeRun, LatticeState, Tagged
from lstm_teach.draw import svg, theme
from lstm_teach.draw.numbers import number, plain, significant
from lstm_teach.draw.parts import Part, note
from lstm_teach.draw.svg import Drawing, Point
from lstm_teach.draw.timeline.above import button, handle

WIDTH = 676.0
STEP = 0.05  # of the share
HEAD, LINE = 66.0, 15.0  # where the words begin, and the height of a line of them
ROWS = (15.0, 344.0, 44.0)  # a row's least height, that of all rows together, and its largest
LETTER = 0.68  # the width of a letter as a share of the text's size, at most
LONGEST = 14  # letters of a tag or of a word in a sentence
LEVELS = 3  # lines over which words are spread where columns are narrow
TRACK = (150.0, 630.0)  # the ends of the track of the share
GRIP, FOOT = 22.0, 58.0


class Plan(NamedTuple):
    """What follows from the sentences alone: sizes, and where everything is."""

    grid: Grid
    size: float  # of the tags' text
    pitch: float  # the width of a column
    levels: int
    top: float  # of the rows
    bottom: float

    @property
    def track(self) -> float:
        """The height at which the track of the share runs."""
        return self.bottom + 22


def plan(tagged: Tagged, sentence: int) -> Plan:
    """Return where everything is in the lattice of a sentence; all of them are equally high."""
    K, T = len(tagged.tags), len(tagged.words[sentence - 1])
    height = min(max(ROWS[1] / K, ROWS[0]), ROWS[2])
    size = 11.0 if height < 20 else 13.0
    left = 16 + LETTER * size * max(len(short(tag)) for tag in tagged.tags)
    needs = max(_levels(words, (WIDTH - 8 - left) / len(words)) for words in tagged.words)
    top, pitch = HEAD + needs * LINE + 4, (WIDTH - 8 - left) / T
    xs = [left + pitch * (t + 0.5) for t in range(T)]
    ys = [top + height * (k + 0.5) for k in range(K)]
    radius = min(0.46 * height, 0.3 * pitch, 16.0)
    grid = Grid(xs, ys, radius, band=min(1.3 * radius, 12.0), drop=min(0.25 * height, 6.0))
    return Plan(grid, size, pitch, needs, top, top + K * height)


def draw(state: LatticeState, result: LatticeRun) -> Drawing:
    """Draw probabilities, both answers, what of them is illegal, and the share of the transitions."""
    tagged, at = state.tagged, plan(state.tagged, state.sentence)
    words = sentences(state, result)
    body = [svg.text(10, 17 + 20 * n, line, size=14, bold=n == 0) for n, line in enumerate(words)]
    ends = (at.grid.xs[0] - at.pitch / 2, WIDTH - 8)
    for tag, y in zip(tagged.tags, at.grid.ys, strict=True):
        body.append(svg.text(10, y + 0.36 * at.size, short(tag), size=at.size))
        body.append(svg.line([(ends[0], y), (ends[1], y)], width=1, opacity=0.14))
    body += [draw_part(state, at, t) for draw_part in (_stroke, _word) for t in range(len(state.words))]
    body.append(lattice(at.grid, result.nodes, result.pairs))
    body.append(answers(at.grid, result.best, result.by_word, _crosses(at, result)))
    body += [_track(state, at), _legend(at, tagged.has_rules)]
    height = at.bottom + FOOT
    return Drawing(
        WIDTH,
        height,
        words[0],
        " ".join([*(f"{w}." for w in words[1:]), _said(state, result)]),
        "".join(body),
    )


def sentences(state: LatticeState, result: LatticeRun) -> tuple[str, str, str]:
    """Say how probable both answers are, what of them is illegal, and where they differ."""

    def told(steps: tuple[int, ...]) -> str:
        count = f",  {len(steps) or 'no'} illegal step{'s' if len(steps) != 1 else ''}"
        return count if state.tagged.has_rules else ""

    apart = [t for t, (a, b) in enumerate(zip(result.best, result.by_word, strict=True)) if a != b]
    some = apart[:3] if len(apart) > 4 else apart
    names = ", ".join(short(state.words[t], 10) for t in some) + (", …" if len(apart) > len(some) else "")
    differ = f"the answers differ at {len(apart)} of {len(state.words)} words: {names}"
    return (
        f"λ = {plain(state.share)}:  best path, probability {significant(result.p_best, 4)}"
        + told(result.illegal_best),
        f"word by word:  probability {significant(result.p_by_word, 4)}" + told(result.illegal_by_word),
        differ if apart else "both answers are the same",
    )


def find_parts(state: LatticeState, result: LatticeRun) -> Iterator[Part]:
    """Find the dot of the share, and every word's column, which can be asked."""
    at = plan(state.tagged, state.sentence)
    x = _dot(state.share)

    def share_at(to: float, _: float) -> float:
        moved = (to - x) / (TRACK[1] - TRACK[0])
        return round(state.share + STEP * round(moved / STEP), 6) + 0.0

    box, label = (x - GRIP / 2, at.track - GRIP / 2, GRIP, GRIP), "λ, share of the transitions"
    yield handle(state, "share", box, label, share_at, text=plain(state.share), drag="x", step=STEP)
    for value, left in ((0.0, TRACK[0] - 30), (1.0, TRACK[1] + 12)):
        what = "no transitions, word by word" if value == 0 else "all of the transitions"
        box = (left, at.track - 9, 18.0, 18.0)
        yield button("share", value, box, f"λ = {plain(value)}", what, f"λ = {plain(value)}: {what}. Press.")
    for t, word in enumerate(state.words):
        box = (at.grid.xs[t] - at.pitch / 2, HEAD, at.pitch, at.bottom - HEAD)
        said = _likely(state, result, t)
        best, alone = (state.tagged.tags[path[t]] for path in (result.best, result.by_word))
        tip = f"{word}: {said}. Best path {best}; word by word {alone}."
        yield note(f"word:{t}", box, f"word {t + 1}, {word}", said, tip)


def short(name: str, longest: int = LONGEST) -> str:
    """Return a name, or its beginning."""
    return name if len(name) <= longest else f"{name[: longest - 1]}…"


def _levels(words: tuple[str, ...], pitch: float) -> int:
    """Return over how many lines words have to be spread so that none reaches the next in its line."""
    longest = max(map(len, words))
    return next((n for n in range(1, LEVELS) if LETTER * 12 * longest + 6 <= n * pitch), LEVELS)


def _word(state: LatticeState, at: Plan, t: int) -> str:
    """Draw a word above its column, in one of a few lines, on a ground."""
    room = at.levels * at.pitch - 6
    if t >= len(state.words) - 2 * at.levels:  # the last in a line may have to move to the left
        room = min(room, (2 * at.levels + 1) * at.pitch / 3)
    said = short(state.words[t], max(2, int(room / (LETTER * 12))))
    half = LETTER * 12 * len(said) / 2
    y, x = HEAD + LINE * (t % at.levels), min(max(at.grid.xs[t], half + 4), WIDTH - half - 4)
    ground = svg.rect(x - half, y, 2 * half, LINE, fill=theme.GROUND) if at.levels > 1 else ""
    return ground + svg.text(x, y + 11, said, size=12, anchor="middle", bold=True)


def _stroke(state: LatticeState, at: Plan, t: int) -> str:
    """Draw a short stroke from a word down to its column, if other words stand between."""
    y = HEAD + LINE * (t % at.levels + 1)
    ends = [(at.grid.xs[t], y), (at.grid.xs[t], at.top)]
    return svg.line(ends, width=1, opacity=0.25) if at.levels > 1 else ""


def _crosses(at: Plan, result: LatticeRun) -> list[Point]:
    """Return where illegal steps are marked: in the middle of each, once where both answers make it."""
    best = [at.grid.place(t, k) for t, k in enumerate(result.best)]
    alone = lowered(at.grid, result.by_word)
    places = [_middle(at, best, t) for t in result.illegal_best]
    for t in result.illegal_by_word:
        before = slice(max(t - 1, 0), t + 1)
        if result.best[before] != result.by_word[before]:
            places.append(_middle(at, alone, t))
    return places


def _middle(at: Plan, path: list[Point], t: int) -> Point:
    (x, y), (px, py) = path[t], path[t - 1]
    return (x - 0.3 * at.pitch, y) if t == 0 else ((x + px) / 2, (y + py) / 2)


def _dot(share: float) -> float:
    return TRACK[0] + share * (TRACK[1] - TRACK[0])


def _track(state: LatticeState, at: Plan) -> str:
    """Draw the share of the transitions as a dot on a line from 0 to 1."""
    y, (left, right), x = at.track, TRACK, _dot(state.share)
    return "".join(
        [
            svg.text(10, y + 4, "λ × transitions", size=12),
            svg.text(left - 21, y + 4, "0", size=12, anchor="middle", bold=True),
            svg.text(right + 21, y + 4, "1", size=12, anchor="middle", bold=True),
            svg.line([(left, y), (right, y)], width=1.5, opacity=0.6),
            *(
                svg.line([(_dot(n / 10), y - 4), (_dot(n / 10), y + 4)], width=1, opacity=0.4)
                for n in range(11)
            ),
            svg.circle(x, y, 7, fill=theme.ORANGE),
        ]
    )


def _legend(at: Plan, has_rules: bool) -> str:
    y = at.bottom + FOOT - 12
    parts = [
        sample(10, y - 4, "best"), svg.text(42, y, "best path", size=12),
        sample(118, y - 4, "by word"), svg.text(150, y, "word by word", size=12),
        svg.circle(260, y - 4, 7, fill=theme.SKY_BLUE, stroke="none"),
        svg.text(272, y, "area: P(tag)", size=12),
        svg.line([(368, y - 4), (394, y - 4)], colour=theme.SAND, width=8, opacity=0.6),
        svg.text(400, y, "width: P(pair of tags)", size=12),
    ]  # fmt: skip
    if has_rules:
        parts += [cross(560, y - 4), svg.text(574, y, "illegal step", size=12)]
    return "".join(parts)


def _step(state: LatticeState, path: tuple[int, ...], t: int) -> str:
    """Return an illegal step in words."""
    tags = [short(state.tagged.tags[k]) for k in path]
    if t == 0:
        return f"{tags[0]} at the start"
    return f"{tags[t - 1]} → {tags[t]} at {short(state.words[t])}"


def _likely(state: LatticeState, result: LatticeRun, t: int) -> str:
    """Return a word's most probable tags, up to three."""
    order = np.argsort(-result.nodes[t], kind="stable")[:3]
    some = [k for n, k in enumerate(order) if n == 0 or result.nodes[t, k] >= 0.005]
    return ", ".join(f"{state.tagged.tags[k]} {number(result.nodes[t, k])}" for k in some)


def _said(state: LatticeState, result: LatticeRun) -> str:
    tags, parts = state.tagged.tags, []
    for t, word in enumerate(state.words):
        of = f"best path {tags[result.best[t]]}, word by word {tags[result.by_word[t]]}"
        parts.append(f"Word {t + 1}, {word}: {_likely(state, result, t)}; {of}.")
    both = {"best path": (result.illegal_best, result.best)}
    both["word by word"] = (result.illegal_by_word, result.by_word)
    for name, (steps, path) in both.items():
        if steps:
            parts.append(f"Illegal, {name}: {', '.join(_step(state, path, t) for t in steps)}.")
    return " ".join(parts)
