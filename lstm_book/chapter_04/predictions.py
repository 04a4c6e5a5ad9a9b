"""What the reader of chapter 04 guesses before the cell that shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from lstm_book.chapter_04.closing_door import DOOR_STEPS, LATEST_MARK, LEFT_OVER
from lstm_book.questions import Magnitude, Number, Question, Several
from lstm_teach.cells.memory_block import MEMORY_BLOCK, MemoryBlockParams
from lstm_teach.gates import Hold
from lstm_teach.sequence import bptt, unroll
from lstm_teach.tasks import bit_through_noise

BIASES = (0.0, -5.0)
LESIONS = ("W_h = 0", "W_h = 0 and shut")


def pre_activations() -> list[float]:
    """Return where the logistic function is 0.99, 0.01 and 0.0001."""
    return [float(np.log(y / (1 - y))) for y in (0.99, 0.01, 0.0001)]


def late_hand() -> list[float]:
    """Return the store at step 26 if the input gate is open at step 7, and the error's share at step 1."""
    params = MemoryBlockParams(
        np.array([[0.0, 0.0, 1.0], [0.0, 0.0, 0.0], [0.0, 0.0, 0.0]]),
        np.zeros((1, 3)),
        b_gates=np.array([-6.0, -6.0]),
    )
    x = bit_through_noise(np.random.default_rng(3), delay=20, batch_size=1, lead=5).x
    holds = (Hold("y_in", 1.0, 6, 7), Hold("y_out", 1.0, 25, 26))
    trace: Any = unroll(MEMORY_BLOCK, params, x, holds=holds)
    dh = np.zeros_like(trace.h)
    dh[-1] = 1.0
    errors = bptt(MEMORY_BLOCK, params, trace, dh).errors
    assert errors is not None
    back = errors.c[:, 0, 0, 0]
    return [float(trace.c[-1, 0, 0, 0]), float(back[0] / back[-2])]


def stored_under_attack(bias: float, T: int = 200) -> float:
    """Return what a store holds that was written once and then pushed against for T steps."""
    x = np.concatenate([[1.0], -np.ones(T)]).reshape(-1, 1, 1)
    params = MemoryBlockParams(np.array([[0.0, 0.0, 1.0]]), np.zeros((1, 3)), b_gates=np.array([bias, 0.0]))
    trace: Any = unroll(MEMORY_BLOCK, params, x, holds=Hold("y_in", 1.0, stop=1))
    return float(trace.c[-1, 0, 0, 0])


def loosest_door() -> float:
    """Return the widest opening behind which enough is left if every step after the writing pulls."""
    steps = DOOR_STEPS - LATEST_MARK
    x = np.concatenate([[1.0], -np.ones(steps)]).reshape(-1, 1, 1)
    params = MemoryBlockParams(np.array([[0.0, 0.0, 1.0]]), np.zeros((1, 3)), b_gates=np.zeros(2))
    low, high = 0.0, 1.0
    for _ in range(40):
        middle = (low + high) / 2
        holds = (Hold("y_in", 1.0, 0, 1), Hold("y_in", middle, 1))
        trace: Any = unroll(MEMORY_BLOCK, params, x, holds=holds)
        left = float(trace.c[-1].item())
        low, high = (middle, high) if left >= LEFT_OVER else (low, middle)
    return low


def _by_start(solved: Mapping[float, int]) -> list[int]:
    return [solved[bias] for bias in BIASES]


def _median(shares: Sequence[float]) -> float:
    return float(np.median(shares))


def _hold(found: Mapping[str, Sequence[int]]) -> list[int]:
    """Return how many tanh networks are right at a delay of 1000, then how many networks of memory cells."""
    return [found["tanh"][1], found["memory cells"][1]]


def _lesions(still_solve: Mapping[str, int]) -> list[int]:
    return [still_solve[name] for name in LESIONS]


PREDICTIONS: dict[str, Question] = {
    "4.1": Several(
        truth=pre_activations,
        parts={y: Number(near=0.3, spec=".2f") for y in (0.99, 0.01, 0.0001)},
    ),
    "4.2": Several(
        truth=late_hand,
        parts={
            "c at step 26": Number(near=0.1, spec=".2f"),
            "share at step 1": Number(near=0.02, spec=".2f"),
        },
    ),
    "4.3": Several(
        truth=lambda: [stored_under_attack(bias) for bias in (-3.0, -5.0, -6.0)],
        parts={
            -3: Number(near=0.5, spec=".2f"),
            -5: Number(near=0.1, spec=".2f"),
            -6: Number(near=0.1, spec=".2f"),
        },
    ),
    "4.4": Magnitude(truth=loosest_door, factor=1.3),
    "4.5": Several(
        truth=_by_start,
        needs=("solved",),
        parts={"bias 0": Number(near=0.5, spec=".0f"), "bias -5": Number(near=0.5, spec=".0f")},
    ),
    "4.6": Number(truth=_median, needs=("at_1000",), near=0.1, spec=".1f"),
    "4.7": Several(
        truth=_hold,
        needs=("races",),
        parts={name: Number(near=1, spec=".0f") for name in ("tanh", "memory cells")},
    ),
    "4.8": Several(
        truth=_lesions,
        needs=("still_solve",),
        parts={name: Number(near=0.5, spec=".0f") for name in LESIONS},
    ),
}
