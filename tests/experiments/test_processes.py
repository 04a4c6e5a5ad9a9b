"""Process pools: the same numbers, killed workers, trials that hang, a killed run, notebooks."""

import multiprocessing
import os
import signal
import subprocess
import sys
import time
from concurrent.futures import BrokenExecutor, Future, ProcessPoolExecutor
from pathlib import Path

import pytest

from lstm_teach.experiments import Trial, grid, load_outcomes, local_processes, run
from lstm_teach.experiments.calling import Interrupts
from lstm_teach.experiments.supervisor import TICK, Supervisor
from lstm_teach.experiments.workers import Pool, Workers
from tests.experiments import functions

ROOT = Path(__file__).parents[2]


def spawned(count, **options):
    """Return a pool as a reader would make it."""
    return ProcessPoolExecutor(count, mp_context=multiprocessing.get_context("spawn"), **options)


def wait_until(condition, seconds=30.0):
    """Wait for something that happens in another process."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it has not happened"
        time.sleep(0.02)


def alive(number):
    """Whether a process is there and no zombie."""
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    state = Path(f"/proc/{number}/stat")
    return not state.exists() or state.read_text().rpartition(")")[2].split()[0] != "Z"


def test_pool_and_plain_loop_give_the_same_bits(tmp_path):
    trials = grid(functions.walk, range(10), scale=[0.5, 2.0])
    here = run(trials, path=tmp_path / "here.jsonl")
    there = run(trials, local_processes(2), path=tmp_path / "there.jsonl")
    assert here == there
    assert repr([o.result for o in here.outcomes]) == repr([o.result for o in there.outcomes])
    assert len(load_outcomes(tmp_path / "there.jsonl")) == 20


def test_a_worker_that_dies_costs_nothing_that_is_finished(tmp_path):
    path, log, flag = tmp_path / "results.jsonl", tmp_path / "log", tmp_path / "flag"
    counted = grid(functions.count, range(8), log=str(log), seconds=0.02)
    trials = [*counted[:4], Trial(functions.die_once, 0, {"flag": str(flag)}), *counted[4:]]
    results = run(trials, local_processes(2), path=path)
    assert results.ended == "all trials done"
    assert [outcome.status for outcome in results.outcomes] == ["finished"] * 9
    assert results == run(trials)  # the flag is there now
    assert len(load_outcomes(path)) == 9, "every trial is written once"
    assert 8 <= len(log.read_text().splitlines()) - 8 <= 9, "at most the one beside it was run twice"


def test_a_trial_that_kills_every_worker_is_found_and_the_others_finish():
    innocent = grid(functions.walk, range(6))
    trials = [*innocent[:3], Trial(functions.die, 0), *innocent[3:]]
    with spawned(2) as executor:
        results = run(trials, executor)
    assert [o.status for o in results.outcomes] == ["finished"] * 3 + ["crashed"] + ["finished"] * 3
    assert results.outcomes[3].error.startswith("its process died: BrokenProcessPool")
    assert [o for o in results.outcomes if o.finished] == list(run(innocent).outcomes)


def test_the_trial_beside_one_that_kills_its_worker_is_not_blamed(tmp_path):
    log = str(tmp_path / "log")  # written when the first trial runs; only then the second kills
    beside = Trial(functions.linger, 0, {"log": log})
    results = run([beside, Trial(functions.die, 0, {"after": log})], local_processes(2))
    assert [outcome.status for outcome in results.outcomes] == ["finished", "crashed"]
    assert len((tmp_path / "log").read_text().splitlines()) == 2, "it was not beside the other"


@pytest.mark.parametrize("hang", [functions.spin, functions.sleep])
def test_a_trial_that_hangs_is_ended_and_reported(hang, tmp_path):
    innocent = grid(functions.walk, range(5))
    trials = [innocent[0], Trial(hang, 0), *innocent[1:]]
    start = time.monotonic()
    results = run(trials, local_processes(2), path=tmp_path / "results.jsonl", timeout=1.5)
    assert time.monotonic() - start < 60
    assert [o.status for o in results.outcomes] == ["finished", "timed out"] + ["finished"] * 4
    assert results.outcomes[1].error == "it ran for more than 1.5 s and was ended"
    assert results.outcomes[1].seconds > 1.5
    assert [o for o in results.outcomes if o.finished] == list(run(innocent).outcomes)
    assert len(load_outcomes(tmp_path / "results.jsonl")) == 6


def test_the_time_counts_from_the_start_of_a_trial_and_not_from_its_submission(tmp_path):
    """Four trials of 0.6 s on one process wait longer than the timeout, and none of them is ended."""
    trials = grid(functions.count, range(4), log=str(tmp_path / "log"), seconds=0.6)
    results = run(trials, local_processes(1), timeout=1.5)
    assert [outcome.status for outcome in results.outcomes] == ["finished"] * 4


def test_blas_has_one_thread_in_the_workers(monkeypatch):
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", "2")
    monkeypatch.setenv("OMP_NUM_THREADS", "2")
    monkeypatch.setenv("MKL_NUM_THREADS", "2")
    with spawned(1) as executor:
        if set(executor.submit(functions.threads, None).result()["threads"]) != {2}:
            pytest.skip("no BLAS here that takes two threads")
        (outcome,) = run([Trial(functions.threads, 0)], executor).outcomes
    assert set(outcome.result["threads"]) == {1}


def test_an_interrupt_keeps_what_is_finished_and_ends_the_workers(tmp_path):
    path, log = tmp_path / "results.jsonl", tmp_path / "log"

    def progress(steps):
        for n in steps:
            if n == 3:
                signal.raise_signal(signal.SIGINT)
            yield n

    # The first takes one process for 100 s, in which the other does the short ones.
    trials = [
        *grid(functions.count, [99], log=str(log), seconds=100.0),
        *grid(functions.count, range(10), log=str(log), seconds=0.1),
    ]
    results = run(trials, local_processes(2), path=path, progress=progress)
    assert results.ended == "interrupted from the keyboard"
    assert 3 <= len(results.outcomes) <= 10
    assert list(results.outcomes) == sorted(load_outcomes(path), key=lambda outcome: outcome.seed)
    if os.name == "posix":
        wait_until(lambda: not any(alive(int(n)) for n in set(log.read_text().split())))


SCRIPT = """
import sys
from lstm_teach.experiments import grid, local_processes, run
from tests.experiments.functions import count

