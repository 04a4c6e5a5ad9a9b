"""Every gradient of every cell against a complex step through a plain loop.

The ReLU is linear in pieces: inside a piece it is analytic, so the complex step is exact there too, and
`test_relu_is_tested_away_from_its_kinks` sees to it that no number lies near a kink.
"""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from lstm_teach import RELU_RNN, bptt, complex_step, unroll
from tests.cells.cases import CASES, CASES_AND_HOLDS, SMALL, Case, Problem
from tests.oracles import assert_close, projected, run

IDS = [f"{case}: {name}" for case, name, _ in CASES_AND_HOLDS]


def oracle(cell: Any, p: Problem, holds: Any, lengths: Any) -> tuple[Any, Any, Any]:
    """Return dL/dparams, dL/dx and dL/dstate by complex step."""

    def loss(three: tuple[Any, Any, Any]) -> Any:
        return projected(run(cell, *three, holds), p.dh, p.d_final, lengths)

    return complex_step(loss, (p.params, p.x, p.state))


def compare(group: str, case: Case, p: Problem, holds: Any = (), lengths: Any = None) -> None:
    trace = unroll(case.cell, p.params, p.x, p.state, holds)
    got = bptt(case.cell, p.params, trace, p.dh, d_final=p.d_final, lengths=lengths)
    d_params, dx, d_state = oracle(case.cell, p, holds, lengths)
    assert_close(f"{group}: params", got.params, d_params)
    assert_close(f"{group}: x", got.x, dx)
    assert_close(f"{group}: initial state", got.state, d_state)


@pytest.mark.parametrize(("case", "name", "holds"), CASES_AND_HOLDS, ids=IDS)
def test_gradients_equal_the_complex_step(case, name, holds):
    compare("free" if not holds else "held", case, case.problem(T=4, B=2), holds)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_gradients_with_lengths(case):
    p = case.problem(T=4, B=3, seed=1)
    assert p.lengths.min() < 4
    compare("lengths", case, p, lengths=p.lengths)


@pytest.mark.slow
@pytest.mark.parametrize("shape", SMALL.values(), ids=SMALL)
@pytest.mark.parametrize("case", CASES, ids=str)
def test_gradients_of_small_shapes(case, shape):
    T, B, D, H = shape
    S = case.options.get("cells_per_block", 1)
    compare("small shapes", replace(case, D=D, H=H * S), replace(case, D=D, H=H * S).problem(T, B, seed=2))


def _every_kick(case, p, holds, lengths):
    """Yield state name, t and dL/d(kick) for a kick added to that state after step t."""
    for name in case.cell.state_names:
        for t in range(len(p.x)):

            def loss(kick, name=name, t=t):
                states = run(case.cell, p.params, p.x, p.state, holds, kicks={(t, name): kick})
                return projected(states, p.dh, p.d_final, lengths)

            yield name, t, complex_step(loss, np.zeros_like(getattr(p.state, name)))


@pytest.mark.parametrize("with_lengths", [False, True], ids=["whole", "lengths"])
@pytest.mark.parametrize("case", CASES, ids=str)
def test_errors_equal_a_kick_between_the_steps(case, with_lengths):
    """errors.h is total (a kick of h also reaches the loss), the others leave h_t of the same step alone."""
    p = case.problem(T=3, B=2, seed=3)
    lengths = p.lengths if with_lengths else None
    trace = unroll(case.cell, p.params, p.x, p.state)
    got = bptt(case.cell, p.params, trace, p.dh, d_final=p.d_final, lengths=lengths).errors
    for name, t, expected in _every_kick(case, p, (), lengths):
        assert_close(f"errors.{name}", getattr(got, name)[t], expected)


@pytest.mark.parametrize(
    ("case", "name", "holds"),
    [entry for entry in CASES_AND_HOLDS if "for some steps" in entry[1]],
    ids=[i for i in IDS if "for some steps" in i],
)
def test_errors_in_a_held_run(case, name, holds):
    p = case.problem(T=4, B=2, seed=4)
    trace = unroll(case.cell, p.params, p.x, p.state, holds)
    got = bptt(case.cell, p.params, trace, p.dh, d_final=p.d_final).errors
    for state, t, expected in _every_kick(case, p, holds, None):
        assert_close(f"errors.{state}, held", getattr(got, state)[t], expected)


@pytest.mark.parametrize("shape", [(4, 2, 3, 4), (4, 3, 3, 4), *SMALL.values()])
def test_relu_is_tested_away_from_its_kinks(shape):
    T, B, D, H = shape
    for seed in range(5):
        p = Case("ReLU", RELU_RNN, D, H).problem(T, B, seed)
        trace = unroll(RELU_RNN, p.params, p.x, p.state)
        assert np.abs(trace.a).min() > 1e-6


def test_relu_is_tested_on_both_sides_of_its_kinks():
    p = Case("ReLU", RELU_RNN).problem()
    a = unroll(RELU_RNN, p.params, p.x, p.state).a
    assert a.min() < 0 < a.max()
