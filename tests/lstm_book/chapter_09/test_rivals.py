"""The stored comparison: complete, fairly chosen, and come out again by the shipped networks."""

from itertools import product

import numpy as np
import pytest

from lstm_book.chapter_09 import baselines, going_on, learning, order, rivals, shipped, telling
from lstm_book.chapter_09.learning import CELLS, UNITS, Setting, Verdict
from lstm_book.chapter_09.rivals import HELD, NAMES, STREAM, TASKS, TOLD, TUNED, Row
from lstm_book.kept import load_models
from lstm_teach import OPEN, Hold, count_weights, readout, unroll
from lstm_teach.tasks import embedded_reber
from lstm_teach.tasks.limits import string_bits


def test_every_training_is_there_once() -> None:
    rows = rivals.load()
    known = {(row.task, row.setting, row.seed) for row in rows}
    assert len(known) == len(rows)
    for task in TASKS:
        for cell in NAMES.get(task, tuple(CELLS)):
            for setting, seed in product(rivals.grid(task, cell), TUNED):
                assert (task, setting, seed) in known
            for setting, seed in product(rivals.finalists(rows, task, cell), TOLD):
                assert (task, setting, seed) in known
            assert [row.seed for row in rivals.told(rows, task, cell)] == list(TOLD)


def made_up(rate: float, seed: int, tune: float, test: float, scale: float = 1.0) -> Row:
    setting = Setting("RNN", scale, "orthogonal", 0.0, 0.0, rate, 1500)
    return Row("1", setting, seed, Verdict(1, 1, tune), Verdict(1, 1, test), 0, 0, 1)


def test_settings_are_chosen_by_the_strings_to_tune_by_alone() -> None:
    by = {(0.003, 0.3): 0.5, (0.01, 0.3): 0.6, (0.03, 0.3): 0.9, (0.01, 1.0): 0.8, (0.03, 1.0): 0.7}
    rows = [made_up(r, seed, bits, 9 - bits, s) for (r, s), bits in by.items() for seed in TUNED]
    few = rivals.finalists(rows, "1", "RNN")
    assert [(s.rate, s.input_scale) for s in few] == [(0.003, 0.3), (0.01, 0.3), (0.03, 1.0)]
    later = {(0.003, 0.3): 0.8, (0.01, 0.3): 0.9, (0.03, 1.0): 0.75, (0.03, 0.3): 0.1}
    rows += [made_up(r, seed, bits, 9 - bits, s) for (r, s), bits in later.items() for seed in TOLD]
    assert (rivals.best(rows, "1", "RNN").rate, rivals.best(rows, "1", "RNN").input_scale) == (0.03, 1.0)
    assert all(rivals.is_usual(row.setting) for row in rivals.usual(rows, "1", "RNN"))


def test_the_networks_are_of_one_size() -> None:
    rng = np.random.default_rng(0)
    sizes = {cell: count_weights(learning.start(next(rivals.grid("1", cell)), rng)) for cell in UNITS}
    assert sizes == {"LSTM": 1051, "RNN": 1073, "GRU": 1043}


def test_no_string_of_one_set_is_in_another() -> None:
    train, tune, test = ({tuple(s) for s in part} for part in learning.drawn())
    assert not train & tune
    assert not train & test
    assert not tune & test


@pytest.mark.parametrize("name", shipped.FILES)
def test_a_shipped_network_is_the_one_of_the_comparison(name: str) -> None:
    task, kind = shipped.FILES[name]
    cell, models = load_models(name)
    rows = rivals.load()
    five = rivals.told(rows, task, kind)
    for model, row in list(zip(models, five, strict=True))[:2]:
        if task in (STREAM, HELD):
            batch = learning.new_stream()
            holds = (Hold("f", OPEN),) if task == HELD else ()
            verdict = learning.judge_stream(
                readout(model.out, unroll(cell, model.cell, batch.x, holds=holds).h), batch
            )
        else:
            batch = learning.sets(int(task)).test
            verdict = learning.judge(learning.scores(cell, model, batch), embedded_reber(int(task)), batch)
        np.testing.assert_allclose(verdict, row.test, rtol=0, atol=0.004)


