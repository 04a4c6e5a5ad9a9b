"""What a cell is, its types say: under another name all stays the same, and a new cell is one file."""

from dataclasses import dataclass, replace
from typing import ClassVar, NamedTuple

import numpy as np
import pytest

from lstm_teach import Hold, bptt, learned_gates, unroll
from lstm_teach.cells import ALL_CELLS, starts
from lstm_teach.cells.base import Cell
from lstm_teach.draw import diagram, theme
from lstm_teach.gates import LEARNED, Gate
from lstm_teach.numerics import columns
from lstm_teach.trace import Step
from lstm_teach.widgets import GateConsole
from tests.cells.cases import PLAIN, Case
from tests.cells.test_gradients import compare
from tests.draw.pictures import parse, texts
from tests.oracles import assert_close

by_case = pytest.mark.parametrize("case", PLAIN, ids=str)


def holds_of(cell: Cell) -> tuple[Hold, ...]:
    return tuple(Hold(gate, 0.3 + 0.1 * n, start=1) for n, gate in enumerate(cell.gate_names))


@by_case
@pytest.mark.parametrize("held", [False, True], ids=["free", "held"])
@pytest.mark.parametrize("fast", [True, False], ids=["fast", "readable"])
def test_a_cell_under_another_name_computes_and_is_drawn_the_same(case, held, fast):
    cell = case.cell if fast else replace(case.cell, fast=None)
    renamed = replace(cell, name="another name")
    p, holds = case.problem(), holds_of(case.cell) if held else ()
    trace, same = (unroll(one, p.params, p.x, p.state, holds) for one in (cell, renamed))
    assert type(trace) is type(same)
    for name in trace.array_names():
        assert np.array_equal(getattr(trace, name), getattr(same, name)), name
    gradients = bptt(cell, p.params, trace, p.dh, d_final=p.d_final)
    for other in (trace, same):  # a Trace serves both
        assert_close("bptt", bptt(renamed, p.params, other, p.dh, d_final=p.d_final), gradients, 0)
        learned = learned_gates(renamed, p.params, other)
        assert learned.keys() == {hold.gate for hold in holds}
        for gate, values in learned_gates(cell, p.params, trace).items():
            assert np.array_equal(learned[gate], values)
    for t in (0, 3):
        pictures = [diagram(one.at(t), t=t + 1, unit=1).svg() for one in (trace, same)]
        assert pictures[0] == pictures[1]


@pytest.mark.parametrize("case", [case for case in PLAIN if case.cell.gate_names], ids=str)
def test_a_console_does_not_care_for_the_name(case):
    p, renamed = case.problem(), replace(case.cell, name="another name")
    consoles = [GateConsole(one, p.params, p.x) for one in (case.cell, renamed)]
    for console in consoles:
        console.set(holds=holds_of(case.cell), t=3)
    assert consoles[0].picture == consoles[1].picture
    assert list(consoles[0].presets) == list(consoles[1].presets)
    assert consoles[0].controls["gate"].tooltips == consoles[1].controls["gate"].tooltips


@by_case
def test_a_trace_of_another_type_is_refused(case):
    p = case.problem()
    for other in PLAIN:
        q = other.problem()
        trace = unroll(other.cell, q.params, q.x)
        if other.cell is case.cell:
            continue
        came = type(trace).__name__
        with pytest.raises(ValueError, match=f"trace: expected .*by the cell .*, got .*{came}"):
            bptt(case.cell, p.params, trace, p.dh)


def test_no_two_cells_share_a_type_of_step_and_every_role_has_a_look():
    assert len({cell.step_type for cell in ALL_CELLS}) == len(ALL_CELLS)
    for cell in ALL_CELLS:
        for name, gate in cell.gates.items():
            assert name in cell.step_type.array_names()
            assert gate.role in theme.GATES


# A cell of its own file: one gate both keeps and, shut, writes; another lets out.


class CarryParams(NamedTuple):
    W_x: np.ndarray  # (D, 3H)
    W_h: np.ndarray  # (H, 3H)


