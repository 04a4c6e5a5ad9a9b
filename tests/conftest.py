"""Shared by all tests."""

import os

import pytest

from tests.needs import required

# Progress bars would stand in the notebooks' outputs, also where pytest is called without run.py.
os.environ.setdefault("LSTM_TEACH_PROGRESS", "off")


def pytest_configure(config: pytest.Config) -> None:
    required()  # a misspelt LSTM_TEACH_REQUIRE stops the run before it starts
