"""Functions of a number as still figures."""

import numpy as np
import pytest

from lstm_teach.draw import figures
from tests.draw.test_figures import named

X = np.array([0.5, 1.0, 2.0])
NAMES = {"xlabel": "weight $w$", "ylabel": "gradient"}


def test_curves_of_one_and_of_several_runs_and_marked_places():
    one, several = np.array([1.0, 0.5, 0.25]), np.array([[1.0, 0.1, 0.2], [0.9, 0.2, 0.3]])
    ax = figures.curves(X, {"tanh": one, "linear": several}, points={"steps": [[1.0, 0.5]]}, **NAMES)
    data = named(ax)
    np.testing.assert_array_equal(data["tanh"], np.c_[X, one])
    np.testing.assert_array_equal(data["linear, 2 runs"], np.c_[X, several[0]])
    np.testing.assert_array_equal(data["_linear, run 2"], np.c_[X, several[1]])
    np.testing.assert_array_equal(data["steps"], [[1.0, 0.5]])
    assert (ax.get_xlabel(), ax.get_ylabel(), ax.get_yscale()) == ("weight $w$", "gradient", "linear")
    assert [t.get_text() for t in ax.get_legend().get_texts()] == ["tanh", "linear, 2 runs", "steps"]
    text = figures.describe(ax)
    assert text.startswith("gradient against weight w.")
    assert "linear, run 2: 0.9 at 0.5, 0.3 at 2, between 0.2 and 0.9." in text
    assert "steps: at 1 0.5." in text


def test_places_are_described_by_where_they_are_and_a_level_line_by_one_number():
    seeds = [[0.5, 1.0], [2.0, 0.6], [0.5, 0.8], [2.0, 0.4], [0.5, 0.9]]
    ax = figures.curves(X, {"chance": np.full(3, 0.5)}, points={"every seed": seeds}, **NAMES)
    text = figures.describe(ax)
    assert text.startswith("gradient against weight w.")
    assert "every seed: at 0.5 0.8, 0.9, 1; at 2 0.4, 0.6." in text
    assert "chance: 0.5." in text


def test_a_logarithmic_axis_and_numbers_far_from_one():
    ax = figures.curves(X, {"linear": np.array([1.6e-8, 1.0, 2.0**60])}, log=True, **NAMES)
    assert ax.get_yscale() == "log"
    assert "1.6 × 10⁻⁸ at 0.5, 1.2 × 10¹⁸ at 2" in figures.describe(ax)


def test_an_axes_given_is_drawn_on_and_returned():
    ax = figures.axes()
    assert figures.curves(X, {"a": X}, ax, **NAMES) is ax


@pytest.mark.parametrize(
    ("series", "points", "message"),
    [
        ({}, None, "series: expected at least one"),
        ({"a": [1.0, 2.0]}, None, r"series\['a'\]: expected N = 3 values for each run, got \(1, 2\)"),
        ({"a": X}, {"b": [1.0, 2.0]}, r"points\['b'\]: expected shape \(places, 2\), got \(2,\)"),
    ],
)
def test_sizes_that_do_not_fit_are_named(series, points, message):
    with pytest.raises(ValueError, match=message):
        figures.curves(X, series, points=points, **NAMES)
