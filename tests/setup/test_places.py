"""A folder that a reader names: taken as it is meant, and refused where it would do harm."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from lstm_lab import SetupError, command, health, opening, reader_copy
from lstm_lab.places import check_writing, home, homes, is_writable, reader_folder, why_moved
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


@pytest.mark.parametrize("main", [cli.main, command.main])
@pytest.mark.parametrize("typed", ["", " "])
def test_an_empty_name_does_not_mean_here(
    typed: str,
    main: Callable[[list[str]], int],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit):
        main(["reset", "01", f"--folder={typed}"])
    assert "argument --folder: it names no folder (is a variable in it not set?)" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_a_tilde_further_on_is_a_letter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for typed in ("./~nobody", str(tmp_path / "~"), "a~b"):
        assert cli.main(["reset", "01", "--folder", typed]) == 0
    assert {path.name for path in tmp_path.iterdir()} == {"~nobody", "~", "a~b"}


@pytest.mark.skipif(os.name == "nt" or os.geteuid() != 0, reason="mounts a folder: as root only")
def test_the_project_by_another_way_is_the_project(tmp_path: Path) -> None:
    """As a mount leads there, so do other capitals where a system takes them for the same."""
    (tmp_path / "project" / "deep").mkdir(parents=True)
    alias = tmp_path / "alias"
    alias.mkdir()
    mount = ["mount", "--bind", str(tmp_path / "project"), str(alias)]
    if subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("nothing can be mounted here")
    try:
        with pytest.raises(SetupError, match="lies in the project"):
            reader_folder(alias / "anna", tmp_path / "project")
        with pytest.raises(SetupError, match="holds the project"):
            reader_folder(alias, tmp_path / "project" / "deep")
        assert reader_folder(tmp_path / "anna", tmp_path / "project") == tmp_path / "anna"
    finally:
        subprocess.run(["umount", str(alias)], check=True)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such names")
@pytest.mark.parametrize("name", ["line\nbreak", "tab\t", "end ", 'q"$HOME`x`', "*", "latin \udce9"])
def test_names_that_only_unix_has(name: str, tmp_path: Path) -> None:
    if sys.platform == "darwin" and "\udce9" in name:
        pytest.skip("macOS takes UTF-8 alone")
    opening.prepare_copy(BOOK, tmp_path / name, "python3 run.py")
    assert reader_copy.find_edited(BOOK, tmp_path / name) == []


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


@pytest.mark.parametrize("encoding", ["ascii:strict", "cp437", "latin-1:strict"])
@pytest.mark.parametrize("module", ["tools.cli", "lstm_lab.command"])
def test_any_console_is_told_where_the_copy_is(module: str, encoding: str, tmp_path: Path) -> None:
    code = (
        f"import sys; from pathlib import Path; from {module} import print_anything, say; print_anything(); "
        "say(sys.argv[1]); print(sys.argv[1], file=sys.stderr)"
    )
    own = {**os.environ, "PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"}
    done = subprocess.run([sys.executable, "-c", code, "日本 🙂"], cwd=ROOT, env=own, capture_output=True)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == done.stderr.strip() == rb"\u65e5\u672c \U0001f642"


@pytest.mark.skipif(os.name == "nt", reason="pipes and devices of Unix")
@pytest.mark.parametrize(
    ("redirected", "code", "said"),
    [
        ("reset 99 >&-", 1, "There is no chapter '99'"),  # no standard output at all
        ("reset 01 >/dev/full", 1, "the disk is full"),
        ("reset 01 2>&- >&-", 0, ""),
    ],
)
def test_a_command_whose_words_go_nowhere_ends_without_a_traceback(
    redirected: str, code: int, said: str, tmp_path: Path
) -> None:
    line = f'"{sys.executable}" "{ROOT / "run.py"}" {redirected} --folder="{tmp_path / "copy"}"'
    done = subprocess.run(["sh", "-c", line], capture_output=True, text=True, timeout=120)
    assert done.returncode == code
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert (tmp_path / "copy").exists() is ("01" in redirected)


@pytest.mark.skipif(os.name == "nt", reason="pipes of Unix")
def test_a_reader_who_has_heard_enough_hears_no_more(tmp_path: Path) -> None:
    read, write = os.pipe()
    os.close(read)
    command = [sys.executable, str(ROOT / "run.py"), "reset", "01", f"--folder={tmp_path / 'copy'}"]
    with os.fdopen(write, "w") as pipe:
        done = subprocess.run(command, stdout=pipe, stderr=subprocess.PIPE, text=True, timeout=120)
    assert (done.returncode, done.stderr) == (1, "")


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


@pytest.fixture
def homeless(monkeypatch: pytest.MonkeyPatch) -> None:
    """As for the number of a user that no list has, with HOME not set: containers start like that."""

    def unknown() -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.setattr(Path, "home", unknown)


@pytest.mark.usefixtures("homeless")
def test_a_reader_without_a_home_gets_one_in_the_copy(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert homes(os.environ, tmp_path) == {"HOME": str(tmp_path / ".lab" / "home")}
    assert why_moved() == "You have no home folder"
    assert health.check_folders(tmp_path, {}) == []
    assert (
        f"You have no home folder; JupyterLab's own files go to {tmp_path / '.lab'}"
        in capsys.readouterr().out
    )
    assert home() is None


@pytest.mark.skipif(os.name == "nt", reason="a list of users as Unix has it")
@pytest.mark.parametrize("module", ["lstm_lab.command", "tools.cli"])
def test_both_commands_start_for_a_user_whom_no_list_has(module: str) -> None:
    code = f"""if True:
        import pwd
        pwd.getpwuid = {{}}.__getitem__
        import {module} as command
        command.main(["--help"])
    """
    own = {name: value for name, value in os.environ.items() if name != "HOME"}
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=own, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("usage:")
