"""Adding and multiplication: marks, answers from the inputs alone, exact constants, and a unit that adds."""

from fractions import Fraction
from itertools import product

import numpy as np
import pytest

from lstm_teach import LSTM, LSTMParams, unroll
from lstm_teach.tasks import adding, multiplication
from lstm_teach.tasks.adding import adding_solved, best_constant, multiplication_solved, right_answers


def answer(pairs, task):
    """Return the answer to one sequence, read off its pairs as one who was told the rules reads it."""
    marked = [value for value, marker in pairs if marker == 1.0]
    assert len(marked) in (1, 2)
    first_pair_drawn = len(marked) == 1
    if task is adding:
        return 0.5 + sum(marked) / 4  # 0 for the first pair
    return marked[0] * (1.0 if first_pair_drawn else marked[1])


@pytest.mark.parametrize("task", [adding, multiplication])
@pytest.mark.parametrize("steps", [11, 37, 100])
def test_what_stands_where_and_the_answer_from_the_inputs_alone(task, steps):
    batch = task(np.random.default_rng(steps), steps, 400)
    longest = steps + steps // 10
    assert batch.x.shape == (longest, 400, 2)
    assert batch.target.shape == (400, 1)
    drawn_first = 0
    for b, length in enumerate(batch.lengths):
        pairs = batch.x[:length, b]
        assert not batch.x[length:, b].any()
        assert pairs[0, 1] == pairs[-1, 1] == -1
        assert set(pairs[1:-1, 1]) <= {0.0, 1.0}
        ones = set(np.flatnonzero(pairs[:, 1] == 1))
        assert ones == set(batch.marks[:, b]) - {0}
        assert len(set(batch.marks[:, b])) == 2
        drawn_first += 0 in batch.marks[:, b]
        assert answer(pairs, task) == pytest.approx(batch.target[b, 0], abs=1e-15)
    assert drawn_first > 20  # the rare case was there


@pytest.mark.parametrize("steps", [11, 20, 41, 60])
def test_marks_are_uniform_where_they_may_be_and_nowhere_else(steps):
    n, second = 30_000, steps // 2 - 1
    marks = adding(np.random.default_rng(7), steps, n).marks
    counts = np.zeros((10, second + 1))
    np.add.at(counts, (marks[0], marks[1]), 1)
    possible = np.zeros(counts.shape, bool)
    for a in range(10):  # the first T/2 - 1 of all places that are not a
        possible[a, [place for place in range(steps) if place != a][:second]] = True
    assert not counts[~possible].any()
    expected = n / (10 * second)
    assert np.abs(counts[possible] - expected).max() < 5 * np.sqrt(expected)


def test_lengths_are_uniform_with_both_ends():
    lengths = adding(np.random.default_rng(3), 50, 12_000).lengths
    values, counts = np.unique(lengths, return_counts=True)
    assert values.tolist() == [50, 51, 52, 53, 54, 55]
    assert np.abs(counts - 2000).max() < 200  # standard deviation 41


@pytest.mark.parametrize(("task", "low", "mean"), [(adding, -1, 0.0), (multiplication, 0, 0.5)])
def test_values_are_uniform(task, low, mean):
    batch = task(np.random.default_rng(5), 40, 2000)
    values = batch.x[:40, :, 0]
    assert low <= values.min() < low + 0.001
    assert 0.999 < values.max() <= 1
    assert abs(values.mean() - mean) < 0.01
    assert abs(values.var() - (1 - low) ** 2 / 12) < 0.005


@pytest.mark.parametrize("steps", [11, 40, 100, 101])
def test_the_best_constant_by_going_through_all_draws(steps):
    """Mean and mean square of the answer over every pair of places, in fractions."""
    second = steps // 2 - 1
    mean = {"adding": Fraction(0), "multiplication": Fraction(0)}
    square = dict(mean)
    for a, j in product(range(10), range(second)):
        b = [place for place in range(steps) if place != a][j]
        chance = Fraction(1, 10 * second)
        real = (a != 0) + (b != 0)  # how many numbers are drawn values; one at least
        mean["adding"] += chance / 2
        square["adding"] += chance * (Fraction(1, 4) + Fraction(real, 3) / 16)
        mean["multiplication"] += chance * Fraction(1, 2**real)
        square["multiplication"] += chance * Fraction(1, 3**real)
    for task in mean:
        exact = (float(mean[task]), float(square[task] - mean[task] ** 2))
        assert best_constant(task, steps) == pytest.approx(exact, abs=1e-14)