class CarryState(NamedTuple):
    h: np.ndarray
    c: np.ndarray


@dataclass(frozen=True, eq=False, repr=False)
class CarryStep(Step):
    gates: ClassVar = {"k": Gate("H", "carry gate", "κ"), "q": Gate("H", "output gate", "q")}
    h_prev: np.ndarray
    c_prev: np.ndarray
    k: np.ndarray
    g: np.ndarray
    q: np.ndarray
    c: np.ndarray


def step(params, x, state, gates=LEARNED):
    h_prev, c_prev = state
    a_k, a_g, a_q = columns(x @ params.W_x + h_prev @ params.W_h, 3)
    k, g, q = gates.open("k", a_k), np.tanh(a_g), gates.open("q", a_q)
    c = k * c_prev + (1 - k) * g
    return CarryStep(x=x, h_prev=h_prev, c_prev=c_prev, k=k, g=g, q=q, c=c, h=q * c)


def backward(params, step, d_state, gates=LEARNED):
    dh, dc = d_state
    da_q = gates.back("q", step.q, dh * step.c)
    dc = dc + dh * step.q
    da_k = gates.back("k", step.k, dc * (step.c_prev - step.g))
    da_g = dc * (1 - step.k) * (1 - step.g**2)
    da = np.concatenate([da_k, da_g, da_q], axis=-1)
    d_params = CarryParams(step.x.T @ da, step.h_prev.T @ da)
    return d_params, da @ params.W_x.T, CarryState(h=da @ params.W_h.T, c=dc * step.k)


CARRY = Cell(
    name="carry cell",
    init=lambda rng, D, H: CarryParams(*starts.weights(rng, D, H, "orthogonal", parts=3)),
    step=step,
    backward=backward,
    zero_state=starts.Zeros(CarryState),
    params_type=CarryParams,
    state_type=CarryState,
    step_type=CarryStep,
    shapes={"W_x": ("D", "3H"), "W_h": ("H", "3H")},
    state_axes={"h": ("B", "H"), "c": ("B", "H")},
)
CASE = Case("carry cell", CARRY)


@pytest.mark.parametrize("holds", [(), (Hold("k", 0.8, start=1, units=(2,)), Hold("q", 0.1))])
def test_a_cell_of_one_file_has_right_gradients(holds):
    compare("one file", CASE, CASE.problem(), holds)


def test_a_cell_of_one_file_has_a_plain_diagram():
    p = CASE.problem()
    trace = unroll(CARRY, p.params, p.x, p.state, Hold("k", 0.8, start=1))
    learned = {name: values[2] for name, values in learned_gates(CARRY, p.params, trace).items()}
    picture = diagram(trace.at(2), t=3, unit=1, learned=learned, legend=True)
    words = texts(picture.svg())
    parse(picture.svg())
    assert "κ = 0.80" in words
    assert any(text.startswith("q = 0.") for text in words)
    assert f"free {learned['k'][0, 1]:.2f}" in words
    assert f"g = {trace.g[2, 0, 1]:.2f}".replace("-", "\u2212") in words
    assert "carry gate κ, held at 0.80 (free" in picture.alt.replace("Carry", "carry")
    assert "hidden state" in picture.label


def test_a_cell_of_one_file_has_a_console_with_presets_and_words():
    p = CASE.problem(T=8)
    console = GateConsole(CARRY, p.params, p.x)
    assert list(console.presets) == [
        *("all free", "mute: show nothing", "show everything"),
        *("carry gate shut", "carry gate open"),
    ]
    console.set(preset="carry gate shut", t=2)
    assert console.holds == (Hold("k", 0.0),)
    assert console.trace.k.max() == 0.0
    assert list(console.controls["gate"].options) == ["κ", "q"]
    assert console.controls["gate"].tooltips == ("carry gate κ", "output gate q")
    console.output = "closed"
    assert "carry gate κ is held closed; output gate q is held closed." in console.drawing.description
    with pytest.raises(AttributeError, match="the cell carry cell has no such gate; its gates are k, q"):
        console.forget = "open"
