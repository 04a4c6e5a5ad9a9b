"""The hand-wiring bench: the weights of one LSTM unit by hand, and tests that pass or fail at once.

Three parts: `bench_run` computes, `draw` draws, `Bench` puts controls above it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np

from lstm_book.chapter_06.bench_run import GATES, REACH, BenchRun, BenchState, run
from lstm_book.chapter_06.bench_tests import HEIGHT as TRIAL
from lstm_book.chapter_06.bench_tests import list_parts, short, trial_lane, trial_list, trial_rows
from lstm_teach.cells.lstm import LSTMParams
from lstm_teach.draw import svg, theme
from lstm_teach.draw.numbers import MINUS, compact, number, significant, subscript
from lstm_teach.draw.parts import Box, Part
from lstm_teach.draw.svg import Drawing
from lstm_teach.draw.timeline import Row, Signal, limits, strips
from lstm_teach.draw.timeline.above import button, knob, lanes, names_at_end, placed
from lstm_teach.validation import real_number
from lstm_teach.widgets.base import Explorable
from lstm_teach.widgets.controls import Rows, choice, number_box, number_slider, step_slider
from lstm_teach.widgets.setting import Setting

WIDTH, HEIGHT = 800.0, 455.0
TOP, LEFT = 120.0, 252.0  # where the list of tests begins, and to the right of it the chosen one
STRIPS, STRIPS_AT = WIDTH - LEFT - 10, (LEFT, TOP + TRIAL + 4)
TERMS, VALUE, LINE = 54.0, 480.0, 20.0  # of the equations: where terms and values begin, the line's height
STEP = 0.5  # of a weight
RING = 3.8  # the radius of a circle
ROOM = 6.0  # above and below what a strip shows, so that no line runs along its frame


def draw(state: BenchState, result: BenchRun) -> Drawing:
    """Draw the verdict, the four equations at the cursor, the list of tests and the chosen one over time."""
    listed = trial_list(result.trials, state.test - 1)
    rows = trial_rows(result.trials[state.test - 1], state.t, STRIPS)
    stack = _strips(state, result)
    over_time = strips(stack, state.t, STRIPS)
    marks = replace(over_time, body=names_at_end(stack, STRIPS) + _rings(stack))
    verdict = _verdict(state, result)
    parts, words = [svg.text(10, 17, verdict, size=14, bold=True)], []
    for gate in GATES:
        parts.append(_line(state, result, gate))
        words.append(f"{_wired(state, gate)}, {_value(state, result, gate)}.")
    parts += [listed.at(6, TOP), rows.at(LEFT, TOP), over_time.at(*STRIPS_AT), marks.at(*STRIPS_AT)]
    words += [part.alt for part in (listed, rows, over_time)]
    return Drawing(WIDTH, HEIGHT, verdict, " ".join(words), "".join(parts))


def _verdict(state: BenchState, result: BenchRun) -> str:
    task, total, n = state.task, len(result.trials), result.first_failing
    if n is None:
        return f"{task.name}: all {total} tests pass"
    trial = result.trials[n]
    t = trial.first_wrong
    value = result.trace.c[t - 1, n, 0]
    read = "" if task.threshold is None else f"{number(float(task.read(value)), 0)} is read, "
    at = f"{subscript('c', t)} = {significant(value)}"
    passed = sum(trial.passed for trial in result.trials)
    name = f"\u201c{short(trial.sequence, 21)}\u201d"
    return (
        f"{task.name}: {passed} of {total} pass;  {name} fails at step {t}:  "
        f"{read}{at}, wanted {significant(trial.wanted[t - 1])}"
    )


def find_parts(state: BenchState, result: BenchRun) -> Iterator[Part]:
    """Find the cursor over test and strips, the tests, the gates and the weights of the chosen one."""
    yield trial_lane(result.trials[state.test - 1], state.t, STRIPS).moved(LEFT, TOP)
    yield from lanes(_strips(state, result), state.t, STRIPS, at=STRIPS_AT)
    for gate in GATES:
        left, top, width, height = _place(gate)
        width = TERMS - left if gate == state.gate else width
        value, wired = _value(state, result, gate), _wired(state, gate)
        tip = f"{wired},  {value}. Press to set its weights."
        yield button("gate", gate, (left, top, width, height), f"gate {gate}", value, tip)
    yield from (part.moved(6, TOP) for part in list_parts(result.trials))
    wired, (_, top, _, height) = _wired(state, state.gate), _place(state.gate)
    for n, (name, weight) in enumerate(state.sliders.items()):
        source = f"weight of gate {state.gate} from {[*state.task.labels, 'h'][n - 1]}"
        label = source if n else f"bias of gate {state.gate}"
        box = (TERMS + n * _column(state), top, _column(state), height)
        tip = f"{wired},  {_value(state, result, state.gate)}. Drag the {label} up or down."
        yield knob(state, name, box, label, text=compact(weight), tip=tip, unit=4.0, step=STEP)


def _place(gate: str) -> Box:
    """Where the line of a gate is."""
    return 6.0, 27.0 + LINE * GATES.index(gate), WIDTH - 18, LINE


def _column(state: BenchState) -> float:
    """The width of a term: with room for the longest weight, if all together have it."""
    longest = 7.2 * (7 + max(map(len, state.task.labels))) + 10
    return min(longest, (VALUE - TERMS - 6) / len(state.sliders))


def _line(state: BenchState, result: BenchRun, gate: str) -> str:
    """The equation of a gate, its terms in columns, and its value at the cursor."""
    left, top, width, height = _place(gate)
    chosen, y = gate == state.gate, top + 15
    ground = svg.rect(left, top, width, height, fill=theme.INK, fill_opacity=0.12, radius=4)
    terms = [
        svg.text(TERMS + 4 + n * _column(state), y, term)
        for n, term in enumerate(_terms(state, gate))
        if term
    ]
    value = svg.text(VALUE, y, _value(state, result, gate), bold=chosen)
    return "".join([ground if chosen else "", svg.text(12, y, f"a_{gate} ="), *terms, value])


def _terms(state: BenchState, gate: str) -> list[str]:
    """The terms of a gate's sum; a weight of 0 is empty, but for the chosen gate, where it can be set."""
    bias, *others = getattr(state, gate)
    pairs = zip(others, [*state.task.labels, "h"], strict=True)
    terms = [
        f"{'+' if w >= 0 else MINUS} {compact(abs(w))} {name}" if w or gate == state.gate else ""
        for w, name in pairs
    ]
    return [compact(bias), *terms]


