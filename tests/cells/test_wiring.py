"""What the cells say of their wires, and the sums that follow from it."""

import numpy as np
import pytest

from lstm_teach import (
    CAROUSEL,
    GRU,
    LSTM,
    MEMORY_BLOCK,
    PEEPHOLE_LSTM,
    RNN,
    Cut,
    Hold,
    LSTMParams,
    learned_gates,
    sigmoid,
    unroll,
)
from lstm_teach.cells import wiring
from lstm_teach.cells.memory_block import psi_in
from lstm_teach.cells.pre_activations import Term, pre_activation_terms
from lstm_teach.interop import OURS
from tests.bad_input import Bad, refuse
from tests.cells.cases import CASES
from tests.cells.test_cuts import DISTINCT, there


@pytest.mark.parametrize("case", CASES, ids=str)
def test_every_number_of_the_parameters_has_one_place(case):
    p = case.problem()
    assert set(case.cell.wiring) == set(case.cell.shapes)
    seen = {name: np.zeros(part.shape) for name, part in p.params._asdict().items() if part is not None}
    for wire in wiring.places(case.cell.wiring, case.cell.shapes, case.cell.sizes(p.params)):
        if wire.part in seen:
            wire.of(case.cell.params_type(**{name: seen.get(name) for name in p.params._fields}))[...] += 1
    assert all((count == 1).all() for count in seen.values())


def test_wires_are_named_by_source_and_target():
    assert LSTM.wires == tuple((source, target) for source in "xh" for target in "ifgo")
    assert "".join(target for source, target in LSTM.wires if source == "x") == OURS
    assert set(PEEPHOLE_LSTM.wires) - set(LSTM.wires) == {("c", "i"), ("c", "f"), ("c", "o")}
    assert GRU.wires == (*(("x", t) for t in "rzg"), *(("h", t) for t in "rzg"))
    assert RNN.wires == (("x", "h"), ("h", "h"))
    assert CAROUSEL.wires == (("x", "w"), ("h", "w"), ("c", "h"))
    assert len(set(MEMORY_BLOCK.wires)) == len(MEMORY_BLOCK.wires) == 12


def test_a_wiring_that_does_not_fit_the_shapes_is_refused():
    for text in ("-> i f", "-> i f g o x"):
        with pytest.raises((AssertionError, StopIteration)):
            wiring.places({"b": text}, {"b": ("4H",)}, {"H": 3})
    with pytest.raises(ValueError, match="zip"):
        wiring.places({"W": "x y -> i"}, {"W": ("D", "H")}, {"D": 2, "H": 3})


SQUASH = {"LSTM": np.tanh, "peephole LSTM": np.tanh, "GRU": np.tanh, "GRU (reset before)": np.tanh}
SQUASH |= {"memory block": psi_in, "RNN": np.tanh, "ReLU RNN": lambda a: np.maximum(a, 0.0)}
SQUASH |= {"linear RNN": lambda a: a, "CEC": lambda a: a}


def totals(case, p, trace, t, b, target, units):
    step = trace.at(t)
    sums = [pre_activation_terms(case.cell, p.params, step, target, unit, b) for unit in range(units)]
    return np.array([one.total for one in sums])


def interventions(case):
    """Return runs by name: every gate held for a step, every wire cut for another."""
    holds = tuple(Hold(gate, 0.4, start=1, stop=2) for gate in case.cell.gate_names)
    cuts = tuple(Cut(*wire, start=1 + n % 2, units=(0,)) for n, wire in enumerate(there(case)))
    return {"free": ((), ()), "held": (holds, ()), "cut": ((), cuts), "both": (holds, cuts)}


