"""``run.py test --oldest``: two environments beside the reader's own, the tests in both, one summary."""

import os
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from tools import cli, installer, testing, versions
from tools.project import SetupError, environment_python
from tools.versions import NEWEST, OLDEST, Outcome, lowest, read_report, requirements

REPORT = '<testsuites><testsuite tests="9" failures="1" errors="2" skipped="3" time="4.2"/></testsuites>'


def test_every_lower_bound_is_one_that_can_be_pinned() -> None:
    for text, pin in zip(requirements(), lowest(requirements()), strict=True):
        wanted, (pinned,) = Requirement(text), Requirement(pin).specifier
        assert Requirement(pin).name == wanted.name
        assert pinned.version in wanted.specifier
        assert f">={pinned.version}" in str(wanted.specifier).split(",")


@pytest.mark.parametrize("text", ["numpy", "numpy<3", "numpy==2.1"])
def test_a_requirement_without_one_is_named(text: str) -> None:
    with pytest.raises(SetupError, match=f"{text} has no lower bound"):
        lowest([text])


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, tuple[str | None, list[str]]]:
    """Return, by folder, the Python that each was made on and the constraints that it was filled under."""
    seen: dict[str, tuple[str | None, list[str]]] = {}

    def create(folder: Path, python: str | None) -> str:
        folder.mkdir()
        seen[folder.name] = (python, [])
        return "pip"

    def install(folder: Path, name: str, wanted: Sequence[str], constraints: Path) -> None:
        assert list(wanted) == requirements()
        seen[folder.name][1].extend(constraints.read_text().split())

    monkeypatch.setattr(versions, "ROOT", tmp_path)
    monkeypatch.setattr(versions.environment, "ROOT", tmp_path)
    monkeypatch.setattr(installer, "create", create)
    monkeypatch.setattr(installer, "install", install)
    monkeypatch.setattr(installer, "install_project", lambda folder, name: None)
    monkeypatch.setattr(installer, "check_place", lambda folder: None)
    monkeypatch.setattr(versions, "_find_python", {"3.11": "/old/python"}.get)
    return seen


def test_each_has_an_environment_of_its_own_made_anew(
    installed: dict[str, tuple[str | None, list[str]]], tmp_path: Path
) -> None:
    (tmp_path / ".venv-newest" / "of-yesterday").mkdir(parents=True)
    assert versions.prepare(OLDEST) == tmp_path / ".venv-oldest"
    assert versions.prepare(NEWEST) == tmp_path / ".venv-newest"
    assert installed == {
        ".venv-oldest": ("/old/python", lowest(requirements())),
        ".venv-newest": (None, []),  # on this Python, for no newer one was found
    }
    assert not (tmp_path / ".venv-newest" / "of-yesterday").exists()


def test_a_python_that_does_not_work_is_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    name = "python3.99.exe" if os.name == "nt" else "python3.99"
    for folder in ("empty", "broken", "another", "right"):
        (tmp_path / folder).mkdir()
        if folder != "empty":
            (tmp_path / folder / name).write_text("")
    told = {"another": ["3.98", "/another"], "right": ["3.99", "/right/python"]}
    monkeypatch.setenv("PATH", os.pathsep.join(str(tmp_path / one) for one in ("empty", "broken", *told)))
    monkeypatch.setattr(versions, "_ask", lambda command: told.get(Path(command[0]).parent.name, []))
    assert versions._find_python("3.99") == "/right/python"
    assert versions._find_python("3.97") is None
    this = f"3.{sys.version_info.minor}"
    assert versions._find_python(this) is None, "it needs no looking for"


def test_what_cannot_be_asked_says_nothing(tmp_path: Path) -> None:
    assert versions._ask([str(tmp_path / "none")]) == []
    assert versions._ask([sys.executable, "-c", "raise SystemExit(127)"]) == []
    assert versions._ask([sys.executable, "-c", versions.ABLE]) == [
        f"{sys.version_info[0]}.{sys.version_info[1]}"
    ]


def test_versions_are_asked_of_the_environment() -> None:
    told = versions.describe(Path(sys.executable)).split(", ")
    assert told[0].startswith("Python 3.")
    assert any(one.startswith("numpy 2.") for one in told)


def test_a_report_is_counted(tmp_path: Path) -> None:
    (tmp_path / "report.xml").write_text(REPORT)
    outcome = read_report(tmp_path / "report.xml", OLDEST, "numpy 2.1.0", 1)
    assert outcome == Outcome(OLDEST, "numpy 2.1.0", 1, passed=3, failed=3, skipped=3, seconds=4.2)
    assert str(outcome) == "oldest: FAILED: 3 passed, 3 failed, 3 skipped in 4 s\n  numpy 2.1.0"
    # Ended before it began: that is no success, whatever it said.
    assert str(read_report(tmp_path / "none", OLDEST, "", 0)).startswith("oldest: FAILED: no test was run")


@pytest.mark.parametrize("failing", [None, OLDEST, NEWEST])
def test_both_are_tested_also_where_the_first_fails(
    failing: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    ran: list[list[str]] = []

    def run(command: list[object], variables: dict[str, str]) -> int:
        ran.append([str(part) for part in command])
        Path(ran[-1][-1].removeprefix("--junitxml=")).write_text(REPORT)
        return int(failing is not None and f"venv-{failing}" in ran[-1][0])

    monkeypatch.setattr(versions, "prepare", lambda which: tmp_path / f".venv-{which}")
    monkeypatch.setattr(versions, "describe", lambda python: f"of {python.parts[-3]}")
    monkeypatch.setattr(testing, "run", run)
    assert cli.main(["test", "--oldest", "--quick", "--", "-k", "rnn"]) == (1 if failing else 0)
    assert [command[0] for command in ran] == [
        str(environment_python(tmp_path / f".venv-{which}")) for which in (OLDEST, NEWEST)
    ]
    assert all(command[1:-1] == ["-m", "pytest", *testing.options(["-k", "rnn"], True)] for command in ran)
    summary = capsys.readouterr().out.splitlines()[-4:]
    for which, line, told in zip((OLDEST, NEWEST), summary[::2], summary[1::2], strict=True):
        said = "FAILED" if which == failing else "passed"
        assert line == f"{which}: {said}: 3 passed, 3 failed, 3 skipped in 4 s"
        assert told == f"  of .venv-{which}"
    ran.clear()
    assert cli.main(["test", "--newest"]) == (1 if failing == NEWEST else 0)
    assert len(ran) == 1


def test_an_environment_that_cannot_be_made_is_a_failure_of_its_own(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse(which: str) -> Path:
        raise SetupError(f"No such release ({which})")

    monkeypatch.setattr(versions, "prepare", refuse)
    assert cli.main(["test", "--oldest"]) == 1
    told = capsys.readouterr().out
    assert "No such release (oldest)" in told
    assert told.count("FAILED: no test was run") == 2
