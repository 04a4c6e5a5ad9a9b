"""The bit through noise: what stands where, and that nothing but the marked step tells the bit."""

import numpy as np
import pytest

from lstm_teach.tasks import bit_through_noise


@pytest.mark.parametrize(("delay", "lead"), [(1, 0), (7, 0), (4, 3)])
def test_what_stands_where(delay, lead):
    x, bit = bit_through_noise(np.random.default_rng(0), delay, 50, lead=lead)
    assert x.shape == (lead + delay + 1, 50, 3)
    assert bit.shape == (50, 1)
    assert set(bit.ravel()) == {0.0, 1.0}
    assert np.array_equal(x[lead, :, 0], 2 * bit[:, 0] - 1)
    write, read = np.zeros((2, lead + delay + 1))
    write[lead] = read[-1] = 1
    assert np.all(x[:, :, 1] == write[:, None])
    assert np.all(x[:, :, 2] == read[:, None])


def test_distractors_stay_in_range_and_do_not_tell_the_bit():
    x, bit = bit_through_noise(np.random.default_rng(1), 6, 20_000, noise=0.5)
    noise = x[1:, :, 0]
    assert np.abs(noise).max() <= 0.5
    assert np.abs(noise).max() > 0.49
    assert np.abs(noise.mean(axis=1)).max() < 0.01
    correlation = [np.corrcoef(row, bit[:, 0])[0, 1] for row in noise]
    assert np.abs(correlation).max() < 0.03  # 1 / sqrt(20,000) is 0.007


def test_no_noise():
    x, _ = bit_through_noise(np.random.default_rng(0), 3, 2, noise=0.0)
    assert not x[1:, :, 0].any()


def test_the_same_seed_gives_the_same_batch():
    one, two = (bit_through_noise(np.random.default_rng(5), 3, 4) for _ in range(2))
    assert all(np.array_equal(a, b) for a, b in zip(one, two, strict=True))


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"delay": 0}, ValueError, "^delay: expected a whole number of at least 1, got 0"),
        ({"batch_size": 2.5}, ValueError, "^batch_size: expected .* got 2.5"),
        ({"noise": -1.0}, ValueError, "^noise: expected .* got -1.0"),
        ({"lead": -1}, ValueError, "^lead: expected .* got -1"),
        ({"rng": 7}, TypeError, "^rng: expected a numpy.random.Generator, got int"),
    ],
)
def test_bad_input(arguments, error, message):
    usual = {"rng": np.random.default_rng(0), "delay": 3, "batch_size": 2}
    with pytest.raises(error, match=message):
        bit_through_noise(**(usual | arguments))
