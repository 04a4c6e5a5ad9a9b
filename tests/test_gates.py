"""Holds: which gates, steps and units they reach, and what passes back through them."""

import numpy as np
import pytest

from lstm_teach import CLOSED, LSTM, OPEN, Hold, unroll
from lstm_teach.gates import LEARNED, Held, gates_at
from tests.cells.cases import GATED, held_runs
from tests.oracles import run


@pytest.mark.parametrize("case", GATED, ids=str)
def test_held_runs_equal_a_plain_loop(case):
    p = case.problem(T=5)
    for name, holds in held_runs(case, 5).items():
        trace = unroll(case.cell, p.params, p.x, p.state, holds)
        states = run(case.cell, p.params, p.x, p.state, holds)
        for part in case.cell.state_names:
            expected = np.stack([getattr(s, part) for s in states[1:]])
            assert np.allclose(getattr(trace, part), expected, rtol=1e-13, atol=1e-15), f"{name}: {part}"


@pytest.mark.parametrize("case", GATED, ids=str)
def test_a_hold_reaches_what_it_names_and_nothing_before(case):
    p = case.problem(T=5)
    free = unroll(case.cell, p.params, p.x, p.state)
    for gate in case.cell.gate_names:
        held = unroll(case.cell, p.params, p.x, p.state, Hold(gate, 0.25, start=2, stop=4, units=(0,)))
        now, was = getattr(held, gate), getattr(free, gate)
        assert np.all(now[2:4, :, 0] == 0.25)
        assert not np.any(now[4, :, 0] == 0.25)
        assert np.array_equal(now[:2], was[:2])
        assert np.array_equal(held.h[:2], free.h[:2])
        assert not np.array_equal(held.h[2], free.h[2])
        assert np.array_equal(now[2, :, 1:], was[2, :, 1:])  # the other units at the first held step


def test_where_two_holds_meet_the_later_counts():
    case = GATED[-1]
    p = case.problem(T=4)
    gate = case.cell.gate_names[0]
    both = Hold(gate, 0.2), Hold(gate, 0.9, start=1, units=(0,))
    held = getattr(unroll(case.cell, p.params, p.x, p.state, both), gate)
    assert np.all(held[1:, :, 0] == 0.9)
    assert np.all(held[0] == 0.2)
    assert np.all(held[:, :, 1:] == 0.2)
    turned = getattr(unroll(case.cell, p.params, p.x, p.state, both[::-1]), gate)
    assert np.all(turned == 0.2)


def test_no_error_passes_a_held_unit():
    gates = Held([Hold("f", 0.5, units=(1,))])
    f, df = np.array([[0.2, 0.5, 0.9]]), np.ones((1, 3))
    assert gates.back("f", f, df).tolist() == [[0.2 * 0.8, 0.0, 0.9 * (1 - 0.9)]]
    assert np.array_equal(gates.back("i", f, df), LEARNED.back("i", f, df))


def test_a_hold_says_when_it_is_active():
    hold = Hold("f", OPEN, start=2, stop=4)
    assert [hold.is_active(t) for t in range(6)] == [False, False, True, True, False, False]
    assert [Hold("f", OPEN, start=1).is_active(t) for t in range(3)] == [False, True, True]
    assert gates_at([hold], 1) is LEARNED
    assert gates_at([hold], 2).holds == (hold,)


def test_holds_are_values():
    assert Hold("f", CLOSED, units=[0, 2]) == Hold("f", 0, units=np.array([0, 2]))
    assert Hold("f", 1.0, units=3).units == (3,)
    assert len({Hold("f", 1.0, units=[0]), Hold("f", 1.0, units=(0,))}) == 1


def test_opening_and_closing_every_gate_does_what_it_says():
    case = next(case for case in GATED if case.cell is LSTM)
    p = case.problem()
    shut = unroll(LSTM, p.params, p.x, p.state, Hold("o", CLOSED))
    assert not shut.h.any()
    forgetful = unroll(LSTM, p.params, p.x, p.state, Hold("f", CLOSED))
    assert np.array_equal(forgetful.c, forgetful.i * forgetful.g)
