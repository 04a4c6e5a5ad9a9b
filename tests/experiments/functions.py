"""Trial functions: worker processes import them from here."""

import os
import signal
import sys
import time
import warnings
from pathlib import Path

import numpy as np
from threadpoolctl import threadpool_info

from lstm_teach import SGD, train


def walk(rng, *, steps=20, size=120, scale=1.0):
    """Products of random matrices: every digit depends on the seed, and on how BLAS splits its sums."""
    a = np.eye(size)
    for _ in range(steps):
        a = np.tanh(scale * a @ rng.standard_normal((size, size)) / np.sqrt(size))
    return {"mean": a.mean(), "first": a[0, :3], "trace": float(np.trace(a)), "solved": bool(a[0, 0] > 0)}


def count(rng, *, log, seconds=0.0, x=0):
    """Leave a line in a file for every time that it is run, with the number of the process."""
    with Path(log).open("a") as stream:
        stream.write(f"{os.getpid()}\n")
    time.sleep(seconds)
    return {"draw": rng.random(), "x": x}


def die_once(rng, *, flag):
    """Kill the own process, the first time only."""
    path = Path(flag)
    if not path.exists():
        path.touch()
        end_this_process()
    return {"draw": rng.random()}


def die(rng, *, after=None, code=None):
    """End the own process, by a signal or with an exit code; if so wished only when a file has a line."""
    while after is not None and not (Path(after).exists() and Path(after).stat().st_size):
        time.sleep(0.01)
    if code is not None:
        os._exit(code)
    end_this_process()


def end_this_process():
    """End this process as the system does: nothing is cleaned up."""
    os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM))


def spin(rng, *, seconds=600.0):
    """Compute without end, as a training loop would."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        pass
    return {"draw": rng.random()}


def sleep(rng, *, seconds=600.0):
    """Wait in a call of the system, where no Python code runs."""
    time.sleep(seconds)
    return {"draw": rng.random()}


def fail(rng, *, kind):
    """Raise an exception of some kind."""
    if kind == "exit":
        sys.exit(3)
    if kind == "unsendable":
        raise Unsendable(lambda: None)
    if kind == "no text":
        raise NoText
    raise ValueError(f"a bad {kind}")


class Unsendable(Exception):
    """Pickles as little as what it holds."""


class NoText(Exception):
    """Its text cannot be made."""

    def __str__(self):
        raise RuntimeError


def odd(rng, *, kind):
    """Return something that a line of JSON cannot hold."""
    return {"object": object(), "set": {"a": {1}}, "key": {1: 2}, "complex": {"a": 1j}, "none": None}[kind]


def special(rng):
    """Return floats that are easily lost in a file."""
    return {"values": [0.1 + 0.2, -0.0, 5e-324, 1.7976931348623157e308, np.inf, -np.inf, np.nan, np.pi]}


def threads(rng):
    """Return how many threads each BLAS may use."""
    return {"threads": [pool["num_threads"] for pool in threadpool_info() if pool["user_api"] == "blas"]}


def overflow(rng):
    """Overflow; with np.seterr(all="raise") this raises."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        return {"value": np.exp(np.float64(1000.0))}


def interrupt(rng, *, swallow, x):
    """Send Ctrl-C to the own process at the third trial; swallow it, as `lstm_teach.train` does, or not."""
    if x == 2 and swallow:
        params, history = train(np.ones(1), _interrupted_gradient, iter(int, 1), SGD(0.1), steps=3)
        return {"updates": len(history), "x": x}
    if x == 2:
        signal.raise_signal(signal.SIGINT)
    return {"draw": rng.random(), "x": x}


def _interrupted_gradient(params, batch):
    signal.raise_signal(signal.SIGINT)
    return 1.0, params


class Holder:
    """A function may stand in a class."""

    @staticmethod
    def inner(rng, *, a=1):
        """Return a number."""
        return {"draw": rng.random()}

    def bound(self, rng):
        """No trial function: it needs an object."""
