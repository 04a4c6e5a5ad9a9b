"""`run`: every trial once, on any executor, with what is finished safe on the disk."""

from __future__ import annotations

import importlib.util
import os
import sys
from collections.abc import Callable, Iterable
from concurrent import futures
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from threadpoolctl import threadpool_limits

from lstm_teach.experiments.calling import Interrupts, call
from lstm_teach.experiments.outcome import Outcome, outcome_of
from lstm_teach.experiments.outcomes_file import OutcomesFile
from lstm_teach.experiments.trial import Trial, checked_trials
from lstm_teach.experiments.workers import Stream, Workers, outcomes
from lstm_teach.progress import progress_bar
from lstm_teach.validation import positive_int, real_number

if TYPE_CHECKING:
    from lstm_teach.experiments.processes import Processes


class Results(NamedTuple):
    """What `run` returns."""

    outcomes: tuple[Outcome, ...]  # in the order of the trials
    ended: str  # "all trials done" or "interrupted from the keyboard"


def run(
    trials: Iterable[Trial],
    executor: futures.Executor | Processes | None = None,
    *,
    path: str | os.PathLike[str] | None = None,
    timeout: float | None = None,
    progress: Callable[[Iterable[int]], Iterable[int]] | None = None,
) -> Results:
    """Run trials, each once; the numbers are the same whatever executor runs them.

    A trial that raises costs itself alone: its outcome says so. So does one whose process dies or that
    runs into `timeout`, in `local_processes` and on Dask. Every process computes with one BLAS thread,
    because sums that are split otherwise differ in their last digits.

    Parameters
    ----------
    trials : iterable of Trial
        All different. See `grid`.
    executor : optional
        Not given: one trial after the other, in this process. `local_processes` uses the cores of this
        machine, ``dask.distributed.Client(...).get_executor()`` a cluster; any other executor of
        `concurrent.futures` serves as long as no trial breaks it. Functions that a notebook defines run
        here and, where the workers have the same Python, on Dask; other processes do not find them.
    path : path, optional
        A file to which every outcome is appended, one line of JSON, as soon as it is there. Trials with
        a result in it are not run again, so that a killed run is resumed by running it again; those that
        failed are. A trial is known by the name of its function, its settings and its seed. If the
        function's own text has changed since, nothing is run. A change in what it calls is not noticed:
        use another path after it.
    timeout : float, optional
        Seconds that a trial may take once it runs; then its process is ended. For `local_processes` and
        Dask workers that have a nanny: elsewhere no trial can be ended, and a timeout is refused.
    progress : callable, optional
        Wraps the range of trials, as tqdm does. Not given: a bar, as for `lstm_teach.train`.

    Returns
    -------
    Results
        The outcomes, also those from the file. Ctrl-C ends the run in the same way, with those that
        are there; what was running is lost (threads and Dask finish it, unrecorded).

    Raises
    ------
    TypeError, ValueError
        If an argument is of the wrong kind, two trials are the same, or `path` is another kind of
        file or in use by another run; the file is left as it is.
    RuntimeError
        If no worker process starts, or the executor breaks.

    Whatever is raised after the start carries the outcomes that were there in its attribute `results`.
    """
    listed = checked_trials(trials)
    if timeout is not None:
        timeout = real_number("timeout", timeout, low=np.finfo(float).tiny)
    if progress is not None and not callable(progress):
        raise TypeError(f"progress: expected a function, got {type(progress).__name__}")
    workers = _workers_for(executor, listed, timeout)
    # Opened before any trial runs, because a path that cannot be written to is found now and not after hours.
    with OutcomesFile(path) as file, threadpool_limits(limits=1), Interrupts() as interrupts:
        done = file.finished(listed)
        waiting = [trial for trial in listed if trial.identity not in done]
        try:
            if workers is None:
                stream = _one_by_one(waiting, interrupts)
            else:
                stream = outcomes(waiting, workers, timeout, interrupts)
            if waiting:
                _record(stream, (progress or progress_bar)(range(len(waiting))), file, done)
        except Exception as error:
            error.results = _results(listed, done, "an error")  # type: ignore[attr-defined]
            error.add_note("The outcomes that were there are this error's attribute `results`.")
            raise
        finally:
            if workers is not None:
                workers.close(at_once=any(trial.identity not in done for trial in waiting))
    return _results(listed, done, "interrupted from the keyboard")


