"""The drifting stream of chapter 05: how much must a forget gate forget on a stream without ends?"""

from __future__ import annotations

from typing import Any

import numpy as np

from lstm_teach.cells.lstm import LSTM, LSTMParams
from lstm_teach.draw.numbers import short_of, shown
from lstm_teach.gates import Hold
from lstm_teach.numerics import Array
from lstm_teach.widgets.console.run import Setup
from lstm_teach.widgets.console.scoring import Batch, Challenge, Result, score
from lstm_teach.widgets.console.state import ConsoleState
from lstm_teach.widgets.console.widget import GateConsole

TRIES = 40  # sequences of a commit
STREAM_STEPS, PULSES, PULSE_LAG = 300, 3, 5
VISIBLE, STILL_THERE = 0.08, 0.2

# All gates stand open, the candidate is tanh(x).
PARAMS = LSTMParams(np.array([[0.0, 0.0, 1.0, 0.0]]), np.zeros((1, 4)), np.array([10.0, 20.0, 0.0, 10.0]))


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
    rng = np.random.default_rng([seed, 0])
    pulses = np.array([[10], [40], [70]])
    x = _stream(rng, np.array([0.05]), pulses)
    return GateConsole(LSTM, PARAMS, x, ConsoleState(t=71, gate="f"), challenge=_challenge(seed))


def tried(value: float, seed: int = 0, commit: int = 1) -> Result:
    """Return what `commit` would say of a forget gate that is held at this value, without a console.

    Examples
    --------
    >>> tried(0.85).passed, tried(0.95).passed
    (True, False)
    """
    challenge = _challenge(seed)
    batch = challenge.batch(commit)
    return score(challenge, Setup(LSTM, PARAMS, batch.x), batch.answer, (Hold("f", value),), commit)


def _challenge(seed: int) -> Challenge:
    return Challenge(
        question="The stream drifts, by 0.05 to 0.12 a step. Each of three pulses must move h by at least "
        f"{VISIBLE:g}, and of the 0.7 that it adds to c at least {STILL_THERE:g} must be left {PULSE_LAG} "
        "steps later: at what value do you hold the forget gate?",
        make_batch=_streams,
        judge=_unseen_or_gone,
        explain=_why_unseen,
        gates=("f",),
        needed=0.95,
        seed=seed,
    )


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
        moved = short_of(VISIBLE, float(shows[own.index(t), b]))
        return f"the pulse moves h by {moved} only; c was {shown(before)} before it"
    left = float(stays[own.index(t - PULSE_LAG), b])
    return f"of the pulse at step {t - PULSE_LAG + 1}, {short_of(STILL_THERE, left)} is left in c"