@pytest.mark.parametrize("name", ["free", "held", "cut", "both"])
@pytest.mark.parametrize("case", DISTINCT, ids=str)
def test_the_terms_add_up_to_what_the_run_squashed(case, name):
    p = case.problem(T=3)
    trace = unroll(case.cell, p.params, p.x, p.state, *interventions(case)[name])
    learned = learned_gates(case.cell, p.params, trace)
    for target in dict.fromkeys(target for _, target in case.cell.wires):
        whole = learned.get(target, getattr(trace, target)).reshape(3, 2, -1)
        squash = sigmoid if target in case.cell.gate_names else SQUASH[case.cell.name]
        for t, b in np.ndindex(3, 2):
            got = totals(case, p, trace, t, b, target, whole.shape[-1])
            assert np.allclose(squash(got), whole[t, b], rtol=1e-12, atol=1e-14), (target, t, b)
            if hasattr(trace, "a"):
                assert np.allclose(got, trace.a[t, b], rtol=1e-12, atol=1e-14)


def toggle():
    """Return a cell of one unit: two inputs, forget gate 10 - 20 x_0, and its first step."""
    W_x, W_h, b = np.zeros((2, 4)), np.zeros((1, 4)), np.array([0.0, 10.0, 0.0, 0.0])
    W_x[0, 1], W_h[0, 1] = -20.0, 0.5
    params = LSTMParams(W_x, W_h, b)
    state = LSTM.state_type(h=np.array([[0.25]]), c=np.zeros((1, 1)))
    return params, np.array([[[1.0, 3.0]]]), state


def test_the_terms_of_a_forget_gate_by_hand():
    params, x, state = toggle()
    got = pre_activation_terms(LSTM, params, unroll(LSTM, params, x, state).at(0), "f")
    assert got.terms == (Term("x", 0, -20.0, 1.0), Term("x", 1, 0.0, 3.0), Term("h", 0, 0.5, 0.25))
    assert (got.bias, got.total) == (10.0, -9.875)


def test_a_wire_that_is_cut_has_weight_0():
    params, x, state = toggle()
    step = unroll(LSTM, params, x, state, cuts=Cut("x", "f")).at(0)
    got = pre_activation_terms(LSTM, params, step, "f")
    assert [term.weight for term in got.terms] == [0.0, 0.0, 0.5]
    assert got.total == 10.125


def test_a_peephole_is_one_term():
    case = next(case for case in CASES if case.cell is PEEPHOLE_LSTM)
    p = case.problem()
    step = unroll(PEEPHOLE_LSTM, p.params, p.x, p.state).at(1)
    for target, cell in (("f", step.c_prev), ("o", step.c)):
        terms = pre_activation_terms(PEEPHOLE_LSTM, p.params, step, target, 2, 1).terms
        assert terms[-1] == Term("c", 2, getattr(p.params, f"p_{target}")[2], cell[1, 2])
        assert [term.source for term in terms].count("c") == 1


def ask(**bad):
    def call(w):
        good = {"cell": LSTM, "params": w.params, "step": w.trace.at(0), "target": "f"}
        return pre_activation_terms(**(good | {name: value(w) for name, value in bad.items()}))

    return call


TERMS = {
    "cell": Bad(ask(cell=lambda w: "LSTM"), "cell", "a Cell", "str", TypeError),
    "params": Bad(ask(params=lambda w: w.rnn), "params", "LSTMParams", "RNNParams", TypeError),
    "a trace": Bad(ask(step=lambda w: w.trace), "step", "a Step", "Trace", TypeError),
    "an array": Bad(ask(step=lambda w: w.x), "step", "a Step", "ndarray", TypeError),
    "another cell's": Bad(ask(step=lambda w: unroll(RNN, w.rnn, w.x).at(0)), "step", "LSTMStep", "RNNStep"),
    "another D": Bad(ask(params=lambda w: LSTM.init(w.rng, 2, 5)), "step.x", "D = 2", r"\(2, 3\)"),
    "another H": Bad(ask(params=lambda w: LSTM.init(w.rng, 3, 4)), "step.h", "H = 4", r"\(2, 5\)"),
    "target": Bad(ask(target=lambda w: "c"), "target", "'i', 'f', 'g', 'o'", "'c'"),
    "unit": Bad(ask(unit=lambda w: 5), "unit", "from 0 to 4", "5"),
    "sequence": Bad(ask(sequence=lambda w: 2), "sequence", "from 0 to 1", "2"),
}


@pytest.mark.parametrize("row", TERMS.values(), ids=TERMS)
def test_bad_questions(row):
    refuse(row)
