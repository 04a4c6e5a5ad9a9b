"""A model that writes: the numbers of `unroll` and `readout`, letters by dice, holds that come into force."""

from dataclasses import replace

import numpy as np
import pytest

from lstm_teach import Hold, Model, ReadoutParams, final_state, init_readout, readout, unroll
from lstm_teach.cells import ALL_CELLS, GRU, GRU_RESET_BEFORE, LSTM, RNN
from lstm_teach.generate import Generator, dice, generate
from lstm_teach.params import tree_map
from tests.cells.cases import CASES, Case, held_runs

V, T = 5, 9
NEAR = {np.float64: 1e-12, np.float32: 1e-5}
every_case = pytest.mark.parametrize("case", CASES, ids=str)
every_dtype = pytest.mark.parametrize("dtype", NEAR, ids=lambda dtype: dtype.__name__)


def model_of(case: Case, dtype=np.float64, bias: bool = True) -> Model:
    problem = replace(case, D=V).problem()
    out = init_readout(np.random.default_rng(1), problem.dh.shape[-1], V, bias=bias)
    out = out if not bias else out._replace(b_y=np.linspace(-1.0, 1.0, V))
    return tree_map(lambda leaf: leaf.astype(dtype), Model(problem.params, out))


def one_hot(ids, dtype):
    return np.eye(V, dtype=dtype)[np.asarray(ids)][:, None]


def assert_reads_as_unroll(cell, model, holds, dtype):
    ids = np.random.default_rng(2).integers(V, size=T)
    trace = unroll(cell, model.cell, one_hot(ids, dtype), holds=holds)
    expected = readout(model.out, trace.h)[:, 0]
    net = Generator(cell, model, holds)
    state = net.start()
    for t, symbol in enumerate(ids.tolist()):
        scores, state = net.step(symbol, state, t)
        assert scores.shape == (V,)
        assert scores.dtype == dtype
        np.testing.assert_allclose(scores, expected[t], rtol=0, atol=NEAR[dtype] * (1 + abs(expected).max()))
        for part, whole in zip(state, cell.state(trace), strict=True):
            np.testing.assert_allclose(part, whole[t], rtol=0, atol=NEAR[dtype] * (1 + abs(whole).max()))
            assert part.dtype == dtype
    np.testing.assert_array_equal(net.scores(state), scores)


@every_dtype
@every_case
def test_scores_are_those_of_unroll_and_readout(case, dtype):
    for bias in (True, False):
        assert_reads_as_unroll(case.cell, model_of(case, dtype, bias), (), dtype)


@every_case
def test_holds_are_those_of_unroll(case):
    for holds in held_runs(case, T).values():
        assert_reads_as_unroll(case.cell, model_of(case), holds, np.float64)


@pytest.mark.parametrize("cell", ALL_CELLS, ids=lambda cell: cell.name)
def test_a_state_stays_as_it_is_when_others_are_computed(cell):
    net = Generator(cell, model_of(Case(cell.name, cell)))
    start = net.start()
    scores, state = net.step(1, start)
    kept = scores.copy(), tree_map(np.copy, state)
    again = net.step(1, start)
    net.step(2, state)
    net.step(3, net.start())
    for old, new in (kept, (scores, state)), (kept, again):
        np.testing.assert_array_equal(old[0], new[0])
        tree_map(np.testing.assert_array_equal, old[1], new[1])
    tree_map(lambda part: np.testing.assert_array_equal(part, 0 * part), start)


@pytest.mark.parametrize("cell", [GRU, GRU_RESET_BEFORE, LSTM], ids=lambda cell: cell.name)
def test_a_cell_with_another_step_runs_it(cell):
    model = model_of(Case(cell.name, cell))
    deaf = replace(cell, step=lambda params, x, state, gates: cell.step(params, 0 * x, state, gates))
    net = Generator(deaf, model)
    np.testing.assert_array_equal(net.step(0, net.start())[0], net.step(1, net.start())[0])
    by_readable = Generator(replace(cell, fast=None), model)
    np.testing.assert_allclose(
        by_readable.step(1, net.start())[0], Generator(cell, model).step(1, net.start())[0], rtol=1e-12
    )


@pytest.mark.parametrize("cell", [GRU, GRU_RESET_BEFORE, LSTM], ids=lambda cell: cell.name)
def test_weights_of_two_dtypes_are_taken_as_they_are(cell):
    model = model_of(Case(cell.name, cell))
    mixed = model._replace(cell=model.cell._replace(b=model.cell.b.astype(np.float32)))
    got, expected = (Generator(cell, m).step(1, cell.zero_state(model.cell, 1))[0] for m in (mixed, model))
    np.testing.assert_allclose(got, expected, rtol=1e-5)
    assert got.dtype == np.float64


