"""Trials on a Dask cluster: Dask brings a dead worker back and its trials to other workers."""

from __future__ import annotations

import secrets
import time
from concurrent.futures import Executor, Future
from typing import Any

from distributed import KilledWorker, get_worker

from lstm_teach.experiments.calling import Report, call_elsewhere, this_process
from lstm_teach.experiments.trial import Trial
from lstm_teach.experiments.workers import Make, Workers


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
        self._where: dict[str, str] = {}
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
                self._where[news["token"]] = news["worker"]  # of the last attempt, if a worker died
                self._seen.setdefault((news["token"], news["worker"]), now)
        worker = self._where.get(token)
        return None if worker is None else now - self._seen[token, worker]

    def end(self, token: str, future: Future[Any]) -> None:
        """As `Workers.end`. Without a nanny the worker goes on: Dask cannot end it."""
        future.cancel()  # first, so that it is not run again elsewhere
        worker = self._where[token]
        nannies = self._client.scheduler_info(n_workers=-1)["workers"]
        if nannies.get(worker, {}).get("nanny"):
            self._client.restart_workers([worker], raise_for_error=False)

    def renew(self) -> None:
        """Nothing to do: Dask replaces a dead worker."""


def call_on_dask(trial: Trial, home: tuple[str, int], topic: str, token: str) -> Report:
    """`call`, on a worker of Dask, after telling the client who runs it."""
    worker = get_worker()
    worker.log_event(topic, {"token": token, "worker": worker.address})
    return call_elsewhere(trial, home)
