"""Processes of this machine, by Pebble: a trial that kills or blocks its process costs itself alone."""

from __future__ import annotations

import multiprocessing
import os
import pickle
import threading
from collections.abc import Callable
from concurrent.futures import Future, wait
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import connection
from multiprocessing.context import SpawnContext, SpawnProcess
from typing import Any

from pebble import ProcessExpired, ProcessPool

from lstm_teach.experiments.calling import Report, call_elsewhere, crashed, timed_out
from lstm_teach.experiments.trial import Trial
from lstm_teach.experiments.workers import TICK, Workers

NO_CODE = 256  # no system has it as an exit code


class _Process(SpawnProcess):
    """Never seen to end with 0: Pebble takes that for the end of an idle process, and forgets its trial."""

    @property
    def exitcode(self) -> int | None:
        code = super().exitcode
        return NO_CODE if code == 0 else code


class _Context(SpawnContext):
    """Processes start afresh on every system: a fork of one with threads, such as a kernel's, may hang."""

    Process = _Process


class Processes(Workers):
    """Processes that a run starts and ends; under `with` they stay from one run to the next.

    Each is a Pebble pool of one process that has one trial at a time. In a larger pool Pebble may see
    that a process died before it has read which trial that had taken, and then waits for it for ever.
    """

    def __init__(self, count: int) -> None:
        self.size, self._kept = count, False
        self._idle: list[ProcessPool] = []
        self._busy: dict[Future[Any], tuple[ProcessPool, float | None]] = {}

    def __enter__(self) -> Processes:
        self._kept = True
        return self

    def __exit__(self, *error: object) -> None:
        self._kept = False
        self.close(at_once=True)

    def start(self) -> None:
        if self._idle:
            return
        self._idle = [_new_pool() for _ in range(self.size)]
        asked = [self._schedule(None, dict) for _ in range(self.size)]
        while wait(asked, timeout=TICK).not_done:
            self.look()
        if any(self.report(future, alone=False) is None for future in asked):
            self.close(at_once=True)
            raise RuntimeError(
                "executor: expected worker processes that start, got some that died before they ran a trial. "
                "Remedy: in a script, call run under `if __name__ == '__main__':`"
            )

    def submit(self, trial: Trial, timeout: float | None) -> Future[Any]:
        return self._schedule(timeout, call_pickled, pickle.dumps(trial))

    def _schedule(self, timeout: float | None, function: Callable[..., Any], *args: Any) -> Future[Any]:
        pool = self._idle.pop()
        if not pool.active:  # it broke by its last trial
            _end([pool])
            pool = _new_pool()
        future: Future[Any] = pool.schedule(function, args, timeout=timeout)
        self._busy[future] = pool, timeout
        return future

    def look(self) -> None:
        """Pebble ends what hangs, but a pool that breaks may leave its trial open."""
        for future, (pool, _) in self._busy.items():
            if not (future.done() or pool.active):
                _end([pool])  # and with it the threads that might still set the future
                if not future.done():
                    future.set_exception(BrokenProcessPool())

    def report(self, future: Future[Any], alone: bool) -> Report | None:
        pool, timeout = self._busy.pop(future)
        self._idle.append(pool)
        error = future.exception()
        if isinstance(error, TimeoutError) and timeout is not None:
            return timed_out(timeout, timeout)
        if isinstance(error, ProcessExpired):
            return crashed(f"exit code {0 if error.exitcode == NO_CODE else error.exitcode}")
        if isinstance(error, BrokenProcessPool):  # perhaps the process died before it had this trial
            return crashed("exit code not known") if alone else None
        return super().report(future, alone)

    def close(self, at_once: bool) -> None:
        """`at_once` ends also processes that are to stay."""
        if at_once or not self._kept:
            _end([*self._idle, *(pool for pool, _ in self._busy.values())])
            self._idle, self._busy = [], {}


def _new_pool() -> ProcessPool:
    return ProcessPool(1, initializer=_follow_parent, context=_Context())


def _end(pools: list[ProcessPool]) -> None:
    for pool in pools:
        pool.stop()  # all of them first, because each takes a moment
    for pool in pools:
        pool.join()


def _follow_parent() -> None:
    """In a new process: see to it that this ends when its parent is gone, also while a trial runs."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_after, args=(parent.sentinel,), daemon=True).start()


def _end_after(sentinel: int) -> None:
    connection.wait([sentinel])
    os._exit(1)


def call_pickled(pickled: bytes) -> Report:
    """`call_elsewhere`, unpickled here: where Pebble does it, a function not found kills the process."""
    return call_elsewhere(pickle.loads(pickled))