def test_the_weights_are_copied_or_never_changed():
    """What is done to the arrays of a model later makes no half of a change."""
    model = model_of(Case("LSTM", LSTM))
    net = Generator(LSTM, model)
    before, _ = net.step(1, net.start())
    kept = tree_map(np.copy, model)
    net.step(2, net.start())
    tree_map(np.testing.assert_array_equal, model, kept)
    np.testing.assert_array_equal(net.step(1, net.start())[0], before)


@every_case
def test_the_letters_of_generate(case):
    model, rolls = model_of(case), dice(np.random.default_rng(3), 12, V)
    net = Generator(case.cell, model)
    got = generate(net, [0, 3], 12, dice=rolls, temperature=0.7)
    ids = np.concatenate([[0, 3], got.ids])
    trace = unroll(case.cell, model.cell, one_hot(ids, float))
    scores = readout(model.out, trace.h)[1:-1, 0]
    np.testing.assert_array_equal(got.ids, np.argmax(scores / 0.7 + rolls, axis=1))
    behind = scores - scores[np.arange(12), got.ids][:, None]
    np.testing.assert_allclose(got.bits, np.log2(np.exp(behind).sum(axis=1)), rtol=1e-9, atol=1e-12)
    for part, whole in zip(got.states, case.cell.state(trace), strict=True):
        assert part.shape == whole[1:].shape
        np.testing.assert_allclose(part, whole[1:], rtol=1e-9, atol=1e-12)


def test_the_same_dice_give_the_same_letters_and_others_give_others():
    net = Generator(LSTM, model_of(Case("LSTM", LSTM)))
    rolls = [dice(np.random.default_rng(seed), 60, V) for seed in (0, 0, 1)]
    one, same, other = (generate(net, [1], 60, dice=roll).ids.tolist() for roll in rolls)
    assert one == same != other


def test_a_text_can_be_cut_in_two():
    net = Generator(GRU, model_of(Case("GRU", GRU)), Hold("z", 0.2, start=7, stop=12, units=(1,)))
    rolls = dice(np.random.default_rng(0), 20, V)
    whole = generate(net, [1, 2], 20, dice=rolls)
    first = generate(net, [1, 2], 6, dice=rolls)
    last = tree_map(lambda part: part[-1], first.states)
    second = generate(net, [], 14, dice=rolls[6:], state=last, t=8)
    np.testing.assert_array_equal(np.concatenate([first.ids, second.ids]), whole.ids)
    np.testing.assert_array_equal(np.concatenate([first.bits, second.bits]), whole.bits)


def test_it_goes_on_from_the_state_of_a_run():
    model = model_of(Case("LSTM", LSTM))
    net, rolls = Generator(LSTM, model), dice(np.random.default_rng(0), 20, V)
    read = final_state(LSTM, unroll(LSTM, model.cell, one_hot([3, 1, 4], float)))
    expected = generate(net, [3, 1, 4], 20, dice=rolls)
    np.testing.assert_array_equal(generate(net, [], 20, dice=rolls, state=read).ids, expected.ids)


@pytest.mark.parametrize("cell", [c for c in ALL_CELLS if c.gate_names], ids=lambda cell: cell.name)
def test_a_hold_from_a_letter_on_leaves_all_before_it(cell):
    model, rolls = model_of(Case(cell.name, cell)), dice(np.random.default_rng(5), 60, V)
    free = generate(Generator(cell, model), [2, 0], 60, dice=rolls)
    for k in (0, 1, 17, 59):
        for gate in cell.gate_names:
            held = generate(Generator(cell, model, Hold(gate, 0.0, start=2 + k)), [2, 0], 60, dice=rolls)
            np.testing.assert_array_equal(held.ids[: k + 1], free.ids[: k + 1])
            np.testing.assert_array_equal(held.bits[: k + 1], free.bits[: k + 1])
            assert np.any(held.states.h[k + 1] != free.states.h[k + 1])


@pytest.mark.slow
def test_draws_have_the_probabilities_of_the_softmax():
    """A net without input is a bag of letters: 20,000 draws at temperature 1 and 2."""
    zeros = tree_map(np.zeros_like, model_of(Case("RNN", RNN)))
    scores = np.array([2.0, 1.0, 0.0, -1.0, 0.5])
    net = Generator(RNN, zeros._replace(out=ReadoutParams(zeros.out.W_y, scores)))
    for temperature in (1.0, 2.0):
        rolls = dice(np.random.default_rng(6), 20_000, V)
        ids = generate(net, [], 20_000, dice=rolls, temperature=temperature).ids
        p = np.exp(scores / temperature) / np.exp(scores / temperature).sum()
        np.testing.assert_allclose(np.bincount(ids, minlength=V) / 20_000, p, atol=0.015)


