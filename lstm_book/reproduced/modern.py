"""Some of the tasks as one would train today: an LSTM, Adam, batches, and biases that know the wait."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from lstm_book.reproduced.experiment import ADDING, LAG, REBER, Experiment
from lstm_book.reproduced.lessons import STRINGS, draw
from lstm_teach import LSTM, Adam, Model, gradient_of, init_model, readout, train, unroll
from lstm_teach.losses import length_mask, softmax_cross_entropy, squared_error
from lstm_teach.numerics import Array, softmax
from lstm_teach.optim import cosine
from lstm_teach.tasks import Automaton, embedded_reber, string_batch, strings
from lstm_teach.tasks.long_lag import long_lag_2c_solved
from lstm_teach.tasks.next_symbol import strings_right
from lstm_teach.training import History

NEW = 512  # sequences by which success is judged


@dataclass(frozen=True)
class Modern:
    """All that decides a trial but its seed, in plain values."""

    task: str
    updates: int  # after which a trial is given up; the learning rate falls to 0 until then
    batch: int
    forget_gate: float  # starting biases
    input_gate: float
    steps: int = 100
    detail: int = 0
    hidden: int = 8
    rate: float = 0.02
    look: int = 10  # updates between two looks at the criterion

    @property
    def sizes(self) -> Experiment:
        """Return the experiment of 1997 with this task, for its numbers of inputs and outputs."""
        return Experiment(self.task, self.rate, 1, self.steps, self.detail)


def modern(rng: np.random.Generator, **settings: Any) -> dict[str, Any]:
    """Train on the task of ``Modern(**settings)`` until its criterion holds: the function of a trial."""
    begun = time.process_time()
    m = Modern(**settings)
    first, data, test = rng.spawn(3)
    model = init_model(
        LSTM, first, m.sizes.inputs, m.hidden, m.sizes.outputs,
        forget_gate_bias=m.forget_gate, input_gate_bias=m.input_gate,
    )  # fmt: skip
    rule = _Rule(m, data, test)
    trained = train(
        model, rule.gradient, rule.batches(), Adam(cosine(m.rate, m.updates)), steps=m.updates, clip=1.0,
        stop=rule.stop, progress=iter,
    )  # fmt: skip
    updates = len(trained.history) - rule.solved  # the last one came after the look
    return {
        "solved": rule.solved,
        "sequences": updates * m.batch,
        "cpu_seconds": round(time.process_time() - begun, 2),
    }


class _Rule:
    """The batches of a task, its gradient, and a look at the criterion now and then."""

    def __init__(self, m: Modern, data: np.random.Generator, test: np.random.Generator) -> None:
        self.m, self.data, self.test = m, data, test
        self.calls, self.solved = 0, False
        self.grammar: Automaton = embedded_reber()
        if m.task == REBER:
            self.training = strings(data, self.grammar, STRINGS)
            others = strings(test, self.grammar, STRINGS, unlike=[tuple(s) for s in self.training])
            self.judged = string_batch(self.grammar, [*others, *self.training])
        self._gradient = gradient_of(LSTM, self._loss, every_step=True)

    def batches(self) -> Iterator[Any]:
        while True:
            if self.m.task == REBER:
                chosen = self.data.integers(STRINGS, size=self.m.batch)
                yield string_batch(self.grammar, [self.training[k] for k in chosen])
            else:
                yield draw(self.m.sizes, self.data, self.m.batch)[0]

    def gradient(self, model: Model, batch: Any) -> tuple[float, Model]:
        if self.calls and self.calls % self.m.look == 0:
            self.solved = self._holds(model)
        self.calls += 1
        return self._gradient(model, batch)

    def stop(self, history: History) -> bool:
        return self.solved

    def _loss(self, y: Array, batch: Any) -> tuple[float, Array]:
        if self.m.task == REBER:
            return softmax_cross_entropy(y, batch.target, batch.counted)
        T, n = y.shape[:2]
        ends = length_mask(batch.lengths, T)
        ends[:-1] &= ~ends[1:]
        if self.m.task == ADDING:
            return squared_error(y, np.broadcast_to(batch.target, y.shape).copy(), ends)
        return softmax_cross_entropy(y, np.broadcast_to(batch.label, (T, n)), ends)

    def _holds(self, model: Model) -> bool:
        if self.m.task == REBER:
            y = readout(model.out, unroll(LSTM, model.cell, self.judged.x).h)
            return bool(strings_right(y, self.judged).all())
        batch, target = draw(self.m.sizes, self.test, NEW)
        y = readout(model.out, unroll(LSTM, model.cell, batch.x).h[batch.lengths - 1, np.arange(NEW)])
        if self.m.task == ADDING:
            return bool(np.mean((y - target) ** 2) < 0.002)
        if self.m.task == LAG:
            return long_lag_2c_solved(softmax(y), batch.label, NEW)
        return bool((np.abs(softmax(y) - target).max(axis=1) < 0.3).all())
