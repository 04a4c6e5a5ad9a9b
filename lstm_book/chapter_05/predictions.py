"""Predictions of chapter 05, The forget gate."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from lstm_book.chapter_05.half_life_map import half_life
from lstm_book.choices import Choice
from lstm_book.questions import Line, Number, Question, Several, Sketch
from lstm_teach import LSTM, OPEN, Hold, LSTMParams, bptt, unroll
from lstm_teach.cells.lstm import LSTMStep
from lstm_teach.gates import Holds
from lstm_teach.numerics import Array

# The drifting unit: the candidate is as good as 1, only the output gate listens to the input.
DRIFTING = LSTMParams(np.array([[0, 0, 0, 2.0]]), np.zeros((1, 4)), np.array([0, 0, 20.0, 0]))
FOLLOWS = ("stays near 0", "stays near 1", "follows the output gate", "swings beyond 1")
BIASES = (2, 6, 20, 200)
COUNTER = LSTMParams(
    np.array([[0.0, -20.0, 0.0, 0.0], [20.0, 0.0, 0.0, 0.0]]),
    np.zeros((1, 4)),
    np.array([-10.0, 10.0, 10.0, 10.0]),
)
STREAM, FLOW = "aa#aaa#a#", "aaaa#aaaaaaa"
STEPS = (6, 5, 4)  # at which the error that comes back is asked for
KINDS = ("forget gate, 200", "held open, 200", "held open, 600", "tanh RNN, 200", "tanh RNN, 600")
LESIONS = ("f open at write marks", "f open elsewhere", "c emptied", "h emptied")
COUNTING = ("forget gate", "held open", "tanh RNN")
CLEARLY = 0.8  # an error of at most so much of the next best is clearly the best


def _run(params: LSTMParams, x: Array, start: Any = None, holds: Holds = ()) -> LSTMStep:
    trace = unroll(LSTM, params, x, start, holds)
    assert isinstance(trace, LSTMStep)
    return trace


def drifted() -> dict[str, Any]:
    """Return what h does after 300 steps of +0.1, and what an extra 5 at the beginning changes in it."""
    x = np.sin(np.arange(300) / 4).reshape(300, 1, 1)
    start = LSTM.zero_state(DRIFTING, 1)
    holds = (Hold("i", 0.1), Hold("f", OPEN))
    run, richer = (_run(DRIFTING, x, start._replace(c=np.array([[c_0]])), holds) for c_0 in (0.0, 5.0))
    h, o = run.h[-30:, 0, 0], run.o[-30:, 0, 0]  # more than one swing of the gate
    if np.allclose(h, o, atol=0.01):
        said = FOLLOWS[2]
    else:
        said = FOLLOWS[3] if h.max() > 1 else FOLLOWS[1] if h.min() > 0.5 else FOLLOWS[0]
    return {"the output": said, "change of h": float(richer.h[-1, 0, 0] - run.h[-1, 0, 0])}


def smallest_bias(steps: int) -> int:
    """Return the first option that keeps at least half for so many steps."""
    return next(bias for bias in BIASES if half_life(bias) >= steps)


def as_input(symbols: str) -> Array:
    """Return a stream of letters as the counter hears it: [#] and [a] at each step."""
    return np.array([[[symbol == "#", symbol == "a"]] for symbol in symbols], dtype=float)


def counts(*holds: Hold) -> Array:
    """Return what the counter holds after each letter."""
    return _run(COUNTER, as_input(STREAM), holds=holds).c[:, 0, 0]


def errors_back() -> dict[str, float]:
    """Return what arrives at some steps of an error of 1 that starts at the end."""
    run = unroll(LSTM, COUNTER, as_input(FLOW))
    end = LSTM.zero_state(COUNTER, 1)._replace(c=np.ones((1, 1)))
    errors = bptt(LSTM, COUNTER, run, np.zeros((len(FLOW), 1, 1)), d_final=end).errors.c[:, 0, 0]
    return {f"step {step}": float(errors[step - 1]) for step in STEPS}


@dataclass(frozen=True, kw_only=True)
class HeldAt(Question):
    """A value for the forget gate of the drifting stream: it is tried on unseen streams."""

    page_values: tuple[float, ...] = tuple(k / 100 for k in range(101))  # a page without a kernel tells these

    def read(self, guess: Any) -> float:
        value = Number().read(guess)
        if not 0.0 <= value <= 1.0:
            raise ValueError(f"expected a number from 0 to 1, as a gate stands, got {guess!r}")
        return value

    def compare(self, guess: float, truth: float, name: str = "") -> list[Line]:
        from lstm_book.chapter_05.drifting_stream import tried  # noqa: PLC0415 - loads widgets

        result = tried(guess, seed=1)
        right = f"{result.right} of {result.total} streams right"
        if result.passed:
            return [Line(name, f"{guess:g}", right, "", "right")]
        told = "" if result.fault is None else result.fault.what
        return [Line(name, f"{guess:g}", right, told, "close" if 2 * result.right >= result.total else "off")]

    def tell(self, truth: float, name: str = "") -> list[tuple[str, str]]:
        return [("passes, for example", f"{truth:.2f}")]


def passing_value() -> float:
    """Return a value that passes: the middle of those that do, of a grid."""
    question = HeldAt()
    grid = np.linspace(0.7, 0.98, 8)
    return float(np.median([f for f in grid if question.compare(float(f), 0.0)[0].grade == "right"]))


def most_harmful(lesions: Mapping[str, tuple[float, float]]) -> dict[str, str]:
    """Return the lesion that leaves the fewest right answers, over all and after long waits."""
    return {
        "over all": min(LESIONS, key=lambda name: lesions[name][0]),
        "long waits": min(LESIONS, key=lambda name: lesions[name][1]),
    }


def clear_winner(errors: Mapping[str, float]) -> str:
    """Return the kind that counts clearly best, or "none"."""
    first, second = sorted(COUNTING, key=lambda name: errors[name])[:2]
    return first if errors[first] <= CLEARLY * errors[second] else "none"


PREDICTIONS: dict[str, Question] = {
    "5.1": Several(
        truth=drifted,
        parts={"the output": Choice(options=FOLLOWS), "change of h": Number(near=0.01)},
    ),
    "5.2": Several(
        truth=lambda: {"half-life at bias 0": half_life(0.0), "bias for 200 steps": smallest_bias(200)},
        parts={
            "half-life at bias 0": Number(near=0.05),
            "bias for 200 steps": Choice(options=BIASES, in_order=True),
        },
    ),
    "5.3": HeldAt(truth=passing_value),
    "5.4": Several(
        truth=lambda: {"at work": counts(), "held open": counts(Hold("f", OPEN))},
        parts=dict.fromkeys(
            ("at work", "held open"), Sketch(near=0.05, steps=len(STREAM), low=0.0, high=8.0)
        ),
    ),
    "5.5": Several(truth=errors_back, parts={f"step {step}": Number(near=0.01) for step in STEPS}),
    "5.6": Several(
        truth=lambda solved: {kind: solved[kind] for kind in KINDS},
        needs=("solved",),
        parts={kind: Number(near=1, spec=".0f") for kind in KINDS},
    ),
    "5.7": Number(truth=float, needs=("still_right",), near=1, spec=".0f"),
    "5.8": Several(
        truth=most_harmful,
        needs=("lesions",),
        parts={which: Choice(options=LESIONS) for which in ("over all", "long waits")},
    ),
    "5.9": Choice(truth=clear_winner, needs=("errors",), options=(*COUNTING, "none")),
}
