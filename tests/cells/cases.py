"""The cells under test, each with the options that change what it computes."""

from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

import numpy as np

from lstm_teach.cells import (
    ALL_CELLS,
    CAROUSEL,
    GRU,
    GRU_RESET_BEFORE,
    LSTM,
    MEMORY_BLOCK,
    PEEPHOLE_LSTM,
    RNN,
    Cell,
)
from lstm_teach.gates import Hold
from lstm_teach.params import tree_map


class Problem(NamedTuple):
    """All that a run and its backward pass need, with no number that could hide a mistake."""

    params: Any
    x: np.ndarray
    state: Any
    dh: np.ndarray
    d_final: Any
    lengths: np.ndarray


@dataclass(frozen=True)
class Case:
    """A cell with sizes and options."""

    name: str
    cell: Cell
    D: int = 3
    H: int = 4
    options: dict[str, Any] = field(default_factory=dict)

    def problem(self, T: int = 4, B: int = 2, seed: int = 0) -> Problem:
        """Return random numbers throughout: zeros at the start (biases, states) would hide mistakes."""
        rng = np.random.default_rng([seed, T, B, self.D, self.H])
        start = self.cell.init(rng, self.D, self.H, **self.options)
        params = tree_map(lambda leaf: 0.7 * rng.standard_normal(leaf.shape), start)
        zero = self.cell.zero_state(params, B)

        def random_state(scale: float) -> Any:
            return tree_map(lambda leaf: scale * rng.standard_normal(leaf.shape), zero)

        return Problem(
            params=params,
            x=rng.standard_normal((T, B, self.D)),
            state=random_state(0.6),
            dh=rng.standard_normal((T, *zero.h.shape)),
            d_final=random_state(1.0),
            lengths=rng.integers(1, T, size=B, endpoint=True),
        )

    def gate_size(self, gate: str) -> int:
        """Return how many units a gate has."""
        params = self.cell.init(np.random.default_rng(0), self.D, self.H, **self.options)
        return self.cell.gate_sizes(self.cell.sizes(params))[gate]

    def __str__(self) -> str:
        return self.name


def _block(name: str, S: int, H: int, **options: Any) -> Case:
    return Case(f"memory block, {name}", MEMORY_BLOCK, H=H, options={"cells_per_block": S, **options})


PLAIN = [Case(cell.name, cell) for cell in ALL_CELLS]
CASES = [
    *PLAIN,
    Case("LSTM, readable", replace(LSTM, fast=None)),
    Case("RNN, readable", replace(RNN, fast=None)),
    Case("peephole LSTM, readable", replace(PEEPHOLE_LSTM, fast=None)),
    Case("GRU, readable", replace(GRU, fast=None)),
    Case("GRU (reset before), readable", replace(GRU_RESET_BEFORE, fast=None)),
    _block("S = 2", 2, 4),
    _block("S = 3", 3, 6),
    _block("S = H", 3, 3),
    _block("no gate feedback", 2, 4, gate_feedback=False),
    _block("no gate biases", 2, 4, gate_biases=False),
    _block("no cell biases", 2, 4, cell_biases=False),
    _block("bare", 1, 2, gate_feedback=False, gate_biases=False, cell_biases=False),
    Case("CEC, feedback, O = 2", CAROUSEL, options={"feedback": True, "output_size": 2}),
    Case("CEC, O = 5", CAROUSEL, H=2, options={"output_size": 5}),
]
GATED = [case for case in CASES if case.cell.gate_names]
SMALL = {"T = 1": (1, 2, 3, 4), "B = 1": (3, 1, 3, 4), "D = 1": (3, 2, 1, 4), "H = 1": (3, 2, 3, 1),
         "all 1": (1, 1, 1, 1), "T = 7": (7, 2, 2, 2)}  # fmt: skip


def held_runs(case: Case, T: int) -> dict[str, tuple[Hold, ...]]:
    """Return the interventions that a cell is tested under, T at least 3."""
    gates = case.cell.gate_names
    runs: dict[str, tuple[Hold, ...]] = {}
    for n, gate in enumerate(gates):
        runs[f"{gate} throughout"] = (Hold(gate, 0.3 + 0.1 * n),)
        runs[f"{gate} for some steps"] = (Hold(gate, 0.8, start=1, stop=T - 1),)
        last = case.gate_size(gate) - 1
        runs[f"one unit of {gate}"] = (Hold(gate, 0.9, start=1, units=(last,)),)
        runs[f"{gate} twice"] = (Hold(gate, 0.2, stop=T - 1), Hold(gate, 0.9, start=1, units=(0,)))
    if gates:
        # In the peephole LSTM a held gate reaches another gate of the same step, through c.
        runs["all for some steps"] = tuple(Hold(g, 0.7, start=n % 2, stop=T - 1) for n, g in enumerate(gates))
        runs["all shut"] = tuple(Hold(gate, 0.0) for gate in gates)
        runs["all open"] = tuple(Hold(gate, 1.0) for gate in gates)
    return runs


CASES_AND_HOLDS = [
    (case, name, holds) for case in CASES for name, holds in [("free", ()), *held_runs(case, 4).items()]
]
