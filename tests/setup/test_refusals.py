"""What the system refuses is a sentence that names the file, the reason and what helps; never a traceback."""

import contextlib
import errno
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from lstm_lab import SetupError, command, files, opening, reader_copy, trial
from lstm_lab.places import check_writing
from lstm_lab.refusals import WHY, sentence
from tools import cli, doctor, environment
from tools.project import BOOK, ROOT

LOCKS = pytest.mark.skipif(os.name == "nt", reason="locks of Unix")
ROOT_ONLY = pytest.mark.skipif(
    os.name == "nt" or os.geteuid() != 0, reason="mounts a small disk: as root only"
)


@pytest.mark.parametrize("number", [*WHY, errno.EIO])
@pytest.mark.parametrize("main", [cli.main, command.main])
def test_each_refusal_is_said_by_both_commands(
    number: int,
    main: object,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def refuse(*arguments: object) -> None:
        raise OSError(number, os.strerror(number), str(tmp_path / "file"))

    monkeypatch.setattr(reader_copy, "reset", refuse)
    assert main(["reset", "01", f"--folder={tmp_path / 'copy'}"]) == 1  # type: ignore[operator]
    told = capsys.readouterr().err
    assert f"reset: {tmp_path / 'file'}: " in told
    assert ("Remedy: " in told) is (number in WHY)


def test_an_error_without_a_file_is_a_sentence_too() -> None:
    assert sentence(OSError("odd")) == "a file: odd."


def test_a_write_that_fails_names_the_file_and_leaves_the_old_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "mine.ipynb"
    path.write_text("mine")

    def full(*arguments: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(OSError, match="No space") as caught:
        files.write_atomic(path, b"new")
    assert caught.value.filename == str(path)
    assert [one.read_text() for one in tmp_path.iterdir()] == ["mine"]


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """Return a folder with room for 200 kB."""
    place = tmp_path / "small"
    place.mkdir()
    made = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=200k", "tmpfs", place], capture_output=True)
    if made.returncode:
        pytest.skip("no disk can be mounted here")
    yield place
    subprocess.run(["umount", place], check=True)


@ROOT_ONLY
def test_a_disk_that_has_become_read_only(small_disk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    subprocess.run(["mount", "-o", "remount,ro", small_disk], check=True)
    for command_of in (cli.main, command.main):
        assert command_of(["reset", "01", f"--folder={small_disk / 'copy'}"]) == 1
        told = capsys.readouterr().err
        assert f"{small_disk / 'copy'}: it is on a file system that can only be read. Remedy: name a" in told
    assert check_writing(small_disk) == f"{small_disk}: {READ_ONLY}"


READ_ONLY = sentence(OSError(errno.EROFS, "")).partition(": ")[2]


@LOCKS
def test_a_limit_on_the_size_of_files(tmp_path: Path) -> None:
    line = f'ulimit -f 1; "{sys.executable}" "{ROOT / "run.py"}" reset 01 --folder="{tmp_path / "copy"}"'
    done = subprocess.run(["sh", "-c", line], capture_output=True, text=True)
    assert done.returncode == 1
    assert "larger than a file of yours may be. Remedy: raise that limit (ulimit -f)" in done.stderr
    assert "Traceback" not in done.stderr


@ROOT_ONLY
def test_a_full_disk(small_disk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    mine = small_disk / "copy" / "01-the-vanilla-rnn.ipynb"
    mine.parent.mkdir()
    mine.write_text("what I wrote")
    with contextlib.suppress(OSError):
        (small_disk / "filler").write_bytes(bytes(190_000))
    assert cli.main(["reset", "01", f"--folder={small_disk / 'copy'}"]) == 1
    assert "the disk is full. Remedy: free some space" in capsys.readouterr().err
    assert mine.read_text() == "what I wrote"


def test_nothing_is_locked_where_nothing_is_to_be_changed(monkeypatch: pytest.MonkeyPatch) -> None:
    def never() -> None:
        raise AssertionError("locked")

    monkeypatch.setattr(environment, "one_at_a_time", never)
    monkeypatch.setattr(environment, "why_stale", lambda folder: None)
    stamp = environment.Stamp("key", "3.13.0", "pip", ("test",), ("torch==2.13.0",))
    monkeypatch.setattr(environment, "read_stamp", lambda folder: stamp)
    for extras, specs in (((), ()), (("test",), ()), (("test",), ("torch==2.13.0",))):
        assert environment.ensure(extras, specs) == environment.environment_python(environment.ENVIRONMENT)
    with pytest.raises(AssertionError, match="locked"):
        environment.ensure(["site"])


def test_a_lock_that_cannot_be_made_says_what_has_to_be_done(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "no-folder").write_text("")
    monkeypatch.setattr(environment, "ROOT", tmp_path / "no-folder")
    monkeypatch.setattr(environment, "why_stale", lambda folder: "there is none yet")
    with pytest.raises(SetupError, match=r"has to be made \(there is none yet\).*Remedy: whoever may"):
        environment.ensure()


def test_what_stands_in_the_place_of_the_lock_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / ".venv.lock").mkdir()
    monkeypatch.setattr(environment, "ROOT", tmp_path)
    monkeypatch.setattr(environment, "why_stale", lambda folder: "there is none yet")
    with pytest.raises(SetupError, match=re.escape(f"{tmp_path / '.venv.lock'}: ")):
        environment.ensure()


@LOCKS
def test_a_lock_that_somebody_holds_is_waited_for(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    import fcntl

    asked: list[int] = []

    def held(descriptor: int, how: int) -> None:
        asked.append(how)
        if how & fcntl.LOCK_NB:
            raise BlockingIOError(errno.EAGAIN, "Resource temporarily unavailable")

    monkeypatch.setattr(environment, "ROOT", tmp_path)
    monkeypatch.setattr(fcntl, "flock", held)
    with environment.one_at_a_time():
        assert asked == [fcntl.LOCK_EX | fcntl.LOCK_NB, fcntl.LOCK_EX]
    assert "waiting for it" in capsys.readouterr().out


def test_doctor_promises_no_environment_where_none_can_be_made(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(doctor, "ENVIRONMENT", tmp_path / ".venv")
    (problem,) = doctor._environment()
    assert problem.endswith("Remedy: python3 run.py lab  makes it.")
    monkeypatch.setattr(doctor, "ROOT", tmp_path / "line\nbreak")
    (problem,) = doctor._environment()
    assert problem.endswith("no environment works there. Remedy: rename that folder, or move the checkout.")


def test_a_python_that_only_somebody_else_may_use_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    environment.write_stamp(tmp_path, environment.Stamp("key", "3.13.0", "pip"))

    def refuse(path: Path) -> bool:
        if path.name.startswith("python"):
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return True

    monkeypatch.setattr(Path, "exists", refuse)
    assert "is not for you to use" in str(environment.why_stale(tmp_path))


@LOCKS
@pytest.mark.parametrize("number", [errno.ENOLCK, errno.EOPNOTSUPP, errno.ENOSYS, errno.EIO, errno.EPERM])
def test_a_file_system_without_locks_is_used_without(
    number: int, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    import fcntl

    def none(*arguments: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(environment, "ROOT", tmp_path)
    monkeypatch.setattr(fcntl, "flock", none)
    with environment.one_at_a_time():
        pass
    assert "has no locks" in capsys.readouterr().out


def test_a_python_without_a_part_of_it_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    python = Path(sys.executable)
    opening.check_python(python, os.environ)
    (tmp_path / "sqlite3.py").write_text("raise ImportError('built without sqlite3')\n")
    hindered = {**os.environ, "PYTHONPATH": str(tmp_path)}
    with pytest.raises(SetupError, match="cannot run JupyterLab: ImportError: built without sqlite3. Rem"):
        opening.check_python(python, hindered)


@pytest.mark.skipif(os.name == "nt", reason="signals of Unix")
@pytest.mark.parametrize(
    ("started", "said"),
    [("kill -SEGV $$", "no reason given"), ("echo 'Killed: no memory' >&2; exit 137", "Killed: no memory")],
)
def test_a_python_that_does_not_even_start_is_refused(started: str, said: str, tmp_path: Path) -> None:
    python = tmp_path / "python"
    python.write_text(f"#!/bin/sh\n{started}\n")
    python.chmod(0o755)
    with pytest.raises(SetupError, match=f"cannot run JupyterLab: {said}. Remedy: run the same"):
        opening.check_python(python, os.environ)
    assert "it ended at once" in str(trial.try_server(python, os.environ))


@pytest.mark.parametrize("typed", [["--ServerApp.allow_root=True"], ["--port=1", "--allow-root"]])
def test_who_has_allowed_root_is_told_nothing(
    typed: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(opening, "is_root", lambda: True)
    monkeypatch.setattr(opening, "_run_and_wait", lambda *arguments: 0)
    monkeypatch.setattr(os, "execve", lambda *arguments: None)
    monkeypatch.setattr(os, "chdir", lambda folder: None)
    opening.open_lab(Path(sys.executable), BOOK, tmp_path, typed, ROOT)
    assert "You are root" not in capsys.readouterr().out


@pytest.mark.slow
def test_the_server_is_tried_and_what_stops_it_is_told(tmp_path: Path) -> None:
    python, variables = Path(sys.executable), {**os.environ, "PYTHONPATH": str(tmp_path)}
    assert trial.try_server(python, variables) is None
    (tmp_path / "sqlite3.py").write_text("raise ImportError('built without sqlite3')\n")
    assert "it ended at once" in str(trial.try_server(python, variables))


def test_the_administrator_is_told_before_jupyterlab_refuses(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(opening, "is_root", lambda: True)
    monkeypatch.setattr(opening, "_run_and_wait", lambda *arguments: 0)
    monkeypatch.setattr(os, "execve", lambda *arguments: None)
    monkeypatch.setattr(os, "chdir", lambda folder: None)
    opening.open_lab(Path(sys.executable), BOOK, tmp_path, [], ROOT)
    assert "add  --allow-root" in capsys.readouterr().out
    opening.open_lab(Path(sys.executable), BOOK, tmp_path, ["--allow-root"], ROOT)
    assert "You are root" not in capsys.readouterr().out
