"""The file: floats to the last bit, torn lines, files of other kinds, two runs at once."""

import json
import math
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lstm_teach.experiments import Outcome, Trial, grid, load_outcomes, run
from lstm_teach.experiments.outcome import from_line, to_line
from lstm_teach.experiments.trial import _source_digest
from tests.experiments import functions

JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text()),
    lambda parts: st.one_of(st.lists(parts, max_size=3), st.dictionaries(st.text(), parts, max_size=3)),
    max_leaves=6,
)
one_folder = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)


@pytest.mark.slow
@given(st.dictionaries(st.text(), JSON, max_size=4), st.text(), st.integers(0))
def test_a_line_gives_the_outcome_again(result, error, seed):
    before = Outcome("m.f", seed, {"a": (1, ("b", -0.0))}, "finished", result, error, "lines", 0.25, "abc")
    line = to_line(before)
    assert line.count(b"\n") == 1
    after = from_line(line)
    assert after == before
    assert repr(after.result) == repr(before.result)  # -0.0 equals 0.0, and 1 equals True
    assert (after.traceback, after.seconds, after.source) == ("lines", 0.25, "abc")


def test_floats_are_kept_to_the_last_bit(tmp_path):
    path = tmp_path / "results.jsonl"
    first = run([Trial(functions.special, 0)], path=path).outcomes[0].result["values"]
    again = run([Trial(functions.special, 0)], path=path).outcomes[0].result["values"]
    for value, expected in zip(again, functions.special(None)["values"], strict=True):
        assert value.hex() == float(expected).hex()
    assert [value.hex() for value in first] == [value.hex() for value in again]
    assert math.copysign(1.0, again[1]) == -1.0


@pytest.mark.slow
@one_folder
@given(place=st.floats(0, 1), zeros=st.sampled_from([0, 0, 3]))
def test_a_file_cut_anywhere_is_resumed(place, zeros, tmp_path):
    path, log = tmp_path / "results.jsonl", tmp_path / "log"
    path.unlink(missing_ok=True)
    trials = grid(functions.count, range(2), log=str(log), x=[1, 2])
    whole = run(trials, path=path)
    written = path.read_bytes()
    assert written.count(b"\n") == 4
    length = round(place * len(written))
    path.write_bytes(written[:length] + b"\0" * zeros)
    kept = written[:length].split(b"\n")
    ends = [len(line) for line in written.split(b"\n")]
    finished = sum(len(line) == end for line, end in zip(kept, ends, strict=False) if end)
    if path.read_bytes().endswith(b"\0") and len(kept[-1]) == ends[len(kept) - 1] > 0:
        finished -= 1  # with zeros behind it the line is not whole
    log.write_text("")
    resumed = run(trials, path=path)
    assert resumed == whole
    assert len(log.read_text().splitlines()) == 4 - finished
    assert path.read_bytes().startswith(b"".join(written.splitlines(keepends=True)[:finished]))
    assert len(load_outcomes(path)) == 4


def test_finished_trials_are_not_run_again_and_failed_ones_are(tmp_path):
    path, log = tmp_path / "results.jsonl", tmp_path / "log"
    trials = [*grid(functions.count, range(3), log=str(log)), Trial(functions.fail, 0, {"kind": "day"})]
    first = run(trials, path=path)
    second = run(trials, path=path)
    assert first == second
    assert [outcome.status for outcome in first.outcomes] == ["finished"] * 3 + ["raised"]
    assert len(log.read_text().splitlines()) == 3
    assert [outcome.status for outcome in load_outcomes(path)] == ["finished"] * 3 + ["raised"] * 2


def test_the_order_is_that_of_the_trials(tmp_path):
    trials = grid(functions.walk, range(4), steps=1, size=3)
    run(trials[::-2], path=tmp_path / "results.jsonl")
    results = run(trials, path=tmp_path / "results.jsonl")
    assert [outcome.seed for outcome in results.outcomes] == [0, 1, 2, 3]
    assert [outcome.seed for outcome in load_outcomes(tmp_path / "results.jsonl")] == [3, 1, 0, 2]


OTHERS = [
    b"An essay.\nIts second line.\n",
    b"An essay without an end of line",
    b'{"format": "another"}\n',
    b'{"format": "another"',
    b"\n",
    b"[1]\n",
]


