"""What the hand-wiring bench computes: its settings, the unit that they wire, and how its tests go."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, NamedTuple

import numpy as np

from lstm_book.chapter_06.hand_wiring import TASKS, Task
from lstm_teach.cells.lstm import LSTM, LSTMParams, LSTMStep
from lstm_teach.sequence import unroll
from lstm_teach.settings import Settings, one, setting, whole
from lstm_teach.validation import one_of, real_number

GATES = ("i", "f", "g", "o")
REACH = 20.0  # the largest weight
Weights = tuple[float, ...]  # of one gate: bias, from each input, from h


def _known_task(name: str, task: Any, _: Any) -> Task:
    return task if isinstance(task, Task) else TASKS[one_of(name, task, list(TASKS))]


def _weights(name: str, weights: Any, state: BenchState) -> Weights:
    labels = state.task.labels
    count = len(labels) + 2
    if weights is None:
        return (0.0,) * count
    if isinstance(weights, str) or not isinstance(weights, Sequence | np.ndarray) or len(weights) != count:
        expected = f"(bias, {', '.join(labels)}, h)"
        raise ValueError(f"{name}: expected {count} weights {expected}, got {weights!r}")
    return tuple(real_number(name, weight, -REACH, REACH) + 0.0 for weight in weights)


@dataclass(frozen=True, repr=False)
class BenchState(Settings):
    """The settings of a `Bench`; weights are (bias, from each input, from h).

    A task may be given by its name; weights that are not given are zeros.
    """

    task: Task = setting("toggle", _known_task)
    i: Weights = setting(None, _weights, last=True)
    f: Weights = setting(None, _weights, last=True)
    g: Weights = setting(None, _weights, last=True)
    o: Weights = setting(None, _weights, last=True)
    gate: str = one("i", GATES, looking=True)
    test: int = whole(1, 1, lambda state: len(state.task.sequences), looking=True)
    t: int = whole(1, 1, lambda state: state.length, upper="the length of the test", looking=True)

    widget: ClassVar[str] = "Bench"

    @property
    def length(self) -> int:
        """The number of steps of the chosen test."""
        return len(self.task.sequences[self.test - 1])

    @property
    def params(self) -> LSTMParams:
        """The weights, as `unroll` takes them."""
        columns = np.array([self.i, self.f, self.g, self.o]).T
        return LSTMParams(W_x=columns[1:-1].copy(), W_h=columns[-1:].copy(), b=columns[0].copy())

    @property
    def sliders(self) -> dict[str, float]:
        """The weights of the chosen gate, in order, by their names; each is an attribute."""
        names = ("bias", *(f"from_x{k + 1}" for k in range(len(self.task.inputs))), "from_h")
        return dict(zip(names, getattr(self, self.gate), strict=True))

    def limits(self, name: str) -> tuple[Any, Any] | None:
        """Return the least and the largest value of a setting or of one of the `sliders`."""
        return (-REACH, REACH) if name in self.sliders else super().limits(name)

    def shown(self, name: str) -> str:
        """Return a setting as code; a task of the book by its name."""
        is_known = name == "task" and TASKS.get(self.task.name) == self.task
        return repr(self.task.name) if is_known else super().shown(name)

    def __getattr__(self, name: str) -> float:
        if name.startswith("_") or name not in self.sliders:
            raise AttributeError(f"{type(self).__name__} has no {name!r}")
        return self.sliders[name]


class BenchTest(NamedTuple):
    """One test and how it went."""

    sequence: str
    wanted: tuple[float, ...]
    wrong: tuple[bool, ...]  # whether something else is read, at each step

    @property
    def passed(self) -> bool:
        """Whether nothing is wrong."""
        return not any(self.wrong)

    @property
    def first_wrong(self) -> int:
        """The first wrong step of a test that fails, from 1."""
        return self.wrong.index(True) + 1


class BenchRun(NamedTuple):
    """All tests as one batch, and how each of them went."""

    trace: LSTMStep
    trials: tuple[BenchTest, ...]

    @property
    def first_failing(self) -> int | None:
        """The first test that fails, from 0; None if all pass."""
        return next((n for n, trial in enumerate(self.trials) if not trial.passed), None)


def run(state: BenchState) -> BenchRun:
    """Run all tests of the task from h_0 = c_0 = 0 and compare what is read with what is wanted."""
    task = state.task
    trace = unroll(LSTM, state.params, task.one_hot())
    assert isinstance(trace, LSTMStep)
    values = trace.c[:, :, 0]
    pairs = zip(task.sequences, task.target, strict=True)
    trials = (
        BenchTest(sequence, wanted, task.wrong(b, values[: len(sequence), b]))
        for b, (sequence, wanted) in enumerate(pairs)
    )
    return BenchRun(trace, tuple(trials))
