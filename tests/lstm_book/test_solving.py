"""Train until solved: what counts as solved, and how many sequences it took."""

import math
import signal

import numpy as np
import pytest

from lstm_book.solving import Solved, cell_named, remember_bit, train_until_solved
from lstm_teach import SGD, below
from lstm_teach.cells import ALL_CELLS
from lstm_teach.experiments import grid, run, summarise


def falling(params, batch):
    """A loss that the batches dictate."""
    return float(batch), np.ones(1)


def until(losses, **options):
    """Train on the losses given."""
    options = {"solved": below(0.1, window=2), "steps": 10, "batch_size": 4, **options}
    return train_until_solved(np.zeros(1), falling, losses, SGD(0.1), **options)


def test_sequences_are_counted_up_to_the_update_that_meets_the_rule():
    assert until([1.0, 0.15, 0.04, 0.0, 0.0]) == Solved(True, 12)
    assert until([1.0, 0.2, 0.0, 0.0], steps=3) == Solved(False, 12)
    assert until([0.0, 0.0], steps=2) == Solved(True, 8)
    assert until([1.0, 1.0]) == Solved(False, 8)


def test_training_that_diverges_has_not_solved_the_task():
    assert until([1.0, 0.0, math.nan, 0.0]) == Solved(False, 8)


def test_an_interrupted_training_is_no_result():
    def losses():
        yield 1.0
        signal.raise_signal(signal.SIGINT)
        yield 0.0

    with pytest.raises(KeyboardInterrupt):
        until(losses())


@pytest.mark.slow
def test_the_example_separates_cells_at_a_delay():
    """Of eight seeds each (seen: 8 and 0): margins on both sides, because another CPU rounds otherwise."""
    options = (("forget_gate_bias", 4.0),)
    settings = {"delay": 60, "hidden_size": 4, "batch_size": 16, "learning_rate": 0.02, "steps": 150}
    trials = grid(remember_bit, range(8), cell="LSTM", options=options, **settings)
    trials += grid(remember_bit, range(8), cell="RNN", **settings)
    lstm, rnn = summarise(run(trials).outcomes, by=("cell",))
    assert (lstm.failed, rnn.failed) == (0, 0)
    assert lstm.solved >= 6
    assert rnn.solved <= 2
    assert lstm.median <= 150 * 16


def test_cells_go_by_name():
    names = ["RNN", "RELU_RNN", "LINEAR_RNN", "CAROUSEL", "MEMORY_BLOCK", "LSTM", "PEEPHOLE_LSTM", "GRU"]
    assert [cell_named(name) for name in (*names, "GRU_RESET_BEFORE")] == list(ALL_CELLS)


BAD = [
    (lambda: cell_named("GRUU"), ValueError, "cell: expected one of .*RNN, .*got 'GRUU'"),
    (lambda: until([1.0], batch_size=0), ValueError, "batch_size: expected a whole number of at least 1"),
    (lambda: until([1.0], solved=None), TypeError, "solved: expected a stop rule"),
    (lambda: until([1.0], steps=0), ValueError, "steps: expected a whole number of at least 1"),
]


@pytest.mark.parametrize(("call", "error", "message"), BAD)
def test_bad_input_is_refused(call, error, message):
    with pytest.raises(error, match=message):
        call()
