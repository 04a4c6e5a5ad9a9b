"""The stored comparison of chapter 08 is whole, and a part of it comes out again."""

import numpy as np
import pytest

from lstm_book.chapter_08 import rivals
from lstm_book.chapter_08.rivals import Row, Setting

ROWS = rivals.load()


def losses(part, task, steps, cell):
    return [row.loss for row in rivals.of_part(ROWS, part, task, steps, cell)]


def rights(part, task, steps, cell):
    return [row.right for row in rivals.of_part(ROWS, part, task, steps, cell)]


def test_every_training_is_there_once_and_in_order():
    tuned = [
        (setting, seed)
        for task in rivals.TASKS
        if task.steps == rivals.TUNED_AT
        for cell in task.cells
        for setting in rivals.tuning(task, cell)
        for seed in rivals.TUNING_SEEDS
    ]
    for more in (rivals.further(), rivals.usual_tuning()):
        tuned += [(setting, seed) for setting in more for seed in rivals.TUNING_SEEDS]
    tested = [(setting, seed) for setting in rivals.after_tuning(ROWS) for seed in rivals.TEST_SEEDS]
    assert [(row.setting, row.seed) for row in ROWS] == tuned + tested
    assert all(0.0 <= row.right <= 1.0 and row.loss >= 0.0 for row in ROWS)


def test_seeds_of_tuning_and_of_tests_are_different():
    assert not set(rivals.TUNING_SEEDS) & set(rivals.TEST_SEEDS)
    assert len(rivals.TEST_SEEDS) == 5


def test_rivals_have_nearly_as_many_weights():
    lstm, gru, rnn = (rivals.UNITS[cell] for cell in ("LSTM", "GRU", "RNN"))
    weights = 4 * lstm * (2 + lstm + 1), 3 * gru * (2 + gru + 1), rnn * (2 + rnn + 1)
    assert weights == (352, 324, 378)


def test_the_favourites_solve_what_the_chapter_says():
    assert np.median(losses("test", "adding", 100, "LSTM")) < 0.002
    assert all(r.sequences < 13_000 for r in rivals.of_part(ROWS, "test", "adding", 100, "LSTM"))
    assert np.median(rights("test", "6a", 100, "LSTM")) >= 0.99
    far = rivals.of_part(ROWS, "test", "2c", 1000, "LSTM")
    assert sum(row.right == 1.0 and row.sequences <= 5000 for row in far) >= 4
    assert np.median(losses("test", "adding", 100, "GRU")) < 0.002
    assert np.median(rights("test", "6a", 100, "GRU")) >= 0.99
    assert np.median(rights("test", "2c", 100, "GRU")) >= 0.999


def test_where_cells_without_gates_succeed_and_where_they_do_not():
    assert np.median(rights("test", "2c", 100, "RNN")) > 0.999
    assert np.median(rights("test", "3a", 100, "RNN")) > 0.99
    for part in ("test", "longer"):
        assert min(losses(part, "adding", 100, "RNN")) > 0.03
        assert max(rights(part, "6a", 100, "RNN")) == 0.0
    assert max(rights("further", "2c", 1000, "RNN") + rights("test", "2c", 1000, "RNN")) == 0.0
    assert np.median(losses("test", "adding", 100, "ReLU RNN")) < 0.012
    assert np.median(losses("longer", "adding", 100, "ReLU RNN")) < 0.001


def test_the_tanh_rnn_does_not_take_its_start_to_other_lags():
    for lag in (200, 500, 1000):
        assert max(rights("test", "2c", lag, "RNN")) < 0.5
    assert max(rights("further", "2c", 200, "RNN")) > 0.99  # other settings can


def test_usual_gates_do_no_better_at_any_scale_and_rate():
    for cell in ("LSTM", "GRU"):
        tried = rivals.of_part(ROWS, "usual tuning", "adding", 100, cell)
        assert len({row.setting for row in tried}) == 6
        assert min(row.loss for row in tried) > 0.03
        assert all((row.setting.keep, row.setting.door) == rivals.USUAL[cell] for row in tried)


def test_the_best_of_the_tuning_is_found_by_name():
    task = next(task for task in rivals.TASKS if task.name == "adding")
    assert rivals.tuned_for("adding", "LSTM") == rivals.best(ROWS, task, "LSTM")


def test_the_best_setting_has_the_lowest_mean_loss_and_suits_its_own_lag():
    first, second = (
        Setting("tuning", "2c", 100, "LSTM", scale, "orthogonal", 7.0, -4.0, 0.01, 310)
        for scale in (1.0, 0.3)
    )
    rows = [Row(first, 0, 1, 0.2, 0.5), Row(first, 1, 1, 0.4, 0.5), Row(second, 0, 1, 0.31, 1.0)]
    near, far = (task for task in rivals.TASKS if task.name == "2c" and "LSTM" in task.cells)
    assert rivals.best(rows, near, "LSTM") == first
    assert rivals.best(rows, far, "LSTM") == first._replace(steps=1000, keep=9.0, door=-6.0)
    rows.append(Row(second, 1, 1, 0.1, 1.0))
    assert rivals.best(rows, near, "LSTM") == second


@pytest.mark.slow
def test_a_part_comes_out_again():
    row = next(iter(rivals.of_part(ROWS, "test", "adding", 100, "LSTM")))
    again = rivals.run(row.setting, row.seed)
    assert again.sequences == row.sequences
    assert abs(again.loss - row.loss) < 0.001
    near = next(iter(rivals.of_part(ROWS, "tuning", "2c", 100, "LSTM")))
    again = rivals.run(near.setting, near.seed)
    assert again.right > 0.99
    assert abs(again.sequences - near.sequences) < 400
