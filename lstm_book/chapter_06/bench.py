"""The hand-wiring bench: the weights of one LSTM unit by hand, and tests that pass or fail at once.

Three parts: `bench_run` computes, `draw` draws, `Bench` puts controls above it.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from lstm_book.chapter_06.bench_run import GATES, REACH, BenchRun, BenchState, params, run
from lstm_book.chapter_06.bench_tests import short, trial_list, trial_rows
from lstm_teach.cells.lstm import LSTMParams
from lstm_teach.draw import svg, theme
from lstm_teach.draw.numbers import MINUS, compact, number, significant, subscript
from lstm_teach.draw.svg import Drawing
from lstm_teach.draw.timeline import Row, Signal, limits, strips
from lstm_teach.validation import one_of, real_number
from lstm_teach.widgets.base import Explorable, Setting
from lstm_teach.widgets.controls import Rows, choice, number_box, number_slider, step_slider

WIDTH, HEIGHT = 800.0, 455.0
LIST, ROWS = 240.0, 120.0  # width of the list of tests; where the rows of the chosen test begin


def draw(state: BenchState, result: BenchRun) -> Drawing:
    """Draw the verdict, the four equations at the cursor, the list of tests and the chosen one over time."""
    trial = result.trials[state.test - 1]
    width = WIDTH - LIST - 22
    listed = trial_list(result.trials, state.test - 1, LIST)
    rows = trial_rows(trial, state.t, width)
    over_time = strips(_strips(state, result), state.t, width)
    verdict, equations = _verdict(state, result), [_equation(state, result, gate) for gate in GATES]
    parts = [svg.text(10, 17, verdict, size=14, bold=True)]
    for n, (gate, (wired, value)) in enumerate(zip(GATES, equations, strict=True)):
        y = 42.0 + 20.0 * n
        if gate == state.gate:
            parts.append(svg.rect(6, y - 15, WIDTH - 18, 20, fill=theme.INK, fill_opacity=0.12, radius=4))
        parts.append(svg.text(12, y, wired))
        parts.append(svg.text(480, y, value, bold=gate == state.gate))
    parts += [listed.at(6, ROWS), rows.at(LIST + 12, ROWS), over_time.at(LIST + 12, ROWS + rows.height + 4)]
    description = " ".join(
        [
            *(f"{wired}, {value}." for wired, value in equations),
            *(part.alt for part in (listed, rows, over_time)),
        ]
    )
    return Drawing(WIDTH, HEIGHT, verdict, description, "".join(parts))


def _verdict(state: BenchState, result: BenchRun) -> str:
    task, total, n = state.the_task, len(result.trials), result.first_failing
    if n is None:
        return f"{task.name}: all {total} tests pass"
    trial = result.trials[n]
    assert trial.first_wrong is not None
    t = trial.first_wrong
    value = float(getattr(result.trace, task.readout)[t - 1, n, 0])
    read = "" if task.threshold is None else f"{number(float(value > task.threshold), 0)} is read, "
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
    bias, *others = state.weights(gate)
    names = [*state.the_task.labels, "h"]
    pairs = zip(others, names, strict=True)
    terms = [f"{'+' if w > 0 else MINUS} {compact(abs(w))} {name}" for w, name in pairs if w]
    a = float(bias + np.dot(others, [*step.x[b], step.h_prev[b, 0]]))
    function = "tanh" if gate == "g" else "σ"
    value = number(float(getattr(step, gate)[b, 0]))
    wired = f"a_{gate} = {' '.join([compact(bias), *terms])}"
    return wired, f"{subscript(gate, state.t)} = {function}({number(a)}) = {value}"


def _strips(state: BenchState, result: BenchRun) -> list[Row]:
    b, trace = state.test - 1, result.trace
    T = len(result.trials[b].sequence)

    def signal(name: str, role: str) -> Signal:
        return Signal(name, getattr(trace, name)[:T, b, 0], role)

    gates = (signal("i", "input gate"), signal("f", "forget gate"), signal("o", "output gate"))
    c = signal("c", "cell")
    low, high = limits(c.values, least=1.0)
    both = (signal("g", "candidate"), signal("h", "hidden"))
    wanted = Signal("wanted", np.array(state.the_task.target[b]), "held", kind="faint")
    memory = (c, wanted) if state.the_task.readout == "c" else (c,)
    return [
        Row("gates", gates, 0.0, 1.0, height=64),
        Row("memory, dashed: wanted" if len(memory) == 2 else "memory", memory, low, high, height=64),
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
        return params(self.state)

    @property
    def passed(self) -> bool:
        """Whether all tests pass."""
        return self.result.first_failing is None

    @property
    def failing(self) -> str | None:
        """The first sequence that fails; None if all pass."""
        n = self.result.first_failing
        return None if n is None else self.result.trials[n].sequence

    def _changed(self, settings: dict[str, Any]) -> BenchState:
        task = self.state.the_task
        if settings.get("task", task) not in (task, task.name):
            raise ValueError(f"task: a bench keeps its task, {task.name}; make a new Bench")
        return super()._changed(self._cursor_inside(self._whole_gate(settings)))

    def _whole_gate(self, settings: dict[str, Any]) -> dict[str, Any]:
        """Turn single weights of the chosen gate into all of its weights."""
        single = {name: settings[name] for name in self.state.sliders if name in settings}
        if not single:
            return settings
        gate = one_of("gate", settings.get("gate", self.state.gate), GATES)
        weights = list(settings.get(gate) or self.state.weights(gate))
        for name, value in single.items():
            weights[self.state.sliders.index(name)] = real_number(name, value, -REACH, REACH)
        return {name: v for name, v in settings.items() if name not in single} | {gate: tuple(weights)}

    def _cursor_inside(self, settings: dict[str, Any]) -> dict[str, Any]:
        sequences, test = self.state.the_task.sequences, settings.get("test", 0)
        if "t" in settings or test not in range(1, len(sequences) + 1):
            return settings
        return settings | {"t": min(self.state.t, len(sequences[test - 1]))}

    def _make_controls(self) -> Rows:
        state = self.state
        words = ["bias", *(f"\u00d7{label}" for label in state.the_task.labels), "\u00d7h"]
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
