"""Where trials run: here, in a pool of processes, or wherever another executor takes them."""

from __future__ import annotations

import contextlib
import os
import pickle
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor
from pathlib import Path
from typing import Any

from lstm_teach.experiments.calling import call_elsewhere, call_in_pool, this_process
from lstm_teach.experiments.trial import Trial
from lstm_teach.validation import positive_int

Make = Callable[[], Executor]


class Workers:
    """Any executor. It is not known where its trials run, so none can be timed or ended.

    Parameters
    ----------
    executor : Executor
    make : callable, optional
        Makes another one when this one breaks. One that was made here is also shut down here.
    """

    can_end = False  # whether a trial that hangs can be ended
    lost: tuple[type[BaseException], ...] = (BrokenExecutor,)  # what says that a trial's process died
    shared_fate = True  # one process that dies takes all running trials with it

    def __init__(self, executor: Executor, make: Make | None) -> None:
        self.executor, self.make = executor, make
        self.own = make is not None

    @property
    def size(self) -> int:
        """How many trials to hand over at a time; not more than run, so that the others stay out of harm."""
        return int(getattr(self.executor, "_max_workers", None) or os.cpu_count() or 1)

    def submit(self, trial: Trial, token: str) -> Future[Any]:
        """Hand a trial over; `token` names this attempt."""
        return self.executor.submit(call_elsewhere, trial, this_process())

    def running_for(self, token: str) -> float | None:
        """Seconds since an attempt began to run, or None if it has not begun."""
        return None

    def end(self, token: str, future: Future[Any]) -> None:
        """End the process that runs an attempt."""
        raise NotImplementedError

    def check_alive(self) -> None:
        """Raise if no worker starts at all: then no trial is to blame."""

    def wake(self) -> None:
        """Make the executor look at its processes once more, some time after trials were handed over."""

    def renew(self) -> None:
        """Put a new executor in the place of the broken one."""
        if self.make is None:
            raise BrokenExecutor(
                f"executor: the {type(self.executor).__name__} broke and cannot be replaced. "
                "Remedy: give a function that makes one, executor=lambda: ..."
            )
        self.executor.shutdown(wait=False, cancel_futures=True)
        self.executor, self.own = self.make(), True

    def close(self, at_once: bool) -> None:
        """Shut down what was made here; `at_once` without waiting for trials that run."""
        if self.own:
            self.executor.shutdown(wait=not at_once, cancel_futures=True)


class Pool(Workers):
    """Worker processes of a ProcessPoolExecutor."""

    can_end = True
    executor: ProcessPoolExecutor

    def __init__(self, executor: ProcessPoolExecutor, make: Make | None) -> None:
        super().__init__(executor, make)
        self.make = make or _like(executor)
        self._marks = Path(tempfile.mkdtemp(prefix="lstm_teach-trials-"))

    def submit(self, trial: Trial, token: str) -> Future[Any]:
        """As `Workers.submit`."""
        mark = str(self._marks / token)
        return self.executor.submit(call_in_pool, pickle.dumps(trial), this_process(), mark)

    def running_for(self, token: str) -> float | None:
        """As `Workers.running_for`."""
        mark = self._mark(token)
        return None if mark is None else time.monotonic() - mark[1]

    def end(self, token: str, future: Future[Any]) -> None:
        """As `Workers.end`. The pool breaks by it."""
        mark = self._mark(token)
        if mark is not None and not future.done():
            _kill(mark[0])

    def _mark(self, token: str) -> tuple[int, float] | None:
        try:
            number, since = (self._marks / token).read_text(encoding="ascii").split()
        except (OSError, ValueError):  # not begun, ended, or just being written
            return None
        return int(number), float(since)

    def check_alive(self) -> None:
        """As `Workers.check_alive`. A pool that came broken is replaced first."""
        for attempt in range(2):
            try:
                self.executor.submit(os.getpid).result()
                return
            except BrokenExecutor as error:
                if attempt:
                    raise RuntimeError(
                        "executor: expected worker processes that start, got a pool whose processes died "
                        "before they ran a trial. Remedy: in a script, call run under "
                        "`if __name__ == '__main__':`; in a pool with an initializer, see whether that fails"
                    ) from error
                self.renew()

    def wake(self) -> None:
        """As `Workers.wake`.

        `ProcessPoolExecutor.submit` wakes the thread that watches the processes, and starts a process only
        then. If the thread is quick it does not know the new one, and waits for ever when that dies.
        """
        with contextlib.suppress(BrokenExecutor):
            self.executor.submit(os.getpid)

    def close(self, at_once: bool) -> None:
        """As `Workers.close`."""
        if self.own and at_once:
            # The pool offers this as a method from Python 3.14 on.
            for process in list((getattr(self.executor, "_processes", None) or {}).values()):
                process.kill()
        super().close(at_once)
        shutil.rmtree(self._marks, ignore_errors=True)


