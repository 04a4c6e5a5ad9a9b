"""Who can reach the hub of a trial, what a class cannot write, and what the hub is started with."""

import os
import sys
from pathlib import Path

import pytest

from tools import hub_command
from tools.cli import main
from tools.hub import shared, student
from tools.hub_command import FOLDER, LEAST, PASSWORD, is_loopback, password_for, variables_of
from tools.project import ROOT, SetupError

GOOD = "a good long password"
posix = pytest.mark.skipif(os.name == "nt", reason="JupyterHub does not run on Windows")


@pytest.mark.parametrize("address", ["127.0.0.1", "127.8.9.1", "::1", "localhost"])
def test_on_loopback_a_password_is_made_and_said(address: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert is_loopback(address)
    made = password_for(address, "")
    assert len(made) >= LEAST
    assert made in capsys.readouterr().out
    assert password_for(address, "") != made
    assert password_for(address, GOOD) == GOOD


@pytest.mark.parametrize(
    "address", ["0.0.0.0", "", "::", "192.168.1.7", "localhost.example.org", "127.0.0.1.x"]
)
def test_elsewhere_without_a_password_it_is_refused(address: str) -> None:
    with pytest.raises(SetupError, match=f"Set the variable {PASSWORD}"):
        password_for(address, "")
    assert password_for(address, GOOD) == GOOD


@pytest.mark.parametrize("address", ["127.0.0.1", "0.0.0.0"])
def test_a_short_password_is_refused(address: str) -> None:
    with pytest.raises(SetupError, match="expected at least 12 characters, got 3"):
        password_for(address, "abc")


@posix
def test_the_command_refuses_before_it_makes_anything(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv(PASSWORD, raising=False)
    monkeypatch.setattr(hub_command.environment, "ensure", lambda extras: pytest.fail("made an environment"))
    assert main(["hub", "--address", "0.0.0.0", "--folder", str(tmp_path / "class")]) == 1
    assert "other machines reach it" in capsys.readouterr().err
    assert main(["hub", "--folder", str(ROOT)]) == 1
    assert "--folder" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


@posix
def test_the_command_hands_on_what_was_asked_for(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    asked: list[tuple[list[str], dict[str, str]]] = []

    def run(command: list[object], variables: dict[str, str]) -> int:
        asked.append(([str(part) for part in command], variables))
        return 7

    monkeypatch.setattr(hub_command.environment, "ensure", lambda extras: Path(sys.executable, *extras))
    monkeypatch.setattr(hub_command, "run", run)
    monkeypatch.setenv("PYTHONPATH", "/of/the/teacher")
    assert main(["hub", "--port", "8123", "--folder", str(tmp_path)]) == 7
    ((command, variables),) = asked
    assert command[1:] == ["-m", "tools.hub.start"]
    assert command[0].endswith("hub")
    assert variables[FOLDER] == str(tmp_path)
    assert variables["LSTM_TEACH_HUB_PORT"] == "8123"
    assert "PYTHONPATH" not in variables
    assert variables_of({PASSWORD: GOOD}, tmp_path, "0.0.0.0", 1)[PASSWORD] == GOOD


@posix
def test_what_a_student_could_write_is_found(tmp_path: Path) -> None:
    me = frozenset({0, os.geteuid()})
    book = tmp_path / "class" / "book"
    (book / "chapters").mkdir(parents=True)
    for name in ("a.py", "chapters/b.ipynb"):
        (book / name).write_text("x")
    for path in (book, *book.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)
    (book / "link").symlink_to(book / "a.py")
    inside = lambda: [path for path in shared.writable(book, me) if path.is_relative_to(tmp_path)]  # noqa: E731
    assert inside() == []
    for path in (book, book / "chapters", book / "a.py", book / "chapters" / "b.ipynb", book.parent):
        before = path.stat().st_mode
        path.chmod(before | 0o002)
        assert inside() == [path]
        path.chmod(before)
    assert {book, book / "a.py", book / "link"} <= set(shared.writable(book, frozenset({os.geteuid() + 1})))


@posix
def test_a_class_does_not_start_on_what_a_student_could_write(tmp_path: Path) -> None:
    (tmp_path / "open.py").write_text("x")
    (tmp_path / "open.py").chmod(0o666)
    with pytest.raises(SystemExit, match=r"(?s)could write into the installation of all: .*chmod -R go-w"):
        shared.check_shared(tmp_path)


@pytest.mark.parametrize(
    ("limit", "expected"), [("1G", 2**30), ("1.5M", 1.5 * 2**20), ("7k", 7168), ("99", 99)]
)
def test_a_limit_of_memory_in_bytes(limit: str, expected: float) -> None:
    assert student.bytes_of(limit) == expected
