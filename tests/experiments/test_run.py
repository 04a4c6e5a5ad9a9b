"""What holds of any executor, and of the plain loop: numbers, failures, Ctrl-C, bars, BLAS threads."""

import io
import signal
import sys
import threading
from concurrent.futures import BrokenExecutor, Executor, Future, ThreadPoolExecutor

import numpy as np
import pytest
from threadpoolctl import threadpool_info, threadpool_limits

from lstm_teach.experiments import Trial, grid, load_outcomes, local_processes, run
from tests.experiments import functions

QUICK = {"steps": 1, "size": 3}


def test_the_numbers_are_those_of_the_function_alone():
    (outcome,) = run([Trial(functions.walk, 5)]).outcomes
    alone = functions.walk(np.random.default_rng(5))
    assert outcome.result == {**alone, "first": alone["first"].tolist()}
    assert (outcome.status, outcome.error) == ("finished", "")
    assert outcome.seconds > 0


def test_the_order_of_the_trials_changes_no_number():
    trials = grid(functions.walk, range(5), scale=[0.5, 2.0])
    forwards, backwards = run(trials).outcomes, run(trials[::-1]).outcomes
    assert forwards == backwards[::-1]
    assert len({outcome.result["mean"] for outcome in forwards}) == 10


def test_an_executor_that_was_given_is_left_open(threads):
    run([Trial(functions.walk, 0, QUICK)], threads)
    assert threads.submit(int).result() == 0


FAILURES = [
    ("day", "ValueError: a bad day"),
    ("exit", "SystemExit: 3"),
    ("unsendable", "Unsendable: <function"),
    ("no text", "NoText, whose text could not be made: RuntimeError"),
]


@pytest.mark.parametrize(("kind", "text"), FAILURES)
def test_an_exception_costs_its_trial_alone(kind, text):
    trials = [
        Trial(functions.walk, 0, QUICK),
        Trial(functions.fail, 0, {"kind": kind}),
        Trial(functions.walk, 1, QUICK),
    ]
    first, failed, last = run(trials).outcomes
    assert first.finished
    assert last.finished
    assert (failed.status, failed.result) == ("raised", {})
    assert failed.error.startswith(text)
    assert "in fail" in failed.traceback or kind == "no text"


@pytest.mark.parametrize("kind", ["object", "set", "key", "complex", "none"])
def test_a_result_that_cannot_be_kept_is_a_failure(kind):
    (outcome,) = run([Trial(functions.odd, 0, {"kind": kind})]).outcomes
    assert outcome.status == "raised"
    assert outcome.error.startswith("TypeError: result")


def test_the_readers_error_state_decides_nothing():
    with np.errstate(all="raise"):
        (outcome,) = run([Trial(functions.overflow, 0)]).outcomes
        assert np.geterr()["over"] == "raise"
    assert outcome.result == {"value": np.inf}


def blas_threads():
    """Return the limits of this process, if there is a BLAS that can be limited."""
    return {pool["num_threads"] for pool in threadpool_info() if pool["user_api"] == "blas"}


def test_blas_has_one_thread_during_a_run_and_its_own_number_after_it():
    with threadpool_limits(2):
        if blas_threads() != {2}:
            pytest.skip("no BLAS here that takes two threads")
        (outcome,) = run([Trial(functions.threads, 0)]).outcomes
        assert set(outcome.result["threads"]) == {1}
        with ThreadPoolExecutor(1) as executor:
            (outcome,) = run([Trial(functions.threads, 0)], executor).outcomes
        assert set(outcome.result["threads"]) == {1}
        assert blas_threads() == {2}


@pytest.mark.parametrize("swallow", [False, True])
def test_an_interrupt_ends_the_run_and_keeps_what_is_finished(swallow, tmp_path):
    path = tmp_path / "results.jsonl"
    trials = grid(functions.interrupt, [0], swallow=swallow, x=list(range(5)))
    before = signal.getsignal(signal.SIGINT)
    results = run(trials, path=path)
    assert signal.getsignal(signal.SIGINT) is before
    assert results.ended == "interrupted from the keyboard"
    assert [outcome.result["x"] for outcome in results.outcomes] == [0, 1]
    assert list(results.outcomes) == load_outcomes(path)


def test_an_interrupt_between_trials_loses_nothing(tmp_path):
    """Sent while an outcome is written, it waits until the outcome is there."""

    def progress(steps):
        for n in steps:
            if n == 3:  # asked for after the third outcome
                signal.raise_signal(signal.SIGINT)
            yield n

    with ThreadPoolExecutor(1) as thread:
        for executor in (None, thread):
            trials = grid(functions.walk, range(30), steps=1, size=3)
            path = tmp_path / f"{executor is None}.jsonl"
            results = run(trials, executor, path=path, progress=progress)
            assert results.ended == "interrupted from the keyboard"
            assert 3 <= len(results.outcomes) < 30
            assert list(results.outcomes) == load_outcomes(path)
            assert run(trials, path=path).ended == "all trials done"
            assert len(load_outcomes(path)) == 30