@pytest.mark.parametrize("content", OTHERS)
def test_a_file_of_another_kind_is_left_as_it_is(content, tmp_path):
    path = tmp_path / "essay.txt"
    path.write_bytes(content)
    with pytest.raises(ValueError, match=r"path: expected a file of outcomes.*line \d.*left as it is"):
        run([Trial(functions.walk, 0)], path=path)
    assert path.read_bytes() == content


@pytest.mark.parametrize(
    "change",
    [
        lambda line: line.replace('"seed": 0', '"seed": 5'),
        lambda line: line.replace('"steps": 1', '"steps": 2'),
        lambda line: line.replace('"finished"', '"perfect"'),
        lambda line: line.replace('"seconds"', '"second"'),
        lambda line: line.replace('"result": {', '"result": [{').replace('}, "error"', '}], "error"'),
        lambda line: line[: len(line) // 2],
    ],
)
def test_a_line_that_was_changed_is_refused(change, tmp_path):
    path = tmp_path / "results.jsonl"
    run(grid(functions.walk, range(2), steps=1, size=3), path=path)
    first, second = path.read_text().splitlines()
    changed = change(first)
    assert changed != first
    path.write_text(f"{changed}\n{second}\n")
    before = path.read_bytes()
    with pytest.raises(ValueError, match=r"path: .* line 1 "):
        run([Trial(functions.walk, 9)], path=path)
    assert path.read_bytes() == before


def test_results_of_another_version_of_a_function_are_not_mixed(tmp_path, monkeypatch):
    path = tmp_path / "results.jsonl"
    trial = Trial(functions.walk, 0, {"steps": 1, "size": 3})
    run([trial], path=path)
    before = path.read_bytes()
    _source_digest.cache_clear()
    monkeypatch.setattr("inspect.getsource", lambda function: "def walk(rng): return 1")
    with pytest.raises(ValueError, match="another version of that function.*Remedy: another path"):
        run([trial, Trial(functions.walk, 1)], path=path)
    assert path.read_bytes() == before
    _source_digest.cache_clear()


def test_a_line_is_for_any_reader(tmp_path):
    path = tmp_path / "results.jsonl"
    run([Trial(functions.walk, 3, {"steps": 1, "size": 3})], path=path)
    fields = json.loads(path.read_text())
    assert fields["function"] == "tests.experiments.functions.walk"
    assert (fields["seed"], fields["settings"]) == (3, {"steps": 1, "size": 3})
    assert fields["identity"] == Trial(functions.walk, 3, {"steps": 1, "size": 3}).identity


def test_a_path_that_cannot_be_written_to_is_found_before_any_trial_runs(tmp_path):
    log = tmp_path / "log"
    trials = grid(functions.count, [0], log=str(log))
    with pytest.raises(FileNotFoundError):
        run(trials, path=tmp_path / "none" / "results.jsonl")
    with pytest.raises((IsADirectoryError, PermissionError)):
        run(trials, path=tmp_path)
    assert not log.exists()


def test_two_runs_do_not_share_a_file(tmp_path):
    pytest.importorskip("fcntl", reason="Windows has no such locks")
    path = tmp_path / "results.jsonl"
    code = (
        "import sys; from lstm_teach.experiments.outcomes_file import OutcomesFile\n"
        "with OutcomesFile(sys.argv[1]) as file:\n"
        "    file.finished([]); print('locked', flush=True); sys.stdin.read()"
    )
    root = str(Path(__file__).parents[2])
    with subprocess.Popen(
        [sys.executable, "-c", code, str(path)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=root,
    ) as other:  # fmt: skip
        assert other.stdout.readline() == "locked\n"
        with pytest.raises(ValueError, match="no other run writes to"):
            run([Trial(functions.walk, 0)], path=path)
        other.communicate("")
    assert run([Trial(functions.walk, 0)], path=path).outcomes[0].finished


def test_a_full_disk_keeps_what_is_finished(tmp_path, monkeypatch):
    path = tmp_path / "results.jsonl"
    trials = grid(functions.walk, range(3), steps=1, size=3)
    run(trials[:1], path=path)
    whole = path.read_bytes()

    def full(descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="No space left") as caught:
        run(trials, path=path)
    assert len(caught.value.results.outcomes) == 2
    assert path.read_bytes().startswith(whole)
    monkeypatch.undo()
    assert run(trials, path=path).ended == "all trials done"
