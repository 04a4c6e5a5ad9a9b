"""The commands of run.py, as a person types them."""

import subprocess
import sys
from pathlib import Path

import pytest

from lstm_lab import opening
from tools import cli, lab, lite_command, reproduce, site_command, teach_command, testing
from tools.project import ROOT


def run(*arguments: str, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(ROOT / "run.py"), *arguments]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, timeout=120)


@pytest.mark.parametrize(
    ("typed", "received", "quick"),
    [
        ([], [], False),
        (["--", "-k", "rnn"], ["-k", "rnn"], False),
        (["-k", "rnn", "-x"], ["-k", "rnn", "-x"], False),
        (["tests/setup"], ["tests/setup"], False),
        (["-n", "0"], ["-n", "0"], False),
        (["--quick"], [], True),
        (["--quick", "-q", "tests/setup"], ["-q", "tests/setup"], True),
        (["--quick", "--", "-k", "rnn"], ["-k", "rnn"], True),
        (["tests/setup", "--quick"], ["tests/setup"], True),
    ],
)
def test_further_arguments_reach_pytest(
    typed: list[str], received: list[str], quick: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[tuple[list[str], bool]] = []

    def note(arguments: list[str], quick: bool) -> int:
        seen.append((arguments, quick))
        return 0

    monkeypatch.setattr(testing, "test", note)
    assert cli.main(["test", *typed]) == 0
    assert seen == [(received, quick)]


def test_pytest_runs_on_all_cores_and_what_is_given_comes_last(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(testing, "workers", lambda: 6)
    spread = ["-n", "6", "--dist", "loadscope", "--no-loadscope-reorder"]
    assert testing.options([]) == spread
    assert testing.options(["-n", "0", "-x"]) == [*spread, "-n", "0", "-x"]
    assert testing.options(["-k", "a"], quick=True) == [*spread, *testing.QUICK, "-k", "a"]
    assert testing.options(["--pdb"]) == ["--pdb"]
    assert testing.options(["--collect-only"], quick=True) == [*testing.QUICK, "--collect-only"]
    monkeypatch.setattr(testing, "workers", lambda: 1)
    assert testing.options(["-x"]) == ["-x"]


@pytest.mark.parametrize(("cores", "expected"), [(1, 1), (2, 2), (64, testing.MOST_WORKERS), (None, 1)])
@pytest.mark.parametrize("affinity", [True, False])
def test_a_process_for_each_core(
    cores: int | None, expected: int, affinity: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(testing.os, "cpu_count", lambda: cores)
    if affinity:
        monkeypatch.setattr(
            testing.os, "sched_getaffinity", lambda pid: set(range(cores or 1)), raising=False
        )
    else:
        monkeypatch.delattr(testing.os, "sched_getaffinity", raising=False)
    assert testing.workers() == expected


@pytest.mark.parametrize("quick", [False, True])
def test_a_failing_check_fails_the_command_but_pytest_still_runs(
    quick: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran: list[str] = []

    def fake(command: list[str], variables: dict[str, str]) -> int:
        name = " ".join(str(part) for part in command[2:])
        ran.append(name)
        return 1 if name == "ruff check ." else 0

    monkeypatch.setattr(testing.environment, "ensure", lambda extras: Path(sys.executable))
    monkeypatch.setattr(testing, "run", fake)
    assert testing.test(["-x"], quick) == 1
    expected = " ".join(["pytest", *testing.options(["-x"], quick)])
    assert ran == ["ruff check .", "ruff format --check .", "mypy", expected]


def test_further_arguments_reach_jupyter(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    seen: list[tuple[Path, list[str]]] = []

    def note(folder: Path, arguments: list[str]) -> int:
        seen.append((folder, arguments))
        return 0

    monkeypatch.setattr(lab, "lab", note)
    folder = str(tmp_path / "copy")
    assert cli.main(["lab", "--no-browser", "--port", "9999", "--folder", folder, "--f.x=1"]) == 0
    assert seen == [(tmp_path / "copy", ["--no-browser", "--port", "9999", "--f.x=1"])]


@pytest.mark.parametrize("typed", [[], ["--rows", "6a,4", "--seeds", "5"], ["--quick"], ["--help"]])
def test_further_arguments_reach_the_experiments(typed: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[list[str]] = []

    class Process:
        def __init__(self, command: list[str], env: dict[str, str]) -> None:
            seen.append(command)

        def wait(self) -> int:
            return 3

    monkeypatch.setattr(reproduce.environment, "ensure", lambda: Path("python"))
    monkeypatch.setattr(reproduce.subprocess, "Popen", Process)
    assert cli.main(["reproduce", *typed]) == 3
    assert seen == [["python", "-m", "lstm_book.reproduced", *typed]]


def test_lite_takes_a_folder_a_pyodide_and_wheels(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    seen: list[tuple[object, ...]] = []

    def note(*arguments: object) -> int:
        seen.append(arguments)
        return 0

    monkeypatch.setattr(lite_command, "lite", note)
    assert cli.main(["lite"]) == 0
    typed = [f"--folder={tmp_path / 'out'}", "--pyodide=p.tar.bz2", f"--wheels={tmp_path}"]
    assert cli.main(["lite", *typed]) == 0
    assert seen == [(ROOT / "site" / "lite", "", None), (tmp_path / "out", "p.tar.bz2", tmp_path)]


@pytest.mark.parametrize("lite", [False, True])
def test_a_site_has_jupyterlite_and_its_buttons_together(
    lite: bool, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    ran: list[list[str]] = []

    def note(command: list[object], variables: dict[str, str]) -> int:
        ran.append([str(part) for part in command[2:4]] + [str(part) for part in command if part == "--lite"])
        return 0

    for module in (site_command, lite_command):
        monkeypatch.setattr(module, "run", note)
        monkeypatch.setattr(module.environment, "ensure", lambda extras: Path("python"))
    folder = tmp_path / "site"
    assert cli.main(["site", f"--folder={folder}", *(["--lite"] if lite else [])]) == 0
    page = ["tools.site.build", str(folder)]
    built = ["tools.lite.build", str(folder / "lite")]
    assert ran == ([[*page, "--lite"], built] if lite else [page])


@pytest.mark.parametrize(
    "typed",
    [
        ["assignment", "05", "--points", "5.4=2"],
        ["collect", "05", "in"],
        ["guesses", "05"],
        ["slides", "--help"],
    ],
)
def test_what_a_teacher_types_reaches_the_tools(typed: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[tuple[str, list[str]]] = []

    def note(command: str, arguments: list[str]) -> int:
        seen.append((command, arguments))
        return 3

    monkeypatch.setattr(teach_command, "teach", note)
    assert cli.main(typed) == 3
    assert seen == [(typed[0], typed[1:])]


def test_nbgrader_runs_in_the_course_s_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    seen: list[tuple[list[str], Path]] = []

    def note(command: list[str], variables: dict[str, str], folder: Path) -> int:
        seen.append((command, folder))
        return 3

    monkeypatch.setattr(
        teach_command.environment, "ensure", lambda extras: Path("python") if extras else None
    )
    monkeypatch.setattr(teach_command, "run", note)
    typed = ["autograde", "05", "--student", "ann"]
    assert teach_command.nbgrader(typed, tmp_path) == 3
    assert [([str(part) for part in command], folder) for command, folder in seen] == [
        (["python", "-m", "nbgrader", *typed], tmp_path)
    ]
    monkeypatch.setattr(teach_command, "COURSE", tmp_path / "none")
    assert cli.main(["nbgrader", "autograde", "05"]) == 1
    assert "There is no course in" in capsys.readouterr().err


def test_unknown_arguments_and_commands_are_refused() -> None:
    surplus = run("doctor", "--surplus")
    assert surplus.returncode == 2
    assert "--surplus" in surplus.stdout
    assert run("no-such-command").returncode == 2
    assert run().returncode == 2


def test_an_unknown_chapter_is_answered_without_a_traceback(tmp_path: Path) -> None:
    process = run("reset", "no-such-chapter", "--folder", str(tmp_path / "copy"), cwd=tmp_path)
    assert process.returncode == 1
    assert "There is no chapter 'no-such-chapter'" in process.stderr
    assert "Traceback" not in process.stderr
    assert not (tmp_path / "copy").exists()


def test_lab_opens_the_index_else_the_first_chapter(tmp_path: Path) -> None:
    book, copy = tmp_path / "book", tmp_path / "copy"
    for folder in (book, copy):
        folder.mkdir()
    assert opening.first_page(book, copy) is None
    for name in ("02-two.ipynb", "01-one.ipynb"):
        (book / name).write_text("{}")
    (copy / "00-mine.ipynb").write_text("{}")
    assert opening.first_page(book, copy) == "01-one.ipynb"
    (copy / "index.ipynb").write_text("{}")
    assert opening.first_page(book, copy) == "index.ipynb"


@pytest.mark.parametrize("command", ["python3 run.py", "lstm-teach"])
def test_lab_says_what_it_kept_and_how_to_reset(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], command: str
) -> None:
    (tmp_path / "01-one.ipynb").write_text('{"cells": []}')
    copy = tmp_path.parent / f"{tmp_path.name}-copy"
    opening.prepare_copy(tmp_path, copy, command)
    assert str(copy) in capsys.readouterr().out
    opening.prepare_copy(tmp_path, copy, command)
    assert f"{command} reset 01" in capsys.readouterr().out