def _wired(state: BenchState, gate: str) -> str:
    return f"a_{gate} = {' '.join(filter(None, _terms(state, gate)))}"


def _value(state: BenchState, result: BenchRun, gate: str) -> str:
    """The pre-activation of a gate and its value at the cursor."""
    step, b = result.trace.at(state.t - 1), state.test - 1
    bias, *others = getattr(state, gate)
    a = bias + np.dot(others, [*step.x[b], step.h_prev[b, 0]])
    function = "tanh" if gate == "g" else "σ"
    return f"{subscript(gate, state.t)} = {function}({number(a)}) = {number(getattr(step, gate)[b, 0])}"


def _strips(state: BenchState, result: BenchRun) -> list[Row]:
    b, task = state.test - 1, state.task

    def signal(name: str, role: str, kind: str = "line") -> Signal:
        return Signal(name, getattr(result.trace, name)[: state.length, b, 0], role, kind)

    # Dotted: what lies below shows through.
    gates = (signal("i", "input gate"), signal("f", "forget gate"), signal("o", "output gate", "dotted"))
    both = (signal("g", "candidate"), signal("h", "hidden", "dotted"))
    wanted = Signal("wanted", np.array(task.target[b]), "held", kind="faint")
    memory = (signal("c", "cell"), wanted)
    low, high = limits(np.concatenate([signal.values for signal in memory]), least=1.0)
    return [
        Row("gates, circles: i, dotted: o", gates, 0.0, 1.0, height=64, room=ROOM),
        Row("memory, dashed: wanted", memory, low, high, height=64, room=ROOM),
        Row("candidate and output, dotted: h", both, -1.0, 1.0, height=56, room=ROOM),
    ]


