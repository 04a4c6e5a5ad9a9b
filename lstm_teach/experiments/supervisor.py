"""Hands trials over to an executor, waits, and finds out who is to blame when processes die."""

from __future__ import annotations

import itertools
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import dataclass
from typing import Any

from lstm_teach.experiments.calling import Interrupts, raised
from lstm_teach.experiments.outcome import CRASHED, TIMED_OUT, Outcome, outcome_of
from lstm_teach.experiments.trial import Trial
from lstm_teach.experiments.workers import Workers

TICK = 0.1  # seconds between two looks at Ctrl-C and at trials that hang


@dataclass(eq=False)
class Attempt:
    """A trial that was handed over."""

    trial: Trial
    token: str
    alone: bool
    ended_after: float | None = None  # seconds, if it was ended because it ran too long


class Supervisor:
    """One run of trials on an executor."""

    def __init__(self, workers: Workers, timeout: float | None) -> None:
        self.workers, self.timeout = workers, timeout
        self.waiting: deque[Trial] = deque()
        self.suspects: deque[Trial] = deque()  # were running when a process died
        self.running: dict[Future[Any], Attempt] = {}
        self._handed_over = False  # something, since the executor was last woken
        self._ended_one = False  # whether the present pool breaks by our own hand
        self._tokens = map(str, itertools.count())

    def outcomes(self, trials: Iterable[Trial], interrupts: Interrupts) -> Iterator[Outcome]:
        """Yield the outcome of every trial; after Ctrl-C of those alone that are there already."""
        self.waiting.extend(trials)
        try:
            self.workers.check_alive()
            while (self.waiting or self.suspects or self.running) and not interrupts.seen:
                broken = not self._hand_over()
                finished = wait(self.running, timeout=TICK, return_when=FIRST_COMPLETED).done
                if self._handed_over and not finished:
                    self._handed_over = False
                    self.workers.wake()
                self._end_those_that_hang()
                if self.workers.shared_fate and (broken or any(map(self._is_lost, finished))):
                    broken, finished = True, wait(self.running).done
                yield from self._collect(finished)
                if broken:
                    self.workers.renew()
                    self.workers.check_alive()
                    self._ended_one = False
            yield from self._collect([future for future in self.running if future.done()])
        finally:
            for future in self.running:
                future.cancel()

    def _hand_over(self) -> bool:
        """Hand over what can run now; return False if the executor was found broken.

        Suspects come last and each alone: if a process dies then, its trial is to blame.
        """
        while self.waiting and len(self.running) < self.workers.size:
            if not self._submit(self.waiting, alone=False):
                return False
        if self.suspects and not self.running:
            return self._submit(self.suspects, alone=True)
        return True

    def _submit(self, source: deque[Trial], alone: bool) -> bool:
        attempt = Attempt(source[0], next(self._tokens), alone)
        try:
            future = self.workers.submit(attempt.trial, attempt.token)
        except self.workers.lost:
            return False
        source.popleft()
        self.running[future], self._handed_over = attempt, True
        return True

    def _is_lost(self, future: Future[Any]) -> bool:
        return not future.cancelled() and isinstance(future.exception(), self.workers.lost)

    def _end_those_that_hang(self) -> None:
        if self.timeout is None:
            return
        for future, attempt in self.running.items():
            seconds = None if future.done() else self.workers.running_for(attempt.token)
            if seconds is not None and seconds > self.timeout and attempt.ended_after is None:
                attempt.ended_after, self._ended_one = seconds, True
                self.workers.end(attempt.token, future)

    def _collect(self, finished: Iterable[Future[Any]]) -> Iterator[Outcome]:
        for future in finished:
            outcome = self._judge(future, self.running.pop(future))
            if outcome is not None:
                yield outcome

    def _judge(self, future: Future[Any], attempt: Attempt) -> Outcome | None:
        """Return the outcome of an attempt, or None if the trial is to be run again."""
        trial, lost = attempt.trial, self._is_lost(future)
        if attempt.ended_after is not None and (lost or future.cancelled()):
            text = f"it ran for more than {self.timeout:g} s and was ended"
            return outcome_of(trial, TIMED_OUT, error=text, seconds=attempt.ended_after)
        if future.cancelled():
            raise RuntimeError(f"executor: expected the outcome of {trial!r}, got that it was cancelled")
        if not lost:
            error = future.exception()
            report = future.result() if error is None else raised(error)
            return outcome_of(trial, **report._asdict())
        if attempt.alone:
            text = f"its process died: {type(future.exception()).__name__}: {future.exception()}"
            return outcome_of(trial, CRASHED, error=text)
        # A pool that we broke ourselves, to end a trial that hung, throws no suspicion on the others.
        (self.waiting if self._ended_one and self.workers.shared_fate else self.suspects).append(trial)
        return None