def test_a_run_outside_the_main_thread_works():
    found = []
    thread = threading.Thread(target=lambda: found.append(run([Trial(functions.walk, 0, QUICK)])))
    thread.start()
    thread.join()
    assert found[0].ended == "all trials done"


class Bar:
    """What tqdm is to `run`."""

    def __init__(self, steps):
        self.steps, self.done, self.shown, self.closed = steps, 0, [], False

    def __iter__(self):
        for step in self.steps:
            yield step
            self.done += 1

    def set_postfix(self, **shown):
        self.shown.append(shown)

    def close(self):
        self.closed = True


def test_the_bar_counts_trials_and_failures():
    made = []

    def progress(steps):
        made.append(Bar(steps))
        return made[-1]

    trials = [
        Trial(functions.walk, 0, QUICK),
        Trial(functions.fail, 0, {"kind": "a"}),
        Trial(functions.walk, 1, QUICK),
    ]
    run(trials, progress=progress)
    (bar,) = made
    assert (bar.steps, bar.done, bar.closed) == (range(3), 3, True)
    assert bar.shown == [{"failed": 1}, {"failed": 1}]


@pytest.mark.parametrize(("setting", "drawn"), [("off", False), ("on", True)])
def test_the_bar_is_drawn_unless_switched_off(setting, drawn, monkeypatch):
    class Terminal(io.StringIO):
        def isatty(self):
            return True

    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setenv("LSTM_TEACH_PROGRESS", setting)
    run([Trial(functions.walk, 0, QUICK)])
    assert ("0/1" in terminal.getvalue()) is drawn


class Failing(Executor):
    """At its second trial it breaks, or cancels what it was given."""

    _max_workers = 1

    def __init__(self, error=None):
        self.calls, self.error = 0, error

    def submit(self, function, *args, **kwargs):
        self.calls += 1
        future = Future()
        if self.calls == 1:
            future.set_result(function(*args))
        elif self.error:
            future.set_exception(self.error)
        else:
            future.cancel()
            future.set_running_or_notify_cancel()
        return future


class Slow(Executor):
    """Never comes to what it was given."""

    _max_workers = 5

    def __init__(self):
        self.given = []

    def submit(self, function, *args, **kwargs):
        self.given.append(Future())
        return self.given[-1]


def test_an_error_cancels_what_waits():
    def progress(steps):
        yield 0
        raise ValueError("a broken bar")

    executor = Slow()
    threading.Timer(0.2, lambda: executor.given[0].set_result({"status": "finished"})).start()
    with pytest.raises(ValueError, match="a broken bar") as caught:
        run(grid(functions.walk, range(9)), executor, progress=progress)
    assert [future.cancelled() for future in executor.given] == [False] + [True] * 4
    assert len(caught.value.results.outcomes) == 1


def test_no_trials_are_no_work():
    executor = Failing()
    assert run([], executor) == ((), "all trials done")
    assert executor.calls == 0


@pytest.mark.parametrize("error", [BrokenExecutor("gone"), None])
def test_an_executor_that_fails_ends_the_run_with_what_is_there(error, tmp_path):
    trials = grid(functions.walk, range(4), steps=1, size=3)
    message = r"got a Failing that broke or was shut down. Remedy: executor=local_processes\(\)"
    with pytest.raises(BrokenExecutor, match=message) as caught:
        run(trials, Failing(error), path=tmp_path / "results.jsonl")
    assert caught.value.results.outcomes == run(trials[:1]).outcomes
    assert caught.value.results.ended == "an error"
    assert len(load_outcomes(tmp_path / "results.jsonl")) == 1


TRIAL = Trial(functions.walk, 0, QUICK)
BAD = [
    (lambda: run(TRIAL), TypeError, "trials: expected a list of Trial, got Trial"),
    (lambda: run([functions.walk]), TypeError, "trials: expected Trial as number 0, got function"),
    (lambda: run([TRIAL, TRIAL]), ValueError, "trials: expected different ones, got Trial.* number 0 and 1"),
    (lambda: run([TRIAL], 2), TypeError, r"executor: expected .* got int. Remedy for Dask: client.get_ex"),
    (lambda: run([TRIAL], list), TypeError, "executor: expected local_processes.. or .* got type"),
    (lambda: run([TRIAL], timeout=1.0), ValueError, "timeout: .* trials in this process. Remedy: executor"),
    (lambda: run([TRIAL], Failing(), timeout=1), ValueError, "timeout: .* got 1 s for trials in a Failing"),
    (lambda: run([TRIAL], timeout=0), ValueError, "timeout: expected a finite number"),
    (lambda: run([TRIAL], progress=1), TypeError, "progress: expected a function, got int"),
    (lambda: local_processes(0), ValueError, "count: expected a whole number of at least 1, got 0"),
]


@pytest.mark.parametrize(("call", "error", "message"), BAD)
def test_bad_input_is_refused(call, error, message):
    with pytest.raises(error, match=message):
        call()
