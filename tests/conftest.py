"""Shared by all tests."""

import signal
import threading

import hypothesis
import pytest

from tests.needs import required

# No deadlines: how long an example takes depends on what else the machine does.
hypothesis.settings.register_profile("lstm_teach", deadline=None)
hypothesis.settings.load_profile("lstm_teach")


def pytest_configure(config: pytest.Config) -> None:
    required()  # a misspelt LSTM_TEACH_REQUIRE stops the run before it starts
    # A shell that starts the tests in the background has them ignore what the keyboard says.
    if (
        signal.getsignal(signal.SIGINT) == signal.SIG_IGN
        and threading.current_thread() is threading.main_thread()
    ):
        signal.signal(signal.SIGINT, signal.default_int_handler)
