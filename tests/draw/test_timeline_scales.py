"""Where steps and values stand, and back from a place to the step and the value."""

import numpy as np
import pytest

from lstm_teach.draw import Row, Signal, theme
from lstm_teach.draw.timeline import Axis, Lanes, even_log_limits, limits, log_limits, round_limit
from lstm_teach.draw.timeline.rows import KINDS, stacked

AXES = [Axis(1, 560.0), Axis(7, 500.0, 0), Axis(500, 700.0, left=128.0, right=104.0)]


def row(low=-1.0, high=1.0, T=3, **options):
    return Row("state", (Signal("h", np.zeros(T), "hidden"),), low, high, **options)


def lanes_axis():
    return Lanes([row(T=40)]).axis


@pytest.mark.parametrize("axis", [*AXES, lanes_axis()])
def test_a_step_is_found_again_where_it_is_drawn(axis):
    steps = range(axis.first, axis.last + 1)
    assert axis.last - axis.first == axis.T - 1
    assert [axis.step_at(axis.x(t)) for t in steps] == list(steps)
    np.testing.assert_array_equal(axis.xs, [axis.x(t) for t in steps])
    near = 0.499 * axis.pitch
    assert all(axis.step_at(axis.x(t) + shift) == t for t in steps for shift in (-near, near))
    assert [axis.step_at(x) for x in (-1e6, axis.left - 1, axis.end + 1, 1e6)] == [
        *(axis.first, axis.first, axis.last, axis.last)
    ]
    assert axis.x(axis.first) - axis.pitch / 2 == pytest.approx(axis.left)
    assert axis.x(axis.last) + axis.pitch / 2 == pytest.approx(axis.end)
    assert axis.pitch * axis.T == pytest.approx(axis.span)


@pytest.mark.parametrize(
    ("first", "T", "ticks"),
    [(1, 3, [1, 2, 3]), (0, 3, [0, 1, 2]), (1, 12, [1, 5, 10]), (0, 12, [0, 5, 10]), (3, 9, [3, 5, 10])],
)
def test_ticks_are_round_numbers_and_the_first_step(first, T, ticks):
    axis = Axis(T, 50.0 + 20 * T, first)
    assert axis.ticks(20 if len(ticks) == T else 60) == ticks


@pytest.mark.parametrize("top", [0.0, 31.5])
def test_a_value_is_found_again_where_it_is_drawn(top):
    linear = row(-2.0, 6.0, height=50.0, top=top)
    values = np.array([-2.0, 0.0, 0.3, 6.0])
    np.testing.assert_allclose(linear.y(values), top + 50.0 * (6.0 - values) / 8.0)
    np.testing.assert_allclose([linear.value_at(y) for y in linear.y(values)], values, atol=1e-12)
    assert (linear.y(-3.0), linear.y(7.0)) == (linear.bottom, linear.top)
    assert (linear.value_at(top - 9), linear.value_at(top + 59)) == (6.0, -2.0)
    assert np.isnan(linear.y(np.nan))


@pytest.mark.parametrize("top", [0.0, 31.5])
def test_a_magnitude_is_found_again_where_it_is_drawn(top):
    log = row(-3.0, 1.0, height=40.0, top=top, log=True)
    values = np.array([10.0, 1.0, -0.5, 1e-3])
    np.testing.assert_allclose(log.y(values), top + 10.0 * (1.0 - np.log10(np.abs(values))), atol=1e-12)
    np.testing.assert_allclose([log.value_at(y) for y in log.y(values)], np.abs(values), rtol=1e-12)
    assert (log.y(0.0), log.y(1e-9), log.y(-1e9)) == (log.bottom, log.bottom, log.top)
    assert log.y_of_power(-1.0) == log.y(0.1) == top + 20.0
    assert (log.value_at(top - 9), log.value_at(top + 49)) == (10.0, 1e-3)


def test_rows_stand_under_each_other_and_say_where():
    rows, T = stacked([row(height=30.0), row(height=20.5), row(height=1.0)], 19.0, 7.0)
    assert T == 3
    assert [(one.top, one.bottom) for one in rows] == [(19.0, 49.0), (56.0, 76.5), (83.5, 84.5)]
    axis = Axis(T, 560.0)
    assert rows[1].rectangle(axis) == (axis.left, 56.0, axis.end - axis.left, 20.5)


def test_signals_of_different_lengths_are_refused():
    with pytest.raises(ValueError, match=r"rows: expected signals of one length T, got \[2, 3\]"):
        Lanes([row(T=2), row(T=3)])
    with pytest.raises(ValueError, match="rows: .* got none"):
        Lanes([])


@pytest.mark.parametrize("kind", KINDS)
def test_a_signal_has_its_kind_and_the_colour_of_its_role(kind):
    signal = Signal("h", np.array([1, 0]), "hidden", kind=kind)
    assert (signal.kind, signal.colour) == (kind, theme.VERMILLION)
    assert signal.values.dtype == float


@pytest.mark.parametrize(
    ("value", "end"), [(0.0, 0.1), (0.3, 0.3), (0.31, 0.5), (7, 10), (501, 1000), (2e9, 1e10)]
)
def test_ends_of_ranges_are_easily_read(value, end):
    assert round_limit(value) == pytest.approx(end)
    assert round_limit(-value) == pytest.approx(end)
    assert limits(np.array([value, -value / 3, np.nan])) == (-round_limit(value), round_limit(value))


def test_a_range_is_not_smaller_than_asked_for():
    assert limits(np.array([0.2]), 1.0) == (-1.0, 1.0)
    assert limits(np.array([np.nan]), 0.5) == (-0.5, 0.5)


def test_logarithmic_ranges_hold_all_magnitudes_up_to_twelve_powers_of_ten():
    assert log_limits(np.array([0.0, -20.0]), np.array([[0.003], [np.nan]])) == (-3.0, 2.0)
    assert log_limits(np.array([1e-40, 1.0])) == (-12.0, 0.0)
    assert log_limits(np.array([1.0])) == (-1.0, 0.0)
    assert log_limits(np.zeros(2)) == (-1.0, 0.0)


def test_an_even_logarithmic_range_has_1_in_its_middle():
    assert even_log_limits(np.array([0.5]), np.array([0.0, -3e4, np.nan])) == (-5.0, 5.0)
    assert even_log_limits(np.array([1e-7])) == (-10.0, 10.0)
    assert even_log_limits(np.array([1e-305, 1.0])) == (-300.0, 300.0)
    assert even_log_limits(np.zeros(2)) == (-1.0, 1.0)