if __name__ == "__main__":
    trials = grid(count, range(12), log=sys.argv[1], seconds=0.2)
    print(run(trials, local_processes(2), path=sys.argv[2]).ended)
"""


def test_a_killed_run_resumes_where_it_stopped(tmp_path):
    script, log, path = tmp_path / "script.py", tmp_path / "log", tmp_path / "results.jsonl"
    script.write_text(SCRIPT)
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, str(script), str(log), str(path)]
    with subprocess.Popen(command, cwd=tmp_path, env=environment) as process:
        wait_until(lambda: path.exists() and path.read_bytes().count(b"\n") >= 4)
        process.kill()
    if os.name == "posix":  # no worker stays behind, to go on or to hold the file
        wait_until(lambda: not any(alive(int(number)) for number in set(log.read_text().split())))
    kept = path.read_bytes()
    whole = kept[: kept.rindex(b"\n") + 1]
    finished = whole.count(b"\n")
    assert 4 <= finished < 12
    log.write_text("")
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=True)
    assert done.stdout == "all trials done\n"
    assert path.read_bytes().startswith(whole)
    assert len(log.read_text().splitlines()) == 12 - finished, "the others were run, each once"
    trials = grid(functions.count, range(12), log=str(log), seconds=0.2)
    assert sorted(load_outcomes(path), key=lambda o: o.seed) == list(run(trials, path=path).outcomes)


def test_a_function_of_a_notebook_is_refused_with_the_remedy(tmp_path):
    code = (
        "from lstm_teach.experiments import Trial, local_processes, run\n"
        "def f(rng): return {'draw': rng.random()}\n"
        "print(run([Trial(f, 0)]).outcomes[0].status)\n"
        "try:\n    run([Trial(f, 1)], local_processes(1))\n"
        "except ValueError as error:\n    print(error)\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", code]  # like a kernel's, this __main__ has no file
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=True)
    first, second = done.stdout.splitlines()
    assert first == "finished"
    assert "got f, which this notebook defines" in second
    assert "%%writefile my_trials.py" in second


def test_a_script_without_its_guard_is_told_of_it(tmp_path):
    script = tmp_path / "script.py"
    script.write_text(
        "from lstm_teach.experiments import Trial, local_processes, run\n"
        "from tests.experiments.functions import walk\n"
        "run([Trial(walk, 0)], local_processes(1))\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, str(script)],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 1
    assert "RuntimeError: executor: expected worker processes that start" in done.stderr
    assert "Remedy: in a script, call run under `if __name__ == '__main__':`" in done.stderr


def test_a_function_that_the_worker_does_not_find_is_the_trials_failure(monkeypatch):
    monkeypatch.setattr(functions, "only_here", only_here, raising=False)
    monkeypatch.setattr(only_here, "__module__", functions.__name__)
    results = run([Trial(only_here, 0), Trial(functions.walk, 0)], local_processes(1))
    assert [outcome.status for outcome in results.outcomes] == ["raised", "finished"]
    assert "only_here" in results.outcomes[0].error


def only_here(rng):
    """Stand in a module of this process only."""


def test_a_pool_that_came_broken_is_replaced():
    with spawned(1) as executor:
        with pytest.raises(RuntimeError):
            executor.submit(functions.end_this_process).result()
        assert run([Trial(functions.walk, 0)], executor).outcomes[0].finished


class LatePool(ProcessPoolExecutor):
    """Starts a process when the thread that watches the processes has looked at them and waits again."""

    def _adjust_process_count(self):
        time.sleep(0.5)
        super()._adjust_process_count()


def test_a_process_that_the_pool_has_not_seen_is_missed_only_after_waking():
    pool = Pool(LatePool(2, mp_context=multiprocessing.get_context("spawn")), None)
    try:
        busy = pool.executor.submit(time.sleep, 600)
        dies = pool.executor.submit(os._exit, 3)  # the first process is busy: in the second
        try:
            dies.exception(timeout=4)
        except TimeoutError:
            pass  # the process is gone, and the pool does not know
        else:
            pytest.skip("the pool of this Python sees every process")
        pool.wake()
        assert isinstance(dies.exception(timeout=30), BrokenExecutor)
        assert isinstance(busy.exception(timeout=30), BrokenExecutor)
    finally:
        pool.close(at_once=True)


class SleepyWorkers(Workers):
    """Two places, whose trials end when they are woken."""

    size = 2

    def __init__(self):
        self.own, self.woken, self.tasks = False, [], {}

    def submit(self, trial, token):
        self.tasks[token] = future = Future()
        return future

    def wake(self):
        self.woken.append(time.monotonic())
        for future in self.tasks.values():
            if not future.done():
                future.set_exception(ValueError("woken"))


def test_workers_are_woken_once_a_while_after_trials_were_handed_over():
    workers = SleepyWorkers()
    start = time.monotonic()
    outcomes = list(Supervisor(workers, None).outcomes(grid(functions.walk, range(6)), Interrupts()))
    assert [outcome.status for outcome in outcomes] == ["raised"] * 6
    assert len(workers.woken) == 3, "two trials at a time"
    gaps = [later - earlier for earlier, later in zip([start, *workers.woken], workers.woken, strict=False)]
    assert min(gaps) >= 0.9 * TICK, "a process needs time to start"
