"""Streams, the carried state, costs in order, and the ladder's results."""

import numpy as np
import pytest

from lstm_book.chapter_13 import ladder, train, training
from lstm_book.chapter_13.training import Carried, Plan, bits, fit, start
from lstm_teach import GRU, LSTM, log_softmax, readout, unroll

V = 6
IDS = np.random.default_rng(0).integers(0, V, 400)


def test_streams_join_and_begin_anew():
    found = [batch for _, batch in zip(range(7), training.streams(IDS, B=4, T=30), strict=False)]
    assert [batch.fresh for batch in found] == [True, False, False, True, False, False, True]
    assert all(batch.ids.shape == (31, 4) for batch in found)
    assert np.array_equal(found[0].ids[-1], found[1].ids[0])
    assert np.array_equal(found[0].ids[:, 0], IDS[:31])
    assert np.array_equal(found[1].ids[:, 2], IDS[2 * 99 + 30 : 2 * 99 + 61])


@pytest.mark.parametrize("cell", [LSTM, GRU])
def test_two_chunks_cost_what_one_run_does(cell):
    model = start(cell, V, Plan(8, 0.01, 1), seed=0)
    gradient = Carried(cell, V)
    losses = [
        gradient(model, batch)[0] for _, batch in zip(range(2), training.streams(IDS, 4, 30), strict=False)
    ]
    side_by_side = np.stack([IDS[b * 99 : b * 99 + 61] for b in range(4)], axis=1)
    log_p = log_softmax(readout(model.out, unroll(cell, model.cell, training.rows(side_by_side[:-1], V)).h))
    whole = -np.take_along_axis(log_p, side_by_side[1:, :, None], axis=2).mean()
    assert np.isclose(np.mean(losses), whole, rtol=1e-5)


def test_costs_are_those_of_one_run_and_begin_after_what_goes_before():
    model = start(LSTM, V, Plan(8, 0.01, 1), seed=0)
    all_of_it = bits(LSTM, model, IDS)
    assert all_of_it.shape == (399,)
    after = bits(LSTM, model, IDS[100:], IDS[:100])
    assert np.allclose(after, all_of_it[99:], rtol=1e-5)


def test_a_network_learns_what_always_follows():
    text = np.tile([0, 3, 1, 5], 400)
    fitted = fit(LSTM, text, V, Plan(8, 0.05, 60, B=4, T=20), seed=0)
    assert fitted.losses[0] > 2
    assert bits(LSTM, fitted.model, text[:200]).mean() < 0.1


def test_dropout_hides_the_share_that_it_says():
    mask = Carried(LSTM, V, drop=0.25)._mask(np.zeros((50, 40, 10), np.float32))
    assert np.isclose(np.mean(mask == 0), 0.25, atol=0.01)
    assert np.isclose(mask.mean(), 1.0, atol=0.02)


def test_the_ladder_found_its_rates_inside_the_grid():
    found = ladder.read()
    for rung in ladder.RUNGS:
        best = ladder.best(found, rung)
        tried = [r for r in found if (r.part, r.rung, r.scale) == ("tuning", rung, best.scale)]
        assert min(r.rate for r in tried) < best.rate < max(r.rate for r in tried), rung
        tests = [r for r in found if (r.part, r.rung) == ("test", rung)]
        assert [r.seed for r in tests] == list(ladder.SEEDS)
        assert {(r.rate, r.scale) for r in tests} == {(best.rate, best.scale)}


def test_what_is_shipped_is_as_good_as_it_was():
    for name, result in train.results().items():
        assert abs(result.kept - result.test) < 0.002, name
