"""Shared by all tests."""

import signal
import threading
from collections.abc import Iterator

import comm
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


@pytest.fixture(autouse=True)
def no_kernel_in_this_process() -> Iterator[None]:
    """What makes a kernel here, or imports its class, takes the widgets' messages from all tests after it."""
    before = comm.create_comm
    yield
    found, comm.create_comm = comm.create_comm, before
    assert found is before, "a test made this process a kernel: let another process import ipykernel.ipkernel"
