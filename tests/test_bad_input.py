"""Bad input to cells and runs: each gets an error that names the argument, the expectation and what came."""

from fractions import Fraction

import numpy as np
import pytest

from lstm_teach import (
    LINEAR_RNN,
    LSTM,
    MEMORY_BLOCK,
    RNN,
    Hold,
    step,
    unroll,
)
from lstm_teach.cells import ALL_CELLS
from tests.bad_input import Bad, World, refuse
from tests.cells.cases import CASES

V, T_ = ValueError, TypeError


def run_x(change):
    return lambda w: unroll(LSTM, w.params, change(w))


def run_state(change):
    return lambda w: unroll(LSTM, w.params, w.x, change(w))


def held(*holds):
    return lambda w: unroll(LSTM, w.params, w.x, holds=holds)


X = {
    "a list": Bad(run_x(lambda w: w.x.tolist()), "x", "NumPy array", "list", T_),
    "None": Bad(run_x(lambda w: None), "x", "NumPy array", "NoneType", T_),
    "a number": Bad(run_x(lambda w: 1.0), "x", "NumPy array", "float", T_),
    "integers": Bad(run_x(lambda w: w.x.astype(int)), "x", "float64", "int64"),
    "a mask": Bad(run_x(lambda w: np.ma.masked_less(w.x, 0)), "x", "plain NumPy array", "MaskedArray", T_),
    "a masked symbol": Bad(
        run_x(lambda w: np.ma.masked_equal(w.x[..., 0].astype(int), 0)), "x", "plain", "MaskedArray", T_
    ),
    "a matrix": Bad(
        lambda w: step(LSTM, w.params, w.x[0].view(np.matrix)), "x", "plain NumPy array", "matrix", T_
    ),
    "objects": Bad(run_x(lambda w: w.x.astype(object)), "x", "float64", "object"),
    "strings": Bad(run_x(lambda w: w.x.astype(str)), "x", "float64", "<U"),
    "booleans": Bad(run_x(lambda w: w.x > 0), "x", "float64", "bool"),
    "float16": Bad(run_x(lambda w: w.x.astype(np.float16)), "x", "float64", "float16"),
    "NaN": Bad(run_x(lambda w: w.with_bad(w.x, np.nan)), "x", "finite", r"nan at index \(3, 1, 2\)"),
    "infinity": Bad(run_x(lambda w: w.with_bad(w.x, -np.inf)), "x", "finite", "-inf at index"),
    "T = 0": Bad(run_x(lambda w: w.x[:0]), "x", r"\(T, B, D\).*at least 1", r"\(0, 2, 3\)"),
    "B = 0": Bad(run_x(lambda w: w.x[:, :0]), "x", r"\(T, B, D\).*at least 1", r"\(4, 0, 3\)"),
    "D = 0": Bad(run_x(lambda w: w.x[..., :0]), "x", r"\(T, B, D\) with D = 3", r"\(4, 2, 0\)"),
    "another D": Bad(run_x(lambda w: w.x[..., :2]), "x", r"D\) with D = 3", r"\(4, 2, 2\)"),
    "no batch axis": Bad(run_x(lambda w: w.x[:, 0]), "x", r"\(T, B, D\)", r"\(4, 3\)"),
    "step, time axis": Bad(lambda w: step(LSTM, w.params, w.x), "x", r"\(B, D\)", r"\(4, 2, 3\)"),
    "step, NaN": Bad(lambda w: step(LSTM, w.params, w.with_bad(w.x[0], np.nan)), "x", "finite", "nan"),
}

