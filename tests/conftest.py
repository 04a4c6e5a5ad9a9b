"""Shared by all tests."""

import pytest

from tests.needs import required


def pytest_configure(config: pytest.Config) -> None:
    required()  # a misspelt LSTM_TEACH_REQUIRE stops the run before it starts
