"""Trials on a Dask cluster: Dask brings a dead worker back and its trials to other workers."""

from __future__ import annotations

import contextlib
import itertools
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

    can_end = True

    def __init__(self, executor: Executor) -> None:
        super().__init__(executor)
        self.size = 1000  # Dask queues them itself, and a cluster that grows has to see that some wait
        self._client: Any = executor._client  # type: ignore[attr-defined]  # it has no public name
        self._topic = f"lstm_teach-trials-{secrets.token_hex(8)}"
        self._tokens = itertools.count()  # each names an attempt
        self._timed: dict[Future[Any], tuple[int, float]] = {}  # with its timeout
        self._ended: dict[Future[Any], Report] = {}
        self._seen: dict[tuple[int, str], float] = {}
        self._asked = 0.0

    def submit(self, trial: Trial, timeout: float | None) -> Future[Any]:
        """As `Workers.submit`."""
        token = next(self._tokens)
        future = self.executor.submit(call_on_dask, trial, self._topic, token)
        if timeout is not None:
            self._timed[future] = token, timeout
        return future

    def look(self) -> None:
        """As `Workers.look`. A trial runs from when the news of it came here: clocks of machines differ."""
        now = time.monotonic()
        if not self._timed or now - self._asked < 0.2:  # one question to the scheduler serves all trials
            return
        self._asked = now
        last = {}
        for _, news in self._client.get_events(self._topic):
            last[news["token"]] = news  # the last, if Dask moved it from a worker that died
            self._seen.setdefault((news["token"], news["worker"]), now)
        for future, (token, timeout) in self._timed.items():
            if token in last and not future.done() and future not in self._ended:
                seconds = now - self._seen[token, last[token]["worker"]]
                if seconds > timeout:
                    self._ended[future] = timed_out(timeout, seconds)
                    self._end(last[token], future)

    def _end(self, news: dict[str, Any], future: Future[Any]) -> None:
        """End the process that runs an attempt. Without a nanny it goes on: Dask cannot end it."""
        future.cancel()
        give_up = time.monotonic() + PATIENCE
        while any(news["key"] in keys for keys in self._client.processing().values()):
            # Ended while the scheduler still wants it, it would be run again elsewhere.
            if time.monotonic() > give_up:
                return
            time.sleep(0.01)
        if news["nanny"]:
            # By the nanny, on its machine. Dask's own way of restarting a worker asks it first, for seconds.
            self._client.run(_kill, news["process"], workers=[news["worker"]], nanny=True, on_error="ignore")

    def report(self, future: Future[Any], alone: bool) -> Report | None:
        """As `Workers.report`."""
        self._timed.pop(future, None)
        error = None if future.cancelled() else future.exception()
        lost = isinstance(error, KilledWorker)
        if future in self._ended and (lost or future.cancelled()):
            return self._ended[future]
        if lost:  # beside a trial that kills its worker, any may lose all its attempts
            return crashed(f"KilledWorker: {error}") if alone else None
        return super().report(future, alone)


def call_on_dask(trial: Trial, topic: str, token: int) -> Report:
    """`call_elsewhere`, on a worker of Dask, after telling the client who runs it."""
    worker = get_worker()
    news = {
        "token": token,
        "key": worker.get_current_task(),
        "worker": worker.address,
        "nanny": worker.nanny is not None,
        "process": os.getpid(),
    }
    worker.log_event(topic, news)
    return call_elsewhere(trial)


def _kill(number: int) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):  # it is gone, or going
        os.kill(number, getattr(signal, "SIGKILL", signal.SIGTERM))  # Windows has but the latter, as hard
