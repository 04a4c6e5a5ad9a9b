"""The closing door of chapter 04: how tightly must an input gate close so that a value is kept?"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from lstm_teach.cells.memory_block import MEMORY_BLOCK, MemoryBlockParams
from lstm_teach.draw.numbers import short_of, shown
from lstm_teach.numerics import Array
from lstm_teach.widgets.console.scoring import Batch, Challenge
from lstm_teach.widgets.console.state import ConsoleState
from lstm_teach.widgets.console.widget import GateConsole

TRIES = 40  # sequences of a commit
DOOR_STEPS, LATEST_MARK, LEFT_OVER = 200, 5, 0.3


class Written(NamedTuple):
    """What is to be kept: its sign, and the step (from 0) at which it comes."""

    sign: Array  # (B,)
    mark: Array  # (B,)


def closing_door(seed: int = 0) -> GateConsole:
    """Return a memory cell of 1997 that is to keep one value behind an input gate that closes badly.

    Inputs are the value and a mark. At the mark the gate opens by itself; later the stream pulls against
    what is stored. On the stream that is shown it pulls no way in particular; unseen ones pull one way.

    Examples
    --------
    >>> console = closing_door()
    >>> console.commit().passed
    False
    >>> console.set(gate="y_in", value=0.002)
    >>> console.steps = (6, 200)
    >>> console.commit().passed
    True
    """
    W_x = np.array([[0.0, 0.0, 1.0], [14.0, 0.0, 0.0]])
    params = MemoryBlockParams(W_x, np.zeros((1, 3)), b_gates=np.array([-4.0, 10.0]))
    challenge = Challenge(
        question="A value is written at the mark, within the first 5 steps. Of the 0.92 that is stored, 0.3 "
        "must be left to the end: for which steps do you hold the input gate, and how tightly? A sigmoid is "
        "never 0: 0.001 is the least.",
        make_batch=_doors,
        judge=_lost,
        explain=_why_lost,
        gates=("y_in",),
        values=(0.001, 1.0),
        seed=seed,
    )
    rng = np.random.default_rng([seed, 0])
    x = _door_stream(rng, np.array([1.0]), np.array([1]), np.array([0.5]))
    at_the_mark = ConsoleState(t=2)
    return GateConsole(MEMORY_BLOCK, params, x, at_the_mark, names=("value", "mark"), challenge=challenge)


def _doors(rng: np.random.Generator) -> Batch:
    sign = rng.choice([-1.0, 1.0], size=TRIES)
    mark = rng.integers(0, LATEST_MARK, size=TRIES)
    against = np.where(rng.random(TRIES) < 0.5, 0.97, rng.uniform(0.5, 0.97, size=TRIES))
    return Batch(_door_stream(rng, sign, mark, against), Written(sign, mark))


def _door_stream(rng: np.random.Generator, sign: Array, mark: Array, against: Array) -> Array:
    """Values of 1 and -1, a share `against` of them against the sign, and the mark beside the value."""
    B = len(sign)
    x = np.zeros((DOOR_STEPS, B, 2))
    opposed = rng.random((DOOR_STEPS, B)) < against
    x[:, :, 0] = np.where(opposed, -sign, sign)
    x[mark, np.arange(B), 0] = sign
    x[mark, np.arange(B), 1] = 1.0
    return x


def _lost(trace: Any, answer: Written) -> Array:
    stored = trace.c[:, :, 0, 0] * answer.sign
    after = np.arange(len(stored))[:, None] >= answer.mark
    return np.asarray(after & (stored < LEFT_OVER))


def _why_lost(trace: Any, answer: Written, t: int, b: int) -> str:
    mark = int(answer.mark[b])
    gate = float(trace.y_in[mark, b, 0])
    if gate < 0.5:
        return f"the mark came at step {mark + 1}, and the input gate stood at {shown(gate)}"
    # Counted with the sign of what was written: -0.30 of a written -0.92 is no more than 0.30 of 0.92.
    sign = float(answer.sign[b])
    written, left = (sign * float(trace.c[k, b, 0, 0]) for k in (mark, t))
    turned = ", signs turned" if sign < 0 else ""
    return (
        f"of {shown(written)} written at step {mark + 1}{turned} the stream has left "
        f"{short_of(LEFT_OVER, left)}; {LEFT_OVER:g} is asked for"
    )
