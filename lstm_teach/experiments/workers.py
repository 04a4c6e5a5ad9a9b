"""Where trials run if not in this process: what is asked of an executor, and the loop that waits for it."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Generator, Iterable
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, CancelledError, Executor, Future, wait
from typing import Any

from lstm_teach.experiments.calling import Interrupts, Report, call_elsewhere, raised
from lstm_teach.experiments.outcome import Outcome, outcome_of
from lstm_teach.experiments.trial import Trial

Stream = Generator[Outcome, None, None]
TICK = 0.1  # seconds between two looks at Ctrl-C and at trials that hang


class Workers:
    """Any executor, threads for example: none of its trials can be ended, and it is left open."""

    def __init__(self, executor: Executor) -> None:
        self.executor: Any = executor
        # How many trials to hand over at a time; not more than run, so that the others stay out of harm.
        self.size = int(getattr(executor, "_max_workers", None) or os.cpu_count() or 1)

    def start(self) -> None:
        """Raise if no worker starts at all: then no trial is to blame."""

    def submit(self, trial: Trial, timeout: float | None) -> Future[Any]:
        """Hand a trial over."""
        future: Future[Any] = self.executor.submit(call_elsewhere, trial)
        return future

    def look(self) -> None:
        """See to trials that hang and to processes that are gone; called once a while."""

    def report(self, future: Future[Any], alone: bool) -> Report | None:
        """Return what became of a trial; None says that it has to run again, `alone`, to know."""
        error = CancelledError() if future.cancelled() else future.exception()
        if isinstance(error, BrokenExecutor | CancelledError):
            raise BrokenExecutor(
                f"executor: expected one that survives its trials, got a {type(self.executor).__name__} that "
                "broke or was shut down. Remedy: executor=local_processes(), where a trial that ends its "
                "process costs itself alone"
            ) from error
        return future.result() if error is None else raised(error)

    def close(self, at_once: bool) -> None:
        """Shut down what was started for the run; `at_once` while trials run."""


def outcomes(
    trials: Iterable[Trial], workers: Workers, timeout: float | None, interrupts: Interrupts
) -> Stream:
    """Yield the outcome of every trial; after Ctrl-C of those alone that are there already."""
    waiting, suspects = deque(trials), deque[Trial]()
    running: dict[Future[Any], tuple[Trial, bool]] = {}

    def hand_over(source: deque[Trial], alone: bool) -> None:
        trial = source.popleft()
        running[workers.submit(trial, timeout)] = trial, alone

    def collect(finished: Iterable[Future[Any]]) -> Stream:
        for future in finished:
            trial, alone = running.pop(future)
            report = workers.report(future, alone)
            if report is None:
                suspects.append(trial)
            else:
                yield outcome_of(trial, **report)

    workers.start()
    try:
        while (waiting or suspects or running) and not interrupts.seen:
            while waiting and len(running) < workers.size:
                hand_over(waiting, alone=False)
            if suspects and not running:
                hand_over(suspects, alone=True)
            yield from collect(wait(running, timeout=TICK, return_when=FIRST_COMPLETED).done)
            workers.look()
        yield from collect([future for future in running if future.done()])
    finally:
        for future in running:
            future.cancel()
