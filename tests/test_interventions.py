"""What a gate would have done in the run in which it was held."""

import numpy as np
import pytest

from lstm_teach import Hold, learned_gates, unroll
from tests.cells.cases import GATED, PLAIN, held_runs
from tests.oracles import OracleGates


class Noting(OracleGates):
    """Gates of one step that note what each gate would have been."""

    def open(self, name, a):
        self.noted = {**getattr(self, "noted", {}), name: 1 / (1 + np.exp(-a))}
        return super().open(name, a)


def step_by_step(case, p, trace, holds):
    notes = []
    for t in range(len(trace)):
        gates = Noting(holds, t)
        previous = case.cell.state_type(*(getattr(trace, f"{n}_prev")[t] for n in case.cell.state_names))
        case.cell.step(p.params, p.x[t], previous, gates)
        notes.append(gates.noted)
    return {name: np.stack([note[name] for note in notes]) for name in case.cell.gate_names}


@pytest.mark.parametrize("case", GATED, ids=str)
def test_learned_gates_equal_a_step_by_step_recomputation(case):
    p = case.problem(T=5)
    for name, holds in held_runs(case, 5).items():
        trace = unroll(case.cell, p.params, p.x, p.state, holds)
        got, expected = learned_gates(case.cell, p.params, trace), step_by_step(case, p, trace, holds)
        assert set(got) == {hold.gate for hold in holds}, name
        for gate in got:
            assert np.allclose(got[gate], expected[gate], rtol=1e-13, atol=1e-15), f"{name}: {gate}"


@pytest.mark.parametrize("case", GATED, ids=str)
def test_where_nothing_is_held_it_is_the_gate_itself(case):
    p = case.problem(T=5)
    gate = case.cell.gate_names[0]
    trace = unroll(case.cell, p.params, p.x, p.state, Hold(gate, 1.0, start=2, stop=3))
    got = learned_gates(case.cell, p.params, trace)[gate]
    for t in (0, 1, 3, 4):
        assert np.allclose(got[t], getattr(trace, gate)[t], rtol=1e-13)
    assert not np.allclose(got[2], 1.0)


@pytest.mark.parametrize("case", [*PLAIN, *GATED], ids=str)
def test_a_free_run_gives_none(case):
    p = case.problem()
    assert learned_gates(case.cell, p.params, unroll(case.cell, p.params, p.x)) == {}
