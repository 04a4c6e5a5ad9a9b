"""The call of a trial, in whatever process: its generator, one BLAS thread, what it raises, and Ctrl-C."""

from __future__ import annotations

import contextlib
import signal
import threading
import time
import traceback
from collections.abc import Iterator
from typing import Any

import numpy as np
from threadpoolctl import threadpool_limits

from lstm_teach.experiments.outcome import CRASHED, FINISHED, RAISED, TIMED_OUT, plain_result
from lstm_teach.experiments.trial import Trial

Report = dict[str, Any]  # what became of a trial: the fields of an `Outcome` that are not the trial's


def call(trial: Trial) -> Report:
    """Call the trial's function; whatever it raises becomes a report, but an interrupt is passed on."""
    start = time.perf_counter()
    try:
        # A reader's np.seterr must not decide what a trial gives: workers would not have it.
        with np.errstate(divide="warn", over="warn", under="ignore", invalid="warn"):
            value = trial.function(np.random.default_rng(trial.seed), **trial.settings)
        report = {"status": FINISHED, "result": plain_result(value)}
    except (Exception, SystemExit) as error:
        report = raised(error)
    return {**report, "seconds": time.perf_counter() - start}


def call_elsewhere(trial: Trial) -> Report:
    """`call`, in a process or a thread of any executor."""
    # For good: to restore it would disturb other threads. In the process that waits, `run` restores it.
    threadpool_limits(limits=1)
    return call(trial)


def raised(error: BaseException) -> Report:
    """Return the report of an exception; its text alone, because not every exception can be sent."""
    try:
        text = f"{type(error).__name__}: {error}"
        lines = "".join(traceback.format_exception(error))
    except Exception as second:  # the exception's own __str__ may be broken
        text = lines = f"{type(error).__name__}, whose text could not be made: {type(second).__name__}"
    return {"status": RAISED, "error": text, "traceback": lines}


def crashed(how: str) -> Report:
    """Return the report of a trial that took its process with it."""
    return {"status": CRASHED, "error": f"its process died: {how}"}


def timed_out(timeout: float, seconds: float) -> Report:
    """Return the report of a trial whose process was ended after some seconds."""
    error = f"it ran for more than {timeout:g} s and was ended"
    return {"status": TIMED_OUT, "error": error, "seconds": seconds}


class Interrupts:
    """Ctrl-C during a run: noted, and raised only while a trial runs in this very process.

    Raised anywhere, it could fall between the end of a trial and the writing of its result. And a
    trial function may swallow it, as `lstm_teach.train` does: its result is then not that of the
    trial. A second Ctrl-C is raised at once.
    """

    def __init__(self) -> None:
        self.seen = self._raising = False
        self._before: Any = None

    def __enter__(self) -> Interrupts:
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
