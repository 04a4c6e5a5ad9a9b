"""What holds of every executor; where processes can be ended, of trials that hang or end theirs; Dask."""

import os
import signal
import time

import pytest

from lstm_teach.experiments import Trial, grid, load_outcomes, run
from tests.experiments import functions
from tests.experiments.test_run import FAILURES


@pytest.fixture(scope="module", params=["threads", "processes", "dask"])
def executor(request):
    """Return any executor."""
    return request.getfixturevalue(request.param)


@pytest.fixture(scope="module", params=["processes", "dask"])
def elsewhere(request):
    """Return an executor whose processes can be ended."""
    return request.getfixturevalue(request.param)


@pytest.mark.slow
def test_the_numbers_are_those_of_the_plain_loop(executor, tmp_path):
    trials = grid(functions.walk, range(10), scale=[0.5, 2.0])
    here, there = run(trials), run(trials, executor, path=tmp_path / "results.jsonl")
    assert here == there
    assert repr([o.result for o in here.outcomes]) == repr([o.result for o in there.outcomes])
    assert len(load_outcomes(tmp_path / "results.jsonl")) == 20


@pytest.mark.slow
def test_a_failure_costs_its_trial_alone(executor):
    kinds, texts = zip(*FAILURES, strict=True)
    *failed, last = run(
        [*grid(functions.fail, [0], kind=[*kinds]), Trial(functions.walk, 0)], executor
    ).outcomes
    assert last == run([Trial(functions.walk, 0)]).outcomes[0]
    for outcome, text in zip(failed, texts, strict=True):
        assert outcome.status == "raised"
        assert outcome.error.startswith(text)


def test_blas_has_one_thread(executor):
    (outcome,) = run([Trial(functions.threads, 0)], executor).outcomes
    assert set(outcome.result["threads"]) <= {1}


@pytest.mark.slow
def test_an_interrupt_keeps_what_is_finished(executor, tmp_path):
    def progress(steps):
        for n in steps:
            if n == 3:
                signal.raise_signal(signal.SIGINT)
            yield n

    path = tmp_path / "results.jsonl"
    trials = grid(functions.count, range(30), log=str(tmp_path / "log"), seconds=0.05)
    results = run(trials, executor, path=path, progress=progress)
    assert results.ended == "interrupted from the keyboard"
    assert 3 <= len(results.outcomes) < 30
    assert list(results.outcomes) == sorted(load_outcomes(path), key=lambda outcome: outcome.seed)
    assert run(trials[:6], executor, path=path).ended == "all trials done", "it serves the next run"


@pytest.mark.slow
def test_a_trial_that_ends_its_process_costs_itself_alone(elsewhere, tmp_path):
    innocent = grid(functions.walk, range(6))
    trials = [*innocent[:3], Trial(functions.die, 0), *innocent[3:]]
    results = run(trials, elsewhere, path=tmp_path / "results.jsonl")
    assert [o.status for o in results.outcomes] == ["finished"] * 3 + ["crashed"] + ["finished"] * 3
    assert results.outcomes[3].error.startswith("its process died: ")
    assert [o for o in results.outcomes if o.finished] == list(run(innocent).outcomes)
    assert len(load_outcomes(tmp_path / "results.jsonl")) == 7


@pytest.mark.slow
def test_trials_that_hang_are_ended_and_reported(elsewhere, tmp_path):
    log = tmp_path / "log"
    trials = grid(functions.count, range(4), log=str(log), seconds=0.2)
    hanging = [Trial(functions.spin, 0), Trial(functions.sleep, 0)]
    start = time.monotonic()
    results = run([trials[0], *hanging, *trials[1:]], elsewhere, timeout=1.2, path=tmp_path / "results.jsonl")
    assert time.monotonic() - start < 60
    assert [o.status for o in results.outcomes] == ["finished"] + ["timed out"] * 2 + ["finished"] * 3
    for outcome in results.outcomes[1:3]:
        assert outcome.error == "it ran for more than 1.2 s and was ended"
        assert outcome.seconds >= 1.2
    assert len(load_outcomes(tmp_path / "results.jsonl")) == 6
    # Both processes take trials again: none was lost with the trials.
    log.write_text("")
    again = run(grid(functions.count, range(8), log=str(log), seconds=0.2, x=1), elsewhere, timeout=20.0)
    assert all(outcome.finished for outcome in again.outcomes)
    assert len(set(log.read_text().split()) - {str(os.getpid())}) == 2


@pytest.mark.slow
def test_a_trial_of_a_dask_worker_that_dies_is_run_elsewhere(dask, tmp_path):
    path, log, flag = tmp_path / "results.jsonl", tmp_path / "log", tmp_path / "flag"
    counted = grid(functions.count, range(12), log=str(log), seconds=0.02)
    results = run(
        [*counted[:6], Trial(functions.die_once, 0, {"flag": str(flag)}), *counted[6:]], dask, path=path
    )
    assert results.ended == "all trials done"
    assert [outcome.status for outcome in results.outcomes] == ["finished"] * 13
    assert results.outcomes[:6] + results.outcomes[7:] == run(counted).outcomes
    assert len(load_outcomes(path)) == 13, "every trial is written once"


@pytest.mark.slow
def test_a_trial_that_kills_every_worker_is_named_with_dasks_words(dask):
    (outcome,) = run([Trial(functions.die, 0)], dask).outcomes
    assert outcome.error.startswith("its process died: KilledWorker")
