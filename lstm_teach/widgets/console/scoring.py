"""The scoring mode: a reader commits to a setting, unseen noise tries it, then the fault is shown."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from lstm_teach.gates import Hold
from lstm_teach.numerics import Array
from lstm_teach.sequence import unroll
from lstm_teach.validation import float_array, real_number, whole_number
from lstm_teach.widgets.console.run import Setup
from lstm_teach.widgets.console.state import hold_text


class Batch(NamedTuple):
    """Sequences to be scored on."""

    x: Array  # (T, B, D)
    answer: Any = None  # whatever the judge has to know
    targets: Any = None  # as a console takes them


@dataclass(frozen=True, eq=False)
class Challenge:
    """A question that a setting of the gates answers.

    Parameters
    ----------
    question : str
        One line that tells the reader what to set and when it counts as right.
    make_batch : callable
        ``make_batch(rng) -> Batch``, with as many steps as the console's own stream.
    judge : callable
        ``judge(trace, answer) -> wrong``, booleans (T, B): at which steps something is wrong.
    explain : callable, optional
        ``explain(trace, answer, t, b) -> str``: what went wrong at step t (from 0) of sequence b.
    gates : tuple of str
        The gates that may be held; all of them if empty.
    values : tuple of float
        Between which values they may be held.
    needed : float
        The share of sequences without a fault that is enough.
    seed : int
        Batch n is drawn from the generator of [seed, n], so that every commit meets noise of its own.
    """

    question: str
    make_batch: Callable[[np.random.Generator], Batch]
    judge: Callable[[Any, Any], Array]
    explain: Callable[[Any, Any, int, int], str] | None = None
    gates: tuple[str, ...] = ()
    values: tuple[float, float] = (0.0, 1.0)
    needed: float = 1.0
    seed: int = 0

    def __post_init__(self) -> None:
        if not isinstance(self.question, str) or not self.question.strip():
            raise ValueError(f"question: expected a text, got {self.question!r}")
        object.__setattr__(self, "gates", tuple(self.gates))
        real_number("needed", self.needed, 0.0, 1.0)
        whole_number("seed", self.seed, 0, 2**32)

    def batch(self, n: int) -> Batch:
        """Return the batch of the nth commit."""
        batch = self.make_batch(np.random.default_rng([self.seed, n]))
        if not isinstance(batch, Batch):
            raise TypeError(f"make_batch: expected a Batch, got {type(batch).__name__}")
        return batch

    def check(self, holds: Sequence[Hold]) -> None:
        """Raise a ValueError if a hold is not one that the question allows."""
        low, high = self.values
        for hold in holds:
            if self.gates and hold.gate not in self.gates:
                raise ValueError(
                    f"holds: here only {', '.join(self.gates)} may be held, got {hold_text(hold)}"
                )
            if not low <= hold.value <= high:
                raise ValueError(
                    f"holds: here a gate may be held from {low:g} to {high:g}, got {hold_text(hold)}"
                )


@dataclass(frozen=True)
class Fault:
    """The first sequence that went wrong, and where; `step` counts from 1."""

    sequence: int
    step: int
    what: str


@dataclass(frozen=True)
class Result:
    """How a setting did on unseen noise."""

    commit: int
    holds: tuple[Hold, ...]
    right: int
    total: int
    needed: int
    fault: Fault | None

    @property
    def score(self) -> float:
        """The share of sequences without a fault."""
        return self.right / self.total

    @property
    def passed(self) -> bool:
        """Whether that was enough."""
        return self.right >= self.needed

    def __str__(self) -> str:
        verdict = "passed" if self.passed else "not passed"
        holds = ", ".join(hold_text(hold) for hold in self.holds) or "all gates free"
        line = (
            f"Commit {self.commit}, {holds}: {self.right} of {self.total} unseen sequences right, "
            f"{self.needed} needed: {verdict}."
        )
        if self.fault is not None:
            line += f" Sequence {self.fault.sequence}, step {self.fault.step}: {self.fault.what}."
        return line


def score(challenge: Challenge, setup: Setup, answer: Any, holds: tuple[Hold, ...], commit: int) -> Result:
    """Run the setting on a batch and judge it."""
    trace = unroll(setup.cell, setup.params, setup.x, setup.start, holds)
    wrong = np.asarray(challenge.judge(trace, answer))
    if wrong.dtype != bool or wrong.shape != (setup.T, setup.B):
        raise ValueError(
            f"judge: expected booleans of shape (T, B) = {(setup.T, setup.B)}, "
            f"got {wrong.dtype} {wrong.shape}"
        )
    failed = np.flatnonzero(wrong.any(axis=0))
    fault = None
    if len(failed):
        b = int(failed[0])
        t = int(np.argmax(wrong[:, b]))
        what = "wrong" if challenge.explain is None else challenge.explain(trace, answer, t, b)
        fault = Fault(b, t + 1, what)
    needed = int(np.ceil(challenge.needed * setup.B - 1e-9))
    return Result(commit, holds, setup.B - len(failed), setup.B, needed, fault)


def check_batch(batch: Batch, own: Setup) -> None:
    """Raise a ValueError unless a batch can stand in place of the console's own stream."""
    float_array("make_batch(...).x", batch.x, ("T", "B", "D"), T=own.T, D=own.sizes["D"])
    if (batch.targets is None) != (own.targets is None):
        raise ValueError("make_batch(...).targets: expected targets if and only if the console has some")
