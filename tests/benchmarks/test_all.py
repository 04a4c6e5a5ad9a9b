"""The command that runs all benchmarks: nothing is left out, a missed goal is not hidden."""

import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks import __main__ as everything
from tools.project import ROOT

MODULES = {path.stem for path in (ROOT / "benchmarks").glob("*.py") if not path.stem.startswith("_")}


def test_no_benchmark_is_left_out() -> None:
    assert {part.name for part in everything.PARTS} == MODULES


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(MODULES))
def test_every_benchmark_writes_a_file_and_takes_the_arguments_of_its_short_form(name: str) -> None:
    part = next(part for part in everything.PARTS if part.name == name)
    shown = subprocess.run(
        [sys.executable, "-m", f"benchmarks.{name}", "--help"],
        capture_output=True, text=True, check=True, cwd=ROOT,
    ).stdout  # fmt: skip
    assert all(word in shown for word in ("--json", *(w for w in part.short or () if w.startswith("--"))))


def test_the_short_form_runs_those_that_have_one(tmp_path: Path) -> None:
    short = everything.chosen(short=True, only=[])
    assert [part.name for part in short] == ["import_time", "training_step"]
    call = everything.command(short[1], short=True, folder=tmp_path)
    assert call[-3:] == ["--short", "--json", str(tmp_path / "training_step.json")]
    assert [part.name for part in everything.chosen(False, ["chapters"])] == ["chapters"]


def test_a_missed_goal_is_the_exit_status(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    status = {"import_time": 0, "training_step": 1}

    def run(call: list[str], cwd: Path) -> subprocess.CompletedProcess[str]:
        return subprocess.CompletedProcess(call, status[call[2].removeprefix("benchmarks.")])

    monkeypatch.setattr(everything.subprocess, "run", run)
    monkeypatch.setattr(sys, "argv", ["benchmarks", "--short"])
    assert everything.main() == 1
    assert "NOT all goals met" in capsys.readouterr().out.splitlines()[-1]
    status["training_step"] = 0
    assert everything.main() == 0
    status["import_time"] = -9
    assert everything.main() == 1
    assert "ended with status -9" in capsys.readouterr().out
