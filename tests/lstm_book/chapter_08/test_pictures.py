"""The figures say their numbers."""

import numpy as np

from lstm_book.chapter_08 import pictures


def test_the_operation_says_its_three_correlations():
    target = np.linspace(0, 1, 50)
    second = np.where(np.arange(50) % 2, 1.0, -1.0)
    alt = pictures.operation_figure(target, second, target, second).alt
    assert "50 sequences" in alt
    assert "on the diagonal, correlation 1.00" in alt
    assert f"a cloud, correlation {np.corrcoef(target, second)[0, 1]:.2f}" in alt
    assert alt.endswith("against the second number: a line, correlation 1.00.")


def test_the_errors_by_length_are_said():
    errors = np.array([[0.0001, 0.5], [0.0002, 0.7]])
    alt = pictures.lengths_figure((100, 500), errors, errors / 2, np.array([3e-6, 4e-6]), 0.04).alt
    assert "at 100 0.0001 to 0.0002, frozen 5e-05 to 0.0001, by hand 3e-06" in alt
    assert "at 500 0.5 to 0.7" in alt
    assert "A constant: 0.040" in alt
