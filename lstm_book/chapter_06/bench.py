"""The hand-wiring bench: the weights of one LSTM unit by hand, and tests that pass or fail at once.

Three parts: `bench_run` computes, `draw` draws, `Bench` puts controls above it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from lstm_book.chapter_06.bench_run import GATES, REACH, BenchRun, BenchState, run
from lstm_book.chapter_06.bench_tests import short, trial_list, trial_rows
from lstm_teach.cells.lstm import LSTMParams
from lstm_teach.draw import svg, theme
from lstm_teach.draw.numbers import MINUS, compact, number, significant, subscript
from lstm_teach.draw.svg import Drawing
from lstm_teach.draw.timeline import Row, Signal, limits, strips
from lstm_teach.validation import real_number
from lstm_teach.widgets.base import Explorable, Setting
from lstm_teach.widgets.controls import Rows, choice, number_box, number_slider, step_slider

WIDTH, HEIGHT = 800.0, 455.0
TOP, LEFT = 120.0, 252.0  # where the list of tests begins, and to the right of it the chosen one


def draw(state: BenchState, result: BenchRun) -> Drawing:
    """Draw the verdict, the four equations at the cursor, the list of tests and the chosen one over time."""
    width = WIDTH - LEFT - 10
    listed = trial_list(result.trials, state.test - 1)
    rows = trial_rows(result.trials[state.test - 1], state.t, width)
    over_time = strips(_strips(state, result), state.t, width)
    verdict = _verdict(state, result)
    parts, words = [svg.text(10, 17, verdict, size=14, bold=True)], []
    for n, gate in enumerate(GATES):
        wired, value = _equation(state, result, gate)
        y = 42.0 + 20.0 * n
        if gate == state.gate:
            parts.append(svg.rect(6, y - 15, WIDTH - 18, 20, fill=theme.INK, fill_opacity=0.12, radius=4))
        parts.append(svg.text(12, y, wired))
        parts.append(svg.text(480, y, value, bold=gate == state.gate))
        words.append(f"{wired}, {value}.")
    parts += [listed.at(6, TOP), rows.at(LEFT, TOP), over_time.at(LEFT, TOP + rows.height + 4)]
    words += [part.alt for part in (listed, rows, over_time)]
    return Drawing(WIDTH, HEIGHT, verdict, " ".join(words), "".join(parts))


def _verdict(state: BenchState, result: BenchRun) -> str:
    task, total, n = state.task, len(result.trials), result.first_failing
    if n is None:
        return f"{task.name}: all {total} tests pass"
    trial = result.trials[n]
    t = trial.first_wrong
    value = getattr(result.trace, task.readout)[t - 1, n, 0]
    read = "" if task.threshold is None else f"{number(float(task.read(value)), 0)} is read, "
    at = f"{subscript(task.readout, t)} = {significant(value)}"
    passed = sum(trial.passed for trial in result.trials)
    name = f"\u201c{short(trial.sequence, 21)}\u201d"
    return (
        f"{task.name}: {passed} of {total} pass;  {name} fails at step {t}:  "
        f"{read}{at}, wanted {significant(trial.wanted[t - 1])}"
    )


def _equation(state: BenchState, result: BenchRun, gate: str) -> tuple[str, str]:
    """How a gate is wired, and its pre-activation and value at the cursor."""
    step, b = result.trace.at(state.t - 1), state.test - 1
    bias, *others = getattr(state, gate)
    pairs = zip(others, [*state.task.labels, "h"], strict=True)
    terms = [f"{'+' if w > 0 else MINUS} {compact(abs(w))} {name}" for w, name in pairs if w]
    a = bias + np.dot(others, [*step.x[b], step.h_prev[b, 0]])
    function = "tanh" if gate == "g" else "σ"
    value = number(getattr(step, gate)[b, 0])
    wired = f"a_{gate} = {' '.join([compact(bias), *terms])}"
    return wired, f"{subscript(gate, state.t)} = {function}({number(a)}) = {value}"


def _strips(state: BenchState, result: BenchRun) -> list[Row]:
    b, task = state.test - 1, state.task

    def signal(name: str, role: str) -> Signal:
        return Signal(name, getattr(result.trace, name)[: state.length, b, 0], role)

    gates = (signal("i", "input gate"), signal("f", "forget gate"), signal("o", "output gate"))
    both = (signal("g", "candidate"), signal("h", "hidden"))
    memory, title = [signal("c", "cell")], "memory"
    low, high = limits(memory[0].values, least=1.0)
    if task.readout == "c":
        memory.append(Signal("wanted", np.array(task.target[b]), "held", kind="faint"))
        title = "memory, dashed: wanted"
    return [
        Row("gates", gates, 0.0, 1.0, height=64),
        Row(title, tuple(memory), low, high, height=64),
        Row("candidate and output", both, -1.0, 1.0, height=56),
    ]


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
        words = ["bias", *(f"\u00d7{label}" for label in state.task.labels), "\u00d7h"]
        # Five sliders would leave none of them room to be dragged.
        weight, width = (number_slider, 136) if len(words) <= 4 else (number_box, 112)
        weights = {
            name: weight(word, 1.0, decimals=1, width=width)
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