def _results(trials: list[Trial], done: dict[str, Outcome], ended: str) -> Results:
    there = tuple(done[trial.identity] for trial in trials if trial.identity in done)
    return Results(there, "all trials done" if len(there) == len(trials) else ended)


def _one_by_one(trials: list[Trial], interrupts: Interrupts) -> Stream:
    """Run trials in this process."""
    for trial in trials:
        try:
            with interrupts.raising():
                report = call(trial)
        except KeyboardInterrupt:
            return
        if interrupts.seen:  # the trial swallowed it, and its result is not that of the trial
            return
        yield outcome_of(trial, **report)


def _record(stream: Stream, bar: Any, file: OutcomesFile, done: dict[str, Outcome]) -> None:
    """Store outcomes as they come, and move the bar."""
    ticks, failed = iter(bar), 0
    try:
        next(ticks, None)
        for outcome in stream:
            done[outcome.identity] = outcome
            file.append(outcome)
            failed += not outcome.finished
            if failed and hasattr(bar, "set_postfix"):
                bar.set_postfix(failed=failed)
            next(ticks, None)
    finally:
        stream.close()  # hands no more over, and cancels what waits
        if hasattr(bar, "close"):
            bar.close()


def _workers_for(executor: Any, trials: list[Trial], timeout: float | None) -> Workers | None:
    """Return what runs trials on an executor."""
    if executor is not None and not isinstance(executor, futures.Executor | Workers):
        raise TypeError(
            "executor: expected local_processes() or a concurrent.futures.Executor, "
            f"got {type(executor).__name__}. Remedy for Dask: client.get_executor()"
        )
    # Named where it is asked for: a Python without processes, in a browser, has no such class.
    if executor is not None and isinstance(executor, futures.ProcessPoolExecutor | Workers):
        _check_main(trials)
    if isinstance(executor, Workers):
        return executor
    if executor is not None and type(executor).__module__.split(".")[0] == "distributed":
        from lstm_teach.experiments.dask_workers import DaskWorkers

        return DaskWorkers(executor)
    if timeout is not None:
        where = "this process" if executor is None else f"a {type(executor).__name__}"
        raise ValueError(
            "timeout: expected an executor whose processes can be ended (local_processes, Dask), "
            f"got {timeout:g} s for trials in {where}. Remedy: executor=local_processes(1)"
        )
    return None if executor is None else Workers(executor)


def _check_main(trials: list[Trial]) -> None:
    """Raise if other processes could not find a function because a notebook or a prompt defines it."""
    inside = [trial.function.__qualname__ for trial in trials if trial.function.__module__ == "__main__"]
    if inside and not hasattr(sys.modules["__main__"], "__file__"):
        raise ValueError(
            f"trials: expected functions that worker processes can import, got {inside[0]}, which this "
            "notebook defines: a new process starts without the notebook's definitions. "
            f"Remedy: write {inside[0]} into a file beside the notebook (%%writefile my_trials.py) and "
            "import it from there, or leave out executor"
        )


def local_processes(count: int | None = None) -> Processes:
    """Return processes of this machine for `run`, which starts and ends them; Pebble manages them.

    Under ``with local_processes() as processes:`` they stay from one run to the next.

    Parameters
    ----------
    count : int, optional
        Not given: as many as there are cores for this process.

    Raises
    ------
    ValueError
        If `count` is below 1.
    ModuleNotFoundError
        If Pebble is not installed.
    """
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    count = cores if count is None else positive_int("count", count)
    if importlib.util.find_spec("pebble") is None:
        raise ModuleNotFoundError(
            "local_processes: expected Pebble, got none: it is not installed. "
            "Remedy: python3 run.py install experiments"
        )
    from lstm_teach.experiments.processes import Processes

    return Processes(count)
