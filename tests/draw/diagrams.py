"""Steps of every cell, free and held, and what tests read out of their diagrams."""

import re
from dataclasses import dataclass, replace
from typing import Any, ClassVar

import numpy as np

from lstm_teach import LSTM, Hold, LSTMParams, learned_gates, unroll
from lstm_teach.cells import ALL_CELLS, CAROUSEL, MEMORY_BLOCK
from lstm_teach.cells.base import Cell
from lstm_teach.cells.lstm import LSTMState
from lstm_teach.gates import gate_table
from lstm_teach.numerics import Array
from lstm_teach.trace import Step
from tests.draw.pictures import texts

CELLS = {cell.name: cell for cell in ALL_CELLS}
GATED = {name: cell for name, cell in CELLS.items() if cell.gate_names}
DECIMAL = re.compile(
    "\u2212?\\d+\\.\\d\\d"
)  # as numbers are shown; "1.0" is a weight and no number of a step


def step_of(
    cell: Cell,
    *,
    D: int = 1,
    H: int = 1,
    B: int = 1,
    seed: int = 0,
    holds: tuple[Hold, ...] = (),
    T: int = 3,
    **options: Any,
) -> tuple[Step, dict[str, Array]]:
    """Return the last Step of a random run, and what its held gates would have been."""
    rng = np.random.default_rng(seed)
    if cell is CAROUSEL:
        options = {"feedback": True, **options}
    if cell is MEMORY_BLOCK:
        options = {"scale": 1.5, **options}
    params = cell.init(rng, D, H, **options)
    trace = unroll(cell, params, rng.normal(size=(T, B, D)), holds=holds)
    learned = {name: values[T - 1] for name, values in learned_gates(cell, params, trace).items()}
    return trace.at(T - 1), learned


def all_held(cell: Cell, *values: float) -> tuple[Hold, ...]:
    """Hold every gate of a cell, at the given values in turn."""
    values = values or (0.3, 1.0, 0.0)
    return tuple(Hold(name, value) for name, value in zip(cell.gate_names, values, strict=False))


def filled(step: Step, value: float, gate: float, gates: tuple[str, ...]) -> Step:
    """Return the step with one number in all fields and another in all gates."""
    names = step.array_names()
    fields = {n: np.full_like(getattr(step, n), gate if n in gates else value) for n in names}
    return replace(step, **fields)


def decimals(text: str) -> set[str]:
    """Return the numbers with two decimals in a text, as they are written."""
    return set(DECIMAL.findall(text))


def numbers_shown(svg: str) -> set[str]:
    """Return the numbers with two decimals in all texts of a picture."""
    return decimals(" | ".join(texts(svg)))


def by_hand(holds: Any = ()) -> Step:
    """Return the step of chapter 06, whose gates are simple fractions."""
    b = np.log(3.0) * np.array([-1.0, 1.0, 1.0, 2.0])
    params = LSTMParams(np.zeros((1, 4)), np.zeros((1, 4)), b)
    state = LSTMState(h=np.array([[-0.2]]), c=np.array([[0.4]]))
    return unroll(LSTM, params, np.ones((1, 1, 1)), state, holds).at(0)


@dataclass(frozen=True, eq=False, repr=False)
class UnknownStep(Step):
    """Of a cell that no scheme is written for."""

    gates: ClassVar = gate_table("H", a="input gate", b="forget gate", k="output gate", d="reset gate")
    h_prev: Array
    c_prev: Array
    a: Array
    b: Array
    k: Array
    d: Array
    g: Array
    c: Array


def unknown() -> UnknownStep:
    """Return a step of a cell without a scheme of its own."""
    half = np.full((1, 1), 0.5)
    return UnknownStep(**dict.fromkeys(UnknownStep.array_names(), half))
