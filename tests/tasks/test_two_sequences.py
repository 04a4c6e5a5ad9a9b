"""The two-sequence problem: what is signal and what noise, by their moments; the three criteria."""

import numpy as np
import pytest

from lstm_teach.tasks import two_sequences
from lstm_teach.tasks.two_sequences import misclassified, two_sequences_solved


@pytest.mark.parametrize("variant", ["3a", "3b", "3c"])
@pytest.mark.parametrize("informative", [1, 3])
def test_signal_noise_and_targets(variant, informative):
    batch = two_sequences(np.random.default_rng(0), 20, informative, 12_000, variant=variant)
    assert batch.x.shape == (22, 12_000, 1)
    class_2 = batch.mean_target[:, 0] == (0.8 if variant == "3c" else 0.0)
    assert set(batch.mean_target[:, 0]) == ({0.2, 0.8} if variant == "3c" else {0.0, 1.0})
    assert abs(class_2.mean() - 0.5) < 0.025  # standard deviation .0046
    signal, noise = batch.x[:informative, :, 0], batch.x[informative:20, :, 0]
    around = signal - np.where(class_2, -1.0, 1.0)
    if variant == "3b":
        assert abs(around.mean()) < 0.025
        assert abs(around.var() - 0.2) < 0.015
        assert abs(np.corrcoef(around[0], class_2)[0, 1]) < 0.05
    else:
        assert not around.any()
    assert abs(noise.mean()) < 0.006  # .45 / sqrt(204,000) is .001
    assert abs(noise.var() - 0.2) < 0.004
    assert abs(np.mean(noise**4) / noise.var() ** 2 - 3) < 0.06  # a Gaussian's
    assert abs(np.corrcoef(noise.mean(axis=0), class_2)[0, 1]) < 0.05


def test_3c_has_noise_on_its_targets_alone():
    batch = two_sequences(np.random.default_rng(1), 10, 1, 40_000, variant="3c")
    noise = batch.target - batch.mean_target
    assert abs(noise.mean()) < 0.009  # .32 / sqrt(40,000) is .0016
    assert abs(noise.var() - 0.1) < 0.005
    for variant in ("3a", "3b"):
        batch = two_sequences(np.random.default_rng(1), 10, 1, 50, variant=variant)
        assert np.array_equal(batch.target, batch.mean_target)


def test_lengths_and_what_is_behind_them():
    x, _, _, lengths = two_sequences(np.random.default_rng(2), 30, 1, 8000)
    values, counts = np.unique(lengths, return_counts=True)
    assert values.tolist() == [30, 31, 32, 33]
    assert np.abs(counts - 2000).max() < 200  # standard deviation 39
    counted = np.arange(33)[:, None] < lengths
    assert not x[~counted].any()
    assert x[counted].all()


def test_one_number_solves_3a_without_training():
    """The first number is the class: the paper's own remark is that the task is simple."""
    batch = two_sequences(np.random.default_rng(3), 100, 1, 256)
    outputs = (batch.x[0] + 1) / 2
    assert two_sequences_solved(outputs, batch.mean_target)


def test_what_can_be_known_in_3b_by_three_numbers_is_more_than_by_one():
    """The sign of the mean of N noisy numbers is wrong with chance Phi(-sqrt(N / .2)): .0127 and .000054."""
    for informative, chance in ((1, 0.0126737), (3, 0.0000538)):
        batch = two_sequences(np.random.default_rng(4), 10, informative, 40_000, variant="3b")
        wrong = np.mean((batch.x[:informative].mean(axis=0) > 0) != (batch.mean_target == 1))
        assert abs(wrong - chance) < 5 * np.sqrt(chance / 40_000)


@pytest.mark.parametrize(
    ("variant", "bound", "allowed", "mean"),
    [("3a", 0.2, 0, 0.01), ("3b", 0.2, 5, 0.04), ("3c", 0.1, 0, 0.015)],
)
def test_when_it_is_solved(variant, bound, allowed, mean):
    target = np.tile([[0.8], [0.2]], (128, 1))
    outputs = target + 0.5 * mean
    assert two_sequences_solved(outputs, target, variant=variant)
    outputs[:allowed] = target[:allowed] + bound + 0.001
    assert np.count_nonzero(misclassified(outputs, target, variant=variant)) == allowed
    assert two_sequences_solved(outputs, target, variant=variant)
    outputs[allowed] = target[allowed] + bound + 0.001
    assert not two_sequences_solved(outputs, target, variant=variant)
    outputs = target + 1.1 * mean
    assert not two_sequences_solved(outputs, target, variant=variant)
    if variant == "3c":
        with pytest.raises(ValueError, match="^mean_too: expected True"):
            two_sequences_solved(outputs, target, variant=variant, mean_too=False)
    else:
        assert two_sequences_solved(outputs, target, variant=variant, mean_too=False)


def test_more_sequences_may_not_have_a_larger_share_wrong():
    target = np.zeros((2560, 1))
    outputs = target.copy()
    outputs[:50] = 0.3
    assert two_sequences_solved(outputs, target, variant="3b")
    outputs[50] = 0.3
    assert not two_sequences_solved(outputs, target, variant="3b")


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"steps": 0}, ValueError, "^steps: expected a whole number of at least 1, got 0"),
        ({"informative": 0}, ValueError, "^informative: expected a whole number from 1 to steps = 10, got 0"),
        ({"informative": 11}, ValueError, "^informative: expected .* got 11"),
        ({"batch_size": 0}, ValueError, "^batch_size: expected .* got 0"),
        ({"variant": "3d"}, ValueError, "^variant: expected one of '3a', '3b', '3c', got '3d'"),
        ({"rng": 7}, TypeError, "^rng: expected a numpy.random.Generator, got int"),
    ],
)
def test_bad_input(arguments, error, message):
    usual = {"rng": np.random.default_rng(0), "steps": 10, "informative": 1, "batch_size": 2}
    with pytest.raises(error, match=message):
        two_sequences(**(usual | arguments))


def test_too_few_sequences():
    with pytest.raises(ValueError, match="^outputs: expected at least 256 sequences, got 255"):
        two_sequences_solved(np.zeros((255, 1)), np.zeros((255, 1)))


def test_the_same_seed_gives_the_same_batch():
    one, two = (two_sequences(np.random.default_rng(5), 10, 1, 4, variant="3c") for _ in range(2))
    assert all(np.array_equal(a, b) for a, b in zip(one, two, strict=True))
