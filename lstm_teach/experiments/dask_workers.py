"""Trials on a Dask cluster: Dask brings a dead worker back and its trials to other workers."""

from __future__ import annotations

import itertools
import math
import os
import secrets
import signal
import time
from concurrent.futures import Executor, Future
from typing import Any

from distributed import KilledWorker, get_worker

from lstm_teach.experiments.calling import Report, call_elsewhere, crashed, timed_out
from lstm_teach.experiments.trial import Trial
from lstm_teach.experiments.workers import Workers

PATIENCE = 10.0  # seconds for the scheduler to forget a trial


class DaskWorkers(Workers):
    """The workers of a Dask client."""

    def __init__(self, executor: Executor) -> None:
        super().__init__(executor)
        self.size = 1000  # Dask queues them itself, and a cluster that grows has to see that some wait
        self._client: Any = executor._client  # type: ignore[attr-defined]  # it has no public name
        self._topic = f"lstm_teach-trials-{secrets.token_hex(8)}"
        self._keys = map(f"{self._topic}-{{}}".format, itertools.count())
        self._timed: dict[Future[Any], tuple[str, float]] = {}  # key and timeout
        self._ended: dict[Future[Any], Report] = {}
        self._news: dict[str, tuple[float, dict[str, Any]]] = {}  # by key: since when it runs, and where
        self._client.subscribe_topic(self._topic, self._note)

    def _note(self, event: tuple[float, dict[str, Any]]) -> None:
        """Take news of a trial that begins to run; by this clock, because those of other machines differ."""
        self._news[event[1]["key"]] = time.monotonic(), event[1]

    def submit(self, trial: Trial, timeout: float | None) -> Future[Any]:
        key = next(self._keys)
        future: Future[Any] = self.executor.submit(call_on_dask, trial, self._topic, key=key)
        if timeout is not None:
            self._timed[future] = key, timeout
        return future

    def look(self) -> None:
        for future, (key, timeout) in [*self._timed.items()]:
            since, news = self._news.get(key, (math.inf, {}))
            seconds = time.monotonic() - since
            if seconds > timeout and not future.done():
                del self._timed[future]
                self._ended[future] = timed_out(timeout, seconds)
                self._end(future, **news)

    def _end(self, future: Future[Any], key: str, worker: str, process: int, nanny: bool) -> None:
        """End the process that runs a trial. Without a nanny it goes on: Dask cannot end it."""
        future.cancel()
        give_up = time.monotonic() + PATIENCE
        while any(key in keys for keys in self._client.processing().values()):
            # Ended while the scheduler still wants it, it would be run again elsewhere.
            if time.monotonic() > give_up:
                return
            time.sleep(0.01)
        if nanny:
            # By the nanny, on its machine. Dask's own way of restarting a worker asks it first, for seconds.
            hard = getattr(signal, "SIGKILL", signal.SIGTERM)  # Windows has but the latter, as hard
            self._client.run(os.kill, process, hard, workers=[worker], nanny=True, on_error="ignore")

    def report(self, future: Future[Any], alone: bool) -> Report | None:
        self._timed.pop(future, None)
        error = None if future.cancelled() else future.exception()
        lost = isinstance(error, KilledWorker)
        if future in self._ended and (lost or future.cancelled()):
            return self._ended[future]
        if lost:  # beside a trial that kills its worker, any may lose all its attempts
            return crashed(f"KilledWorker: {error}") if alone else None
        return super().report(future, alone)

    def close(self, at_once: bool) -> None:
        self._client.unsubscribe_topic(self._topic)


def call_on_dask(trial: Trial, topic: str) -> Report:
    """`call_elsewhere`, on a worker of Dask, after telling the client who runs it."""
    worker = get_worker()
    nanny = worker.nanny is not None
    news = {"worker": worker.address, "nanny": nanny, "process": os.getpid()}
    worker.log_event(topic, {"key": worker.get_current_task(), **news})
    return call_elsewhere(trial)
