"""Two questions with a loss: how tightly a gate must close, and how much must be forgotten."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from lstm_teach.cells.lstm import LSTM, LSTMParams
from lstm_teach.cells.memory_block import MEMORY_BLOCK, MemoryBlockParams
from lstm_teach.draw.numbers import shown
from lstm_teach.numerics import Array
from lstm_teach.widgets.console.scoring import Batch, Challenge
from lstm_teach.widgets.console.state import ConsoleState
from lstm_teach.widgets.console.widget import GateConsole

TRIES = 40  # sequences of a commit

DOOR_STEPS, LATEST_MARK, LEFT_OVER = 200, 5, 0.3
STREAM_STEPS, PULSES, PULSE_LAG = 300, 3, 5
VISIBLE, STILL_THERE = 0.08, 0.2


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
    return GateConsole(MEMORY_BLOCK, params, x, names=("value", "mark"), challenge=challenge)


def drifting_stream(seed: int = 0) -> GateConsole:
    """Return an LSTM whose state drifts on a stream without ends; its forget gate stands open.

    Every step adds a little, three pulses add much. A pulse must show in h when it comes, and some of it
    must be left in c a few steps later.

    Examples
    --------
    >>> console = drifting_stream()
    >>> console.forget = 0.95
    >>> console.commit().passed
    False
    >>> console.forget = 0.85
    >>> console.commit().passed
    True
    """
    b = np.array([10.0, 20.0, 0.0, 10.0])
    params = LSTMParams(np.array([[0.0, 0.0, 1.0, 0.0]]), np.zeros((1, 4)), b)
    challenge = Challenge(
        question="The stream drifts, by 0.05 to 0.12 a step. Each of three pulses must move h by at least "
        f"{VISIBLE:g}, and at least {STILL_THERE:g} of what it wrote must be in c {PULSE_LAG} steps later: "
        "at what value do you hold the forget gate?",
        make_batch=_streams,
        judge=_unseen_or_gone,
        explain=_why_unseen,
        gates=("f",),
        needed=0.95,
        seed=seed,
    )
    rng = np.random.default_rng([seed, 0])
    pulses = np.array([[10], [40], [70]])
    x = _stream(rng, np.array([0.05]), pulses)
    return GateConsole(LSTM, params, x, ConsoleState(gate="f"), challenge=challenge)


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
    stored, now = (float(trace.c[k, b, 0, 0]) for k in (mark, t))
    return f"of {shown(stored)} written at step {mark + 1} the stream has left {_below(LEFT_OVER, now)}"


def _streams(rng: np.random.Generator) -> Batch:
    places = np.linspace(20, STREAM_STEPS - 20, 25).astype(int)
    pulses = np.stack([rng.choice(places, PULSES, replace=False) for _ in range(TRIES)], axis=1)
    pulses = np.sort(pulses, axis=0)
    return Batch(_stream(rng, rng.uniform(0.05, 0.12, size=TRIES), pulses), pulses)


def _stream(rng: np.random.Generator, drift: Array, pulses: Array) -> Array:
    x = rng.normal(drift, 0.01, size=(STREAM_STEPS, len(drift)))
    np.put_along_axis(x, pulses, np.take_along_axis(x, pulses, axis=0) + 1.0, axis=0)
    return x[:, :, None]


def _moved(trace: Any, pulses: Array) -> tuple[Array, Array]:
    """By how much each pulse moves h, and how much of what it wrote is in c some steps later."""
    h, f, written = trace.h[:, :, 0], trace.f[:, :, 0], (trace.i * trace.g)[:, :, 0]

    def at(values: Array, steps: Array) -> Array:
        return np.take_along_axis(values, steps, axis=0)

    wrote = at(written, pulses) - at(written, pulses - 1)  # without the drift, which is not the pulse's
    kept = np.prod([at(f, pulses + lag) for lag in range(1, PULSE_LAG + 1)], axis=0)
    return at(h, pulses) - at(h, pulses - 1), kept * wrote


def _unseen_or_gone(trace: Any, pulses: Array) -> Array:
    shows, stays = _moved(trace, pulses)
    wrong = np.zeros(trace.h.shape[:2], bool)
    np.put_along_axis(wrong, pulses, shows < VISIBLE, axis=0)
    np.put_along_axis(wrong, pulses + PULSE_LAG, stays < STILL_THERE, axis=0)
    return wrong


def _why_unseen(trace: Any, pulses: Array, t: int, b: int) -> str:
    shows, stays = _moved(trace, pulses[:, b : b + 1] * np.ones((1, trace.h.shape[1]), int))
    own = pulses[:, b].tolist()
    if t in own:
        before = float(trace.c[t - 1, b, 0])
        moved = _below(VISIBLE, float(shows[own.index(t), b]))
        return f"the pulse moves h by {moved} only; c was {shown(before)} before it"
    left = float(stays[own.index(t - PULSE_LAG), b])
    return f"of the pulse at step {t - PULSE_LAG + 1}, {_below(STILL_THERE, left)} is left in c"


def _below(limit: float, value: float) -> str:
    """Return a value that is too small such that it does not read like the limit itself."""
    return f"just under {limit:g}" if round(value, 2) >= limit else shown(value)
