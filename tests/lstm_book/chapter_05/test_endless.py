"""Networks on endless streams: what they hear, how the state goes on, how they were tuned."""

import numpy as np
import pytest

from lstm_book.chapter_05 import drifting_stream
from lstm_book.chapter_05.drifting_stream import tried
from lstm_book.chapter_05.endless import (
    A_FOURTH,
    BIT,
    COUNT,
    STREAMS,
    UNITS,
    Kind,
    answers_emptied,
    bit_task,
    count_stream,
    relative_error,
    right,
    run,
    trained,
)
from lstm_book.chapter_05.race import SEEDS as RACED
from lstm_book.chapter_05.race import kinds, networks
from lstm_book.chapter_05.tuning import NAMES, SEEDS, UPDATES, best, chosen, rows, settings, solving, tuned
from lstm_teach import LSTM, RNN, Adam, Hold, bptt, clip_by_global_norm, final_state, readout, unroll
from lstm_teach.model import Model, init_model, readout_backward

GROUPS = [(task, name, updates) for task in UPDATES for name in NAMES for updates in UPDATES[task]]


def test_counts_are_those_of_a_plain_loop():
    x, counts = count_stream(np.random.default_rng(0), 200, 5)
    assert x.sum(axis=2).max() == 1.0
    assert (x[0, :, 0] == 1).all()
    for b in range(5):
        count = 0
        for t in range(200):
            count = 0 if x[t, b, 0] else count + int(x[t, b, 1])
            assert counts[t, b, 0] == count
    assert 0.05 < x[:, :, 0].mean() < 0.15
    assert 0.2 < x[:, :, 1].mean() < 0.4


@pytest.mark.parametrize("kind", [Kind(rate=0.1), Kind(f=1.0), Kind(tanh=True, recurrent="identity")])
@pytest.mark.parametrize("task", [BIT, COUNT], ids=["bit", "count"])
def test_the_state_is_handed_over_and_the_error_is_not(task, kind):
    kind = kind._replace(updates=3, input_scale=0.5)
    rng, cell = np.random.default_rng(7), RNN if kind.tanh else LSTM
    gates = {} if kind.tanh else {"input_gate_bias": -2.0, "forget_gate_bias": 1.0}
    model = init_model(cell, rng, task.inputs, UNITS, 1, input_scale=0.5, recurrent=kind.recurrent, **gates)
    adam, state = Adam(kind.rate), None
    moments = adam.init(model)
    for _ in range(3):
        piece = task.piece(rng, 20, STREAMS)
        trace = unroll(cell, model.cell, piece.x, state, kind.holds)
        state = final_state(cell, trace)
        _, dy = task.loss(readout(model.out, trace.h), piece)
        d_out, dh = readout_backward(model.out, trace.h, dy)
        gradients, _ = clip_by_global_norm(Model(bptt(cell, model.cell, trace, dh).params, d_out), 1.0)
        model, moments = adam.update(model, gradients, moments)
    for ours, theirs in zip(trained(task, kind, 7).cell, model.cell, strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-10, atol=1e-12)


def test_what_is_held_and_what_a_run_may_hold_instead():
    assert Kind().holds == ()
    assert Kind(f=0.9).holds == (Hold("f", 0.9),)
    kind = Kind(f=0.9, updates=1)
    stream = bit_task(write=0.5).piece(np.random.default_rng(0), 10, 2)
    model = trained(BIT, kind, 0)
    assert (run(kind, model, stream)[0].f == 0.9).all()
    assert (run(kind, model, stream, holds=())[0].f != 0.9).all()
    filled = LSTM.zero_state(model.cell, 2)._replace(c=np.full((2, UNITS), 9.0))
    assert run(kind, model, stream, start=filled)[0].c_prev[0, 0, 0] == 9.0


