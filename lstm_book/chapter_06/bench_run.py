"""What the hand-wiring bench computes: its settings, the unit that they wire, and how its tests go."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, NamedTuple

import numpy as np

from lstm_book.chapter_06.hand_wiring import TASKS, Task
from lstm_teach.cells.lstm import LSTM, LSTMParams, LSTMStep
from lstm_teach.numerics import Array
from lstm_teach.sequence import unroll
from lstm_teach.settings import Settings, one, setting, whole
from lstm_teach.validation import one_of, real_number

GATES = ("i", "f", "g", "o")
REACH = 20.0  # the largest weight
Weights = tuple[float, ...]  # of one gate: bias, from each input, from h


def _known_task(name: str, task: Any, _: Any) -> Task:
    if isinstance(task, Task):
        return task
    return TASKS[one_of(name, task, list(TASKS))]


def _weights(name: str, weights: Any, state: BenchState) -> Weights:
    task = state.the_task
    expected = f"(bias, {', '.join(task.labels)}, h)"
    count = len(task.inputs) + 2
    if weights is None:
        return (0.0,) * count
    if isinstance(weights, str) or not isinstance(weights, Sequence | np.ndarray) or len(weights) != count:
        raise ValueError(f"{name}: expected {count} weights {expected}, got {weights!r}")
    return tuple(real_number(name, weight, -REACH, REACH) + 0.0 for weight in weights)


@dataclass(frozen=True, repr=False)
class BenchState(Settings):
    """The settings of a `Bench`; weights are (bias, from each input, from h)."""

    task: Task | str = setting("toggle", _known_task)
    i: Weights | None = setting(None, _weights, last=True)
    f: Weights | None = setting(None, _weights, last=True)
    g: Weights | None = setting(None, _weights, last=True)
    o: Weights | None = setting(None, _weights, last=True)
    gate: str = one("i", GATES, looking=True)
    test: int = whole(1, 1, lambda state: len(state.the_task.sequences), looking=True)
    t: int = whole(1, 1, lambda state: state.length, upper="the length of the test", looking=True)

    widget: ClassVar[str] = "Bench"

    @property
    def the_task(self) -> Task:
        """The task itself."""
        assert isinstance(self.task, Task)
        return self.task

    @property
    def length(self) -> int:
        """The number of steps of the chosen test."""
        return len(self.the_task.sequences[self.test - 1])

    def weights(self, gate: str) -> Weights:
        """Return the bias, the weight from each input and the weight from h of a gate."""
        weights: Weights = getattr(self, gate)
        return weights

    @property
    def sliders(self) -> tuple[str, ...]:
        """Names of the weights of the chosen gate, in order; each is an attribute."""
        return ("bias", *(f"from_x{k + 1}" for k in range(len(self.the_task.inputs))), "from_h")

    def limits(self, name: str) -> tuple[Any, Any] | None:
        """Return the least and the largest value of a setting or of one of the `sliders`."""
        return (-REACH, REACH) if name in self.sliders else super().limits(name)

    def shown(self, name: str) -> str:
        """Return a setting as code; a task of the book by its name."""
        is_known = name == "task" and TASKS.get(self.the_task.name) == self.task
        return repr(self.the_task.name) if is_known else super().shown(name)

    def __getattr__(self, name: str) -> float:
        if name.startswith("_") or name not in self.sliders:
            raise AttributeError(f"{type(self).__name__} has no {name!r}")
        return self.weights(self.gate)[self.sliders.index(name)]


class BenchTest(NamedTuple):
    """One test and how it went."""

    sequence: str
    wanted: tuple[float, ...]
    first_wrong: int | None  # a step from 1
    wrong: tuple[bool, ...]

    @property
    def passed(self) -> bool:
        """Whether nothing is wrong."""
        return self.first_wrong is None


class BenchRun(NamedTuple):
    """All tests as one batch, and how each of them went."""

    trace: LSTMStep
    trials: tuple[BenchTest, ...]

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
        trials.append(BenchTest(sequence, task.target[b], first, wrong))
    return BenchRun(trace, tuple(trials))
