"""Executors that stay for all tests of a file."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from lstm_teach.experiments import local_processes
from tests.needs import need


@pytest.fixture(scope="module")
def threads():
    """Start two threads."""
    with ThreadPoolExecutor(2) as executor:
        yield executor


@pytest.fixture(scope="module")
def processes():
    """Start two processes of this machine."""
    need("pebble")
    with local_processes(2) as executor:
        yield executor


@pytest.fixture(scope="module")
def dask():
    """Start a Dask cluster of two processes, each with a nanny that brings it back."""
    distributed = need("dask")
    from dask import config  # not above: Dask may be absent

    settings = {
        # A worker that starts anew when Dask looks, 15 s after an earlier death, would be given up for good.
        "distributed.deploy.lost-worker-timeout": "1 hour",
        # Each death costs the test a second; and the fewer are allowed, the more are blamed that did nothing.
        "distributed.scheduler.allowed-failures": 1,
    }
    # Any free port: None means the usual one, and Dask warns where another cluster has it.
    options = {"n_workers": 2, "threads_per_worker": 1, "dashboard_address": ":0", "host": "127.0.0.1"}
    with (
        config.set(settings),
        distributed.LocalCluster(**options) as cluster,
        distributed.Client(cluster) as client,
    ):
        yield client.get_executor()
        client.wait_for_workers(2, timeout=60)  # Dask fails to close a cluster while a worker starts anew