def _like(pool: ProcessPoolExecutor) -> Make:
    """Return a function that makes pools of the same size and kind. Python keeps these settings private."""
    settings = {
        "max_workers": pool._max_workers,  # type: ignore[attr-defined]
        "mp_context": pool._mp_context,  # type: ignore[attr-defined]
        "initializer": pool._initializer,  # type: ignore[attr-defined]
        "initargs": pool._initargs,  # type: ignore[attr-defined]
        "max_tasks_per_child": pool._max_tasks_per_child,  # type: ignore[attr-defined]
    }
    return lambda: ProcessPoolExecutor(**settings)


def _kill(number: int) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):  # it is gone, or going
        os.kill(number, getattr(signal, "SIGKILL", signal.SIGTERM))  # Windows has but the latter, as hard


def check_main(trials: list[Trial]) -> None:
    """Raise if worker processes could not find a function because a notebook or a prompt defines it."""
    inside = [trial for trial in trials if trial.function.__module__ == "__main__"]
    if inside and not hasattr(sys.modules["__main__"], "__file__"):
        name = inside[0].function.__qualname__
        raise ValueError(
            f"trials: expected functions that worker processes can import, got {name}, which this notebook "
            "defines: a new process starts without the notebook's definitions. "
            f"Remedy: write {name} into a file beside the notebook (%%writefile my_trials.py) and import it "
            "from there, or leave out executor"
        )


def local_processes(count: int | None = None) -> Callable[[], ProcessPoolExecutor]:
    """Return a function that makes a pool of processes on this machine, for `run`.

    The processes start afresh (method "spawn", the same on every system): a fork of a process with
    threads, such as a notebook's kernel, may hang.

    Parameters
    ----------
    count : int, optional
        Not given: as many as there are cores for this process.

    Raises
    ------
    ValueError
        If `count` is below 1.
    """
    import multiprocessing

    count = _cores() if count is None else positive_int("count", count)
    context = multiprocessing.get_context("spawn")
    return lambda: ProcessPoolExecutor(count, mp_context=context)


def _cores() -> int:
    available = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(available, 61)  # Windows waits for no more


def workers_for(executor: Any, trials: list[Trial]) -> Workers:
    """Return the workers of an executor, or of one that a function makes."""
    make = None
    if not isinstance(executor, Executor):
        if not callable(executor):
            raise TypeError(
                "executor: expected a concurrent.futures.Executor or a function that makes one, "
                f"got {type(executor).__name__}. Remedy for Dask: client.get_executor()"
            )
        make, executor = executor, executor()
        if not isinstance(executor, Executor):
            raise TypeError(
                "executor: expected a function that makes an Executor, "
                f"got one that made {type(executor).__name__}"
            )
    if isinstance(executor, ProcessPoolExecutor):
        check_main(trials)
        return Pool(executor, make)
    if type(executor).__module__.split(".")[0] == "distributed":
        from lstm_teach.experiments.dask_workers import DaskWorkers

        return DaskWorkers(executor, make)
    return Workers(executor, make)
