"""The cells that have a fast way, problems for them, and which way was taken."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields, replace
from typing import Any, NamedTuple

import numpy as np
import pytest
from hypothesis import strategies as st

from lstm_teach import GRU, GRU_RESET_BEFORE, LSTM, PEEPHOLE_LSTM, RNN, Cell, Hold
from lstm_teach.fused import backwards, forwards, gru
from lstm_teach.params import tree_map
from tests.cells.cases import Case, Problem
from tests.oracles import assert_close

TOLERANCE = 1e-12
CELLS = [LSTM, PEEPHOLE_LSTM, GRU, GRU_RESET_BEFORE, RNN]
GATED = [cell for cell in CELLS if cell.gate_names]
every_cell = pytest.mark.parametrize("cell", CELLS, ids=lambda cell: cell.name)
every_gated_cell = pytest.mark.parametrize("cell", GATED, ids=lambda cell: cell.name)


def readable(cell: Cell) -> Cell:
    """Return the same cell without its fast way."""
    return replace(cell, fast=None)


def problem(cell: Cell, T: int, B: int = 3, D: int = 2, H: int = 5, seed: int = 0) -> Problem:
    return Case(cell.name, cell, D, H).problem(T, B, seed)


def in_dtype(tree: Any, dtype: Any) -> Any:
    """Return a tree with its floating-point numbers in another dtype; whole numbers stay."""
    return tree_map(lambda leaf: leaf.astype(dtype) if leaf.dtype.kind == "f" else leaf, tree)


class Setting(NamedTuple):
    """What a run and its backward pass are asked for."""

    shape: tuple[int, int, int, int]  # T, B, D, H
    holds: tuple[Hold, ...]
    options: dict[str, Any]
    with_lengths: bool
    seed: int
    block: int  # bytes of a block of steps, so that short runs have several blocks too
    columns: int | None  # what a block has at least; None: as the package has it
    many: int  # the H * B from which on gates take exp

    def asked_of(self, cell: Cell, p: Problem) -> tuple[tuple[Hold, ...], dict[str, Any]]:
        """Return the holds and the options of `bptt` as this cell can take them."""
        own = {
            gate: cell.gate_names[n % len(cell.gate_names)] for n, gate in enumerate("ifo") if cell.gate_names
        }
        holds = tuple(replace(hold, gate=own[hold.gate]) for hold in self.holds if own)
        options = self.options | {"d_final": p.d_final, "lengths": p.lengths if self.with_lengths else None}
        options["cut"] = tuple(name for name in options["cut"] if name in cell.state_names)
        return holds, options


@st.composite
def settings_of_runs(draw: Any) -> Setting:
    """Runs of every kind: sizes, holds, lengths, cuts, chunks, blocks."""
    T, B, D, H = (draw(st.integers(1, most)) for most in (12, 4, 3, 5))
    holds = []
    for _ in range(draw(st.integers(0, 3))):
        start = draw(st.integers(0, T - 1))
        stop = draw(st.none() | st.integers(start + 1, T))
        units = draw(st.none() | st.sets(st.integers(0, H - 1), min_size=1).map(tuple))
        value = draw(st.sampled_from((0.0, 0.3, 1.0)))
        holds.append(Hold(draw(st.sampled_from("ifo")), value, start, stop, units))
    cut = draw(st.sampled_from(((), ("h",), ("c",), ("h", "c"))))
    options = {"cut": cut, "chunk": draw(st.none() | st.integers(1, T + 1))}
    seed, block = draw(st.integers(0, 999)), draw(st.integers(1, 1000))
    columns, many = draw(st.none() | st.integers(0, 10)), draw(st.sampled_from((1, 10**9)))
    return Setting((T, B, D, H), tuple(holds), options, draw(st.booleans()), seed, block, columns, many)


@contextmanager
def small_blocks(asked: Setting) -> Iterator[None]:
    """Cut runs into blocks of the size that is asked, and choose between exp and tanh."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(backwards, "MATRICES", 8 * asked.block)
        for module in (backwards, gru):
            patch.setattr(module, "BLOCK", asked.block)
            if asked.columns is not None:
                patch.setattr(module, "COLUMNS", asked.columns)
        patch.setattr(forwards, "MANY", asked.many)
        yield


def noted(cell: Cell) -> tuple[Cell, list[str]]:
    """Return a cell like this one, and a list to which every call of its fast way is added."""
    called: list[str] = []

    def noting(name: str, function: Any) -> Any:
        def call(*arguments: Any, **options: Any) -> Any:
            called.append(name)
            return function(*arguments, **options)

        return call

    assert cell.fast is not None
    forward, backward, stands_for = cell.fast
    fast = type(cell.fast)(noting("forward", forward), noting("backward", backward), stands_for)
    return replace(cell, fast=fast), called


def arrays(trace: Any) -> dict[str, np.ndarray]:
    return {name: getattr(trace, name) for name in trace.array_names()}


def leaves(gradients: Any, name: str) -> tuple[np.ndarray, ...]:
    part = getattr(gradients, name)
    return part if isinstance(part, tuple) else (part,)


def assert_same_trace(got: Any, expected: Any, tolerance: float = TOLERANCE) -> None:
    for f in fields(expected):
        if f.name in expected.array_names():
            assert_close(f"Trace: {f.name}", getattr(got, f.name), getattr(expected, f.name), tolerance)
        else:
            assert getattr(got, f.name) == getattr(expected, f.name)
