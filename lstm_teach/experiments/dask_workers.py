"""Trials on a Dask cluster: Dask brings a dead worker back and its trials to other workers."""

from __future__ import annotations

import os
import secrets
import time
from concurrent.futures import Executor, Future
from typing import Any

from distributed import KilledWorker, get_worker

from lstm_teach.experiments.calling import Report, call_elsewhere, this_process
from lstm_teach.experiments.trial import Trial
from lstm_teach.experiments.workers import Make, Workers, _kill

PATIENCE = 10.0  # seconds for the scheduler to forget a trial


class DaskWorkers(Workers):
    """The workers of a Dask client."""

    can_end = True
    lost = (KilledWorker,)
    shared_fate = False
    size = 1000  # Dask queues them itself, and a cluster that grows has to see that some wait

    def __init__(self, executor: Executor, make: Make | None) -> None:
        super().__init__(executor, make)
        self._client: Any = executor._client  # type: ignore[attr-defined]  # it has no public name
        self._topic = f"lstm_teach-trials-{secrets.token_hex(8)}"
        self._seen: dict[tuple[str, str], float] = {}
        self._news: dict[str, Any] = {}
        self._asked = 0.0

    def submit(self, trial: Trial, token: str) -> Future[Any]:
        """As `Workers.submit`."""
        return self.executor.submit(call_on_dask, trial, this_process(), self._topic, token)

    def running_for(self, token: str) -> float | None:
        """As `Workers.running_for`, from when the news of it came here: clocks of other machines differ."""
        now = time.monotonic()
        if now - self._asked > 0.2:  # one question to the scheduler serves all trials
            self._asked = now
            for _, news in self._client.get_events(self._topic):
                self._news[news["token"]] = news  # the last, if Dask moved it from a worker that died
                self._seen.setdefault((news["token"], news["worker"]), now)
        last = self._news.get(token)
        return None if last is None else now - self._seen[token, last["worker"]]

    def end(self, token: str, future: Future[Any]) -> None:
        """As `Workers.end`. Without a nanny the worker goes on: Dask cannot end it."""
        news = self._news[token]
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

    def renew(self) -> None:
        """Nothing to do: Dask replaces a dead worker."""


def call_on_dask(trial: Trial, home: tuple[str, int], topic: str, token: str) -> Report:
    """`call`, on a worker of Dask, after telling the client who runs it."""
    worker = get_worker()
    news = {
        "token": token,
        "key": worker.get_current_task(),
        "worker": worker.address,
        "nanny": worker.nanny is not None,
        "process": os.getpid(),
    }
    worker.log_event(topic, news)
    return call_elsewhere(trial, home)