def _rings(rows: list[Row]) -> str:
    """Circles on the line of i, which may be covered by that of f: a unit may open both at once."""
    (row, *_), axis = placed(rows, STRIPS)
    i = row.signals[0]
    places = zip(axis.xs, row.y(i.values), strict=True)
    return "".join(svg.circle(x, y, RING, stroke=i.colour) for x, y in places)


class Bench(Explorable[BenchState]):
    """One LSTM unit whose weights are set by hand, gate by gate, with tests that pass or fail at once.

    Parameters
    ----------
    task : str or Task
        "toggle", "count", or a `Task` of your own. A bench keeps its task.
    i, f, g, o : tuple of float, optional
        The weights of a gate: bias, from each input of the task, from h; each from -20 to 20. Zeros if
        not given.
    gate : str
        The gate that the sliders show, "i", "f", "g" or "o". Its weights are also the attributes `bias`,
        `from_x1`, ..., `from_h`.
    test : int
        The test that is looked at, from 1.
    t : int
        The step that is looked at, from 1; a shorter test takes it with it.

    Raises
    ------
    ValueError
        If a value is out of range; here, when an attribute is set, and in `set`.

    Examples
    --------
    >>> bench = Bench("toggle", i=(-10, 20, 0), f=(10, -20, 0), g=(2, 0, -10), o=(-10, 0, 0))
    >>> bench.passed, bench.failing
    (False, '11')
    >>> bench.set(gate="o", bias=10)
    >>> bench.passed, bench.o
    (True, (10.0, 0.0, 0.0))
    """

    settings, compute, draw = BenchState, staticmethod(run), staticmethod(draw)
    find_parts = staticmethod(find_parts)
    tip = "Press a gate's line or a test; drag a weight of the chosen gate up or down, or the cursor."
    bias, from_x1, from_x2, from_x3, from_h = (Setting() for _ in range(5))

    @property
    def params(self) -> LSTMParams:
        """The weights, as `unroll` takes them."""
        return self.state.params

    @property
    def passed(self) -> bool:
        """Whether all tests pass."""
        return self.result.first_failing is None

    @property
    def failing(self) -> str | None:
        """The first sequence that fails; None if all pass."""
        n = self.result.first_failing
        return None if n is None else self.state.task.sequences[n]

    def _changed(self, settings: dict[str, Any]) -> BenchState:
        task = self.state.task
        if settings.get("task", task) not in (task, task.name):
            raise ValueError(f"task: a bench keeps its task, {task.name}; make a new Bench")
        if "t" not in settings and settings.get("test") in range(1, len(task.sequences) + 1):
            settings["t"] = min(self.state.t, len(task.sequences[settings["test"] - 1]))
        single = [(name, settings.pop(name)) for name in self.state.sliders if name in settings]
        state = super()._changed(settings)
        weights = {name: real_number(name, value, -REACH, REACH) for name, value in single}
        gate: dict[str, Any] = {state.gate: tuple((state.sliders | weights).values())}
        return replace(state, **gate)

    def _make_controls(self) -> Rows:
        state = self.state
        words = ["bias", *(f"from {label}" for label in [*state.task.labels, "h"])]
        # Five sliders would leave none of them room to be dragged.
        weight, width = (number_slider, 136) if len(words) <= 4 else (number_box, 124)
        weights = {
            name: weight(word, STEP, decimals=1, width=width)
            for name, word in zip(state.sliders, words, strict=True)
        }
        return (
            {
                "gate": choice(GATES, button=34),
                "test": step_slider("look at test"),
                "t": step_slider("look at step t"),
            },
            weights,
        )
