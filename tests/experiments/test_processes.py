"""Processes of this machine: how they start and end, a killed run, notebooks and scripts, no Pebble."""

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import BrokenExecutor, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from pathlib import Path

import pytest

from lstm_teach.experiments import Trial, grid, load_outcomes, local_processes, run
from tests.experiments import functions
from tests.needs import need
from tools.project import ROOT


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


def numbers(log):
    """Return the numbers of the processes that left a line."""
    return [int(line) for line in log.read_text().split()]


def script(*arguments, folder):
    """Return what a Python of its own says that knows this repository."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, *map(str, arguments)]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=120)


@pytest.mark.slow
@pytest.mark.parametrize("code", [None, 0, 3])
def test_how_a_process_ended_is_said_and_the_trial_beside_it_untouched(code, processes, tmp_path):
    """Also the one that runs beside it: the second trial waits until the first has begun."""
    path, log = tmp_path / "results.jsonl", tmp_path / "log"
    counted = grid(functions.count, range(6), log=str(log), seconds=0.1)
    dies = Trial(functions.die, 0, {"after": str(log), "code": code})
    results = run([counted[0], dies, *counted[1:]], processes, path=path, timeout=20.0)
    assert results.ended == "all trials done"
    assert [o.status for o in results.outcomes] == ["finished", "crashed"] + ["finished"] * 5
    if os.name == "posix":
        expected = -signal.SIGKILL if code is None else code
        assert results.outcomes[1].error == f"its process died: exit code {expected}"
    assert len(numbers(log)) == 6, "every other trial was run once"
    assert [o for o in results.outcomes if o.finished] == list(run(counted).outcomes)
    assert len(load_outcomes(path)) == 7


def test_a_trial_that_crashed_is_run_again_with_the_next_run(processes, tmp_path):
    path, trial = tmp_path / "results.jsonl", Trial(functions.die_once, 0, {"flag": str(tmp_path / "flag")})
    assert [run([trial], processes, path=path).outcomes[0].status for _ in range(2)] == [
        "crashed",
        "finished",
    ]


@pytest.mark.slow
def test_the_time_counts_from_the_start_of_a_trial_and_not_from_its_submission(processes, tmp_path):
    """The last of eight trials on two processes waits longer than the timeout, and is not ended."""
    trials = grid(functions.count, range(8), log=str(tmp_path / "log"), seconds=0.4)
    results = run(trials, processes, timeout=1.1)
    assert [outcome.status for outcome in results.outcomes] == ["finished"] * 8


def test_a_function_that_the_process_does_not_find_is_the_trials_failure(processes, monkeypatch):
    monkeypatch.setattr(functions, "only_here", only_here, raising=False)
    monkeypatch.setattr(only_here, "__module__", functions.__name__)
    results = run([Trial(only_here, 0), Trial(functions.walk, 0)], processes)
    assert [outcome.status for outcome in results.outcomes] == ["raised", "finished"]
    assert "only_here" in results.outcomes[0].error


def only_here(rng):
    """Stand in a module of this process only."""


def test_blas_has_one_thread_in_the_processes(monkeypatch):
    need("pebble")
    for library in ("OPENBLAS", "OMP", "MKL"):
        monkeypatch.setenv(f"{library}_NUM_THREADS", "2")
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as executor:
        if set(executor.submit(functions.threads, None).result()["threads"]) != {2}:
            pytest.skip("no BLAS here that takes two threads")
        for there in (local_processes(1), executor):
            (outcome,) = run([Trial(functions.threads, 0)], there).outcomes
            assert set(outcome.result["threads"]) == {1}


@pytest.mark.slow
def test_processes_end_with_their_run_or_are_kept(tmp_path):
    need("pebble")
    log = tmp_path / "log"
    trial = Trial(functions.count, 0, {"log": str(log)})
    once = local_processes(1)
    for executor in (once, once):
        run([trial], executor)
    with local_processes(1) as kept:
        run([trial], kept)
        run([trial], kept)
        first, second, third, fourth = numbers(log)
        assert first != second != third == fourth
        if os.name == "posix":
            assert [alive(number) for number in (first, second, third)] == [False, False, True]
            os.kill(third, signal.SIGKILL)  # while it is idle
            wait_until(lambda: not alive(third))
        assert run([trial], kept).outcomes[0].finished
    assert not alive(numbers(log)[-1])


class BrokenPool:
    """A pool of Pebble's that broke before it took note of its trial."""

    active = False

    def stop(self):
        """As Pebble's."""

    join = stop


def test_a_trial_of_a_pool_that_broke_is_run_again_and_then_reported():
    need("pebble")
    report = {"status": "crashed", "error": "its process died: exit code not known"}
    for alone, expected in [(False, None), (True, report)]:
        processes, future = local_processes(1), Future()
        processes._busy[future] = BrokenPool(), None
        processes.look()
        assert isinstance(future.exception(timeout=0), BrokenProcessPool)
        assert processes.report(future, alone) == expected


