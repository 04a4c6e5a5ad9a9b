"""A Dask cluster of two worker processes on this machine."""

import os

import pytest

from lstm_teach.experiments import Trial, grid, load_outcomes, run
from tests.experiments import functions
from tests.needs import need


@pytest.fixture(scope="module")
def executor():
    """Start two workers, each with a nanny that brings it back."""
    distributed = need("dask")
    from dask import config  # not above: Dask may be absent

    # A worker that is found dead 15 s after another death, by then starting anew, would be given up for good.
    patience = {"distributed.deploy.lost-worker-timeout": "1 hour"}
    # Any free port: None means the usual one, and Dask warns where another cluster has it.
    options = {"n_workers": 2, "threads_per_worker": 1, "dashboard_address": ":0", "host": "127.0.0.1"}
    with (
        config.set(patience),
        distributed.LocalCluster(**options) as cluster,
        distributed.Client(cluster) as client,
    ):
        yield client.get_executor()


def test_dask_and_plain_loop_give_the_same_bits(executor, tmp_path):
    trials = grid(functions.walk, range(10), scale=[0.5, 2.0])
    here, dask = run(trials), run(trials, executor, path=tmp_path / "results.jsonl")
    assert here == dask
    assert repr([o.result for o in here.outcomes]) == repr([o.result for o in dask.outcomes])
    assert len(load_outcomes(tmp_path / "results.jsonl")) == 20


def test_a_worker_that_dies_costs_nothing_that_is_finished(executor, tmp_path):
    path, log, flag = tmp_path / "results.jsonl", tmp_path / "log", tmp_path / "flag"
    counted = grid(functions.count, range(12), log=str(log), seconds=0.02)
    results = run(
        [*counted[:6], Trial(functions.die_once, 0, {"flag": str(flag)}), *counted[6:]], executor, path=path
    )
    assert results.ended == "all trials done"
    assert [outcome.status for outcome in results.outcomes] == ["finished"] * 13
    assert results.outcomes[:6] + results.outcomes[7:] == run(counted).outcomes
    assert len(load_outcomes(path)) == 13, "every trial is written once"


@pytest.mark.slow
def test_a_trial_that_kills_every_worker_is_found_and_the_others_finish(executor):
    innocent = grid(functions.walk, range(6))
    results = run([*innocent[:3], Trial(functions.die, 0), *innocent[3:]], executor)
    assert [o.status for o in results.outcomes] == ["finished"] * 3 + ["crashed"] + ["finished"] * 3
    assert results.outcomes[3].error.startswith("its process died: KilledWorker")
    assert [o for o in results.outcomes if o.finished] == list(run(innocent).outcomes)


@pytest.mark.slow
def test_trials_that_hang_are_ended_and_reported(executor, tmp_path):
    log = tmp_path / "log"
    trials = grid(functions.count, range(6), log=str(log), seconds=0.3)
    hanging = [Trial(functions.spin, 0), Trial(functions.sleep, 0)]
    results = run([trials[0], *hanging, *trials[1:]], executor, timeout=1.5)
    assert [o.status for o in results.outcomes] == ["finished"] + ["timed out"] * 2 + ["finished"] * 5
    for outcome in results.outcomes[1:3]:
        assert outcome.error == "it ran for more than 1.5 s and was ended"
        assert outcome.seconds > 1.5
    # Both workers take trials again: none was lost with the trials.
    log.write_text("")
    again = run(grid(functions.count, range(8), log=str(log), seconds=0.3, x=1), executor, timeout=20.0)
    assert all(outcome.finished for outcome in again.outcomes)
    assert len(set(log.read_text().split())) == 2


def test_a_failure_costs_its_trial_alone(executor):
    trials = [*grid(functions.fail, [0], kind=["day", "unsendable", "exit"]), Trial(functions.walk, 0)]
    assert [o.status for o in run(trials, executor).outcomes] == ["raised"] * 3 + ["finished"]


def test_blas_has_one_thread_in_the_workers(executor):
    (outcome,) = run([Trial(functions.threads, 0)], executor).outcomes
    assert set(outcome.result["threads"]) <= {1}


def test_an_interrupt_keeps_what_is_finished(executor, tmp_path):
    import signal

    def progress(steps):
        for n in steps:
            if n == 3:
                signal.raise_signal(signal.SIGINT)
            yield n

    path = tmp_path / "results.jsonl"
    trials = grid(functions.count, range(30), log=str(tmp_path / "log"), seconds=0.1)
    results = run(trials, executor, path=path, progress=progress)
    assert results.ended == "interrupted from the keyboard"
    assert 3 <= len(results.outcomes) < 30
    assert len(load_outcomes(path)) == len(results.outcomes)
    assert os.getpid() not in {int(n) for n in (tmp_path / "log").read_text().split()}