def test_a_part_of_the_state_is_lost_after_a_step_and_the_other_kept():
    stream, model = BIT.piece(np.random.default_rng(1), 12, 3), trained(BIT, Kind(updates=2), 0)
    after = np.zeros((12, 3), bool)
    _, untouched = run(Kind(), model, stream)
    np.testing.assert_allclose(answers_emptied(model, stream, after, "c"), untouched, rtol=0, atol=1e-13)
    after[4, 1] = True
    for part in ("c", "h"):
        y = answers_emptied(model, stream, after, part)
        np.testing.assert_allclose(y[:, [0, 2]], untouched[:, [0, 2]], rtol=0, atol=1e-13)
        np.testing.assert_allclose(y[:5], untouched[:5], rtol=0, atol=1e-13)
        assert (np.abs(y[5:, 1] - untouched[5:, 1]) > 1e-9).any()
    # What is lost of c after step 4 is what a forget gate shut at step 5 loses.
    shut = run(Kind(), model, stream, holds=(Hold("f", 0.0, 5, 6),))[1]
    y = answers_emptied(model, stream, after, "c")
    np.testing.assert_allclose(y[:, 1], shut[:, 1], rtol=0, atol=1e-13)
    with pytest.raises(ValueError, match="part: expected one of .* got 'g'"):
        answers_emptied(model, stream, after, "g")


def test_right_is_the_sign_of_the_bit_and_an_error_is_beside_a_constant():
    stream = BIT.piece(np.random.default_rng(0), 30, 4)
    assert right(stream.bit - 0.5, stream).all()
    assert not right(0.5 - stream.bit, stream).any()
    counts = count_stream(np.random.default_rng(0), 30, 4).counts
    assert relative_error(A_FOURTH * counts, counts) == 0.0
    assert relative_error(np.full_like(counts, A_FOURTH * counts.mean()), counts) == pytest.approx(1.0)


@pytest.mark.parametrize(("task", "name", "updates"), GROUPS)
def test_every_kind_was_tried_with_as_many_settings(task, name, updates):
    first, second = (chosen(rows(), which, task, name, updates) for which in (1, 2))
    assert {row.kind for row in first} == set(settings(task, name, updates))
    assert len(first) == 27
    assert [row.kind for row in sorted(first, key=lambda row: -row.score)[:4]] == [
        row.kind for row in first[:4]
    ]
    assert {row.kind for row in second} == {row.kind for row in first[:4]}
    assert best(task, name, updates) == max(second, key=lambda row: row.score).kind
    assert solving(task, name, updates) == sum(row.good == 3 for row in first)


@pytest.mark.slow
def test_what_is_kept_is_what_is_measured():
    row = chosen(rows(), 1, "bit", "tanh RNN", 200)[0]
    again = tuned(1, row.task, row.name, row.kind)
    assert abs(again.score - row.score) < 0.03
    assert abs(again.good - row.good) <= 1
    assert set(SEEDS[1]).isdisjoint(SEEDS[2])
    assert set(range(5)).isdisjoint({*SEEDS[1], *SEEDS[2]})  # those of the chapter


@pytest.mark.parametrize("value", [0.6, 0.85, 0.93, 1.0])
def test_a_value_is_tried_as_the_console_tries_it(value):
    console = drifting_stream(seed=1)
    console.forget = value
    assert [console.commit(), console.commit()] == [tried(value, 1, 1), tried(value, 1, 2)]


def test_the_console_opens_where_a_pulse_drowns():
    console = drifting_stream()
    t = console.state.t - 1
    assert console.trace.x[t, 0, 0] > 1.0
    assert console.trace.c[t - 1, 0, 0] > 4.0
    assert console.trace.h[t, 0, 0] - console.trace.h[t - 1, 0, 0] < 0.01


def test_the_networks_of_the_race_are_kept_for_every_kind_and_seed():
    for task, inputs in (("bit", 3), ("count", 2)):
        models = networks(task)
        assert {name for name, _ in models} == set(kinds(task))
        assert len(models) == len(kinds(task)) * len(RACED)
        for (name, _), model in models.items():
            assert kinds(task)[name].cell.sizes(model.cell) == {"D": inputs, "H": UNITS}
            assert model.out.W_y.shape == (UNITS, 1)


@pytest.mark.slow
def test_a_network_of_the_race_is_what_its_training_gives():
    kind = kinds("bit")["tanh RNN, 200"]
    kept, again = networks("bit")["tanh RNN, 200", 2], trained(BIT, kind, 2)
    np.testing.assert_allclose(kept.cell.W_h, again.cell.W_h, atol=0.05)
