"""`run`: every trial once, on any executor, with what is finished safe on the disk."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor
from typing import Any, NamedTuple

import numpy as np
from threadpoolctl import threadpool_limits

from lstm_teach.experiments.calling import Interrupts, call
from lstm_teach.experiments.outcome import Outcome, outcome_of
from lstm_teach.experiments.store import Store
from lstm_teach.experiments.supervisor import Supervisor
from lstm_teach.experiments.trial import Trial, checked_trials
from lstm_teach.experiments.workers import Workers, workers_for
from lstm_teach.progress import progress_bar
from lstm_teach.validation import real_number

ALL_DONE, INTERRUPTED = "all trials done", "interrupted from the keyboard"


class Results(NamedTuple):
    """What `run` returns."""

    outcomes: tuple[Outcome, ...]  # in the order of the trials
    ended: str  # "all trials done" or "interrupted from the keyboard"


def run(
    trials: Iterable[Trial],
    executor: Executor | Callable[[], Executor] | None = None,
    *,
    path: str | os.PathLike[str] | None = None,
    timeout: float | None = None,
    progress: Callable[[Iterable[int]], Iterable[int]] | None = None,
) -> Results:
    """Run trials, each once; the numbers are the same whatever executor runs them.

    A trial that raises, whose process dies or that hangs costs this trial alone: its outcome says so.
    Every process computes with one BLAS thread, because sums that are split otherwise differ in their
    last digits.

    Parameters
    ----------
    trials : iterable of Trial
        All different. See `grid`.
    executor : Executor or callable, optional
        Not given: one trial after the other, in this process. `local_processes` uses the cores of this
        machine, ``dask.distributed.Client(...).get_executor()`` a cluster. A function without arguments
        makes the executor; it is then shut down at the end. If a process of a pool dies, the pool breaks
        and is replaced (one that was given ready-made by another of its size), its trials are run
        again one at a time, and one that breaks a second pool is reported as crashed. Dask moves the
        trials of a dead worker elsewhere; one that has lost all its attempts there is treated likewise.
        Functions that a notebook defines run here and, where the workers have the same Python, on Dask; a
        process pool cannot find them, which is said at the start.
    path : path, optional
        A file to which every outcome is appended, one line of JSON, as soon as it is there. Trials with
        a result in it are not run again, so that a killed run is resumed by running it again;
        trials that failed are. A trial is known by the name of its function, its settings and its seed.
        If the function's own text has changed since, nothing is run and the error says so. A change in
        what the function calls is not noticed: use another path after it.
    timeout : float, optional
        Seconds that a trial may take from when it begins to run, not counting its wait for a process;
        then its process is ended. For process pools and for Dask workers that have a nanny. A trial in this
        process or in a thread cannot be ended from outside, so a timeout is refused there.
    progress : callable, optional
        Wraps the range of trials, as tqdm does. Not given: a bar, as for `lstm_teach.train`.

    Returns
    -------
    Results
        The outcomes, also those from the file. Ctrl-C ends the run in the same way, with those that
        are there; what was running is lost, and in a pool of your own it runs on, unrecorded.

    Raises
    ------
    TypeError, ValueError
        If an argument is of the wrong kind, two trials are the same, or `path` is another kind of
        file or in use by another run; the file is left as it is.
    RuntimeError
        If no worker process starts, or the executor breaks and cannot be replaced.

    Whatever is raised after the start carries the outcomes that were there in its attribute `results`.
    """
    listed = checked_trials(trials)
    if timeout is not None:
        timeout = real_number("timeout", timeout, low=np.finfo(float).tiny)
    if progress is not None and not callable(progress):
        raise TypeError(f"progress: expected a function, got {type(progress).__name__}")
    # Opened before any trial runs, because a path that cannot be written to is found now and not after hours.
    with Store(path) as store:
        done = store.finished(listed)
        waiting = [trial for trial in listed if trial.identity not in done]
        try:
            whole = not waiting or _complete(
                waiting, executor, timeout, progress or progress_bar, store, done
            )
        except Exception as error:
            error.results = _results(listed, done, "an error")  # type: ignore[attr-defined]
            error.add_note("The outcomes that were there are this error's attribute `results`.")
            raise
    return _results(listed, done, ALL_DONE if whole else INTERRUPTED)


def _results(trials: list[Trial], done: dict[str, Outcome], ended: str) -> Results:
    return Results(tuple(done[trial.identity] for trial in trials if trial.identity in done), ended)


def _complete(
    trials: list[Trial],
    executor: Any,
    timeout: float | None,
    progress: Callable[[Iterable[int]], Iterable[int]],
    store: Store,
    done: dict[str, Outcome],
) -> bool:
    """Run trials and put their outcomes into `store` and `done`; return False if that was interrupted."""
    workers = None if executor is None else workers_for(executor, trials)
    whole = False
    try:
        _check_timeout(timeout, workers)
        with threadpool_limits(limits=1), Interrupts() as interrupts:
            if workers is None:
                stream = _one_by_one(trials, interrupts)
            else:
                stream = Supervisor(workers, timeout).outcomes(trials, interrupts)
            _record(stream, progress(range(len(trials))), store, done)
        whole = all(trial.identity in done for trial in trials)
    finally:
        if workers is not None:
            workers.close(at_once=not whole)
    return whole


def _check_timeout(timeout: float | None, workers: Workers | None) -> None:
    if timeout is not None and not (workers is not None and workers.can_end):
        where = "this process" if workers is None else f"a {type(workers.executor).__name__}"
        raise ValueError(
            "timeout: expected an executor whose processes can be ended (a process pool, Dask), "
            f"got {timeout:g} s for trials in {where}. Remedy: executor=local_processes(1)"
        )


def _one_by_one(trials: list[Trial], interrupts: Interrupts) -> Iterator[Outcome]:
    """Run trials in this process."""
    for trial in trials:
        try:
            with interrupts.raising():
                report = call(trial)
        except KeyboardInterrupt:
            return
        if interrupts.seen:  # the trial swallowed it, and its result is not that of the trial
            return
        yield outcome_of(trial, **report._asdict())


def _record(stream: Iterator[Outcome], bar: Any, store: Store, done: dict[str, Outcome]) -> None:
    """Store outcomes as they come, and move the bar."""
    ticks, failed = iter(bar), 0
    try:
        next(ticks, None)
        for outcome in stream:
            done[outcome.identity] = outcome
            store.append(outcome)
            failed += not outcome.finished
            if failed and hasattr(bar, "set_postfix"):
                bar.set_postfix(failed=failed)
            next(ticks, None)
    finally:
        if hasattr(bar, "close"):
            bar.close()