STATES = {
    "another cell's": Bad(
        run_state(lambda w: RNN.zero_state(w.rnn, 2)), "state", "LSTMState", "RNNState", T_,
    ),
    "a bare tuple": Bad(run_state(lambda w: tuple(w.state)), "state", "LSTMState", "tuple", T_),
    "an array": Bad(run_state(lambda w: w.state.h), "state", "LSTMState", "ndarray", T_),
    "another B": Bad(
        run_state(lambda w: LSTM.zero_state(w.params, 3)),
        "state.h", r"\(B, H\) with B = 2, H = 5", r"\(3, 5\)",
    ),
    "another H": Bad(
        run_state(lambda w: w.state._replace(c=np.zeros((2, 4)))), "state.c", "B = 2, H = 5", r"\(2, 4\)"
    ),
    "NaN": Bad(
        run_state(lambda w: w.state._replace(c=w.with_bad(w.state.c, np.nan))), "state.c", "finite", "nan"
    ),
    "integers": Bad(
        run_state(lambda w: w.state._replace(h=np.zeros((2, 5), int))), "state.h", "float64", "int64",
    ),
    "a part missing": Bad(
        run_state(lambda w: w.state._replace(c=None)), "state.c", "NumPy array", "NoneType", T_,
    ),
    "the block's, flat": Bad(
        lambda w: unroll(
            MEMORY_BLOCK, w.block, w.x, MEMORY_BLOCK.zero_state(w.block, 2)._replace(c=np.zeros((2, 4)))
        ),
        "state.c", r"\(B, N, S\) with B = 2, N = 2, S = 2", r"\(2, 4\)",
    ),
}  # fmt: skip

HOLDS = {
    "an unknown gate": Bad(held(Hold("forget", 0.5)), r"holds\[0\].gate", "i, f, o", "'forget'"),
    "a candidate is no gate": Bad(held(Hold("i", 0), Hold("g", 0.5)), r"holds\[1\].gate", "i, f, o", "'g'"),
    "no string": Bad(held(Hold(["f"], 0.5)), r"holds\[0\].gate", "i, f, o", r"\['f'\]"),
    "starts after the end": Bad(held(Hold("f", 1, start=4)), r"holds\[0\]", "0 to 3", "start = 4"),
    "stops after the end": Bad(held(Hold("f", 1, start=1, stop=5)), r"holds\[0\]", "0 to 3", "stop = 5"),
    "a unit too many": Bad(held(Hold("f", 1, units=(0, 5))), r"holds\[0\].units", "0 to 4", r"\(0, 5\)"),
    "no Hold": Bad(held("f"), r"holds\[0\]", "a Hold", "str", T_),
    "a dict": Bad(lambda w: unroll(LSTM, w.params, w.x, holds={"f": 1.0}), r"holds\[0\]", "Hold", "str", T_),
    "a number": Bad(lambda w: unroll(LSTM, w.params, w.x, holds=1.0), "holds", "Hold", "float", T_),
    "None": Bad(lambda w: unroll(LSTM, w.params, w.x, holds=None), "holds", "Hold", "NoneType", T_),
    "a cell without gates": Bad(
        lambda w: unroll(RNN, w.rnn, w.x, holds=Hold("f", 1.0)), r"holds\[0\].gate", "has no gates", "'f'"
    ),
    "a block's unit": Bad(
        lambda w: unroll(MEMORY_BLOCK, w.block, w.x, holds=Hold("y_in", 1.0, units=(2,))),
        r"holds\[0\].units", "0 to 1", r"\(2,\)",
    ),
    "step": Bad(
        lambda w: step(LSTM, w.params, w.x[0], holds=Hold("f", 1, start=1)), r"holds\[0\]", "0 to 0", "1",
    ),
    "value above 1": Bad(lambda w: Hold("f", 1.5), "Hold.value", "from 0 to 1", "1.5"),
    "value below 0": Bad(lambda w: Hold("f", -1e-9), "Hold.value", "from 0 to 1", "-1e-09"),
    "value NaN": Bad(lambda w: Hold("f", np.nan), "Hold.value", "finite", "nan"),
    "value True": Bad(lambda w: Hold("f", True), "Hold.value", "number", "True"),
    "value a string": Bad(lambda w: Hold("f", "open"), "Hold.value", "number", "'open'"),
    "value an array": Bad(lambda w: Hold("f", np.ones(5)), "Hold.value", "number", "array"),
    "start negative": Bad(lambda w: Hold("f", 1, start=-1), "Hold.start", "counted from 0", "-1"),
    "start a float": Bad(lambda w: Hold("f", 1, start=1.0), "Hold.start", "step", "1.0"),
    "start None": Bad(lambda w: Hold("f", 1, start=None), "Hold.start", "step", "None"),
    "stop at start": Bad(lambda w: Hold("f", 1, start=2, stop=2), "Hold.stop", "after start = 2", "2"),
    "stop a bool": Bad(lambda w: Hold("f", 1, stop=True), "Hold.stop", "step", "True"),
    "no units": Bad(lambda w: Hold("f", 1, units=()), "Hold.units", "unit numbers", r"\(\)"),
    "units negative": Bad(lambda w: Hold("f", 1, units=(-1,)), "Hold.units", "from 0", r"\(-1,\)"),
    "units floats": Bad(lambda w: Hold("f", 1, units=(0.5,)), "Hold.units", "unit numbers", "0.5"),
    "units a float": Bad(lambda w: Hold("f", 1, units=1.5), "Hold.units", "unit numbers", "1.5"),
    "units booleans": Bad(lambda w: Hold("f", 1, units=(True, False)), "Hold.units", "unit numbers", "True"),
}  # fmt: skip


