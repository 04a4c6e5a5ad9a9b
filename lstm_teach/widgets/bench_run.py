"""What the hand-wiring bench computes: its settings, the unit that they wire, and how its tests go."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any, ClassVar, NamedTuple

import numpy as np

from lstm_teach.cells.lstm import LSTM, LSTMParams, LSTMStep
from lstm_teach.draw.trials import Trial
from lstm_teach.numerics import Array
from lstm_teach.sequence import unroll
from lstm_teach.tasks.hand_wiring import TASKS, Task
from lstm_teach.validation import real_number
from lstm_teach.widgets.controls import one_of
from lstm_teach.widgets.state import State, whole_number

GATES = ("i", "f", "g", "o")
REACH = 20.0  # the largest weight
Weights = tuple[float, ...]  # of one gate: bias, from each input, from h


@dataclass(frozen=True, repr=False)
class BenchState(State):
    """The settings of a `Bench`; weights are (bias, from each input, from h)."""

    task: Task | str = "toggle"
    i: Weights | None = None
    f: Weights | None = None
    g: Weights | None = None
    o: Weights | None = None
    gate: str = "i"
    test: int = 1
    t: int = 1

    widget: ClassVar[str] = "Bench"
    looking: ClassVar[tuple[str, ...]] = ("gate", "test", "t")

    def __post_init__(self) -> None:
        task = _known_task(self.task)
        test = whole_number("test", self.test, 1, len(task.sequences))
        checked: dict[str, Any] = {name: _weights(name, getattr(self, name), task) for name in GATES}
        checked |= {
            "task": task,
            "gate": one_of("gate", self.gate, GATES),
            "test": test,
            "t": whole_number("t", self.t, 1, len(task.sequences[test - 1]), "the length of the test"),
        }
        for name, value in checked.items():
            object.__setattr__(self, name, value)

    def __repr__(self) -> str:
        def shown(value: Any) -> str:
            return repr(value.name if isinstance(value, Task) and TASKS.get(value.name) == value else value)

        settings = ", ".join(f"{f.name}={shown(getattr(self, f.name))}" for f in fields(self))
        return f"{self.widget}({settings})"

    @property
    def the_task(self) -> Task:
        """The task itself."""
        assert isinstance(self.task, Task)
        return self.task

    def weights(self, gate: str) -> Weights:
        """Return the bias, the weight from each input and the weight from h of a gate."""
        weights: Weights = getattr(self, gate)
        return weights

    @property
    def sliders(self) -> tuple[str, ...]:
        """Names of the weights of the chosen gate, in order; each is an attribute."""
        return ("bias", *(f"from_x{k + 1}" for k in range(len(self.the_task.inputs))), "from_h")

    def __getattr__(self, name: str) -> float:
        if name.startswith("_") or name not in self.sliders:
            raise AttributeError(f"{type(self).__name__} has no {name!r}")
        return self.weights(self.gate)[self.sliders.index(name)]


def _known_task(task: Any) -> Task:
    if isinstance(task, Task):
        return task
    return TASKS[one_of("task", task, list(TASKS))]


def _weights(name: str, weights: Any, task: Task) -> Weights:
    expected = f"(bias, {', '.join(task.labels)}, h)"
    count = len(task.inputs) + 2
    if weights is None:
        return (0.0,) * count
    if isinstance(weights, str) or not isinstance(weights, Sequence | np.ndarray) or len(weights) != count:
        raise ValueError(f"{name}: expected {count} weights {expected}, got {weights!r}")
    return tuple(real_number(name, weight, -REACH, REACH) + 0.0 for weight in weights)


class BenchRun(NamedTuple):
    """All tests as one batch, and how each of them went."""

    trace: LSTMStep
    trials: tuple[Trial, ...]

    @property
    def first_failing(self) -> int | None:
        """The first test that fails, from 0; None if all pass."""
        return next((n for n, trial in enumerate(self.trials) if not trial.passed), None)


def params(state: BenchState) -> LSTMParams:
    """Return the weights of the LSTM with one unit."""
    columns = np.array([state.weights(gate) for gate in GATES]).T
    return LSTMParams(W_x=columns[1:-1].copy(), W_h=columns[-1:].copy(), b=columns[0].copy())


def run(state: BenchState) -> BenchRun:
    """Run all tests of the task from h_0 = c_0 = 0 and compare what is read with what is wanted."""
    task = state.the_task
    trace = unroll(LSTM, params(state), task.one_hot())
    assert isinstance(trace, LSTMStep)
    values: Array = getattr(trace, task.readout)[:, :, 0]
    trials = []
    for b, sequence in enumerate(task.sequences):
        wrong = task.wrong(b, values[: len(sequence), b])
        first = next((t for t, is_wrong in enumerate(wrong, start=1) if is_wrong), None)
        trials.append(Trial(sequence, task.target[b], first, wrong))
    return BenchRun(trace, tuple(trials))
