"""The shipped adders add, and the first of them is what the command makes."""

import numpy as np
import pytest

from lstm_book.chapter_08 import adders
from lstm_book.chapter_08.adders import SEEDS, UNITS, train_adder
from lstm_book.chapter_08.lessons import answers, lesson
from lstm_teach import LSTM, readout, unroll


def test_all_five_add():
    cell, nets = adders()
    assert cell is LSTM
    assert len(nets) == len(SEEDS)
    task = lesson("adding")
    batch = task.draw(np.random.default_rng(77), 300)
    for net in nets:
        assert net.cell.W_h.shape == (UNITS, 4 * UNITS)
        given = answers(cell, net, task, batch)
        assert np.mean((given - batch.target) ** 2) < 0.0003
        assert task.right(given, batch).mean() > 0.98


@pytest.mark.slow
def test_the_command_makes_the_first_again():
    _, nets = adders()
    x = lesson("adding").draw(np.random.default_rng(5), 50).x
    y = [readout(net.out, unroll(LSTM, net.cell, x).h[-1]) for net in (nets[0], train_adder(0))]
    # At the last padded step nothing is asked for: only alike networks agree there.
    assert np.corrcoef(y[0][:, 0], y[1][:, 0])[0, 1] > 0.99


def test_a_short_training_is_the_beginning_of_the_long_one():
    short, again = train_adder(1, updates=3), train_adder(1, updates=3)
    assert np.array_equal(short.cell.W_x, again.cell.W_x)
