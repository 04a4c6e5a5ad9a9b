"""The bit through noise as a stream: what stands where, for how long a bit is in force, what is refused."""

import numpy as np
import pytest

from lstm_teach.tasks import bit_stream


@pytest.mark.parametrize(("write", "read"), [(0.1, 0.15), (0.5, 0.5), (0.0, 1.0), (1.0, 0.0)])
def test_marks_values_and_the_bit_in_force(write, read):
    x, bit, asked = bit_stream(np.random.default_rng(0), 60, 9, write=write, read=read, noise=0.5)
    assert x.shape == (60, 9, 3)
    assert bit.shape == (60, 9, 1)
    assert asked.shape == (60, 9)
    assert set(np.unique(x[:, :, 1:])) <= {0.0, 1.0}
    assert np.all(x[0, :, 1] == 1)
    assert np.array_equal(asked, x[:, :, 2] == 1)
    for b in range(9):
        in_force = None
        for t in range(60):
            value, written, read_mark = x[t, b]
            if written:
                assert read_mark == 0
                assert abs(value) == 1
                in_force = (value + 1) / 2
            else:
                assert abs(value) <= 0.5
            assert bit[t, b, 0] == in_force


def test_how_often_and_that_distractors_do_not_tell_the_bit():
    x, bit, asked = bit_stream(np.random.default_rng(1), 20_000, 5)
    written = x[:, :, 1] == 1
    assert abs(written.mean() - 0.1) < 0.005
    assert abs(asked.mean() - 0.15) < 0.005
    assert abs(bit[written].mean() - 0.5) < 0.02
    noise = x[:, :, 0][~written]
    assert 0.999 < np.abs(noise).max() <= 1
    assert abs(np.corrcoef(noise, bit[:, :, 0][~written])[0, 1]) < 0.015  # 1 / sqrt(90,000) is 0.003


def test_the_same_seed_gives_the_same_stream():
    one, two = (bit_stream(np.random.default_rng(5), 30, 2) for _ in range(2))
    assert all(np.array_equal(a, b) for a, b in zip(one, two, strict=True))


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"steps": 0}, ValueError, "^steps: expected a whole number of at least 1, got 0"),
        ({"batch_size": 2.5}, ValueError, "^batch_size: expected .* got 2.5"),
        ({"write": 1.5}, ValueError, "^write: expected .* got 1.5"),
        ({"read": -0.1}, ValueError, "^read: expected .* got -0.1"),
        ({"write": 0.6, "read": 0.5}, ValueError, r"^read: expected at most 1 - write = 0\.4, got 0\.5"),
        ({"noise": -1.0}, ValueError, "^noise: expected .* got -1.0"),
        ({"rng": 7}, TypeError, "^rng: expected a numpy.random.Generator, got int"),
    ],
)
def test_bad_input(arguments, error, message):
    usual = {"rng": np.random.default_rng(0), "steps": 3, "batch_size": 2}
    with pytest.raises(error, match=message):
        bit_stream(**(usual | arguments))
