"""Tests of a hand-wired unit: a list of them with marks, and one of them symbol by symbol."""

from __future__ import annotations

from collections.abc import Sequence

from lstm_book.chapter_06.bench_run import BenchTest
from lstm_teach.draw import svg, theme
from lstm_teach.draw.numbers import compact
from lstm_teach.draw.parts import Part
from lstm_teach.draw.svg import Drawing
from lstm_teach.draw.timeline import Axis
from lstm_teach.draw.timeline.above import button, lane

WIDTH, ROW = 240.0, 21.0  # of the list
HEIGHT = 54.0  # of the chosen test
DIGIT = 8.0  # room for a bold digit
LONGEST = 15  # symbols of a sequence that fit into the list


def trial_list(trials: Sequence[BenchTest], chosen: int) -> Drawing:
    """Draw all tests under each other, each with a mark; the chosen one (from 0) on a ground."""
    body, words = [], []
    for n, trial in enumerate(trials):
        y = n * ROW
        if n == chosen:
            body.append(svg.rect(0, y, WIDTH, ROW, fill=theme.INK, fill_opacity=0.12, radius=4))
        body.append(_mark(12, y + ROW / 2, trial.passed))
        body.append(svg.text(26, y + 15, short(trial.sequence), bold=n == chosen))
        if not trial.passed:
            body.append(svg.text(WIDTH - 6, y + 15, f"step {trial.first_wrong}", size=12, anchor="end"))
        words.append(f"{trial.sequence}: {_how(trial)}.")
    passed = sum(trial.passed for trial in trials)
    label = f"{passed} of {len(trials)} tests pass"
    return Drawing(WIDTH, ROW * len(trials), label, " ".join(words), "".join(body))


def list_parts(trials: Sequence[BenchTest]) -> list[Part]:
    """Return the rows of `trial_list`, which set `test`."""
    return [
        button(
            "test", n, (0.0, (n - 1) * ROW, WIDTH, ROW), f"test {n}, {trial.sequence}", _how(trial),
            f"Test {n}, {trial.sequence}: {_how(trial)}. Press to look at it.",
        )
        for n, trial in enumerate(trials, start=1)
    ]  # fmt: skip


def _how(trial: BenchTest) -> str:
    return "passes" if trial.passed else f"fails at step {trial.first_wrong}"


def trial_rows(trial: BenchTest, t: int, width: float) -> Drawing:
    """Draw one test symbol by symbol, what is wanted, and whether that is read, over strips of `width`.

    The cursor is at step `t`, from 1.
    """
    axis = Axis(len(trial.sequence), width)
    half = min(axis.pitch, 30.0) / 2
    parts = [svg.rect(axis.x(t) - half, 0, 2 * half, HEIGHT, fill=theme.INK, fill_opacity=0.12, radius=3)]
    for k, name in enumerate(("input", "want", "read")):
        parts.append(svg.text(axis.left - 4, 14 + 18 * k, name, size=12, anchor="end"))
    wanted = [compact(value) for value in trial.wanted]
    room = DIGIT * max(map(len, wanted)) <= axis.pitch  # otherwise only the cursor's is shown
    for n, symbol in enumerate(trial.sequence, start=1):
        x = axis.x(n)
        parts.append(svg.text(x, 14, symbol, size=12, anchor="middle", bold=n == t))
        if room or n == t:
            inside = max(x, axis.left + DIGIT * len(wanted[n - 1]) / 2)
            parts.append(svg.text(inside, 32, wanted[n - 1], size=12, anchor="middle", bold=n == t))
        parts.append(_mark(x, 45, not trial.wrong[n - 1]))
    label = f"Test {trial.sequence}"
    wrong = [str(n) for n, is_wrong in enumerate(trial.wrong, start=1) if is_wrong]
    description = f"Wanted: {', '.join(wanted)}. Wrong at step {', '.join(wrong) if wrong else 'none'}."
    return Drawing(width, HEIGHT, label, description, "".join(parts))


def trial_lane(trial: BenchTest, t: int, width: float) -> Part:
    """Return `trial_rows` as a part that sets the cursor `t`."""
    axis = Axis(len(trial.sequence), width)
    read = "something else is read" if trial.wrong[t - 1] else "it is read"
    said = f"step {t}: input {trial.sequence[t - 1]}, wanted {compact(trial.wanted[t - 1])}, {read}"
    return lane("trial", (axis.left, 0.0, axis.span, HEIGHT), axis, t, "test", said)


def _mark(x: float, y: float, right: bool) -> str:
    """A tick or a cross, drawn, for not every font has them."""
    if right:
        return svg.line([(x - 5, y), (x - 1.5, y + 4), (x + 5, y - 5)], colour=theme.GREEN, width=2.4)
    strokes = ([(x - 4, y - 4), (x + 4, y + 4)], [(x - 4, y + 4), (x + 4, y - 4)])
    return "".join(svg.line(stroke, colour=theme.VERMILLION, width=2.4) for stroke in strokes)


def short(sequence: str, longest: int = LONGEST) -> str:
    """Return a sequence, or its beginning and its length if it has more than `longest` symbols."""
    return sequence if len(sequence) <= longest else f"{sequence[: longest - 6]}… ({len(sequence)})"