def test_a_beginning_of_a_training_comes_out_the_same() -> None:
    setting = rivals.best(rivals.load(), "1", "RNN")
    model, history = learning.fit_strings(setting._replace(updates=40), seed=10)
    again, other = learning.fit_strings(setting._replace(updates=40), seed=10)
    assert np.array_equal(history.loss, other.loss)
    assert np.array_equal(model.cell.W_h, again.cell.W_h)
    assert history.loss[-10:].mean() < history.loss[:10].mean() - 0.2


@pytest.mark.slow
def test_a_whole_training_comes_out_as_it_is_stored() -> None:
    row = rivals.told(rivals.load(), "1", "RNN")[0]
    _, again = rivals.trained("1", row.setting, row.seed)
    assert abs(again.test.bits - row.test.bits) < 0.02
    assert abs(again.test.whole - row.test.whole) < 0.05


def test_baselines_are_stored_as_they_come_out() -> None:
    rows = {row[:6]: row for row in baselines.load()}
    tried = [
        (states, sweeps, spread)
        for states, sweeps, spread, seeds in baselines.HMM_TRIED
        for _ in range(seeds)
    ]
    assert len(rows) == 2 * len(baselines.LENGTHS) + len(tried)
    assert [(row.size, row.sweeps, row.spread) for row in rows.values() if row.kind == "HMM"] == tried
    again = baselines.window(3, 256)
    np.testing.assert_allclose(again[6:], rows[again[:6]][6:], rtol=0, atol=5e-4)


def test_a_longer_window_is_good_on_strings_as_they_come_and_bad_on_those_that_are_left() -> None:
    of = {row.size: row for row in baselines.load() if (row.kind, row.strings) == ("window", 2000)}
    assert of[8].fresh_bits < of[3].fresh_bits - 0.02
    assert of[8].bits > of[3].bits + 0.05
    assert of[12].fresh_outer > 0.85
    assert of[12].outer < 0.45


def test_the_order_of_learning_is_stored_for_every_training_that_is_told() -> None:
    rows = order.load()
    assert [row[:2] for row in rows] == list(product(CELLS, TOLD))
    quickest = min((row for row in rows if row.cell == "LSTM"), key=lambda row: row.outer)
    assert quickest.inner < quickest.outer
    setting = rivals.best(rivals.load(), "1", "LSTM")
    looks: list[int] = []
    learning.fit_strings(setting._replace(updates=30), quickest.seed, watch=lambda model: looks.append(1))
    assert len(looks) == 30


def test_what_goes_on_is_stored_for_both_settings() -> None:
    rows, stored = going_on.load(), rivals.load()
    told = [rivals.told(stored, HELD, "LSTM"), rivals.usual(stored, HELD, "LSTM")]
    assert [(row.write, row.seed) for row in rows] == [
        (r.setting.write, r.seed) for five in told for r in five
    ]
    short = going_on.going_on(told[0][0].setting._replace(updates=5), 10)
    assert short.bits > 1.5  # nothing is learned in five updates
    assert short.largest < 200


@pytest.mark.slow
def test_the_order_of_a_whole_training_comes_out_as_it_is_stored() -> None:
    stored = order.load()[0]
    again = order.known(rivals.best(rivals.load(), "1", stored.cell), stored.seed)
    assert abs(again.inner - stored.inner) <= 50
    assert abs(again.outer - stored.outer) <= 150


def test_without_the_outer_symbol_a_string_costs_a_bit_more() -> None:
    batch = learning.sets().test
    more = telling.bits_without_outer(batch) - telling.best_bits(batch)
    assert abs(more * batch.counted.sum() - batch.x.shape[1]) < 1e-9
    assert abs(string_bits(embedded_reber()) - 7) < 1e-12