@pytest.mark.parametrize("task", [adding, multiplication])
def test_the_best_constant_on_sequences(task):
    target = task(np.random.default_rng(11), 40, 40_000).target
    constant, error = best_constant(task.__name__, 40)
    assert abs(target.mean() - constant) < 0.006  # standard deviation about .001
    assert abs(np.mean((target - constant) ** 2) - error) < 0.0015


def test_one_wired_unit_adds_what_is_asked_for():
    """The input gate opens where the marker is 1 alone; the forget gate stays open."""
    W_x = np.array([[0.0, 0.0, 0.1, 0.0], [20.0, 0.0, 0.0, 0.0]])
    params = LSTMParams(W_x, np.zeros((1, 4)), np.array([-10.0, 20.0, 0.0, 20.0]))
    batch = adding(np.random.default_rng(13), 100, 300)
    h = unroll(LSTM, params, batch.x).h[batch.lengths - 1, np.arange(300)]
    outputs = 0.5 + 2.5 * h
    assert right_answers(outputs, batch.target).all()
    assert np.abs(outputs - batch.target).max() < 0.01


def test_when_adding_is_solved():
    target = np.full((2100, 1), 0.7)
    assert adding_solved(target + 0.009, target)
    assert not adding_solved(target + 0.011, target)  # all right, but not on average
    outputs = target.copy()
    outputs[:100] = 0.0
    assert adding_solved(outputs, target)  # wrong long ago
    outputs[100] = 0.74
    assert not adding_solved(outputs, target)
    assert not adding_solved(target[:1999], target[:1999])


@pytest.mark.parametrize(("wrong", "allowed"), [(12, 13), (139, 140)])
def test_when_multiplication_is_solved(wrong, allowed):
    target = np.full((2500, 1), 0.3)
    outputs = target.copy()
    outputs[:500] = 0.0
    outputs[600 : 600 + wrong] += 0.05
    assert multiplication_solved(outputs, target, allowed)
    outputs[-1] = 0.35
    assert not multiplication_solved(outputs, target, allowed)
    assert not multiplication_solved(target[:1999], target[:1999], allowed)


def test_a_right_answer_is_below_the_bound():
    assert right_answers(np.array([[0.539], [0.541], [0.459], [0.461]]), np.full((4, 1), 0.5)).tolist() == [
        True,
        False,
        False,
        True,
    ]


@pytest.mark.parametrize("task", [adding, multiplication])
def test_the_same_seed_gives_the_same_batch(task):
    one, two = (task(np.random.default_rng(5), 20, 4) for _ in range(2))
    assert all(np.array_equal(a, b) for a, b in zip(one, two, strict=True))


@pytest.mark.parametrize("task", [adding, multiplication])
@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"steps": 10}, ValueError, "^steps: expected a whole number of at least 11, got 10"),
        ({"batch_size": 0}, ValueError, "^batch_size: expected .* got 0"),
        ({"rng": 7}, TypeError, "^rng: expected a numpy.random.Generator, got int"),
    ],
)
def test_bad_input(task, arguments, error, message):
    usual = {"rng": np.random.default_rng(0), "steps": 30, "batch_size": 2}
    with pytest.raises(error, match=message):
        task(**(usual | arguments))


def test_bad_input_of_constants_and_criteria():
    with pytest.raises(ValueError, match="^task: expected one of 'adding', 'multiplication', got 'sum'"):
        best_constant("sum", 100)
    with pytest.raises(ValueError, match="^steps: expected .* got 9"):
        best_constant("adding", 9)
    with pytest.raises(ValueError, match="^wrong: expected .* got 0"):
        multiplication_solved(np.zeros((3, 1)), np.zeros((3, 1)), 0)
