"""The picture of the pencil lattice: eight paths, their factors, and the sum Z; and what of it is touched."""

from __future__ import annotations

from collections.abc import Iterator

from lstm_book.chapter_14.lattice_picture import Grid, answers, lattice, sample
from lstm_book.chapter_14.pencil_run import (
    AS_TYPE,
    MEANING,
    PATHS,
    SHOWN,
    TAGS,
    WORDS,
    PencilLatticeState,
    PencilRun,
    factors,
)
from lstm_teach.draw import svg, theme
from lstm_teach.draw.numbers import brief, number
from lstm_teach.draw.parts import Box, Part, note
from lstm_teach.draw.svg import Drawing
from lstm_teach.draw.timeline.above import handle

WIDTH, HEIGHT = 676.0, 462.0
GRID = Grid((124.0, 344.0, 564.0), (136.0, 228.0), radius=22.0, band=20.0, drop=7.0)
CHIP = (54.0, 19.0)  # the size of a factor that can be dragged
AT_WORD, AT_NODE = (-53.0, 54.0), (-28.0, 36.0)  # below a node of either row: its factor, its number
DOUBLE = 16.0  # dragged up by so much, a factor doubles
STEPS = {"NN": (0.5, 0.0), "NT": (0.3, 0.3), "TN": (0.3, 0.7), "TT": (0.5, 1.0)}  # where, as shares of a gap
BARS, BAR, ROW = 301.0, (92.0, 190.0), 17.0  # the top of the bars, where one begins and how long it can be
LONGEST = 66  # characters of a sum that fit into a line


def draw(state: PencilLatticeState, result: PencilRun) -> Drawing:
    """Draw the lattice with its factors, and every path's product as a part of their sum."""
    words = sentences(result)
    body = [svg.text(10, 17, words[0], size=14, bold=True), svg.text(10, 37, words[1], size=14)]
    body.append(lattice(GRID, result.nodes, result.pairs))
    body += [svg.line([GRID.place(t, i), GRID.place(t + 1, j)], width=0.8, opacity=0.5)
             for t in range(2) for i in range(2) for j in range(2)]  # fmt: skip
    body.append(answers(GRID, result.best, result.by_word))
    for k, tag in enumerate(TAGS):
        body.append(svg.text(10, GRID.ys[k] + 4, f"{tag}, {MEANING[tag]}", bold=True))
    for t, word in enumerate(WORDS):
        body.append(svg.text(GRID.xs[t], 62, word, size=14, anchor="middle", bold=True))
        body += [_at_node(state, result, t, k) for k in range(2)]
    for name in STEPS:
        body.append(_chip(_step(name, 0), factor(getattr(state, name)), framed=True))
        body.append(_chip(_step(name, 1), factor(getattr(state, name)), framed=False))
    body += [_bar(state, result, n) for n in range(len(PATHS))]
    body.append(svg.text(10, BARS + 8 * ROW + 17, _sum(result), bold=True))
    return Drawing(WIDTH, HEIGHT, words[0], _description(state, result, words[1]), "".join(body))


def sentences(result: PencilRun) -> tuple[str, str]:
    """Say which path is best, and what the word-by-word answer is beside it."""
    best, tied = result.product_of(result.best), result.tied
    p, each = number(result.share(result.best), 4), " each" if len(tied) > 1 else ""
    names = " and ".join(spelt(path) for path in tied) if len(tied) < 3 else f"{len(tied)} paths"
    first = (
        f"best {'are' if each else 'path'} {names}:  {brief(best)} of Z = {brief(result.Z)},  P = {p}{each}"
    )
    plain = result.product_of(result.by_word)
    second = f"word by word {spelt(result.by_word)}:  {brief(plain)},  P = {number(plain / result.Z, 4)}"
    if plain == best:
        return first, f"{second};  no path is better"
    return first, f"{second};  the best path is {brief(best / plain)} times as good"


def find_parts(state: PencilLatticeState, result: PencilRun) -> Iterator[Part]:
    """Find the factors, which are dragged, the nodes, which are pressed, and the paths, which are asked."""
    for name in STEPS:
        i, j = TAGS.index(name[0]), TAGS.index(name[1])
        used = [number(result.pairs[t, i, j], 4) for t in range(2)]
        more = f"The step has probability {used[0]} after the first word, {used[1]} after the second."
        yield _factor(state, name, _step(name, 0), f"transition from {name[0]} to {name[1]}", more)
    for t, word in enumerate(WORDS[:2]):
        p = number(result.nodes[t, 0], 4)
        more = f"As T it has {factor(AS_TYPE[word])}. N has probability {p} at word {t + 1}."
        yield _factor(state, word, _at_word(t, 0), f"factor of {word} as N", more)
    for t, word in enumerate(WORDS):
        for k, tag in enumerate(TAGS):
            p, alpha = number(result.nodes[t, k], 4), brief(result.sums[t, k])
            x, y = GRID.place(t, k)
            box, label = (x - 22.0, y - 22.0, 44.0, 44.0), f"word {t + 1}, {word}, as {tag}"
            tip = f"{word} as {tag}: probability {p}. Forward sum {_forward(state, result, t, k)}."
            yield _node(state, f"node:{t}:{tag}", box, label, f"probability {p}, forward sum {alpha}", tip)
    for n, path in enumerate(PATHS):
        p = number(result.share(path), 4)
        box, label = (6.0, BARS + n * ROW, WIDTH - 12, ROW), f"path {spelt(path)}"
        said = f"{_product(state, path)} = {brief(result.products[n])}"
        yield note(
            f"path:{n}", box, label, f"{said}, probability {p}", f"Path {spelt(path)}: {said}, {p} of Z."
        )


def spelt(path: tuple[int, ...]) -> str:
    """Return a path as its tags."""
    return " ".join(TAGS[k] for k in path)


