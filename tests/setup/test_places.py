"""A folder that a reader names: taken as it is meant, and refused where it would do harm."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from lstm_lab import SetupError, opening, reader_copy
from lstm_lab.places import check_writing, homes, is_writable, reader_folder
from tools import cli
from tools.project import BOOK, READER_COPY, ROOT

NAMES = ["LSTM [2026]", "with # and spaces", "Übung é", "-dash", "a;b'c", "100%", "~tilde", "{x}", "日本"]


def test_a_tilde_is_the_readers_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    for typed in ("~/mybook", "mybook", "./a/../mybook"):
        assert reader_folder(Path(typed), ROOT) == (tmp_path / "mybook").resolve()
    with pytest.raises(SetupError, match="--folder: ~nobody-of-that-name"):
        reader_folder(Path("~nobody-of-that-name/book"), ROOT)


def test_run_py_expands_it_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    assert cli.main(["reset", "01", "--folder=~/mybook"]) == 0
    assert (tmp_path / "mybook" / "01-the-vanilla-rnn.ipynb").is_file()
    assert [path.name for path in tmp_path.iterdir()] == ["mybook"]


@pytest.mark.parametrize("inside", ["book", "anna", "tests/anna", "lstm_teach", "my-book/sub", ".venv", "."])
def test_a_folder_of_the_project_is_refused(inside: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["lab", f"--folder={ROOT / inside}"]) == 1
    assert f"run.py lab: --folder: {(ROOT / inside).resolve()}" in capsys.readouterr().err


def test_one_that_holds_the_project_is_refused_and_the_readers_own_is_not() -> None:
    with pytest.raises(SetupError, match="holds the project"):
        reader_folder(ROOT.parent, ROOT, READER_COPY)
    assert reader_folder(READER_COPY, ROOT, READER_COPY) == READER_COPY


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_whatever_a_folder_is_called_the_copy_is_made_in_it(name: str, tmp_path: Path) -> None:
    copy = tmp_path / name / name
    opening.prepare_copy(BOOK, copy, "python3 run.py")
    assert reader_copy.find_edited(BOOK, copy) == []
    assert {path.name for path in (tmp_path / name).iterdir()} == {name}
    assert f"--ServerApp.root_dir={copy}" in opening.lab_options(BOOK, copy)


def test_a_console_of_few_letters_says_it_all_the_same(tmp_path: Path) -> None:
    code = "import sys; from tools.cli import main; sys.exit(main(sys.argv[1:]))"
    command = [sys.executable, "-c", code, "reset", "01", f"--folder={tmp_path / '日本 Ω'}"]
    own = {**os.environ, "PYTHONIOENCODING": "cp1252", "PYTHONUTF8": "0"}
    done = subprocess.run(command, cwd=ROOT, env=own, capture_output=True, timeout=120)
    assert done.returncode == 0, done.stderr
    command[-1] = f"--folder={ROOT / '日本 Ω'}"
    done = subprocess.run(command, cwd=ROOT, env=own, capture_output=True, timeout=120)
    assert done.returncode == 1
    assert rb"lies in the project" in done.stderr
    assert rb"\u65e5" in done.stderr
    assert b"Traceback" not in done.stderr


def test_what_can_be_written_is_told_from_what_cannot(tmp_path: Path) -> None:
    assert check_writing(tmp_path / "not" / "there" / "yet") is None
    assert is_writable(tmp_path / "not" / "there")
    (tmp_path / "file").write_text("")
    assert not is_writable(tmp_path / "file" / "below")
    assert f"{tmp_path / 'file'}: something that is no folder is in the way" in str(
        check_writing(tmp_path / "file" / "below")
    )


def test_a_home_that_cannot_be_written_moves_jupyters_files_into_the_copy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "home").write_text("no folder")
    for name in ("HOME", "USERPROFILE", "APPDATA"):
        monkeypatch.setenv(name, str(tmp_path / "home"))
    moved = homes({"IPYTHONDIR": "/mine"}, tmp_path / "copy")
    assert set(moved) == {"JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "MPLCONFIGDIR"}
    assert all(Path(place).is_relative_to(tmp_path / "copy" / ".lab") for place in moved.values())
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    assert homes({"APPDATA": str(tmp_path)}, tmp_path / "copy") == {}
