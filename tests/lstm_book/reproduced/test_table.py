"""The table and its file: what was solved, failed, was not run; and which trials are missing."""

import math
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pytest

from lstm_book.reproduced import __main__ as command
from lstm_book.reproduced import recurrence, rows, running, table
from lstm_book.reproduced.lessons import Strings
from lstm_book.reproduced.machine import machine
from lstm_book.reproduced.rows import BY_NAME, ROWS, chosen
from lstm_book.reproduced.running import Found, missing, reproduce, within
from lstm_teach.experiments import load_outcomes, local_processes
from tests.needs import need


def seeds(row, *sequences, ceiling=None):
    return [Found(row, n, s is not None, s or ceiling, 0, 256, 1.0) for n, s in enumerate(sequences)]


def test_a_line_counts_the_solved_and_sets_the_papers_figure_beside_them():
    line = {
        line.row.name: line
        for line in table.lines(seeds("6a", 10_000, 20_000, None, 60_000, ceiling=400_000))
    }
    six = line["6a"]
    assert (six.trials, six.solved, six.mean, six.median, six.least, six.most) == (4, 3, 3e4, 2e4, 1e4, 6e4)
    assert six.ratio == pytest.approx(30_000 / 31_390)
    assert six.verdict == "1 not solved"
    assert line["6b"].verdict == table.NOT_RUN
    assert math.isnan(line["2000-reset"].ratio)


def test_a_row_that_fails_is_shown_as_such():
    found = seeds("5", None, None, ceiling=1_000_000)
    (cells,) = [cells for cells in map(table.cells_of, table.lines(found)) if cells[0] == "5"]
    assert cells[1:5] == ("0 of 2", "-", "-", "-")
    assert cells[-1] == "FAILED: none solved"
    assert "FAILED" in table.table(found)


def test_rows_that_were_not_run_say_how_long_they_would_take():
    text = table.table([], chosen("6b"))
    assert "not run here" in text
    assert "min for 20 seeds" in text


def test_the_file_gives_back_what_was_written(tmp_path):
    found = [*seeds("6a", 10_000, None, ceiling=400_000), Found("1-modern", 0, True, 800, None, None, 0.5)]
    made_on = machine()
    table.write(tmp_path / "t.csv", found, made_on)
    assert table.read(tmp_path / "t.csv") == (found, made_on)


def test_the_machine_has_no_name():
    import platform

    made_on = machine()
    assert set(made_on) == {"processor", "cores", "system", "python", "numpy", "numba", "commit"}
    assert all(made_on.values())
    assert platform.node() not in made_on.values()


def test_names_of_rows_choose_whole_parts():
    assert [row.name for row in chosen("6a,4-500")] == [
        "4-500-linear",
        "6a",
        "6a-linear",
        "6a-modern",
        "6a-modern-short",
    ]
    assert {row.name for row in chosen("1")} == {row.name for row in ROWS if row.name.startswith("1-")}
    assert chosen(None) == ROWS
    with pytest.raises(ValueError, match=r"^rows: expected names such as 6a, 4 or 1-5, got '7'$"):
        chosen("6a,7")


def test_rows_differ_in_name_and_experiment():
    assert len({row.name for row in ROWS}) == len(ROWS) == len({row.experiment for row in ROWS})


def test_what_is_there_is_not_run_again_and_the_budget_holds():
    some = chosen("6a,6b")
    left = missing(some, 3, seeds("6a", 1, 2, 3))
    assert "6a" not in [row.name for row, _ in left]
    assert [row.seconds for row, _ in left] == sorted(row.seconds for row, _ in left)
    assert within(left, 0.0) == []
    kept = within(left, 1.0)
    assert sum(row.seconds * len(todo) for row, todo in kept if "modern" in row.name) <= 60.0
    assert within(left, None) == left


TINY = tuple(
    row._replace(experiment=replace(row.experiment, ceiling=10), seeds=2) for row in chosen("1-5,2000")
    if "modern" not in row.name
)  # fmt: skip


@pytest.fixture
def tiny(monkeypatch):
    """Make the table of four rows whose trials are given up after ten sequences."""
    monkeypatch.setattr(Strings, "chunk", 10)
    for module in (rows, running, table):
        monkeypatch.setattr(module, "ROWS", TINY)
    return TINY


def test_a_run_that_was_cut_goes_on_where_it_stood(tiny, tmp_path):
    path = tmp_path / "t.jsonl"
    reproduce(tiny[:1], path)
    before = path.read_bytes()
    found, ended = reproduce(tiny, path)
    assert ended == "all trials done"
    assert path.read_bytes().startswith(before)
    assert [(one.row, one.seed) for one in found] == [(row.name, seed) for row in tiny for seed in range(2)]
    assert {one.sequences for one in found} == {10}
    whole = path.read_bytes()
    reproduce(tiny, path)
    assert path.read_bytes() == whole
    assert len(load_outcomes(path)) == len(running.trials_of(missing(tiny, None, []), recurrence.COMPILED))


def test_both_ways_and_threads_find_the_same(tiny, tmp_path, monkeypatch):
    found = {}
    for name, compiled in (("loops", True), ("numpy", False)):
        monkeypatch.setattr(recurrence, "COMPILED", compiled)
        with ThreadPoolExecutor(2) as pool:
            found[name] = reproduce(tiny, tmp_path / name, executor=pool)[0]
    apart = [[one._replace(seconds=0.0) for one in both] for both in found.values()]
    assert apart[0] == apart[1]


@pytest.mark.slow
def test_other_processes_run_it_too(tiny, tmp_path):
    need("pebble")
    found, ended = reproduce(tiny[3:], tmp_path / "o", executor=local_processes(1))
    assert ended == "all trials done"
    assert [(one.seed, one.sequences) for one in found] == [(0, 100), (1, 100)]  # a whole lesson there


def test_the_command_runs_prints_and_writes(tiny, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(command, "chosen", lambda names: tiny[:2])
    arguments = ["--path", str(tmp_path / "o.jsonl"), "--csv", str(tmp_path / "t.csv"), "--seeds", "1"]
    assert command.main(arguments) == 0
    printed = capsys.readouterr().out
    assert ("run.py install reproduce" in printed) == (not recurrence.COMPILED)
    assert "0 of 1" in printed
    assert "left" not in printed
    assert f"commit {machine()['commit']}" in printed
    assert len(table.read(tmp_path / "t.csv")[0]) == 2


@pytest.mark.parametrize("wrong", [["--seeds", "0"], ["--rows", "nothing"]])
def test_the_command_says_what_cannot_be(wrong, capsys, tmp_path):
    assert command.main([*wrong, "--path", str(tmp_path / "o")]) == 2
    assert "expected" in capsys.readouterr().err


def test_a_modern_trial_stops_when_its_criterion_holds():
    from dataclasses import asdict

    from lstm_book.reproduced.modern import modern

    m = BY_NAME["2c-100-100-modern"].experiment
    short = replace(m, steps=12, detail=4, forget_gate=3.0, input_gate=-1.0)
    result = modern(np.random.default_rng(0), **asdict(short))
    assert result["solved"]
    assert result["sequences"] % (m.batch * m.look) == 0
    given_up = modern(np.random.default_rng(0), **asdict(replace(short, updates=3)))
    assert (given_up["solved"], given_up["sequences"]) == (False, 96)
