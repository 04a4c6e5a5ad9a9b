"""The training of chapter 01 is that of the text: its starts, its updates, its tests."""

import numpy as np
import pytest

from lstm_book.chapter_01.training import accuracy, trained
from lstm_teach import Model, ReadoutParams, RNNParams

ONES = np.ones((1, 1))


def test_a_short_delay_is_learned_and_a_run_can_be_repeated():
    first, again = (trained("identity", 0.01, 5, seed=0) for _ in range(2))
    assert first.accuracy == again.accuracy >= 0.95
    assert len(first.history) == 200
    assert first.history.loss[-1] < 0.1 < 0.5 < first.history.loss[0]
    for a, b in zip(first.model.cell, again.model.cell, strict=True):
        np.testing.assert_array_equal(a, b)


def test_seeds_and_noise_matter():
    runs = [trained("uniform", 0.01, 2, seed=0), trained("uniform", 0.01, 2, seed=1)]
    runs.append(trained("uniform", 0.01, 2, seed=0, noise=0.0))
    losses = [run.history.loss.tolist() for run in runs]
    assert losses[0] != losses[1] != losses[2] != losses[0]


@pytest.mark.parametrize(("readout", "share"), [(1.0, 1.0), (-1.0, 0.0)])
def test_accuracy_is_the_share_of_right_signs(readout, share):
    # A latch that nothing but the value reaches, and that starts with the bit.
    latch = RNNParams(W_x=np.array([[1.0], [0.0], [0.0]]), W_h=3 * ONES, b=np.zeros(1))
    model = Model(latch, ReadoutParams(readout * ONES, np.zeros(1)))
    assert accuracy(model, np.random.default_rng(0), delay=20) == share


def test_a_network_that_knows_nothing_is_right_half_the_time():
    model = Model(RNNParams(np.zeros((3, 1)), ONES, np.zeros(1)), ReadoutParams(ONES, np.ones(1)))
    assert 0.45 < accuracy(model, np.random.default_rng(0), delay=3) < 0.55


def test_an_unknown_start_is_named():
    with pytest.raises(
        ValueError, match=r"^recurrent: expected one of orthogonal, uniform, identity, got 'x'$"
    ):
        trained("x", 0.01, 2, seed=0)
