"""What runs in the process of a trial: make its generator, hold BLAS to one thread, call, catch."""

from __future__ import annotations

import contextlib
import os
import pickle
import secrets
import signal
import threading
import time
import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from threadpoolctl import threadpool_limits

from lstm_teach.experiments.outcome import FINISHED, RAISED, plain_result
from lstm_teach.experiments.trial import Trial

# Another process has another token, or (forked) another number.
_TOKEN = secrets.token_hex(8)


class Report(NamedTuple):
    """What comes back from the process of a trial."""

    status: str
    result: dict[str, Any]
    error: str
    traceback: str
    seconds: float


def this_process() -> tuple[str, int]:
    """Return what tells this process from all others, also from those of other machines."""
    return _TOKEN, os.getpid()


def call(trial: Trial) -> Report:
    """Call the trial's function; whatever it raises becomes a report, but an interrupt is passed on."""
    start = time.perf_counter()
    try:
        # A reader's np.seterr must not decide what a trial gives: workers would not have it.
        with np.errstate(divide="warn", over="warn", under="ignore", invalid="warn"):
            value = trial.function(np.random.default_rng(trial.seed), **trial.settings)
        result = plain_result(value)
    except (Exception, SystemExit) as error:
        return raised(error, time.perf_counter() - start)
    return Report(FINISHED, result, "", "", time.perf_counter() - start)


def raised(error: BaseException, seconds: float = 0.0) -> Report:
    """Return the report of an exception; its text alone, because not every exception can be sent."""
    try:
        text = f"{type(error).__name__}: {error}"
        lines = "".join(traceback.format_exception(error))
    except Exception as second:  # the exception's own __str__ may be broken
        text = lines = f"{type(error).__name__}, whose text could not be made: {type(second).__name__}"
    return Report(RAISED, {}, text, lines, seconds)


def call_elsewhere(trial: Trial, home: tuple[str, int]) -> Report:
    """`call`, in a process or a thread of any executor; `home` is the process that waits for the report."""
    if this_process() != home:
        # For good: to restore it would disturb other threads. `home` itself is limited by `run`.
        threadpool_limits(limits=1)
    return call(trial)


def call_in_pool(pickled: bytes, home: tuple[str, int], mark: str) -> Report:
    """`call`, in a worker of a process pool; the file `mark` says who runs it, and since when.

    The trial comes pickled: where the pool itself unpickles it, a function that the worker does not find
    kills the worker.
    """
    _settle()
    path = Path(mark)
    path.write_text(f"{os.getpid()} {time.monotonic()}", encoding="ascii")  # one clock for all processes
    try:
        trial = pickle.loads(pickled)
    except Exception as error:
        return raised(error)
    try:
        return call_elsewhere(trial, home)
    finally:
        with contextlib.suppress(OSError):  # the folder is gone if the run was ended
            path.unlink()


_settled: set[int] = set()


def _settle() -> None:
    """Once in each worker: leave Ctrl-C to the parent, and end when the parent is gone."""
    if os.getpid() in _settled:
        return
    _settled.add(os.getpid())
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_follow_parent, daemon=True).start()


def _follow_parent() -> None:
    import multiprocessing
    from multiprocessing.connection import wait

    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)  # a worker of a killed parent waits for ever


class Interrupts:
    """Ctrl-C during a run: noted, and raised only while a trial runs in this very process.

    Raised anywhere, it could fall between the end of a trial and the writing of its result. And a
    trial function may swallow it, as `lstm_teach.train` does: its result is then not that of the
    trial. A second Ctrl-C is raised at once.
    """

    def __init__(self) -> None:
        self.seen = False
        self._raising = False

    def __enter__(self) -> Interrupts:
        self._before: Any = None
        if threading.current_thread() is threading.main_thread():
            self._before = signal.getsignal(signal.SIGINT)
            if callable(self._before):
                signal.signal(signal.SIGINT, self._note)
        return self

    def __exit__(self, *error: object) -> None:
        if callable(self._before):
            signal.signal(signal.SIGINT, self._before)

    def _note(self, number: int, frame: Any) -> None:
        again, self.seen = self.seen, True
        if self._raising or again:
            self._before(number, frame)

    @contextlib.contextmanager
    def raising(self) -> Iterator[None]:
        """Let Ctrl-C through, as KeyboardInterrupt."""
        self._raising = True
        try:
            if self.seen:
                raise KeyboardInterrupt
            yield
        finally:
            self._raising = False