def test_at_temperature_0_the_likeliest_is_taken():
    net, rolls = Generator(RNN, model_of(Case("RNN", RNN))), dice(np.random.default_rng(0), 9, V)
    got = generate(net, [0], 9, dice=rolls, temperature=0.0)
    scores, _ = net.step(0, net.start())
    assert got.ids[0] == scores.argmax()
    assert generate(net, [0], 9, dice=0 * rolls).ids.tolist() == got.ids.tolist()
    assert generate(net, [0], 9, dice=rolls, temperature=1e-320).ids.tolist() == got.ids.tolist()


NET = Generator(LSTM, model_of(Case("LSTM", LSTM)))
ROLLS = dice(np.random.default_rng(0), 4, V)
BAD = {
    "cell": (TypeError, "cell: expected a Cell", lambda: Generator("LSTM", NET.model)),
    "model": (TypeError, "model: expected a Model, got LSTMParams", lambda: Generator(LSTM, NET.model.cell)),
    "another cell's": (TypeError, r"model.cell: expected GRUParams", lambda: Generator(GRU, NET.model)),
    "scores": (ValueError, r"model: expected a score for each of its 5 symbols, got 2", lambda: Generator(
        LSTM, NET.model._replace(out=init_readout(np.random.default_rng(0), 4, 2)))),
    "NaN": (ValueError, "model.cell.b: expected finite", lambda: Generator(
        LSTM, NET.model._replace(cell=NET.model.cell._replace(b=np.full(16, np.nan))))),
    "hold": (ValueError, r"holds\[0\].gate: expected one", lambda: Generator(LSTM, NET.model, Hold("z", 1))),
    "units": (ValueError, r"holds\[0\].units", lambda: Generator(LSTM, NET.model, Hold("f", 1, units=(4,)))),
    "rng": (TypeError, "rng: expected a numpy.random.Generator", lambda: dice(0, 4, V)),
    "rolls": (ValueError, "n: expected a whole number", lambda: dice(np.random.default_rng(0), 0, V)),
    "generator": (TypeError, "generator: expected a Generator", lambda: generate(LSTM, [0], 4, dice=ROLLS)),
    "n": (ValueError, "n: expected a whole number", lambda: generate(NET, [0], 0, dice=ROLLS)),
    "too many": (ValueError, "dice: expected a row for each of n = 5 symbols, got 4",
                 lambda: generate(NET, [0], 5, dice=ROLLS)),
    "narrow": (ValueError, r"dice: expected shape", lambda: generate(NET, [0], 4, dice=ROLLS[:, :4])),
    "cold": (ValueError, "temperature: expected", lambda: generate(NET, [0], 4, dice=ROLLS, temperature=-1)),
    "nan": (ValueError, "temperature: expected",
            lambda: generate(NET, [0], 4, dice=ROLLS, temperature=float("nan"))),
    "text": (ValueError, "prompt: expected whole numbers", lambda: generate(NET, "ab", 4, dice=ROLLS)),
    "floats": (ValueError, "prompt: expected whole numbers", lambda: generate(NET, [0.0], 4, dice=ROLLS)),
    "booleans": (ValueError, "prompt: expected whole numbers", lambda: generate(NET, [True], 4, dice=ROLLS)),
    "unknown": (ValueError, "prompt: expected symbols from 0 to 4, got 0 to 5",
                lambda: generate(NET, [0, 5], 4, dice=ROLLS)),
    "below": (ValueError, "prompt: expected symbols from 0 to 4, got -1 to 0",
              lambda: generate(NET, [0, -1], 4, dice=ROLLS)),
    "state": (TypeError, "state: expected LSTMState, got ndarray",
              lambda: generate(NET, [0], 4, dice=ROLLS, state=np.zeros((1, 4)))),
    "two": (ValueError, "state.h: expected shape", lambda: generate(
        NET, [0], 4, dice=ROLLS, state=LSTM.zero_state(NET.model.cell, 2))),
    "t": (ValueError, "t: expected a whole number", lambda: generate(NET, [0], 4, dice=ROLLS, t=-1)),
}  # fmt: skip


@pytest.mark.parametrize(("kind", "message", "call"), BAD.values(), ids=BAD)
def test_bad_input(kind, message, call):
    with pytest.raises(kind, match=message):
        call()