@pytest.mark.parametrize("row", X.values(), ids=X)
def test_x(row):
    refuse(row)


@pytest.mark.parametrize("row", STATES.values(), ids=STATES)
def test_state(row):
    refuse(row)


@pytest.mark.parametrize("row", HOLDS.values(), ids=HOLDS)
def test_holds(row):
    refuse(row)


PARTS = [
    (case, part)
    for case in CASES
    for part in case.cell.shapes
    if getattr(case.problem().params, part) is not None
]


@pytest.mark.parametrize(("case", "part"), PARTS, ids=[f"{case}: {part}" for case, part in PARTS])
def test_every_part_of_the_parameters_is_checked(case, part):
    """Each part in turn: an axis too many, an empty axis, too narrow, integers, NaN, a list, missing."""
    p = case.problem()
    good, name = getattr(p.params, part), rf"params\.{part}"

    def refuse_part(bad, argument, expected, got, error=V):
        changed = p.params._replace(**{part: bad})
        refuse(Bad(lambda w: unroll(case.cell, changed, p.x), argument, expected, got, error))

    refuse_part(good[None], name, r"shape \(", r"\(1, ")
    refuse_part(good[..., :0], name, r"shape \(", r"\(")
    refuse_part(good[..., :-1], r"params\.\w+", r"shape \(", r"\(")  # here or where it meets another part
    refuse_part(good.astype(int), name, "float64", "int64")
    refuse_part(World().with_bad(good, np.nan), name, "finite", "nan")
    refuse_part(good.tolist(), name, "NumPy array", "list", T_)
    if part not in case.cell.optional:
        refuse_part(None, name, "NumPy array", "NoneType", T_)


@pytest.mark.parametrize("cell", ALL_CELLS, ids=lambda cell: cell.name)
def test_parameters_of_another_cell(cell):
    other = LSTM if cell is not LSTM else LINEAR_RNN
    foreign = other.init(np.random.default_rng(0), 3, 5)
    came = type(foreign).__name__
    refuse(Bad(lambda w: unroll(cell, foreign, w.x), "params", cell.params_type.__name__, came, T_))
    refuse(
        Bad(lambda w: unroll(cell, tuple(w.params), w.x), "params", cell.params_type.__name__, "tuple", T_)
    )


def test_blocks_of_unequal_size():
    params = MEMORY_BLOCK.params_type(W_x=np.ones((3, 9)), W_h=np.ones((5, 9)))
    refuse(Bad(lambda w: unroll(MEMORY_BLOCK, params, w.x), "params.W_h", "N blocks", "H = 5 and N = 2"))


@pytest.mark.parametrize("value", [1, np.float32(0.5), np.int64(1), Fraction(1, 2)])
def test_any_real_number_is_a_hold(value):
    world = World()
    trace = unroll(LSTM, world.params, world.x, holds=Hold("f", value))
    assert np.all(trace.f == float(value))


def test_holds_may_come_from_a_generator():
    world = World()
    holds = [Hold("f", 0.5), Hold("i", 0.0, start=1)]
    trace = unroll(LSTM, world.params, world.x, holds=(hold for hold in holds))
    assert trace.holds == tuple(holds)
    assert np.all(trace.f == 0.5)
