"""The stored comparison is whole, is read as it was written, and repeats where a part of it is run again."""

import numpy as np
import pytest

from lstm_book.chapter_07 import rivals
from lstm_book.chapter_07.rivals import Row, Setting

ROWS = rivals.load()


def test_every_training_is_there_once():
    wanted = [(setting, seed) for setting, seeds in rivals.settings() for seed in seeds]
    for tuning, test in rivals.TESTS.items():
        for cell in rivals.CELLS:
            best = rivals.best(ROWS, cell, tuning)._replace(part=test)
            wanted += [(best, seed) for seed in range(10, 18)]
    assert [(row.setting, row.seed) for row in ROWS] == wanted
    assert all(0.0 <= share <= 1.0 for row in ROWS for share in row.shares)


def test_rival_and_favourite_have_the_same_number_of_weights():
    (rnn,), (lstm,) = (
        {row.setting.units for row in ROWS if row.setting[:2] == ("test", c)} for c in rivals.CELLS
    )
    assert rnn * (3 + rnn + 1) == pytest.approx(4 * lstm * (3 + lstm + 1), rel=0.05)


def test_what_is_tuned_is_not_what_is_tested():
    for tuning, test in rivals.TESTS.items():
        seeds = [{row.seed for row in ROWS if row.setting.part == part} for part in (tuning, test)]
        assert all(seeds)
        assert not seeds[0] & seeds[1]


def test_the_best_setting_has_most_right_answers():
    first, second = (Setting("tuning", "RNN", 1, 1, 0, 1.0, "identity", rate, 6) for rate in (0.1, 0.2))
    rows = [Row(first, 0, (1.0, 0.5, 0.5)), Row(first, 1, (0.5, 0.5, 0.5)), Row(second, 0, (0.6, 0.6, 0.6))]
    assert rivals.best(rows, "RNN") == second
    assert rivals.best([*rows, Row(second, 1, (0.4, 0.4, 0.4))], "RNN") == first
    bit_first = Row(first._replace(part="tuning, bit first"), 0, (1.0, 1.0, 1.0))
    assert rivals.best([*rows, bit_first], "RNN") == second
    assert rivals.best([*rows, bit_first], "RNN", "tuning, bit first") == bit_first.setting


def test_solved_counts_what_is_wanted():
    setting = Setting("test", "RNN", 1, 1, 0, 1.0, "identity", 0.1, 6)
    rows = [Row(setting, seed, (0.5, 0.95, share)) for seed, share in enumerate((0.94, 0.96))]
    assert rivals.solved(rows, 0, part="test") == (0, 2)
    assert rivals.solved(rows, 1, part="test") == (2, 2)
    assert rivals.solved(rows, cell="RNN", delay=1) == (1, 2)
    assert rivals.solved(rows, cell="LSTM") == (0, 0)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("part", "cell", "seed"), [(test, cell, 10) for test in rivals.TESTS.values() for cell in rivals.CELLS]
)
def test_a_part_repeats(part, cell, seed):
    (row,) = (r for r in ROWS if (r.setting.part, r.setting.cell, r.seed) == (part, cell, seed))
    again = rivals.run(row.setting, seed)
    assert np.allclose(
        again.shares[0], row.shares[0], rtol=0, atol=0.05
    )  # the first sixth: CPUs agree so far
    assert (again.shares[2] >= rivals.SOLVED) == (row.shares[2] >= rivals.SOLVED)


def test_a_short_training_is_looked_at_three_times():
    setting = Setting("test", "LSTM", 2, 4, 1, 1.0, "orthogonal", 0.03, 6)
    row = rivals.run(setting, 0)
    assert (row.setting, row.seed, len(row.shares)) == (setting, 0, 3)
    assert row == rivals.run(setting, 0)
    assert len(set(rivals.run(setting._replace(updates=60), 0).shares)) > 1


def test_without_the_mark_only_the_mark_is_missing(monkeypatch):
    setting = Setting("test", "LSTM", 2, 4, 1, 1.0, "orthogonal", 0.03, 6)
    seen = []
    monkeypatch.setattr(rivals, "share_right", lambda cell, model, batch, *_: seen.append(batch) or 0.5)
    assert rivals.without_mark(setting, 0) == 0.5
    whole, bare = rivals.unseen(setting, 0), seen[-1]
    assert whole.x[1, :, 1].all()
    assert not bare.x[:, :, 1].any()
    assert np.array_equal(whole.x[:, :, ::2], bare.x[:, :, ::2])
    assert np.array_equal(whole.bit, bare.bit)


@pytest.mark.slow
@pytest.mark.parametrize(("cell", "least", "most"), [("RNN", 0.95, 1.0), ("LSTM", 0.4, 0.9)])
def test_with_the_bit_first_the_tuned_rnn_does_without_its_mark_and_the_lstm_does_not(cell, least, most):
    best = rivals.best(ROWS, cell, "tuning, bit first")
    assert all(least <= rivals.without_mark(best, seed) <= most for seed in range(10, 18))


def test_a_setting_counts_if_it_solved_on_all_its_seeds():
    first, second = (Setting("tuning", "RNN", 1, 1, 0, 1.0, "identity", rate, 6) for rate in (0.1, 0.2))
    rows = [Row(first, 0, (0.5, 0.5, 0.95)), Row(first, 1, (0.5, 0.5, 0.96)), Row(second, 0, (0.5, 0.5, 1.0))]
    rows += [Row(second, 1, (1.0, 1.0, 0.94)), Row(first._replace(part="test"), 2, (0.5, 0.5, 0.5))]
    assert rivals.settings_solved(rows, "RNN") == (1, 2)
    assert rivals.settings_solved(rows, "RNN", "test") == (0, 1)
    assert rivals.settings_solved(rows, "LSTM") == (0, 0)