def factor(power: int) -> str:
    """Return a power of two as text: 8, 1 or 1/8."""
    return str(2**power) if power >= 0 else f"1/{2**-power}"


def _factor(state: PencilLatticeState, setting: str, box: Box, label: str, more: str) -> Part:
    power, middle = getattr(state, setting), box[1] + box[3] / 2
    tip = f"{label[0].upper()}{label[1:]}: {factor(power)}. {more} Drag it up to double it, down to halve it."

    def power_at(x: float, y: float) -> int:
        return int(power + round((middle - y) / DOUBLE))

    return handle(state, setting, box, label, power_at, text=factor(power), tip=tip)


def _node(state: PencilLatticeState, key: str, box: Box, label: str, said: str, tip: str) -> Part:
    """Return a node as a switch between probabilities and forward sums at all nodes."""
    is_on = state.show == "forward sums"
    tip = f"{tip} Press for {SHOWN[not is_on]}."
    return Part(
        key, "switch", box, f"forward sums; {label}", said, tip, checked=is_on, role="switch",
        setting="show", value_at=lambda x, y: SHOWN[not is_on],
    )  # fmt: skip


def _step(name: str, t: int) -> Box:
    """Return where the factor of a transition is written, between word t and the next."""
    along, down = STEPS[name]
    x = GRID.xs[t] + along * (GRID.xs[t + 1] - GRID.xs[t])
    y = GRID.ys[0] + down * (GRID.ys[1] - GRID.ys[0])
    return x - CHIP[0] / 2, y - CHIP[1] / 2, *CHIP


def _at_word(t: int, k: int) -> Box:
    """Return where the factor of a word is written: above its N, below its T."""
    x, y = GRID.place(t, k)
    return x - CHIP[0] / 2, y + AT_WORD[k] - CHIP[1] / 2, *CHIP


def _chip(box: Box, words: str, framed: bool) -> str:
    """Draw a factor on a ground; in a frame, if it can be dragged here."""
    left, top, width, height = box
    wide = width if framed else 7.0 * len(words) + 12
    middle = left + width / 2
    ground = svg.rect(
        middle - wide / 2, top, wide, height, fill=theme.GROUND, radius=5,
        stroke=theme.INK if framed else "none", stroke_opacity=0.7,
    )  # fmt: skip
    return ground + svg.text(middle, top + height - 5, f"× {words}", anchor="middle", bold=framed)


def _at_node(state: PencilLatticeState, result: PencilRun, t: int, k: int) -> str:
    """Draw the factor of a word as a tag, and the number at the node."""
    x, y = GRID.place(t, k)
    power = int(state.words[t, k])
    said = f"P = {number(result.nodes[t, k], 4)}"
    if state.show == "forward sums":
        said = f"α = {brief(result.sums[t, k])}"
    words = svg.text(x, y + AT_NODE[k], said, anchor="middle")
    return _chip(_at_word(t, k), factor(power), framed=t < 2 and k == 0) + words


def _forward(state: PencilLatticeState, result: PencilRun, t: int, k: int) -> str:
    """Return how a forward sum comes about."""
    own, alpha = factor(int(state.words[t, k])), brief(result.sums[t, k])
    if t == 0:
        return f"α = {alpha}, the word's own factor"
    terms = " + ".join(
        f"{brief(result.sums[t - 1, i])} · {factor(int(state.transitions[i, k]))}" for i in range(2)
    )
    return f"α = ({terms}) · {own} = {alpha}"


def _product(state: PencilLatticeState, path: tuple[int, ...]) -> str:
    return " · ".join(factor(power) for power in factors(state, path))


def _bar(state: PencilLatticeState, result: PencilRun, n: int) -> str:
    """Draw a path's share of Z, its product and its probability; lines say which the two answers are."""
    path, y, p = PATHS[n], BARS + n * ROW, result.share(PATHS[n])
    is_best, left, length = path in result.tied, *BAR
    parts = [svg.text(10, y + 13, spelt(path), bold=is_best)]
    if is_best:
        parts.append(sample(56, y + 6, "best"))
    if path == result.by_word:
        parts.append(sample(56, y + 12, "by word"))
    parts.append(svg.rect(left, y + 2, length, ROW - 4, fill=theme.INK, fill_opacity=0.07))
    parts.append(svg.rect(left, y + 2, length * p, ROW - 4, fill=theme.SKY_BLUE))
    said = f"{_product(state, path)} = {brief(result.products[n])}"
    parts.append(svg.text(left + length + 8, y + 13, said, size=12, bold=is_best))
    parts.append(svg.text(WIDTH - 8, y + 13, number(p, 4), anchor="end", bold=is_best))
    return "".join(parts)


def _sum(result: PencilRun) -> str:
    terms = " + ".join(brief(p) for p in result.products)
    return f"Z = {terms if len(terms) <= LONGEST else 'the sum of all eight'} = {brief(result.Z)}"


def _description(state: PencilLatticeState, result: PencilRun, second: str) -> str:
    said = [f"{second}."]
    for t, word in enumerate(WORDS):
        of_tags = [
            f"{tag} factor {factor(int(state.words[t, k]))}, probability {number(result.nodes[t, k], 4)}, "
            f"forward sum {brief(result.sums[t, k])}"
            for k, tag in enumerate(TAGS)
        ]
        said.append(f"Word {t + 1}, {word}: {'; '.join(of_tags)}.")
    steps = [f"{name[0]} to {name[1]} {factor(getattr(state, name))}" for name in STEPS]
    said.append(f"Transitions: {', '.join(steps)}.")
    said += [
        f"Path {spelt(path)}: {_product(state, path)} = {brief(result.product_of(path))}." for path in PATHS
    ]
    return " ".join(said)