def test_an_interrupt_keeps_what_is_finished_and_ends_the_processes(processes, tmp_path):
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
    results = run(trials, processes, path=path, progress=progress)
    assert results.ended == "interrupted from the keyboard"
    assert 3 <= len(results.outcomes) <= 10
    assert list(results.outcomes) == sorted(load_outcomes(path), key=lambda outcome: outcome.seed)
    if os.name == "posix":
        wait_until(lambda: not any(map(alive, numbers(log))))
    assert run([Trial(functions.walk, 0)], processes).outcomes[0].finished, "others take their place"


SCRIPT = """
import sys
from lstm_teach.experiments import grid, local_processes, run
from tests.experiments.functions import count

if __name__ == "__main__":
    log, path, seconds = sys.argv[1:]
    trials = grid(count, [99], log=log, seconds=float(seconds)) + grid(count, range(12), log=log, seconds=0.1)
    print(run(trials, local_processes(2), path=path).ended)
"""


@pytest.mark.slow
def test_a_killed_run_resumes_where_it_stopped(tmp_path):
    need("pebble")
    file, log, path = tmp_path / "script.py", tmp_path / "log", tmp_path / "results.jsonl"
    file.write_text(SCRIPT)
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    # One process does the short trials, while the other is still busy when the run is killed.
    command = [sys.executable, file, log, path, "600"]
    with subprocess.Popen(command, cwd=tmp_path, env=environment) as process:
        wait_until(lambda: path.exists() and path.read_bytes().count(b"\n") >= 4)
        process.kill()
    if os.name == "posix":  # no process stays behind, to go on or to hold the file
        wait_until(lambda: not any(map(alive, numbers(log))))
    kept = path.read_bytes()
    whole = kept[: kept.rindex(b"\n") + 1]
    finished = whole.count(b"\n")
    assert 4 <= finished < 12
    log.write_text("")
    assert script(file, log, path, "0.1", folder=tmp_path).stdout == "all trials done\n"
    assert path.read_bytes().startswith(whole)
    assert len(numbers(log)) == 13 - finished, "the others were run, each once"
    trials = grid(functions.count, [*range(12), 99], log=str(log), seconds=0.1)
    assert sorted(load_outcomes(path), key=lambda o: o.seed) == list(run(trials, path=path).outcomes)


def test_a_function_of_a_notebook_is_refused_with_the_remedy(tmp_path):
    need("pebble")
    code = (
        "from concurrent.futures import ProcessPoolExecutor\n"
        "from lstm_teach.experiments import Trial, local_processes, run\n"
        "def f(rng): return {'draw': rng.random()}\n"
        "print(run([Trial(f, 0)]).outcomes[0].status)\n"
        "for executor in (local_processes(1), ProcessPoolExecutor(1)):\n"
        "    try:\n        run([Trial(f, 1)], executor)\n"
        "    except ValueError as error:\n        print(error)\n"
    )
    # Like a kernel's, this __main__ has no file.
    first, *refused = script("-c", code, folder=tmp_path).stdout.splitlines()
    assert first == "finished"
    assert len(refused) == 2
    for line in refused:
        assert "got f, which this notebook defines" in line
        assert "%%writefile my_trials.py" in line


def test_a_script_without_its_guard_is_told_of_it(tmp_path):
    need("pebble")
    file = tmp_path / "script.py"
    file.write_text(
        "from lstm_teach.experiments import Trial, local_processes, run\n"
        "from tests.experiments.functions import walk\n"
        "run([Trial(walk, 0)], local_processes(1))\n"
    )
    done = script(file, folder=tmp_path)
    assert done.returncode == 1
    assert "RuntimeError: executor: expected worker processes that start" in done.stderr
    assert "Remedy: in a script, call run under `if __name__ == '__main__':`" in done.stderr


def test_pythons_own_pool_ends_the_run_when_a_trial_breaks_it(tmp_path):
    path, trials = tmp_path / "results.jsonl", grid(functions.walk, range(2))
    with (
        ProcessPoolExecutor(1, mp_context=get_context("spawn")) as executor,
        pytest.raises(BrokenExecutor, match=r"Remedy: executor=local_processes\(\)") as caught,
    ):
        run([*trials, Trial(functions.die, 0), Trial(functions.walk, 2)], executor, path=path)
    assert caught.value.results.outcomes == run(trials).outcomes == tuple(load_outcomes(path))


def test_without_pebble_it_is_said_what_to_install(monkeypatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(ModuleNotFoundError, match=r"Remedy: python3 run.py install experiments$"):
        local_processes(2)
    assert run([Trial(functions.walk, 0)]).outcomes[0].finished
