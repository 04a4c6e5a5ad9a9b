"""Cuts as they are given and travel, and what a gate would have done in the run in which it was held."""

import copy
import pickle
from dataclasses import replace

import numpy as np
import pytest

from lstm_teach import LSTM, MEMORY_BLOCK, RNN, Cut, Hold, learned_gates, step, unroll
from tests.bad_input import Bad, refuse
from tests.cells.cases import GATED, PLAIN, held_runs
from tests.oracles import OracleGates
from tests.test_loading import fresh


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


@pytest.mark.parametrize("case", GATED, ids=str)
def test_learned_gates_where_wires_are_cut_meanwhile(case):
    """The gates by themselves in a run with these cuts, held at exactly what they would have been."""
    p, gate = case.problem(T=5), case.cell.gate_names[0]
    cuts = [Cut("h", gate, start=1, stop=3), Cut("x", gate, start=2, units=(0,))]
    free = unroll(case.cell, p.params, p.x, p.state, cuts=cuts)
    for start, stop in (
        (0, 1),
        (1, 2),
        (2, 4),
        (4, None),
    ):  # until then the run is the free one
        hold = Hold(gate, 0.5, start=start, stop=stop)
        trace = unroll(case.cell, p.params, p.x, p.state, hold, cuts)
        got = learned_gates(case.cell, p.params, trace)[gate]
        assert got.shape == getattr(trace, gate).shape
        assert np.allclose(got[start], getattr(free, gate)[start], rtol=1e-13)
        unheld = [t for t in range(5) if not hold.is_active(t)]
        assert np.allclose(got[unheld], getattr(trace, gate)[unheld], rtol=1e-13)
        assert np.all(getattr(trace, gate)[start] == 0.5)


def test_cuts_travel_with_the_trace():
    p = next(case for case in GATED if case.cell is LSTM).problem(T=4)
    cuts = Cut("h", "g", start=1, stop=3), Cut("x", "f", start=2)
    trace = unroll(LSTM, p.params, p.x, p.state, Hold("i", 0.0), cuts)
    assert trace.cuts == cuts
    assert [step.cuts for step in trace] == [(), cuts[:1], cuts, cuts[1:]]
    assert repr(trace) == "Trace[LSTMStep](T = 4, B = 2, D = 3, H = 4, 1 held, 2 cut)"
    assert repr(trace.at(0)) == "LSTMStep(B = 2, D = 3, H = 4, 1 held)"
    assert copy.deepcopy(trace).cuts == pickle.loads(pickle.dumps(trace)).cuts == cuts
    one = step(LSTM, p.params, p.x[0], p.state, cuts=Cut("h", "o"))
    assert one.cuts == (Cut("h", "o"),)
    assert unroll(LSTM, p.params, p.x, cuts=(cut for cut in cuts)).cuts == cuts
    assert unroll(LSTM, p.params, p.x, cuts=[]).cuts == unroll(LSTM, p.params, p.x).cuts == ()


def test_cuts_are_values():
    assert Cut("h", "g", units=[0, 2]) == Cut("h", "g", units=np.array([0, 2]))
    assert len({Cut("h", "g", units=3), Cut("h", "g", units=(3,))}) == 1
    assert Cut("h", "g").covers(7)
    assert not Cut("h", "g", units=3).covers(7)


def cut(*cuts):
    return lambda w: unroll(LSTM, w.params, w.x, cuts=cuts)


LSTM_WIRES = "from x to i, f, g, o; from h to i, f, g, o"
CUTS = {
    "an unknown target": Bad(cut(Cut("h", "z")), r"cuts\[0\]", LSTM_WIRES, "from 'h' to 'z'"),
    "no such wire": Bad(cut(Cut("h", "g"), Cut("c", "f")), r"cuts\[1\]", LSTM_WIRES, "from 'c' to 'f'"),
    "the wrong way round": Bad(cut(Cut("g", "h")), r"cuts\[0\]", LSTM_WIRES, "from 'g' to 'h'"),
    "another cell": Bad(
        lambda w: unroll(RNN, w.rnn, w.x, cuts=Cut("h", "g")), r"cuts\[0\]", "from x to h; from h to h", "'g'"
    ),
    "no feedback of gates": Bad(
        lambda w: unroll(MEMORY_BLOCK, w.block._replace(W_y=None), w.x, cuts=Cut("y_in", "g")),
        r"cuts\[0\]", r"from h to y_in, y_out, g\)", "from 'y_in' to 'g'",
    ),
    "a cell that names no wires": Bad(
        lambda w: unroll(replace(LSTM, wiring={}), w.params, w.x, cuts=Cut("h", "g")),
        r"cuts\[0\]", "none: this cell names none", "'g'",
    ),
    "starts after the end": Bad(cut(Cut("h", "f", start=4)), r"cuts\[0\]", "0 to 3", "start = 4"),
    "stops after the end": Bad(cut(Cut("h", "f", start=1, stop=5)), r"cuts\[0\]", "0 to 3", "stop = 5"),
    "a unit too many": Bad(cut(Cut("h", "f", units=(0, 5))), r"cuts\[0\].units", "0 to 4", r"\(0, 5\)"),
    "a block's gate": Bad(
        lambda w: unroll(MEMORY_BLOCK, w.block, w.x, cuts=Cut("h", "y_in", units=2)),
        r"cuts\[0\].units", "0 to 1", r"\(2,\)",
    ),
    "step": Bad(
        lambda w: step(LSTM, w.params, w.x[0], cuts=Cut("h", "f", start=1)), r"cuts\[0\]", "0 to 0", "1"
    ),
    "a Hold": Bad(cut(Hold("f", 1.0)), r"cuts\[0\]", "a Cut", "Hold", TypeError),
    "a Cut held": Bad(
        lambda w: unroll(LSTM, w.params, w.x, holds=Cut("h", "f")), "holds", "a Hold", "Cut", TypeError
    ),
    "a pair of names": Bad(cut("h", "g"), r"cuts\[0\]", "a Cut", "str", TypeError),
    "a number": Bad(lambda w: unroll(LSTM, w.params, w.x, cuts=1.0), "cuts", "Cut", "float", TypeError),
    "None": Bad(lambda w: unroll(LSTM, w.params, w.x, cuts=None), "cuts", "Cut", "NoneType", TypeError),
    "source a list": Bad(lambda w: Cut(["h"], "g"), "Cut.source", "name", "list", TypeError),
    "target None": Bad(lambda w: Cut("h", None), "Cut.target", "name", "NoneType", TypeError),
    "start negative": Bad(lambda w: Cut("h", "g", start=-1), "Cut.start", "counted from 0", "-1"),
    "stop at start": Bad(lambda w: Cut("h", "g", 2, 2), "Cut.stop", "after start = 2", "2"),
    "units floats": Bad(lambda w: Cut("h", "g", units=(0.5,)), "Cut.units", "unit numbers", "0.5"),
}  # fmt: skip


@pytest.mark.parametrize("row", CUTS.values(), ids=CUTS)
def test_bad_cuts(row):
    refuse(row)


def test_cuts_are_loaded_when_they_are_asked_for():
    code = """
import sys, lstm_teach
late = ["lstm_teach.interventions", "lstm_teach.cells.wiring"]
print([name in sys.modules for name in late])
from lstm_teach import Cut, interventions
print(Cut is interventions.Cut is lstm_teach.Cut, [name in sys.modules for name in late])
"""
    assert fresh(code).splitlines() == ["[False, False]", "True [True, True]"]
