"""The examples in the docstrings of pictures and widgets are true."""

import doctest
import importlib

import pytest

MODULES = (
    "draw.numbers",
    "draw.still",
    "draw.timeline.scales",
    "widgets.console.presets",
)


@pytest.mark.parametrize("name", MODULES)
def test_examples_in_docstrings(name):
    outcome = doctest.testmod(importlib.import_module(f"lstm_teach.{name}"))
    assert outcome.attempted
    assert outcome.failed == 0
